"""States and moves of an edition: a machine makes the 送审稿, three different people bring it to its issue."""

from django.db.models import TextChoices

from portal.kernel.lifecycle import Lifecycle, Move


class EditionState(TextChoices):
    DRAFT = "draft", "送审稿"
    SUBMITTED = "submitted", "已送审"
    CHECKED = "checked", "已核稿"
    ISSUED = "issued", "已签发"
    VOIDED = "voided", "已作废"


OPEN = (EditionState.DRAFT, EditionState.SUBMITTED, EditionState.CHECKED)
SIGNED_OR_READY = (EditionState.CHECKED, EditionState.ISSUED)  # a sheet may be signed, or was
WORDED = (EditionState.DRAFT, EditionState.SUBMITTED)  # words may still be added

EDITION = Lifecycle(
    "专报",
    EditionState,
    Move.of("submit", [EditionState.DRAFT], EditionState.SUBMITTED),
    Move.of("recall", [EditionState.SUBMITTED, EditionState.CHECKED], EditionState.DRAFT),
    Move.of("check", [EditionState.SUBMITTED], EditionState.CHECKED),
    Move.of("send_back", [EditionState.SUBMITTED, EditionState.CHECKED], EditionState.DRAFT),
    Move.of("sign", [EditionState.CHECKED], EditionState.ISSUED),
    Move.of("void", OPEN, EditionState.VOIDED),
)
