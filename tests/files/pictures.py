"""Pictures as people and attackers send them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"SECRET-PLACE-38.4872"


def scene(width: int = 640, height: int = 480, *, shift: int = 0) -> Image.Image:
    """A picture with enough in it to be told from another."""
    image = Image.new("RGB", (width, height))
    image.putdata(
        [
            ((x * 255 // width + shift) % 256, (y * 255 // height * 3) % 256, ((x // 40 + y // 40 + shift) % 2) * 200)
            for y in range(height)
            for x in range(width)
        ]
    )
    return image


def saved(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def with_exif(image: Image.Image, *, day: str = "2026:11:20 09:30:00", orientation: int = 1) -> Image.Exif:
    exif = image.getexif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET.decode()
    exif[0x0132] = day
    exif.get_ifd(0x8769)[0x9003] = day
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (38.0, 29.0, 13.92)
    return exif


def telling_jpeg(**told: Any) -> bytes:
    """A JPEG that says where it was taken in every place where one can."""
    image = scene()
    icc = b"\0" * 128 + SECRET
    content = saved(image, exif=with_exif(image, **told), comment=SECRET, icc_profile=icc)
    return content + SECRET


def telling_png() -> bytes:
    image = scene()
    text = PngInfo()
    text.add_text("Comment", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return saved(image, "PNG", pnginfo=text, exif=with_exif(image)) + b"<script>alert(1)</script>" + SECRET


def telling_webp() -> bytes:
    image = scene()
    return saved(image, "WEBP", exif=with_exif(image), xmp=SECRET, quality=90)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb_png(width: int, height: int, *, frames: int = 1) -> bytes:
    """A few bytes that claim to be a picture of this size; with more than one frame an animated one."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    animated = _chunk(b"acTL", struct.pack(">II", frames, 0)) if frames > 1 else b""
    packed = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + head + animated + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")
