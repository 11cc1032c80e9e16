"""Doubts about the work at the lead project: each goes its course over the weeks after it was raised."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from PIL import Image, ImageDraw

from portal.files.models import FileKind
from portal.files.receiving import Received, receive
from portal.kernel.permissions import System
from portal.site.demo.thread.stage import Stage
from quality import actions
from quality.models import Category, Channel, Complaint, Severity

LEAD = 1
UNNAMED = System("演示数据：群众扫码反映")
PHOTOGRAPHED_EVERY = 10
# What is doubted where: invented, as the offices of other cities write it.
MATTERS = (
    ("2号楼", "5层", "客厅顶板", "顶板有细裂缝，长约一米", Category.CRACKS),
    ("3号楼", "屋面", "女儿墙根部", "雨后渗水，下层墙面有水印", Category.LEAKS),
    ("1号楼", "8层", "厨房隔墙", "墙面砌筑不平，灰缝过大", Category.MASONRY),
    ("4号楼", "3层", "外窗", "窗框与墙体间隙未填实", Category.FITTINGS),
    ("2号楼", "地下室", "外墙", "防水卷材搭接处翘边", Category.INSULATION),
    ("工地西门", "", "道路", "扬尘大，未见洒水", Category.NUISANCE),
    ("3号楼", "11层", "楼板", "混凝土表面有蜂窝", Category.CONCRETE),
)
GRAVE = ("5号楼", "9层", "剪力墙", "墙体出现贯通裂缝，附近钢筋外露", Category.CRACKS)


@dataclass
class Doubt:
    """One doubt and the place in its course at which it stands."""

    key: int
    number: int
    raised_in: int  # weeks back
    form_key: str


@dataclass
class Doubts:
    """All that were raised so far."""

    raised: list[Doubt] = field(default_factory=list)
    picture: Received | None = None


Step = Callable[[Stage, Complaint, date], object]


def open_boards(stage: Stage) -> None:
    """The lead project and the sites of the thread have a board with a code to be scanned."""
    for site in (LEAD, *stage.size.households):
        actions.open_board(stage.hand("quality_force"), stage.villages[site], is_demonstration=True)


def play_week(stage: Stage, doubts: Doubts, weeks_back: int) -> None:
    """Monday brings new ones; on the other days those of this and earlier weeks go a step on."""
    with stage.at(weeks_back, 1, 9) as day:
        for place in range(stage.size.doubts):
            _raise(stage, doubts, weeks_back, place, day)
    for weekday in range(2, 7):
        with stage.at(weeks_back, weekday, 16) as day:
            for doubt in doubts.raised:
                step = _course(doubt).get((doubt.raised_in - weeks_back, weekday))
                if step is not None:
                    step(stage, Complaint.objects.get(pk=doubt.key), day)
    if weeks_back == 0:
        with stage.at(0, 6, 9) as day:
            _grave(stage, doubts, day)


def _raise(stage: Stage, doubts: Doubts, weeks_back: int, place: int, day: date) -> None:
    number = len(doubts.raised) + 1
    building, floor, part, what, _ = MATTERS[(number - 1) % len(MATTERS)]
    form_key = uuid.uuid5(uuid.NAMESPACE_URL, f"demonstration/{number}").hex
    photos = [_picture(doubts, day)] if number % PHOTOGRAPHED_EVERY == 1 else []
    village = stage.villages[LEAD]
    if number % 5 == 4:
        complaint = actions.enter_complaint(
            stage.hand("quality_force"),
            village,
            channel=Channel.HOTLINE,
            outside_number=f"演示工单{number:04d}",
            reported_on=day,
            what=what,
            building=building,
            floor=floor,
            part=part,
            is_demonstration=True,
        )
    else:
        by_supervisor = number % 5 != 3
        complaint = actions.raise_complaint(
            stage.hand("resident_supervisor") if by_supervisor else UNNAMED,
            village,
            form_key=form_key,
            what=what,
            building=building,
            floor=floor,
            part=part,
            photos=photos,
            channel=Channel.SUPERVISOR if by_supervisor else Channel.BOARD,
            is_demonstration=True,
        )
    doubts.raised.append(Doubt(complaint.pk, number, weeks_back, form_key))


def _grave(stage: Stage, doubts: Doubts, day: date) -> None:
    """The one that holds the contractor's payment today."""
    building, floor, part, what, category = GRAVE
    complaint = actions.raise_complaint(
        stage.hand("resident_supervisor"),
        stage.villages[LEAD],
        form_key=uuid.uuid5(uuid.NAMESPACE_URL, "demonstration/grave").hex,
        what=what,
        building=building,
        floor=floor,
        part=part,
        photos=[_picture(doubts, day)],
        channel=Channel.SUPERVISOR,
        is_demonstration=True,
    )
    actions.assign_complaint(
        stage.hand("quality_force"),
        complaint,
        contractor=stage.units["示例施工公司"],
        severity=Severity.SERIOUS,
        category=category,
        words="先做临时支护（演示）",
    )


def _picture(doubts: Doubts, day: date) -> Received:
    """A drawn one that says what it is; received once."""
    if doubts.picture is None:
        drawn, kept = Image.new("RGB", (640, 480), "#b9b4aa"), io.BytesIO()
        pen = ImageDraw.Draw(drawn)
        pen.line([(80, 60), (210, 190), (250, 330), (420, 430)], fill="#3b3733", width=4)
        pen.line([(210, 190), (340, 170), (520, 240)], fill="#3b3733", width=2)
        drawn.save(kept, "JPEG")
        doubts.picture = receive(kept.getvalue(), name="演示照片.jpg", kind=FileKind.PHOTO, today=day)
    return doubts.picture


# --- the courses ------------------------------------------------------------------------------------------------------


def _assign(stage: Stage, complaint: Complaint, day: date) -> None:
    matter = next(each for each in MATTERS if each[3] == complaint.what)
    actions.assign_complaint(
        stage.hand("quality_force"),
        complaint,
        contractor=stage.units["示例施工公司"],
        severity=Severity.MINOR,
        category=matter[4],
    )


def _refute(stage: Stage, complaint: Complaint, day: date) -> None:
    actions.refute_complaint(
        stage.hand("quality_force"), complaint, reason="现场核查为抹灰面层收缩纹，不影响结构（演示）"
    )


def _mend(stage: Stage, complaint: Complaint, day: date) -> None:
    actions.rectify_complaint(
        stage.hand("builder"),
        complaint,
        cause="施工时养护不到位（演示）",
        method="凿除后用修补砂浆分层填补并养护（演示）",
        done_on=day,
    )


def _look(stage: Stage, complaint: Complaint, day: date, *, has_passed: bool = True) -> None:
    words = "复查合格，表面平整无空鼓（演示）" if has_passed else "修补处仍有空鼓，重新处理（演示）"
    actions.reinspect_complaint(stage.hand("supervision"), complaint, has_passed=has_passed, words=words, done_on=day)


def _confirm(stage: Stage, complaint: Complaint, day: date) -> None:
    if complaint.reporter_id is not None:
        actions.confirm_repair(stage.hand("resident_supervisor"), complaint, words="已修好")
    else:
        actions.record_answer(stage.hand("quality_force"), complaint, is_mended=True, words="电话回访，反映人说已修好")


def _reopen(stage: Stage, complaint: Complaint, day: date) -> None:
    if complaint.reporter_id is not None:
        actions.reopen_complaint(stage.hand("resident_supervisor"), complaint, words="雨后又出现，没有修好")
    else:
        actions.record_answer(stage.hand("quality_force"), complaint, is_mended=False, words="反映人说雨后又出现")


# Weeks after it was raised and the day of the week → what is done.
_SMOOTH: dict[tuple[int, int], Step] = {(0, 2): _assign, (0, 5): _mend, (1, 2): _look, (1, 4): _confirm}
_AGAIN: dict[tuple[int, int], Step] = {
    **_SMOOTH, (1, 4): _reopen, (2, 3): _mend, (2, 5): _look, (3, 2): _confirm,
}  # fmt: skip
_TWICE_LOOKED: dict[tuple[int, int], Step] = {
    (0, 2): _assign, (0, 6): _mend, (1, 3): partial(_look, has_passed=False), (2, 2): _mend, (2, 4): _look,
    (2, 6): _confirm,
}  # fmt: skip
_UNFOUNDED: dict[tuple[int, int], Step] = {(0, 3): _refute}
_LATE: dict[tuple[int, int], Step] = {(0, 2): _assign, (3, 5): _mend, (4, 2): _look, (4, 4): _confirm}
_STUCK: dict[tuple[int, int], Step] = {(0, 2): _assign}
_COURSES = (_SMOOTH, _SMOOTH, _UNFOUNDED, _SMOOTH, _LATE, _SMOOTH, _AGAIN, _SMOOTH, _TWICE_LOOKED, _SMOOTH)
STUCK_EVERY = 29


def _course(doubt: Doubt) -> dict[tuple[int, int], Step]:
    return _STUCK if doubt.number % STUCK_EVERY == 0 else _COURSES[doubt.number % len(_COURSES)]
