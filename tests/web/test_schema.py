"""The description of the API: who may read it, that it names every address, and that the answers keep to it."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import resolve
from drf_spectacular.validation import validate_schema

from portal.web.access import routes

ADDRESS = "/api/v1/schema/"


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
    described = {path.replace("{id}", "{pk}").strip("/") for path in description["paths"]}
    there = {
        re.sub(r"<\w+:(\w+)>", r"{\1}", route.path).strip("/") for route in routes() if route.path.startswith("api/")
    }
    assert described == there - {ADDRESS.strip("/"), "api/v1/docs"}


def test_every_operation_says_what_a_refusal_looks_like(description):
    operations = [operation for path in description["paths"].values() for operation in path.values()]
    assert operations
    for operation in operations:
        assert not operation["summary"].isascii()
        assert not [one["name"] for one in operation.get("parameters", []) if one.get("description", "").isascii()]
        for status in ("400", "401", "403", "404", "422", "503"):
            shape = operation["responses"][status]["content"]["application/json"]["schema"]
            assert shape == {"$ref": "#/components/schemas/Refusal"}


def test_it_asks_no_other_server(description):
    assert "http" not in {str(address)[:4] for address in description.get("servers", [])}
    assert resolve(ADDRESS).func.cls.__name__ == "Description"


def test_the_page_to_read_says_all_without_a_script_and_asks_no_other_server(client, office, description):
    client.force_login(office)
    answer = client.get("/api/v1/docs/")
    page = answer.content.decode()
    for path, methods in description["paths"].items():
        assert path in page
        assert all(operation["summary"] in page for operation in methods.values())
    assert not re.search(r"<script(?![^>]* src=)", page), "a script inside the page, which the policy forbids"
    outside = re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]*", page)
    assert outside == []
    assert "unsafe" not in answer["Content-Security-Policy"].replace("style-src-attr 'unsafe-inline'", "")
    for found in re.findall(r"/static/([^\"]+)", page):
        assert finders.find(found), found


def test_whoever_is_not_signed_in_is_led_to_the_door_from_the_page_to_read(client, seeded):
    assert client.get("/api/v1/docs/").status_code == 302
