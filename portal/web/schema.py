"""The OpenAPI description of the API, drawn from its views, with the refusals that every address may answer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView

from portal.web.access import Access

REFUSALS = {
    "400": "无法读取",
    "401": "未登录",
    "403": "没有权限",
    "404": "没有找到，或者没有查看权限",
    "405": "不支持这种操作方式",
    "409": "目前的状态不能办理",
    "422": "内容需要修改",
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


@extend_schema(exclude=True)
class Description(SpectacularJSONAPIView):
    """``/api/v1/schema/``."""

    access = Access(reason="whoever may call the API may read how")


def add_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: name the one shape of refusals, and that each operation may give it."""
    result.setdefault("components", {}).setdefault("schemas", {})["Refusal"] = REFUSAL
    shape = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, words in REFUSALS.items():
                operation["responses"].setdefault(status, {"description": words, "content": shape})
    return result
