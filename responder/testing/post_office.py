"""Who moves messages and calls on, and when: at once, on demand, or one status every so many seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Literal

Pace = Literal["at once", "on demand"] | float
"""``at once``: through all statuses as soon as the API has answered. A number: so many seconds a status."""

HELD = float("inf")
"""When something moves whose creation isn't answered yet."""

LONGEST_NAP = 0.5
"""Seconds after which the thread looks again: its clock may have been moved."""


class PostOffice:
    """Keeps what is under way. ``step`` moves one item on and says whether it could; ``due`` says from when."""

    def __init__(
        self,
        pace: Pace,
        step: Callable[[str], bool],
        due: Callable[[str], datetime | None],
        now: Callable[[], datetime],
    ) -> None:
        self._pace = pace
        self._step = step
        self._due = due
        self._now = now
        self._changed = threading.Condition()
        self._under_way: dict[str, float] = {}
        self._busy = 0
        self._closed = False
        self._thread: threading.Thread | None = None
        if pace != "on demand":
            self._thread = threading.Thread(target=self._work, name="stand-in post office", daemon=True)
            self._thread.start()

    def expect(self, sid: str) -> None:
        """Something new will be under way once its creation is answered; ``settle`` waits for it from now on."""
        with self._changed:
            self._under_way[sid] = HELD

    def post(self, sid: str) -> None:
        """Something new is under way."""
        with self._changed:
            self._under_way[sid] = time.monotonic() + self._delay
            self._changed.notify_all()

    def advance(self, steps: int, sid: str | None) -> list[str]:
        """Move ``sid`` (or everything under way) on by so many statuses; the sids that moved."""
        with self._changed:
            chosen = [sid] if sid is not None else list(self._under_way)
        moved = []
        for one in chosen:
            taken = [self._step(one) for _ in range(steps)]
            if any(taken):
                moved.append(one)
            if not taken[-1] and self._due(one) is None:
                with self._changed:
                    self._under_way.pop(one, None)
        return moved

    def settle(self, timeout: float) -> bool:
        """Wait until nothing is left that moves by itself now. False if that took longer than ``timeout``."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy and not self._moving(), timeout)

    def look_again(self) -> None:
        """The clock was moved."""
        with self._changed:
            self._changed.notify_all()

    def forget(self) -> None:
        with self._changed:
            self._under_way.clear()
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(20)

    @property
    def _delay(self) -> float:
        return self._pace if isinstance(self._pace, (int, float)) else 0.0

    def _ready(self, until: float) -> list[str]:
        """What may move by then: not what waits for a scheduled time."""
        now = self._now()
        return [
            sid
            for sid, at in self._under_way.items()
            if at <= until and ((due := self._due(sid)) is None or due <= now)
        ]

    def _moving(self) -> list[str]:
        if self._pace == "on demand":
            return [sid for sid, at in self._under_way.items() if at == HELD]
        return self._ready(HELD)

    def _work(self) -> None:
        while True:
            with self._changed:
                ready = self._ready(time.monotonic())
                while not ready and not self._closed:
                    self._changed.wait(self._nap())
                    ready = self._ready(time.monotonic())
                if self._closed:
                    return
                self._busy += 1
            # Callbacks are HTTP requests: nothing is locked while they run.
            for sid in ready:
                self._move(sid)
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def _move(self, sid: str) -> None:
        more = self._step(sid)
        while more and self._delay == 0:
            more = self._step(sid)
        with self._changed:
            if not more:
                self._under_way.pop(sid, None)
            elif sid in self._under_way:
                self._under_way[sid] = time.monotonic() + self._delay

    def _nap(self) -> float:
        """Seconds until something may be ready. What waits for a scheduled time is looked at now and then."""
        coming = [at - time.monotonic() for sid, at in self._under_way.items() if self._due(sid) is None]
        return max(min([LONGEST_NAP, *coming]), 0.005)
