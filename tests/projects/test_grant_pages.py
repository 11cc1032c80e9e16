"""The pages about grants: the ledger, the proposal, the two-person steps, roles, the hand-over and the way to it."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.permissions import PORTAL
from portal.web.templatetags.figures import day
from projects import actions
from projects.lifecycle import GrantState
from projects.models import Role, RoleGrant
from projects.todo import grants_to_approve
from tests import world
from tests.clock import go_on


@pytest.fixture
def office(seeded):
    return world.holder("office", unit=world.organisation("指挥部办公室", "command"))


@pytest.fixture
def security(seeded):
    return world.holder("security_admin")


@pytest.fixture
def newcomer(seeded):
    return world.person("newcomer", "演示新", post="科员")


def proposal(user, /, **changed):
    role = Role.objects.get(key=changed.pop("role", "community"))
    given = {
        "user": user.pk,
        "role": role.pk,
        "starts_on": clock.today().isoformat(),
        "document": "授权通知",
        **changed,
    }
    return {name: value for name, value in given.items() if value != ""}


def proposed(by, user, where=PORTAL, **inputs):
    role = Role.objects.get(key="community")
    return actions.propose_grant(world.actor(by), where, user=user, role=role, starts_on=clock.today(), **inputs)


def test_two_people_of_one_name_are_told_apart(office, newcomer, sign_in):
    world.person("namesake", "演示新", unit=world.organisation("胜利街街道办事处", "township"), post="主任")
    page = sign_in(office).get("/grants/propose/").content.decode()
    assert "演示新　兴庆区财政局　科员" in page
    assert "演示新　胜利街街道办事处　主任" in page


def test_a_resident_is_masked_where_people_are_chosen(office, sign_in):
    world.person("resident", "王小明", unit=world.organisation("居民", "residents"))
    page = sign_in(office).get("/grants/propose/").content.decode()
    assert "王小明" not in page
    assert "王*" in page


def test_a_proposal_and_its_approval_are_two_peoples_pages(office, security, newcomer, village, client, sign_in):
    answer = sign_in(office).post("/grants/propose/", proposal(newcomer, village=village.pk), follow=True)
    assert "授权已提出，待安全管理员批准后生效。" in answer.content.decode()
    grant = RoleGrant.objects.get(user=newcomer)
    assert f"/grants/{grant.pk}/approve/" not in answer.content.decode()
    assert client.post(f"/grants/{grant.pk}/approve/").status_code == 403
    answer = sign_in(security).get("/grants/?state=proposed")
    assert f"/grants/{grant.pk}/approve/" in answer.content.decode()
    answer = client.post(f"/grants/{grant.pk}/approve/", follow=True)
    assert "授权已批准。" in answer.content.decode()
    grant.refresh_from_db()
    assert (grant.state, grant.approved_by) == (GrantState.ACTIVE, security)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"role": "third_party", "document": ""}, "“第三方机构”须写明承担任务。"),
        ({"starts_on": "2026-13-01"}, "日期无法读取"),
        ({"starts_on": "9999-12-31"}, "请核对年份"),
        ({"user": 999999}, "没有找到这一项"),
        ({"village": 999999}, "没有找到这一项"),
        ({"expires_on": "2020-01-01"}, "请选择今天以后的日期"),
        ({"document": "长" * 121}, "120"),
    ],
)
def test_what_is_refused_stands_beside_its_field_and_what_was_typed_stays(office, newcomer, sign_in, changed, said):
    answer = sign_in(office).post("/grants/propose/", {**proposal(newcomer, **changed), "task": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert not RoleGrant.objects.filter(user=newcomer).exists()
    assert ('value="授权通知"' in page) == ("document" not in changed)


def test_what_the_database_refuses_stands_on_the_form(office, security, sign_in):
    answer = sign_in(office).post("/grants/propose/", proposal(security))
    assert answer.status_code == 422
    assert "互不兼任" in answer.content.decode()


def test_for_oneself_is_refused_in_words(office, sign_in):
    answer = sign_in(office).post("/grants/propose/", proposal(office, role="commander"))
    assert answer.status_code == 422
    assert "不能给本人授权" in answer.content.decode()


def test_whoever_may_propose_in_one_village_is_offered_no_other_and_not_all(village, elsewhere, newcomer, sign_in):
    client = sign_in(world.holder("office", village))
    page = client.get("/grants/propose/").content.decode()
    assert village.label in page
    assert elsewhere.label not in page
    assert "全部点位" not in page
    assert client.post("/grants/propose/", proposal(newcomer)).status_code == 422
    assert client.post("/grants/propose/", proposal(newcomer, village=elsewhere.pk)).status_code == 422
    assert not RoleGrant.objects.filter(user=newcomer).exists()


def test_nobody_is_offered_to_approve_his_own(village, office, security, sign_in):
    grant = proposed(office, world.person("other"))
    own = actions.propose_grant(
        world.actor(office),
        village,
        user=security,
        role=Role.objects.get(key="security_admin"),
        starts_on=clock.today(),
    )
    page = sign_in(security).get("/grants/").content.decode()
    assert f"/grants/{grant.pk}/approve/" in page
    assert f"/grants/{own.pk}/approve/" not in page
    assert f"/grants/{own.pk}/decline/" in page


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_sending_back_needs_a_reason(office, security, newcomer, sign_in, reason):
    grant = proposed(office, newcomer)
    answer = sign_in(security).post(f"/grants/{grant.pk}/decline/", {"reason": reason})
    assert answer.status_code == 422
    assert ("请写明原因。" if not reason.strip() else "200") in answer.content.decode()
    grant.refresh_from_db()
    assert grant.state == GrantState.PROPOSED


def test_a_page_that_is_out_of_date_says_so(office, security, newcomer, sign_in):
    grant = proposed(office, newcomer)
    client = sign_in(security)
    client.post(f"/grants/{grant.pk}/decline/", {"reason": "文件不全"})
    answer = client.post(f"/grants/{grant.pk}/approve/")
    assert answer.status_code == 409
    assert "授权现在是“已退回”" in answer.content.decode()


def test_a_grant_of_another_village_and_none_at_all_are_the_same(village, elsewhere, sign_in):
    grant = world.granted(world.person("there"), "community", elsewhere)
    client = sign_in(world.holder("security_admin", village))
    for key in (grant.pk, 999999):
        assert client.post(f"/grants/{key}/end/", {"reason": "调离"}).status_code == 404


def test_what_is_over_or_not_begun_is_not_called_valid(security, village, sign_in):
    today = clock.today()
    over = world.person("over", "演示过")
    world.granted(over, "community", village, expires_on=today + timedelta(days=1))
    world.granted(world.person("soon", "演示将"), "community", village, starts_on=today + timedelta(days=9))
    go_on(timedelta(days=1))
    client = sign_in(security)
    page = client.get("/grants/").content.decode()
    assert "已到期" in page
    assert "未到起始日期" in page
    expired, valid = (client.get(f"/grants/?state={state}").content.decode() for state in ("expired", "active"))
    assert "演示过" in expired
    assert "演示将" not in expired
    assert "演示过" not in valid


@pytest.mark.parametrize("words", ["演示新", "财政局", "村（社区）干部"])
def test_the_ledger_is_searched_by_name_unit_and_role(security, newcomer, sign_in, words):
    world.granted(newcomer, "community")
    world.granted(world.person("other", "别人", unit=world.organisation("胜利街街道办事处", "township")), "builder")
    page = sign_in(security).get("/grants/", {"q": words}).content.decode()
    assert "演示新" in page
    assert "别人" not in page


@pytest.mark.parametrize("query", ["state=nonsense", "page=999", "page=x", "q=%27%22<script>"])
def test_a_hostile_query_is_an_ordinary_page(security, sign_in, query):
    answer = sign_in(security).get(f"/grants/?{query}")
    assert answer.status_code == 200
    assert "<script>%" not in answer.content.decode()


def test_every_role_is_listed_with_its_conditions(security, sign_in):
    page = sign_in(security).get("/roles/").content.decode()
    assert "限单个点位、须有截止日期、须有文件、须写明任务" in page
    for role in Role.objects.all():
        assert role.name in page


def test_what_waits_for_approval_is_on_the_desk_of_whoever_may(office, security, newcomer, village, elsewhere):
    proposed(office, newcomer, village)
    local = world.holder("security_admin", elsewhere)
    waiting = {
        user.pk: [item.label for item in grants_to_approve(world.actor(user))] for user in (security, local, office)
    }
    assert waiting == {
        security.pk: ["批准授权：演示新任村（社区）干部（民乐堡瓷砖市场）"],
        local.pk: [],
        office.pk: [],
    }


def test_the_way_to_the_hand_over_stands_on_the_page_of_the_person(office, newcomer, village, sign_in):
    world.granted(newcomer, "community", village)
    page = sign_in(office).get(f"/people/{newcomer.pk}/").content.decode()
    assert "村（社区）干部" in page
    assert f"民乐堡瓷砖市场，{day(clock.today())}起" in page
    assert f"/people/{newcomer.pk}/hand-over/" in page


def test_a_hand_over_by_its_page(office, newcomer, village, sign_in):
    grant = world.granted(newcomer, "community", village)
    taker = world.person("taker", "演示接")
    client = sign_in(office)
    address = f"/people/{newcomer.pk}/hand-over/"
    assert "授权：村（社区）干部（民乐堡瓷砖市场）" in client.get(address).content.decode()
    refused = client.post(address, {"document": "交接单"})
    assert refused.status_code == 422
    assert "请选择接办人。" in refused.content.decode()
    done = client.post(address, {"document": "交接单", f"grant:{grant.pk}": taker.pk}, follow=True)
    assert "演示新的1项工作已交接。" in done.content.decode()
    assert "不需要办理交接" in client.get(address).content.decode()
