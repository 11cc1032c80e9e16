"""Models of the `trail` cases: one table, five times, each with another way to keep what changed."""
