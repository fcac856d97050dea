"""For whoever watches over the service: is it alive, is it ready, and how is it doing, in figures?

``/healthz`` and ``/readyz`` may be asked by anybody, and tell nothing that a stranger shouldn't know. ``/metrics`` is
only there for those who may see it.
"""

from __future__ import annotations

import hmac
import json
import logging
import threading
import time
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Protocol

from werkzeug.exceptions import NotFound

from responder.errors import told
from responder.operating.metrics import Metrics
from responder.operating.standing import AtWork, at_work
from responder.settings import Settings
from responder.sms.signature import Fields
from responder.store import Store
from responder.web.door import Environ
from responder.web.loopback import why_not_from_here
from responder.web.pages import JSON, Page, html

log = logging.getLogger("responder.web")

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
FOR_NOW = (("Cache-Control", "no-store"),)
FRESH = 2.0
"""Seconds for which ``/readyz`` tells the same of the workers, so that nobody burdens the database by asking."""

Read = Fields | bytes | None


class Watched(Protocol):
    """What is watched: ``responder.app.Service``."""

    @property
    def store(self) -> Store: ...

    @property
    def stale(self) -> bool: ...


class Watching:
    """The answers."""

    def __init__(self, house: Watched, settings: Settings) -> None:
        self._house = house
        self._token = settings.metrics_token
        self._metrics = Metrics(lambda: house.store)
        self._lock = threading.Lock()
        self._work: AtWork | None = None
        self._asked = float("-inf")

    def healthz(self, environ: Environ, read: Read = None) -> Page:  # noqa: ARG002 - as the webhooks
        """Alive: 200 while texts are answered, and whether the rules are the newest."""
        if (failed := self._failure()) is not None:
            return failed
        return Page(f'{{"status": "ok", "rules": "{self._rules}"}}', JSON, headers=FOR_NOW)

    def readyz(self, environ: Environ, read: Read = None) -> Page:  # noqa: ARG002 - as the webhooks
        """Ready: 200 while this process can answer texts. Whether what is due gets sent is told beside that: other
        processes do so, and texts are answered all the same."""
        if (failed := self._failure()) is not None:
            return failed
        try:
            work = self._at_work()
        except Exception as error:
            log.error("The database doesn't answer: %s", told(error))
            return _unavailable()
        parts: dict[str, Any] = {
            "status": "ready",
            "database": "ok",
            "rules": self._rules,
            "worker": "alive" if work.workers else "none",
            "sending": "halted" if work.halts else "ok",
            "lag_seconds": int(work.lag.total_seconds()),
        }
        return Page(json.dumps(parts), JSON, headers=FOR_NOW)

    def metrics(self, environ: Environ, read: Read = None) -> Page:  # noqa: ARG002 - as the webhooks
        """Figures for Prometheus, for those who have the token; where none is set, for this machine. To all others
        there is nothing here."""
        if not self._may_see(environ):
            return html(HTTPStatus.NOT_FOUND, NotFound.description)
        try:
            return Page(self._metrics.page().decode("utf-8"), PROMETHEUS, headers=FOR_NOW)
        except Exception as error:
            log.error("The figures for /metrics couldn't be read: %s", told(error))
            return html(HTTPStatus.SERVICE_UNAVAILABLE, "The database does not answer.")

    @property
    def _rules(self) -> str:
        return "old" if self._house.stale else "current"

    def _failure(self) -> Page | None:
        try:
            self._house.store.check()
        except Exception as error:
            log.error("The database doesn't answer: %s", told(error))
            return _unavailable()
        return None

    def _at_work(self) -> AtWork:
        with self._lock:
            if self._work is None or time.monotonic() - self._asked >= FRESH:
                self._work = at_work(self._house.store, datetime.now(UTC))
                self._asked = time.monotonic()
            return self._work

    def _may_see(self, environ: Environ) -> bool:
        if self._token:
            # On this machine too: a proxy here that passes everything on makes strangers look like neighbours.
            given = environ.get("HTTP_AUTHORIZATION", "").encode("latin-1", "replace")
            return hmac.compare_digest(given, f"Bearer {self._token.reveal()}".encode("latin-1"))
        # nginx speaks the old protocol to what is behind it, unless told otherwise, and says nothing of itself.
        return environ.get("SERVER_PROTOCOL") != "HTTP/1.0" and why_not_from_here(environ) is None


def _unavailable() -> Page:
    return Page('{"status": "the database does not answer"}', JSON, HTTPStatus.SERVICE_UNAVAILABLE, FOR_NOW)
