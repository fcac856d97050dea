"""The server: granian around the Flask app.

granian's main process listens and looks after its workers, each a process of its own that answers. One worker is the
default, and all that SQLite wants; several share a PostgreSQL database.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.synchronize import Event
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from responder import rules
from responder.errors import ResponderError, SettingsError
from responder.reload import Snapshot, is_unchanged
from responder.serving.logs import logging_config
from responder.serving.parent import follow_parent
from responder.serving.worker import WorkerBeside
from responder.settings import Settings
from responder.store import Store
from responder.web.loopback import is_loopback

log = logging.getLogger("responder.serve")

WAITING = 1024
"""Connections that may wait for a thread. Twilio gives up after 15 seconds, long before so many are answered."""
HEADERS = 5_000
"""Milliseconds that a client has to send its headers. Idle connections hold a place for no longer either."""
GRACE = 15
"""Seconds that a stop leaves to the answers under way."""


class ServingError(ResponderError):
    """The server can't start. Check --host and --port."""


def serve(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
    verify: bool = True,
    worker: bool = True,
    level: str = "INFO",
    on_ready: Callable[[], None] | None = None,
    tried: Snapshot | None = None,
) -> None:
    """Answer until SIGINT or SIGTERM, then finish what is under way and return.

    ``worker``: what is due is done, too, by a process beside those that answer. ``on_ready`` is called once, in a
    thread, when the first worker can answer. ``verify=False`` answers unsigned requests, on loopback only. Rules and
    database are tried before anything listens; ``tried`` is the state of the rules' files in which the caller has just
    loaded them, so that they needn't be tried again. Raises a ResponderError that says what is wrong with them, with
    the settings, or with the address.
    """
    check(settings, host=host, workers=workers, verify=verify)
    _must_be_free(host, port)
    _try_out(settings, tried)
    # Workers start afresh: a fork would copy the threads' locks of whoever called us, a tunnel's for example.
    multiprocessing.set_start_method("spawn", force=True)
    loaded = multiprocessing.Event()
    server = Server(
        "responder.app:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # Most of an answer is waiting for the disk, and those that wait at the same moment share one write.
        blocking_threads=settings.threads,
        backlog=WAITING,
        backpressure=WAITING,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS),
        websockets=False,
        # Its own messages are about processes; ours say what matters to whoever runs this.
        log_level=LogLevels.error,
        log_dictconfig=logging_config(level, settings.log, settings.log_numbers),
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
    )
    if on_ready is not None:
        threading.Thread(target=_announce, args=(loaded, host, port, on_ready), daemon=True).start()
    beside = WorkerBeside(settings, level, loaded) if worker else None
    if beside is not None:
        beside.start()
    try:
        server.serve(target_loader=partial(load, settings, verify, loaded), wrap_loader=False)
    finally:
        if beside is not None:
            beside.stop()


def check(settings: Settings, *, host: str, workers: int, verify: bool) -> None:
    """Raise SettingsError where these don't go together."""
    if not verify and not is_loopback(host):
        raise SettingsError(
            f"--no-signature answers anybody who finds this address, so it works only on 127.0.0.1, not on {host}. "
            "Leave one of the two out."
        )
    if workers > 1 and settings.store_url.startswith("sqlite"):
        raise SettingsError(
            f"{workers} workers need a PostgreSQL database. Set DATABASE_URL, or leave --workers out: one answers "
            "hundreds of texts a second."
        )


def load(settings: Settings, verify: bool, loaded: Event) -> Callable[..., Any]:
    """The WSGI app, in a worker."""
    # Flask is for those who answer; the main process does without.
    from responder.app import create_app
    from responder.web.routes import straight

    follow_parent()
    try:
        app = create_app(settings, verify=verify)
        service = app.extensions["responder"]
        # An edit before the first text counts too, in each worker.
        service.start()
    except ResponderError as error:
        # They were fine a moment ago, or this worker takes the place of one that died.
        log.error("%s", error)
        raise SystemExit(1) from None
    if verify and not settings.auth_tokens and not settings.shared_keys:
        log.warning("TWILIO_AUTH_TOKEN isn't set, so every webhook will be refused. Copy it from the Twilio console.")
    # What is loaded now stays: the collector needn't go through ten thousand rules again and again.
    gc.collect()
    gc.freeze()
    loaded.set()
    return straight(service.webhooks, app)


def _try_out(settings: Settings, tried: Snapshot | None) -> None:
    """Raise what is wrong with the rules or the database here, and not in a worker that nobody hears. An old database
    is migrated, once for all workers."""
    if tried is None or not is_unchanged(tried):
        rules.load(settings.rules)
    Store.open(settings.store_url).close()


def _announce(loaded: Event, host: str, port: int, on_ready: Callable[[], None]) -> None:
    """A worker listens a moment after it has loaded the app."""
    loaded.wait()
    near = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while True:
        try:
            socket.create_connection((near, port), timeout=5).close()
        except OSError:
            time.sleep(0.02)
        else:
            return on_ready()


def _must_be_free(host: str, port: int) -> None:
    """granian shares its address with any other process that is willing to, such as a second one of these."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if sys.platform != "win32":
                # Connections of a server that has just stopped don't keep the address from us.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise ServingError(f"Can't listen on {host}:{port}: {error.strerror}. Give another --port or --host.") from None
