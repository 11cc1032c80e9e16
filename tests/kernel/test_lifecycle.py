"""Lifecycles: every verb from every state, in the tables that there are and in a small one."""

import pytest
from django.db.models import TextChoices

from portal.kernel.errors import DesignError, WrongState
from portal.kernel.lifecycle import LIFECYCLES, Lifecycle, Move, known_states


class Door(TextChoices):
    OPEN = "open", "开着"
    SHUT = "shut", "关着"
    GONE = "gone", "拆了"


@pytest.fixture
def door(monkeypatch):
    monkeypatch.setattr(LIFECYCLES, "_entries", {})
    return Lifecycle(
        "门",
        Door,
        Move.of("shut", [Door.OPEN], Door.SHUT),
        Move.of("open", [Door.SHUT], Door.OPEN),
        Move.of("remove", [Door.OPEN, Door.SHUT], Door.GONE),
    )


def test_a_verb_leads_from_a_state_to_a_state(door):
    assert door.after("shut", "open") == Door.SHUT
    assert door.after("remove", "shut") == Door.GONE
    assert door.verbs == ["open", "remove", "shut"]
    assert door.verbs_from("open") == ["shut", "remove"]
    assert door.verbs_from("gone") == []


def test_what_cannot_be_done_now_is_a_conflict_that_names_the_state(door):
    with pytest.raises(WrongState, match="门现在是“拆了”") as refused:
        door.after("open", "gone")
    assert refused.value.status == 409


def test_a_verb_that_is_not_in_the_table_is_a_defect(door):
    with pytest.raises(DesignError, match="paint"):
        door.after("paint", "open")


def test_a_verb_leaves_a_state_once(monkeypatch):
    monkeypatch.setattr(LIFECYCLES, "_entries", {})
    with pytest.raises(DesignError, match="twice"):
        Lifecycle("门", Door, Move.of("go", ["open"], "shut"), Move.of("go", ["open"], "gone"))


def test_a_noun_has_one_table(door):
    with pytest.raises(DesignError, match="twice"):
        Lifecycle("门", Door)


def test_the_diagram_shows_each_move(door):
    assert door.diagram().splitlines() == [
        "stateDiagram-v2",
        "    open --> shut: shut",
        "    shut --> open: open",
        "    open --> gone: remove",
        "    shut --> gone: remove",
    ]


def test_the_constraint_lists_the_states():
    constraint = known_states("door_state_is_known", Door)
    assert constraint.condition.children == [("state__in", ["open", "shut", "gone"])]
    assert constraint.violation_error_message == "状态不在规定的范围内。"


def every_verb_and_state():
    return [
        pytest.param(table, verb, state, id=f"{table.noun}-{verb}-{state}")
        for table in LIFECYCLES
        for verb in table.verbs
        for state in table.states.values
    ]


@pytest.mark.parametrize(("table", "verb", "state"), every_verb_and_state())
def test_each_verb_is_possible_from_a_state_or_refused_there(table, verb, state):
    moves = [move for move in table.moves if move.verb == verb and state in move.sources]
    assert table.can(verb, state) == bool(moves) == (verb in table.verbs_from(state))
    if moves:
        assert table.after(verb, state) in table.states.values
    else:
        with pytest.raises(WrongState):
            table.after(verb, state)


@pytest.mark.parametrize("table", LIFECYCLES, ids=lambda table: table.noun)
def test_each_table_speaks_of_its_own_states_and_reaches_them_all(table):
    first = table.states.values[0]
    reached, grown = {first}, True
    while grown:
        more = {str(move.target) for move in table.moves if reached & {str(source) for source in move.sources}}
        grown = not more <= reached
        reached |= more
    assert reached == set(table.states.values)
