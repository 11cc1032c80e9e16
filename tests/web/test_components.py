"""What the browser gets: components, figures in words, refusal pages, and assets that ask no other server."""

import hashlib
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import quickjs
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from portal.kernel.money import Money
from portal.web.templatetags import figures

ROOT = Path(__file__).resolve().parents[2]
# What WeasyPrint prints is never sent to a browser.
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "pdf" not in path.parts)
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
HOSTILE = '"><script>alert(1)</script>'


def shown(source: str, path: str = "/list/", **context: object) -> str:
    values = {"request": RequestFactory().get(path), "csrf_token": "token", **context}
    return Template("{% load ui figures %}" + source).render(Context(values))


class SurveyForm(forms.Form):
    name = forms.CharField(label="户主", help_text="与户口簿一致")
    choice = forms.ChoiceField(label="安置方式", choices=[("back", "回迁"), ("cash", "货币")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="已说明政策", required=False)


# --- figures in words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fen", "unit", "words"),
    [
        (131_800_000_000, "", "13.18亿元"),
        (131_800_000_000, "万元", "131,800.00万元"),
        (320_000_000, "", "320.00万元"),
        (28_640_000, "", "28.64万元"),
        (999_999, "", "9,999.99元"),
        (-5_000_000, "", "-5.00万元"),
        (0, "", "0.00元"),
        (1, "光年", "0.01元"),
    ],
)
def test_an_amount_reads_in_its_best_unit_or_in_the_one_asked_for(fen: int, unit: str, words: str) -> None:
    assert figures.money_text(Money(fen), unit) == words
    assert f'value="{fen}"' in figures.money(Money(fen), unit)


def test_what_is_missing_is_never_zero_and_never_empty() -> None:
    for words in (
        figures.money(None),
        figures.count(None),
        figures.percent_of(None, 10),
        figures.percent_of(0, 0),
        figures.points(None),
        figures.day(None),
        figures.moment(None),
        figures.or_missing(""),
    ):
        assert words == '<span class="missing">未报</span>'
    assert "未公开" in figures.count(None, "未公开")
    assert figures.count(0) == "0"


def test_rates_and_differences_read_as_the_office_writes_them() -> None:
    assert figures.percent_of(2139, 2186) == "97.85%"
    assert figures.points(Decimal("-12")) == "－12.00个百分点"
    assert figures.change(12, "户") == "＋12户"
    assert figures.change(0, "户") == "持平"
    assert figures.change(None) == ""
    assert figures.change(Money(-1_200_000_000)) == "－1,200.00万元"
    assert figures.count(1_000_000) == "1,000,000"
    assert figures.count(2186) == "2186"


def test_days_and_instants_are_those_of_yinchuan() -> None:
    assert figures.day(date(2026, 3, 5)) == "2026年3月5日"
    assert figures.moment(datetime(2026, 11, 22, 10, 0, tzinfo=UTC)) == "2026年11月22日18时"
    assert figures.moment(datetime(2026, 11, 22, 10, 5, tzinfo=UTC)) == "2026年11月22日18时05分"
    assert figures.day(datetime(2026, 11, 22, 16, 30, tzinfo=UTC)) == "2026年11月23日"
    today = date(2026, 11, 22)
    assert figures.days_until(date(2027, 12, 31), today) == "还有404天"
    assert figures.days_until(today, today) == "今天"
    assert figures.days_until(date(2026, 11, 20), today) == "已过2天"
    assert [figures.urgency(date(2026, 11, n), today) for n in (20, 22, 25, 26)] == ["bad", "warn", "warn", "neutral"]


# --- components ------------------------------------------------------------------------------------------------------


def test_a_card_shows_its_number_with_base_change_time_and_source() -> None:
    card = {
        "label": "资金支付", "value": Money(86_700_000_000), "denominator": "到位9.42亿元", "change": "＋0.12亿元",
        "as_of": "11月22日18时", "source": "资金专班", "lamp": {"colour": "yellow", "word": "黄灯"},
    }  # fmt: skip
    html = shown("{% card figure %}", figure=card)
    for words in ("8.67亿元", "到位9.42亿元（比上周＋0.12亿元）", "截至11月22日18时", "来源：资金专班", "黄灯"):
        assert words in html
    assert "86,700.00万元" in shown("{% card figure %}", "/?unit=万元", figure=card)


def test_a_card_without_a_number_says_which_word_it_is() -> None:
    assert "未报" in shown("{% card figure %}", figure={"label": "质询", "value": None})
    assert "未公开" in shown("{% card figure %}", figure={"label": "质询", "value": None, "missing": "未公开"})
    assert '0<span class="card-unit">件' in shown(
        "{% card figure %}", figure={"label": "质询", "value": 0, "unit": "件"}
    )


def test_a_lamp_is_a_colour_and_a_word() -> None:
    assert shown("{% lamp 'red' %}") == '<span class="lamp lamp-red">红灯</span>'
    assert "落后12个百分点" in shown("{% lamp 'yellow' '黄灯' '落后12个百分点' %}")
    assert "lamp-none" in shown("{% lamp colour %}", colour=HOSTILE)


@pytest.mark.parametrize(
    "source",
    [
        "{% lamp 'red' text text %}", "{% state text text %}", "{% crumb text %}", "{% crumb text text %}",
        "{% source text 'A' text %}", "{% panel text key=text note=text url=text %}{{ text }}{% endpanel %}",
        "{% ledger text unit=text as_of=text wide=True %}{{ text }}{% endledger %}",
        "{% empty '未报' text text text %}",
        "{% verb text text confirm=text name=text value=text %}", "{% print_button text %}", "{% column text text %}",
        "{{ text|or_missing }}{{ none|or_missing:'未录入' }}", "{% tabs rows %}", "{% timeline rows %}",
        "{% definitions rows %}", "{% card rows.0 %}", "{% chart rows.0 'chart' %}",
    ],
)  # fmt: skip
def test_no_component_lets_markup_through(source: str) -> None:
    row = dict.fromkeys(
        ["label", "value", "url", "word", "note", "source", "due_text", "unit", "change", "summary", "title"], HOSTILE
    )
    html = shown(source, text=HOSTILE, none=None, rows=[{**row, "option": {"title": {"text": HOSTILE}}, "count": 1}])
    assert "<script>" not in html


def test_an_unknown_word_for_what_is_missing_is_refused() -> None:
    for source in ("{% empty '暂无数据' %}", "{{ none|or_missing:'暂无数据' }}"):
        with pytest.raises(ValueError, match="暂无数据"):
            shown(source, none=None)


def test_a_field_ties_its_label_help_and_sentence_together() -> None:
    form = SurveyForm({"name": "", "choice": "back"})
    html = shown("{% form form submit='提交' back='/' confirm='确定提交吗？' %}", form=form)
    assert '<label for="id_name">户主' in html
    assert 'aria-describedby="id_name_help id_name_refused"' in html
    assert 'id="id_name_refused"' in html
    assert '<a href="#id_name">户主</a>' in html
    assert "<legend>安置方式" in html
    assert "csrfmiddlewaretoken" in html
    assert 'data-confirm="确定提交吗？"' in html


def test_a_form_without_a_fault_has_no_summary() -> None:
    assert "error-summary" not in shown("{% form form %}", form=SurveyForm())


def test_a_verb_is_a_post_with_its_token() -> None:
    html = shown("{% verb '签发' '/editions/1/sign/' confirm='签发后不能改动。' %}")
    assert 'method="post"' in html
    assert "csrfmiddlewaretoken" in html


def test_sorting_keeps_the_filters_and_leaves_the_page() -> None:
    ask = "{% column '点位' 'label' %}"
    assert 'href="?kind=lead&amp;sort=label"' in shown(ask, "/?kind=lead&page=3")
    assert 'aria-sort="ascending"' in shown(ask, "/?sort=label")
    assert 'href="?sort=-label"' in shown(ask, "/?sort=label")
    assert "<a" not in shown("{% column '点位' %}")


def test_turning_the_page_keeps_the_filters() -> None:
    page = Paginator(range(30), 10).get_page(2)
    html = shown("{% pager page '户' %}", "/?kind=lead&page=2", page=page)
    assert "共30户，第2页，共3页" in html
    assert 'href="?kind=lead&amp;page=3"' in html
    assert "共3条" in shown("{% pager page %}", page=Paginator(range(3), 10).get_page(1))


def test_the_unit_is_one_of_ours_or_none() -> None:
    assert shown("{% chosen_unit as unit %}{{ unit }}", "/?unit=万元") == "万元"
    assert shown("{% chosen_unit as unit %}{{ unit }}", "/?unit=<b>") == ""
    assert shown("{% unit_switch %}", "/?unit=元&kind=lead").count("kind=lead") == 4


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500, 503])
def test_a_refusal_page_needs_nothing_and_keeps_the_house_rule(status: int) -> None:
    html = render_to_string(f"refusals/{status}.html", {})
    assert 'id="refusal"' in html
    assert not re.search("错误|非法|禁止|失败|！|!(?!doctype)", re.sub(r"<!--.*?-->", "", html))
    told = {"refusal": {"sentence": "尚差2,500万元。", "clause": "《条例》第十二条", "reference": "7F3A09C2"}}
    html = render_to_string(f"refusals/{status}.html", told)
    for words in ("尚差2,500万元。", "依据：《条例》第十二条", "7F3A09C2"):
        assert words in html


def test_missing_and_not_yours_read_alike() -> None:
    sentence = "没有找到这项内容，或者您的账号没有查看权限。工作需要的，请联系本村管理员或指挥部办公室。"
    assert sentence in render_to_string("refusals/404.html", {})


# --- what is sent ----------------------------------------------------------------------------------------------------


def test_vendored_files_are_the_ones_of_the_manifest() -> None:
    manifest = json.loads((ROOT / "static/vendor/manifest.json").read_text(encoding="utf-8"))
    found = {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("static/vendor", "tests/vendor")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == manifest["files"]
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert {name: package["version"] for name, package in manifest["packages"].items()} == wanted
    folders = {"/".join(Path(name).parts[:3]) for name in found}
    assert all(f"{folder}/LICENSE" in found for folder in folders)


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*SHEETS, *sorted((ROOT / "static/vendor").rglob("*.css"))], ids=lambda p: p.name)
def test_a_style_sheet_takes_nothing_from_elsewhere(path: Path) -> None:
    for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", path.read_text(encoding="utf-8")):
        assert not re.match(r"data:|//|[a-z]+:", address), address
        assert (path.parent / address.split("?")[0].split("#")[0]).is_file(), address


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.name)
def test_our_style_sheets_are_understood_by_chromium_88(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(
        r":has\(|@layer|@container|color-mix\(|\d[dsl]v[hw]\b|^\s+&|accent-color|oklch|:user-valid", text, re.M
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_our_scripts_make_no_code_from_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write|\.at\(|https?://", text)


@pytest.mark.parametrize("unit", ["", *figures.UNITS])
def test_the_unit_switch_rounds_as_the_server_does(unit: str) -> None:
    script = (ROOT / "static/js/portal.js").read_text(encoding="utf-8")
    found = re.search(r"const FEN_PER_UNIT = .*?\n  }\n", script, re.DOTALL)
    assert found
    machine = quickjs.Context()
    machine.eval(found.group())
    near = [0, 1, 49, 50, 51, 499_949, 499_950, 999_999, 1_000_000, 1_004_999, 1_005_000, 99_999_999_999_999_999]
    for fen in [*near, *(-fen for fen in near)]:
        assert machine.eval(f"amountText({fen}n, '{unit}')") == figures.amount_text(Money(fen), unit)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.relative_to(ROOT / "templates").as_posix())
def test_a_page_carries_no_inline_script_style_or_foreign_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)
