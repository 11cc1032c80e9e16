"""A connection that says nothing keeps no worker waiting: the kernel hands it over with its first bytes."""

from __future__ import annotations

import runpy
import select
import socket
from types import SimpleNamespace

from django.conf import settings

CONFIGURATION = runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))


def test_a_connection_is_accepted_when_it_has_something_to_say() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        CONFIGURATION["when_ready"](SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listening)]))
        with socket.create_connection(listening.getsockname()) as silent:
            assert select.select([listening], [], [], 0.2)[0] == []
            with socket.create_connection(listening.getsockname()) as asking:
                asking.sendall(b"GET / HTTP/1.1\r\n")
                assert select.select([listening], [], [], 10)[0] == [listening]
                taken, _ = listening.accept()
                with taken:
                    assert taken.getpeername() == asking.getsockname()
            silent.sendall(b"GET / HTTP/1.1\r\n")
            assert select.select([listening], [], [], 10)[0] == [listening]
