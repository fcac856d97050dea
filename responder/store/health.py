"""Whether what is written can be kept: a full disk answers every question, and keeps nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from responder.errors import StoreError
from responder.store.columns import written
from responder.store.unit import Unit

_DIGEST = "a trial"
_STEPS = written([" " * 65_536])
"""More than a text and its trace come to, so that a disk with room for this has room for them."""


class Health:
    """The last write's failure, until a write goes well.

    Where no text comes that could go well, ``check`` makes a small write of its own: at the earliest ``quiet`` seconds
    after the last failure, so that nobody who asks often burdens a database in trouble.
    """

    def __init__(self, quiet: float = 15.0) -> None:
        self.quiet = quiet
        self._failure: str | None = None
        self._failed_at = 0.0
        self._trying = threading.Lock()

    def well(self) -> None:
        """A write was kept."""
        self._failure = None

    def failed(self, words: str) -> None:
        """A write couldn't be kept, and that is the database's fault."""
        self._failed_at = time.monotonic()
        self._failure = words

    def check(self, write: Callable[[Callable[[Unit], Any]], Any]) -> None:
        """Raises StoreError while the last write failed."""
        failure = self._failure
        if failure is None:
            return
        if time.monotonic() - self._failed_at < self.quiet or not self._trying.acquire(blocking=False):
            raise StoreError(f"The last write failed. {failure}")
        try:
            # Two commits: what one transaction makes and removes might never touch the disk.
            write(lambda unit: unit.keep_steps(_DIGEST, _STEPS))
            write(lambda unit: unit.drop_steps(_DIGEST))
        finally:
            self._trying.release()
