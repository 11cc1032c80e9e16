"""Identity cards: only what the number itself can say, and never the number in the sentence."""

from __future__ import annotations

import pytest

from relocation.rules.households import complaint_of_id_number, id_number, is_phone
from tests.relocation.surveys import id_number as nth


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (nth(1), ""),
        ("11010519491231002x", ""),
        (" 110105 19491231 002X ", ""),
        (nth(1)[:-1] + ("0" if nth(1)[-1] != "0" else "1"), "证件号码末位与前17位不符"),
        ("110105194913310021", "不是一个日期"),
        ("11010519491231002", "证件号码应为18位"),
        ("1101051949123100200", "证件号码应为18位"),
        ("１１０１０５１９４９１２３１００２X", "证件号码应为18位"),
    ],
)
def test_a_number_is_whole_or_the_sentence_says_where_to_look(text, sentence):
    found = complaint_of_id_number(text)
    assert sentence in found
    assert bool(found) == bool(sentence)
    assert text.strip() not in found


def test_a_number_is_kept_without_blanks_and_with_a_large_x():
    assert id_number(" 110105 19491231 002x ") == "11010519491231002X"


def test_telephones():
    assert all(is_phone(text) for text in ("13995071234", "0951-6012345", "09516012345"))
    assert not any(is_phone(text) for text in ("1399507123", "6012345", "1399507123４", "没有"))
