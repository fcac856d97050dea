"""What is due, in words: what, to whom, when, how it stands and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from responder.cli.look import plural, quoted, shown

if TYPE_CHECKING:
    from responder.store import KeptDue

STATES = {
    "due": "due",
    "sending": "being sent",
    "waiting": "waiting for its turn in the broadcast",
    "sent": "sent",
    "failed": "failed",
    "withheld": "withheld",
    "cancelled": "taken back",
}
TONES = {"sent": "good", "failed": "bad", "withheld": "near", "cancelled": "quiet"}
_KINDS = {"notify": "note to staff", "forward": "text passed on", "call": "phone call"}
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def what(row: KeptDue) -> str:
    """``follow-up “visit” of “Prices”``."""
    kind = _KINDS.get(row.due.kind, row.due.kind)
    # One without a name of its own has its rule's.
    name = row.due.name if row.due.kind == "follow-up" and row.due.name != row.due.rule else ""
    of = f" of {quoted(row.due.rule)}" if row.due.rule else ""
    return f"{kind}{f' {quoted(name)}' if name else ''}{of}"


def receiver(row: KeptDue, known: Mapping[str, Mapping[str, Any]]) -> str:
    """Name and number. ``known``: what is saved of contacts, by address."""
    if row.due.kind == "webhook":
        return host(row.due.to)
    name = row.due.name if row.due.kind == "notify" else name_in(known.get(row.due.to, {}))
    number = address(row.due.to)
    return f"{shown(name)}, {number}" if name else number


def address(written: str) -> str:
    """A number as one reads it, with its channel where that isn't SMS."""
    from responder.core.phone import format_number

    channel, colon, number = written.rpartition(":")
    return shown(f"{channel}{colon}{format_number(number)}")


def host(url: str) -> str:
    """Of a URL only the host: the rest may hold what is nobody's business."""
    try:
        return shown(urlsplit(url).hostname or "a web address")
    except ValueError:
        return "a web address"


def name_in(fields: Mapping[str, Any]) -> str:
    """A person's name among what is saved of them; empty where it isn't."""
    first = (fields.get("first_name"), fields.get("last_name"))
    return " ".join(str(part) for part in first if part) or str(fields.get("name") or "")


def state(row: KeptDue) -> str:
    """How it stands, in a word or two."""
    return STATES.get(row.state, shown(row.state))


def when(row: KeptDue, now: datetime, zone: tzinfo | None) -> str:
    """When it is due, or when it was over: ``tomorrow at 8:00 AM, in 14 hours``."""
    moment = row.ended_at if row.ended_at is not None else row.due.at
    return f"{clock(moment, now, zone)}, {from_now(moment, now)}"


def clock(moment: datetime, now: datetime, zone: tzinfo | None) -> str:
    """A moment in that zone, this machine's where there is none: ``tomorrow at 8:00 AM``."""
    from responder.core.wording.times import say_when

    return say_when(moment.astimezone(zone), now.astimezone(zone))


def from_now(moment: datetime, now: datetime) -> str:
    """``in 2 days``, ``3 hours ago``."""
    length = span(abs(moment - now))
    if length == "no time":
        return "now"
    return f"in {length}" if moment > now else f"{length} ago"


def span(length: timedelta) -> str:
    """``2 days``, ``45 hours``: at least two of its unit, rounded down."""
    seconds = int(length.total_seconds())
    for size, unit in _UNITS:
        if seconds >= 2 * size:
            return plural(seconds // size, unit)
    return plural(seconds, "second") if seconds else "no time"


def plain(row: KeptDue) -> dict[str, Any]:
    """One row for another program."""
    return {
        "id": row.id,
        "kind": row.due.kind,
        "name": row.due.name,
        "rule": row.due.rule,
        "to": host(row.due.to) if row.due.kind == "webhook" else row.due.to,
        "contact": row.contact,
        "at": row.due.at.isoformat(),
        "state": row.state,
        "reason": row.reason,
        "ended_at": None if row.ended_at is None else row.ended_at.isoformat(),
        "failures": row.failures,
    }
