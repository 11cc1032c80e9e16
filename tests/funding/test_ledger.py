"""The ledger as the actions call it: lots, limits, the ring-fence, keys, reversals; each refusal with its sentence."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction

from funding import ledger
from funding.ledger import KeyOfAnother, NotEnough, NotForThis, OverCeiling, PayeeClass, SourceKind, Use
from integrity.models import AuditEntry
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant
from portal.kernel.money import Money
from tests.funding.money import (
    BEGAN,
    funded,
    in_a_deed,
    paid,
    received,
    rule,
    source,
    two_people,
    yuan,
)
from tests.projects.sql import is_refused

pytestmark = pytest.mark.database


def rows(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def balance(code):
    found = rows("SELECT balance FROM ledger_account WHERE code = %s", code)
    return Money(found[0][0]) if found else None


def entries(transfer):
    return rows(
        "SELECT code, lot, amount FROM ledger_entry e JOIN ledger_account a ON a.id = account"
        " WHERE transfer = %s ORDER BY line",
        transfer,
    )


def all_is_whole():
    """What would be asked at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert rows("SELECT * FROM ledger_breach") == []
    assert rows("SELECT 1 FROM ledger_entry GROUP BY lot HAVING sum(amount) <> 0") == []


def test_a_payment_takes_the_oldest_lots_and_settles_its_commitment(village):
    loan = source()
    second = received(loan, 300, on=BEGAN + timedelta(days=9))
    first = received(loan, 200)
    in_a_deed(
        lambda: ledger.commit(
            uuid.uuid4(),
            village_id=village.pk,
            amounts={7: yuan(400), 8: yuan(50)},
            occurred_on=BEGAN,
            created_by=None,
            subject="test:agreement",
        )
    )
    done = paid(loan, village, "250.01", commitments={7: yuan("250.01")})
    where, pool, spent = village.pk, f"pool:{loan.pk}", f"spent:{village.pk}:compensation"
    assert entries(done.transfer_id) == [
        (pool, first, -20000),
        (pool, second, -5001),
        (spent, first, 20000),
        (spent, second, 5001),
        ("commitment:7", None, -25001),
        (f"promised:{where}", None, 25001),
    ]
    assert (balance(pool), balance(spent), balance("commitment:7")) == (yuan("249.99"), yuan("250.01"), yuan("149.99"))
    assert balance(f"outside:{loan.pk}") == yuan(-500)
    all_is_whole()
    told = AuditEntry.objects.get(object=f"funding.transfer:{done.transfer_id}").said
    assert (told["scope"], told["after"]["draws"], told["after"]["kind"]) == (
        [where],
        {str(loan.pk): 25001},
        "payment",
    )


def test_what_is_not_there_is_not_paid_and_the_sentence_says_how_much_is_missing(village):
    loan = funded(amount=100)
    with pytest.raises(NotEnough, match=r"“专项借款第一批”余额不足，还差0.01元") as no, transaction.atomic():
        paid(loan, village, "100.01")
    assert (no.value.missing, no.value.source_id, no.value.status) == (Money(1), loan.pk, 422)
    paid(loan, village, 100)
    with pytest.raises(NotEnough, match=r"还差5.00元"), transaction.atomic():
        paid(loan, village, 5)
    assert balance(f"pool:{loan.pk}") == Money(0)
    all_is_whole()


def test_neither_a_commitment_nor_the_limit_of_a_source_is_exceeded(village):
    loan = funded(amount=1000, ceiling=yuan(1500))
    promise = {"village_id": village.pk, "occurred_on": BEGAN, "created_by": None, "subject": "test:1"}
    in_a_deed(lambda: ledger.commit(uuid.uuid4(), amounts={7: yuan(100)}, **promise))
    with pytest.raises(NotEnough, match=r"超出该事项尚未支付的金额20.00元"), transaction.atomic():
        paid(loan, village, 120, commitments={7: yuan(120)})
    in_a_deed(lambda: ledger.release(uuid.uuid4(), amounts={7: yuan(40)}, **promise))
    with pytest.raises(NotEnough, match=r"尚未支付的金额40.00元"), transaction.atomic():
        paid(loan, village, 100, commitments={7: yuan(100)})
    with pytest.raises(NotEnough, match=r"登记到账后将超出约定额度500.01元"), transaction.atomic():
        received(loan, "1000.01")
    received(loan, 500)
    all_is_whole()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            {"use": Use.PUBLIC_WORKS},
            r"本笔用途为“其他公益性建设”，不在“专项借款第一批”约定的用途之内.*依据：借款合同第4条（本级）。$",
        ),
        ({"payee_class": PayeeClass.OTHER}, "不能付给“其他单位”.*借款合同第4条"),
        ({"occurred_on": BEGAN - timedelta(days=1)}, "还差1.00元"),
        ({"occurred_on": BEGAN + timedelta(days=365)}, "使用期限已于2027年1月5日届满"),
    ],
)
def test_a_lot_leaves_only_for_what_its_source_allows(village, said, sentence):
    loan = funded(payee_classes=(PayeeClass.HOUSEHOLD,), villages=[village.pk], until_on=BEGAN + timedelta(days=365))
    with pytest.raises((NotForThis, NotEnough), match=sentence), transaction.atomic():
        paid(loan, village, 1, **{"occurred_on": BEGAN, **said})
    assert paid(loan, village, 1, occurred_on=BEGAN)


def test_a_source_of_one_village_pays_for_no_other(lead, village, elsewhere):
    pool, listed = funded(village=lead), funded("国企资金", kind=SourceKind.STATE_FIRM, villages=[lead.pk, village.pk])
    for where, money in ((village, pool), (elsewhere, listed)):
        with pytest.raises(NotForThis, match="不能用于本点位") as no, transaction.atomic():
            paid(money, where, 1)
        assert (no.value.why, no.value.clause) == ("village", "借款合同第4条（本级）")
    assert paid(listed, village, 1)
    assert paid(pool, lead, 1)


def test_bonds_never_pay_running_costs_and_loans_nothing_beside_their_four_uses(village):
    with pytest.raises(BrokenInvariant, match="《预算法》第三十五条"), transaction.atomic():
        source("债券", kind=SourceKind.BOND, uses=(Use.HOUSING, Use.RECURRENT))
    with pytest.raises(BrokenInvariant, match="专项借款只能用于前期工作"), transaction.atomic():
        source("借款", uses=(Use.HOUSING, Use.DEVELOPMENT))
    bond = funded("债券", kind=SourceKind.BOND, uses=(Use.PUBLIC_WORKS,))
    with pytest.raises(NotForThis, match=r"经常性支出.*依据：《预算法》第三十五条。$"), transaction.atomic():
        paid(bond, village, 1, use=Use.RECURRENT)


def test_a_later_rule_stands_beside_the_first_and_covers_nothing_before_its_day(village):
    loan = funded(uses=(Use.HOUSING,))
    with pytest.raises(BrokenInvariant, match="不能补盖已经发生的支出"), transaction.atomic():
        in_a_deed(lambda: ledger.add_rule(loan.pk, rule=rule(), created_by=None, approved_by=None))
    newer = rule(from_on=clock.today(), ceiling=yuan(2_000_000))
    assert in_a_deed(lambda: ledger.add_rule(loan.pk, rule=newer, created_by=None, approved_by=None)) == 2
    assert paid(loan, village, 1)
    with pytest.raises(NotForThis, match="征收补偿安置"), transaction.atomic():
        paid(loan, village, 1, occurred_on=clock.today() - timedelta(days=1))
    lower = rule(from_on=clock.today(), ceiling=yuan(999_999))
    with pytest.raises(BrokenInvariant, match="已到账的资金超过新的额度"), transaction.atomic():
        in_a_deed(lambda: ledger.add_rule(loan.pk, rule=lower, created_by=None, approved_by=None))


def test_the_pool_of_the_lead_project_keeps_under_its_total_and_never_meets_a_demonstration(lead):
    in_a_deed(lambda: ledger.set_ceiling(lead.pk, amount=yuan(1000), basis="公开信息"))
    pool = funded(village=lead, amount=900)
    shown = funded("演示借款", village=lead, amount=900, is_demonstration=True)
    with pytest.raises(OverCeiling, match=r"超出项目总投资|超出本项目总投资.*超出1.00元"), transaction.atomic():
        received(pool, 101)
    other = funded("财政资金", kind=SourceKind.BUDGET, amount=5000)
    paid(pool, lead, 900)
    with pytest.raises(OverCeiling, match=r"超出50.00元.*《政府投资条例》第二十三条"), transaction.atomic():
        paid(other, lead, 150)
    paid(shown, lead, 900)
    assert rows("SELECT is_demonstration, received, paid FROM ledger_headroom ORDER BY 1") == [
        (False, 90000, 90000),
        (True, 90000, 90000),
    ]


def test_one_key_pays_once_and_another_body_under_it_is_refused(village):
    loan, key = funded(), uuid.uuid4()
    first, again = (paid(loan, village, 10, key=key) for _ in range(2))
    assert (first.is_replay, again.is_replay) == (False, True)
    assert first.transfer_id == again.transfer_id == ledger.transfer_of(key)
    for other in ({"amount": 11}, {"amount": 10, "use": Use.HOUSING}):
        with pytest.raises(KeyOfAnother, match="已经用于另一笔资金") as no, transaction.atomic():
            paid(loan, village, key=key, **other)
        assert no.value.status == 409
    arrived = uuid.uuid4()
    assert received(loan, 1, key=arrived) == received(loan, 1, key=arrived)
    assert balance(f"spent:{village.pk}:compensation") == yuan(10)
    assert AuditEntry.objects.filter(object=f"funding.transfer:{first.transfer_id}").count() == 1
    assert ledger.transfer_of(uuid.uuid4()) is None


def test_a_payment_is_taken_back_once_and_what_arrived_only_while_it_is_there(village):
    loan = source()
    received(loan, 100)
    (arrival,) = rows("SELECT id FROM ledger_transfer WHERE kind = 'draw_down'")[0]
    promise = {"village_id": village.pk, "occurred_on": BEGAN, "created_by": None, "subject": "test:1"}
    in_a_deed(lambda: ledger.commit(uuid.uuid4(), amounts={7: yuan(60)}, **promise))
    done = paid(loan, village, 60, commitments={7: yuan(60)})
    enters, agrees = two_people()

    def take_back(transfer, key=None):
        return in_a_deed(
            lambda: ledger.reverse(
                key or uuid.uuid4(),
                transfer,
                occurred_on=clock.today(),
                subject="test:reversal",
                created_by=enters,
                approved_by=agrees,
            )
        )

    with pytest.raises(NotEnough, match=r"还差60.00元"), transaction.atomic():
        take_back(arrival)
    key = uuid.uuid4()
    back = take_back(done.transfer_id, key)
    assert take_back(done.transfer_id, key).is_replay
    assert (balance(f"pool:{loan.pk}"), balance("commitment:7")) == (yuan(100), yuan(60))
    assert balance(f"spent:{village.pk}:compensation") == Money(0)
    with pytest.raises(BrokenInvariant, match="已经冲销过"), transaction.atomic():
        take_back(done.transfer_id)
    with pytest.raises(BrokenInvariant, match="只能针对一笔原有的资金登记"), transaction.atomic():
        take_back(back.transfer_id)
    take_back(arrival)
    assert balance(f"outside:{loan.pk}") == Money(0)
    all_is_whole()


def test_money_is_moved_by_two_people(village):
    loan = funded()
    enters, _ = two_people()
    for pair in ((enters, enters), (enters, None)):
        with pytest.raises(BrokenInvariant, match="两人"), transaction.atomic():
            in_a_deed(
                lambda pair=pair: ledger.pay(
                    uuid.uuid4(),
                    draws={loan.pk: yuan(1)},
                    purpose=ledger.Purpose(Use.HOUSING, village.pk, PayeeClass.CONTRACTOR, clock.today(), "test:1"),
                    created_by=pair[0],
                    approved_by=pair[1],
                )
            )


def test_outside_of_a_deed_the_ledger_takes_nothing(village):
    is_refused("SELECT ledger_set_ceiling(%s, 1, 'x')", village.pk, saying="inside a deed only")
