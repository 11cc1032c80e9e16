"""Input of funding, one noun per file."""
