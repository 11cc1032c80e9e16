"""Powers over editions. Making one is a matter of the whole portal; reading goes with the list to whom it is issued."""

from portal.kernel.permissions import chain, power

VIEW_EDITIONS = power("view_editions", "查看专报", reads=True)
MAKE_EDITION = power("make_edition", "生成专报送审稿", is_central=True)
SET_REPORTS = power("set_reports", "设置专报周期", is_central=True)
VIEW_EDITION_DESK = power("view_edition_desk", "查看专报审签台", reads=True, is_central=True)
SUBMIT_EDITION = power("submit_edition", "送审、作废和更正专报", is_central=True)
WRITE_EDITION_WORDS = power("write_edition_words", "填写专报文字", is_central=True)
CHECK_EDITION = power("check_edition", "专报核稿", is_central=True)
SIGN_EDITION = power("sign_edition", "专报签发", is_central=True)

chain(
    "edition",
    "专报",
    ("送审", SUBMIT_EDITION),
    ("核稿", CHECK_EDITION),
    ("签发", SIGN_EDITION),
    is_central=True,
)
