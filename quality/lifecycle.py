"""States and moves of a doubt about quality."""

from django.db.models import TextChoices

from portal.kernel.lifecycle import Lifecycle, Move


class ComplaintState(TextChoices):
    RECEIVED = "received", "待受理"
    ASSIGNED = "assigned", "整改中"
    RECTIFIED = "rectified", "待复查"
    REINSPECTED = "reinspected", "待反映人确认"
    REFERRED = "referred", "五方会商"
    CLOSED = "closed", "已销号"
    UNFOUNDED = "unfounded", "核实不属实"
    UNREPAIRED = "unrepaired", "未整改了结"


COMPLAINT = Lifecycle(
    "质量质询",
    ComplaintState,
    Move.of("assign", [ComplaintState.RECEIVED], ComplaintState.ASSIGNED),
    Move.of("refute", [ComplaintState.RECEIVED, ComplaintState.ASSIGNED], ComplaintState.UNFOUNDED),
    Move.of("rectify", [ComplaintState.ASSIGNED], ComplaintState.RECTIFIED),
    Move.of("pass", [ComplaintState.RECTIFIED], ComplaintState.REINSPECTED),
    Move.of("fail", [ComplaintState.RECTIFIED], ComplaintState.ASSIGNED),
    Move.of("confirm", [ComplaintState.REINSPECTED], ComplaintState.CLOSED),
    Move.of("lapse", [ComplaintState.REINSPECTED], ComplaintState.CLOSED),
    Move.of("reopen", [ComplaintState.REINSPECTED, ComplaintState.CLOSED], ComplaintState.ASSIGNED),
    # One reporter shall not hold a building for ever: the second time five parties look at it together.
    Move.of("refer", [ComplaintState.REINSPECTED, ComplaintState.CLOSED], ComplaintState.REFERRED),
    Move.of("resume", [ComplaintState.REFERRED], ComplaintState.ASSIGNED),
    Move.of(
        "give_up",
        [ComplaintState.ASSIGNED, ComplaintState.RECTIFIED, ComplaintState.REFERRED],
        ComplaintState.UNREPAIRED,
    ),
)
# Nobody waits for anything any more.
ENDED = (ComplaintState.CLOSED, ComplaintState.UNFOUNDED, ComplaintState.UNREPAIRED)
# What five parties look at has no day of ours.
NO_DEADLINE = (*ENDED, ComplaintState.REFERRED)
