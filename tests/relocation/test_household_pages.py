"""The pages of households: what a clerk enters, what everybody sees masked, what the keeper sees of his own."""

from __future__ import annotations

import io
from html import unescape

import openpyxl
import pytest

from portal.accounts.facts import ValueRevealed
from portal.kernel.errors import BrokenInvariant, NotPermitted
from relocation import actions
from relocation.actions.households import OwnHouseholds
from relocation.facts import KeptPhonesRead
from relocation.models import Building, Household, HouseholdMember, PhoneReading
from tests import world
from tests.relocation.surveys import entry, id_number, posted

LIST = "/households/"


@pytest.fixture
def clerk(acting, village):
    return acting("township", village)


@pytest.fixture
def entered(client, clerk):
    client.force_login(clerk.user)
    return client


def text(answer):
    return unescape(answer.content.decode())


def page_of(household):
    return f"/households/{household.pk}/"


def test_a_clerk_enters_a_household_and_reads_it(entered, village):
    address = f"/villages/{village.pk}/record-household/"
    form = text(entered.get(address))
    assert all(words in form for words in ("户号", "第4人证件号码", "第2处建筑面积（平方米）", "再加3人", "登记搬迁户"))
    answer = entered.post(address, posted(), follow=True)
    household = Household.objects.get()
    assert answer.redirect_chain == [(page_of(household), 302)]
    seen = text(answer)
    assert all(words in seen for words in ("1号户", "一组1号", "马*", "****1234", f"****{id_number(2)[-4:]}", "96.50"))
    assert all(words in seen for words in ("计入", "不计入", "予以补偿", "更正", "撤销登记"))
    assert "马测试" not in seen
    panel = text(entered.get(f"/villages/{village.pk}/"))
    assert "可补偿建筑面积" in panel
    assert f"/households/?village={village.pk}" in panel


def test_more_rows_keep_what_was_typed_and_ask_nothing_yet(entered, village):
    address = f"/villages/{village.pk}/record-household/"
    seen = text(entered.post(address, posted(more="members", m0_id_number="12")))
    assert 'name="m6_name"' in seen
    assert 'value="马测试3"' in seen
    assert "证件号码应为18位" not in seen
    assert not Household.objects.exists()


def test_what_is_wrong_stands_beside_its_cell(entered, village):
    address = f"/villages/{village.pk}/record-household/"
    wrong = posted(m0_id_number="12", m2_relation="", b0_area="0", b1_label="东房", door="")
    answer = entered.post(address, wrong)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {
        "m0_id_number", "m2_relation", "b0_area", "b1_structure", "b1_legal_status", "b1_area", "door",
    }  # fmt: skip
    # The second who was entered stands in the third row; what the deed refuses finds him there.
    twins = entered.post(address, posted(m2_id_number=id_number(2)))
    assert "与本户第1人的证件号码相同" in twins.context["form"].errors["m2_id_number"][0]
    assert not Household.objects.exists()


def test_a_correction_begins_with_what_stands_and_leaves_hidden_numbers_alone(entered, clerk, village):
    household = actions.record_household(clerk, village, entry=entry())
    address = f"{page_of(household)}correct/"
    form = text(entered.get(address))
    assert all(words in form for words in ('value="马测试2"', "****1234，不改留空", 'value="96.50"', "更正原因"))
    assert id_number(2) not in form
    values = entered.get(address).context["form"].initial
    told = {name: value for name, value in values.items() if value not in (None, False)}
    sent = {
        **told,
        "members": 3,
        "buildings": 3,
        "m0_name": "马更正",
        "reason": "抄错了名字",
        "surveyed_on": "2026-11-20",
    }
    assert entered.post(address, sent, follow=True).redirect_chain == [(page_of(household), 302)]
    head = HouseholdMember.objects.get(household=household, ended_at=None, ordinal=1)
    assert (head.name, head.unsealed("id_number")) == ("马更正", id_number(2))
    assert (Building.objects.count(), Household.objects.get().unsealed("phone")) == (2, "13995071234")
    entered.post(f"{page_of(household)}withdraw/", {"reason": "与2号户重复"})
    seen = text(entered.get(page_of(household)))
    assert "撤销：与2号户重复。不计入应签户。" in seen
    assert "correct/" not in seen


def test_the_list_is_filtered_and_its_file_is_masked(entered, clerk, village, elsewhere):
    actions.record_households(clerk, village, entries=[entry("1"), entry("2", 2, land_type="state")])
    far = actions.record_household(world.WHY, elsewhere, entry=entry("7", 3))
    seen = text(entered.get(LIST))
    assert "共2户" in seen
    assert "一组7号" not in seen
    assert "共1户" in text(entered.get(f"{LIST}?land_type=state"))
    assert "共1户" in text(entered.get(f"{LIST}?q=马测试4"))
    assert "没有符合条件的搬迁户。" in text(entered.get(f"{LIST}?state=withdrawn"))
    book = openpyxl.load_workbook(io.BytesIO(entered.get(f"{LIST}?as=xlsx").content))
    cells = {str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row}
    assert {"马*", "****1234", "96.5"} <= cells
    assert entered.get(page_of(far)).status_code == entered.get("/households/999999/").status_code == 404
    listed = entered.get("/api/v1/households/").json()
    assert [(row["number"], row["holder"], row["phone"]) for row in listed["results"]] == [
        ("1", "马*", "****1234"),
        ("2", "马*", "****1234"),
    ]


def test_a_keeper_reads_his_telephones_with_one_entry_a_day(entered, clerk, acting, client, village, deeds):
    told = entry(keeper_id=clerk.user.pk)
    household = actions.record_household(clerk, village, entry=told)
    other = actions.record_household(clerk, village, entry=entry("2", 2, phone="13995075678"))
    deeds.clear()
    seen = text(entered.get(LIST))
    assert "13995071234" in seen
    assert "13995075678" not in seen
    assert "13995071234" in text(entered.get(page_of(household)))
    assert "13995075678" not in text(entered.get(page_of(other)))
    assert "13995071234" not in str(entered.get(f"{LIST}?as=xlsx").content)
    reading = PhoneReading.objects.get()
    assert [fact for deed in deeds for fact in deed.facts if isinstance(fact, KeptPhonesRead)] == [
        KeptPhonesRead(clerk.user.pk, reading.read_on)
    ]
    with pytest.raises(BrokenInvariant):
        actions.note_phones_read(clerk, OwnHouseholds(clerk))
    with pytest.raises(NotPermitted):
        actions.note_phones_read(acting("auditor", village), OwnHouseholds(acting("auditor", village)))
    client.force_login(acting("township", village, 2).user)
    assert "13995071234" not in text(client.get(LIST))
    assert PhoneReading.objects.count() == 1


def test_a_whole_number_is_shown_for_a_reason(entered, clerk, acting, client, village, deeds):
    household = actions.record_household(clerk, village, entry=entry())
    head = HouseholdMember.objects.get(household=household, ordinal=1)
    address = f"/reveals/relocation.householdmember.id_number/{head.pk}/"
    assert address in text(entered.get(page_of(household)))
    deeds.clear()
    assert id_number(2) in text(entered.post(address, {"reason": "办理产权证核对"}))
    assert [deed.facts for deed in deeds] == [
        [ValueRevealed("relocation.householdmember.id_number", head.pk, clerk.user.pk)]
    ]
    client.force_login(acting("community", village).user)
    assert address not in text(client.get(page_of(household)))
    assert client.post(address, {"reason": "办理产权证核对"}).status_code == 403


def test_pages_cost_the_same_whatever_is_in_them(entered, clerk, village, django_assert_num_queries):
    households = actions.record_households(clerk, village, entries=[entry("1")])
    for count in (1, 40):
        if count > 1:
            actions.record_households(clerk, village, entries=[entry(f"A{n}", n + 9) for n in range(count)])
        entered.get(LIST)
        with django_assert_num_queries(LISTED):
            entered.get(LIST)
        with django_assert_num_queries(SHOWN):
            entered.get(page_of(households[0]))


LISTED, SHOWN = 26, 28
"""Recorded."""
