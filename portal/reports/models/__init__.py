"""The rows of reports, one noun per file."""

from portal.reports.models.course import EditionStep, EditionWords, WordsKind
from portal.reports.models.cycle import CutOffChange, PlanKind, PlannedWeek, ReportSettings
from portal.reports.models.drafts import WordedPaper
from portal.reports.models.edition import Edition, EditionKind

__all__ = [
    "CutOffChange",
    "Edition",
    "EditionKind",
    "EditionStep",
    "EditionWords",
    "PlanKind",
    "PlannedWeek",
    "ReportSettings",
    "WordedPaper",
    "WordsKind",
]
