"""口径: what exactly a number counts, named, so that two numbers of two 口径 never stand side by side unexplained."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from projects import permissions
from projects.models.correctable import Correctable, corrected_rows_constraints
from projects.models.figure import FigureKind


class Basis(models.TextChoices):
    COMMAND = "command", "指挥部口径"
    TASK = "task", "上报任务口径"
    STATISTICS = "statistics", "统计口径"
    NEWS = "news", "新闻口径"


class FigureBasis(Correctable):
    """How one subject is counted under one 口径: what counts, from when, by which document.

    What the command centre counts every week is defined by its kind (``FigureKind.definition``); rows here define the
    other 口径 of a kind, and every 口径 of what is not reported weekly (``kind`` None). ``difference`` explains a
    number of this 口径 against the command centre's own; it is written once and shown wherever both stand.
    ``public_keys`` are the public facts that are counted so.
    """

    seen_with = permissions.VIEW_VILLAGES
    is_shared = True

    subject = models.CharField("事项", max_length=40)
    kind = models.ForeignKey(FigureKind, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="指标")
    basis = models.CharField("口径", max_length=12, choices=Basis)
    definition = models.CharField("计什么", max_length=300)
    since_on = models.DateField("自何时起", null=True, blank=True)
    document = models.CharField("依据文件", max_length=200)
    difference = models.CharField("与指挥部口径的差异", max_length=300, blank=True, default="")
    public_keys = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name="公开信息代号")
    is_seeded = models.BooleanField("随系统载入", default=False)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="登记人")

    class Meta(Correctable.Meta):
        verbose_name = "口径"
        constraints = [
            *corrected_rows_constraints("figure_basis"),
            models.UniqueConstraint(
                fields=["subject", "basis"],
                condition=Q(supersedes__isnull=True),
                name="figure_basis_is_defined_once",
                violation_error_message="这一事项的这种口径已有定义。内容有变化的，请办理更正并写明原因。",
            ),
            models.CheckConstraint(
                name="figure_basis_is_known",
                condition=Q(basis__in=Basis.values),
                violation_error_message="口径不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="figure_basis_says_what_counts",
                condition=~Q(subject="") & ~Q(definition="") & ~Q(document=""),
                violation_error_message="请填写口径的事项、计什么和依据文件。",
            ),
            models.CheckConstraint(
                name="figure_basis_explains_the_difference",
                condition=Q(basis=Basis.COMMAND) | ~Q(difference=""),
                violation_error_message="请写明与指挥部口径的差异，没有说明的不能与指挥部口径并列。",
            ),
            models.CheckConstraint(
                name="figure_basis_of_a_kind_is_not_the_commands",
                condition=Q(kind__isnull=True) | ~Q(basis=Basis.COMMAND),
                violation_error_message="每周报数的指挥部口径以指标定义为准，不另行登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}（{self.get_basis_display()}）"
