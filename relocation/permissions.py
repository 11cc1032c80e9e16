"""Powers over households, the terms that they are offered, what is published, and what they sign."""

from portal.kernel.permissions import chain, power

VIEW_HOUSEHOLDS = power("view_households", "查看搬迁户", reads=True)
REVEAL_HOUSEHOLDS = power("view_whole_households", "查看搬迁户完整证件、账号、电话", reads=True)
VIEW_KEPT_PHONES = power("view_kept_phones", "查看本人包户的联系电话", reads=True)
SURVEY_HOUSEHOLDS = power("survey_households", "登记、更正入户调查")
VIEW_POLICIES = power("view_policies", "查看补偿安置方案", reads=True)
DRAFT_POLICY = power("draft_policy", "拟订补偿安置方案")
ADOPT_POLICY = power("adopt_policy", "审定补偿安置方案")
VIEW_NOTICES = power("view_notices", "查看公告公示", reads=True)
PUBLISH_NOTICE = power("publish_notice", "发布公告公示")
VIEW_AGREEMENTS = power("view_agreements", "查看搬迁协议", reads=True)
DRAFT_AGREEMENT = power("draft_agreement", "起草搬迁协议")
REVIEW_AGREEMENT = power("review_agreement", "审核搬迁协议")
SIGN_AGREEMENT = power("sign_agreement", "签订搬迁协议")
ACCEPT_VACATING = power("accept_vacating", "登记周转安置、腾空验收")
SETTLE_AGREEMENT = power("settle_agreement", "办理协议结算")

chain("policy", "补偿安置方案", ("拟订", DRAFT_POLICY), ("审定", ADOPT_POLICY))
chain(
    "agreement",
    "搬迁协议",
    ("入户调查", SURVEY_HOUSEHOLDS),
    ("起草", DRAFT_AGREEMENT),
    ("审核", REVIEW_AGREEMENT),
    ("公示", PUBLISH_NOTICE),
    ("签订", SIGN_AGREEMENT),
    ("腾空验收", ACCEPT_VACATING),
    ("结算", SETTLE_AGREEMENT),
)
