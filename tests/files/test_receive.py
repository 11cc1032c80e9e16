"""An upload is judged by its content, and of a photo nothing is kept but its pixels and the day."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portal.files import photos, receiving
from portal.files.models import LONGEST_NAME, FileKind
from portal.files.receiving import UploadRefused, receive, shown_name
from portal.kernel.bounded import TooMuchWork
from portal.kernel.limits import Limits
from tests.files.conftest import TODAY, paper, photo
from tests.files.pictures import (
    SECRET,
    bomb_png,
    saved,
    scene,
    telling_jpeg,
    telling_png,
    telling_webp,
    with_exif,
)


def refused(content: bytes, kind: FileKind = FileKind.PHOTO, name: str = "a.jpg") -> str:
    with pytest.raises(UploadRefused) as refusal:
        receive(content, name=name, kind=kind, today=TODAY)
    return refusal.value.sentence


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("made", [telling_jpeg, telling_png, telling_webp])
def test_what_was_written_around_the_pixels_is_gone_to_the_byte(made):
    content = made()
    assert SECRET in content
    got = photo(content)
    for kept in (got.content, got.small):
        assert SECRET not in kept
        for mark in (b"Exif", b"GPS", b"ICC_PROFILE", b"http", b"xmp", b"<script", b"2026:11"):
            assert mark not in kept
        assert kept.endswith(b"\xff\xd9")
        image = opened(kept)
        assert (image.format, image.info.get("exif"), image.info.get("icc_profile")) == ("JPEG", None, None)
        assert not image.getexif()
        assert "comment" not in image.info


def test_the_day_is_kept_and_no_more():
    assert photo(telling_jpeg()).taken_on == date(2026, 11, 20)
    assert photo(telling_webp()).taken_on == date(2026, 11, 20)
    assert photo(saved(scene())).taken_on is None


@pytest.mark.parametrize("day", ["0000:00:00 00:00:00", "2026:13:45 00:00:00", "yesterday", "2026:11:26 08:00:00"])
def test_a_day_that_cannot_be_is_none(day):
    """The last one is tomorrow."""
    assert photo(telling_jpeg(day=day)).taken_on is None


def test_two_sizes_the_right_way_up():
    image = scene(400, 200)
    got = photo(saved(image, exif=with_exif(image, orientation=6)))
    assert opened(got.content).size == (200, 400)
    large = photo(saved(scene(3000, 300)))
    assert (opened(large.content).size, opened(large.small).size) == ((2560, 256), (480, 48))


def test_what_is_clear_becomes_white():
    clear = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    assert opened(photo(saved(clear, "PNG")).content).getpixel((5, 5)) == (255, 255, 255)
    palette = Image.new("P", (64, 64))
    assert opened(photo(saved(palette, "PNG", transparency=0)).content).mode == "RGB"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (bomb_png(40_000, 40_000), "约1600百万像素"),
        (bomb_png(6_400, 6_300), "约41百万像素"),
        (bomb_png(1_000, 1_000, frames=41), "约42百万像素"),
    ],
)
def test_too_many_pixels_are_refused_by_the_header(content, told):
    assert told in refused(content)


@pytest.mark.parametrize("cut", [12, 40, 400, -200])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_half_a_photo_is_refused(form, cut):
    assert "不完整或已损坏" in refused(saved(scene(), form)[:cut])


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"<html><script>alert(1)</script>",
        saved(scene(), "GIF"),
        saved(scene(), "TIFF"),
        saved(scene(), "BMP"),
        b"%PDF-1.7\n%%EOF",
        b"PK\x03\x04",
        b"\xff\xd8",
    ],
)
def test_only_three_formats_are_photos(content):
    assert refused(content) == "这个文件不是JPG、PNG或WEBP照片，不能上传。请重新选择。"


def test_another_format_behind_the_head_of_a_photo_is_refused():
    assert "不完整或已损坏" in refused(b"\xff\xd8\xff" + b"%!PS-Adobe-3.0\n%%BoundingBox: 0 0 1 1\n")


def test_the_name_says_nothing_about_the_content():
    got = photo(saved(scene(), "PNG"), name="报告.exe")
    assert (got.name, got.media_type) == ("报告.jpg", "image/jpeg")


def test_sizes_are_limited(settings):
    settings.UPLOAD_MOST_MIB = {"photo": 1, "document": 1, "workbook": 1}
    assert "1.1 MB，超过了1 MB的上限" in refused(b"\xff\xd8\xff" + b"0" * 2**20)
    assert "空的" in refused(b"")


def test_a_child_out_of_memory_or_time_is_a_sentence(monkeypatch):
    content = saved(scene(3000, 3000), "PNG")
    for limits in (Limits(memory=150_000_000, cpu=20, wall=30.0), Limits(memory=10**9, cpu=20, wall=0.01)):
        monkeypatch.setattr(receiving, "PHOTO_LIMITS", limits)
        with pytest.raises(TooMuchWork, match="时间或内存限额"):
            photo(content)


def test_a_scan_is_kept_as_it_is():
    content = b"%PDF-1.7\nwhatever\n%%EOF\r\n"
    got = paper(content, name="C:\\扫描\\签发稿.PDF")
    assert (got.content, got.name, got.media_type) == (content, "签发稿.pdf", "application/pdf")


@pytest.mark.parametrize("content", [b"<html>%PDF-1.7\n%%EOF", b" %PDF-1.7\n%%EOF", b"%PDF-9.9\n%%EOF", b"%PDF-1.7x"])
def test_what_only_contains_a_pdf_is_none(content):
    assert "不是PDF文件" in refused(content, FileKind.DOCUMENT)


def test_half_a_pdf_is_refused():
    assert "不完整" in refused(b"%PDF-1.7\n" + b"0" * 5000, FileKind.DOCUMENT)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("a\x00b\r\n.jpg", "ab.jpg"),
        ("...", "附件"),
        ("", "附件"),
    ],
)
def test_a_name_is_shown_without_what_misleads(given, shown):
    assert shown_name(given) == shown


@given(st.text())
def test_a_name_fits_whatever_was_given(name):
    got = receiving._ending(shown_name(name), receiving.PDF)
    assert 5 <= len(got) <= LONGEST_NAME
    assert got.endswith(".pdf")
    assert not set(got) & set('/\\\x00\r\n"')


def test_the_same_scene_looks_the_same_and_another_does_not():
    looks = photo(saved(scene())).looks
    smaller = photo(saved(scene().resize((320, 240)), "JPEG", quality=40)).looks
    other = photo(saved(scene(shift=90).rotate(90))).looks
    assert (looks ^ smaller).bit_count() <= 4
    assert (looks ^ other).bit_count() > 4
    assert -(2**63) <= looks < 2**63


def test_the_hash_of_looks_keeps_its_sign():
    falling = Image.linear_gradient("L").rotate(-90).convert("RGB")
    assert {photos.difference_hash(falling), photos.difference_hash(falling.rotate(180))} == {-1, 0}
