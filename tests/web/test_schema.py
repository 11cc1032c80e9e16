"""The description of the API: who may read it, that it names every address, and that the answers keep to it."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import resolve
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from portal.web.access import routes
from portal.wsgi import application
from tests import world

ADDRESS = "/api/v1/schema/"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def description(client, household):
    client.force_login(household)
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    return answer.json()


def test_it_is_read_by_the_signed_in_alone(client, seeded):
    assert client.get(ADDRESS).status_code == 401


def test_it_is_valid_and_names_every_address_of_the_api(description):
    validate_schema(description)
    described = {path.replace("{id}", "<int:pk>").strip("/") for path in description["paths"]}
    there = {route.path.strip("/") for route in routes() if route.path.startswith("api/")}
    assert described == there - {ADDRESS.strip("/")}


def test_every_operation_says_what_a_refusal_looks_like(description):
    operations = [operation for path in description["paths"].values() for operation in path.values()]
    assert operations
    for operation in operations:
        for status in ("400", "401", "403", "404", "422", "503"):
            shape = operation["responses"][status]["content"]["application/json"]["schema"]
            assert shape == {"$ref": "#/components/schemas/Refusal"}


def test_it_asks_no_other_server(description):
    assert "http" not in {str(address)[:4] for address in description.get("servers", [])}
    assert resolve(ADDRESS).func.cls.__name__ == "Description"


@pytest.fixture
def kept_connection():
    """As Django's own test client: the server's end of a request would close the connection of the test."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("who", ["office", "liaison"])
def test_answers_keep_to_it(request, who, description, kept_connection):
    person = request.getfixturevalue(who)
    world.reported(world.village(1), "signed_households", 5, 10)
    world.reported(world.village(1), "funds_paid", 500, 1000)
    client = Client()
    client.force_login(person)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    schema = schemathesis.openapi.from_dict(description)
    schema.app = application
    keys = st.sampled_from([world.village(1).pk, world.village(2).pk, 1]) | st.integers(0, 10**20)
    seen = []

    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(), key=keys)
        def ask(case, key):
            if case.path_parameters:
                case.path_parameters = {"id": key}
            response = case.call(cookies=cookies)
            seen.append(response.status_code)
            case.validate_response(response, checks=CHECKS)

        ask()
    assert {200, 404} <= set(seen) <= {200, 201, 400, 403, 404, 422}
