"""The one field for an upload says what it takes, hands on what passed the checks, and refuses in sentences."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from portal.files.forms import UploadField
from portal.files.models import FileKind
from portal.files.receiving import Received
from tests.files.pictures import saved, scene

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
MEBIBYTE = 2**20


def form_of(content: bytes | None, *, kind: FileKind = FileKind.DOCUMENT, **options: Any) -> forms.Form:
    class Upload(forms.Form):
        sheet = UploadField(kind=kind, label="扫描件", **options)

    return Upload({}, {} if content is None else {"sheet": SimpleUploadedFile("签发单.pdf", content)})


@pytest.mark.parametrize(
    ("kind", "accepted", "told"),
    [
        (FileKind.PHOTO, "image/jpeg,image/png,image/webp", "JPG、PNG或WEBP照片，不超过10 MB。"),
        (FileKind.DOCUMENT, ".pdf,application/pdf", "PDF文件，不超过20 MB。"),
        (FileKind.WORKBOOK, ".xlsx", "XLSX电子表格，不超过20 MB。"),
    ],
)
def test_it_says_what_it_takes(kind: FileKind, accepted: str, told: str) -> None:
    form = form_of(None, kind=kind)
    assert form.is_multipart()
    assert form["sheet"].help_text == told
    assert f'accept="{accepted}"' in str(form["sheet"])


def test_what_passed_the_checks_is_handed_on() -> None:
    form = form_of(PDF)
    assert form.is_valid()
    got = form.cleaned_data["sheet"]
    assert isinstance(got, Received)
    assert (got.kind, got.name, got.content) == (FileKind.DOCUMENT, "签发单.pdf", PDF)


def test_a_photo_is_handed_on_as_it_was_built_anew() -> None:
    sent = saved(scene())
    form = form_of(sent, kind=FileKind.PHOTO)
    assert form.is_valid()
    assert form.cleaned_data["sheet"].content not in (sent, b"")
    assert form.cleaned_data["sheet"].small


def test_what_must_be_there_is_asked_for_and_what_may_be_left_out_is_none() -> None:
    assert form_of(None).errors == {"sheet": ["请选择PDF文件。"]}
    optional = form_of(None, required=False)
    assert optional.is_valid()
    assert optional.cleaned_data == {"sheet": None}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ\x90\x00 a program", "这个文件不是PDF文件，不能上传。请重新选择。"),
        (PDF[:-6], "这个PDF文件不完整，不能上传。请重新扫描或导出后再选择。"),
        (b"", "这个文件是空的，不能上传。请重新选择。"),
    ],
    ids=["program", "cut off", "empty"],
)
def test_it_refuses_in_a_sentence_beside_the_field(content: bytes, sentence: str) -> None:
    assert form_of(content).errors == {"sheet": [sentence]}


def test_it_tells_how_large_is_too_large(settings: Any) -> None:
    settings.UPLOAD_MOST_MIB = {**settings.UPLOAD_MOST_MIB, "document": 1}
    (sentence,) = form_of(PDF + b"0" * MEBIBYTE).errors["sheet"]
    assert sentence.startswith("这个文件有1.1 MB，超过了1 MB的上限，不能上传。")


def files_of_a_request(*sizes: int) -> Any:
    uploads = {f"file{number}": SimpleUploadedFile(f"{number}.pdf", b"0" * size) for number, size in enumerate(sizes)}
    return RequestFactory().post("/", uploads).FILES


def test_a_request_may_not_bring_more_than_the_largest_upload(settings: Any) -> None:
    settings.UPLOAD_MOST_AT_ONCE_MIB = 2
    assert len(files_of_a_request(MEBIBYTE, MEBIBYTE)) == 2
    with pytest.raises(RequestDataTooBig):
        files_of_a_request(MEBIBYTE, MEBIBYTE, 1)
