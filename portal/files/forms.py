"""The one field for an upload: a plain file input whose cleaned value is a checked ``Received``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from portal.files.models import FileKind
from portal.files.receiving import WANTED, Received, UploadRefused, most_bytes, receive
from portal.kernel import clock

ACCEPTED = {
    FileKind.PHOTO: "image/jpeg,image/png,image/webp",
    FileKind.DOCUMENT: ".pdf,application/pdf",
    FileKind.WORKBOOK: ".xlsx",
}


class UploadField(forms.Field):
    """A photo, a scan or a workbook. ``form.cleaned_data`` holds a ``Received``, or None when it may be left out.

    The view binds ``request.FILES``; the form is multipart by itself. A refused form forgets its file: browsers do.
    """

    widget = forms.FileInput

    def __init__(self, *, kind: FileKind, **options: Any) -> None:
        self.kind = kind
        options.setdefault("help_text", f"{WANTED[kind]}，不超过{most_bytes(kind) // 2**20} MB。")
        super().__init__(**options)
        self.error_messages = {**self.error_messages, "required": f"请选择{WANTED[kind]}。"}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": ACCEPTED[self.kind]}

    def clean(self, value: Any) -> Received | None:
        given: UploadedFile | None = super().clean(value)
        if given is None:
            return None
        try:
            return receive(given.read(), name=given.name or "", kind=self.kind, today=clock.today())
        except UploadRefused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        """All of them; a browser that gives one gives a list of one."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else [files[name]] if name in files else []


class UploadsField(forms.Field):
    """Several of one kind in one go, at most so many. The cleaned value is a list of ``Received``, maybe empty."""

    widget = _ManyFiles

    def __init__(self, *, kind: FileKind, most: int, **options: Any) -> None:
        self.each, self.most = UploadField(kind=kind), most
        limit = f"最多{most}个，{WANTED[kind]}，每个不超过{most_bytes(kind) // 2**20} MB。"
        options.setdefault("help_text", limit)
        super().__init__(**options)
        self.error_messages = {**self.error_messages, "required": f"请选择{WANTED[kind]}。"}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return self.each.widget_attrs(widget)

    def clean(self, value: Any) -> list[Received]:
        given = [each for each in value or [] if each]
        super().clean(given)
        if len(given) > self.most:
            raise forms.ValidationError(f"最多{self.most}个，现选了{len(given)}个。请重新选择。")
        return [received for each in given if (received := self.each.clean(each)) is not None]
