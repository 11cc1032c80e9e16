"""Editions: frozen when they are made, numbered and dated when somebody signs them, never changed afterwards."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from portal.kernel.db import RecordedAtField
from portal.kernel.lifecycle import known_states
from portal.kernel.periods import Week
from portal.kernel.records import Record
from portal.reports.lifecycle import EDITION, OPEN, EditionState
from portal.reports.models.refusing import HASH_PATTERN, WEEK_PATTERN, refusing
from portal.reports.permissions import VIEW_EDITIONS


class EditionKind(models.TextChoices):
    WEEKLY = "weekly", "周调度专报"


FROZEN = (
    "kind",
    "week",
    "revision",
    "village_ids",
    "cut_off_at",
    "known_at",
    "recorded_at",
    "data",
    "data_hash",
    "code_version",
    "is_demonstration",
    "first_week",
    "stamps",
    "difference",
    "corrects",
    "correction_reason",
)
_MOVES = sorted({(str(source), str(move.target)) for move in EDITION.moves for source in move.sources})


class Edition(Record):
    """One issue of a report: its words and figures, frozen when it was made, and the hashes of its papers.

    ``pdf_hash`` is the 送审稿's first paper (``WordedPaper`` has those with words); ``issued_hash`` the one with 期号
    and date, printed from the same data when it had been signed, and ``office_hash`` the same with the data inside,
    which stays in the office. ``stamps`` and ``difference`` are frozen with the data but stand beside it, so that
    ``data_hash`` says only what was counted.

    It speaks of all villages and is issued whole to everybody on its list, the leader of one village included: whoever
    holds the power anywhere sees all of it. Builders, communities and residents do not hold the power at all.
    """

    seen_with = VIEW_EDITIONS
    is_shared = True

    kind = models.CharField("种类", max_length=20, choices=EditionKind, default=EditionKind.WEEKLY)
    week = models.CharField("所报周", max_length=8)
    revision = models.PositiveSmallIntegerField("稿次", default=1)
    state = models.CharField("状态", max_length=20, choices=EditionState, default=EditionState.DRAFT)
    first_week = models.CharField("合刊首周", max_length=8, blank=True, default="")
    village_ids = ArrayField(models.BigIntegerField(), verbose_name="所报点位")
    cut_off_at = models.DateTimeField("数据截至")
    known_at = models.DateTimeField("掌握情况截至")
    recorded_at = RecordedAtField()
    data = models.JSONField("冻结的内容")
    data_hash = models.CharField("内容摘要", max_length=64)
    pdf_hash = models.CharField("文件摘要", max_length=64, blank=True, default="")
    code_version = models.CharField("程序版本", max_length=40)
    template_version = models.CharField("版式版本", max_length=40, blank=True, default="")
    is_demonstration = models.BooleanField("演示数据", default=False)
    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="+", null=True, blank=True)
    stamps = models.JSONField("存证", default=list)
    difference = models.JSONField("与上一期的变动", default=dict)
    corrects = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, blank=True)
    correction_reason = models.CharField("更正原因", max_length=200, blank=True, default="")
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, blank=True)
    checked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, blank=True)
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, blank=True)
    signatory = models.CharField("签发人", max_length=80, blank=True, default="")
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    issued_on = models.DateField("签发日期", null=True, blank=True)
    number_year = models.PositiveSmallIntegerField("期号年份", null=True, blank=True)
    number = models.PositiveSmallIntegerField("期数", null=True, blank=True)
    number_text = models.CharField("期号", max_length=60, blank=True, default="")
    colophon = models.JSONField("版记", default=dict)
    issued_hash = models.CharField("签发件摘要", max_length=64, blank=True, default="")
    issued_template_version = models.CharField("签发件版式版本", max_length=40, blank=True, default="")
    office_hash = models.CharField("办公室留存本摘要", max_length=64, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = "专报"
        constraints = [
            known_states("edition_state_is_known", EditionState),
            models.CheckConstraint(
                name="edition_kind_is_known",
                condition=Q(kind__in=EditionKind.values),
                violation_error_message="专报种类不在规定的范围内。",
            ),
            models.UniqueConstraint(
                fields=["kind", "week", "revision"],
                name="edition_is_made_once",
                violation_error_message="这一周的专报已经生成。请在专报列表中查看。",
            ),
            models.UniqueConstraint(
                fields=["kind", "week"],
                condition=Q(state__in=OPEN),
                name="edition_has_one_draft_a_week",
                violation_error_message="这一周已有送审稿。请先办结现有的送审稿。",
            ),
            models.UniqueConstraint(
                fields=["kind", "number_year", "number"],
                name="edition_number_is_given_once",
                violation_error_message="这个期号已经用过，不能再用。请刷新后再签发。",
            ),
            models.CheckConstraint(
                name="edition_is_submitted_by_somebody",
                condition=Q(state__in=[EditionState.DRAFT, EditionState.VOIDED]) | Q(submitted_by__isnull=False),
                violation_error_message="专报须由本人送审。",
            ),
            models.CheckConstraint(
                name="edition_is_checked_by_another",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("submitted_by")),
                violation_error_message="送审人不能核稿。请由其他同志核稿。",
            ),
            models.CheckConstraint(
                name="edition_is_signed_by_a_third",
                condition=Q(signed_by__isnull=True)
                | ~Q(signed_by=F("submitted_by")) & ~Q(signed_by=F("checked_by")) & Q(checked_by__isnull=False),
                violation_error_message="送审人和核稿人不能签发。请由其他同志签发。",
            ),
            models.CheckConstraint(
                name="edition_is_checked_before_it_is_signed",
                condition=~Q(state__in=[EditionState.CHECKED, EditionState.ISSUED]) | Q(checked_by__isnull=False),
                violation_error_message="专报须先核稿再签发。",
            ),
            models.CheckConstraint(
                name="edition_issued_is_signed_and_numbered",
                condition=Q(
                    state=EditionState.ISSUED,
                    signed_by__isnull=False,
                    signed_at__isnull=False,
                    issued_on__isnull=False,
                    number__gte=1,
                    number_year__isnull=False,
                )
                & ~Q(number_text="")
                & ~Q(signatory="")
                | ~Q(state=EditionState.ISSUED)
                & Q(signed_by__isnull=True, signed_at__isnull=True, issued_on__isnull=True, number__isnull=True)
                & Q(number_year__isnull=True, number_text="", signatory="", issued_hash="", office_hash=""),
                violation_error_message="期号、日期和签发人在签发时一并生成，未签发的没有期号。",
            ),
            models.CheckConstraint(
                name="edition_first_week_is_a_week",
                condition=Q(first_week="") | Q(first_week__regex=WEEK_PATTERN),
                violation_error_message="合刊首周请按“2026-W47”的样式填写。",
            ),
            models.CheckConstraint(
                name="edition_correction_has_reason",
                condition=Q(corrects__isnull=True) | ~Q(correction_reason=""),
                violation_error_message="更正须写明原因。",
            ),
            models.CheckConstraint(
                name="edition_issued_hash_is_sha256",
                condition=Q(issued_hash="") | (Q(issued_hash__regex=HASH_PATTERN) & ~Q(issued_template_version="")),
                violation_error_message="文件摘要应为64位，并写明版式版本。",
            ),
            models.CheckConstraint(
                name="edition_office_hash_is_sha256",
                condition=Q(office_hash="") | (Q(office_hash__regex=HASH_PATTERN) & ~Q(issued_hash="")),
                violation_error_message="文件摘要应为64位；办公室留存本随签发件一并存档。",
            ),
            models.CheckConstraint(
                name="edition_names_a_week",
                condition=Q(week__regex=WEEK_PATTERN),
                violation_error_message="所报周请按“2026-W47”的样式填写。",
            ),
            models.CheckConstraint(
                name="edition_revision_counts_from_one",
                condition=Q(revision__gte=1),
                violation_error_message="稿次从1开始。",
            ),
            models.CheckConstraint(
                name="edition_data_hash_is_sha256",
                condition=Q(data_hash__regex=HASH_PATTERN),
                violation_error_message="内容摘要应为64位。",
            ),
            models.CheckConstraint(
                name="edition_pdf_hash_is_sha256",
                condition=Q(pdf_hash="") | (Q(pdf_hash__regex=HASH_PATTERN) & ~Q(template_version="")),
                violation_error_message="文件摘要应为64位，并写明版式版本。",
            ),
            models.CheckConstraint(
                name="edition_is_known_after_its_cut_off",
                condition=Q(known_at__gte=models.F("cut_off_at")),
                violation_error_message="专报应在截数之后生成。",
            ),
        ]
        triggers = [
            refusing(
                "edition_data_is_frozen",
                pgtrigger.Update,
                pgtrigger.AnyChange(*FROZEN),
                "专报内容生成后不能改动。数据有误的，请在下一期更正。",
            ),
            refusing(
                "edition_paper_is_kept",
                pgtrigger.Update,
                pgtrigger.Condition(
                    "OLD.pdf_hash <> '' AND (OLD.pdf_hash, OLD.template_version)"
                    " IS DISTINCT FROM (NEW.pdf_hash, NEW.template_version)"
                ),
                "专报文件存档后不能更换。数据有误的，请在下一期更正。",
            ),
            refusing(
                "edition_issue_is_kept",
                pgtrigger.Update,
                pgtrigger.Condition(
                    "OLD.state = 'issued' AND (OLD.issued_hash <> ''"
                    " AND (OLD.issued_hash, OLD.issued_template_version, OLD.office_hash)"
                    " IS DISTINCT FROM (NEW.issued_hash, NEW.issued_template_version, NEW.office_hash)"
                    " OR (OLD.number, OLD.number_year, OLD.number_text, OLD.issued_on, OLD.signed_at, OLD.signed_by_id,"
                    " OLD.signatory, OLD.colophon, OLD.submitted_by_id, OLD.checked_by_id) IS DISTINCT FROM"
                    " (NEW.number, NEW.number_year, NEW.number_text, NEW.issued_on, NEW.signed_at, NEW.signed_by_id,"
                    " NEW.signatory, NEW.colophon, NEW.submitted_by_id, NEW.checked_by_id))"
                ),
                "专报已签发，不能改动。数据有误的，请在下一期更正。",
            ),
            refusing(
                "edition_moves_by_its_steps",
                pgtrigger.Update,
                pgtrigger.Condition(
                    "OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN ("
                    + ", ".join(f"('{source}', '{target}')" for source, target in _MOVES)
                    + ")"
                ),
                "专报须依次送审、核稿、签发；已签发或者作废的，不能再办理。",
            ),
            refusing("edition_is_never_deleted", pgtrigger.Delete, None, "专报不能删除。"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.week}"

    @property
    def week_value(self) -> Week:
        return Week.parse(self.week)

    @property
    def first_week_value(self) -> Week:
        return Week.parse(self.first_week or self.week)

    @property
    def is_joint(self) -> bool:
        return bool(self.first_week) and self.first_week != self.week

    @property
    def is_printed(self) -> bool:
        return bool(self.pdf_hash)

    @property
    def is_issued(self) -> bool:
        return self.state == EditionState.ISSUED
