"""The door itself: who it is that knocks, for the page and for the API alike.

Every guess is counted before it is looked at, and unknown, inactive and wrong get one answer after one time.
"""

from __future__ import annotations

from typing import Any

from portal.accounts import actions
from portal.accounts.models import User
from portal.accounts.sign_in import passwords, second_factor, throttle
from portal.kernel import clock
from portal.kernel.actions import tell_of_refusal
from portal.kernel.errors import NotPermitted, Refusal
from portal.kernel.permissions import NOWHERE, PORTAL, Actor, Power, Span, System
from portal.web.addresses import client_address


class TooManyGuesses(Refusal):
    """The next guess has to wait; nothing was looked at."""

    status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        wait = f"{seconds}秒" if seconds < 60 else f"{-(-seconds // 60)}分钟"
        super().__init__(f"尝试次数较多，请{wait}后再试。忘记密码的，请联系系统管理员重置。")


class NotKnown(NotPermitted):
    """Unknown, inactive and wrong alike."""

    status = 401
    sentence = "账号或密码不符，或者账号已停用。请核对后重试；仍不能登录的，请联系系统管理员。"


class WrongCodeAtTheDoor(NotPermitted):
    """The six digits are wrong, over, or used."""

    status = 401
    sentence = "验证码不符、已过时或已用过。请填写当前显示的6位数字。"


class OwnPasswordWrong(NotPermitted):
    """Somebody sits at another person's open page."""

    sentence = "本人密码不符，未办理。请核对后重新填写。"


class Claimant(Actor):
    """Somebody who says that he is this account and has not shown it; None when there is no such account.

    The trail keeps the account's key and never what was typed: people type passwords where names belong.
    """

    label = "未证实身份"

    def __init__(self, account: int | None) -> None:
        self.account = account

    def span(self, needed: Power) -> Span:
        return NOWHERE

    def as_entry(self) -> dict[str, Any]:
        return {"kind": "claimant", "user": self.account}


def person_who_knocks(request: Any, username: str, password: str) -> Any:
    """The person in office whose account and password these are. Raises TooManyGuesses, NotKnown."""
    address = client_address(request)
    _count("password", username, address)
    person = passwords.person_with(request, username, password)
    if person is None:
        refusal = NotKnown()
        # Looked for and told whether there is such an account or not, so that the time says nothing.
        account = User.objects.filter(username=username).first()
        _tell("sign_in", Claimant(account.pk if account else None), account or PORTAL, refusal)
        raise refusal
    throttle.forget("password", username, address)
    if encoded := passwords.renewed_hash(person, password):
        person = actions.renew_password_hash(System("登录时更新密码散列"), person, encoded=encoded)
    return person


def check_code(request: Any, person: Any, code: str) -> None:
    """Use up one code of the person's phone. Raises TooManyGuesses, WrongCodeAtTheDoor."""
    who, address = str(person.pk), client_address(request)
    _count("code", who, address)
    if not second_factor.accepts(person.pk, code, clock.now()):
        refusal = WrongCodeAtTheDoor()
        _tell("sign_in_code", Claimant(person.pk), person, refusal)
        raise refusal
    throttle.forget("code", who, address)


def check_own_password(request: Any, person: Any, password: str) -> None:
    """Before a deed that an open page alone does not allow. Raises TooManyGuesses, OwnPasswordWrong."""
    who, address = str(person.pk), client_address(request)
    _count("own password", who, address)
    if not person.check_password(password):
        refusal = OwnPasswordWrong()
        _tell("own_password", request.actor, person, refusal)
        raise refusal
    throttle.forget("own password", who, address)


def count_own_password(request: Any, person: Any) -> None:
    """Count a guess at one's own password that an action will look at. Raises TooManyGuesses."""
    _count("own password", str(person.pk), client_address(request))


def forget_own_password(request: Any, person: Any) -> None:
    """The guess was right."""
    throttle.forget("own password", str(person.pk), client_address(request))


def _tell(what: str, actor: Actor, target: Any, refusal: Refusal) -> None:
    """A guess that was looked at and wrong; those that had to wait are in the log only, since nothing was looked at."""
    tell_of_refusal(actor, f"portal.accounts.{what}", target, refusal)


def _count(what: str, who: str, address: str) -> None:
    if seconds := throttle.seconds_to_wait(what, who, address):
        raise TooManyGuesses(seconds)
