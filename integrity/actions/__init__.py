"""What integrity does, one noun per file."""

from integrity.actions.findings import dispose_finding, raise_findings
from integrity.actions.trail import NoSuchVillage, export_trail
from integrity.red_flags import Hit

__all__ = ["Hit", "NoSuchVillage", "dispose_finding", "export_trail", "raise_findings"]
