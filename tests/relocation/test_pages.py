"""Pages of terms, notices and agreements: read, entered, refused beside the field, masked; the API says the same."""

from __future__ import annotations

import re

import pytest

from portal.kernel import clock
from relocation.forms.policies import rows_of, terms_of
from relocation.models import Agreement, NoticeObjection, PolicyVersion, PublicNotice
from tests import world
from tests.architecture.stage_relocation import relocation_of
from tests.relocation import thread
from tests.relocation.terms import TERMS


def text_of(answer):
    return re.sub(r"<[^>]+>|\s+", "", answer.content.decode())


@pytest.fixture
def things(village):
    return relocation_of(village, clock.now())


@pytest.fixture
def force(village, sign_in):
    return sign_in(world.holder("relocation_force", village))


def test_typed_rows_are_the_terms_and_come_back():
    again = terms_of([{"times": None, "mark": "", "group": "", **row} for row in rows_of(TERMS)])
    assert rows_of(again) == rows_of(TERMS)
    banded = {
        "steps": [
            {
                "key": "item1",
                "label": "补助",
                "category": "subsidy",
                "kind": "tiered",
                "clause": "第一条",
                "payable": "before_moving",
                "choices": ["cash", "voucher"],
                "mode": "whole",
                "bands": [{"rate": "5", "up_to": "60"}, {"rate": "4"}],
            }
        ]
    }
    typed = [{"times": None, **row} for row in rows_of(banded)]
    assert terms_of(typed) == banded


def test_terms_are_typed_tried_announced_and_read(village, force):
    rows = {f"rows-{n}-{name}": value or "" for n, row in enumerate(rows_of(TERMS)) for name, value in row.items()}
    typed = {
        **rows, "rows-TOTAL_FORMS": str(len(rows_of(TERMS))), "rows-INITIAL_FORMS": "0", "village": village.pk,
        "land_type": "collective", "title": "示例村征地补偿安置方案", "document_no": "示例〔2026〕1号",
        "result_notice_days": "7",
    }  # fmt: skip
    assert force.get("/policies/draft/").status_code == 200
    refused = force.post("/policies/draft/", {**typed, "rows-0-legal_status": "", "rows-0-structure": ""})
    assert refused.status_code == 422
    assert "第1项“房屋补偿”：房屋的结构或认定不在规定的范围内。" in text_of(refused)
    assert force.post("/policies/draft/", typed).status_code == 302
    policy = PolicyVersion.objects.get()
    page = text_of(force.get(f"/policies/{policy.pk}/"))
    for words in (
        "砖混，合法：1,200.05元/平方米",
        "600.00元/人×6个月",
        "房屋补偿的15%",
        "上限100,000.00元",
        "尚未公告",
    ):
        assert words in page
    thread.household(village)
    asked = {
        "household": "0001",
        "choice": "cash",
        "transition": "none",
        "sign_on": "2026-12-01",
        "move_by": "2027-01-01",
    }
    tried = text_of(force.get(f"/policies/{policy.pk}/preview/", asked))
    assert "98.55平方米×1,200.05元=118,264.9275元" in tried
    assert "该户过渡方式为不适用" in tried
    assert force.get(f"/policies/{policy.pk}/preview/", {**asked, "household": "9999"}).status_code == 422
    assert not Agreement.objects.exists()
    revised = force.post(f"/policies/{policy.pk}/revise/", {**typed, "document_no": "示例〔2026〕2号"})
    assert revised.status_code == 302
    told = {
        "place": "村委会",
        "published_on": clock.today().isoformat(),
        "registration": "登记",
        "objections_to": "村委会",
    }
    assert force.post(f"/policies/{policy.pk}/announce/", told).status_code == 302
    assert force.post(f"/policies/{policy.pk}/adopt/", {"reason": "纪要"}).status_code == 403
    listed = force.get("/policies/")
    assert "示例〔2026〕2号" in text_of(listed)
    assert force.get("/policies/?as=xlsx").status_code == 200


def test_agreements_are_read_masked_with_their_sums_and_what_is_missing(things, village, elsewhere, force):
    page = text_of(force.get(f"/agreements/{things.signed.pk}/"))
    assert things.signed.number in page
    assert "示*" in page
    for hidden in ("示例甲", thread.ACCOUNT):
        assert hidden not in page
    told = text_of(force.get(f"/agreements/{things.signed.pk}/sum/"))
    assert "主房（砖混，合法）98.55平方米×1,200.05元=118,264.9275元" in told
    assert "首期临时安置费：该户过渡方式为周转用房，不适用这一项。" in told
    assert "重新计算了一遍，结果与协议一致" in told
    assert things.signed.computation_hash[:16] in told
    waits = text_of(force.get(f"/agreements/{things.reviewed.pk}/"))
    assert "协议已审核，待结果公示。" in waits
    assert "签订" not in re.findall(r"待结果公示.*?协议", waits)
    listed = text_of(force.get("/agreements/", {"state": "signed", "household": "0002"}))
    assert "共1份协议" in listed
    assert force.get("/agreements/?as=xlsx").status_code == 200
    foreign = world.holder("relocation_force", elsewhere)
    data = force.get(f"/api/v1/agreements/{things.signed.pk}/").json()
    assert (data["holder"], data["total_fen"]) == ("示*", things.signed.total.fen)
    assert data["lines"][0]["steps"][0].startswith("主房（砖混，合法）98.55平方米")
    assert world.actor(foreign).span(PublicNotice.seen_with).villages == {elsewhere.pk}


def test_an_agreement_goes_its_way_through_the_pages(things, village, force):
    home = f"/households/{things.household.pk}/draft-agreement/"
    given = {name: str(value) for name, value in thread.inputs_of_draft().items()}
    refused = force.post(home, {**given, "payee_account": "12"})
    assert refused.status_code == 422
    assert "收款账号应为8至30位数字。" in text_of(refused)
    assert force.post(home, given).status_code == 302
    own = Agreement.objects.get(household=things.household)
    review = f"/villages/{village.pk}/review-agreements/"
    assert "0003户" in text_of(force.get(review))
    assert force.post(review, {"agreements": [own.pk]}).status_code == 422
    assert force.post(review, {"agreements": [things.draft.pk]}).status_code == 302
    results = f"/villages/{village.pk}/publish-results/"
    told = {"place": "村委会", "published_on": clock.today().isoformat(), "objections_to": "村委会"}
    assert force.post(results, {**told, "agreements": [things.draft.pk, things.reviewed.pk]}).status_code == 302
    signing = force.post(f"/agreements/{things.draft.pk}/sign/", {"signed_on": clock.today().isoformat()})
    assert signing.status_code == 422
    assert "共7日，今天第0日），现在还不能签订协议" in text_of(signing)
    missing = text_of(force.get(f"/agreements/{things.draft.pk}/"))
    assert "今天第0日），期满后可以签订。" in missing
    assert force.post(f"/agreements/{things.draft.pk}/return/", {"reason": "请核对"}).status_code == 302
    assert force.post(f"/agreements/{things.draft.pk}/void/", {"reason": "选择有变"}).status_code == 302
    signed = force.post(f"/agreements/{things.ready.pk}/sign/", {"signed_on": clock.today().isoformat()})
    assert signed.status_code == 302
    provided = {"home": "示例周转楼101", "provided_on": clock.today().isoformat()}
    assert force.post(f"/agreements/{things.signed.pk}/provide-home/", provided).status_code == 302


def test_a_notice_names_people_in_full_on_the_posted_sheet_alone(things, village, sign_in):
    street = sign_in(world.holder("township", village))
    page = text_of(street.get(f"/notices/{things.notice.pk}/"))
    assert "示*" in page
    assert "示例甲" not in page
    assert "面积有出入" in page
    sheet = text_of(street.get(f"/notices/{things.notice.pk}/sheet/"))
    assert "示例甲" in sheet
    assert "示例巷0001号" in sheet
    assert thread.ACCOUNT not in sheet
    answer = {"replied_on": clock.today().isoformat(), "reply": "已核对"}
    assert street.post(f"/objections/{things.objection.pk}/answer/", answer).status_code == 302
    assert NoticeObjection.objects.get().reply == "已核对"
    said = {"received_on": clock.today().isoformat(), "matter": "另有意见"}
    assert street.post(f"/notices/{things.notice.pk}/object/", said).status_code == 302
    listed = street.get("/notices/", {"kind": "result"})
    assert "共1件" in text_of(listed)
    assert street.get("/api/v1/notices/").json()["results"][0]["days"] == 7
