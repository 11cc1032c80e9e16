"""Saying what a number counts: the 口径 as rows, loaded with the portal and kept by the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from portal.kernel.permissions import Portal
from projects import permissions
from projects.actions.recording import refuse_second_correction
from projects.facts import FigureBasisDefined
from projects.models import Basis, FigureBasis, FigureKind

RELOAD_REASON = "口径数据文件更新"


class BasisIncomplete(InvalidInput):
    """A 口径 that does not explain how it differs from the command centre's, or a correction without its reason."""


@action(needs=permissions.DEFINE_BASES)
def define_figure_basis(
    actor: Any,
    target: Portal,
    *,
    subject: str,
    basis: str,
    definition: str,
    document: str,
    difference: str = "",
    since_on: date | None = None,
    kind: FigureKind | None = None,
    corrects: FigureBasis | None = None,
    reason: str = "",
) -> FigureBasis:
    """Define a 口径 of a subject, or put other words in the place of those that stand; both stay, with the reason."""
    if basis != Basis.COMMAND and not difference.strip():
        sentence = "还没有写明与指挥部口径的差异，不能登记。两种口径的数并列时须有说明，请补充后再提交。"
        raise BasisIncomplete(sentence, fields={"difference": "请写明与指挥部口径的差异。"})
    if basis == Basis.COMMAND and difference.strip():
        sentence = "指挥部口径是比照的标准，没有与自身的差异，不能登记。请清空这一项后再提交。"
        raise BasisIncomplete(sentence, fields={"difference": "指挥部口径本身不填差异。"})
    if corrects is not None:
        corrects = FigureBasis.objects.locked(corrects)
        refuse_second_correction(corrects)
        if not reason.strip():
            raise BasisIncomplete("请写明更正口径的原因。", fields={"reason": "请写明更正的原因。"})
    row = FigureBasis(
        subject=corrects.subject if corrects else subject,
        kind=corrects.kind if corrects else kind,
        basis=corrects.basis if corrects else basis,
        definition=definition,
        since_on=since_on,
        document=document,
        difference=difference,
        public_keys=corrects.public_keys if corrects else [],
        supersedes=corrects,
        reason=reason,
        recorded_by=actor.user,
    )
    row.save()
    tell(FigureBasisDefined(row.pk, row.subject, row.basis))
    return row


@action(needs=permissions.DEFINE_BASES)
def load_figure_bases(actor: Any, target: Portal, *, bases: Sequence[Mapping[str, Any]]) -> list[FigureBasis]:
    """Make the 口径 that came with the portal equal to ``bases`` (parsed figure_bases.yaml); the office's own stay."""
    kinds = {kind.key: kind for kind in FigureKind.objects.all()}
    standing = {(row.subject, row.basis): row for row in FigureBasis.objects.known_at(None)}
    rows = []
    for wanted in bases:
        before = standing.get((wanted["subject"], wanted["basis"]))
        values = {
            "subject": wanted["subject"],
            "kind": kinds[wanted["kind"]] if "kind" in wanted else None,
            "basis": wanted["basis"],
            "definition": wanted["definition"],
            "document": wanted["document"],
            "difference": wanted.get("difference", ""),
            "public_keys": wanted["keys"],
        }
        is_theirs = before is not None and before.recorded_by_id is not None
        if is_theirs or (before and all(getattr(before, name) == value for name, value in values.items())):
            continue
        rows.append(FigureBasis(**values, is_seeded=True, supersedes=before, reason=RELOAD_REASON if before else ""))
    loaded: list[FigureBasis] = FigureBasis.objects.bulk_create(rows)
    return loaded
