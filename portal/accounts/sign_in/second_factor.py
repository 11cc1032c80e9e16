"""The second factor: six digits from a phone (TOTP, RFC 6238), each accepted once."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import quote

import qrcode
from django.conf import settings
from django.utils.crypto import constant_time_compare
from django_otp.oath import hotp
from qrcode.image.svg import SvgPathImage

from portal.accounts.models import OrganisationKind, SecondFactor
from portal.kernel import crypto

SECONDS_PER_STEP = 30
DIGITS = 6
SECRET_BYTES = 20
# Phones and servers disagree by some seconds: one step before and one after count as well.
STEPS_OFF = 1


def is_asked_of(person: Any) -> bool:
    """Whether this person may work only with a second factor: staff, where the portal demands one."""
    return settings.SECOND_FACTOR_REQUIRED and person.organisation.kind != OrganisationKind.RESIDENTS


def has_confirmed(user_id: int) -> bool:
    return SecondFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False).exists()


def new_secret() -> str:
    """A fresh secret as people would type it: base32 without padding."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def seal(secret: str, person: Any) -> bytes:
    return crypto.seal(secret, place=SecondFactor(user=person).place_of("secret"))


def secret_of(factor: SecondFactor) -> str:
    return crypto.unseal(bytes(factor.secret_ct), place=factor.place_of("secret"))


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step that a code belongs to, None for a wrong or stale one."""
    key = base64.b32decode(secret)
    now = int(at.timestamp()) // SECONDS_PER_STEP
    steps = range(now - STEPS_OFF, now + STEPS_OFF + 1)
    right = [step for step in steps if constant_time_compare(f"{hotp(key, step, DIGITS):0{DIGITS}d}", code)]
    return right[0] if right else None


def accepts(user_id: int, code: str, at: datetime) -> bool:
    """Whether a code is right and new; it is used up by asking. Count the guess first (``throttle``)."""
    factor = SecondFactor.objects.select_related("user").filter(user_id=user_id, confirmed_at__isnull=False).first()
    step = step_of(secret_of(factor), code, at) if factor else None
    # One statement looks and takes, so of two uses of one code at once one is refused.
    return step is not None and bool(
        SecondFactor.objects.filter(user_id=user_id, last_step__lt=step).update(last_step=step)
    )


def picture(secret: str, person: Any) -> str:
    """The QR code that a phone reads, as a data address: no request leaves the page for it."""
    issuer = quote(settings.PORTAL_NAME)
    address = f"otpauth://totp/{issuer}:{quote(person.username)}?secret={secret}&issuer={issuer}"
    drawing = qrcode.make(address, image_factory=SvgPathImage).to_string()
    return "data:image/svg+xml;base64," + base64.b64encode(drawing).decode()
