"""Every address of the portal that can be opened, with objects of the demonstration where it names one."""

from __future__ import annotations

import re
from functools import cache

from portal.web.access import Route, routes
from tests.journeys.served import Site

# The first word of an address, the table of what its number names, and which row is shown.
OBJECTS = {
    "reveals": ("accounts_user", "username = 'liaison'"),
    "people": ("accounts_user", "username = 'liaison'"),
    "delegations": ("accounts_delegation", "true"),
    "organisations": ("accounts_organisation", "kind = 'township'"),
    "editions": ("reports_edition", "pdf_hash <> ''"),
    "jobs": ("jobs_job", "true"),
    "villages": ("projects_village", "ordinal = 1"),
    "figures": ("projects_figurereport", "true"),
    "milestones-reached": ("projects_milestonereached", "true"),
    "public-figures": ("projects_publicfigure", "true"),
    "lamp-rules": ("projects_lampprofile", "true"),
    "grants": ("projects_rolegrant", "true"),
    "calendar": ("clocks_calendarchange", "true"),
    "trail": ("audit_entry", "true"),
    "findings": ("integrity_finding", "true"),
    "deadline-rules": ("clocks_deadlinerule", "true"),
    "approvals": ("approvals_approval", "true"),
    "bases": ("projects_figurebasis", "true"),
    "backfills": ("projects_backfill", "true"),
    "orders": ("projects_order", "true"),
    "complaints": ("quality_complaint", "state = 'assigned'"),
    "report-boards": ("quality_reportboard", "true"),
    "feedback": ("projects_feedback", "true"),
    "households": ("relocation_household", "withdrawn_at IS NULL"),
    "imports": ("imports_importrun", "true"),
    "policies": ("relocation_policyversion", "true"),
    "notices": ("relocation_publicnotice", "kind = 'result'"),
    "objections": ("relocation_noticeobjection", "true"),
    "agreements": ("relocation_agreement", "true"),
    "money-sources": ("funding_source", "true"),
    "money-lots": ("ledger_lot", "true"),
    "contracts": ("funding_contract", "true"),
    "applications": ("funding_application", "true"),
    "payments": ("funding_payment", "true"),
    # A token that is not there: its address takes nothing but a deed.
    "account": ("accounts_user", "true"),
}
# What an address has to be asked with, or there is nothing to answer.
ASKED = {
    "clocks-api:calendar-reckon": "?start=2024-09-09&amount=10&unit=workday",
    "approvals:override-ask": "?gate=reader-grant-ended&subject=1",
}
WORDS = {"<int:year>": "2026", "<str:column>": "accounts.user.phone", "<str:kind>": "signed_households"}
WORDS |= {"<str:sort>": "figure", "<slug:key>": "override"}
WORDS_OF = {"funding:contract-payment-apply": {"<str:sort>": "progress"}}
WORDS_OF |= {"reports:edition-words": {"<str:kind>": "note"}}
# What an address names by another column than the number of its row.
TEXTS = {"quality:report": ("<str:code>", "quality_reportboard", "code")}
WORDS_OF |= {route: {"<str:sheet>": "projects.figures"} for route in ("imports:run-start", "imports:sheet-blank")}


@cache
def all_routes() -> tuple[Route, ...]:
    return tuple(routes())


def address_of(route: Route, site: Site) -> str:
    """The route's address; one that names an object of a table that is not listed above fails."""
    path = route.path.removeprefix("api/v1/")
    address = f"/{route.path}"
    if "<int:pk>" in address:
        address = address.replace("<int:pk>", str(site.first(*OBJECTS[path.partition("/")[0]])))
    if route.name in TEXTS:
        name, table, column = TEXTS[route.name]
        address = address.replace(name, site.text(table, column))
    for name, word in (WORDS | WORDS_OF.get(route.name, {})).items():
        address = address.replace(name, word)
    assert not re.search("[<>]", address), f"{address} asks for more than is known here"
    return address + ASKED.get(route.name, "")
