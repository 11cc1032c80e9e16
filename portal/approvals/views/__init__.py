"""Pages of approvals, one noun per file."""
