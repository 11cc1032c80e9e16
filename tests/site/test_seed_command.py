"""`manage.py seed`: one line of what was new; a file that cannot be taken is one sentence and writes nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from django.core.management import call_command

import projects
from portal.kernel.errors import InvalidInput
from portal.reports.models import ReportSettings
from portal.reports.selectors import cycle
from projects.models import LampAdoption, Role, Village
from projects.rules.public_facts import read_public_facts
from projects.selectors.moment import Moment
from projects.selectors.villages import lamp_rule

FACTS = (Path(projects.__file__).parent / "data" / "facts.yaml").read_text(encoding="utf-8")
SITES = "[民乐堡瓷砖市场, 塔桥大庄点, 满春小康村]"


def changed(old: str, new: str) -> bytes:
    assert old in FACTS
    return FACTS.replace(old, new, 1).encode()


def nested(depth: int) -> bytes:
    return b"a: " + b"{a: " * depth + b"1" + b"}" * depth


def bomb() -> bytes:
    """Nine lines that would grow to nine to the ninth entries."""
    lines = ["a: &a {x: 1}"]
    for level in range(9):
        before = f"b{level - 1}" if level else "a"
        lines.append(f"b{level}: &b{level} {{{', '.join(f'k{one}: *{before}' for one in range(9))}}}")
    return "\n".join(lines).encode()


CORRUPT = {
    "empty": (b"", "全文"),
    "not a mapping": (b"- 1\n- 2\n", "全文"),
    "broken off": (b"lead_project: [1, 2", "lead_project"),
    "not UTF-8": (b"\xff\xfe\x00", "UTF-8"),
    "NUL": (b"a: \x00", "无法识别"),
    "an escaped NUL": (
        changed(" 政府主导", ' "\\0政府主导"').replace("滚动发展".encode(), '滚动发展"'.encode(), 1),
        "无法识别",
    ),
    "half a character": (changed("[北部,", '["\\ud800",'), "无法识别"),
    "two documents": (b"--- {a: 1}\n--- {b: 2}\n", "无法识别"),
    "too large": (b"#" * (2**20 + 1), "超过1MB"),
    "everything missing": (b"lead_project: {}", "缺失"),
    "a key missing": (changed("  mode: ", "  # mode: "), "lead_project.mode"),
    "an unknown key": (changed("  mode: ", "  nickname: 甲\n  mode: "), "lead_project.nickname"),
    "a key twice": (changed("  mode: ", "  mode: 甲\n  mode: "), "重复"),
    "a list as a key": (b"lead_project: {? [a] : b}", "无法识别"),
    "a word for a number": (changed("{value: 168,", "{value: 很多,"), "prep_days"),
    "a number without end": (changed("{value: 168,", "{value: " + "9" * 60 + ","), "prep_days"),
    "a group for a number": (changed("{value: 168,", "{value: {a: 1},"), "prep_days"),
    "an unknown confidence": (changed("{value: 168, conf: A}", "{value: 168, conf: Z}"), "prep_days"),
    "a list as confidence": (changed("{value: 168, conf: A}", "{value: 168, conf: [A]}"), "prep_days"),
    "an impossible day": (changed("2024-09-14", "2024-02-30"), "construction_start"),
    "a day of another age": (changed("2024-09-14", "0001-01-01"), "construction_start"),
    "the last month of time": (changed("value: 2024-03,", "value: 9999-12,"), "lead_project.start"),
    "a long wording": (changed('"年底前"', '"' + "年底前" * 60 + '"'), "topping_out_target"),
    "a site that others speak of is gone": (changed(SITES, "[甲, 乙, 丙]"), "塔桥大庄点"),
    "more sites than there are": (changed(SITES, SITES[:-1] + ", " + ", ".join("甲乙丙丁戊己庚辛壬") + "]"), "多于"),
    "a site without a name": (changed("满春小康村", '""'), "planned_sites"),
    "a name without end": (changed("满春小康村", "满" * 80), "planned_sites"),
    "an alias to itself": (b"a: &x {b: *x}\n", "引用了其他行"),
    "a bomb of aliases": (bomb(), "引用了其他行"),
    "a nest": (nested(5000), "层次"),
    "a nest of lists": (b"[" * 5000, "层次"),
    "a foreign tag": (b"!!python/object/apply:os.system ['true']", "不是"),
}


def seed(**options) -> None:
    call_command("seed", **options)


@pytest.mark.django_db
@pytest.mark.parametrize("name", CORRUPT)
def test_a_corrupt_file_is_one_sentence_and_nothing_is_written(name, tmp_path, capsys):
    content, named = CORRUPT[name]
    facts = tmp_path / "facts.yaml"
    facts.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        seed(facts=facts)
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert named in said.err
    assert not Village.objects.exists()
    assert not Role.objects.exists()
    assert not ReportSettings.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["none.yaml", "."])
def test_a_file_that_cannot_be_opened_is_named(place, tmp_path, capsys):
    with pytest.raises(SystemExit):
        seed(facts=tmp_path / place)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "打不开" in said


def test_whatever_happens_to_the_file_it_is_taken_or_refused():
    chance = random.Random(1)
    taken, refusals = 0, []
    for _ in range(300):
        at, many = chance.randrange(len(FACTS)), chance.randrange(1, 12)
        put = "".join(chance.choices("{}[]:,&*!|>'\"#\n 甲A0-%@`?", k=chance.randrange(0, 4)))
        try:
            read_public_facts(FACTS[:at] + put + FACTS[at + many :])
            taken += 1
        except InvalidInput as refusal:
            refusals.append(refusal.sentence)
    assert taken
    assert refusals
    assert all(sentence.endswith("请更正后重新导入。") for sentence in refusals)


@pytest.mark.django_db
def test_one_line_tells_what_was_new_and_a_second_time_that_nothing_was(capsys):
    seed()
    assert capsys.readouterr().out == (
        "公开信息已载入：新增点位12个、片区4个、公开信息49条、节点5个。周调度专报已启用。\n"
    )
    seed()
    assert capsys.readouterr().out == "公开信息没有变化。\n"


@pytest.mark.django_db
def test_a_changed_file_becomes_a_correction(tmp_path, capsys):
    seed()
    facts = tmp_path / "facts.yaml"
    facts.write_bytes(changed("{value: 168,", "{value: 169,"))
    seed(facts=facts)
    assert "新增公开信息1条。" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_lamps_of_the_first_edition_are_lit_by_the_rule_that_was_adopted():
    seed()
    settled = cycle()
    assert LampAdoption.objects.count() == 1
    rule = lamp_rule(Moment(settled.cut_off(settled.first_week), settled.known_at(settled.first_week)))
    assert rule is not None


@pytest.mark.django_db
def test_a_date_without_a_demonstration_is_refused(capsys):
    with pytest.raises(SystemExit):
        seed(as_of="2026-11-22")
    assert "须与 --demo 一起使用" in capsys.readouterr().err
    assert not Village.objects.exists()
