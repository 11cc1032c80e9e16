"""The door itself: who it is that knocks, for the page and for the API alike.

Every guess is counted before it is looked at, and unknown, inactive and wrong get one answer after one time.
"""

from __future__ import annotations

from typing import Any

from portal.accounts import actions
from portal.accounts.sign_in import passwords, second_factor, throttle
from portal.kernel import clock
from portal.kernel.errors import NotPermitted, Refusal
from portal.kernel.permissions import System
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


def person_who_knocks(request: Any, username: str, password: str) -> Any:
    """The person in office whose account and password these are. Raises TooManyGuesses, NotKnown."""
    address = client_address(request)
    _count("password", username, address)
    person = passwords.person_with(request, username, password)
    if person is None:
        raise NotKnown()
    throttle.forget("password", username, address)
    if encoded := passwords.renewed_hash(person, password):
        person = actions.renew_password_hash(System("登录时更新密码散列"), person, encoded=encoded)
    return person


def check_code(request: Any, person: Any, code: str) -> None:
    """Use up one code of the person's phone. Raises TooManyGuesses, WrongCodeAtTheDoor."""
    who, address = str(person.pk), client_address(request)
    _count("code", who, address)
    if not second_factor.accepts(person.pk, code, clock.now()):
        raise WrongCodeAtTheDoor()
    throttle.forget("code", who, address)


def check_own_password(request: Any, person: Any, password: str) -> None:
    """Before a deed that an open page alone does not allow. Raises TooManyGuesses, OwnPasswordWrong."""
    who, address = str(person.pk), client_address(request)
    _count("own password", who, address)
    if not person.check_password(password):
        raise OwnPasswordWrong()
    throttle.forget("own password", who, address)


def count_own_password(request: Any, person: Any) -> None:
    """Count a guess at one's own password that an action will look at. Raises TooManyGuesses."""
    _count("own password", str(person.pk), client_address(request))


def forget_own_password(request: Any, person: Any) -> None:
    """The guess was right."""
    throttle.forget("own password", str(person.pk), client_address(request))


def _count(what: str, who: str, address: str) -> None:
    if seconds := throttle.seconds_to_wait(what, who, address):
        raise TooManyGuesses(seconds)
