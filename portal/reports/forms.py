"""Shapes of input."""

from django import forms


class WeekForm(forms.Form):
    """Which week; whether there is such a week, and whether it is due, is not a matter of shape."""

    week = forms.CharField(label="所报周", max_length=8)
