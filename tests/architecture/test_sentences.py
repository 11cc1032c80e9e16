"""Refusals speak as the office does (office.md 7): whole sentences, no scolding; and nothing counts people (减负)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from portal.kernel.db import constraint_sentences
from portal.kernel.errors import NotSeen, Refusal
from portal.kernel.reading import ReadsOnly

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for folder in ("portal", "projects", "relocation", "quality", "funding", "integrity")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
SOURCES = [path for path in SOURCES if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCOLDING = re.compile("错误|非法|禁止|失败|！|!$")
CHINESE = re.compile("[一-鿿]")

# What 减负 leaves out, each with its reason; a field, a word on a page or a name in the code would bring it in.
LEFT_OUT = {
    r"打卡|签到|check_?in\b|clock_in": "nobody is asked to show up in the portal (12号文)",
    r"积分|points_of_person|\bscore_of": "no points for people",
    r"个人排名|人员排名|\branking\b|leaderboard": "no ranking of persons",
    r"使用率|登录次数|login_count|days_active": "use of the portal is not counted as merit",
    r"轨迹|\bgps_|geolocation|track_of_person": "no tracks of people; a photo is never forced",
    r"已读回执|read_receipt|unread_by": "nobody is told who has opened what (office 3.B)",
}
ALLOWED = {"操作轨迹", "审计轨迹"}


def _texts(path: Path) -> Iterator[str]:
    """Every text of a module that is not a docstring, the parts of f-strings put together."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped | inside:
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "×" for part in node.values)


def _refusal_classes(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _refusal_classes(each)


def _raised() -> Iterator[tuple[str, str]]:
    """(place, sentence) of every refusal that is raised with a Chinese text of its own."""
    names = {kind.__name__ for kind in _refusal_classes()}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "id", None) or getattr(called, "attr", None)
            if isinstance(node, ast.Call) and name in names and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", first.value
                elif isinstance(first, ast.JoinedStr):
                    parts = [part.value if isinstance(part, ast.Constant) else "×" for part in first.values]
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", "".join(map(str, parts))


def test_every_refusal_of_a_class_is_a_whole_sentence():
    bad = [kind.__name__ for kind in _refusal_classes() if not kind.sentence or not kind.sentence.endswith("。")]
    assert bad == []


def test_every_raised_sentence_is_whole():
    raised = list(_raised())
    assert len(raised) > 50
    # A sentence may end in a part that is filled in: that part ends it.
    assert [place for place, said in raised if CHINESE.search(said) and not said.endswith(("。", "×"))] == []


def test_every_constraint_ends_its_sentence():
    ours = {app.label for app in apps.get_app_configs() if getattr(app, "is_ours", False)}
    assert ours
    assert [name for name, said in constraint_sentences().items() if CHINESE.search(said) and said[-1] != "。"] == []


@pytest.mark.parametrize("path", [*SOURCES, *TEMPLATES], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_scolding_word_is_said_to_people(path):
    texts = [path.read_text(encoding="utf-8")] if path.suffix == ".html" else list(_texts(path))
    lines = [line for text in texts for line in text.splitlines()]
    assert [line for line in lines if CHINESE.search(line) and SCOLDING.search(line)] == []


def test_the_three_that_are_read_most_stand_word_for_word():
    assert NotSeen.sentence == (
        "没有找到这项内容，或者您的账号没有查看权限。工作需要的，请联系本村管理员或指挥部办公室。"
    )
    assert ReadsOnly.sentence == (
        "您使用的是审计只读账号，可以查看和导出，不能修改。需要被审计单位补充资料的，请将取证单交办公室审计对接人登记。"
    )


@pytest.mark.parametrize("pattern", LEFT_OUT)
def test_nothing_counts_ranks_or_follows_people(pattern):
    found = re.compile(pattern)
    texts = [(path, line) for path in SOURCES for text in _texts(path) for line in text.splitlines()]
    texts += [(path, line) for path in TEMPLATES for line in path.read_text(encoding="utf-8").splitlines()]
    fields = [(model._meta.label, field.name) for model in apps.get_models() for field in model._meta.get_fields()]
    hits = [(str(place), word) for place, word in [*texts, *fields] if found.search(word)]
    assert [hit for hit in hits if not any(word in hit[1] for word in ALLOWED)] == [], LEFT_OUT[pattern]
