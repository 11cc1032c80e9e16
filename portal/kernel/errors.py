"""How the portal says no: every refusal is a sentence fit for the person who reads it.

House rule for the sentences (the office's own): first what cannot be done, then how much is missing, then the
clause, then what to do and whom to ask. A refusal knows its HTTP status, so pages, API and Excel rows answer alike.
"""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """A deed that is not done, with the reason. Subclasses stand beside the action that raises them.

    ``sentence`` is Chinese and complete; ``clause`` names the law or local rule it rests on, empty when there is none.
    """

    status = 422
    sentence = "未办成：这项操作不符合规定。请核对后再办。"
    is_told = False  # to the trail, by the deed or the page that it refused

    def __init__(self, sentence: str = "", *, clause: str = "") -> None:
        self.sentence = sentence or self.sentence
        self.clause = clause
        super().__init__(self.sentence)


class Unreadable(Refusal):
    """The request cannot be read as a request at all: broken JSON, NUL bytes, an unknown key, a wrong type."""

    status = 400
    sentence = "未办成：提交的内容无法读取。请检查后重新提交。"


class NotPermitted(Refusal):
    """The person may see the thing but may not do this to it."""

    status = 403
    sentence = "您的账号没有办理这项工作的权限。工作需要的，请联系指挥部办公室。"


class NotSeen(Refusal):
    """Missing and foreign alike: one sentence for both, so that nobody learns which it was."""

    status = 404
    sentence = "没有找到这项内容，或者您的账号没有查看权限。工作需要的，请联系本村管理员或指挥部办公室。"


class WrongState(Refusal):
    """The thing is not in a state from which this step can be taken."""

    status = 409


class InvalidInput(Refusal):
    """The request was read but its values are refused; ``fields`` maps a field (or row and cell) to its sentence."""

    def __init__(self, sentence: str = "", *, fields: Mapping[str, str] | None = None, clause: str = "") -> None:
        super().__init__(sentence or "未办成：填写的内容需要修改。请按提示更正后再提交。", clause=clause)
        self.fields = dict(fields or {})


class BrokenInvariant(Refusal):
    """The database refused: a named constraint whose sentence people read."""


class Unavailable(Refusal):
    """Something that the portal needs (database, disk, print library) does not answer; nothing was half done."""

    status = 503
    sentence = "未办成：系统正在维护，请稍后再试。已提交的内容不受影响。"


class DesignError(Exception):
    """A line of the house was crossed by the program itself. Never shown to people; never caught."""
