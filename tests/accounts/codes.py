"""What a phone does in the tests of the second factor."""

import base64

from django_otp.oath import hotp

from portal.accounts import actions
from portal.accounts.sign_in import second_factor
from portal.kernel import clock
from portal.kernel.permissions import Person


def code_of(factor, *, steps=0):
    """The six digits that the phone shows now, or ``steps`` half minutes later."""
    key = base64.b32decode(second_factor.secret_of(factor))
    return f"{hotp(key, int(clock.now().timestamp()) // 30 + steps):06d}"


def wrong_code(factor):
    """Six digits that belong to no step near now."""
    near = {code_of(factor, steps=steps) for steps in range(-3, 4)}
    return next(f"{number:06d}" for number in range(10) if f"{number:06d}" not in near)


def confirmed(person):
    """A second factor in use."""
    factor = actions.offer_second_factor(Person(person), person)
    return actions.confirm_second_factor(Person(person), person, code=code_of(factor, steps=-1))
