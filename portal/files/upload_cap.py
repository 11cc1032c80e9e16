"""The first handler of every upload: a request may not fill the disk before anybody looks at who is asking."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class UploadCap(FileUploadHandler):
    """Counts what comes in, over all files of a request, and stops when it is more than one request may bring."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.most = settings.UPLOAD_MOST_AT_ONCE_MIB * 2**20
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > self.most:
            raise RequestDataTooBig(f"more than {self.most} bytes of files in one request")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
