"""What the layout may load: assets that we put into its memory by name. No file, no network, no data URL."""

from collections.abc import Mapping
from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse


class AssetFetcher(URLFetcher):
    """A fetcher that knows only `assets`; everything else is refused and noted in `refused`.

    A subclass, because WeasyPrint takes an exception from a plain function for a broken report. While our own style
    sheet is read, `local_faces=True` lets it load the licensed faces that the unit has installed (`local()` in an
    @font-face); no word of any person has been read by then, and the page's own fetcher does not have it.
    """

    def __init__(self, assets: Mapping[str, tuple[bytes, str]], *, local_faces: bool = False) -> None:
        super().__init__()
        # Even a call that went around `fetch` would find no handler for any scheme.
        opener: Any = self
        for handler in list(opener.handlers):
            handler.close()
        opener.handlers, opener.handle_open, opener.process_request, opener.process_response = [], {}, {}, {}
        self.assets = assets
        self.local_faces = local_faces
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The asset of that name. Raises `ValueError`, which WeasyPrint takes as “leave it out”."""
        if url in self.assets:
            content, content_type = self.assets[url]
            return URLFetcherResponse(url, content, {"Content-Type": content_type})
        if self.local_faces and url.startswith("file:///") and url.lower().endswith((".ttf", ".otf", ".ttc")):
            return self._face(url)
        self.refused.append(url[:200])
        raise ValueError("not an asset of this document")

    @staticmethod
    def _face(url: str) -> URLFetcherResponse:
        response = URLFetcherResponse(url, b"")
        with open(response.path, "rb") as face:
            return URLFetcherResponse(url, face.read(), {"Content-Type": "font/otf"})
