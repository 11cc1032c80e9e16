"""What the trail vouches for an edition with: its size and root, older than the figures (decision 14)."""

from __future__ import annotations

from integrity.selectors import CHECKPOINT
from integrity.trail import sealing
from portal.jobs.worklist import want
from portal.reports.blocks import Stamp
from portal.reports.contributions import stamp

SHORT = 16


@stamp("integrity.trail", order=10)
def root_of_the_trail(edition: str) -> Stamp:
    """Seal, freeze size and root, and have the signer sign exactly these (ADR 6: the paper does not wait for him)."""
    sealing.seal(waits=True)
    tree = sealing.head()
    root = tree.root.hex()
    if tree.size:
        want(CHECKPOINT, f"{edition}@{tree.size}", {"size": tree.size, "root": root})
    return Stamp(
        "校验码",
        root[:SHORT],
        (
            f"本期编制前，操作留痕共{tree.size}条，其校验码（RFC 6962，SHA-256）为：",
            " ".join(root[start : start + SHORT] for start in range(0, len(root), SHORT)),
            "留存本页即可日后核对：此前的留痕有一处被改动、删除、插入或调换，都算不出这个校验码。",
        ),
    )
