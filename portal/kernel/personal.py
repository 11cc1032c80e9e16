"""What numbers of persons look like: the last net under what people type where it does not belong."""

from __future__ import annotations

import re

# Telephones, identity cards and bank cards, standing alone; sums and numbers of documents are shorter or longer. The
# pattern begins with a digit and only then looks back: so a text without digits costs next to nothing.
NUMBERS = re.compile(r"[0-9](?<![0-9A-Za-z].)(?:(?<=1)[3-9]\d{9}|\d{16}[0-9Xx]|\d{15}|\d{18})(?![0-9A-Za-z])", re.ASCII)
