"""Read the doubts about quality: what upper apps ask for."""

from quality.selectors.open_serious import OpenSerious, open_serious

__all__ = ["OpenSerious", "open_serious"]
