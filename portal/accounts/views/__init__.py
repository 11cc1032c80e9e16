"""Pages of accounts, one noun per file."""
