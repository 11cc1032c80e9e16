"""The pages of the chain: lists, an application with its next step, a payment with its course; who sees what."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from funding.models import Application, Contract, Payment
from funding.selectors.chain import chain_of, late_links
from funding.views.shown import NO_BOOK
from portal.kernel import clock
from portal.web.todo import todo_of
from projects.selectors.moment import Moment
from tests import world
from tests.clock import go_on
from tests.funding.chain import ACCOUNT, keys, only
from tests.funding.money import funded, yuan
from tests.quality.course import Hands as QualityHands


@pytest.fixture
def as_(client):
    """``as_(actor)``: the client, signed in as this person."""

    def go(actor):
        client.force_login(actor.user)
        return client

    return go


def page(client, name, *args, **query):
    answer = client.get(reverse(f"funding:{name}", args=args), query)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def waiting(actor):
    return [item.label for item in todo_of(world.actor(actor.user)) if item.kind == "资金"]


def test_five_hands_by_the_pages(hands, village, as_):
    contract = hands.contract()
    given = {"use": "housing", "amount": "300,000", "purpose": "第9期进度款", "document": "支付证书第9期"}
    address = reverse("funding:contract-payment-apply", args=[contract.pk, "progress"])
    unsigned = as_(hands.owner).post(address, given)
    assert unsigned.status_code == 422
    assert "还没有总监理工程师签字，暂不能提交支付" in unsigned.content.decode()
    sent = as_(hands.owner).post(address, {**given, "certified_on": clock.today().isoformat()})
    assert sent.status_code == 302
    application = Application.objects.get()
    title = f"{village.label}：工程进度款1笔，合计300,000.00元"

    assert waiting(hands.reviewer) == [f"审核：{title}"]
    own = page(as_(hands.owner), "application", application.pk)
    assert "待审核。目前可办理的有：funding_force-2（A角）。" in own
    assert "审核同意" not in own
    assert "撤回" in own
    seen = page(as_(hands.reviewer), "application", application.pk)
    assert NO_BOOK in seen
    assert "审核同意" in seen
    review = reverse("funding:application-review", args=[application.pk])
    stale = as_(hands.reviewer).post(review, {"seen": "0" * 64})
    assert stale.status_code == 409
    assert as_(hands.reviewer).post(review).status_code == 302
    assert waiting(hands.reviewer) == []
    assert waiting(hands.approver) == [f"审批：{title}"]
    assert as_(hands.approver).post(reverse("funding:application-approve", args=[application.pk])).status_code == 302

    funded("建设资金", 1_000_000)
    assert waiting(hands.registrar) == [f"登记拨付：{village.label}工程进度款1笔（第9期进度款）"]
    register = reverse("funding:application-register", args=[application.pk])
    form = as_(hands.registrar).get(register).content.decode()
    assert "建设资金（可用100.00万元）" in form
    told = {"payments": keys(application), "paid_on": clock.today().isoformat(), "slip_number": "HD-1"}
    without = as_(hands.registrar).post(register, told)
    assert without.status_code == 422
    slip = SimpleUploadedFile("回单.pdf", b"%PDF-1.7\n%%EOF\n")
    assert as_(hands.registrar).post(register, {**told, "slip": slip}).status_code == 302
    verify = reverse("funding:application-verify", args=[application.pk])
    assert waiting(hands.verifier) == [f"核查使用情况：{village.label}工程进度款1笔（第9期进度款）"]
    found = {"payments": keys(application), "finding": "已核对入账凭证"}
    assert as_(hands.verifier).post(verify, found).status_code == 302
    assert as_(hands.verifier).post(verify, found).status_code == 422

    payment = only(application)
    last = page(as_(hands.verifier), "payment", payment.pk)
    for word in (
        "申请",
        "审核同意",
        "审批同意",
        "登记拨付",
        "使用情况核查",
        "回单.pdf",
        "已核对入账凭证",
        "示例建筑公司",
    ):
        assert word in last
    assert ACCOUNT not in last
    assert f"****{ACCOUNT[-4:]}" in last


def test_lists_say_how_long_each_link_takes(hands, village, elsewhere, as_):
    application = hands.asked()
    started = Moment.now()
    go_on(timedelta(days=9))
    listed = page(as_(hands.reviewer), "payment-list")
    assert "超期，已" in listed
    assert "（限3个）" in listed
    assert NO_BOOK in listed
    assert "第1笔" not in page(as_(hands.reviewer), "payment-list", state="paid")
    assert f"第{only(application).pk}笔" in page(as_(hands.reviewer), "payment-list", state="late", village=village.pk)
    sheet = as_(hands.reviewer).get(reverse("funding:payment-list"), {"as": "xlsx"})
    assert sheet["Content-Type"].endswith("spreadsheetml.sheet")
    far = as_(world.actor(world.holder("funding_force", elsewhere)))
    assert "共0笔用款" in page(far, "payment-list")
    for name, thing in (
        ("payment", only(application)),
        ("application", application),
        ("contract", Contract.objects.get()),
    ):
        assert far.get(reverse(f"funding:{name}", args=[thing.pk])).status_code == 404

    now, then = chain_of([village.pk])[village.pk], chain_of([village.pk], started)[village.pk]
    assert (now.committed, now.applied, now.approved, now.paid) == (yuan(1_000_000), yuan(300_000), yuan(0), yuan(0))
    assert (now.late, then.late, then.applied) == (1, 0, yuan(300_000))
    [link] = late_links([village.pk])
    assert (link.state, link.limit, link.amount) == ("applied", 3, yuan(300_000))
    hands.paid(application)
    paid = chain_of([village.pk, elsewhere.pk])
    assert (paid[village.pk].paid, paid[village.pk].approved, paid[elsewhere.pk].paid) == (
        yuan(300_000),
        yuan(300_000),
        yuan(0),
    )
    assert chain_of([village.pk], started)[village.pk].paid == yuan(0)
    panel = as_(hands.reviewer).get(reverse("projects:village", args=[village.pk])).content.decode()
    assert "应付款（协议和合同）" in panel


def test_a_contract_says_what_is_held_and_the_builder_sees_his_own(hands, village, as_):
    doubts = QualityHands(village)
    hands.builder_unit = doubts.unit
    address = reverse("funding:contract-record")
    given = {
        "village": village.pk, "contractor": doubts.unit.pk, "name": "一标段施工", "number": "SG-1",
        "amount": "1000000", "signed_on": clock.today().isoformat(), "document": "中标通知书", "bank": "示例银行",
        "account": ACCOUNT,
    }  # fmt: skip
    assert as_(hands.owner).post(address, {**given, "account": "1"}).status_code == 422
    assert as_(hands.owner).post(address, given).status_code == 302
    contract = Contract.objects.get()
    assert "没有尚未销号的严重质量问题" in page(as_(hands.owner), "contract", contract.pk)
    hands.asked(contract)
    doubt = doubts.assigned()
    held = page(as_(doubts.builder), "contract", contract.pk)
    assert doubt.label in held
    assert "进度款暂缓" in held
    assert "人工费用按合同约定的拨付周期另行申请，不受影响" in held
    assert "一标段施工" in page(as_(doubts.builder), "contract-list")
    assert "申请工程进度款" not in held
    unit = world.organisation("另一施工单位", "builder")
    other = world.actor(world.holder("builder", village, unit=unit, username="other-builder"))
    assert as_(other).get(reverse("funding:contract", args=[contract.pk])).status_code == 404
    wages = reverse("funding:contract-payment-apply", args=[contract.pk, "wages"])
    refused = as_(hands.owner).post(wages, {"use": "housing", "amount": "1", "purpose": "人工", "document": "表"})
    assert "还没有登记农民工工资专用账户" in refused.content.decode()


def test_the_api_shows_the_same_masked(hands, village, as_):
    application = hands.asked()
    client = as_(hands.reviewer)
    [row] = client.get("/api/v1/payments/", {"village": village.pk, "state": "applied"}).json()["results"]
    assert (row["amount_fen"], row["account"], row["state_label"]) == (30_000_000, f"****{ACCOUNT[-4:]}", "待审核")
    whole = client.get(f"/api/v1/payments/{only(application).pk}/").json()
    assert [step["what"] for step in whole["course"]] == ["申请"]
    [contract] = client.get("/api/v1/contracts/", {"village": village.pk}).json()["results"]
    assert (contract["asked_fen"], contract["paid_fen"]) == (30_000_000, 0)
    assert client.get(f"/api/v1/contracts/{contract['id']}/").json()["held_by"] == []
    assert ACCOUNT not in client.get("/api/v1/payments/").content.decode()
    assert Payment.objects.count() == 1


def test_a_whole_account_is_shown_for_a_reason(hands, as_):
    payment = only(hands.asked())
    address = reverse("accounts:reveal", args=["funding.payment.account", payment.pk])
    assert as_(hands.owner).post(address, {"reason": "核对收款账号"}).status_code == 403
    shown = as_(hands.reviewer).post(address, {"reason": "核对收款账号"})
    assert ACCOUNT in shown.content.decode()
    assert shown["Cache-Control"].count("no-store")
