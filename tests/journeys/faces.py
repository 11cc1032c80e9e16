"""A Chinese face for the browser: machines without one would draw boxes, and boxes have other widths."""

from __future__ import annotations

from pathlib import Path

from fontTools.ttLib import woff2

from portal.reports.pdf.coverage import FONTS

FACE = "FandolHei-Regular"
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{folder}</dir>
  <alias binding="same"><family>Microsoft YaHei</family><prefer><family>FandolHei</family></prefer></alias>
</fontconfig>
"""


def configuration(folder: Path) -> Path:
    """The portal's own 黑体 in the place of the face that its pages ask for first; the file that says so."""
    woff2.decompress(FONTS / f"{FACE}.woff2", folder / f"{FACE}.otf")
    file = folder / "fonts.conf"
    file.write_text(CONFIGURATION.format(folder=folder), encoding="utf-8")
    return file
