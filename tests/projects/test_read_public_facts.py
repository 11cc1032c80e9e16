"""read_public_facts: every planted mistake is refused by key and line, and nothing else ever comes out of it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.errors import InvalidInput
from projects.rules import PublicFacts, read_public_facts
from projects.rules.public_facts import FactsUnreadable
from projects.selectors.seed_data import seed_public_facts

TEXT = Path("projects/data/facts.yaml").read_text(encoding="utf-8")
LINES = TEXT.splitlines()


def line_of(start):
    return next(number for number, line in enumerate(LINES, start=1) if line.strip().startswith(start))


def changed(old, new):
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def refusal(text):
    with pytest.raises(FactsUnreadable) as refused:
        read_public_facts(text)
    return refused.value.sentence


def test_the_file_of_facts_is_read_whole():
    found = read_public_facts(TEXT)
    assert found.named_sites == ("民乐堡瓷砖市场", "塔桥大庄点", "满春小康村")
    assert (found.planned_sites, found.areas) == (11, ("北部", "中部", "南部", "民乐村(瓷砖市场)"))
    assert [(fact.subject, fact.kind) for fact in found.promised] == [("lead", "topping_out"), ("lead", "return")]
    assert {fact.kind for fact in found.reached} == {"launch", "construction_start"}


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("  mode: ", "  mood: ", "lead_project.mood", "不在登记范围内"),
        ("  land_mu: 1515", "  land_mu: 许多", "programme_2025.land_mu", "应为数字"),
        ("  land_mu: 1515", "  land_mu: 1e9", "programme_2025.land_mu", "应为数字"),
        ("  land_mu: 1515", "  land_mu: １５１５", "programme_2025.land_mu", "应为数字"),
        ("  land_mu: 1515", "  land_mu: 1515.12345", "programme_2025.land_mu", "应为数字"),
        ("  land_mu: 1515", "  land_mu: [1515]", "programme_2025.land_mu", "应为数字"),
        ("  land_mu: 1515", "  land_mu: null", "programme_2025.land_mu", "不能为空"),
        ("groundbreaking: 2025-09-17", "groundbreaking: 2025-09-31", "programme_2025.groundbreaking", "应为日期"),
        ("groundbreaking: 2025-09-17", "groundbreaking: 0000-01", "programme_2025.groundbreaking", "应为日期"),
        ("groundbreaking: 2025-09-17", "groundbreaking: 9999-12", "programme_2025.groundbreaking", "应为日期"),
        ("  households: 2186", "  households: 2186\n  households: 2187", "programme_2025.households", "重复"),
        ("launch: 2025-07-05", "launch: {value: 2025-07-05, conf: Z}", "taqiao.launch", "可信度“Z”"),
        ("launch: 2025-07-05", "launch: {value: 2025-07-05, colour: red}", "taqiao.launch.colour", "无法识别"),
        ("[北部, 中部, 南部,", "[北部, 北部, 南部,", "programme_2025.areas", "不重复"),
    ],
)
def test_a_mistake_is_named_with_key_and_line(old, new, key, said):
    sentence = refusal(changed(old, new))
    at = next(
        number for number, line in enumerate(changed(old, new).splitlines(), start=1) if new.splitlines()[-1] in line
    )
    assert f"第{at}行的“{key}”" in sentence
    assert said in sentence
    assert sentence.endswith("数据未导入，请更正后重新导入。")


def test_what_is_missing_is_named():
    for start in ("mode:", "launch: 2025", "q1_starts"):
        line = next(line for line in LINES if line.strip().startswith(start))
        assert "缺失" in refusal(TEXT.replace(f"{line}\n", ""))


def test_an_overlong_text_is_named():
    sentence = refusal(changed("以城养城", "以城养城" * 60))
    assert f"第{line_of('mode:')}行的“lead_project.mode”的内容超过200字" in sentence


def test_a_site_that_other_lines_speak_of_is_named():
    sentence = refusal(changed("塔桥大庄点, ", ""))
    assert f"第{line_of('planned_sites')}行的“planned_sites_named_in_speech”缺少“塔桥大庄点”" in sentence


def test_more_sites_than_there_are():
    sentence = refusal(changed("满春小康村]", "满春小康村" + "".join(f", 村{n}" for n in range(9)) + "]"))
    assert "有12个名称，多于规划点位总数11个" in sentence


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\ufffe"])
def test_what_cannot_be_a_text(bad):
    assert "无法识别的字符" in refusal(changed("以城养城", f"以城{bad}养城"))


@pytest.mark.parametrize("escape", ["\\0", "\\ud800", "\\U00110000", "\\x1b"])
def test_no_escape_smuggles_one_in(escape):
    sentence = refusal(changed("mode: 政府主导", f'mode: "政府{escape}"\n  # 政府'))
    assert "无法识别的字符" in sentence


def test_a_tab_is_no_indent():
    assert f"第{line_of('mode:')}行" in refusal(changed("  mode:", "\tmode:"))


@pytest.mark.parametrize("text", ["", "- a\n- b", "词", "[]", "null", "---\na: 1\n---\nb: 2", "%YAML 9.9.9\n---\na: 1"])
def test_what_is_no_list_of_facts(text):
    assert "行的" in refusal(text)


def test_no_alias_blows_up_and_none_turns_in_a_circle():
    bomb = "a: &a {x: 1}\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} {{p: *{chr(97 + n)}, q: *{chr(97 + n)}}}\n" for n in range(20)
    )
    assert "引用了其他行" in refusal(bomb + TEXT)
    assert "引用了其他行" in refusal("a: &a {b: *a}\n" + TEXT)


@pytest.mark.parametrize("nest", ["[" * 5000, "{a: " * 5000, "- " * 5000, "? " * 3000])
def test_no_nest_is_too_deep_to_be_refused(nest):
    assert "行的" in refusal(f"{TEXT}\ndeep: {nest}")
    assert "行的" in refusal(nest)


PLACES = st.integers(min_value=0, max_value=len(TEXT))
JUNK = st.text(max_size=12) | st.sampled_from(
    [
        "\t",
        ": ",
        "- ",
        "&a ",
        "*a",
        "!!python/object ",
        "{",
        "}",
        "[",
        "]",
        "\n",
        "\n\n",
        '"',
        "'",
        "#",
        "|\n",
        "? ",
        "\\U",
    ]
)


@settings(max_examples=150)
@given(PLACES, st.integers(min_value=0, max_value=40), JUNK)
def test_a_mutated_file_is_read_or_refused_and_nothing_else(at, many, put):
    mutated = TEXT[:at] + put + TEXT[at + many :]
    try:
        found = read_public_facts(mutated)
    except FactsUnreadable as refused:
        assert "行的“" in refused.sentence  # noqa: PT017
    else:
        assert isinstance(found, PublicFacts)
        assert all(len(statement.value) <= 200 for statement in found.statements)


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_text_is_refused_in_words(text):
    assert "行的“" in refusal(text)


def test_a_file_that_is_no_text_says_so(tmp_path):
    path = tmp_path / "facts.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match="不是UTF-8文本"):
        seed_public_facts(path)
    with pytest.raises(InvalidInput, match="打不开"):
        seed_public_facts(tmp_path / "missing.yaml")
