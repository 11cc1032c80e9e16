"""Input of 投诉建议."""

from __future__ import annotations

from django import forms


class FeedbackForm(forms.Form):
    text = forms.CharField(
        label="内容",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明哪个页面、什么情况、希望怎样。请不要填写他人的身份证号、电话等个人信息；反映干部问题请拨12388。",
    )
    page = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)


class FeedbackAnswerForm(forms.Form):
    answer = forms.CharField(label="答复", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
