"""The scan of the sheet that was signed by hand, kept beside the edition."""

from __future__ import annotations

from portal.files.actions import take_file
from portal.files.models import StoredFile
from portal.files.receiving import Received
from portal.kernel.actions import action
from portal.kernel.errors import WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import PORTAL, Actor
from portal.reports.facts import ScanKept
from portal.reports.lifecycle import SIGNED_OR_READY
from portal.reports.models import Edition
from portal.reports.permissions import SUBMIT_EDITION

SCANS = "reports.edition"


class NotChecked(WrongState):
    """There is no signed sheet of what nobody has checked."""

    sentence = "本期专报还没有核稿，不能上传签发原件。请在核稿后办理。"


@action(needs=SUBMIT_EDITION)
def keep_scan(actor: Actor, edition: Edition, *, upload: Received) -> StoredFile:
    """Keep a scan of the signed sheet. It replaces nothing: every scan that was sent stays."""
    edition = Edition.objects.locked(edition)
    if edition.state not in SIGNED_OR_READY:
        raise NotChecked()
    file: StoredFile = take_file(actor, PORTAL, upload=upload, owner_label=SCANS, owner_key=edition.pk)
    tell(ScanKept(edition.pk, str(file.uid)))
    return file
