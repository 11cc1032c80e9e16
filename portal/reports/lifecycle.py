"""States and moves of an edition. A machine makes the 送审稿; what people do with it then adds its moves here."""

from django.db.models import TextChoices

from portal.kernel.lifecycle import Lifecycle


class EditionState(TextChoices):
    DRAFT = "draft", "送审稿"


EDITION = Lifecycle("专报", EditionState)
