"""The tables of quality, one noun per file."""

from quality.models.board import ReportBoard
from quality.models.complaint import Category, Channel, Complaint, Severity
from quality.models.course import ComplaintMove, Escalation
from quality.models.photo import ComplaintPhoto, PhotoMoment
from quality.models.repair import Rectification, Reinspection, SafetyMeasure

__all__ = [
    "Category",
    "Channel",
    "Complaint",
    "ComplaintMove",
    "ComplaintPhoto",
    "Escalation",
    "PhotoMoment",
    "Rectification",
    "Reinspection",
    "ReportBoard",
    "SafetyMeasure",
    "Severity",
]
