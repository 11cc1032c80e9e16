"""The shape of input, one noun per file: forms check shape, not policy, and never save."""
