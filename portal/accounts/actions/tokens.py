"""Tokens of the API: issued, ended, noted as used. A token never outlives its person's password."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings

from portal.accounts import permissions
from portal.accounts.actions.own_account import check_is_own
from portal.accounts.facts import TokenEnded, TokenIssued
from portal.accounts.models import ApiToken, User
from portal.accounts.rules import LONGEST_TOKEN_DAYS, MOST_TOKENS
from portal.accounts.sign_in import token_secrets
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, Refusal, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor


class UnfitDays(InvalidInput):
    """A token has an end, not before tomorrow and not after the longest time."""


class EnoughTokens(Refusal):
    """Nobody keeps an eye on more than a few."""


class NotIssuedHere(Refusal):
    """The auditors' entrance writes nothing but who signed in."""

    sentence = "未办成：审计专用入口不签发、不停用接口令牌。请联系指挥部办公室另行安排。"


@dataclass(frozen=True)
class NewToken:
    """An issued token and its secret, which is shown once and kept nowhere."""

    token: ApiToken
    secret: str = field(repr=False)


@action(needs=permissions.USE_API)
def issue_token(actor: Actor, person: User, *, name: str, expires_on: date) -> NewToken:
    """Give one's own program a token, good up to, not including, ``expires_on``. The password was just asked for."""
    _check_writes()
    person = User.objects.locked(person)
    check_is_own(actor, person)
    _check_days(expires_on)
    if ApiToken.objects.live().filter(user=person).count() >= MOST_TOKENS:
        raise EnoughTokens(f"未办成：每人同时使用的接口令牌不超过{MOST_TOKENS}个。请先停用不再使用的令牌。")
    secret = token_secrets.new_secret()
    token = ApiToken(
        user=person,
        name=name.strip(),
        secret_hash=token_secrets.hash_of(secret),
        tail=secret[-4:],
        expires_on=expires_on,
    )
    token.save()
    tell(TokenIssued(token.pk, person.pk, expires_on))
    return NewToken(token, secret)


@action(needs=permissions.USE_API)
def end_token(actor: Actor, token: ApiToken) -> ApiToken:
    """End one of one's own tokens: it opens nothing from the next request on."""
    _check_writes()
    token = ApiToken.objects.locked(token)
    check_is_own(actor, token.user)
    if token.ended_at is not None:
        raise WrongState("未办成：这个接口令牌已经停用，不需要再办理。")
    _end(token)
    return token


@action(needs=permissions.USE_API)
def record_token_use(actor: Actor, token: ApiToken) -> ApiToken:
    """Note the day on which a token was last used, once a day. The portal does this by itself."""
    token = ApiToken.objects.locked(token)
    if token.last_used_on != clock.today():
        token.last_used_on = clock.today()
        token.save(update_fields=["last_used_on"])
    return token


def end_tokens_of(person: User) -> None:
    """Inside another deed of accounts: the password changed or the person left, so every token of his ends."""
    for token in ApiToken.objects.filter(user=person, ended_at__isnull=True).select_for_update().order_by("pk"):
        _end(token)


def _end(token: ApiToken) -> None:
    token.ended_at = clock.now()
    token.save()
    tell(TokenEnded(token.pk, token.user_id))


def _check_writes() -> None:
    if settings.PORTAL_POOL == "audit":
        raise NotIssuedHere()


def _check_days(expires_on: date) -> None:
    days = (expires_on - clock.today()).days
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        sentence = f"截止日期应晚于今天，且不超过{LONGEST_TOKEN_DAYS}天。"
        raise UnfitDays(f"未办成：{sentence}", fields={"expires_on": sentence})
