"""Pages of relocation, one noun per file."""
