"""The tables of projects, one noun per file."""

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
    "GrantMove",
    "Role",
    "RoleGrant",
    "RoleGroup",
    "RolePower",
    "Village",
    "VillageGroupPermission",
    "VillageKind",
    "VillageUserPermission",
]
