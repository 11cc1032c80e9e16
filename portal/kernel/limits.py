"""How much risky work may take. The child that does it applies them to itself; whoever waits for it keeps the clock."""

import ctypes
import resource
import signal
from dataclasses import asdict, dataclass

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Limits:
    """Bytes of address space, seconds of processor, seconds by the clock. A weekly edition takes 0.3 GB and 2 s."""

    memory: int = 1_500_000_000
    cpu: int = 60
    wall: float = 90.0

    def as_json(self) -> dict[str, float]:
        return asdict(self)


def apply(limits: Limits) -> None:
    """Bind this process, for good, and let it die with its parent."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
