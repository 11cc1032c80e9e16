"""The services of docker-compose.yml run in their order, with the commands and variables that the file gives them and
the settings of production, on the PostgreSQL and Valkey of the test run."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from launcher.cluster import free_port
from tests.architecture.composing import GIVEN, composed, gather_static, lay_image
from tests.launcher.standing import eventually

pytestmark = pytest.mark.slow

# The logins are those of the whole test cluster, so they keep the passwords of the test run.
PASSWORDS = ("PORTAL_OWNER_PASSWORD", "PORTAL_APP_PASSWORD", "PORTAL_RO_PASSWORD", "PORTAL_BACKUP_PASSWORD")
DATABASE = f"portal_composed_{os.getpid()}"


def given() -> dict[str, str]:
    admin, broker = urlsplit(os.environ["DATABASE_ADMIN_URL"]), urlsplit(os.environ["REDIS_URL"])
    known = {name: os.environ[name] for name in PASSWORDS}
    return GIVEN | known | {"POSTGRES_PASSWORD": admin.password or "", "VALKEY_PASSWORD": broker.password or ""}


class Composed:
    """The services, with the tree of the image for their file system."""

    def __init__(self, image: Path) -> None:
        self.image = image
        self.services = composed(**given())["services"]

    def environment(self, service: str) -> dict[str, str]:
        admin, broker = urlsplit(os.environ["DATABASE_ADMIN_URL"]), urlsplit(os.environ["REDIS_URL"])
        known = {"PATH": f"{self.image / '.venv' / 'bin'}:/usr/bin:/bin", "PORTAL_VAR": str(self.image / "var")}
        for name, value in self.services[service]["environment"].items():
            there = value.replace("@postgres:5432/portal", f"@127.0.0.1:{admin.port}/{DATABASE}")
            known[name] = there.replace("@valkey:6379/0", f"@127.0.0.1:{broker.port}{broker.path}")
        return known

    def run(self, service: str) -> None:
        """Run a service that ends by itself."""
        done = subprocess.run(
            self.services[service]["command"],
            cwd=self.image,
            env=self.environment(service),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    @contextmanager
    def site(self, service: str) -> Iterator[int]:
        """Serve, until the health check of this service is content; its port."""
        port = free_port()
        environment = self.environment(service) | {"PORT": str(port), "WEB_HOST": "127.0.0.1"}
        site = subprocess.Popen(self.services[service]["command"], cwd=self.image, env=environment)
        check = self.services[service]["healthcheck"]["test"][1:]
        asked = {"cwd": self.image, "env": environment, "capture_output": True}
        try:
            assert eventually(lambda: subprocess.run(check, **asked, check=False).returncode == 0, seconds=40)
            yield port
        finally:
            site.terminate()
            site.wait(timeout=20)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composed]:
    image = tmp_path_factory.mktemp("composed")
    lay_image(image)
    assert gather_static(image).returncode == 0
    services = Composed(image)
    try:
        services.run("set-up")
        services.run("migrate")
        yield services
    finally:
        with closing(psycopg2.connect(os.environ["DATABASE_ADMIN_URL"].rpartition("/")[0] + "/postgres")) as cluster:
            cluster.autocommit = True
            with cluster.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def ask(port: int, address: str, **headers: str) -> urllib.request.addinfourl:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    headers = {"Host": "portal.example"} | {name.replace("_", "-"): value for name, value in headers.items()}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{address}", headers=headers)
    try:
        return urllib.request.build_opener(Stay).open(asked, timeout=30)
    except urllib.error.HTTPError as answer:
        return answer


def test_set_up_and_migration_may_be_repeated(services):
    services.run("set-up")
    services.run("migrate")


@pytest.mark.parametrize("service", ["web", "web-audit"])
def test_a_site_serves_behind_its_proxy_and_sends_plain_http_to_https(services, service):
    sign_in = "/account/sign-in/"
    with services.site(service) as port:
        ready = ask(port, "/readyz")
        found = json.load(ready)
        # Nobody seals here, and a slow machine may take its minute.
        assert ready.status == 200 or found["sealing"] == "unsealed"
        well = {name for name, word in found.items() if word == "ok"} | {"sealing"}
        assert well == {*found} - {"last_job", "last_checkpoint", "unsealed_seconds"}
        plain = ask(port, sign_in)
        assert (plain.status, plain.headers["Location"]) == (301, f"https://portal.example{sign_in}")
        foreign = ask(port, sign_in, Host="elsewhere.example", X_Forwarded_Proto="https")
        assert foreign.status == 400
        page = ask(port, sign_in, X_Forwarded_Proto="https")
        assert page.status == 200
        assert "登录" in page.read().decode()
        assert "__Host-csrf=" in page.headers["Set-Cookie"]
        assert "Secure" in page.headers["Set-Cookie"]
