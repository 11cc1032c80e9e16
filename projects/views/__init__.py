"""Pages of projects, one noun per file."""
