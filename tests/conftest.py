"""What holds for all tests: made-up examples may take as long as they like, since a busy machine is no finding; what is
slow begins first, so that at the end of a run no worker waits long for the other."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Its files share a served portal, which costs more than the tests of any of them.
TOGETHER = "tests/journeys/"


class ByFile(LoadFileScheduling):
    """The tests of one file stay with one worker, and so do those that share a served portal."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile | None:
    if config.getvalue("dist") != "loadfile":
        return None
    # By their order here, not by their number: a file of three tests may take minutes.
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
