"""A photo built anew from its pixels: what a camera or a stranger wrote around them is gone (security design H).

Run as a program this is the bounded child; it imports no Django.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.kernel import bounded
from portal.kernel.limits import Limits

PHOTO_LIMITS = Limits(memory=1_000_000_000, cpu=20, wall=30.0)
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
LARGE, SMALL = 2560, 480  # of the longer edge
QUALITY = 85
_HEAD = 4  # bytes that say how long the first part is
_EXIF, _TAKEN, _WRITTEN = 0x8769, 0x9003, 0x0132
_DAY = re.compile(r"(\d{4}):(\d{2}):(\d{2}) ")
_BROKEN = "这张照片不完整或已损坏，不能上传。请重新选择。"


@dataclass(frozen=True)
class Rebuilt:
    """What is kept of a photo: two sizes, the day, and 64 bits of how it looks."""

    large: bytes
    small: bytes
    taken_on: date | None
    looks: int


def rebuilt(answer: bytes) -> Rebuilt:
    """Read the child's answer."""
    end = _HEAD + int.from_bytes(answer[:_HEAD], "big")
    told = json.loads(answer[_HEAD:end])
    large = end + told["large"]
    day = date.fromisoformat(told["taken_on"]) if told["taken_on"] else None
    return Rebuilt(answer[end:large], answer[large:], day, told["looks"])


def rebuild(content: bytes) -> bytes:
    """In the child: everything that touches the bytes of a stranger. Raises Rejected."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # ours is stricter: it counts frames, and refuses instead of warning
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        _require_few_pixels(image)
        taken_on = _day_of(image)
        clean = _pixels_of(image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        # Pillow says with each of these that bytes are no picture.
        raise bounded.Rejected(_BROKEN) from error
    large, small = _jpeg(clean), _jpeg(_within(clean, SMALL))
    told = json.dumps({"large": len(large), "taken_on": taken_on, "looks": difference_hash(clean)}).encode()
    return len(told).to_bytes(_HEAD, "big") + told + large + small


def _require_few_pixels(image: Any) -> None:
    """From the header, before anything is unpacked."""
    pixels = image.width * image.height * getattr(image, "n_frames", 1)
    if pixels > MOST_PIXELS:
        raise bounded.Rejected(
            f"这张照片约{-(-pixels // 10**6)}百万像素，超过了{MOST_PIXELS // 10**6}百万像素的上限，不能上传。"
            "请把照片缩小后重新选择。"
        )


def _pixels_of(image: Any) -> Any:
    """The picture the right way up, without anything but its pixels, no larger than is kept."""
    from PIL import Image, ImageOps

    image.draft("RGB", (LARGE, LARGE))  # a JPEG is unpacked smaller at once
    image.load()
    turned = _within(ImageOps.exif_transpose(image), LARGE)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        above = turned.convert("RGBA")
        turned = Image.new("RGBA", above.size, "white")
        turned.alpha_composite(above)
    plain = turned.convert("RGB")
    return Image.frombytes("RGB", plain.size, plain.tobytes())


def _within(image: Any, edge: int) -> Any:
    smaller = image.copy()
    if smaller.mode in ("P", "1"):
        smaller = smaller.convert("RGBA" if "transparency" in smaller.info else "RGB")
    smaller.thumbnail((edge, edge))
    return smaller


def _jpeg(image: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _day_of(image: Any) -> str | None:
    """The day on which the camera says that it was taken. Place, time of day and everything else are not kept."""
    exif = image.getexif()
    written = str(exif.get_ifd(_EXIF).get(_TAKEN) or exif.get(_WRITTEN) or "")
    found = _DAY.match(written)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # 0000:00:00 is what a camera without a clock writes
        return None


def difference_hash(image: Any) -> int:
    """64 bits: where brightness falls from left to right in a picture of 9 × 8 points; signed, as the database has it.

    Another size, another quality or a little light leave nearly all bits alone.
    """
    points = list(image.convert("L").resize((9, 8)).tobytes())
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (points[row * 9 + column] > points[row * 9 + column + 1])
    return bits - (1 << 64) if bits >> 63 else bits


if __name__ == "__main__":
    bounded.serve(rebuild)
