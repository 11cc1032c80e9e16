"""Powers over editions. Making one is a matter of the whole portal; reading goes with the list to whom it is issued."""

from portal.kernel.permissions import power

VIEW_EDITIONS = power("view_editions", "查看专报", reads=True)
MAKE_EDITION = power("make_edition", "生成专报送审稿", is_central=True)
SET_REPORTS = power("set_reports", "设置专报周期", is_central=True)
