"""审签台 and 专报设置 as each person meets them: what moved and why, the next step only, and every answer in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from portal.files import store
from portal.reports import actions, selectors
from portal.reports.models import Edition, PlannedWeek
from portal.web.todo import todo_of
from tests import world
from tests.clock import stand_at
from tests.reports.conftest import FIRST_WEEK, MONDAY, Hands, everywhere, printed


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Any) -> None:
    settings.PORTAL_VAR = tmp_path


def as_user(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def desk(client: Client, edition: Edition) -> str:
    answer = client.get(f"/editions/{edition.pk}/desk/")
    assert answer.status_code == 200
    return text(answer)


@pytest.fixture
def second(hands: Hands) -> Edition:
    """The edition of the week after, in which a late entry and a new count moved a figure."""
    actions.sign_edition(hands.signer, hands.checked(printed()))
    stand_at(MONDAY + timedelta(days=1))
    world.reported(world.village(4), "signed_households", 200, 268, as_of=MONDAY - timedelta(days=2))
    stand_at(MONDAY + timedelta(days=5))
    world.reported(world.village(3), "signed_households", 510, 582)
    stand_at(MONDAY + timedelta(days=7))
    return printed(FIRST_WEEK.next)


def test_in_one_look_what_moved_why_and_who_did_not_report(hands: Hands, second: Edition) -> None:
    page = desk(as_user(hands.checker.user), second)
    assert "本期变化＋510户" in page
    assert "补报＋200户" in page

    assert "其中因补报、更正、口径或点位调整2项；未报11个点位。" in page
    assert "本周报数点位未报11个" in page
    assert "规划点位5" in page


def test_each_sees_the_button_of_his_next_step_and_no_other(hands: Hands) -> None:
    edition = printed()
    submitter, checker, signer = (as_user(each.user) for each in (hands.submitter, hands.checker, hands.signer))

    def buttons(client: Client) -> set[str]:
        page = desk(client, edition)
        steps = ("submit", "check", "sign", "send-back", "recall", "void", "correct")
        return {step for step in steps if f"/editions/{edition.pk}/{step}/" in page}

    assert buttons(submitter) == {"submit", "void"}
    assert buttons(signer) == set()
    submitter.post(f"/editions/{edition.pk}/submit/")
    assert buttons(submitter) == {"recall", "void"}
    assert buttons(checker) == {"check", "send-back", "void"}
    assert buttons(signer) == set()
    checker.post(f"/editions/{edition.pk}/check/")
    assert buttons(signer) == {"sign", "send-back"}
    assert buttons(checker) == {"void"}
    signer.post(f"/editions/{edition.pk}/sign/")
    assert buttons(submitter) == {"correct"}
    assert buttons(signer) == set()


def test_the_flow_by_hand_of_three_people_ends_in_an_issue(hands: Hands) -> None:
    edition = printed()
    for hand, step in ((hands.submitter, "submit"), (hands.checker, "check"), (hands.signer, "sign")):
        client = as_user(hand.user)
        seen = selectors.digest_of_edition(edition)
        answer = client.post(f"/editions/{edition.pk}/{step}/", {"seen": seen})
        assert (answer.status_code, answer["Location"]) == (302, f"/editions/{edition.pk}/desk/")
    page = desk(as_user(hands.signer.user), edition)
    assert "2026年第1期" in page
    assert "签发件正在印制" in page
    assert hands.submitter.user.name in page
    listed = text(as_user(everywhere("liaison").user).get("/editions/"))
    assert "2026年第1期" in listed
    assert "已签发" in listed


def test_what_cannot_be_undone_is_confirmed_first(hands: Hands) -> None:
    edition = hands.checked(printed())
    assert "签发后编列期号，数字和文字都不能再改" in desk(as_user(hands.signer.user), edition)


def test_the_page_says_who_may_go_on(hands: Hands) -> None:
    edition = hands.submitted(printed())
    page = desk(as_user(hands.submitter.user), edition)
    assert f"待核稿。目前可办理的有：{hands.checker.user.name}（A角）。" in page


def test_a_second_signature_is_a_sentence(hands: Hands) -> None:
    edition = hands.issued(printed())
    answer = as_user(hands.signer.user).post(f"/editions/{edition.pk}/sign/")
    assert answer.status_code == 409
    assert "2026年第1期专报已于11月23日签发，不能改动。" in text(answer)


def test_words_are_entered_on_a_page_and_refused_beside_their_field(hands: Hands) -> None:
    edition = printed()
    client = as_user(hands.checker.user)
    address = f"/editions/{edition.pk}/words/request/"
    assert "已征求意见单位" in text(client.get(address))
    refused = client.post(address, {"text": "建议提前提款。", "consulted": ""})
    assert refused.status_code == 422
    assert "请写明已征求意见的单位" in text(refused)
    answer = client.post(address, {"text": "建议提前提款。", "consulted": "区财政局，无异议"})
    assert answer.status_code == 302
    assert "（已征求意见：区财政局，无异议）" in desk(client, edition)
    assert client.get(f"/editions/{edition.pk}/words/figures/").status_code == 404


@pytest.mark.parametrize("step", ["send-back", "recall", "void", "correct"])
def test_a_step_with_a_reason_asks_for_it(hands: Hands, step: str) -> None:
    edition = {"correct": hands.issued}.get(step, hands.submitted)(printed())
    hand = hands.checker if step == "send-back" else hands.submitter
    client = as_user(hand.user)
    address = f"/editions/{edition.pk}/{step}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "单位更正了数据"}).status_code == 302


@pytest.mark.parametrize(
    ("role", "state", "status"),
    [
        ("auditor", "submitted", 403),
        ("discipline", "submitted", 403),
        ("commander", "submitted", 403),
        ("commander", "checked", 200),
        ("office", "submitted", 200),
        ("office", "checked", 403),
        ("office", "issued", 409),
        ("commander", "issued", 403),
    ],
)
def test_only_whose_turn_it_is_gets_the_form_to_send_it_back(hands: Hands, role: str, state: str, status: int) -> None:
    edition = getattr(hands, state)(printed())
    client = as_user(world.holder(role, username="bieren"))
    assert client.get(f"/editions/{edition.pk}/send-back/").status_code == status


def test_who_had_a_hand_in_it_gets_a_sentence_and_no_form(hands: Hands) -> None:
    edition = hands.submitted(printed())
    answer = as_user(hands.submitter.user).get(f"/editions/{edition.pk}/send-back/")
    assert answer.status_code == 422
    assert "请由其他同志办理" in text(answer)


def test_a_draft_in_nobody_s_hands_has_no_form_to_send_it_back(hands: Hands) -> None:
    answer = as_user(hands.checker.user).get(f"/editions/{printed().pk}/send-back/")
    assert answer.status_code == 409


def test_a_reason_shows_in_the_course(hands: Hands) -> None:
    edition = hands.submitted(printed())
    as_user(hands.checker.user).post(f"/editions/{edition.pk}/send-back/", {"reason": "请补充电梯到货情况"})
    assert "请补充电梯到货情况" in desk(as_user(hands.submitter.user), edition)


@pytest.mark.parametrize(
    ("role", "status"), [("auditor", 200), ("discipline", 200), ("liaison", 403), ("builder", 403)]
)
def test_who_sees_the_desk(hands: Hands, role: str, status: int) -> None:
    edition = printed()
    where = world.village(1) if role == "builder" else None
    answer = as_user(world.holder(role, where)).get(f"/editions/{edition.pk}/desk/")
    assert answer.status_code == status
    if status == 200:
        assert "/void/" not in text(answer)


def test_what_waits_is_on_the_desk_of_whoever_can_do_it(hands: Hands) -> None:
    def waiting(hand: Any) -> list[str]:
        return [item.label for item in todo_of(world.actor(hand.user)) if item.kind == "专报"]

    edition = printed()
    name = "周调度专报2026年11月16日—22日送审稿"
    assert waiting(hands.submitter) == [f"送审：{name}"]
    hands.submitted(edition)
    assert (waiting(hands.submitter), waiting(hands.checker)) == ([], [f"核稿：{name}"])
    actions.check_edition(hands.checker, edition)
    assert (waiting(hands.checker), waiting(hands.signer)) == ([], [f"签发：{name}"])
    actions.sign_edition(hands.signer, edition)
    assert waiting(hands.signer) == []


def test_the_issue_s_paper_takes_the_place_of_the_draft_which_stays(hands: Hands) -> None:
    edition = hands.issued(printed())
    edition = Edition.objects.get(pk=edition.pk)
    issue = store.put(b"%PDF-1.7 issue", owner="test-1")
    actions.keep_issued_paper(world.WHY, edition, pdf_hash=issue, office_hash="", template_version="1")
    client = as_user(hands.signer.user)
    answer = client.get(f"/editions/{edition.pk}/download/")
    assert answer.content == b"%PDF-1.7 issue"
    from urllib.parse import unquote

    assert "周调度专报2026年第1期（2026年11月16日—22日）.pdf" in unquote(answer["Content-Disposition"])
    assert client.get(f"/editions/{edition.pk}/draft/").status_code == 503  # its bytes are not in this test's store


def test_a_reading_is_told_before_the_first_byte(hands: Hands, deeds: list[Any]) -> None:
    edition = hands.issued(printed())
    digest = store.put(b"%PDF-1.7 issue", owner="test-1")
    actions.keep_issued_paper(world.WHY, edition, pdf_hash=digest, office_hash="", template_version="1")
    reader = world.holder("site_leader", world.village(3))
    deeds.clear()
    as_user(reader).get(f"/editions/{edition.pk}/download/")
    (deed,) = [deed for deed in deeds if deed.action == "portal.reports.read_paper"]
    assert deed.actor.user.pk == reader.pk
    assert [(fact.edition_id, fact.form, fact.digest) for fact in deed.facts] == [(edition.pk, "issue", digest)]


def test_the_settings_page_plans_a_week(hands: Hands) -> None:
    client = as_user(hands.submitter.user)
    assert "周7 18:00" not in text(client.get("/editions/settings/"))
    assert "周日18:00" in text(client.get("/editions/settings/"))
    given = {"week": "2026-12-24", "kind": "skipped", "reason": "元旦假期"}
    assert client.post("/editions/settings/weeks/", given).status_code == 302
    planned = PlannedWeek.objects.get()
    assert (planned.week, planned.reason) == ("2026-W52", "元旦假期")
    assert "2026年12月21日—27日" in text(client.get("/editions/settings/"))
    assert "元旦假期" in text(client.get("/editions/settings/"))
    assert "停刊" in text(client.get("/editions/?state=skipped"))
    again = client.post("/editions/settings/weeks/", {**given, "week": "2026-11-16"})
    assert again.status_code == 409
    cut_off = {"from_week": "2026-12-07", "weekday": "5", "at": "16:30", "reason": "会议纪要"}
    assert client.post("/editions/settings/cut-off/", cut_off).status_code == 302
    assert "自2026年12月7日—13日起，周五16:30" in text(client.get("/editions/settings/"))
    issue = {"number_pattern": "2026年第46期", "numbers_used": "45", "report_to": "区委书记。", "copies": "35"}
    assert client.post("/editions/settings/issue/", issue).status_code == 302
    assert selectors.report_settings().number_pattern == "{year}年第{number}期"
    assert 'value="2026年第1期"' in text(client.get("/editions/settings/issue/"))
    assert "35份" in text(client.get("/editions/settings/"))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("number_pattern", "第46期"),
        ("number_pattern", "{year}年第{number}期"),
        ("number_pattern", "2026年第1期{x}"),
        ("number_pattern", "<b>2026</b>年第1期"),
        ("number_pattern", "第1期（2026年）"),
        ("copies", "1_0"),
        ("copies", "0"),
        ("numbers_used", "1_0"),
        ("numbers_used", "401"),
        ("report_to", "区委" * 200),
    ],
)
def test_what_would_be_printed_wrong_for_ever_is_refused(hands: Hands, field: str, typed: str) -> None:
    issue = {"number_pattern": "2026年第1期", "numbers_used": "45", "copies": "35", field: typed}
    answer = as_user(hands.submitter.user).post("/editions/settings/issue/", issue)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_only_the_office_opens_the_settings(hands: Hands) -> None:
    assert as_user(hands.signer.user).get("/editions/settings/").status_code == 403


def test_a_corrected_issue_points_to_what_corrects_it(hands: Hands, installation: datetime) -> None:
    first = hands.issued(printed())
    correction = printed(revision=2, corrects=first, reason="重复计算")
    second = hands.issued(correction)
    client = as_user(everywhere("liaison").user)
    assert f'<a href="/editions/{second.pk}/">2026年第2期（更正）</a>' in text(client.get(f"/editions/{first.pk}/"))
    assert f'href="/editions/{first.pk}/"' in text(client.get(f"/editions/{second.pk}/"))
    rows = text(client.get("/editions/?mark=correction"))
    assert "2026年第2期（更正）" in rows
    assert f'href="/editions/{first.pk}/"' not in rows


def test_the_api_gives_the_course_and_why_figures_moved(hands: Hands, second: Edition) -> None:
    from portal.reports.api import WholeEditionOut

    shown = WholeEditionOut(Edition.objects.get(pk=second.pk)).data
    moved = {row["key"]: row["parts"] for row in shown["difference"]["figures"]}
    assert moved["projects.figure.signed_households"] == {"new": 510, "late": 200}
    assert [step["step"] for step in shown["course"]] == ["生成送审稿"]
    assert (shown["number"], shown["first_week"], shown["words"]["note"]) == ("", "2026-W48", "")
