"""The OpenAPI description of the API, drawn from its views, with the refusals that every address may answer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

REFUSALS = {
    "400": "无法读取",
    "401": "未登录",
    "403": "没有权限",
    "404": "没有找到，或者没有查看权限",
    "405": "不支持这种操作方式",
    "409": "目前的状态不能办理",
    "422": "内容需要修改",
    "429": "尝试次数较多，请稍后再试",
    "503": "系统正在维护",
}
REFUSAL = {
    "type": "object",
    "description": "未办成：写明事由、依据和查询编号；需要修改的项目在 fields 中逐项写明。",
    "properties": {
        "sentence": {"type": "string"},
        "clause": {"type": "string"},
        "reference": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["sentence", "clause", "reference"],
}

PATH_WORDS = {"id": "编号（列表中的id）", "year": "年份"}


class Operation(AutoSchema):
    """One operation as drf-spectacular draws it, in the words of the portal: the docstrings are for programmers."""

    def get_description(self) -> str:  # type: ignore[override]
        return ""

    def get_override_parameters(self) -> list[Any]:
        """What the view reads from the address, by the very list that it reads with."""
        return [
            OpenApiParameter(one.name, dict(one.schema), description=one.about)
            for one in getattr(self.view, "takes", {}).get(getattr(self.view, "action", ""), ())
        ]

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super()._resolve_path_parameters(variables)  # type: ignore[no-untyped-call]
        return [{**one, "description": PATH_WORDS.get(one["name"], one["name"])} for one in found]

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        drawn = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        schema: dict[str, Any] = drawn
        schema.pop("description", None)
        about = getattr(serializer, "about", "")
        return {**schema, "description": about} if about else schema


def add_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: name the one shape of refusals, and that each operation may give it."""
    result.setdefault("components", {}).setdefault("schemas", {})["Refusal"] = REFUSAL
    shape = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, words in REFUSALS.items():
                operation["responses"].setdefault(status, {"description": words, "content": shape})
    return result
