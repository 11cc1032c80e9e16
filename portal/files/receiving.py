"""An upload before it is taken: checked by its content, never by its name, and a photo built anew (security design H).

Everything slow happens here, outside of any transaction: the action that takes the file only writes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from django.conf import settings

from portal.files.models import LONGEST_NAME, FileKind
from portal.files.photos import PHOTO_LIMITS, Rebuilt, rebuilt
from portal.kernel import bounded
from portal.kernel.errors import InvalidInput

MEBIBYTE = 2**20
PDF, JPEG = "application/pdf", "image/jpeg"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", XLSX: ".xlsx"}
_CHILD = "portal.files.photos"
_PDF_HEAD = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\r\n ]")
_PDF_TAIL = b"%%EOF"
_PDF_TAIL_WITHIN = 1024
_PHOTO_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd\ud800-\udfff]')

WANTED = {
    FileKind.PHOTO: "JPG、PNG或WEBP照片",
    FileKind.DOCUMENT: "PDF文件",
    FileKind.WORKBOOK: "XLSX电子表格",
}


class UploadRefused(InvalidInput):
    """The file is too large, of another format, or broken."""


@dataclass(frozen=True)
class Received:
    """A file that passed every check: what will be kept of it. Made by ``receive`` alone."""

    kind: FileKind
    name: str
    media_type: str
    content: bytes
    original_sha256: str
    small: bytes = b""
    taken_on: date | None = None
    looks: int | None = None


def receive(content: bytes, *, name: str, kind: FileKind, today: date) -> Received:
    """Check an upload of the wanted kind. Raises UploadRefused, and what ``bounded.ask`` raises for lack of room."""
    _require_size(content, kind)
    if kind_of(content) != kind:
        raise UploadRefused(f"这个文件不是{WANTED[kind]}，不能上传。请重新选择。")
    given, original = shown_name(name), hashlib.sha256(content).hexdigest()
    if kind == FileKind.PHOTO:
        return _photo(content, given, original, today)
    if kind == FileKind.DOCUMENT:
        _require_whole_pdf(content)
    media_type = PDF if kind == FileKind.DOCUMENT else XLSX
    return Received(kind, _ending(given, media_type), media_type, content, original)


def kind_of(content: bytes) -> FileKind | None:
    """What the first bytes say that it is."""
    if content.startswith(_PHOTO_HEADS) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return FileKind.PHOTO
    if _PDF_HEAD.match(content):
        return FileKind.DOCUMENT
    return FileKind.WORKBOOK if content.startswith(b"PK\x03\x04") else None


def shown_name(name: str) -> str:
    """The name as people may read it: the last part of a path, without what turns lines or files upside down."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return _NOT_IN_NAMES.sub("", unicodedata.normalize("NFC", last)).strip(". ") or "附件"


def most_bytes(kind: FileKind) -> int:
    return int(settings.UPLOAD_MOST_MIB[kind]) * MEBIBYTE


def _require_size(content: bytes, kind: FileKind) -> None:
    if not content:
        raise UploadRefused("这个文件是空的，不能上传。请重新选择。")
    if len(content) > (most := most_bytes(kind)):
        size = -(-len(content) * 10 // MEBIBYTE) / 10
        raise UploadRefused(
            f"这个文件有{size:.1f} MB，超过了{most // MEBIBYTE} MB的上限，不能上传。请压缩或拆分后重新选择。"
        )


def _require_whole_pdf(content: bytes) -> None:
    if _PDF_TAIL not in content[-_PDF_TAIL_WITHIN:]:
        raise UploadRefused("这个PDF文件不完整，不能上传。请重新扫描或导出后再选择。")


def _photo(content: bytes, given: str, original: str, today: date) -> Received:
    try:
        made: Rebuilt = rebuilt(bounded.ask(_CHILD, content, PHOTO_LIMITS))
    except bounded.Rejected as rejected:
        raise UploadRefused(str(rejected)) from rejected
    taken_on = made.taken_on if made.taken_on and made.taken_on <= today else None
    return Received(FileKind.PHOTO, _ending(given, JPEG), JPEG, made.large, original, made.small, taken_on, made.looks)


def _ending(name: str, media_type: str) -> str:
    """The name with the ending of what is kept: a picture called .exe or .png is handed out as what it is."""
    ending = ENDINGS[media_type]
    stem = name.rpartition(".")[0] if "." in name else name
    return (stem.strip(". ") or "附件")[: LONGEST_NAME - len(ending)] + ending
