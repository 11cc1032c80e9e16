"""Signing in: counted guesses, passwords, second factor, limits of a session (security design I).

Machinery, not records: what happens here happens before anybody is known. The one change to a record, the time of
the last sign-in, is the action ``record_sign_in``.
"""
