"""Pages of funding, one noun per file."""
