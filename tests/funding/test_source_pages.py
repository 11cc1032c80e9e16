"""资金台账 as people see it: sources, one source with its lots, where a lot went; what is entered and refused."""

from __future__ import annotations

import uuid

import pytest

from funding.ledger.reading import lots_of
from funding.models import Receipt, Source
from portal.kernel import clock
from tests import world
from tests.funding.money import funded, paid


@pytest.fixture
def signed_in(client, seeded):
    def enter(role, where=None):
        client.force_login(world.holder(role, where))
        return client

    return enter


def test_the_ledger_shows_each_source_and_where_its_lots_went(signed_in, village, elsewhere):
    loan, shown = funded(amount=1000), funded("示例借款", amount=500, is_demonstration=True)
    foreign = funded("外村借款", village=elsewhere)
    paid(loan, village, "300.50")
    paid(loan, elsewhere, 50)
    client = signed_in("township", village)
    listed = client.get("/money-sources/").content.decode()
    for words in ("不替代会计账簿", "专项借款第一批", "1,000.00", "350.50", "649.50", "※为演示数据"):
        assert words in listed, words
    assert "外村借款" not in listed
    assert "登记资金来源" not in listed
    page = client.get(f"/money-sources/{loan.pk}/").content.decode()
    for words in ("借款合同第4条", "尾号0017", "征收补偿安置", "649.50", "第1版"):
        assert words in page, words
    (lot,) = lots_of(loan.pk)
    uses = client.get(f"/money-lots/{lot.id}/").content.decode()
    assert "&lt;" not in page + uses  # amounts are marked up, not spelled out
    assert ("300.50" in uses, village.label in uses, elsewhere.label in uses) == (True, True, False)
    assert "演示数据" in client.get(f"/money-sources/{shown.pk}/").content.decode()
    assert client.get(f"/money-sources/{foreign.pk}/").status_code == 404
    assert client.get(f"/money-lots/{lots_of(foreign.pk)[0].id}/").status_code == 404
    assert client.get("/money-lots/999999/").status_code == 404
    book = client.get("/money-sources/?as=xlsx")
    assert book["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_source_is_opened_and_money_entered_on_its_pages(signed_in):
    client, today = signed_in("funding_force"), clock.today().isoformat()
    given = {
        "name": "专项债券一期",
        "kind": "bond",
        "giver": "区财政局",
        "document": "下达文件1号",
        "bank": "测试银行",
        "account_tail": "0017",
        "uses": ["housing", "recurrent"],
        "payee_classes": ["contractor"],
        "from_on": today,
        "ceiling": "1000000",
        "clause": "资金管理办法第3条",
        "basis": "下达文件1号",
    }
    refused = client.post("/money-sources/open/", given)
    assert refused.status_code == 422
    assert "专项债券资金不能用于经常性支出" in refused.content.decode()
    assert client.post("/money-sources/open/", {**given, "uses": ["housing"]}).status_code == 302
    made = Source.objects.get(name="专项债券一期")
    receipt = {"amount": "100.00", "received_on": today, "evidence": "回单7", "key": str(uuid.uuid4())}
    address = f"/money-sources/{made.pk}/enter-receipt/"
    assert client.post(address, receipt).status_code == 302
    again = client.post(address, receipt)
    assert (again.status_code, "没有重复登记" in again.content.decode()) == (422, True)
    assert Receipt.objects.get().amount.fen == 10_000
    assert "回单7" in client.get(f"/money-sources/{made.pk}/").content.decode()
    rule = {name: given[name] for name in ("payee_classes", "from_on", "clause", "basis")}
    adding = f"/money-sources/{made.pk}/add-rule/"
    assert client.post(adding, {**rule, "uses": ["housing"], "ceiling": "5"}).status_code == 302
    assert "第2版" in client.get(f"/money-sources/{made.pk}/").content.decode()
    assert client.get(adding).status_code == 200
