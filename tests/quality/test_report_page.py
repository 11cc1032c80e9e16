"""From a telephone before the board to the receipt and back: unnamed, once, without JavaScript; or as oneself."""

from __future__ import annotations

import re
import uuid
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from quality import actions
from quality.actions.intake import UNNAMED_AN_HOUR
from quality.models import Complaint, ComplaintPhoto
from tests.files.pictures import SECRET, telling_jpeg
from tests.quality.course import UNNAMED


def text(answer):
    return unescape(answer.content.decode())


def pictures(count=2):
    return [SimpleUploadedFile(f"{number}.jpg", telling_jpeg()) for number in range(count)]


@pytest.fixture
def address(hands):
    return f"/report/{actions.open_board(hands.force, hands.village).code}/"


def test_somebody_without_a_name_reports_follows_and_closes(client, hands, address):
    page = text(client.get(address))
    assert "反映干部问题请拨12388" in page
    assert hands.village.public_label in page
    assert 'enctype="multipart/form-data"' in page
    key = re.search(r'name="form_key" value="([^"]+)"', page)[1]
    sent = {"what": "卧室顶板裂缝", "building": "3号楼", "phone": "", "form_key": key}
    first = client.post(address, {**sent, "photos": pictures()})
    again = client.post(address, {**sent, "photos": pictures()})
    assert (first.status_code, first["Location"]) == (302, again["Location"])
    complaint = Complaint.objects.get()
    assert ComplaintPhoto.objects.count() == 2
    receipt = first["Location"].removesuffix("?new=1")
    shown = client.get(first["Location"])
    assert "回执码只在这里显示一次" in text(shown)
    assert "no-cache" in shown["Cache-Control"]
    assert "没有修好" not in text(shown)
    small = re.findall(r'<img src="([^"]+)"', text(shown))
    picture = client.get(small[0])
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert SECRET not in picture.content
    # The code by hand leads to the same page; one that is not, leads nowhere.
    code = receipt.split("/")[-2]
    found = client.post("/report/receipt/", {"receipt": code.upper().replace("-", " ")})
    assert found["Location"] == f"/report/receipt/{code.replace('-', '')}/"
    assert client.post("/report/receipt/", {"receipt": "aaaa-bbbb-cccc-dddd"}).status_code == 422
    assert client.get("/report/receipt/aaaa-bbbb-cccc-dddd/").status_code == 404
    # Of his doubt and of no other; and what only others may say is not his to say.
    _, other = hands.raised(photos=[]), hands.unnamed()
    assert client.get(f"{receipt}photos/{uuid.uuid4()}/small/").status_code == 404
    assert client.post(f"{receipt}confirm/", {}).status_code == 409
    hands.reinspected(hands.rectified(hands.assigned(complaint)))
    page = text(client.get(receipt))
    assert "已修好，确认销号" in page
    assert "示例监理公司" in page
    assert hands.inspector.user.name not in page
    assert client.post(f"{receipt}reopen/", {"words": ""}).status_code == 422
    assert client.post(f"{receipt}close/", {}).status_code == 404
    assert client.post(f"{receipt}confirm/", {"words": "修好了"}).status_code == 302
    complaint.refresh_from_db()
    assert complaint.state == "closed"
    assert other[0].state == "received"


def test_what_is_put_right_stays_and_what_is_too_much_is_said_before_pictures(client, hands, address, monkeypatch):
    form = {"what": "", "building": "3号楼", "phone": "1399", "form_key": str(uuid.uuid4())}
    refused = client.post(address, {**form, "photos": pictures(5)})
    assert refused.status_code == 422
    for sentence in ("最多4个，现选了5个", "电话号码不完整"):
        assert sentence in text(refused)
    assert 'value="3号楼"' in text(refused)
    for _ in range(UNNAMED_AN_HOUR):
        hands.raised(UNNAMED)
    monkeypatch.setattr("portal.files.forms.receive", None)  # would fail if any picture were looked at
    full = client.post(address, {**form, "what": "裂缝", "phone": "", "photos": pictures(1)})
    assert full.status_code == 429
    assert "一小时后再试" in text(full)
    assert client.get("/report/nosuchcode/").status_code == 404


def test_a_supervisor_reports_as_himself_and_a_foreign_village_is_not_there(client, hands, elsewhere, address):
    client.force_login(hands.supervisor.user)
    form = {"what": "楼道扶手松动", "form_key": str(uuid.uuid4())}
    assert "以本人账号反映" in text(client.get(address))
    answer = client.post(address, form)
    complaint = Complaint.objects.get()
    assert answer["Location"] == f"/complaints/{complaint.pk}/"
    assert (complaint.reporter, complaint.channel) == (hands.supervisor.user, "supervisor")
    inside = f"/villages/{hands.village.pk}/report-complaint/"
    assert client.post(inside, {**form, "form_key": str(uuid.uuid4())}).status_code == 302
    assert client.get(f"/villages/{elsewhere.pk}/report-complaint/").status_code == 404
    # Where he has no say he is anybody.
    far = actions.open_board(UNNAMED, elsewhere)
    client.post(f"/report/{far.code}/", {**form, "form_key": str(uuid.uuid4())})
    assert Complaint.objects.latest("pk").reporter is None
