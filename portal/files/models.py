"""Uploaded files: what they are, whose they are, under which hash their bytes lie."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from portal.files.permissions import VIEW_FILES
from portal.kernel.crypto import CiphertextField, new_key, seal, seal_bytes, unseal, unseal_bytes
from portal.kernel.db import RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record

HASH_PATTERN = r"^[0-9a-f]{64}$"
LONGEST_NAME = 120
_REFUSE = "RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', MESSAGE = '{sentence}';"


class FileKind(models.TextChoices):
    PHOTO = "photo", "照片"
    DOCUMENT = "document", "文件扫描件"
    WORKBOOK = "workbook", "电子表格"


class StoredFile(Record):
    """One upload. Its bytes never change; whose it is, is said once: at the upload or when it is given to something.

    ``sha256`` names what is kept and handed out, ``original_sha256`` what was sent: a photo is built anew from its
    pixels, so the two differ. ``looks`` is a photo's perceptual hash, ``same_as`` an earlier photo that shows the same.
    Of what a camera wrote only the day remains. The true permission is that of the owner; see ``file_owners.py``.

    A file that holds numbers of persons is kept sealed, with a key of its own that stands sealed in ``key_ct``; then
    ``sha256`` names the sealed bytes, and whoever deletes the row makes every copy of them unreadable.
    """

    seen_with = VIEW_FILES
    anchors = {Reach.VILLAGE: "village_id", Reach.OWN: "uploaded_by_id"}

    uid = models.UUIDField("编号", default=uuid.uuid4, editable=False)
    kind = models.CharField("种类", max_length=20, choices=FileKind)
    name = models.CharField("文件名", max_length=LONGEST_NAME)
    media_type = models.CharField("格式", max_length=80)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("摘要", max_length=64)
    small_sha256 = models.CharField("缩略图摘要", max_length=64, blank=True, default="")
    original_sha256 = models.CharField("原件摘要", max_length=64)
    taken_on = models.DateField("拍摄日期", null=True, blank=True)
    looks = models.BigIntegerField("图像特征", null=True, blank=True)
    same_as = models.UUIDField("相同照片", null=True, blank=True)
    owner_label = models.CharField("所属种类", max_length=60, blank=True, default="")
    owner_key = models.BigIntegerField("所属编号", default=0)
    village_id = models.BigIntegerField("点位", null=True, blank=True)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="上传人")
    key_ct = CiphertextField("封存密钥", null=True, blank=True)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "附件"
        indexes = [
            models.Index(fields=["owner_label", "owner_key"], name="stored_file_owner"),
            models.Index(fields=["sha256"], name="stored_file_digest"),
            models.Index(fields=["original_sha256"], name="stored_file_original"),
            models.Index(fields=["recorded_at"], condition=Q(owner_label=""), name="stored_file_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["uid"], name="stored_file_uid_is_unique", violation_error_message="附件编号重复。"
            ),
            models.CheckConstraint(
                name="stored_file_kind_is_known",
                condition=Q(kind__in=FileKind.values),
                violation_error_message="附件种类不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="stored_file_digests_are_sha256",
                condition=Q(sha256__regex=HASH_PATTERN)
                & Q(original_sha256__regex=HASH_PATTERN)
                & (Q(small_sha256="") | Q(small_sha256__regex=HASH_PATTERN)),
                violation_error_message="附件摘要应为64位。",
            ),
            models.CheckConstraint(
                name="stored_file_is_something",
                condition=Q(size__gt=0) & ~Q(name=""),
                violation_error_message="附件应有名称和内容。",
            ),
            models.CheckConstraint(
                name="stored_file_photo_has_two_sizes",
                condition=Q(kind=FileKind.PHOTO, looks__isnull=False) & ~Q(small_sha256="")
                | ~Q(kind=FileKind.PHOTO) & Q(small_sha256="", looks__isnull=True, taken_on__isnull=True),
                violation_error_message="照片应有缩略图和图像特征，其他附件没有。",
            ),
            models.CheckConstraint(
                name="stored_file_owner_has_key",
                condition=Q(owner_label="", owner_key=0) | ~Q(owner_label="") & Q(owner_key__gt=0),
                violation_error_message="附件所属事项应同时写明种类和编号。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="stored_file_is_kept_as_taken",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(exclude=["owner_label", "owner_key", "key_ct"]),
                func=_REFUSE.format(
                    name="stored_file_is_kept_as_taken", sentence="附件上传后不能改动。需要更换的，请重新上传。"
                ),
            ),
            pgtrigger.Trigger(
                name="stored_file_stays_with_its_owner",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "OLD.owner_key > 0"
                    " AND (OLD.owner_label, OLD.owner_key) IS DISTINCT FROM (NEW.owner_label, NEW.owner_key)"
                ),
                func=_REFUSE.format(
                    name="stored_file_stays_with_its_owner",
                    sentence="附件已经归入别的事项，不能再转。请重新上传。",
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_owner(self) -> bool:
        return bool(self.owner_label)

    def begin_seal(self) -> None:
        """From now on what is kept of this file is sealed; before its first bytes are."""
        self.key_ct = seal(new_key(), place=self.place_of("key"))

    def sealed(self, content: bytes, *, part: str) -> bytes:
        """Bytes of this file as they are kept; ``part`` tells them from others that its key seals."""
        return seal_bytes(content, key=self._key, place=self.place_of(part)) if self.key_ct else content

    def unsealed(self, kept: bytes, *, part: str) -> bytes:
        """Kept bytes as they were; raises cryptography's InvalidTag when they are another's."""
        return unseal_bytes(kept, key=self._key, place=self.place_of(part)) if self.key_ct else kept

    def place_of(self, part: str) -> str:
        """What a part is bound to."""
        return f"{self._meta.db_table}|{part}|{self.uid}"

    @property
    def _key(self) -> str:
        return unseal(bytes(self.key_ct or b""), place=self.place_of("key"))
