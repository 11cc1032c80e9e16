"""What makes frozen things comparable: one text for the same data, and its SHA-256."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from relocation.policy.computing import Computation
from relocation.policy.inputs import Inputs


def canonical(data: Any) -> str:
    """One text for the same data, whatever the order of its keys; no number with a point in it is ever float."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def hash_of_terms(terms: Any) -> str:
    """SHA-256 of the terms as they stand in the table."""
    return _sha256(canonical(terms))


def digest_of(terms: Any, inputs: Inputs, found: Computation) -> str:
    """SHA-256 over inputs, terms and lines: whoever changes one of the three gets another."""
    lines = [line.as_data() for line in found.lines]
    return _sha256(canonical({"inputs": inputs.as_data(), "terms": terms, "lines": lines}))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()
