"""The whole API under made-up requests, by real tokens of three roles: no answer of ours is a 5xx or breaks its schema.

``PORTAL_EXAMPLES`` raises how many requests are made up for each operation, for a long run.
"""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from portal.accounts import actions as accounts
from portal.kernel import clock
from portal.wsgi import application
from tests import world

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = int(os.environ.get("PORTAL_EXAMPLES", "12"))
POSSIBLE = {200, 201, 400, 401, 403, 404, 422, 429}


def token_of(user):
    issued = accounts.issue_token(world.actor(user), user, name="试算", expires_on=clock.today() + timedelta(days=30))
    return {"Authorization": f"Bearer {issued.secret}"}


@pytest.fixture
def auditor(seeded):
    """Sees all, changes nothing."""
    return world.holder("auditor")


@pytest.fixture
def description(client, office):
    return client.get("/api/v1/schema/", headers=token_of(office)).json()


@pytest.fixture
def kept_connection(description):
    """As Django's own test client: the server's end of a request would close the connection of the test."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("who", ["office", "liaison", "auditor"])
def test_no_made_up_request_is_answered_by_a_defect(request, who, description, kept_connection):
    person = request.getfixturevalue(who)
    world.reported(world.village(1), "signed_households", 5, 10)
    world.reported(world.village(1), "funds_paid", 500, 1000)
    headers = token_of(person)
    schema = schemathesis.openapi.from_dict(description)
    schema.app = application
    pools = {
        "id": st.sampled_from([world.village(1).pk, world.village(2).pk, 1]) | st.integers(0, 10**20),
        "year": st.sampled_from([2026, 2027]) | st.integers(0, 10**20),
    }
    seen = []

    for result in schema.get_all_operations():
        operation = result.ok()
        made_up = st.one_of(
            operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        )

        @settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=made_up, keys=st.fixed_dictionaries(pools))
        def ask(case, keys):
            # Of keys made up freely hardly any would be there.
            case.path_parameters = {name: keys[name] for name in case.path_parameters}
            response = case.call(headers=headers)
            seen.append(response.status_code)
            case.validate_response(response, checks=CHECKS)

        ask()
    assert {200, 404} <= set(seen) <= POSSIBLE
