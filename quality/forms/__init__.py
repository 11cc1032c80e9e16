"""Input of quality, one noun per file."""
