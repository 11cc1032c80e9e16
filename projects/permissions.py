"""Powers over villages, what is reported of them, and who may do what in them."""

from collections.abc import Mapping

from portal.kernel.permissions import Power, chain, power

VIEW_VILLAGES = power("view_villages", "查看点位", reads=True)
MANAGE_VILLAGES = power("manage_villages", "维护点位与片区")
REPORT_FIGURES = power("report_figures", "报数")
CORRECT_FIGURES = power("correct_figures", "更正各单位报数")
# REPORT_FIGURES opens the door; whose figures somebody may report is said by 领域 (projects.models.Matter).
FIGURES_OF: Mapping[str, Power] = {
    "overall": power("report_overall", "填报综合数据"),
    "relocation": power("report_relocation", "填报征拆数据"),
    "funding": power("report_funding", "填报资金数据"),
    "construction": power("report_construction", "填报建设数据"),
    "quality": power("report_quality", "填报质量安全数据"),
}
SET_MILESTONES = power("set_milestones", "登记、调整节点承诺")
REPORT_MILESTONES = power("report_milestones", "登记节点完成")
ASSIGN_RESPONSIBILITY = power("assign_responsibility", "明确责任")
RECORD_PUBLIC_FACTS = power("record_public_facts", "登记公开信息")
SET_LAMP_RULES = power("set_lamp_rules", "设置亮灯规则", is_central=True)
DEFINE_BASES = power("define_bases", "维护口径", is_central=True)
BACKFILL = power("backfill", "补录")
CHECK_BACKFILL = power("check_backfill", "复核补录")
SET_BACKFILL = power("set_backfill", "设置补录期限", is_central=True)
VIEW_FEEDBACK = power("view_feedback", "查看投诉建议", reads=True)
ANSWER_FEEDBACK = power("answer_feedback", "答复投诉建议", is_central=True)
VIEW_GRANTS = power("view_grants", "查看授权", reads=True)
PROPOSE_GRANT = power("propose_grant", "提出授权")
APPROVE_GRANT = power("approve_grant", "批准授权")
AGREE_ON_GUARDS = power("agree_on_guards", "复核管理员和只读账号的变动", is_central=True)
HAND_OVER = power("hand_over", "办理离岗交接")
VIEW_CHAIN_GAPS = power("view_chain_gaps", "查看无人可办环节", reads=True)
VIEW_ORDERS = power("view_orders", "查看督办台账", reads=True)
PROPOSE_ORDER = power("propose_order", "拟办督办单、提请单")
ISSUE_ORDER = power("issue_order", "签发督办单、提请单")
REPORT_ORDER = power("report_order", "反馈督办事项")
CLOSE_ORDER = power("close_order", "督办销号")

chain("grant", "授权", ("提出", PROPOSE_GRANT), ("批准", APPROVE_GRANT), is_central=True)
chain("reporting", "点位报数", ("报数", REPORT_FIGURES))
chain("milestones", "节点登记", ("登记承诺", SET_MILESTONES), ("登记完成", REPORT_MILESTONES))
chain("backfill", "补录", ("补录", BACKFILL), ("复核", CHECK_BACKFILL))
chain("responsibility", "责任落实", ("明确责任", ASSIGN_RESPONSIBILITY))
chain("order", "督办", ("拟办", PROPOSE_ORDER), ("签发", ISSUE_ORDER), ("反馈", REPORT_ORDER), ("销号", CLOSE_ORDER))
