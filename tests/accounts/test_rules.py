import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import rules
from portal.accounts.models import AddressKind


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "machine"),
        ("::1", "machine"),
        ("10.1.2.3", "internal"),
        ("192.168.0.1", "internal"),
        ("fd00::1", "internal"),
        ("114.114.114.114", "internet"),
        ("2400:3200::1", "internet"),
        ("", None),
        ("not an address", None),
    ],
)
def test_networks_are_told_apart(address, kind):
    assert rules.kind_of_address(address) == kind
    assert kind is None or kind in AddressKind.values


@given(st.text())
def test_every_text_has_an_answer(text):
    rules.kind_of_address(text)
    assert rules.is_account_name(text) in (True, False)
    assert rules.is_phone(text) in (True, False)
    assert rules.is_uscc(text) in (True, False)
    assert len(rules.masked_name(text)) == (2 if text else 0)


@given(st.text())
def test_an_account_name_is_stored_as_it_is_looked_for(text):
    name = rules.account_name(text)
    if rules.is_account_name(name):
        assert rules.account_name(name) == name
        assert name.isascii()
