"""Input about what two administrators do together."""

from django import forms

from projects.selectors.guards import Reset


class ResetForm(forms.Form):
    """What of a sign-in is to be reset, and why."""

    what = forms.ChoiceField(label="办理内容", choices=Reset.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="原因", max_length=200, error_messages={"required": "请写明原因。"})
