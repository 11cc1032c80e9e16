"""The scan of the signed sheet: kept beside the edition, read by whoever sees the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.files.models import StoredFile
from portal.kernel.errors import NotPermitted, WrongState
from portal.reports import actions
from portal.reports.forms import ScanForm
from tests import world
from tests.reports.conftest import Hands, printed

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Any) -> None:
    settings.PORTAL_VAR = tmp_path


def sheet() -> SimpleUploadedFile:
    return SimpleUploadedFile("签发单.pdf", PDF, content_type="application/pdf")


def test_the_office_keeps_the_signed_sheet_and_the_signer_reads_it(hands: Hands) -> None:
    edition = hands.issued(printed())
    client = Client()
    client.force_login(hands.submitter.user)
    answer = client.post(f"/editions/{edition.pk}/scan/", {"upload": sheet()})
    assert answer.status_code == 302
    file = StoredFile.objects.get()
    assert (file.owner_label, file.owner_key, file.name) == ("reports.edition", edition.pk, "签发单.pdf")
    for user, status in ((hands.signer.user, 200), (world.holder("liaison"), 404)):
        client.force_login(user)
        assert client.get(f"/files/{file.uid}").status_code == status
    client.force_login(hands.signer.user)
    assert "签发单.pdf" in client.get(f"/editions/{edition.pk}/desk/").content.decode()


def test_before_the_check_there_is_no_signed_sheet(hands: Hands) -> None:
    edition = hands.submitted(printed())
    form = ScanForm({}, {"upload": sheet()})
    assert form.is_valid()
    with pytest.raises(WrongState, match="还没有核稿"):
        actions.keep_scan(hands.submitter, edition, upload=form.cleaned_data["upload"])
    assert not StoredFile.objects.exists()


def test_only_the_office_keeps_it(hands: Hands) -> None:
    edition = hands.issued(printed())
    form = ScanForm({}, {"upload": sheet()})
    assert form.is_valid()
    with pytest.raises(NotPermitted):
        actions.keep_scan(hands.signer, edition, upload=form.cleaned_data["upload"])
