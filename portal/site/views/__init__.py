"""Pages of the roof, one matter per file."""
