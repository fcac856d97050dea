"""HTTP's ``Retry-After``: for how long a server that was asked too much wants to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(hours=1)
"""Nobody makes us wait for longer."""

SAID_WITH = frozenset({429, 503})
"""The statuses with which it means that."""


def retry_after(status: int, header: str | None, now: datetime) -> timedelta | None:
    """What the header says, in seconds or as a date, from ``now`` (aware) on and up to ``LONGEST``; None where it says
    nothing that can be understood, or the status isn't one that goes with it."""
    said = (header or "").strip()
    if status not in SAID_WITH or not said:
        return None
    if said.isascii() and said.isdigit():
        return min(LONGEST, timedelta(seconds=int(said[:9])))
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, OverflowError, TypeError):
        return None
    until = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    return max(timedelta(), min(LONGEST, until - now))
