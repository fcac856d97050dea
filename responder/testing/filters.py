"""What a list shows: messages by To and From, and the three ways to ask for a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from responder.testing.form import Form
from responder.testing.records import Message
from responder.testing.refusals import RefusedError


def chosen(messages: Iterable[Message], query: Form) -> list[Message]:
    """Newest first. A date filter passes over what hasn't been sent: ``date_sent`` is null until then."""
    to, sender = query.one("To"), query.one("From")
    spans = spans_of(query, "DateSent")
    found = [
        message
        for message in messages
        if (not to or message.to == to) and (not sender or message.from_ == sender) and within(message.sent, spans)
    ]
    return sorted(found, key=lambda m: m.created, reverse=True)


Span = tuple[datetime, datetime]
"""From, and up to but without."""

BEGIN, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def spans_of(query: Form, name: str) -> list[Span]:
    """What was asked of a date, by the parameter ``name``, ``name<`` and ``name>``."""
    return [span for one in (name, f"{name}<", f"{name}>") if (span := _span(query, one))]


def _span(query: Form, name: str) -> Span | None:
    raw = query.one(name)
    if not raw:
        return None
    try:
        start = datetime.fromisoformat(raw)
    except ValueError:
        raise RefusedError(20001) from None
    start = start.replace(tzinfo=start.tzinfo or UTC)
    if name[-1] not in "<>":
        # The real client writes a date as its midnight, and means the whole day in UTC.
        start = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return start, start + timedelta(days=1)
    return (BEGIN, start + timedelta(seconds=1)) if name[-1] == "<" else (start, END)


def within(moment: datetime | None, spans: Sequence[Span]) -> bool:
    """Whether a date is in all of these; one that isn't there yet is in none."""
    return not spans or (moment is not None and all(start <= moment < end for start, end in spans))
