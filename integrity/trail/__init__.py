"""The audit trail: recording, sealing, checkpoints, verifying (security design B, decisions 10–14)."""
