"""`python3 -m launcher servers`: the embedded servers alone, for work with psql or a debugger."""

from __future__ import annotations

import time

from launcher import environment, servers
from launcher.locks import Taken
from launcher.places import var
from launcher.talk import say
from launcher.trouble import Trouble


def stand() -> None:
    """Start the servers and hold them until stopped. Raises Trouble."""
    environment.ensure(environment.BASE)
    try:
        with servers.started(servers.wanted_world() or servers.DEFAULT_WORLD) as started:
            addresses = started.addresses()
            say(f"PostgreSQL 在 127.0.0.1:{addresses.postgres_port}，Valkey 在 127.0.0.1:{addresses.valkey_port}，")
            say(f"密码在 {var() / 'secrets'}。按 Ctrl-C 停止。")
            while True:
                time.sleep(3600)
    except Taken:
        raise Trouble("内置服务器已在运行。") from None
