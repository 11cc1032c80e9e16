"""Signing in for programs: account and password, and a code where the phone is asked for, against a token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from portal.accounts import actions, rules
from portal.accounts.forms import PASSWORD_LENGTH
from portal.accounts.sign_in import door, second_factor
from portal.accounts.sign_in.duties import duty_of
from portal.kernel import clock
from portal.kernel.errors import InvalidInput, NotPermitted
from portal.kernel.permissions import Person
from portal.web.access import Access
from portal.web.resources import ApiViewSet
from portal.web.serializers import Day, PlainText, StrictSerializer

USUAL_DAYS = 90
CODE_WANTED = "该账号已登记动态验证码，请在code中填写手机上当前显示的6位数字。"


class TokenIn(StrictSerializer):
    about = "签发接口令牌所需的账号、密码和用途。"

    username = PlainText(max_length=40, help_text="账号")
    password = PlainText(max_length=PASSWORD_LENGTH, trim_whitespace=False, help_text="密码")
    code = PlainText(required=False, max_length=6, help_text="动态验证码，6位数字；已登记动态验证码的必填")
    name = PlainText(max_length=60, help_text="用途，如“月报取数”")
    expires_on = Day(
        required=False, help_text=f"截止日期（当日不含），不填为{USUAL_DAYS}天后，最长{rules.LONGEST_TOKEN_DAYS}天"
    )


class TokenOut(serializers.Serializer[Any]):
    about = "签发的令牌。令牌只在这一次给出，系统不保存。"

    id = serializers.IntegerField(source="token.pk", help_text="令牌编号")
    name = serializers.CharField(source="token.name", help_text="用途")
    token = serializers.CharField(source="secret", help_text="令牌，放在请求头 Authorization: Bearer 之后")
    expires_on = serializers.DateField(source="token.expires_on", help_text="截止日期（当日不含）")


class TokenApi(ApiViewSet):
    """Nobody is signed in here, and a session that comes along counts for nothing."""

    access = Access(is_public=True, reason="取得令牌之前没有登录")
    authentication_classes = ()
    serializer_class = TokenIn

    @extend_schema(
        summary="签发接口令牌",
        description=(
            "以账号、密码（已登记动态验证码的，加6位数字）换取令牌，与网页登录用同一套限次规则。"
            "令牌随密码修改、账号停用即时失效；在“我的账号—接口令牌”中可以查看和停用。"
        ),
        request=TokenIn,
        responses={201: TokenOut},
        auth=[],
        examples=[
            OpenApiExample(
                "按月取数",
                value={"username": "zhangsan", "password": "本人密码", "name": "月报取数", "expires_on": "2027-01-31"},
                request_only=True,
            )
        ],
    )
    def create(self, request: Request) -> Response:
        given = TokenIn(data=request.data)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        person = door.person_who_knocks(request, rules.account_name(asked["username"]), asked["password"])
        self._check_factor(request, person, asked.get("code", ""))
        if duty := duty_of(person, has_factor=lambda: second_factor.has_confirmed(person.pk)):
            raise NotPermitted(duty.sentence)
        expires_on = asked.get("expires_on") or clock.today() + timedelta(days=USUAL_DAYS)
        issued = actions.issue_token(Person(person), person, name=asked["name"], expires_on=expires_on)
        return Response(TokenOut(issued).data, status=201, headers={"Cache-Control": "no-store"})

    def _check_factor(self, request: Request, person: Any, code: str) -> None:
        if not second_factor.has_confirmed(person.pk):
            return
        if not code:
            raise InvalidInput(fields={"code": CODE_WANTED})
        door.check_code(request, person, code)


router = SimpleRouter(use_regex_path=False)
router.register("tokens", TokenApi, basename="token")
app_name = "accounts-api"
urlpatterns = router.urls
