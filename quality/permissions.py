"""Powers over doubts about quality: who may raise one, and the hands through which it goes until it is closed."""

from portal.kernel.permissions import chain, power

VIEW_COMPLAINTS = power("view_complaints", "查看质量质询", reads=True)
REVEAL_REPORTERS = power("view_whole_reporters", "查看反映人联系电话", reads=True)
REPORT_COMPLAINT = power("report_complaint", "反映质量问题")
TRIAGE_COMPLAINT = power("triage_complaint", "受理、派单")
RECTIFY = power("rectify", "办理整改")
REINSPECT = power("reinspect", "复查")
CLOSE_COMPLAINT = power("close_complaint", "办理销号")

chain(
    "complaint",
    "质量质询",
    ("受理、派单", TRIAGE_COMPLAINT),
    ("整改", RECTIFY),
    ("复查", REINSPECT),
    ("销号", CLOSE_COMPLAINT),
)
