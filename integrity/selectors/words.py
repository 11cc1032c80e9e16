"""An entry of the trail in the words of people: what was done, to what, which field held what before and after.

Nothing here is a second list: deeds bear the labels of their powers, things and fields the names of their models.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from portal.kernel.actions import ACTIONS
from portal.kernel.db import MoneyField
from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI
from portal.web.access import routes

HIDDEN, NOTHING = "已隐去", "空"
CHANGED_HERE = "changed"  # what the database writes of a hidden column (decision 12)
VIA = {"web": "网页", "api": "接口", "task": "系统后台", "command": "运维命令", "sql": "直接改库"}
RESULTS = {"ok": "已办成", "denied": "无权限，未办", "failed": "不符合规定，未办"}
# What leaves an entry and is no action: raw statements, pages that were refused, guesses at the door.
BESIDE_ACTIONS = {
    "sql.insert": "直接改库：新增",
    "sql.update": "直接改库：修改",
    "sql.delete": "直接改库：删除",
    "sql.truncate": "直接改库：清空",
    "portal.accounts.sign_in": "登录",
    "portal.accounts.sign_in_code": "填写动态验证码",
    "portal.accounts.own_password": "填写本人密码",
    "portal.accounts.use_token": "使用接口令牌",
}
WAYS = {"portal.web.read": "打开页面", "portal.web.change": "提交办理"}
KINDS = {"portal": "指挥部", "page": "页面", "takenlist": "台账"}


def action_words(action: str) -> str:
    """``integrity.export_trail`` → 导出操作留痕; a refused page says which power it asks for."""
    if action in ACTIONS:
        return ACTIONS[action].label
    way, _, route = action.partition(":")
    if way in WAYS:
        return f"{WAYS[way]}：{_powers_of_routes().get(route, route)}"
    return BESIDE_ACTIONS.get(action, action)


@cache
def _powers_of_routes() -> dict[str, str]:
    return {route.name: route.access.needs.label for route in routes() if route.access and route.access.needs}


def object_words(thing: str) -> str:
    """``projects.village:3`` → 点位（编号3）."""
    kind, _, key = thing.partition(":")
    model = model_of(kind)
    name = str(model._meta.verbose_name) if model else KINDS.get(kind, kind)
    if kind == "page":
        return name
    return f"{name}（编号{key}）" if key else name


def model_of(kind: str) -> type[models.Model] | None:
    """The model with this label in small letters, None for what is no model (any more)."""
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def field_words(kind: str, name: str) -> str:
    """The field as its form names it."""
    field = _field(kind, name)
    return str(field.verbose_name) if field is not None else name


def value_words(kind: str, name: str, value: Any) -> str:
    """A value as it stood in the row; of a personal one only that there was one."""
    if value is None or value == "":
        return NOTHING
    text = str(value)
    if text.startswith("hmac:") or text == CHANGED_HERE:
        return HIDDEN
    field = _field(kind, name)
    match value:
        case bool():
            return "是" if value else "否"
        case int() if isinstance(field, MoneyField):
            return f"{Money(value)}元"
    if isinstance(field, models.ForeignKey):
        return f"编号{text}"
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, text))
    if isinstance(field, models.DateTimeField):
        return f"{datetime.fromisoformat(text).astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    return text


def _field(kind: str, name: str) -> Any:
    model = model_of(kind)
    if model is None:
        return None
    return next((field for field in model._meta.concrete_fields if name in (field.attname, field.column)), None)
