"""Powers over villages, what is reported of them, and who may do what in them."""

from portal.kernel.permissions import chain, power

VIEW_VILLAGES = power("view_villages", "查看点位", reads=True)
MANAGE_VILLAGES = power("manage_villages", "维护点位与片区")
REPORT_FIGURES = power("report_figures", "报数")
SET_MILESTONES = power("set_milestones", "登记、调整节点承诺")
REPORT_MILESTONES = power("report_milestones", "登记节点完成")
ASSIGN_RESPONSIBILITY = power("assign_responsibility", "明确责任")
RECORD_PUBLIC_FACTS = power("record_public_facts", "登记公开信息")
SET_LAMP_RULES = power("set_lamp_rules", "设置亮灯规则", is_central=True)
VIEW_GRANTS = power("view_grants", "查看授权", reads=True)
PROPOSE_GRANT = power("propose_grant", "提出授权")
APPROVE_GRANT = power("approve_grant", "批准授权")
HAND_OVER = power("hand_over", "办理离岗交接")
VIEW_CHAIN_GAPS = power("view_chain_gaps", "查看无人可办环节", reads=True)

chain("grant", "授权", ("提出", PROPOSE_GRANT), ("批准", APPROVE_GRANT), is_central=True)
chain("reporting", "点位报数", ("报数", REPORT_FIGURES))
chain("milestones", "节点登记", ("登记承诺", SET_MILESTONES), ("登记完成", REPORT_MILESTONES))
chain("responsibility", "责任落实", ("明确责任", ASSIGN_RESPONSIBILITY))
