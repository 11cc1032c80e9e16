"""What a number counts is defined by the office; another 口径 than the command centre's explains how it differs."""

from __future__ import annotations

import pytest

from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.actions.bases import BasisIncomplete
from projects.actions.recording import AlreadyCorrected
from projects.facts import FigureBasisDefined
from projects.forms.bases import FigureBasisForm
from projects.models import FigureBasis, FigureKind
from projects.selectors.bases import bases
from tests import world


def given(**changed):
    said = {"subject": "签约", "basis": "task", "definition": "年度任务签约户数", "document": "任务分解表（2026年）"}
    return {**said, "difference": "任务数按年度下达，指挥部口径按应签户数。", **changed}


@pytest.fixture
def office(seeded):
    return world.actor(world.holder("office"))


def test_it_stands_beside_the_command_centres_own(office, deeds):
    kind = FigureKind.objects.get(key="signed_households")
    row = actions.define_figure_basis(office, PORTAL, kind=kind, **given())
    named = [each.name for each in bases() if each.subject == "签约"]
    assert named == ["指挥部口径", "新闻口径", "上报任务口径"]
    assert deeds[-1].facts == [FigureBasisDefined(row.pk, "签约", "task")]


@pytest.mark.parametrize("role", ["township", "commander", "auditor"])
def test_nobody_else_defines_it(seeded, role):
    with pytest.raises(NotPermitted):
        actions.define_figure_basis(world.actor(world.holder(role)), PORTAL, **given())


def test_without_its_difference_it_is_refused(office):
    with pytest.raises(BasisIncomplete, match="还没有写明与指挥部口径的差异") as refused:
        actions.define_figure_basis(office, PORTAL, **given(difference=" "))
    assert set(refused.value.fields) == {"difference"}


def test_the_same_is_defined_once(office):
    actions.define_figure_basis(office, PORTAL, **given())
    with pytest.raises(BrokenInvariant, match="已有定义"):
        actions.define_figure_basis(office, PORTAL, **given())


def test_what_is_reported_every_week_is_not_defined_a_second_time(office):
    kind = FigureKind.objects.get(key="accidents")
    wanted = given(subject="安全事故", basis="command", difference="")
    with pytest.raises(BrokenInvariant, match="以指标定义为准"):
        actions.define_figure_basis(office, PORTAL, kind=kind, **wanted)


def test_what_others_are_compared_with_differs_from_nothing(office):
    with pytest.raises(BasisIncomplete, match="没有与自身的差异") as refused:
        actions.define_figure_basis(office, PORTAL, **given(subject="户数", basis="command"))
    assert set(refused.value.fields) == {"difference"}


def test_a_correction_keeps_both_and_the_facts_that_it_speaks_of(office):
    before = FigureBasis.objects.known_at(None).get(subject="点位数", basis="news")
    after = actions.define_figure_basis(
        office, PORTAL, corrects=before, reason="文件已公布", **given(subject="", basis="")
    )
    assert (after.subject, after.basis, after.public_keys) == ("点位数", "news", before.public_keys)
    assert list(FigureBasis.objects.known_at(None).filter(subject="点位数", basis="news")) == [after]
    with pytest.raises(AlreadyCorrected):
        actions.define_figure_basis(office, PORTAL, corrects=before, reason="再改", **given())


def test_a_correction_needs_its_reason(office):
    before = FigureBasis.objects.known_at(None).get(subject="点位数", basis="news")
    with pytest.raises(BasisIncomplete, match="原因"):
        actions.define_figure_basis(office, PORTAL, corrects=before, **given())


def test_a_figure_and_another_subject_are_not_typed_together(office):
    kinds = FigureKind.objects.all()
    given = {"basis": "task", "definition": "年度任务户数", "document": "任务分解表", "difference": "只计当年"}
    chosen = str(FigureKind.objects.get(key="signed_households").pk)
    both = FigureBasisForm({**given, "kind": chosen, "subject": "户数"}, kinds=kinds)
    assert "请清空这一项" in both.errors["subject"][0]
    assert FigureBasisForm({**given, "kind": chosen, "subject": ""}, kinds=kinds).is_valid()
    assert FigureBasisForm({**given, "kind": "", "subject": "户数"}, kinds=kinds).is_valid()
