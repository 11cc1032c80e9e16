"""Builders of the chain, by real actions: a contract, an application, its payments in the state that is asked for."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection

from funding import actions
from funding.ledger import Use
from funding.models import Application, Contract, Payment, PaymentSort
from portal.accounts.models import OrganisationKind
from portal.files.models import FileKind
from portal.files.receiving import Received, receive
from portal.kernel import clock
from portal.kernel.permissions import Person
from projects.models import Village
from tests import world
from tests.funding.money import funded, yuan

ACCOUNT, WAGES = "6217000010001234567", "6217000010007654321"
TWO = (OrganisationKind.OWNER, "示例建设公司"), (OrganisationKind.BUILDER, "示例建筑公司")


def slip(name: str = "回单.pdf") -> Received:
    return receive(b"%PDF-1.7\n%%EOF\n", name=name, kind=FileKind.DOCUMENT, today=clock.today())


class Hands:
    """One person for each link, made when he is first needed."""

    def __init__(self, village: Village) -> None:
        self.village = village

    @cached_property
    def builder_unit(self) -> Any:
        return world.organisation("示例建筑公司", OrganisationKind.BUILDER)

    @cached_property
    def owner(self) -> Person:
        """Who applies for what a contract pays."""
        return self._hand("owner_unit", world.organisation("示例建设公司", OrganisationKind.OWNER))

    @cached_property
    def force(self) -> Person:
        """Who applies for what households are paid."""
        return self._hand("relocation_force", world.organisation("征拆专班", OrganisationKind.TASK_FORCE))

    @cached_property
    def reviewer(self) -> Person:
        return self._hand("funding_force", world.organisation("资金专班", OrganisationKind.TASK_FORCE))

    @cached_property
    def approver(self) -> Person:
        return self._hand("site_leader")

    @cached_property
    def registrar(self) -> Person:
        return self._hand("department")

    @cached_property
    def verifier(self) -> Person:
        return self._hand("office", world.organisation("指挥部办公室", OrganisationKind.COMMAND))

    def _hand(self, role: str, unit: Any = None) -> Person:
        return world.actor(world.holder(role, self.village, unit=unit))

    def contract(self, **inputs: Any) -> Contract:
        given = {
            "contractor": self.builder_unit, "name": "安置区一标段施工", "number": "SG-01", "amount": yuan(1_000_000),
            "signed_on": clock.today(), "document": "中标通知书〔2026〕1号", "bank": "示例银行", "account": ACCOUNT,
            "wage_bank": "示例银行", "wage_account": WAGES, **inputs,
        }  # fmt: skip
        return actions.record_contract(self.owner, self.village, **given)

    def asked(self, contract: Contract | None = None, amount: int = 300_000, **inputs: Any) -> Application:
        """Progress of a contract, applied for."""
        sort = inputs.get("sort", PaymentSort.PROGRESS)
        given = {
            "sort": sort, "use": Use.HOUSING, "amount": yuan(amount), "purpose": "第9期进度款",
            "document": "支付证书第9期",
            "certified_on": clock.today() if sort == PaymentSort.PROGRESS else None, **inputs,
        }  # fmt: skip
        return actions.apply_contract_payment(self.owner, contract or self.contract(), **given)

    def reviewed(self, asked: Application | None = None) -> Application:
        return actions.review_application(self.reviewer, asked or self.asked())

    def approved(self, asked: Application | None = None) -> Application:
        return actions.approve_application(self.approver, self.reviewed(asked))

    def paid(self, asked: Application | None = None, *, amount: int = 5_000_000, **inputs: Any) -> Application:
        """Approved, and paid from a source with this much."""
        approved = self.approved(asked)
        if amount:
            funded(f"来源{approved.pk}", amount)
        self.registered(approved, **inputs)
        return approved

    def registered(self, approved: Application, **inputs: Any) -> list[Payment]:
        given: dict[str, Any] = {
            "payments": keys(approved), "paid_on": clock.today(), "slip_number": "HD-0001", "slip": slip(), **inputs,
        }  # fmt: skip
        return actions.register_payments(self.registrar, approved, **given)

    def verified(self, paid: Application | None = None) -> Application:
        application = paid or self.paid()
        finding = "已核对收款单位入账凭证"
        actions.verify_payments(self.verifier, application, payments=keys(application), finding=finding)
        return application


def keys(application: Application) -> list[int]:
    return [row.pk for row in payments(application)]


def payments(application: Application) -> list[Payment]:
    return list(Payment.objects.filter(application=application).order_by("pk"))


def only(application: Application) -> Payment:
    """Its one payment, as it stands now."""
    [row] = payments(application)
    return row


def today() -> date:
    return clock.today()


def balance(code: str) -> int | None:
    """What an account of the ledger holds, in fen; None when there is no such account."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT balance FROM ledger_account WHERE code = %s", [code])
        found = cursor.fetchone()
    return found[0] if found else None
