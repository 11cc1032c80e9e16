"""Anybody says what he doubts: once, however often he taps; under a number; nobody else learns who he was."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from portal.files import store
from portal.files.models import StoredFile
from portal.kernel.errors import InvalidInput, NotPermitted
from quality import actions
from quality.actions.intake import OWN_A_DAY, UNNAMED_AN_HOUR, ComplaintIncomplete, TooManyComplaints
from quality.facts import ComplaintReceived
from quality.models import Channel, Complaint, ComplaintMove, ComplaintPhoto
from quality.receipts import receipt_of
from tests.clock import go_on
from tests.files.pictures import SECRET
from tests.quality.course import UNNAMED, photo


def test_a_supervisor_raises_one_with_photos_and_its_course_does_not_name_him(hands, deeds):
    complaint = hands.raised(channel=Channel.SUPERVISOR, photos=[photo()], phone="13995071234", part=" 顶板 ")
    complaint.refresh_from_db()
    assert (complaint.number, complaint.state, complaint.channel) == (1, "received", "supervisor")
    assert complaint.place == "3号楼 3层 顶板"
    assert (complaint.holder, complaint.receipt_hash) == (hands.supervisor.user.pk, None)
    assert complaint.clock.rule.code == "Q-triage"
    assert complaint.masked("phone") == "****1234"
    (move,) = ComplaintMove.objects.filter(complaint=complaint)
    assert (move.verb, move.by, move.by_reporter, move.due_on) == ("receive", None, True, complaint.clock.due_on)
    deed = next(deed for deed in deeds if deed.action == "quality.raise_complaint")
    assert deed.facts == [ComplaintReceived(complaint.pk, hands.village.pk, None, "", "supervisor")]
    told = str([change.after for change in deed.changes])
    assert "13995071234" not in told
    assert f"'reporter_id': {hands.supervisor.user.pk}" not in told
    # The picture says neither where it was taken nor what the telephone called it.
    file = StoredFile.objects.get(pk=ComplaintPhoto.objects.get(complaint=complaint).file_id)
    assert (file.name, file.uploaded_by, file.village_id) == ("反映时照片1.jpg", None, hands.village.pk)
    assert SECRET not in store.read(file.sha256) + store.read(file.small_sha256)


def test_the_same_form_thrice_is_one_doubt_with_one_receipt(hands):
    key = str(uuid.uuid4())
    sent = {hands.raised(UNNAMED, form_key=key, photos=[photo()]).pk for _ in range(3)}
    assert len(sent) == 1
    assert ComplaintPhoto.objects.count() == 1
    other = hands.raised(UNNAMED)
    assert (other.number, other.channel, other.reporter) == (2, "board", None)
    assert other.holder < 0
    assert receipt_of(key) == receipt_of(key) != receipt_of(str(uuid.uuid4()))
    kept = Complaint.objects.get(pk=sent.pop())
    assert receipt_of(key).encode() not in bytes(kept.receipt_hash)


def test_what_it_refuses(hands, elsewhere):
    with pytest.raises(ComplaintIncomplete, match="请写明哪里有什么问题"):
        hands.raised(what=" ")
    with pytest.raises(InvalidInput, match="最多上传4张"):
        hands.raised(photos=[photo()] * 5)
    with pytest.raises(NotPermitted):
        actions.raise_complaint(hands.supervisor, elsewhere, form_key=str(uuid.uuid4()), what="裂缝")
    assert not Complaint.objects.exists()


def test_no_more_come_in_than_anybody_can_look_at(hands, elsewhere):
    for _ in range(OWN_A_DAY):
        hands.raised()
    with pytest.raises(TooManyComplaints, match=f"您一天内已反映{OWN_A_DAY}个"):
        hands.raised()
    for _ in range(UNNAMED_AN_HOUR):
        hands.raised(UNNAMED)
    with pytest.raises(TooManyComplaints, match="一小时后再试"):
        hands.raised(UNNAMED)
    # One board that is flooded closes no other, and none for ever.
    assert actions.raise_complaint(UNNAMED, elsewhere, form_key=str(uuid.uuid4()), what="裂缝").pk
    go_on(timedelta(hours=1, minutes=1))
    assert hands.raised(UNNAMED).pk
