"""How gunicorn serves the portal, under ``make run`` and in the image alike."""

import os
import socket
from typing import Any

wsgi_app = "portal.wsgi:application"
bind = f"{os.environ.get('WEB_HOST', '127.0.0.1')}:{os.environ.get('PORT') or '8000'}"
# Sync workers: the pages are short and bound to the processor, where threads were three times slower.
workers = int(os.environ.get("WEB_WORKERS", "2"))
timeout = 60
graceful_timeout = 8
max_requests = 5000
max_requests_jitter = 500
# The heartbeat of the workers must not wait for a slow disk.
worker_tmp_dir = "/dev/shm"  # noqa: S108  (a folder of the kernel's, files in it are made unguessable)
control_socket_disable = True
# Browsers open connections before they have anything to ask, and a sync worker would wait at each of them: two such
# held the whole portal for a minute. The kernel hands one over with its first bytes, or after so many seconds.
SILENT = 120


def when_ready(server: Any) -> None:
    for listener in server.LISTENERS:
        if listener.sock.family in (socket.AF_INET, socket.AF_INET6):
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SILENT)
