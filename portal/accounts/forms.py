"""Input about people and units: its shape, never policy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from portal.accounts import rules
from portal.accounts.models import Organisation, OrganisationKind, User
from portal.accounts.selectors import shown_name
from portal.accounts.sign_in.passwords import weaknesses
from portal.kernel.periods import Period
from portal.kernel.permissions import Actor

# Longer texts would only make hashing them slow; nobody's password is.
PASSWORD_LENGTH = 128
LAST_YEAR = 2100  # later ones are slips of the pen, and the last day that can be written has no day after it
DATE = {"type": "date"}
UNSEEN_ORGANISATION = "没有找到这个单位，或者您的账号没有查看权限。请在列表中选择。"
UNSEEN_PERSON = "没有找到这位同志。请在列表中选择。"


class PersonChoice(forms.ModelChoiceField):
    """A colleague by name, unit and post: two people may share a name. Residents are masked. For all apps."""

    def label_from_instance(self, person: Any) -> str:
        name = shown_name(person.name, person.organisation.kind)
        return "　".join(filter(None, [name, str(person.organisation), person.post]))


class SignInForm(forms.Form):
    username = forms.CharField(
        label="账号", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label="密码",
        max_length=PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        return rules.account_name(self.cleaned_data["username"])


class CodeForm(forms.Form):
    """The six digits of the second factor."""

    code = forms.RegexField(
        r"\A[0-9]{6}\Z",
        label="动态验证码",
        error_messages={"invalid": "请填写手机验证器上显示的6位数字。"},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 6}),
    )


class PasswordForm(forms.Form):
    """One's own new password, with the one that stands."""

    old_password = forms.CharField(
        label="原密码",
        max_length=PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label="新密码",
        max_length=PASSWORD_LENGTH,
        strip=False,
        help_text="不少于10个字符，不能全是数字，不能与账号或姓名相近。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password_again = forms.CharField(
        label="再次填写新密码",
        max_length=PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_new_password(self) -> str:
        """All that makes it too weak at once, beside the field; the action judges again."""
        password = str(self.cleaned_data["new_password"])
        if found := weaknesses(password, self.person):
            raise forms.ValidationError(found)
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        again = given.pop("new_password_again", None)
        if again is not None and given.get("new_password") not in (None, again):
            self.add_error("new_password_again", "两次填写的新密码不一致。")
        return given


class DelegationForm(forms.Form):
    """Who deputises from which day to which (both inside), by what paper."""

    deputy = PersonChoice(
        User.objects.none(), label="B角", empty_label="请选择", error_messages={"invalid_choice": UNSEEN_PERSON}
    )
    starts_on = forms.DateField(label="开始日期", widget=forms.DateInput(attrs=DATE))
    last_on = forms.DateField(label="结束日期（含当日）", widget=forms.DateInput(attrs=DATE))
    document = forms.CharField(label="委托文件名称或文号", max_length=120)

    def __init__(self, *args: Any, deputies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts_on, last_on = given.pop("starts_on", None), given.pop("last_on", None)
        if starts_on and last_on and last_on < starts_on:
            self.add_error("last_on", "结束日期不能早于开始日期。")
        elif last_on and last_on.year >= LAST_YEAR:
            self.add_error("last_on", "请核对结束日期的年份。")
        elif starts_on and last_on:
            given["days"] = Period(starts_on, last_on + timedelta(days=1))
        return given


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)


class RevealForm(forms.Form):
    reason = forms.CharField(label="查看原因", max_length=200, help_text="写明办什么事，将记入留痕。")


class TokenForm(forms.Form):
    """A new token of the API, and the password of whoever sits at the page."""

    name = forms.CharField(label="用途", max_length=60, help_text="由哪个程序用来做什么。")
    expires_on = forms.DateField(
        label="截止日期（当日不含）",
        widget=forms.DateInput(attrs=DATE),
        help_text=f"不超过{rules.LONGEST_TOKEN_DAYS}天。",
    )
    password = forms.CharField(
        label="本人密码",
        max_length=PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class OrganisationForm(forms.Form):
    """What stands of a unit."""

    name = forms.CharField(label="单位名称", max_length=80, help_text="与公章一致的全称。")
    short_name = forms.CharField(label="简称", max_length=30, required=False)
    kind = forms.ChoiceField(label="类别", choices=OrganisationKind.choices)
    uscc = forms.CharField(label="统一社会信用代码", max_length=18, required=False, help_text="18位。")

    def clean_uscc(self) -> str:
        code = str(self.cleaned_data["uscc"]).upper()
        if code and not rules.is_uscc(code):
            raise forms.ValidationError("应为18位，且与校验码一致。请对照营业执照或法人证书核对。")
        return code


class OrganisationChangeForm(OrganisationForm):
    is_active = forms.BooleanField(label="在用", required=False)


class PersonForm(forms.Form):
    """What stands of a person; the units are those that whoever fills it in may see."""

    name = forms.CharField(label="姓名", max_length=40)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="单位",
        empty_label="请选择",
        error_messages={"invalid_choice": UNSEEN_ORGANISATION},
    )
    post = forms.CharField(label="职务", max_length=40, required=False)
    phone = forms.CharField(label="手机号码", max_length=20, required=False, help_text="加密保存，页面只显示后4位。")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_use = Organisation.objects.visible_to(actor).filter(is_active=True)
        self.fields["organisation"].queryset = in_use.order_by("name", "pk")  # type: ignore[attr-defined]

    def clean_phone(self) -> str | None:
        phone = str(self.cleaned_data["phone"]).replace(" ", "")
        if phone and not rules.is_phone(phone):
            raise forms.ValidationError("请填写11位手机号码，或带区号的座机号码。")
        return phone


class RegistrationForm(PersonForm):
    """A new account."""

    username = forms.CharField(
        label="账号", max_length=40, help_text="2至40位小写字母、数字、点、横线或下划线，建议用姓名全拼。"
    )
    field_order = ["username", "name", "organisation", "post", "phone"]

    def clean_username(self) -> str:
        name = rules.account_name(self.cleaned_data["username"])
        if not rules.is_account_name(name):
            raise forms.ValidationError("请用2至40位小写字母、数字、点、横线或下划线，以字母或数字开头。")
        return name


class PersonChangeForm(PersonForm):
    """The number that stands is not shown again: an empty field leaves it as it is, and a tick takes it out."""

    drops_phone = forms.BooleanField(label="删去已录入的手机号码", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = "不改的留空。加密保存，页面只显示后4位。"

    def clean_phone(self) -> str | None:
        return super().clean_phone() or None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.pop("drops_phone", False):
            if given.get("phone"):
                self.add_error("phone", "已选删去手机号码。要换号码的，请去掉下面的勾；要删去的，请清空这一项。")
            given["phone"] = ""
        return given


class PersonFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    q = forms.CharField(label="姓名或账号", max_length=40, required=False)
    kind = forms.ChoiceField(label="单位类别", choices=[("", "全部类别"), *OrganisationKind.choices], required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部状态"), ("active", "在用"), ("inactive", "停用")], required=False
    )
    organisation = forms.IntegerField(required=False, widget=forms.HiddenInput)


class OrganisationFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    q = forms.CharField(label="单位名称", max_length=40, required=False)
    kind = forms.ChoiceField(label="类别", choices=[("", "全部类别"), *OrganisationKind.choices], required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部状态"), ("active", "在用"), ("inactive", "停用")], required=False
    )
