"""`make run`: from a bare tree to the portal in a browser."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import time
from typing import TYPE_CHECKING

from launcher import environment, packages, portal, servers
from launcher.locks import Taken, held
from launcher.places import ROOT, VENV_PYTHON, logs, make_var, var
from launcher.processes import Service, wait_until
from launcher.talk import complain, say
from launcher.trouble import Trouble, told_by_log

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from launcher.processes import Child

HOST = "127.0.0.1"
SECONDS_TO_ANSWER = 60.0
SECONDS_FOR_THE_LAST_RUN = 3.0
# A service that dies is started again, but not without end.
DEATHS_FORGIVEN = 3
DEATHS_COUNT_FOR_SECONDS = 60.0


def run() -> None:
    """Start everything, tell where it is, and keep it running until stopped. Raises Trouble."""
    port = wanted_port()
    with only_one():
        require_free(port)
        environment.ensure(environment.BASE)
        packages.install_or_name(packages.PDF, what_for="生成 PDF")
        with contextlib.ExitStack() as at_the_end:
            started = _servers(at_the_end)
            known = portal.environment_for(started.addresses().environment())
            prepare(known)
            services = _services(known, port)
            at_the_end.callback(_stop, services)
            for service in services:
                service.start()
            _wait_for_answer(services[0], port)
            _tell(port, known["PORTAL_WORLD"])
            _keep_running([*started.running(), *services])


def prepare(known: Mapping[str, str]) -> None:
    """Database, migrations, grants, seed and static files: all of it may be repeated. Raises Trouble."""
    portal.set_up_database(known, embedded="DATABASE_URL" not in os.environ)
    say("正在准备数据…")
    portal.manage(known, "migrate", "--noinput", otherwise="数据库迁移没有完成，")
    portal.manage(known, "grant_access", otherwise="数据库授权没有完成，")
    size = os.environ.get("DEMO") or "full"
    seed = ["seed", "--demo", size] if known["PORTAL_WORLD"] == "demo" else ["seed"]
    portal.manage(portal.without_powers(known), *seed, otherwise="初始数据没能写入，")
    portal.collect_static(portal.without_powers(known))


def wanted_port() -> int:
    """``PORT=``, by default 8000. Raises Trouble."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isdecimal() and text.isascii() and 0 < int(text) < 65536):
        raise Trouble(f"PORT={text} 不是端口号，请用 1 到 65535 之间的整数。")
    return int(text)


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Be the only ``run`` of this tree. Raises Trouble."""
    make_var()
    try:
        with held(var() / "run.lock", wait=False):
            yield
    except Taken:
        raise Trouble("门户已在运行（同一目录只能启动一次）。要重新启动，请先在原来的窗口按 Ctrl-C。") from None


def require_free(port: int) -> None:
    """Raises Trouble when somebody listens on the port, or we may not."""
    try:
        # The site of a run that was killed a moment ago may just be leaving.
        if wait_until(lambda: _is_free(port), seconds=SECONDS_FOR_THE_LAST_RUN, gives_up=lambda: False):
            return
    except PermissionError:
        raise Trouble(f"没有权限使用端口 {port}，请换一个 1024 以上的端口：make run PORT=8000。") from None
    other = port + 1 if port < 65535 else 8000
    raise Trouble(f"端口 {port} 已被占用，请换一个端口：make run PORT={other}。")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As gunicorn does it: connections of the last run that linger are no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise
        except OSError:
            return False
    return True


def _servers(at_the_end: contextlib.ExitStack) -> servers.Servers:
    world = servers.wanted_world() or servers.DEFAULT_WORLD
    end = time.monotonic() + 3
    while True:
        try:
            return at_the_end.enter_context(servers.started(world))
        except Taken:
            # Perhaps a short command that is just ending.
            if time.monotonic() > end:
                raise Trouble("另一个命令（manage.py）正在使用内置数据库，请等它结束后再试。") from None
        time.sleep(0.1)


def _services(known: Mapping[str, str], port: int) -> list[Service]:
    python = str(VENV_PYTHON)
    schedule = var() / "beat-schedule"
    # Work lives in the database, so the schedule may be forgotten; a half written one would stop beat.
    for left in var().glob("beat-schedule*"):
        left.unlink()

    def service(
        name: str,
        *command: str,
        stop_signals: tuple[tuple[int, float], ...],
        death_signal: int,
        knows: Mapping[str, str] = portal.without_powers(known),
    ) -> Service:
        return Service(
            name=name,
            command=[python, "-m", *command],
            environment={**knows, "PORT": str(port), "WEB_HOST": HOST},
            log=logs() / f"{name}.log",
            folder=ROOT,
            stop_signals=stop_signals,
            death_signal=death_signal,
        )

    celery = ("celery", "-A", "portal.celery")
    alone = ("--without-gossip", "--without-mingle", "--loglevel", "INFO")
    return [
        service(
            "web",
            "gunicorn",
            stop_signals=((signal.SIGTERM, 10),),
            # Its quick way out: a request that is being answered would hold the port against the next start.
            death_signal=signal.SIGQUIT,
        ),
        service(
            "worker",
            *(*celery, "worker", "-Q", "celery,seal", "--concurrency", "2", *alone),
            # Time to finish a short task; a long one is begun anew by whoever starts next.
            stop_signals=((signal.SIGTERM, 10), (signal.SIGQUIT, 5)),
            # A warm shutdown would wait for the task, long after the database is gone.
            death_signal=signal.SIGKILL,
        ),
        service(
            # Seals, too, so that entries do not wait while both processes of the worker print.
            "signer",
            *(*celery, "worker", "-Q", "signer,seal", "-n", "signer@%h", "--pool", "solo", *alone),
            stop_signals=((signal.SIGTERM, 10), (signal.SIGQUIT, 5)),
            death_signal=signal.SIGKILL,
            knows=portal.as_signer(known),
        ),
        service(
            "beat",
            *(*celery, "beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "INFO"),
            stop_signals=((signal.SIGTERM, 10),),
            death_signal=signal.SIGKILL,
        ),
    ]


def _wait_for_answer(web: Service, port: int) -> None:
    if not wait_until(lambda: _answers(port), seconds=SECONDS_TO_ANSWER, gives_up=lambda: not web.runs):
        raise told_by_log(web.log, otherwise="网站没能启动，")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", "/")
        connection.getresponse()
        return True
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _tell(port: int, world: str) -> None:
    say(f"\n门户已启动：http://{HOST}:{port}/")
    accounts = var() / "demo-accounts.txt"
    # The accounts of the demonstration are unknown to the real world that may lie beside it.
    if world == "demo" and accounts.exists():
        say(f"\n{accounts.read_text(encoding='utf-8').strip()}")
    elif world == "real":
        say("\n第一次使用，请按书面任命建立管理员账号：python3 manage.py first_administrators --help")
    say(f"\n日志在 {logs()}。按 Ctrl-C 停止。")


def _keep_running(children: list[Child]) -> None:
    """Start again what died, the database before those who use it. Raises Trouble when that has no sense."""
    deaths: list[float] = []
    while True:
        time.sleep(0.5)
        for child in children:
            if child.runs:
                continue
            now = time.monotonic()
            deaths = [at for at in deaths if now - at < DEATHS_COUNT_FOR_SECONDS] + [now]
            if len(deaths) > DEATHS_FORGIVEN:
                raise told_by_log(child.log, otherwise=f"{child.name} 一再退出，已停止全部服务，")
            complain(f"{child.name} 意外退出，正在重新启动（详见 {child.log}）。")
            child.revive()


def _stop(services: list[Service]) -> None:
    # Beat first, so that nothing new is rung; the site last.
    for service in reversed(services):
        service.stop()
