"""Answers for others, one noun per file."""
