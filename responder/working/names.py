"""The name under which a worker does its jobs: the same again after a restart, and never two at once."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

from responder.store import Store, Unit
from responder.store.doing import Worker

BEAT = 5.0
"""Seconds between two signs of life."""
GONE = timedelta(seconds=40)
"""After so long without one, others take over what a worker had begun."""
FRESH = 20.0
"""Seconds after its last sign of life in which a worker may begin to send: well before others take over."""


class Name:
    """One worker's name, held until it leaves."""

    def __init__(self, store: Store, name: str) -> None:
        self.name = name
        self._store = store
        self._host = socket.gethostname()
        self._seen = time.monotonic()
        self._lock = threading.Lock()

    @classmethod
    def take(cls, store: Store, *, only: bool) -> Name:
        """The first name that nobody living has. ``only``: there can be no other worker, whatever the table says."""
        return cls(store, store.write(lambda unit: _taken(unit, socket.gethostname(), only)))

    def beat(self) -> list[str]:
        """Say that we are alive. Returns the names of all who are, in order. Raises StoreError."""
        begun = time.monotonic()
        alive = self._store.write(self._beat)
        with self._lock:
            self._seen = begun
        return alive

    def is_fresh(self) -> bool:
        """Whether others still take us for alive, and will for longer than a request to Twilio takes."""
        with self._lock:
            return time.monotonic() - self._seen < FRESH

    def leave(self) -> None:
        """Others may have the name. Raises StoreError."""
        self._store.write(lambda unit: unit.doing.leave(self.name))

    def _beat(self, unit: Unit) -> list[str]:
        now = datetime.now(UTC)
        unit.doing.seen(self.name, self._host, os.getpid(), now)
        return sorted(name for name, _, _, seen in unit.doing.workers() if now - seen < GONE)


def _taken(unit: Unit, host: str, only: bool) -> str:
    now = datetime.now(UTC)
    found = unit.doing.workers()
    if only:
        for one in found:
            unit.doing.leave(one[0])
        found = []
    name = first_free(found, host, now)
    unit.doing.seen(name, host, os.getpid(), now)
    return name


def first_free(taken: Iterable[Worker], host: str, now: datetime) -> str:
    """``worker-1``, or the next that nobody living has."""
    living = {name for name, where, pid, seen in taken if now - seen < GONE and not (where == host and is_gone(pid))}
    return next(name for number in count(1) if (name := f"worker-{number}") not in living)


def is_gone(pid: int) -> bool:
    """Whether the process on this machine is certainly over. One with our own number was before us."""
    if pid == os.getpid():
        return True
    if sys.platform == "win32":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
