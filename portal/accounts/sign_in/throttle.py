"""Counts guesses before any secret is looked at, so that parallel guessing gains nothing (security design I).

One statement both counts and decides: the database locks the row, so of 128 guesses at once exactly five get a row
back, and only a row back is leave to check one password. Two keys are counted: person and address together (five in
fifteen minutes), and the person alone, whose guesses only have to wait longer and longer: a stranger who guesses from
many addresses can slow an account down but never lock it.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from portal.accounts.models import LoginThrottle

# The count starts anew only after a whole quiet window; so no window of this length ever holds more than ``free``.
COUNT = """
    INSERT INTO accounts_loginthrottle AS held (key, guesses, counted_at, blocked_until)
    VALUES (%(key)s, 1, portal_now(), NULL)
    ON CONFLICT (key) DO UPDATE SET (guesses, counted_at, blocked_until) = (
        SELECT n, portal_now(), CASE WHEN n >= %(free)s THEN portal_now() + make_interval(
            secs => LEAST(%(longest)s, %(first)s * 2 ^ LEAST(n - %(free)s, 20))) END
        FROM (SELECT CASE WHEN held.counted_at <= portal_now() - make_interval(secs => %(window)s)
            THEN 1 ELSE held.guesses + 1 END AS n) AS counted)
    WHERE held.blocked_until IS NULL OR held.blocked_until <= portal_now()
    RETURNING guesses
"""
WAIT = "SELECT ceil(extract(epoch FROM blocked_until - portal_now())) FROM accounts_loginthrottle WHERE key = %s"


@dataclass(frozen=True)
class Allowance:
    """``free`` guesses, then a wait after each: ``first`` seconds, doubled each time up to ``longest``."""

    free: int
    window: int
    first: int
    longest: int


PERSON_AT_ADDRESS = Allowance(free=5, window=15 * 60, first=15 * 60, longest=15 * 60)
PERSON = Allowance(free=10, window=24 * 60 * 60, first=1, longest=60)


def seconds_to_wait(what: str, who: str, address: str) -> int:
    """Count one guess at ``what`` (password, code) of ``who``. 0: it may be checked; else the seconds to wait first.

    The count is committed before this returns, whatever becomes of the guess. Raises RuntimeError inside a
    transaction, where a rollback could take the count back.
    """
    at_address = _key(what, who, _network(address))
    if wait := _count(at_address, PERSON_AT_ADDRESS):
        return wait
    return _count(_key(what, who), PERSON)


def forget(what: str, who: str, address: str) -> None:
    """A right guess starts the count anew."""
    keys = [_key(what, who, _network(address)), _key(what, who)]
    LoginThrottle.objects.filter(key__in=keys).update(guesses=0, blocked_until=None)


def _count(key: str, allowance: Allowance) -> int:
    limits = {"key": key, **vars(allowance)}
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(COUNT, limits)
        if cursor.fetchone():
            return 0
        cursor.execute(WAIT, [key])
        held = cursor.fetchone()
    # The wait may have run out, or the row be gone, since it was counted: then one more second is enough.
    return max(1, int(held[0])) if held and held[0] else 1


def _key(*parts: str) -> str:
    return salted_hmac("accounts.throttle", "\n".join(parts), algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    """An IPv6 caller owns a whole /64 and could guess from each of its addresses."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else str(parsed)
