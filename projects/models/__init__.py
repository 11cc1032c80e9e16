"""The tables of projects, one noun per file."""

from projects.models.backfill import Backfill, BackfillLine, BackfillSort, BackfillWindow
from projects.models.basis import Basis, FigureBasis
from projects.models.feedback import Feedback, FeedbackMove
from projects.models.figure import FigureKind, FigureNote, FigureReport
from projects.models.lamp import LampAdoption, LampMeasure, LampProfile, SmallGap
from projects.models.matter import Confidence, Matter, Precision
from projects.models.milestone import Milestone, MilestoneKind, MilestoneReached
from projects.models.number import NumberPattern, PaperNumber, Series
from projects.models.order import Order, OrderKind, OrderMove, OrderSource
from projects.models.project import Project, ProjectCeiling, ProjectVillage
from projects.models.public_figure import PublicFigure, PublicPrecision
from projects.models.responsibility import Level, Responsibility
from projects.models.roles import (
    GrantMove,
    Role,
    RoleGrant,
    RoleGroup,
    RolePower,
    VillageGroupPermission,
    VillageUserPermission,
)
from projects.models.village import Area, AreaMembership, Village, VillageKind

__all__ = [
    "Area",
    "AreaMembership",
    "Backfill",
    "BackfillLine",
    "BackfillSort",
    "BackfillWindow",
    "Basis",
    "Confidence",
    "Feedback",
    "FeedbackMove",
    "FigureBasis",
    "FigureKind",
    "FigureNote",
    "FigureReport",
    "GrantMove",
    "LampAdoption",
    "LampMeasure",
    "LampProfile",
    "Level",
    "Matter",
    "Milestone",
    "MilestoneKind",
    "MilestoneReached",
    "NumberPattern",
    "Order",
    "OrderKind",
    "OrderMove",
    "OrderSource",
    "PaperNumber",
    "Precision",
    "Project",
    "ProjectCeiling",
    "ProjectVillage",
    "PublicFigure",
    "PublicPrecision",
    "Responsibility",
    "Role",
    "RoleGrant",
    "RoleGroup",
    "RolePower",
    "Series",
    "SmallGap",
    "Village",
    "VillageGroupPermission",
    "VillageKind",
    "VillageUserPermission",
]
