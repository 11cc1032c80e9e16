"""Input of relocation, one noun per file."""
