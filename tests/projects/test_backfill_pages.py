"""补录 on its pages: many rows in one request, a second person's agreement, and the mark wherever a row is shown."""

from __future__ import annotations

import io
from html import unescape

import openpyxl
import pytest

from portal.accounts.models import User
from portal.kernel import clock
from projects.models import Backfill, BackfillLine, FigureReport
from tests import world
from tests.projects.backfilling import agreed, asked, opened, past
from tests.projects.pages import enter, lead, text

__all__ = ["enter", "lead"]


def rows(*given):
    posted = {"rows-TOTAL_FORMS": "10", "rows-INITIAL_FORMS": "0"}
    for number, row in enumerate(given):
        posted |= {f"rows-{number}-{name}": value for name, value in row.items()}
    return posted


def figure(**changed):
    row = {"key": "signed_households", "numerator": "10", "denominator": "20", "source": "签约台账"}
    return {**row, "effective_on": past().isoformat(), **changed}


@pytest.fixture
def village(lead):
    opened()
    return world.village(3)


def test_several_rows_are_asked_in_one_request(enter, village):
    client = enter("township", village)
    second = figure(effective_on=past(30).isoformat(), numerator="1２")
    posted = {"village": village.pk, "document": "台账", **rows(figure(), second)}
    answer = client.post("/backfills/ask/figure/", posted, follow=True)
    assert "已提交，待另一位同志复核" in text(answer)
    assert list(BackfillLine.objects.order_by("ordinal").values_list("numerator", flat=True)) == [10, 12]


def test_money_is_typed_in_yuan_and_kept_in_fen(enter, village):
    client = enter("office")
    row = figure(key="funds_arrived", numerator="1,000.50", denominator="2000")
    client.post("/backfills/ask/figure/", {"village": village.pk, "document": "台账", **rows(row)})
    assert list(BackfillLine.objects.values_list("numerator", "denominator")) == [(100_050, 200_000)]


def test_what_cannot_be_taken_is_said_beside_its_row_and_kept(enter, village):
    client = enter("township", village)
    late = figure(effective_on=clock.today().isoformat(), source="当天台账")
    answer = client.post("/backfills/ask/figure/", {"village": village.pk, "document": "台账", **rows(figure(), late)})
    page = text(answer)
    assert answer.status_code == 422
    assert "第2行需要修改，补录没有提交" in page
    assert "应早于正式启用日" in page
    assert 'value="当天台账"' in page
    assert not Backfill.objects.exists()


@pytest.mark.parametrize("posted", [{}, {"rows-TOTAL_FORMS": "x"}, {"rows-TOTAL_FORMS": "1000000"}])
def test_a_broken_form_is_no_defect(enter, village, posted):
    client = enter("township", village)
    assert client.post("/backfills/ask/figure/", posted).status_code == 422
    assert client.get("/backfills/ask/anything/").status_code == 404


def test_the_second_person_agrees_on_the_page_and_the_row_is_marked(enter, village):
    backfill = asked(world.actor(world.holder("township", village)), village)
    client = enter("office")
    assert "可复核" in text(client.get(f"/backfills/{backfill.pk}/"))
    answer = client.post(f"/backfills/{backfill.pk}/agree/", follow=True)
    assert "已复核同意" in text(answer)
    listed = text(client.get(f"/villages/{village.pk}/figures/"))
    assert '<span class="state state-info">补录</span>' in listed
    assert '<span class="state state-info">补录</span>' in text(client.get(f"/villages/{village.pk}/"))
    file = client.get(f"/villages/{village.pk}/figures/", {"as": "xlsx"})
    cells = [cell.value for row in openpyxl.load_workbook(io.BytesIO(file.content)).active for cell in row]
    assert cells.count("补录") == 1


def test_it_is_sent_back_with_what_is_missing(enter, village):
    backfill = asked(world.actor(world.holder("township", village)), village)
    client = enter("office")
    assert client.post(f"/backfills/{backfill.pk}/decline/", {"reason": ""}).status_code == 422
    client.post(f"/backfills/{backfill.pk}/decline/", {"reason": "请补充文号"})
    assert "已退回" in text(client.get("/backfills/"))
    assert not FigureReport.objects.filter(village=village).exists()


def test_whoever_asked_is_offered_to_take_it_back_and_not_to_agree(enter, village):
    client = enter("township", village)
    backfill = asked(world.actor(client_user(client)), village)
    page = text(client.get(f"/backfills/{backfill.pk}/"))
    assert "撤回补录单" in page
    assert f"/backfills/{backfill.pk}/agree/" not in page
    client.post(f"/backfills/{backfill.pk}/withdraw/")
    assert "已撤回" in text(client.get(f"/backfills/{backfill.pk}/"))


def test_another_village_sees_nothing_of_it(enter, village):
    backfill = agreed(
        world.actor(world.holder("office", username="office-2")), asked(world.actor(world.holder("office")), village)
    )
    client = enter("community", world.village(4))
    assert client.get(f"/backfills/{backfill.pk}/").status_code == 404
    assert len(client.get("/backfills/").context["listing"]) == 0


def test_a_shut_door_says_why(enter, lead):
    client = enter("office")
    assert "补录尚未开放" in unescape(client.get("/backfills/").content.decode())
    posted = {"village": lead.pk, "document": "台账", **rows(figure())}
    answer = client.post("/backfills/ask/figure/", posted)
    assert answer.status_code == 422
    assert "补录还没有开放" in text(answer)


def client_user(client):
    return User.objects.get(pk=client.session["_auth_user_id"])
