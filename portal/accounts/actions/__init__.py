"""The changes that accounts knows, one noun per file."""

from portal.accounts.actions.delegations import delegate, end_delegation
from portal.accounts.actions.field_keys import reseal_values
from portal.accounts.actions.organisations import change_organisation, open_organisation
from portal.accounts.actions.passwords import change_own_password, renew_password_hash, reset_password
from portal.accounts.actions.people import (
    NewAccount,
    change_person,
    deactivate_person,
    reactivate_person,
    register_person,
)
from portal.accounts.actions.reveals import reveal_value
from portal.accounts.actions.second_factor import (
    confirm_second_factor,
    offer_second_factor,
    remove_second_factor,
)
from portal.accounts.actions.sign_in import record_sign_in
from portal.accounts.actions.tokens import NewToken, end_token, issue_token, record_token_use

__all__ = [
    "NewAccount",
    "NewToken",
    "change_organisation",
    "change_own_password",
    "change_person",
    "confirm_second_factor",
    "deactivate_person",
    "delegate",
    "end_delegation",
    "end_token",
    "issue_token",
    "offer_second_factor",
    "open_organisation",
    "reactivate_person",
    "record_sign_in",
    "record_token_use",
    "register_person",
    "remove_second_factor",
    "renew_password_hash",
    "reseal_values",
    "reset_password",
    "reveal_value",
]
