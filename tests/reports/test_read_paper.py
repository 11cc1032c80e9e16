"""read_paper: who is handed an edition in which form, and what is told of it before the first byte."""

from __future__ import annotations

from typing import Any

import pytest

from portal.kernel.errors import NotPermitted, NotSeen
from portal.reports.actions import Form, Paper, keep_issued_paper, read_paper
from portal.reports.facts import PaperRead
from portal.reports.models import Edition
from tests import world
from tests.reports.conftest import SYSTEM, Hands, everywhere, frozen, printed

ISSUE, OFFICE = "0123456789abcdef" * 4, "fedcba9876543210" * 4
INSIDE = (Form.OFFICE, Form.WORKBOOK)
"""What stays with whoever sees the desk: forms with all data in them."""


@pytest.fixture
def issued(hands: Hands) -> Edition:
    edition = hands.issued(printed())
    return keep_issued_paper(SYSTEM, edition, pdf_hash=ISSUE, office_hash=OFFICE, template_version="1")


@pytest.mark.parametrize("form", Form)
def test_each_form_is_told_with_the_hash_of_what_was_handed_out(
    issued: Edition, hands: Hands, deeds: list[Any], form: Form
) -> None:
    wanted = {Form.DRAFT: issued.pdf_hash, Form.ISSUE: ISSUE, Form.OFFICE: OFFICE}.get(form, issued.data_hash)
    assert read_paper(hands.checker, Paper(issued, form, hands.checker)) == wanted
    assert deeds[-1].facts == [PaperRead(issued.pk, form, wanted)]
    assert deeds[-1].actor == hands.checker


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("role", ["liaison", "site_leader"])
def test_the_data_stay_with_whoever_sees_the_desk(issued: Edition, deeds: list[Any], role: str, form: Form) -> None:
    reader = world.actor(world.holder(role, world.village(3) if role == "site_leader" else None))
    if form in INSIDE:
        with pytest.raises(NotPermitted):
            read_paper(reader, Paper(issued, form, reader))
        assert not [deed for deed in deeds if deed.action == "portal.reports.read_paper"]
    else:
        assert read_paper(reader, Paper(issued, form, reader))


@pytest.mark.parametrize("form", Form)
def test_who_is_not_on_the_list_is_handed_nothing(issued: Edition, form: Form) -> None:
    builder = world.actor(world.holder("builder", world.village(1)))
    with pytest.raises(NotPermitted):
        read_paper(builder, Paper(issued, form, builder))


@pytest.mark.parametrize(
    ("form", "said"), [(Form.DRAFT, "PDF还没有生成"), (Form.ISSUE, "PDF还没有生成"), (Form.OFFICE, "签发后")]
)
def test_what_is_not_printed_is_a_sentence(hands: Hands, form: Form, said: str) -> None:
    with pytest.raises(NotSeen, match=said):
        read_paper(hands.checker, Paper(frozen(), form, hands.checker))


@pytest.mark.parametrize("form", [Form.WORKBOOK, Form.WORD])
def test_words_and_data_do_not_wait_for_the_paper(installation: Any, form: Form) -> None:
    reader, edition = everywhere("office"), frozen()
    assert read_paper(reader, Paper(edition, form, reader)) == edition.data_hash
