"""Which messages a list shows: To, From and the three ways to ask for a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from responder.testing.form import Form
from responder.testing.records import Message
from responder.testing.refusals import RefusedError


def chosen(messages: Iterable[Message], query: Form) -> list[Message]:
    """Newest first. A date filter passes over what hasn't been sent: ``date_sent`` is null until then."""
    to, sender = query.one("To"), query.one("From")
    spans = [span for name in ("DateSent", "DateSent<", "DateSent>") if (span := _span(query, name))]
    found = [
        message
        for message in messages
        if (not to or message.to == to) and (not sender or message.from_ == sender) and _within(message.sent, spans)
    ]
    return sorted(found, key=lambda m: m.created, reverse=True)


Span = tuple[datetime, datetime]
"""From, and up to but without."""

BEGIN, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def _span(query: Form, name: str) -> Span | None:
    raw = query.one(name)
    if not raw:
        return None
    try:
        start = datetime.fromisoformat(raw)
    except ValueError:
        raise RefusedError(20001) from None
    start = start.replace(tzinfo=start.tzinfo or UTC)
    if name == "DateSent":
        # The real client writes a date as its midnight, and means the whole day in UTC.
        start = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return start, start + timedelta(days=1)
    return (BEGIN, start + timedelta(seconds=1)) if name == "DateSent<" else (start, END)


def _within(moment: datetime | None, spans: Sequence[Span]) -> bool:
    return not spans or (moment is not None and all(start <= moment < end for start, end in spans))
