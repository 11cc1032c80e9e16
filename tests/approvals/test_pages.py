"""The pages of approvals as each person meets them, and the same over the API."""

from datetime import timedelta

import pytest

from portal.approvals import actions
from portal.approvals.lifecycle import ApprovalState, Choice
from portal.approvals.models import Approval, FlowVersion, Override
from portal.kernel import clock
from projects.selectors.open_items import open_items_of
from tests import world
from tests.approvals.conftest import DIGEST


@pytest.fixture
def signed(client, person):
    """``signed(name, …)``: a client of the person, signed in."""

    def go(*args):
        client.force_login(person(*args).user)
        return client

    return go


@pytest.fixture
def address(asked):
    return f"/approvals/{asked.pk}/"


def vote_form(**changed):
    return {"choice": "approve", "reason": "", "seen_digest": DIGEST, "seen_stage": "0", **changed}


def test_the_list_begins_with_what_waits(signed, asked):
    page = signed("reviewer").get("/approvals/").content.decode()
    assert "测试文件第17号" in page
    assert "审批中：待核稿" in page
    assert "测试文件第17号" not in signed("asker").get("/approvals/").content.decode()
    assert "测试文件第17号" in signed("asker").get("/approvals/?view=mine").content.decode()


def test_the_menu_and_the_to_do_list_count_it(signed, asked):
    page = signed("reviewer").get("/todo/").content.decode()
    assert "核稿：测试文件第17号" in page
    assert "核稿：测试文件第17号" not in signed("asker").get("/todo/").content.decode()


def test_a_vote_by_the_page(signed, asked, address):
    client = signed("reviewer")
    assert "我的意见" in client.get(address).content.decode()
    assert client.post(f"{address}vote/", vote_form()).status_code == 302
    page = client.get(address).content.decode()
    assert "核稿：同意" in page
    assert "我的意见" not in page
    done = client.get("/approvals/?view=done").content.decode()
    assert "测试文件第17号" in done


def test_sent_back_without_a_reason_the_form_says_so(signed, asked, address):
    answer = signed("reviewer").post(f"{address}vote/", vote_form(choice="decline"))
    assert answer.status_code == 422
    assert "请写明请对方补充什么" in answer.content.decode()
    assert Approval.objects.get().state == ApprovalState.OPEN
    signed("reviewer").post(f"{address}vote/", vote_form(choice="decline", reason="请补充会议纪要"))
    assert "请补充会议纪要" in signed("asker").get(address).content.decode()


@pytest.mark.parametrize("stale", [{"seen_digest": "0" * 64}, {"seen_stage": "1"}])
def test_a_stale_page_votes_for_nothing(stale, signed, asked, address):
    answer = signed("reviewer").post(f"{address}vote/", vote_form(**stale))
    assert answer.status_code == 409
    assert "意见没有记录" in answer.content.decode()


def test_the_asker_reads_who_may_act_and_may_take_it_back(signed, asked, address, person):
    person("reviewer")
    client = signed("asker")
    page = client.get(address).content.decode()
    assert "reviewer（A角）" in page
    assert "撤回这件事项" in page
    refused = client.post(f"{address}vote/", vote_form())
    assert refused.status_code == 422
    assert "目前可办理的有：reviewer（A角）" in refused.content.decode()
    assert client.post(f"{address}withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"{address}withdraw/", {"reason": "内容有变"}).status_code == 302
    assert Approval.objects.get().state == ApprovalState.WITHDRAWN


def test_an_auditor_reads_everything_and_changes_nothing(signed, asked, address):
    client = signed("auditor", "auditor", None)
    assert "测试文件第17号" in client.get("/approvals/").content.decode()
    page = client.get(address).content.decode()
    assert "我的意见" not in page
    assert client.get("/approvals/flows/").status_code == 200
    assert client.get("/approvals/overrides/").status_code == 200
    for verb in ("vote", "withdraw"):
        assert client.post(f"{address}{verb}/", vote_form()).status_code == 403


def test_a_foreign_one_is_a_missing_one(signed, asked, address):
    client = signed("far", "office", world.village(3))
    for answer in (client.get(address), client.get("/approvals/999999/")):
        assert answer.status_code == 404
    assert client.post(f"{address}vote/", vote_form()).status_code == 404


def test_a_new_version_of_a_flow_by_the_page(signed, asked):
    client = signed("office", "office", None)
    assert "测试文件" in client.get("/approvals/flows/").content.decode()
    page = client.get("/approvals/flows/paper/publish/")
    assert page.status_code == 200
    assert "需1人，全部点位有权办理的现有1人" in page.content.decode()
    low = client.post("/approvals/flows/paper/publish/", {"review": "1", "sign": "1", "reason": "人手不足"})
    assert low.status_code == 422
    given = {"review": "2", "sign": "2", "reason": "加强核稿"}
    assert client.post("/approvals/flows/paper/publish/", given).status_code == 302
    assert FlowVersion.objects.filter(key="paper", version=2).exists()
    shown = client.get("/approvals/flows/").content.decode()
    assert "核稿由1人改为2人" in shown
    assert client.get("/approvals/flows/nothing/publish/").status_code == 404


@pytest.fixture
def auditors_grant(seeded):
    return world.granted(world.person("eyes"), "auditor")


def test_a_refused_deed_offers_an_exception_to_who_may_ask(signed, auditors_grant, person):
    """The hand-over of an auditor is refused; the office is offered the way, and asks."""
    client = signed("office", "office", None)
    taken = {item.key: person("taker", None).user.pk for item in open_items_of(auditors_grant.user_id)}
    taken["document"] = "交接单"
    refused = client.post(f"/people/{auditors_grant.user_id}/hand-over/", taken)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "申请例外办理" in page
    way = f"/approvals/overrides/ask/?gate=reader-grant-ended&subject=GrantEnded%3A{auditors_grant.pk}"
    assert way.replace("&", "&amp;") in page
    assert "审计、纪检账号的授权" in client.get(way).content.decode()
    given = {
        "gate": "reader-grant-ended",
        "subject": f"GrantEnded:{auditors_grant.pk}",
        "title": "终止审计授权",
        "document": "会议纪要",
        "reason": "审计组已撤",
        "last_on": (clock.today() + timedelta(days=3)).isoformat(),
    }
    assert client.post("/approvals/overrides/ask/", {**given, "document": ""}).status_code == 422
    assert client.post("/approvals/overrides/ask/", given).status_code == 302
    assert Override.objects.get().subject == f"GrantEnded:{auditors_grant.pk}"
    assert "会议纪要" in client.get("/approvals/overrides/").content.decode()


def test_an_override_for_no_gate_is_refused_on_its_page(signed):
    client = signed("office", "office", None)
    given = {"gate": "x", "subject": "y", "title": "门", "document": "文", "reason": "急", "last_on": "2026-12-01"}
    answer = client.post("/approvals/overrides/ask/", given)
    assert answer.status_code == 422
    assert "没有找到要申请例外的事项" in answer.content.decode()


def test_an_exception_is_asked_from_a_refusal_only(signed):
    answer = signed("office", "office", None).get("/approvals/overrides/ask/")
    assert answer.status_code == 404
    assert "例外办理从受限的办理页面提出。" in answer.content.decode()


@pytest.mark.parametrize(("view", "said"), [("waiting", "没有待您审批的事项"), ("all", "还没有审批事项")])
def test_an_empty_list_says_what_there_is_none_of(signed, view, said):
    client = signed("office", "office", None)
    assert said in client.get(f"/approvals/?view={view}").content.decode()
    assert "没有符合条件的审批事项" in client.get(f"/approvals/?view={view}&q=城").content.decode()


def test_ending_a_readers_grant_by_the_page_asks_another(signed, auditors_grant):
    client = signed("guard", "security_admin", None)
    answer = client.post(f"/grants/{auditors_grant.pk}/end/", {"reason": "审计组已撤"})
    assert answer.status_code == 302
    auditors_grant.refresh_from_db()
    assert auditors_grant.state == "active"
    asked = Approval.objects.get(flow="end_reader_grant")
    form = vote_form(seen_digest=asked.digest)
    assert signed("second", "audit_admin", None).post(f"/approvals/{asked.pk}/vote/", form).status_code == 302
    auditors_grant.refresh_from_db()
    assert auditors_grant.state == "ended"


def test_a_guards_reset_is_asked_on_a_page(signed, auditors_grant):
    client = signed("guard", "security_admin", None)
    person_page = f"/people/{auditors_grant.user_id}/"
    assert "由两人办理" in client.get(person_page).content.decode()
    ask = f"{person_page}ask-reset/"
    assert client.get(ask).status_code == 200
    assert client.post(ask, {"what": "password", "reason": ""}).status_code == 422
    assert client.post(ask, {"what": "password", "reason": "忘记密码"}).status_code == 302
    assert "审批中" in client.get(person_page).content.decode()


# --- the API ----------------------------------------------------------------------------------------------------------


def test_the_api_lists_and_tells_one_with_its_course(signed, asked):
    client = signed("reviewer")
    (row,) = client.get("/api/v1/approvals/").json()["results"]
    assert (row["title"], row["stage"], row["digest"]) == ("测试文件第17号", "review", DIGEST)
    whole = client.get(f"/api/v1/approvals/{asked.pk}/").json()
    assert [step["what"] for step in whole["course"]] == ["提出"]
    assert signed("far", "office", world.village(3)).get("/api/v1/approvals/").json()["results"] == []


def test_a_vote_over_the_api(signed, asked):
    client, way = signed("reviewer"), f"/api/v1/approvals/{asked.pk}/vote/"

    def send(given):
        return client.post(way, given, content_type="application/json")

    whole = {"choice": "approve", "seen_digest": DIGEST, "seen_stage": 0}
    for unreadable in ({**whole, "state": "granted"}, {**whole, "seen_stage": "0"}, {**whole, "seen_stage": True}):
        assert send(unreadable).status_code == 400
    assert send({**whole, "choice": "perhaps"}).status_code == 422
    assert send({**whole, "choice": "decline"}).status_code == 422
    assert send({**whole, "seen_digest": "0" * 64}).status_code == 409
    assert send(whole).json()["stage"] == "sign"
    assert send(whole).status_code == 409
    assert (
        actions.cast_vote(
            world.actor(world.holder("office", None, username="signer")),
            Approval.objects.select_related("flow_version").get(pk=asked.pk),
            choice=Choice.APPROVE,
        ).stage
        == 1
    )


def test_an_auditor_does_not_vote_over_the_api(signed, asked):
    given = {"choice": "approve", "seen_digest": DIGEST, "seen_stage": 0}
    client = signed("auditor", "auditor", None)
    answer = client.post(f"/api/v1/approvals/{asked.pk}/vote/", given, content_type="application/json")
    assert answer.status_code == 403
