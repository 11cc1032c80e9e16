"""The way in to a real installation: four people by a written appointment, once."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from portal.accounts.models import User
from portal.accounts.permissions import MANAGE_ORGANISATIONS, MANAGE_PEOPLE
from portal.kernel.permissions import Person
from projects.models import RoleGrant, Village
from projects.permissions import APPROVE_GRANT, PROPOSE_GRANT
from projects.selectors.chains import chain_gaps

pytestmark = pytest.mark.django_db

FOUR = {
    "system_admin": ["zhangsan", "张三"],
    "security_admin": ["lisi", "李四"],
    "audit_admin": ["wangwu", "王五"],
    "office": ["zhaoliu", "赵六"],
}
PAPER = "关于设置系统管理员的通知〔2026〕1号"


def appoint(**options):
    call_command("first_administrators", **{"document": PAPER, **FOUR, **options})


def refused(capsys, **options) -> str:
    with pytest.raises(SystemExit) as ended:
        appoint(**options)
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_each_gets_his_role_and_a_password_for_one_use(seeded_today, capsys):
    appoint()
    said = capsys.readouterr().out
    for role, (username, _) in FOUR.items():
        person = User.objects.get(username=username)
        grant = RoleGrant.objects.get(user=person)
        assert (grant.role.key, grant.village, grant.document, grant.made_by_set_up) == (role, None, PAPER, True)
        password = next(line for line in said.splitlines() if f"账号 {username}　" in line).split()[-1]
        assert person.check_password(password)
        assert person.must_change_password


def test_these_four_can_set_up_all_the_rest(seeded_today, capsys):
    appoint()
    able = {role: Person(User.objects.get(username=username)) for role, (username, _) in FOUR.items()}
    assert able["system_admin"].may(MANAGE_PEOPLE)
    assert able["office"].may(MANAGE_ORGANISATIONS)
    assert able["office"].may(PROPOSE_GRANT)
    assert able["security_admin"].may(APPROVE_GRANT)
    assert not [gap for gap in chain_gaps(Village.objects.none()) if gap.chain == "授权"]


def test_a_second_time_is_refused(seeded_today, capsys):
    appoint()
    people = list(User.objects.order_by("pk").values_list("username", "password"))
    assert "已有管理员" in refused(capsys, system_admin=["other", "别人"])
    assert list(User.objects.order_by("pk").values_list("username", "password")) == people


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"audit_admin": None}, "审计管理员"),
        ({"document": " "}, "书面任命文件"),
        ({"office": ["中文", "赵六"]}, "账号请用"),
        ({"office": ["zhangsan", "赵六"]}, "已有人使用"),
        ({"office": ["zhaoliu", "六" * 41]}, "1至40字"),
        ({"document": "文" * 121}, "120字"),
    ],
)
def test_what_is_incomplete_is_named_and_nothing_is_kept(seeded_today, options, named, capsys):
    assert named in refused(capsys, **options)
    assert not User.objects.exists()


def test_before_the_roles_are_loaded_it_says_what_comes_first(capsys):
    assert "请先执行 manage.py seed" in refused(capsys)
