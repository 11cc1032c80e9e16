"""Powers over approvals. Who may ask and who may vote is said by each flow with powers of its own app.

CAST_VOTE opens the door to the verbs (readers do not hold it); whether somebody may vote is said by the stage.
"""

from portal.kernel.permissions import power

VIEW_APPROVALS = power("view_approvals", "查看审批", reads=True)
CAST_VOTE = power("cast_vote", "办理审批")
VIEW_FLOWS = power("view_flows", "查看审批流程", reads=True)
SET_FLOWS = power("set_flows", "调整审批流程", is_central=True)
ASK_OVERRIDE = power("ask_override", "申请例外办理", is_central=True)
SIGN_OVERRIDE = power("sign_override", "签批例外办理", is_central=True)
