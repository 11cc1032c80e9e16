"""Spans, and who holds them: persons, the portal itself, visitors, nobody."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import permissions
from portal.kernel.errors import DesignError
from portal.kernel.permissions import (
    EVERYWHERE,
    NOWHERE,
    PORTAL,
    POWERS,
    Deputising,
    Holdings,
    Nobody,
    Person,
    Power,
    Reach,
    Span,
    System,
    Visitor,
)

KEYS = st.frozensets(st.integers(1, 5), max_size=4)
SPANS = st.builds(Span, st.booleans(), KEYS, KEYS, KEYS)
ANCHORS = st.dictionaries(st.sampled_from(list(Reach)), st.none() | st.integers(1, 6))

SEE, DO, RUN = Power("see_x", "看", reads=True), Power("do_x", "办"), Power("run_x", "管", is_central=True)


@given(SPANS, SPANS, ANCHORS)
def test_a_union_covers_what_either_covers(one, other, anchors):
    assert (one | other).covers(anchors) == (one.covers(anchors) or other.covers(anchors))
    assert one | other == other | one
    assert one | one == one | NOWHERE == one


@given(SPANS, SPANS, SPANS)
def test_unions_may_be_taken_in_any_order(one, two, three):
    assert (one | two) | three == one | (two | three)


@given(ANCHORS)
def test_everywhere_covers_everything_and_nowhere_nothing(anchors):
    assert EVERYWHERE.covers(anchors)
    assert not NOWHERE.covers(anchors)
    assert EVERYWHERE
    assert not NOWHERE


@given(SPANS)
def test_only_a_grant_for_everything_covers_the_portal_and_what_hangs_nowhere(span):
    assert span.covers(PORTAL.anchor_values()) == span.everywhere
    assert span.covers(dict.fromkeys(Reach)) == span.everywhere


@given(SPANS, st.integers(1, 6))
def test_a_reach_covers_its_own_kind_of_anchor_alone(span, key):
    assert span.covers({Reach.VILLAGE: key}) == (span.everywhere or key in span.villages)
    assert span.covers({Reach.ORGANISATION: key}) == (span.everywhere or key in span.organisations)
    assert span.covers({Reach.OWN: key}) == (span.everywhere or key in span.own)


@pytest.fixture
def holds(monkeypatch):
    """Lets everybody hold this, and counts how often it is read."""

    def let(holdings):
        read = []
        monkeypatch.setattr(permissions, "_resolver", lambda user: read.append(user) or holdings)
        return read

    return let


def person(*, is_active=True):
    return Person(SimpleNamespace(pk=7, is_active=is_active))


IN_ONE = Span(villages=frozenset({1}))
IN_TWO = Span(villages=frozenset({2}))


def test_what_a_person_holds_is_read_once(holds):
    read = holds(Holdings({SEE.key: IN_ONE}))
    somebody = person()
    assert somebody.may(SEE)
    assert not somebody.may(DO)
    assert somebody.span(SEE) == IN_ONE
    assert len(read) == 1


def test_whoever_is_out_of_office_holds_nothing(holds):
    read = holds(Holdings({SEE.key: EVERYWHERE}))
    assert not person(is_active=False).may(SEE)
    assert read == []


def test_a_deputy_sees_what_both_see_and_stands_for_himself_first(holds):
    for_two = Deputising(8, "王局长", {SEE.key: IN_TWO, DO.key: IN_TWO})
    holds(Holdings({SEE.key: IN_ONE}, (for_two,)))
    somebody = person()
    assert somebody.span(SEE) == IN_ONE | IN_TWO
    assert somebody.stands_for(SEE, {Reach.VILLAGE: 1}) is True
    assert somebody.stands_for(SEE, {Reach.VILLAGE: 2}) is for_two
    assert somebody.stands_for(DO, {Reach.VILLAGE: 2}) is for_two
    assert somebody.stands_for(DO, {Reach.VILLAGE: 1}) is False


def test_a_power_over_the_portal_is_held_only_everywhere(holds):
    holds(Holdings({RUN.key: IN_ONE, DO.key: IN_ONE}))
    assert not person().may(RUN)
    assert person().may(DO)
    holds(Holdings({RUN.key: EVERYWHERE}))
    assert person().may(RUN)


def test_nothing_works_before_somebody_says_who_holds_what(monkeypatch):
    monkeypatch.setattr(permissions, "_resolver", None)
    with pytest.raises(DesignError):
        person().may(SEE)


def test_the_portal_acts_everywhere_and_says_why():
    assert System("按期生成").span(DO) == EVERYWHERE
    assert System("按期生成").as_entry() == {"kind": "system", "why": "按期生成"}
    with pytest.raises(DesignError):
        System("")


def test_a_visitor_holds_what_he_was_let_in_to():
    visitor = Visitor({SEE.key: IN_ONE}, label="被征收户", until=datetime(2026, 12, 1, tzinfo=UTC))
    assert visitor.stands_for(SEE, {Reach.VILLAGE: 1})
    assert not visitor.stands_for(SEE, {Reach.VILLAGE: 2})
    assert not visitor.may(DO)
    assert visitor.as_entry() == {"kind": "visitor", "until": "2026-12-01T00:00:00+00:00"}


def test_nobody_reaches_nothing():
    assert not Nobody().may(SEE)
    assert not Nobody().stands_for(SEE, {})
    assert Nobody().as_entry() == {"kind": "nobody"}


def test_entries_name_no_person():
    assert person().as_entry() == {"kind": "person", "user": 7}


def test_every_power_has_a_name_for_people_and_reads_if_it_is_called_so():
    for power in POWERS:
        assert not power.label.isascii()
        assert power.reads == power.key.startswith("view_")
