"""An edition: the words of page one, its sections, and what people add to them when they issue it."""

from dataclasses import dataclass, field
from datetime import date

from portal.reports.blocks.parts import Block, date_text


@dataclass(frozen=True)
class StuckPoint:
    """卡点: what and by how much, 主责单位, 包抓领导, and a day (or 待研究)."""

    what: str
    unit: str | None
    leader: str | None
    due: str | None


@dataclass(frozen=True)
class PageOne:
    """What the leader reads: at most 15 lines under the head, no chart, no hash, no address.

    `overall`, `request` and `decisions` are the words after 一、总体, 四、提请研究 and 五、上周议定N项; the headings
    are printed by whoever shows them. `progress` are up to four lines without their numbers. `stuck` is a sentence
    such as 「未报。」 as long as nobody reported. `decided` is the label after 五、 (上周议定4项); `decisions=None`
    leaves 五 out, which is right only where no meeting came before.
    """

    headline: str
    overall: str
    progress: tuple[str, ...]
    stuck: tuple[StuckPoint, ...] | str
    request: str
    decisions: str | None = None
    decided: str = "上周议定0项"
    progress_note: str = ""

    def __post_init__(self) -> None:
        if len(self.progress) > 4:
            raise ValueError("page one has room for four lines of progress")

    def request_with(self, words: "AddedWords") -> str:
        """What people ask for, with whom they heard on it; until somebody asks, what the portal says in its place."""
        if not words.request:
            return self.request
        heard = f"（已征求意见：{words.consulted}）" if words.consulted else ""
        return f"{words.request.rstrip('。')}{heard}。"


@dataclass(frozen=True)
class Section:
    """What one contributor says in an edition; `key` is its registered name."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Stamp:
    """What vouches for an edition (a checkpoint of the trail): ``short`` on the 版记, ``lines`` in the annex."""

    label: str
    short: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class EditionDocument:
    """What was frozen: words and figures as the portal told them. What people add to it is an ``Issue``.

    ``covers`` is 9月28日—10月11日 for a 合刊 and empty for a plain week.
    """

    issuer: str
    cut_off_text: str
    dated_on: date
    page_one: PageOne
    sections: tuple[Section, ...]
    name: str = "周调度专报"
    is_demonstration: bool = False
    mark: str = "内部资料　注意保存"
    covers: str = ""

    @property
    def date_text(self) -> str:
        return date_text(self.dated_on)


@dataclass(frozen=True)
class AddedWords:
    """What people wrote at 核稿: ``note`` 按语, ``explanation`` 说明, ``request`` 提请研究 in place of page one's own.

    ``consulted`` names who was heard on the request, without whom it is not put to a leader.
    """

    note: str = ""
    explanation: str = ""
    request: str = ""
    consulted: str = ""


@dataclass(frozen=True)
class Distribution:
    """报, 送, 发 and 共印N份 of the 版记; an empty field is left out."""

    report_to: str = ""
    send_to: str = ""
    issue_to: str = ""
    copies: int | None = None


@dataclass(frozen=True)
class Issue:
    """What signing gives to a frozen document; without ``number_text`` it is a 送审稿 and says so on every page.

    ``corrects_text`` names the issue that this one puts right (2026年第46期). ``data_hash`` is that of the frozen data;
    its first 16 characters are the 校验码 as long as no stamp vouches for the edition.
    """

    number_text: str = ""
    dated_on: date | None = None
    signed_by: str = ""
    words: AddedWords = field(default_factory=AddedWords)
    corrects_text: str = ""
    distribution: Distribution = field(default_factory=Distribution)
    stamps: tuple[Stamp, ...] = ()
    data_hash: str = ""

    @property
    def is_signed(self) -> bool:
        return bool(self.number_text)

    @property
    def check_code(self) -> str:
        return self.stamps[0].short if self.stamps else self.data_hash[:16]
