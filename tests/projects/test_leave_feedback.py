"""Anybody tells the office something of the portal, from any page; too much at once is held back for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.actions.feedback import OWN_A_DAY, UNNAMED_AN_HOUR, FeedbackIncomplete, TooMuchFeedback
from projects.facts import FeedbackLeft
from projects.models import Feedback, FeedbackMove
from projects.todo import feedback_to_answer
from tests import world
from tests.clock import go_on
from tests.projects.pages import text


@pytest.mark.parametrize("role", ["household", "community", "auditor", "system_admin", "commander"])
def test_whoever_has_an_account_leaves_it_as_himself(seeded, role, deeds):
    me = world.actor(world.holder(role))
    left = actions.leave_feedback(me, me.user, text=" 报数页面看不清 ", page="/villages/1/")
    assert (left.text, left.page, left.person, left.state) == ("报数页面看不清", "/villages/1/", me.user, "open")
    assert deeds[-1].facts == [FeedbackLeft(left.pk)]
    assert FeedbackMove.objects.get(feedback=left).verb == "leave"


def test_nobody_leaves_it_in_the_name_of_another(seeded):
    me, other = world.actor(world.holder("community")), world.holder("township")
    with pytest.raises(NotPermitted):
        actions.leave_feedback(me, other, text="意见")


def test_it_has_words(seeded):
    with pytest.raises(FeedbackIncomplete):
        actions.leave_feedback(world.WHY, PORTAL, text="  ")


def test_one_person_leaves_ten_a_day(seeded):
    me = world.actor(world.holder("community"))
    for number in range(OWN_A_DAY):
        actions.leave_feedback(me, me.user, text=f"意见{number}")
    with pytest.raises(TooMuchFeedback, match="您一天内已提交10条"):
        actions.leave_feedback(me, me.user, text="再一条")
    go_on(timedelta(days=1, minutes=1))
    assert actions.leave_feedback(me, me.user, text="第二天").state == "open"


def test_people_without_account_share_a_measure_and_take_none_from_others(seeded):
    for number in range(UNNAMED_AN_HOUR):
        actions.leave_feedback(world.WHY, PORTAL, text=f"意见{number}")
    with pytest.raises(TooMuchFeedback, match="一小时后再试"):
        actions.leave_feedback(world.WHY, PORTAL, text="再一条")
    me = world.actor(world.holder("community"))
    assert actions.leave_feedback(me, me.user, text="意见").person == me.user


def test_the_office_finds_it_among_what_waits(seeded):
    actions.leave_feedback(world.WHY, PORTAL, text="意见")
    office, other = world.actor(world.holder("office")), world.actor(world.holder("township"))
    assert [item.label for item in feedback_to_answer(office)] == ["有1条投诉建议待答复"]
    assert list(feedback_to_answer(other)) == []


def test_the_entry_is_on_every_page(seeded, client):
    for address in ("/account/sign-in/", "/no-such-page/"):
        assert '<a href="/feedback/">投诉建议</a>' in text(client.get(address))
    client.force_login(world.holder("office"))
    for address in ("/", "/villages/", "/villages/999999/", "/grants/"):
        assert '<a href="/feedback/">投诉建议</a>' in text(client.get(address))


def test_whoever_cannot_sign_in_can_say_so(seeded, client):
    answer = client.post("/feedback/", {"text": "登录不了", "page": "/account/sign-in/"})
    assert (answer.status_code, answer["Location"]) == (302, "/feedback/")
    (left,) = Feedback.objects.all()
    assert (left.person, left.page) == (None, "/account/sign-in/")
    assert "投诉建议已提交" in text(client.get("/feedback/"))


def test_the_page_that_one_came_from_is_kept_without_what_was_searched_for(seeded, client):
    shown = client.get("/feedback/", headers={"referer": "http://testserver/people/?q=张三"})
    assert shown.context["form"].initial["page"] == "/people/"


def test_one_reads_the_answers_to_ones_own_and_to_no_others(seeded, client):
    me, other = world.actor(world.holder("community")), world.actor(world.holder("township"))
    mine = actions.leave_feedback(me, me.user, text="我的意见")
    actions.leave_feedback(other, other.user, text="他人的意见")
    actions.answer_feedback(world.WHY, mine, answer="已调整")
    client.force_login(me.user)
    page = text(client.get("/feedback/"))
    assert "我的意见" in page
    assert "已调整" in page
    assert "他人的意见" not in page
