"""A person takes back what is due, or has what failed tried again. Each row is looked at in the transaction that
changes it: what a worker has done meanwhile isn't changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice

from responder.store import KeptDue, Store, Unit

BY_A_PERSON = "a person took it back"
AGAIN = "a person had it tried again"
OPTED_OUT = "they opted out"
SOME = 100
"""Rows of one transaction, so that nobody who texts waits for long."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of one row, which is given as it was before. ``why``: why nothing did, in words; None where it was
    done."""

    id: int
    row: KeptDue | None
    why: str | None = None


def cancel(store: Store, ids: Iterable[int], now: datetime) -> Iterator[Changed]:
    """Take these rows back. Raises StoreError; what was told before that is done."""
    return _each(store, ids, partial(_cancel, now=now))


def retry(store: Store, ids: Iterable[int], now: datetime) -> Iterator[Changed]:
    """Have these rows tried again: they are due at once, with a new job, and before anything is sent it is asked again
    whether it may be. Raises StoreError; what was told before that is done."""
    return _each(store, ids, partial(_retry, now=now))


def _each(store: Store, ids: Iterable[int], change: Callable[[Unit, int], Changed]) -> Iterator[Changed]:
    rest = iter(ids)
    while some := list(islice(rest, SOME)):
        yield from store.write(partial(_all, change=change, ids=_in_order(store, some)))


def _in_order(store: Store, ids: list[int]) -> list[tuple[str, int]]:
    """The rows by who gets them: all who lock several contacts do so in this order, and nobody waits in a circle."""
    rows = ((id_, store.due_by_id(id_)) for id_ in ids)
    return sorted(("" if row is None else row.due.to, id_) for id_, row in rows)


def _all(unit: Unit, change: Callable[[Unit, int], Changed], ids: list[tuple[str, int]]) -> list[Changed]:
    found = []
    for to, id_ in ids:
        if to:
            unit.lock(to)
        found.append(change(unit, id_))
    return found


def _cancel(unit: Unit, id_: int, now: datetime) -> Changed:
    row = unit.doing.row(id_)
    if row is None:
        return Changed(id_, None, "there is none")
    if row.state == "sending":
        unit.doing.take_back(row, BY_A_PERSON)
        return Changed(id_, row, "it is being sent: Twilio may have it already. If not, it isn't sent any more")
    if row.state not in ("due", "waiting"):
        return Changed(id_, row, _over(row))
    unit.doing.end(row, "cancelled", BY_A_PERSON, now)
    return Changed(id_, row)


def _retry(unit: Unit, id_: int, now: datetime) -> Changed:
    row = unit.doing.row(id_)
    why = "there is none" if row is None else _why_not(unit, row)
    if row is not None and why is None:
        unit.doing.again(row, now, AGAIN)
    return Changed(id_, row, why)


def _why_not(unit: Unit, row: KeptDue) -> str | None:
    """Why it isn't tried again, in words; None where it may be."""
    if row.state in ("due", "waiting", "sending"):
        return "it is being sent" if row.state == "sending" else "it is waiting for its time already"
    if row.state == "sent" or (row.state == "cancelled" and row.reason != BY_A_PERSON):
        return _over(row)
    if row.reason == OPTED_OUT and unit.contact(row.due.to).opted_out:
        return "they opted out, and didn't opt in since"
    if row.due.kind == "follow-up" and (twin := unit.doing.twin(row)) is not None:
        return f"the same was planned anew, as {twin}"
    return None


def _over(row: KeptDue) -> str:
    because = f": {row.reason}" if row.reason else ""
    return {
        "sent": "it was posted" if row.due.kind == "webhook" else "it was sent",
        "failed": f"it has failed already{because}",
        "withheld": f"it was withheld already{because}",
        "cancelled": f"it was taken back already{because}",
    }.get(row.state, f"it is {row.state}{because}")
