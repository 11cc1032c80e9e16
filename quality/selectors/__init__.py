"""Read the doubts about quality: what upper apps ask for."""

from quality.selectors.open_serious import OpenSerious, open_serious
from quality.selectors.receipts import visitor_of

__all__ = ["OpenSerious", "open_serious", "visitor_of"]
