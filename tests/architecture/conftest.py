"""The one option of these tests: write what nobody decided yet into docs/powers.md, for a person to review."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--propose-powers",
        action="store_true",
        help="add the lines that docs/powers.md lacks, as the portal behaves now, marked as not reviewed",
    )
