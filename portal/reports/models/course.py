"""What people do with an edition: each step with who and when, and the words that they add."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from portal.kernel.db import RecordedAtField
from portal.kernel.records import Record
from portal.reports.lifecycle import EditionState
from portal.reports.models.edition import Edition
from portal.reports.models.refusing import kept, refusing_if
from portal.reports.permissions import VIEW_EDITIONS


class EditionStep(Record):
    """One move of an edition: from which state to which, by whom, for whom (B角), when and why."""

    seen_with = VIEW_EDITIONS
    is_shared = True

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    verb = models.CharField("办理", max_length=20)
    from_state = models.CharField("原状态", max_length=20, choices=EditionState, blank=True, default="")
    to_state = models.CharField("现状态", max_length=20, choices=EditionState)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, blank=True)
    on_behalf_of = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField("说明", max_length=400, blank=True, default="")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "专报办理经过"
        constraints = [
            models.CheckConstraint(
                name="edition_step_leads_to_a_known_state",
                condition=Q(to_state__in=EditionState.values),
                violation_error_message="状态不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="edition_step_leaves_a_known_state",
                condition=Q(from_state__in=["", *EditionState.values]),
                violation_error_message="状态不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="edition_step_back_has_reason",
                condition=~Q(verb__in=["send_back", "void"]) | ~Q(reason=""),
                violation_error_message="退回和作废须写明原因。",
            ),
        ]
        triggers = [kept("edition_step_stays", "专报的办理经过不能改动。")]


class WordsKind(models.TextChoices):
    """What people may add to an edition; never a figure."""

    NOTE = "note", "按语"
    EXPLANATION = "explanation", "说明"
    REQUEST = "request", "提请研究"


class EditionWords(Record):
    """Words that people added to an edition. The newest row of a kind counts; an empty text takes the words back."""

    seen_with = VIEW_EDITIONS
    is_shared = True

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=20, choices=WordsKind)
    text = models.CharField("文字", max_length=600, blank=True, default="")
    consulted = models.CharField("已征求意见单位", max_length=200, blank=True, default="")
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "专报文字"
        constraints = [
            models.CheckConstraint(
                name="edition_words_kind_is_known",
                condition=Q(kind__in=WordsKind.values),
                violation_error_message="文字类别不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="edition_request_was_consulted",
                condition=~Q(kind=WordsKind.REQUEST) | Q(text="") | ~Q(consulted=""),
                violation_error_message="提请研究事项须先征求有关单位意见，并写明已征求意见的单位。",
            ),
        ]
        triggers = [
            kept("edition_words_stay", "专报文字的历次稿不能改动。需要修改的，请另行填写。"),
            refusing_if(
                "edition_words_come_before_the_check",
                pgtrigger.Insert,
                "NOT EXISTS (SELECT FROM reports_edition e WHERE e.id = NEW.edition_id"
                " AND e.state IN ('draft', 'submitted'))",
                "本期专报已核稿或者签发，文字不能改动。尚未签发的，请先退回再改。",
            ),
        ]
