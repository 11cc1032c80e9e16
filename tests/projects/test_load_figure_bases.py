"""The 口径 that come with the portal: every public fact has one, and what the office changed stays."""

from __future__ import annotations

from portal.kernel.permissions import PORTAL
from projects import actions
from projects.models import FigureBasis, PublicFigure
from projects.selectors.moment import Moment
from projects.selectors.public_figures import differences, public_figures
from projects.selectors.seed_data import seed_figure_bases
from tests import world


def test_every_published_value_says_how_it_is_counted(seeded):
    facts = public_figures(None, Moment.now()) + [
        fact for ordinal in (1, 3) for fact in public_figures(world.village(ordinal), Moment.now())
    ]
    assert [fact.key for fact in facts if fact.value and not fact.basis] == []
    assert PublicFigure.objects.exists()


def test_the_sites_and_the_villages_of_the_press_are_explained_once(seeded):
    said = differences(public_figures(None, Moment.now()))
    about = [sentence for sentence in said if sentence.startswith("点位数的新闻口径：")]
    assert len(about) == 1
    assert "共12个" in about[0]
    assert "4片区10村" in about[0]
    assert "不能相加" in about[0]


def test_loading_again_changes_nothing(seeded):
    before = FigureBasis.objects.count()
    assert actions.load_figure_bases(world.WHY, PORTAL, bases=seed_figure_bases()) == []
    assert FigureBasis.objects.count() == before


def test_a_changed_file_becomes_a_correction(seeded):
    wanted = [{**basis} for basis in seed_figure_bases()]
    wanted[0]["definition"] = "另一种说法"
    (row,) = actions.load_figure_bases(world.WHY, PORTAL, bases=wanted)
    assert (row.definition, row.reason) == ("另一种说法", "口径数据文件更新")
    assert row.supersedes is not None


def test_what_the_office_changed_stays(seeded):
    before = FigureBasis.objects.known_at(None).get(subject="点位数", basis="news")
    said = {"definition": "办公室的说法", "document": "会议纪要", "difference": "另有说明", "reason": "会议纪要"}
    office = world.actor(world.holder("office"))
    actions.define_figure_basis(office, PORTAL, subject="", basis="", corrects=before, **said)
    assert actions.load_figure_bases(world.WHY, PORTAL, bases=seed_figure_bases()) == []
    assert FigureBasis.objects.known_at(None).get(subject="点位数", basis="news").definition == "办公室的说法"
