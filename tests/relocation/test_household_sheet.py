"""入户调查表: filled in row by row, every error at its place, all of it kept at once; no identity card lies open."""

from __future__ import annotations

import logging
from decimal import Decimal

import pytest

from integrity.models import AuditEntry
from portal.files import store
from portal.imports import actions as imports
from portal.imports.checking import Parsed
from portal.imports.lifecycle import RunState
from portal.jobs import worklist
from portal.jobs.models import Job
from portal.jobs.worklist import Outcome, perform
from relocation import actions
from relocation.facts import HouseholdsRecorded
from relocation.models import Building, Household, HouseholdMember
from relocation.selectors.households import inputs_of
from tests.relocation.surveys import checked, entry, household_lines, id_number, line


@pytest.fixture(autouse=True)
def apart(tmp_path, settings, monkeypatch):
    settings.PORTAL_VAR = tmp_path
    monkeypatch.setattr(worklist, "ring", lambda job_id, kind: None)


@pytest.fixture
def clerk(acting, village):
    return acting("township", village)


def complaints(run):
    return {(each.row, each.column): each.sentence for each in Parsed.of(run).complaints}


def test_rows_of_one_number_are_one_household(clerk, village, deeds):
    rows = [*household_lines(village, "1"), *household_lines(village, "2", 2, keeper=clerk.user.name)]
    rows.append(line(village, "2", name="马测试9", relation="子女"))
    run = checked(clerk, rows)
    assert (run.state, run.rows, complaints(run)) == (RunState.CHECKED, 5, {})
    assert Parsed.of(run).summary == "涉及1个点位、2户、5人、4处房屋。"
    deeds.clear()
    imports.confirm_import(clerk, run)
    first, second = Household.objects.order_by("number")
    assert (first.holder_name, first.unsealed("phone"), second.keeper) == ("马测试2", "13995071234", clerk.user)
    inputs = inputs_of(first)
    assert (inputs.persons, inputs.counted_heads, inputs.compensated_area) == (2, 1, Decimal("96.50"))
    assert inputs_of(second).persons == 3
    assert [fact for deed in deeds for fact in deed.facts if isinstance(fact, HouseholdsRecorded)] == [
        HouseholdsRecorded(village.pk, 2, 5)
    ]


def test_every_error_is_told_with_its_place_and_nothing_is_kept(clerk, village, elsewhere):
    actions.record_household(clerk, village, entry=entry("8", 40))
    good = household_lines(village, "1")
    wrong_card = id_number(6)[:-1] + ("0" if id_number(6)[-1] != "0" else "1")
    rows = [
        *good,
        line(village, "1", door="别处", name="马测试5", relation="户主"),
        line(village, "2", name="马测试6", relation="户主", id_number=wrong_card),
        line(village, "3", door="三号", land_type="国有土地", surveyed_on="2026-11-20", name="马测试7"),
        line(village, "3", label="正房", structure="砖混", legal_status="合法", area="1.234"),
        line(village, "3"),
        line(elsewhere, "4", name="马测试8", relation="户主"),
        line(village, "8", door="八号", land_type="集体土地", surveyed_on="2026-11-20", name="马", relation="户主"),
        line(village, "9", door="九号", land_type="集体土地", surveyed_on="2027-11-20", name="马", relation="配偶"),
        line(village, "9", name="马", relation="子女", id_number=id_number(7)),
        line(village, "9", name="牛", relation="子女", id_number=id_number(7)),
    ]
    run = checked(clerk, rows)
    assert (run.state, run.rows) == (RunState.FAULTY, len(rows))
    told = complaints(run)
    expected = {
        (4, "door"): "与本户第一行（第2行）填写的不一致",
        (4, "relation"): "一户只有一名户主",
        (5, "id_number"): "证件号码末位与前17位不符",
        (6, "relation"): "请填写这一项。",
        (7, "area"): "面积无法读取",
        (8, ""): "本行没有家庭成员，也没有房屋",
        (9, "village"): "或者您的账号不能选择",
        (10, "number"): "本点位已有这个户号",
        (11, "relation"): "还没有户主",
        (11, "surveyed_on"): "入户调查日期不能晚于今天",
        (13, "id_number"): "与本户第2人的证件号码相同",
    }
    assert {place: sentence for place, sentence in told.items() if place not in expected} == {}
    assert [place for place, words in expected.items() if words not in told.get(place, "")] == []
    assert not [sentence for sentence in told.values() if id_number(7) in sentence or wrong_card in sentence]
    assert Household.objects.count() == 1


def test_the_same_card_in_two_households_is_told_before_it_is_confirmed(clerk, village):
    actions.record_household(clerk, village, entry=entry("8", 1))
    run = checked(clerk, [*household_lines(village, "1"), *household_lines(village, "2", 5)])
    assert run.state == RunState.CHECKED
    assert Parsed.of(run).summary.endswith("其中2个证件号码在其他户中也有，可以导入，请核对。")
    assert imports.confirm_import(clerk, run).state == RunState.APPLIED


def test_no_card_stands_open_in_the_store_the_log_the_trail_or_an_answer(clerk, client, village, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    run = checked(clerk, household_lines(village))
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    imports.confirm_import(clerk, run)
    assert perform(Job.objects.get(kind=imports.APPLY_IMPORT).pk) is Outcome.DONE
    household = Household.objects.get()
    client.force_login(clerk.user)
    pages = [
        client.get(address).content
        for address in (
            f"/households/{household.pk}/",
            f"/households/{household.pk}/correct/",
            "/households/",
            "/households/?as=xlsx",
            f"/api/v1/households/{household.pk}/",
        )
    ]
    lying = [store.read(digest) for digest in store.digests()]
    assert len(lying) == 2
    assert all(each[:1] == b"\x01" for each in lying)
    entries = "\n".join(AuditEntry.objects.values_list("body", flat=True))
    assert "relocation.household" in entries
    for secret in (id_number(2), id_number(3), "13995071234"):
        assert secret not in entries
        assert secret not in caplog.text
        assert secret not in repr(list(Job.objects.values_list("payload", "result", "complaint")))
        assert not [page for page in [*pages, *lying] if secret.encode() in page]


def test_many_households_cost_as_many_statements_as_few(clerk, village, django_assert_num_queries):
    rows = [each for n in range(1, 101) for each in household_lines(village, str(n), n)]
    run = checked(clerk, rows)
    with django_assert_num_queries(CONFIRMING):
        imports.confirm_import(clerk, run)
    assert (HouseholdMember.objects.count(), Building.objects.count()) == (200, 200)


CONFIRMING = 39
"""Recorded; a household more costs none."""
