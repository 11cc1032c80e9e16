"""The changes of sources, contracts and payments, one noun per file."""

from funding.actions.sources import add_source_rule, keep_ceiling, open_source

__all__ = ["add_source_rule", "keep_ceiling", "open_source"]
