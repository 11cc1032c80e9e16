"""Every page that can be opened: usable without eyes or mouse, quiet in the console, no wider than a phone."""

from contextlib import ExitStack

import pytest

from tests.journeys import axe
from tests.journeys.addresses import OBJECTS, address_of, all_routes
from tests.journeys.watching import DESK, window

pytestmark = pytest.mark.slow

# Tried in turn: each route is shown as the first of them who may open it.
READERS = (
    "office", "commander", "system_admin", "security_admin", "auditor", "building_force", "builder", "relocation_force",
    "funding_force", "department", "owner_unit", "integrity_officer",
)  # fmt: skip
# The second step of signing in leads back to the first while nobody waits there: see test_states.py.
LEADS_ON = {"accounts:sign-in", "accounts:sign-in-code"}
# Machines read it: figures with a token of their own, and whether workers are there, which are not here.
FOR_MACHINES = {"site:metrics", "site:readyz"}
# What is handed out is a file, never a page.
ATTACHMENTS = {"files:file", "files:file-small", "reports:edition-office"}
# A secret of one reporter opens them: see test_reporting.py.
BY_RECEIPT = {"quality:receipt", "quality:receipt-answer", "quality:receipt-photo"}
# Forms of one state alone, in which nothing of the small demonstration stands: see tests/relocation and tests/funding.
IN_ONE_STATE = {"relocation:policy-revise", "funding:application-return"}
POST_ONLY, NO_PAGE = 405, "no page"


@pytest.fixture(scope="module")
def edition_waits(browser, site):
    """The newest edition was submitted: only then is there a form to send it back."""
    with window(browser, site, DESK) as clerk:
        clerk.sign_in("office2")
        clerk.open(f"/editions/{site.first(*OBJECTS['editions'])}/desk/")
        clerk.page.get_by_role("button", name="送审").click()
        with clerk.page.expect_navigation():
            clerk.page.get_by_role("dialog").get_by_role("button", name="确定").click()
        assert "已送审" in clerk.page.content()


@pytest.fixture(scope="module")
def desks(browser, site, edition_waits):
    """A signed-in window for each reader, opened once."""
    with ExitStack() as opened:
        found = {}
        for person in READERS:
            found[person] = opened.enter_context(window(browser, site, DESK))
            found[person].sign_in(person)
        yield found


@pytest.mark.parametrize(
    "route",
    [
        route
        for route in all_routes()
        if route.name not in LEADS_ON | FOR_MACHINES | ATTACHMENTS | BY_RECEIPT | IN_ONE_STATE
    ],
    ids=lambda route: route.name,
)
def test_serves_everybody(route, desks, site, album):
    address = address_of(route, site)
    answers = {person: asked(desks[person], address) for person in READERS}
    if NO_PAGE in answers.values() or (POST_ONLY in answers.values() and 200 not in answers.values()):
        return
    readers = [person for person, answer in answers.items() if answer == 200]
    assert readers, f"nobody can open {address}: {answers}"
    opened = desks[readers[0]]
    opened.page.set_viewport_size(DESK)
    opened.open(address)
    assert axe.faults(opened) == []
    album.keep(opened, f"page-{route.name.replace(':', '-')}")


def asked(opened, address):
    """The status of an address, or that what it gives is no page."""
    answer = opened.page.request.get(f"{opened.site.address}{address}", max_redirects=0)
    if answer.ok and not answer.headers["content-type"].startswith("text/html"):
        return NO_PAGE
    return answer.status
