"""Personal data at rest: bound to its row, readable under old keys, findable without being told (security G)."""

import uuid

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.kernel import crypto
from portal.kernel.errors import DesignError
from tests import world

INDEX, ONE, TWO = ("ab" * 32, "01" * 32, "02" * 32)
PLACE = f"accounts_user|phone|{uuid.UUID(int=1)}"


@pytest.fixture
def keys(settings):
    """Sets the keys of the portal for this test."""

    def use(text):
        settings.FIELD_KEYS = text
        crypto.key_ring.cache_clear()

    use(f"index:{INDEX},1:{ONE}")
    yield use
    crypto.key_ring.cache_clear()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_is_read_back(plain):
    assert crypto.unseal(crypto.seal(plain, place=PLACE), place=PLACE) == plain


def test_sealed_bytes_begin_with_version_and_key_and_never_repeat(keys):
    sealed = {crypto.seal("13995071234", place=PLACE) for _ in range(50)}
    assert len(sealed) == 50
    assert {bytes(each[:2]) for each in sealed} == {bytes([1, 1])}
    assert all(b"13995071234" not in each for each in sealed)
    nonces = {each[2:14] for each in sealed}
    assert len(nonces) == 50


@pytest.mark.parametrize(
    "elsewhere",
    [f"accounts_user|phone|{uuid.UUID(int=2)}", f"accounts_user|id_number|{uuid.UUID(int=1)}",
     f"projects_village|phone|{uuid.UUID(int=1)}", ""],
)  # fmt: skip
def test_sealed_bytes_open_in_their_own_place_alone(elsewhere):
    sealed = crypto.seal("13995071234", place=PLACE)
    with pytest.raises(InvalidTag):
        crypto.unseal(sealed, place=elsewhere)


def test_any_altered_byte_is_noticed():
    sealed = crypto.seal("13995071234", place=PLACE)
    for at in range(2, len(sealed)):
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(InvalidTag):
            crypto.unseal(altered, place=PLACE)


def test_a_version_or_a_key_that_we_do_not_have_is_named(keys):
    sealed = crypto.seal("13995071234", place=PLACE)
    with pytest.raises(DesignError, match="version 9"):
        crypto.unseal(bytes([9]) + sealed[1:], place=PLACE)
    with pytest.raises(DesignError, match="key 7"):
        crypto.unseal(sealed[:1] + bytes([7]) + sealed[2:], place=PLACE)


def test_after_a_change_of_keys_old_rows_are_read_and_new_ones_sealed_with_the_new_key(keys):
    old = crypto.seal("13995071234", place=PLACE)
    index = crypto.blind_index("13995071234", column="accounts_user|phone")
    keys(f"index:{INDEX},2:{TWO},1:{ONE}")
    assert crypto.unseal(old, place=PLACE) == "13995071234"
    assert crypto.seal("13995071234", place=PLACE)[1] == 2
    assert crypto.blind_index("13995071234", column="accounts_user|phone") == index


@pytest.mark.parametrize(
    "wrong",
    ["", f"1:{ONE}", f"index:{INDEX}", f"index:{INDEX},1:{ONE[:-2]}", f"index:{INDEX[:-2]},1:{ONE}",
     f"index:{INDEX},0:{ONE}", f"index:{INDEX},256:{ONE}"],
)  # fmt: skip
def test_keys_that_cannot_be_used_are_refused(keys, wrong):
    keys(wrong)
    with pytest.raises(DesignError, match="FIELD_KEYS"):
        crypto.key_ring()


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("64010219900101123X", "６４０１０２１９９００１０１１２３ｘ"),
        ("139 9507-1234", "13995071234"),
        ("ａｂｃ", "ABC"),
    ],
)
def test_the_index_finds_a_value_however_it_was_typed(one, same):
    assert crypto.blind_index(one, column="t|c") == crypto.blind_index(same, column="t|c")


def test_the_index_tells_nothing_without_the_key_and_nothing_across_columns(keys):
    index = crypto.blind_index("13995071234", column="t|c")
    assert len(index) == 16
    assert index != crypto.blind_index("13995071235", column="t|c")
    assert index != crypto.blind_index("13995071234", column="t|d")
    keys(f"index:{'cd' * 32},1:{ONE}")
    assert crypto.blind_index("13995071234", column="t|c") != index


@pytest.mark.django_db
def test_a_person_has_a_sealed_number_that_is_found_and_masked():
    person = world.person("zhangsan", phone="13995071234")
    row = User.objects.get(pk=person.pk)
    assert (row.unsealed("phone"), row.masked("phone"), row.phone_tail) == ("13995071234", "****1234", "1234")
    assert b"13995071234" not in bytes(row.phone_ct)
    assert User.objects.get(phone_idx=crypto.blind_index("139 9507 1234", column="accounts_user|phone")) == row


@pytest.mark.django_db
def test_the_sealed_number_of_one_row_opens_in_no_other():
    one, other = world.person("zhangsan", phone="13995071234"), world.person("lisi", phone="13995075678")
    other.phone_ct = one.phone_ct
    with pytest.raises(InvalidTag):
        other.unsealed("phone")


@pytest.mark.django_db
def test_an_empty_value_leaves_nothing_sealed():
    person = world.person("zhangsan", phone="")
    assert (person.phone_ct, person.phone_idx, person.phone_tail) == (None, None, "")
    assert (person.unsealed("phone"), person.masked("phone")) == ("", "")


def test_a_sealed_column_is_named_as_one():
    with pytest.raises(DesignError, match="_ct"):
        crypto.SealedField().contribute_to_class(User, "phone")
