"""A broadcast as it is kept: its rows in small transactions, stopped and taken up again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from responder.errors import ResponderError
from responder.store import Broadcast, Recipient, Store, Unit
from responder.store.broadcasts import AT_ONCE

T = TypeVar("T")

LEAST_PAUSE = 0.02
"""Seconds between two transactions. SQLite has one writer at a time, and those who answer texts must get their turn."""

BY_HAND = "it was stopped by hand"
CUT_OFF = "it was stopped before all who get it were kept"
"""Why it was stopped. Of one that was cut off nothing was ever sent, so that it may be planned anew; of any other,
rows that are missing were sent and let go since."""

Told = Callable[[int], None]
"""Is told how many rows more are done."""


class NoSuchBroadcast(ResponderError):
    """There is no such broadcast. `responder broadcast list` shows all."""


class NotNow(ResponderError):
    """The broadcast can't be stopped or taken up as it stands."""


def found(store: Store, id_: int) -> Broadcast:
    """The broadcast with this id. Raises NoSuchBroadcast."""
    broadcast = store.broadcast(id_)
    if broadcast is None:
        raise NoSuchBroadcast(f"There is no broadcast {id_}. `responder broadcast list` shows all.")
    return broadcast


def begin(
    store: Store, new: Broadcast, people: Sequence[Recipient], told: Told, born: Callable[[int], None]
) -> Broadcast:
    """Keep a broadcast and a row for each of these people; it is under way when this returns. ``born`` is told its id
    as soon as it has one: whoever is interrupted afterwards has a broadcast that is kept in part and sends nothing."""
    id_ = store.write(lambda unit: unit.broadcasts.begin(new))
    born(id_)
    return keep(store, found(store, id_), people, told)


def keep(store: Store, broadcast: Broadcast, people: Sequence[Recipient], told: Told) -> Broadcast:
    """Keep a row for each of these people who has none yet, and let it be sent."""
    for some in _pieces(people):
        _write(store, partial(_keep, broadcast, some))
        told(len(some))
    store.write(lambda unit: _ready(unit, broadcast.id))
    return found(store, broadcast.id)


def _keep(broadcast: Broadcast, some: Sequence[Recipient], unit: Unit) -> None:
    unit.broadcasts.keep(broadcast, some)


def _ready(unit: Unit, id_: int) -> None:
    now = unit.broadcasts.read(id_, alone=True)
    # Somebody may have stopped it meanwhile.
    if now is not None and now.state == "keeping":
        unit.broadcasts.move_to(id_, "running")


def stop(store: Store, id_: int, now: datetime, told: Told) -> Broadcast:
    """Nothing more of it is sent, from this moment on; what wasn't sent is kept as cancelled, with that reason.
    What Twilio is asked to send at this moment goes out. Raises NoSuchBroadcast, NotNow."""
    if found(store, id_).state == "done":
        raise NotNow(f"Broadcast {id_} is done: all of it has been sent, or won't be.")
    store.write(lambda unit: _stopped(unit, id_))
    while done := _write(store, lambda unit: unit.broadcasts.take_back(id_, now)):
        told(done)
    return found(store, id_)


def _stopped(unit: Unit, id_: int) -> None:
    now = unit.broadcasts.read(id_, alone=True)
    if now is not None:
        unit.broadcasts.move_to(id_, "stopped", CUT_OFF if is_cut_off(now) else BY_HAND)


def is_cut_off(broadcast: Broadcast) -> bool:
    """Whether not all who get it may be kept, since that was interrupted: it needs ``keep`` to go on."""
    return broadcast.state == "keeping" or broadcast.reason == CUT_OFF


def resume(store: Store, id_: int, now: datetime, told: Told) -> Broadcast:
    """What wasn't sent because it was stopped is sent after all; nobody gets it twice. Raises NoSuchBroadcast, NotNow.
    One that was cut off needs ``keep`` first."""
    state = found(store, id_).state
    if state != "stopped":
        raise NotNow(f"Broadcast {id_} isn't stopped: it is {'done' if state == 'done' else 'under way'}.")
    while done := _write(store, lambda unit: unit.broadcasts.give_back(id_)):
        told(done)
    store.write(lambda unit: _go_on(unit, id_, now))
    return found(store, id_)


def _go_on(unit: Unit, id_: int, now: datetime) -> None:
    unit.broadcasts.move_to(id_, "running")
    # Else a long pause would count as one in which nobody worked.
    unit.broadcasts.paced(id_, now)


def _pieces(people: Sequence[Recipient]) -> Iterator[Sequence[Recipient]]:
    for start in range(0, len(people), AT_ONCE):
        yield people[start : start + AT_ONCE]


def _write(store: Store, work: Callable[[Unit], T]) -> T:
    begun = time.monotonic()
    result = store.write(work)
    time.sleep(max(LEAST_PAUSE, time.monotonic() - begun))
    return result
