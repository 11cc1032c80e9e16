"""Pages of entry: who may use them, that they do what they say, and what they answer to bad input."""

from datetime import date, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.periods import SHANGHAI
from projects.models import (
    FigureKind,
    FigureReport,
    LampAdoption,
    LampProfile,
    Milestone,
    MilestoneReached,
    PublicFigure,
    Responsibility,
)
from tests import world
from tests.projects.pages import enter, lead, text

__all__ = ["enter", "lead"]
SIGNED = {"numerator": "2139", "denominator": "2186", "as_of": "2026-01-04T18:00", "source": "周报", "note": "补报"}


def report_path(village, kind):
    return f"/villages/{village.pk}/report-figures/{kind}/"


# --- figures ---------------------------------------------------------------------------------------------------------


def test_a_cadre_reports_in_his_village_and_nowhere_else(enter, lead):
    client = enter("community", lead)
    assert client.get(report_path(world.village(3), "collective_visits")).status_code == 404
    assert client.post(report_path(world.village(3), "signed_households"), SIGNED).status_code == 404
    answer = client.post(report_path(lead, "signed_households"), SIGNED)
    assert (answer.status_code, answer["Location"]) == (302, f"/villages/{lead.pk}/report-figures/")
    report = FigureReport.objects.get()
    assert (report.numerator, report.denominator, report.source) == (2139, 2186, "周报")
    assert report.as_of.isoformat() == "2026-01-04T10:00:00+00:00"
    assert report.reported_by.username.startswith("community")
    assert "2139／2186户" in text(client.get(f"/villages/{lead.pk}/report-figures/"))


def test_the_list_holds_what_the_person_reports_and_nothing_else(enter, lead):
    builder = text(enter("builder", lead).get(f"/villages/{lead.pk}/report-figures/"))
    office = text(enter("office").get(f"/villages/{lead.pk}/report-figures/"))
    assert 'href="/imports/start/projects.figures/"' in builder
    for kind in FigureKind.objects.all():
        assert report_path(lead, kind.key) in office
        assert (report_path(lead, kind.key) in builder) == (kind.matter == "construction")


def test_the_form_of_another_matter_is_not_opened(enter, lead):
    client = enter("builder", lead)
    for answer in (
        client.get(report_path(lead, "funds_paid")),
        client.post(report_path(lead, "funds_paid"), {**SIGNED, "numerator": "1"}),
    ):
        assert answer.status_code == 403
        assert "“资金支付”由资金领域的单位填报，您的账号不能填报。请转资金专班或指挥部办公室。" in text(answer)
    assert not FigureReport.objects.exists()


def test_a_figure_that_fell_asks_for_its_reason_beside_the_note(enter, lead):
    world.reported(lead, "main_structure", 30, 60, as_of=clock.now() - timedelta(days=1))
    client, path = enter("builder", lead), report_path(lead, "main_structure")
    now = clock.now().astimezone(SHANGHAI).isoformat(timespec="minutes")[:16]
    given = {"numerator": "3", "denominator": "60", "as_of": now, "source": "施工月报"}
    answer = client.post(path, given)
    assert answer.status_code == 422
    assert "30层）少27层。确属减少的" in text(answer)
    assert client.post(path, {**given, "note": "两栋返工"}).status_code == 302


def test_whoever_only_reads_reports_nothing(enter, lead):
    client = enter("commander")
    assert client.get(report_path(lead, "accidents")).status_code == 403
    assert client.post(report_path(lead, "signed_households"), SIGNED).status_code == 403
    assert not FigureReport.objects.exists()


def test_a_kind_that_nobody_counts_is_not_found(enter, lead):
    assert enter("office").get(report_path(lead, "smiles")).status_code == 404


def test_the_form_bears_the_labels_and_the_unit_of_its_kind(enter, lead):
    client = enter("office")
    signed, accidents = (text(client.get(report_path(lead, kind))) for kind in ("signed_households", "accidents"))
    assert "已签户数（户）" in signed
    assert "应签户数（户）" in signed
    assert "本周发生（起）" in accidents
    assert 'name="denominator"' not in accidents


def test_money_is_typed_in_yuan_and_kept_in_fen(enter, lead):
    given = {**SIGNED, "numerator": "３００，０００．０５", "denominator": "420000000"}
    assert enter("office").post(report_path(lead, "annual_investment"), given).status_code == 302
    report = FigureReport.objects.get()
    assert (report.numerator, report.denominator) == (300_000_05, 420_000_000_00)


def test_wide_digits_are_digits(enter, lead):
    given = {**SIGNED, "numerator": "２１３９", "denominator": "2,186"}
    assert enter("office").post(report_path(lead, "signed_households"), given).status_code == 302
    assert FigureReport.objects.get().numerator == 2139


@pytest.mark.parametrize(
    ("kind", "changed", "sentence"),
    [
        ("signed_households", {"numerator": "2187"}, "应不大于应签户数"),
        ("signed_households", {"numerator": ""}, "请填写"),
        ("signed_households", {"numerator": "-1"}, "请填写整数"),
        ("signed_households", {"numerator": "1.5"}, "请填写整数"),
        ("signed_households", {"numerator": "10²"}, "请填写整数"),
        ("signed_households", {"numerator": "约两千"}, "请填写整数"),
        ("signed_households", {"numerator": "9" * 30}, "数值过大"),
        ("signed_households", {"numerator": "9" * 60}, "40"),
        ("signed_households", {"denominator": ""}, "请填写"),
        ("signed_households", {"as_of": "2026-02-30T18:00"}, "时间无法读取"),
        ("signed_households", {"as_of": "昨天"}, "时间无法读取"),
        ("signed_households", {"as_of": "0001-01-01T00:00"}, "请核对年份"),
        ("signed_households", {"as_of": "9999-12-31T23:59"}, "请核对年份"),
        ("signed_households", {"as_of": "2098-01-01T00:00"}, "不能晚于填报时间"),
        ("signed_households", {"source": " "}, "请填写"),
        ("signed_households", {"source": "来" * 201}, "200"),
        ("annual_investment", {"numerator": "1.234"}, "最多两位小数"),
        ("annual_investment", {"numerator": "1e9"}, "无法读取"),
        ("annual_investment", {"numerator": "-5"}, "不能为负数"),
        ("annual_investment", {"numerator": "9" * 20}, "金额过大"),
    ],
)
def test_what_has_to_be_put_right_is_said_and_nothing_is_written(enter, lead, kind, changed, sentence):
    given = {**SIGNED, **changed}
    answer = enter("office").post(report_path(lead, kind), given)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert 'value="2186"' in text(answer) or changed.keys() & {"denominator"}
    assert not FigureReport.objects.exists()


def test_hostile_text_is_refused_before_the_form_reads_it(enter, lead):
    answer = enter("office").post(report_path(lead, "signed_households"), {**SIGNED, "source": "周报\x00"})
    assert answer.status_code == 400
    assert not FigureReport.objects.exists()


def test_the_same_instant_is_not_reported_twice(enter, lead):
    client = enter("office")
    client.post(report_path(lead, "signed_households"), SIGNED)
    again = client.post(report_path(lead, "signed_households"), SIGNED)
    assert again.status_code == 422
    assert "请办理更正并写明原因" in text(again)
    assert FigureReport.objects.count() == 1


def test_a_figure_is_corrected_with_its_reason_and_both_stay(enter, lead):
    report = world.reported(lead, "signed_households", 2239, 2286)
    client = enter("office")
    path = f"/figures/{report.pk}/correct/"
    assert 'value="2239"' in text(client.get(path))
    given = {"numerator": "2139", "denominator": "2186", "source": "复核表"}
    assert "请填写" in text(client.post(path, given))
    assert client.post(path, {**given, "reason": "重复计算100户"}).status_code == 302
    page = text(client.get(f"/villages/{lead.pk}/figures/"))
    assert "<s>2239／2286户</s>" in page
    assert "2139／2186户" in page
    assert "重复计算100户" in page
    second = client.post(path, {**given, "reason": "再改"})
    assert second.status_code == 409
    assert "已经更正过" in text(second)


def test_only_who_may_correct_a_figure_is_led_to_it(enter, lead):
    mine = world.reported(lead, "main_structure", 30, 60, organisation=world.organisation())
    theirs = world.reported(lead, "secondary_structure", 3, 60, organisation=world.organisation("示例建设公司"))
    foreign = world.reported(lead, "accidents", 1, organisation=world.organisation())
    client = enter("builder", lead)
    for page in (f"/villages/{lead.pk}/", f"/villages/{lead.pk}/figures/"):
        shown = text(client.get(page))
        assert f"/figures/{mine.pk}/correct/" in shown
        assert f"/figures/{theirs.pk}/correct/" not in shown
        assert f"/figures/{foreign.pk}/correct/" not in shown
    assert client.get(f"/figures/{mine.pk}/correct/").status_code == 200
    for report, sentence in ((theirs, "由示例建设公司填报"), (foreign, "由质量安全领域的单位填报")):
        for answer in (
            client.get(f"/figures/{report.pk}/correct/"),
            client.post(f"/figures/{report.pk}/correct/", {"numerator": "0", "source": "月报", "reason": "改"}),
        ):
            assert answer.status_code == 403
            assert sentence in text(answer)
    assert not FigureReport.objects.filter(supersedes__isnull=False).exists()


def test_a_foreign_figure_is_not_corrected(enter, lead):
    report = world.reported(lead, "accidents", 1)
    client = enter("builder", world.village(3))
    for pk in (report.pk, 987654321):
        assert client.post(f"/figures/{pk}/correct/", {"numerator": "0"}).status_code == 404


def test_the_reports_of_a_village_are_filtered_by_their_address(enter, lead):
    client = enter("commander")
    path = f"/villages/{lead.pk}/figures/"
    assert "还没有报数" in text(client.get(path))
    world.reported(lead, "accidents", 1, as_of=clock.now() - timedelta(hours=1))
    world.reported(lead, "signed_households", 7, 9)
    page = text(client.get(f"{path}?kind=accidents"))
    assert "1起" in page
    assert "7／9户" not in page
    assert "没有符合条件的报数" in text(client.get(f"{path}?shown=corrected"))
    assert "7／9户" in text(client.get(f"{path}?shown=standing"))
    for query in ("kind=smiles", "shown=x", "page=999999999999"):
        assert client.get(f"{path}?{query}").status_code == 200


# --- milestones ------------------------------------------------------------------------------------------------------

PROMISE = {"kind": "acceptance", "promised_on": "2027-06-15", "precision": "day", "basis": "指挥部会议纪要〔2026〕3号"}


def test_a_day_is_promised_and_changed_only_with_a_reason(enter, lead):
    client, path = enter("office"), f"/villages/{lead.pk}/set-milestone/"
    assert client.post(path, PROMISE).status_code == 302
    refused = client.post(path, {**PROMISE, "promised_on": "2027-07-15"})
    assert refused.status_code == 422
    assert "请写明调整原因" in text(refused)
    assert client.post(path, {**PROMISE, "promised_on": "2027-07-15", "reason": "材料到货推迟"}).status_code == 302
    page = text(client.get(f"/villages/{lead.pk}/"))
    assert "不晚于2027年7月15日" in page
    assert "材料到货推迟" in page
    assert "<s>不晚于2027年6月15日</s>" in page
    assert f"原定2027年6月15日，调整为2027年7月15日（依据{PROMISE['basis']}，原因材料到货推迟）" in page


def test_the_public_promise_does_not_vanish_when_it_is_changed(enter, lead):
    given = {"kind": "return", "promised_on": "2029-12-31", "precision": "year_end", "reason": "上级批准延期"}
    path = f"/villages/{lead.pk}/set-milestone/"
    assert enter("owner_unit", lead).post(path, {**given, "basis": "指挥部会议纪要〔2026〕3号"}).status_code == 403
    client = enter("office")
    for basis, sentence in (("x", "不少于4个字"), ("上级批准延期", "依据与调整原因相同")):
        refused = client.post(path, {**given, "basis": basis})
        assert refused.status_code == 422
        assert sentence in text(refused)
    assert client.post(path, {**given, "basis": "指挥部会议纪要〔2026〕3号"}).status_code == 302
    first = (date(2027, 12, 31) - clock.today()).days
    said = f"原定2027年底，{f'还有{first}天' if first > 0 else f'已过{-first}天'}"
    for page in ("/", f"/villages/{lead.pk}/"):
        assert f"（{said}）" in text(client.get(page))
    assert "原定2027年底，调整为2029年底（依据指挥部会议纪要〔2026〕3号，原因上级批准延期）" in text(
        client.get(f"/villages/{lead.pk}/")
    )


def test_a_month_is_kept_as_its_last_day(enter, lead):
    client, path = enter("office"), f"/villages/{lead.pk}/set-milestone/"
    client.post(path, {**PROMISE, "promised_on": "2027-02-01", "precision": "month"})
    assert Milestone.objects.get(kind="acceptance").promised_on.isoformat() == "2027-02-28"
    assert "2027年2月1" not in text(client.get(f"/villages/{lead.pk}/"))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"promised_on": "2027-02-30"}, "日期无法读取"),
        ({"promised_on": "12027-02-01"}, "日期无法读取"),
        ({"promised_on": "1027-02-01"}, "请核对年份"),
        ({"kind": "party"}, "选"),
        ({"precision": "century"}, "选"),
        ({"basis": ""}, "请填写"),
        ({"basis": "x"}, "不少于4个字"),
        ({"promised_on": "2050-01-01"}, "2020年至2049年"),
    ],
)
def test_a_promise_that_cannot_be_read_is_not_made(enter, lead, changed, sentence):
    answer = enter("office").post(f"/villages/{lead.pk}/set-milestone/", {**PROMISE, **changed})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Milestone.objects.filter(kind="acceptance").exists()


def test_a_milestone_is_reached_and_its_day_corrected(enter, lead):
    client = enter("building_force")
    path = f"/villages/{lead.pk}/reach-milestone/"
    given = {"kind": "topping_out", "reached_on": "2026-05-19", "precision": "day", "source": "封顶验收记录"}
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    early = client.post(path, {**given, "reached_on": tomorrow})
    assert early.status_code == 422
    assert "应不晚于今天" in text(early)
    assert client.post(path, given).status_code == 302
    reached = MilestoneReached.objects.get(kind="topping_out")
    again = client.post(path, given)
    assert again.status_code == 422
    assert "请办理更正" in text(again)
    correct = f"/milestones-reached/{reached.pk}/correct/"
    assert client.post(correct, {**given, "reached_on": "2026-05-20", "reason": "以验收单为准"}).status_code == 302
    page = text(client.get(f"/villages/{lead.pk}/"))
    assert "2026年5月20日" in page
    assert "以验收单为准" in page
    assert client.post(correct, {**given, "reason": "再改"}).status_code == 409


def test_a_foreign_milestone_is_not_corrected(enter, lead):
    reached = MilestoneReached.objects.filter(village=lead).first()
    client = enter("township", world.village(3))
    assert client.get(f"/milestones-reached/{reached.pk}/correct/").status_code == 404
    assert client.get(f"/villages/{lead.pk}/reach-milestone/").status_code == 404
    assert client.get(f"/villages/{world.village(3).pk}/set-milestone/").status_code == 403
    assert enter("builder", lead).get(f"/villages/{lead.pk}/set-milestone/").status_code == 403


# --- responsibility --------------------------------------------------------------------------------------------------


def test_responsibility_is_made_clear_at_each_level(enter, lead):
    client, path = enter("office"), f"/villages/{lead.pk}/assign-responsibility/"
    unit = world.organisation("大新镇人民政府", "township")
    given = {"level": "township", "matter": "overall", "since": "2026-01-01", "basis": "兴指办〔2026〕1号"}
    nobody = client.post(path, given)
    assert nobody.status_code == 422
    assert "主责须明确到乡镇街道" in text(nobody)
    assert client.post(path, {**given, "organisation": unit.pk}).status_code == 302
    assert "大新镇人民政府" in text(client.get(f"/villages/{lead.pk}/"))
    early = client.post(path, {**given, "organisation": world.organisation("演示镇人民政府", "township").pk})
    assert early.status_code == 422
    assert "请选择2026年1月1日以后的日期" in text(early)
    assert client.post(path, {**given, "organisation": 987654321}).status_code == 422
    assert Responsibility.objects.count() == 1
    assert enter("commander").get(path).status_code == 403


# --- public facts ----------------------------------------------------------------------------------------------------

FACT = {
    "label": "绿化面积",
    "value": "约3公顷",
    "number": "3",
    "unit": "公顷",
    "precision": "about",
    "confidence": "B",
    "source": "宁夏日报（2026年3月1日）",
}


def test_a_public_fact_stands_with_its_source_and_confidence(enter, lead):
    client = enter("office")
    assert client.post(f"/villages/{lead.pk}/record-public-figure/", FACT).status_code == 302
    page = text(client.get(f"/villages/{lead.pk}/"))
    for words in ("约3公顷", "宁夏日报（2026年3月1日）", "B级：政府或新闻页面"):
        assert words in page
    assert client.post("/public-figures/record/", FACT).status_code == 302
    assert "约3公顷" in text(client.get("/public-figures/"))


def test_the_same_matter_from_another_source_stands_beside_the_first(enter, lead):
    client = enter("office")
    other = {**FACT, "label": "总投资", "value": "约14亿元", "number": "1400000000", "unit": "元"}
    assert client.post(f"/villages/{lead.pk}/record-public-figure/", other).status_code == 302
    keys = set(PublicFigure.objects.filter(village=lead, label="总投资").values_list("key", flat=True))
    assert keys == {"total_investment"}
    page = text(client.get(f"/villages/{lead.pk}/"))
    assert "13.18亿元" in page
    assert "14.00亿元" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"source": ""}, "请填写"), ({"confidence": ""}, "请填写"), ({"confidence": "Z"}, "选"), ({"number": "NaN"}, "数"),
     ({"number": "9" * 40}, "20"),
     ({"address": "javascript:alert(1)"}, "出处地址应为网址"),
     ({"as_of": "2026-13-01"}, "日期无法读取"), ({"value": ""}, "请填写")],
)  # fmt: skip
def test_a_public_fact_without_what_makes_it_one_is_not_recorded(enter, changed, sentence):
    answer = enter("office").post("/public-figures/record/", {**FACT, **changed})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not PublicFigure.objects.filter(label="绿化面积").exists()


def test_a_public_fact_is_corrected_by_a_new_row(enter, lead):
    client = enter("office")
    fact = PublicFigure.objects.get(village=lead, key="builder")
    given = {**FACT, "value": "示例公司", "number": "", "unit": "", "precision": "exact", "reason": "中标公示已发布"}
    assert client.post(f"/public-figures/{fact.pk}/correct/", given).status_code == 302
    page = text(client.get(f"/villages/{lead.pk}/"))
    assert "示例公司" in page
    assert "中标公示已发布" in page
    assert "office-all（兴庆区财政局）" in page


def test_public_facts_are_entered_by_the_office_only(enter, lead):
    client = enter("township", lead)
    assert client.get("/public-figures/").status_code == 200
    assert "登记公开信息" not in text(client.get("/public-figures/"))
    for path in ("/public-figures/record/", f"/villages/{lead.pk}/record-public-figure/"):
        assert client.post(path, FACT).status_code == 403


# --- lamp rules ------------------------------------------------------------------------------------------------------


def test_another_rule_holds_from_its_day_on(enter, lead):
    client = enter("office")
    wuhan = LampProfile.objects.get(key="wuhan")
    page = text(client.get("/lamp-rules/"))
    assert page.count("现用") == 1
    assert "落后序时10个百分点及以上黄灯" in page
    path = f"/lamp-rules/{wuhan.pk}/adopt/"
    assert client.get(path).status_code == 405
    refused = client.post(path, {"starts_on": "2026-02-30", "basis": ""})
    assert refused.status_code == 422
    assert "日期无法读取" in text(refused)
    past = LampAdoption.objects.get().starts_on.isoformat()
    early = client.post(path, {"starts_on": past, "basis": "会议纪要"})
    assert early.status_code == 422
    assert "请选择今天或以后的日期" in text(early)
    later = (clock.today() + timedelta(days=30)).isoformat()
    assert client.post(path, {"starts_on": later, "basis": "指挥部会议纪要〔2026〕9号"}).status_code == 302
    assert LampAdoption.objects.count() == 2
    twice = client.post(path, {"starts_on": later, "basis": "会议纪要"})
    assert twice.status_code == 422
    assert "当日已启用另一套亮灯规则" in text(twice)
    assert "指挥部会议纪要〔2026〕9号" in text(client.get("/lamp-rules/"))


def test_whoever_may_not_set_the_rules_reads_them(enter):
    client = enter("commander")
    assert "启用</summary>" not in text(client.get("/lamp-rules/"))
    wuhan = LampProfile.objects.get(key="wuhan")
    given = {"starts_on": "2030-01-01", "basis": "x"}
    assert client.post(f"/lamp-rules/{wuhan.pk}/adopt/", given).status_code == 403
    assert enter("office").post("/lamp-rules/987654321/adopt/", given).status_code == 404
