"""领域: the fields of work that figures belong to and that task forces answer for."""

from __future__ import annotations

from django.db import models


class Matter(models.TextChoices):
    OVERALL = "overall", "综合"
    RELOCATION = "relocation", "征拆"
    FUNDING = "funding", "资金"
    CONSTRUCTION = "construction", "建设"
    QUALITY = "quality", "质量安全"


class Confidence(models.TextChoices):
    """How far a public fact can be trusted; the code is kept when the fact becomes data."""

    PRIMARY = "A", "A级：官方原文"
    AGREED = "B", "B级：政府或新闻页面"
    COPY = "C", "C级：转载，未见原文"
    INFERRED = "INF", "推算：由其他数据算出"


class Precision(models.TextChoices):
    """How exactly a day is known. The day kept is the last one that the words allow."""

    DAY = "day", "日"
    MONTH = "month", "月"
    YEAR_END = "year_end", "年底"
