"""The name under which a worker does its jobs: never two at once, and the same again after a restart where it is
certain that the process before is over.

Nobody's clock counts. A name is held by whoever has the token that stands with it. Whether a worker lives is judged by
its signs of life: it is gone when the last one has stayed the same for long enough by the judge's own watch.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from responder.errors import ResponderError
from responder.store import Store, Unit
from responder.store.held_names import Held
from responder.working.proof import Proof, is_over

BEAT = 5.0
"""Seconds between two signs of life."""
GONE = timedelta(seconds=40)
"""After so long without one, others take over what a worker had begun."""
FRESH = 20.0
"""Seconds after its last sign of life in which a worker may begin to send: well before others take over."""
AT_FIRST = timedelta(seconds=25)
"""How much counts, at most, of the silence before we came. That is told by a clock, if only by the database's."""


class NameLost(ResponderError):
    """This worker was silent for so long that another one has taken its name. It ends; start it again."""


class Name:
    """One worker's name, held until it leaves."""

    def __init__(self, store: Store, name: str, proof: Proof) -> None:
        self.name = name
        self._store = store
        self._proof = proof
        self._host = socket.gethostname()
        self._seen = time.monotonic()
        self._lock = threading.Lock()
        self._silence = Silence()

    @classmethod
    def take(cls, store: Store, *, only: bool) -> Name:
        """The first name that nobody has who may live. ``only``: there can be no other worker, whatever the table
        says. Raises StoreError."""
        proof = Proof.of_this_process()
        try:
            name, over = store.write(lambda unit: _taken(unit, proof.token, only))
        except BaseException:
            proof.end()
            raise
        for token in over:
            Proof(token).end()
        return cls(store, name, proof)

    def beat(self) -> list[str]:
        """Say that we are alive. Returns the names of all who are, in order; those of the others are free from now on.

        Raises StoreError, and NameLost where somebody else has our name: then this process must end.
        """
        begun = time.monotonic()
        held, clock = self._store.write(self._beat)
        with self._lock:
            self._seen = begun if held else float("-inf")
        if not held:
            raise NameLost
        gone = [one for one in self._silence.gone(held, clock, begun) if one[0] != self.name]
        if gone:
            # Not in the transaction of our own sign: two who think each other gone would wait for each other.
            self._store.write(lambda unit: _let_go(unit, gone))
        return [one[0] for one in held if one not in gone]

    def is_fresh(self) -> bool:
        """Whether others still take us for alive, and will for longer than a request to Twilio takes."""
        with self._lock:
            return time.monotonic() - self._seen < FRESH

    def leave(self) -> None:
        """Others may have the name. Raises StoreError."""
        self._store.write(lambda unit: unit.doing.leave(self.name, self._proof.token))
        self._proof.end()

    def _beat(self, unit: Unit) -> tuple[list[Held], datetime]:
        """All names with us among them, none where ours is somebody else's; and what the database's clock says."""
        clock = unit.doing.clock()
        ours = unit.doing.seen(self.name, self._host, os.getpid(), clock, self._proof.token)
        return unit.doing.held() if ours else [], clock


class Silence:
    """For how long each of the others has given no new sign of life, by our own watch."""

    def __init__(self) -> None:
        self._silent: dict[str, tuple[str, datetime, float]] = {}
        self._looked: float | None = None

    def gone(self, held: Sequence[Held], clock: datetime, watch: float) -> list[Held]:
        """Who was silent for too long. ``clock``: the database's, now. ``watch``: seconds of a watch that only goes
        forward."""
        # While we couldn't look, the others may not have been able to write.
        passed = 0.0 if self._looked is None else min(watch - self._looked, 2 * BEAT)
        self._looked = watch
        self._silent = {
            name: (token, seen, self._seconds(name, token, seen, clock, passed)) for name, token, seen in held
        }
        return [one for one in held if self._silent[one[0]][2] >= GONE.total_seconds()]

    def _seconds(self, name: str, token: str, seen: datetime, clock: datetime, passed: float) -> float:
        before = self._silent.get(name)
        if before is None:
            return min(max(clock - seen, timedelta()), AT_FIRST).total_seconds()
        return before[2] + passed if before[:2] == (token, seen) else 0.0


def _taken(unit: Unit, token: str, only: bool) -> tuple[str, list[str]]:
    """The name that we have now, and the tokens of those whose processes are over."""
    unit.doing.alone_with_names()
    held = unit.doing.held()
    over = [one for one in held if only or is_over(one[1])]
    for name, theirs, _ in over:
        unit.doing.leave(name, theirs)
    ours = first_free({one[0] for one in held if one not in over})
    unit.doing.seen(ours, socket.gethostname(), os.getpid(), unit.doing.clock(), token)
    return ours, [theirs for _, theirs, _ in over]


def _let_go(unit: Unit, gone: Sequence[Held]) -> None:
    for name, token, seen in gone:
        unit.doing.leave(name, token, seen)


def first_free(taken: set[str]) -> str:
    """``worker-1``, or the next that isn't taken."""
    return next(name for number in count(1) if (name := f"worker-{number}") not in taken)
