"""Keys of encrypted columns: the newest seals, none is lost, and nothing half written counts."""

import pytest

from launcher import passwords


@pytest.fixture(autouse=True)
def secrets_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(passwords, "var", lambda: tmp_path)
    return tmp_path / "secrets"


def ids():
    return [entry.partition(":")[0] for entry in passwords.field_keys().split(",")]


def test_the_first_start_makes_one_key():
    assert ids() == ["index", "1"]
    assert passwords.field_keys() == passwords.field_keys()


def test_a_new_key_seals_and_the_old_ones_stay():
    before = dict(entry.split(":") for entry in passwords.field_keys().split(","))
    assert [passwords.add_field_key(), passwords.add_field_key()] == [2, 3]
    after = dict(entry.split(":") for entry in passwords.field_keys().split(","))
    assert ids() == ["index", "3", "2", "1"]
    assert before.items() <= after.items()
    assert len(set(after.values())) == 4
    assert {len(key) for key in after.values()} == {64}


def test_ten_comes_after_nine(secrets_folder):
    for number in range(2, 11):
        assert passwords.add_field_key() == number
    assert ids()[1] == "10"
    (secrets_folder / "field-key-99.1234").write_text("half written")
    assert ids()[1] == "10"


def test_numbers_end(secrets_folder):
    passwords.field_keys()
    (secrets_folder / "field-key-255").write_text("0" * 64)
    with pytest.raises(passwords.Trouble):
        passwords.add_field_key()
