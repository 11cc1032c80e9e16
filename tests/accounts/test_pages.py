"""The pages of accounts: who may open them, what they show and hide, and what they do with bad input."""

from datetime import timedelta

import pytest

from portal.accounts import actions, permissions
from portal.accounts.models import Delegation, Organisation, User
from portal.kernel import clock
from portal.kernel.permissions import PORTAL, Span, System
from tests.accounts.codes import confirmed

OFFICE = System("测试")
ALL = (
    permissions.VIEW_PEOPLE,
    permissions.MANAGE_PEOPLE,
    permissions.RESET_SIGN_IN,
    permissions.VIEW_ORGANISATIONS,
    permissions.MANAGE_ORGANISATIONS,
    permissions.VIEW_DELEGATIONS,
    permissions.DELEGATE,
)


@pytest.fixture
def admin(client, register, powers):
    who = register("guanliyuan", "管理员")
    powers(who, *ALL)
    client.force_login(who)
    return who


@pytest.fixture
def reader(client, person, unit, powers):
    """Sees the people and the unit of his own unit, and changes nothing."""
    span = Span(organisations=frozenset({unit.pk}))
    powers(person, permissions.VIEW_PEOPLE, permissions.VIEW_ORGANISATIONS, span=span)
    client.force_login(person)
    return person


def text(answer):
    return answer.content.decode()


def test_nobody_sees_anything_without_signing_in(client, person):
    for path in ("/account/", "/people/", f"/people/{person.pk}/", "/organisations/", "/account/password/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/sign-in/")


def test_one_is_led_back_to_a_page_and_never_to_a_deed(client, person):
    assert client.get("/people/?q=x&page=2")["Location"] == "/account/sign-in/?next=%2Fpeople%2F%3Fq%3Dx%26page%3D2"
    assert client.post(f"/people/{person.pk}/deactivate/")["Location"] == "/account/sign-in/"


def test_htmx_leads_the_whole_page_to_the_door(client, db):
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/people/?q=x"}
    answer = client.get("/people/?q=xy", headers=headers)
    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/account/sign-in/?next=%2Fpeople%2F%3Fq%3Dx"


def test_whoever_lacks_the_power_is_told_so(client, person, powers):
    client.force_login(person)
    for path in ("/people/", "/people/register/", "/organisations/", "/organisations/open/"):
        assert client.get(path).status_code == 403
    for verb in ("deactivate", "reactivate", "reset-password", "remove-second-factor", "delegate"):
        assert client.post(f"/people/{person.pk}/{verb}/").status_code == 403


def test_a_foreign_person_and_a_missing_one_are_the_same_page(client, reader, register, other_unit):
    foreign = register("waidan", "外单位", organisation=other_unit)
    pages = [client.get(f"/people/{pk}/") for pk in (foreign.pk, 987654321, 10**15)]
    assert [page.status_code for page in pages] == [404] * 3
    assert all("没有找到这项内容" in text(page) for page in pages)
    assert "外单位" not in text(client.get("/people/"))
    assert client.get(f"/organisations/{other_unit.pk}/").status_code == 404
    assert client.get(f"/organisations/{reader.organisation_id}/").status_code == 200


def test_verbs_are_posts(client, admin, person):
    for verb in ("deactivate", "reactivate", "reset-password", "remove-second-factor", "delegate"):
        assert client.get(f"/people/{person.pk}/{verb}/").status_code == 405
    assert client.post("/people/").status_code == 405


def test_the_list_is_searched_filtered_and_turned_over_by_its_address(client, admin, register, resident):
    for number in range(60):
        register(f"ren{number:02d}", f"人{number:02d}")
    first = text(client.get("/people/?q=ren"))
    assert "第1页，共2页" in first
    assert "?q=ren&amp;page=2" in first
    assert "人59" in text(client.get("/people/?q=ren&page=2"))
    assert "人05" in text(client.get("/people/?q=人05"))
    assert "王*" in text(client.get("/people/?kind=residents"))
    assert "王五" not in text(client.get("/people/"))
    assert "没有符合条件的人员" in text(client.get("/people/?state=inactive"))
    assert "没有符合条件的人员" in text(client.get("/people/?q=%25%27--"))


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=x", "page=99999999999999999999", "kind=club", "sort=password", "organisation=x",
     "organisation=99999999999999999999999", "q=" + "x" * 1000, "state=dead"],
)  # fmt: skip
def test_a_strange_address_of_a_list_does_no_harm(client, admin, query):
    assert client.get(f"/people/?{query}").status_code == 200
    assert client.get(f"/organisations/?{query}").status_code == 200


def test_sorting_goes_both_ways_and_only_by_known_columns(client, admin, person):
    def order(sort):
        page = text(client.get(f"/people/?sort={sort}"))
        return page.index(f'href="/people/{person.pk}/"') < page.index(f'href="/people/{admin.pk}/"')

    assert order("name") != order("-name")
    assert order("password") == order("name")


def test_an_account_is_opened_and_its_password_shown_once(client, admin, unit):
    given = {"username": "XinRen", "name": "新人", "organisation": unit.pk, "post": "科员", "phone": "139 9507 0000"}
    answer = client.post("/people/register/", given)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    made = User.objects.get(username="xinren")
    shown = [word for word in text(answer).replace("<", " ").replace(">", " ").split() if made.check_password(word)]
    assert len(shown) == 1
    assert shown[0] not in text(client.get(f"/people/{made.pk}/"))
    assert "****0000" in text(client.get(f"/people/{made.pk}/"))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("username", "张三", "请用2至40位小写字母"),
        ("username", "", "请填写"),
        ("name", "", "请填写"),
        ("organisation", "987654321", "没有找到这个单位"),
        ("organisation", "x", "没有找到这个单位"),
        ("organisation", "9" * 30, "没有找到这个单位"),
        ("phone", "12345", "请填写11位手机号码"),
    ],
)
def test_what_has_to_be_put_right_is_said_beside_its_field(client, admin, unit, field, value, sentence):
    given = {"username": "xinren", "name": "新人", "organisation": unit.pk, "phone": "", field: value}
    answer = client.post("/people/register/", given)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not User.objects.filter(name="新人").exists()


def test_a_unit_that_one_may_not_see_is_no_unit_to_register_in(client, person, unit, other_unit, powers):
    powers(person, permissions.MANAGE_PEOPLE)
    powers(person, permissions.VIEW_ORGANISATIONS, span=Span(organisations=frozenset({unit.pk})))
    client.force_login(person)
    given = {"username": "xinren", "name": "新人", "organisation": other_unit.pk}
    answer = client.post("/people/register/", given)
    assert answer.status_code == 422
    assert "没有找到这个单位" in text(answer)
    assert other_unit.name not in text(answer)


def test_an_account_name_that_is_taken_is_refused_in_words(client, admin, person, unit):
    given = {"username": "zhangsan", "name": "同名", "organisation": unit.pk}
    answer = client.post("/people/register/", given)
    assert answer.status_code == 422
    assert "该账号已有人使用" in text(answer)


def test_a_name_with_markup_is_shown_as_text(client, admin, unit):
    given = {"username": "xss", "name": "<script>alert(1)</script>", "organisation": unit.pk}
    client.post("/people/register/", given)
    assert "<script>alert(1)" not in text(client.get("/people/?q=xss"))


def test_a_person_is_changed_and_an_empty_number_leaves_the_old(client, admin, person, other_unit):
    page = text(client.get(f"/people/{person.pk}/change/"))
    assert "13995071234" not in page
    given = {"name": "张三丰", "organisation": other_unit.pk, "post": "处长", "phone": ""}
    answer = client.post(f"/people/{person.pk}/change/", given)
    assert (answer.status_code, answer["Location"]) == (302, f"/people/{person.pk}/")
    person.refresh_from_db()
    assert (person.name, person.organisation, person.masked("phone")) == ("张三丰", other_unit, "****1234")


def test_a_number_is_taken_out_on_purpose_only(client, admin, person):
    given = {"name": person.name, "organisation": person.organisation_id, "drops_phone": "on"}
    both = client.post(f"/people/{person.pk}/change/", {**given, "phone": "13812345678"})
    assert both.status_code == 422
    assert "已选删去手机号码" in text(both)
    assert client.post(f"/people/{person.pk}/change/", {**given, "phone": ""}).status_code == 302
    person.refresh_from_db()
    assert person.unsealed("phone") == ""


def test_an_account_is_put_out_of_use_and_back(client, admin, person):
    assert client.post(f"/people/{person.pk}/deactivate/").status_code == 302
    assert "停用" in text(client.get(f"/people/{person.pk}/"))
    assert client.post(f"/people/{person.pk}/deactivate/").status_code == 409
    assert client.post(f"/people/{person.pk}/reactivate/").status_code == 302
    assert client.post(f"/people/{admin.pk}/deactivate/").status_code == 422


def test_a_password_is_reset_and_shown_once(client, admin, person):
    answer = client.post(f"/people/{person.pk}/reset-password/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "一次性密码" in text(answer)
    assert client.post(f"/people/{admin.pk}/reset-password/").status_code == 422


def test_a_second_factor_is_removed(client, admin, person):
    confirmed(person)
    assert "已登记" in text(client.get(f"/people/{person.pk}/"))
    assert client.post(f"/people/{person.pk}/remove-second-factor/").status_code == 302
    assert client.post(f"/people/{person.pk}/remove-second-factor/").status_code == 409


def delegation_of(deputy, /, **changed):
    today = clock.today()
    given = {"deputy": deputy.pk, "starts_on": today, "last_on": today + timedelta(days=3), "document": "委托书"}
    return {**given, **changed}


def test_one_names_ones_own_deputy_and_ends_it(client, person, colleague, powers):
    powers(person, permissions.DELEGATE, span=Span(own=frozenset({person.pk})))
    client.force_login(person)
    page = text(client.get("/account/"))
    assert "李四" in page
    answer = client.post(f"/people/{person.pk}/delegate/", delegation_of(colleague))
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert "委托李四" in text(client.get("/account/"))
    delegation = Delegation.objects.get()
    assert (delegation.days.upper - delegation.days.lower).days == 4
    refused = client.post(f"/delegations/{delegation.pk}/end/", {"reason": ""})
    assert refused.status_code == 422
    assert "请写明提前结束的原因" in text(refused)
    assert client.post(f"/delegations/{delegation.pk}/end/", {"reason": "返岗"}).status_code == 302
    assert client.post(f"/delegations/{delegation.pk}/end/", {"reason": "返岗"}).status_code == 409


def test_one_does_not_end_or_make_what_is_not_ones_own(client, person, colleague, register, powers):
    days = {"deputy": register("third", "丙"), "document": "委托书"}
    from portal.kernel.periods import Period

    period = Period(clock.today(), clock.today() + timedelta(days=3))
    foreign = actions.delegate(OFFICE, colleague, days=period, **days)
    powers(person, permissions.DELEGATE, span=Span(own=frozenset({person.pk})))
    client.force_login(person)
    assert client.post(f"/delegations/{foreign.pk}/end/", {"reason": "x"}).status_code == 404
    assert client.post("/delegations/987654321/end/", {"reason": "x"}).status_code == 404
    assert client.post(f"/people/{colleague.pk}/delegate/", delegation_of(person)).status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"deputy": 987654321}, "没有找到这位同志"),
        ({"last_on": "2020-01-01"}, "结束日期不能早于开始日期"),
        ({"starts_on": "明天"}, "日期"),
        ({"starts_on": "9999-12-31", "last_on": "9999-12-31"}, "请核对结束日期的年份"),
        ({"document": ""}, "请填写"),
        ({"document": "文" * 121}, "120"),
    ],
)
def test_a_delegation_that_is_filled_in_wrong_is_not_made(client, person, colleague, powers, changed, sentence):
    powers(person, permissions.DELEGATE, span=Span(own=frozenset({person.pk})))
    client.force_login(person)
    answer = client.post(f"/people/{person.pk}/delegate/", delegation_of(colleague, **changed))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Delegation.objects.exists()


def test_residents_are_no_deputies(client, person, resident, powers):
    powers(person, permissions.DELEGATE, span=Span(own=frozenset({person.pk})))
    client.force_login(person)
    assert client.post(f"/people/{person.pk}/delegate/", delegation_of(resident)).status_code == 422


def test_the_office_names_a_deputy_on_the_persons_page(client, admin, person, colleague):
    answer = client.post(f"/people/{person.pk}/delegate/", delegation_of(colleague))
    assert (answer.status_code, answer["Location"]) == (302, f"/people/{person.pk}/")
    assert "李四" in text(client.get("/people/?q=张三"))
    assert client.post(f"/people/{person.pk}/delegate/", delegation_of(colleague)).status_code == 422


def test_a_unit_is_opened_changed_and_listed(client, admin):
    answer = client.post("/organisations/open/", {"name": "区城管局", "kind": "department", "uscc": ""})
    made = Organisation.objects.get(name="区城管局")
    assert (answer.status_code, answer["Location"]) == (302, f"/organisations/{made.pk}/")
    changed = {"name": "区综合执法局", "kind": "department", "is_active": "on", "uscc": "11640104mb0000001u"}
    assert client.post(f"/organisations/{made.pk}/change/", changed).status_code == 302
    assert "11640104MB0000001U" in text(client.get(f"/organisations/{made.pk}/"))
    assert "区综合执法局" in text(client.get("/organisations/?q=执法&kind=department"))
    assert "没有符合条件的单位" in text(client.get("/organisations/?q=执法&kind=audit"))
    refused = client.post("/organisations/open/", {"name": "丙", "kind": "department", "uscc": "1"})
    assert refused.status_code == 422
    assert client.post("/organisations/open/", {"name": "区综合执法局", "kind": "owner"}).status_code == 422


def test_htmx_gets_the_part_and_everybody_else_the_page(client, admin, person):
    part = text(client.get("/people/", headers={"hx-request": "true"}))
    assert "张三" in part
    assert "<html" not in part


def test_the_second_factor_page_follows_its_state(client, person, powers):
    client.force_login(person)
    assert "开始登记" in text(client.get("/account/second-factor/"))
    client.post("/account/second-factor/offer/")
    assert "扫描" in text(client.get("/account/second-factor/"))
    assert client.post("/account/second-factor/confirm/", {"code": "abc"}).status_code == 422
    assert client.post("/account/second-factor/confirm/", {"code": "０００００１"}).status_code == 422


def test_lists_ask_the_database_as_often_for_many_as_for_few(client, admin, register, django_assert_max_num_queries):
    for number in range(40):
        register(f"ren{number:02d}", f"人{number:02d}")
    actions.open_organisation(OFFICE, PORTAL, name="又一家", kind="owner")
    with django_assert_max_num_queries(14):
        client.get("/people/")
    with django_assert_max_num_queries(14):
        client.get("/organisations/")
