"""Input from a telephone before a notice board: under a minute, sent once however often it is tapped."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms

from portal.files.forms import UploadsField
from portal.files.models import FileKind

MOST_PHOTOS = 4
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}", re.ASCII)


def photos_field(label: str = "照片") -> UploadsField:
    return UploadsField(kind=FileKind.PHOTO, most=MOST_PHOTOS, label=label, required=False)


def phone_field() -> forms.CharField:
    return forms.CharField(
        label="联系电话",
        max_length=20,
        required=False,
        help_text="愿意留的才填，只用于核实和回访，办理单位看不到。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class PlaceForm(forms.Form):
    """Where it is, in the words that people use."""

    building = forms.CharField(label="楼号", max_length=20, required=False)
    floor = forms.CharField(label="楼层", max_length=20, required=False)
    part = forms.CharField(label="部位", max_length=40, required=False, help_text="例如：卧室顶板、楼梯间、外墙。")


class ReportForm(PlaceForm):
    """What somebody saw. ``form_key`` is made with the page, so that the same form is the same doubt."""

    what = forms.CharField(
        label="哪里有什么问题", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="一两句话即可。"
    )
    photos = photos_field()
    phone = phone_field()
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["photos", "what", "building", "floor", "part", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("form_key", uuid.uuid4())
        super().__init__(*args, **kwargs)

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"])

    def clean_form_key(self) -> str:
        return str(self.cleaned_data["form_key"])


def read_phone(given: str) -> str:
    """A number that can be rung, or none."""
    phone = given.replace(" ", "")
    if phone and not _PHONE.fullmatch(phone):
        raise forms.ValidationError("电话号码不完整。请填写11位手机号或带区号的固定电话，也可以不填。")
    return phone


class ReceiptForm(forms.Form):
    """The code that somebody wrote down."""

    receipt = forms.CharField(label="回执码", max_length=30, help_text="提交时给您的16位字母和数字，横线可以不填。")


class ConfirmForm(forms.Form):
    words = forms.CharField(label="想说的话", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ReopenForm(forms.Form):
    words = forms.CharField(
        label="哪里没有修好",
        max_length=300,
        min_length=4,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"min_length": "请写明哪里没有修好，不少于4个字。"},
    )
