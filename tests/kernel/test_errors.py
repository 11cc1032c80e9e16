"""Refusals are sentences: of the kernel, and of every named constraint and trigger that stands in the database."""

import re

import pytest
from django.db import IntegrityError, connection, transaction

from portal.accounts.models import Organisation
from portal.kernel import errors
from portal.kernel.db import constraint_sentences, sentence_of
from portal.kernel.errors import BrokenInvariant, InvalidInput, Refusal

UNWANTED = ("错误", "失败", "非法", "禁止", "！", "!")
REFUSALS = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Refusal)]


def is_fit(sentence):
    """Chinese, whole, and polite."""
    return sentence.endswith("。") and not sentence.isascii() and not any(word in sentence for word in UNWANTED)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_every_refusal_has_a_sentence_and_a_status(refusal):
    assert is_fit(refusal().sentence)
    assert refusal.status in {400, 403, 404, 409, 422, 503}
    assert str(refusal()) == refusal().sentence


def test_a_refusal_says_its_own_sentence_clause_and_fields():
    refusal = InvalidInput("请填写姓名。", fields={"name": "请填写姓名。"}, clause="《民法典》第二百零一条")
    assert (refusal.sentence, refusal.clause, refusal.fields) == (
        "请填写姓名。",
        "《民法典》第二百零一条",
        {"name": "请填写姓名。"},
    )


def test_missing_and_foreign_are_one_sentence():
    assert errors.NotSeen().sentence == errors.NotSeen.sentence
    assert errors.NotSeen.status == 404


def named_in_the_database():
    """Constraints and unique indexes of our tables whose names people gave; what Django numbers by itself ends in a
    hash, ``_check`` or ``_key``, and an identity is no rule.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
            " WHERE contype IN ('c', 'u', 'x') AND relowner = 'portal_owner'::regrole"
            " UNION SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
            " WHERE indisunique AND NOT indisprimary AND relowner = 'portal_owner'::regrole"
        )
        found = {row[0] for row in cursor.fetchall()}
    by_itself = re.compile(r"_[0-9a-f]{8}(_uniq|_like)?$|_(check|key)$|^(auth|django)_")
    return {name for name in found if not by_itself.search(name)}


@pytest.mark.database
@pytest.mark.django_db
def test_every_named_constraint_in_the_database_has_a_sentence():
    sentences, named = constraint_sentences(), named_in_the_database()
    assert named - set(sentences) == set()
    assert len(named) > 50
    assert [name for name in named if not is_fit(sentences[name])] == []


@pytest.mark.database
@pytest.mark.django_db
def test_every_trigger_in_the_database_refuses_under_its_name_with_a_sentence():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, prosrc FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE NOT tgisinternal AND relowner = 'portal_owner'::regrole"
            # The trail's triggers refuse nothing: they write down.
            " AND proowner <> 'portal_audit'::regrole"
        )
        triggers = cursor.fetchall()
    assert len(triggers) > 5
    for name, source in triggers:
        raised = re.findall(r"CONSTRAINT = '(\w+)',\s*MESSAGE = (?:format\()?'([^']*)'", source)
        assert raised, f"{name} does not say under which name it refuses"
        # Whoever judges one thing is called after it; whoever judges several says each under a name of its own.
        assert len({constraint for constraint, _ in raised}) == len(raised)
        assert len(raised) > 1 or raised[0][0] in name
        for _, sentence in raised:
            assert is_fit(sentence), sentence


@pytest.mark.django_db
def test_a_broken_constraint_without_a_sentence_stays_a_defect(open_unit):
    with pytest.raises(IntegrityError) as broken, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session (session_key) VALUES ('x')")
    with pytest.raises(IntegrityError):
        sentence_of(broken.value)


@pytest.mark.django_db
def test_the_sentence_is_that_of_the_constraint_that_broke():
    with pytest.raises(IntegrityError) as broken, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_organisation (name, short_name, kind, uscc, is_active, is_demonstration)"
            " VALUES ('', '', 'department', '', true, false)"
        )
    refusal = sentence_of(broken.value)
    assert isinstance(refusal, BrokenInvariant)
    assert refusal.sentence == "请填写单位名称。"
    assert not Organisation.objects.exists()
