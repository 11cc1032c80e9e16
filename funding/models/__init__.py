"""Sources of money."""

from funding.models.source import Source

__all__ = ["Source"]
