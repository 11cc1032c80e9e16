"""The pages of quality: thin, one noun per file."""
