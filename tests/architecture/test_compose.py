"""The image and the compose file are held to the settings, to the launcher's lock and to the schema of the Compose
specification, since most who change them have no container engine at hand."""

from __future__ import annotations

import ast
import json
import os
import re
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings

from launcher import packages
from launcher.places import ROOT
from portal.jobs.contributions import JOB_KINDS
from tests.architecture.composing import (
    COMPOSED,
    GIVEN,
    ONE_SHOTS,
    OURS,
    RAW,
    SERVICES,
    NotGiven,
    composed,
    gather_static,
    instructions,
    is_sent,
    lay_image,
    manage,
)

VENDOR = Path(__file__).parent / "compose-spec"


def test_it_follows_the_compose_specification():
    schema = json.loads((VENDOR / "compose_spec.json").read_text())
    jsonschema.Draft7Validator(schema).validate(COMPOSED)


def test_the_schema_catches_a_mistyped_key():
    schema = json.loads((VENDOR / "compose_spec.json").read_text())
    wrong = {"services": {"web": {"image": "x", "helthcheck": {}}}}
    assert list(jsonschema.Draft7Validator(schema).iter_errors(wrong))


def test_these_are_the_services():
    servers, sites, works = {"postgres", "valkey"}, {"web", "web-audit"}, {"worker", "signer", "beat"}
    assert set(SERVICES) == servers | {"set-up", "migrate"} | sites | works | {"backup"}
    assert set(OURS) == set(SERVICES) - {"postgres", "valkey"}
    assert len({service["image"] for service in OURS.values()}) == 1


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_is_pinned_to_a_full_version(name):
    assert re.search(r":\d+\.\d+(\.\d+)?(-\w+)?$", SERVICES[name]["image"])


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_SHOTS))
def test_what_stays_has_a_health_check_and_comes_back(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OURS)
def test_each_waits_until_what_it_needs_is_there(name):
    waits = {other: said["condition"] for other, said in SERVICES[name]["depends_on"].items()}
    if name == "set-up":
        assert waits == {"postgres": "service_healthy"}
    elif name == "migrate":
        assert waits == {"set-up": "service_completed_successfully"}
    else:
        assert waits == {
            "migrate": "service_completed_successfully",
            "postgres": "service_healthy",
            "valkey": "service_healthy",
        }


@pytest.mark.parametrize("name", GIVEN)
def test_a_variable_that_is_missing_is_named_with_what_it_means(name):
    with pytest.raises(NotGiven, match=rf"^没有设置 {name}（.+）$"):
        composed(**{**GIVEN, name: ""})


def test_no_secret_stands_in_the_file():
    for name, value in re.findall(r"^\s*(\w*(?:PASSWORD|KEY|KEYS|TOKEN|AUTH)): (.*)$", RAW, re.MULTILINE):
        assert value.startswith(("${", "/run/secrets/")), name
    assert not [found for found in re.findall(r"://[^@\s]*@", RAW) if "${" not in found]


def required_by_settings() -> set[str]:
    """The variables that the production settings read without a default."""
    found = set()
    for path in ("base.py", "production.py"):
        for node in ast.walk(ast.parse((ROOT / "portal" / "settings" / path).read_text())):
            is_read = isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] == "env" and node.args
            if is_read and not any(word.arg == "default" for word in node.keywords):
                found.add(ast.literal_eval(node.args[0]))
    return found


@pytest.mark.parametrize("name", OURS)
def test_each_is_given_what_the_settings_require(name):
    required = required_by_settings()
    assert {"DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS"} <= required
    assert required <= set(SERVICES[name]["environment"])
    assert SERVICES[name]["environment"]["DJANGO_SETTINGS_MODULE"] == "portal.settings.production"


def logins(name: str) -> set[str]:
    """The logins of the database whose password this service is told, in whatever variable."""
    told = json.dumps(SERVICES[name].get("environment", {}))
    passwords = {"a2": "postgres", "a3": "portal_owner", "a4": "portal_app", "a5": "portal_ro", "a6": "portal_backup"}
    return {login for password, login in passwords.items() if f'"{password}"' in told or f":{password}@" in told}


def test_each_knows_only_the_logins_that_it_works_with():
    assert {name: logins(name) for name in SERVICES} == {
        "postgres": {"postgres"},
        "valkey": set(),
        "set-up": {"postgres", "portal_owner", "portal_app", "portal_ro", "portal_backup"},
        "migrate": {"portal_owner", "portal_app"},
        "web": {"portal_app"},
        "web-audit": {"portal_ro"},
        "worker": {"portal_app"},
        "signer": {"portal_app"},
        "beat": {"portal_app"},
        "backup": {"portal_backup"},
    }


def test_the_signer_alone_is_shown_the_key_that_signs():
    shown = {name for name, service in SERVICES.items() if "signing" in json.dumps(service).lower()}
    assert shown == {"signer"}
    assert SERVICES["signer"]["environment"]["PORTAL_SIGNING_KEY"] == "/run/secrets/signing-key"
    assert SERVICES["signer"]["secrets"] == ["signing-key"]
    assert COMPOSED["secrets"] == {"signing-key": {"file": GIVEN["PORTAL_SIGNING_KEY_FILE"]}}


def queues(name: str) -> set[str]:
    command = SERVICES[name]["command"]
    return set(command[command.index("-Q") + 1].split(","))


def test_every_queue_has_a_worker_and_sealing_has_two():
    assert queues("worker") == {"celery", "seal"}
    assert queues("signer") == {"signer", "seal"}
    asked = {kind.queue or "celery" for kind in JOB_KINDS}
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert asked | routed == queues("worker") | queues("signer")


def test_the_auditors_site_cannot_write():
    audit = SERVICES["web-audit"]
    assert audit["environment"]["PORTAL_POOL"] == "audit"
    assert "//portal_ro:" in audit["environment"]["DATABASE_URL"]
    assert audit["volumes"] == ["files:/portal/var/files:ro"]


def test_only_the_sites_can_be_reached_and_only_from_this_machine():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web", "web-audit"}
    for name in ("web", "web-audit"):
        assert all(port.startswith("127.0.0.1:") for port in SERVICES[name]["ports"])
        assert SERVICES[name]["environment"]["WEB_HOST"] == "0.0.0.0"  # noqa: S104  (of the container)
    assert {name for name, service in SERVICES.items() if "front" in service["networks"]} == {"web", "web-audit"}
    assert COMPOSED["networks"]["inside"] == {"internal": True}


def test_data_lie_on_volumes():
    mounts = {
        name: [mount.split(":")[:2] for mount in service.get("volumes", [])] for name, service in SERVICES.items()
    }
    # Where the images of PostgreSQL 18 and later keep theirs.
    assert mounts["postgres"] == [["database", "/var/lib/postgresql"]]
    for name in ("migrate", "web", "web-audit", "worker"):
        assert mounts[name] == [["files", "/portal/var/files"]]
    assert mounts["backup"] == [["files", "/portal/var/files"], ["backups", "/portal/var/backups"]]
    assert set(COMPOSED["volumes"]) == {"database", "files", "backups"}


# --- the image -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("image")
    lay_image(root)
    return root


def test_the_image_is_pinned_and_runs_as_nobody_in_particular():
    assert re.fullmatch(r"python:3\.11\.\d+-slim-bookworm", instructions("FROM")[0])
    assert instructions("USER") == ["portal"]
    assert len(instructions("FROM")) == 1


def test_the_image_installs_what_the_launcher_installs():
    installs = instructions("RUN")
    assert all(package in installs[0] for package in packages.PDF)
    assert "launcher install" in installs[1]


def test_neither_data_nor_secrets_nor_tests_get_into_the_image():
    for path in (".env", "var/secrets/secret-key", ".git/config", "tests/world.py", "requirements/dev.lock"):
        assert not is_sent(ROOT / path)
    assert not is_sent(ROOT / "portal" / "kernel" / "__pycache__" / "clock.pyc")
    assert is_sent(ROOT / "portal" / "kernel" / "clock.py")


def test_the_image_can_gather_its_static_files(image):
    done = gather_static(image)
    assert done.returncode == 0, done.stderr
    assert (image / "var" / "static" / "staticfiles.json").exists()


@pytest.mark.parametrize("name", ["web", "web-audit", "migrate"])
def test_the_settings_hold_with_exactly_what_compose_gives(image, name):
    done = manage(image, "check", "--deploy", "--fail-level", "WARNING", **SERVICES[name]["environment"])
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def files(root: Path) -> set[str]:
    found = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    return {name for name in found if "__pycache__" not in name}


@pytest.mark.parametrize(
    "part", ["launcher", "portal", "projects", "relocation", "quality", "funding", "integrity", "static", "templates"]
)
def test_the_image_holds_all_of_what_serves(image, part):
    assert files(image / part) == files(ROOT / part)


def test_the_image_holds_what_the_services_call(image):
    assert (image / "gunicorn.conf.py").exists()
    assert os.access(image / "bin" / "healthy", os.X_OK)
    known = set(re.findall(r'"(\w+)": \w+', (image / "bin" / "healthy").read_text().rpartition("__main__")[2]))
    asked = {service["healthcheck"]["test"][-1] for name, service in OURS.items() if "healthcheck" in service}
    assert asked == known == {"web", "worker", "signer", "beat"}


@pytest.mark.parametrize("command", ["set_up_database", "migrate", "grant_access", "seed", "backup"])
def test_the_commands_that_compose_calls_are_in_the_image(image, command):
    assert command in json.dumps([service["command"] for service in OURS.values()])
    done = manage(image, command, "--help", **SERVICES["set-up"]["environment"])
    assert done.returncode == 0, done.stderr
