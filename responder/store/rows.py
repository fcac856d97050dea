"""The core's values as rows and back: contacts, decisions, and what a message says besides its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from responder.core.contact import Contact, Exchange
from responder.core.decision import Decision
from responder.core.message import NOTHING, InboundMessage, Location, Media, Reply
from responder.core.question import Choosing, OpenQuestion
from responder.core.text.segments import count as count_segments
from responder.store.columns import count, given_back, kept, key, microseconds, moment, read, written
from responder.store.effects import Row, effects_json
from responder.store.plain import plain, values
from responder.store.records import Direction, KeptMessage
from responder.store.statements import LIST_SEPARATOR
from responder.store.traces import SharedSteps, trace_json

_NONE: frozenset[str] = frozenset()


def message_row(
    direction: Direction,
    contact: str,
    ours: str,
    channel: str,
    at: int,
    body: str,
    *,
    sid: str | None = None,
    token: str | None = None,
    media: Iterable[Media] = (),
    segments: int = 1,
    reply_to: int | None = None,
    details: str | None = None,
) -> Row:
    """A row of ``messages``, less its id. ``contact`` and ``at`` come as they are stored."""
    return (
        None if sid is None else key(sid),
        key(token) if token else None,
        direction,
        contact,
        key(ours),
        channel,
        at,
        kept(body),
        media_json(media),
        count(segments),
        reply_to,
        details,
    )


def inbound_row(message: InboundMessage, contact: str, at: int, token: str | None) -> Row:
    return message_row(
        "in",
        contact,
        message.to,
        message.channel,
        at,
        message.body,
        sid=message.sid,
        token=token,
        media=message.media,
        segments=message.num_segments,
        details=details(message),
    )


def reply_rows(message: InboundMessage, id_: int, replies: Iterable[Reply], contact: str, at: int) -> list[Row]:
    """The answers to the message with this id, as rows of ``messages``, less their ids."""
    return [
        message_row(
            "out",
            contact,
            message.to,
            message.channel,
            at,
            reply.text,
            media=[Media(url, "") for url in reply.media],
            segments=count_segments(reply.text).segments,
            reply_to=id_,
        )
        for reply in replies
    ]


def decision_row(id_: int, decision: Decision, answer: str, at: int, common: SharedSteps | None) -> Row:
    """A row of ``decisions`` for the message with this id. ``common``: steps that are kept elsewhere."""
    return (
        id_,
        at,
        decision.outcome,
        None if decision.rule is None else key(decision.rule),
        kept(answer),
        written(trace_json(decision.trace, common)),
        written(effects_json(decision.effects)) if decision.effects else None,
        written(list(decision.problems)) if decision.problems else None,
        key(decision.ruleset),
    )


def contact_row(contact: Contact, waiting: bool = False) -> Row:
    """A row of ``contacts``. The contact's lists aren't part of it: they have a table. ``waiting``: follow-ups are due
    that a reply takes back."""
    return (
        key(contact.address),
        None if contact.first_seen is None else microseconds(contact.first_seen),
        None if contact.last_seen is None else microseconds(contact.last_seen),
        written(dict(contact.fields)) if contact.fields else "{}",
        written(sorted(contact.tags)) if contact.tags else "[]",
        written(dict(contact.opted_out)) if contact.opted_out else "{}",
        written([_exchange_row(one) for one in contact.history]) if contact.history else "[]",
        (
            written({rule: microseconds(at) for rule, at in contact.last_answered.items()})
            if contact.last_answered
            else "{}"
        ),
        (
            written(_questions(contact))
            if contact.questions or contact.choosing is not None or contact.handed_over_to
            else None
        ),
        None if contact.handed_over_until is None else microseconds(contact.handed_over_until),
        1 if waiting else None,
    )


def _questions(contact: Contact) -> dict[str, Any]:
    found: dict[str, Any] = {"open": [plain(question) for question in contact.questions]}
    if contact.choosing is not None:
        found["choosing"] = plain(contact.choosing)
    if contact.handed_over_to:
        found["handed_over_to"] = list(contact.handed_over_to)
    return found


def _exchange_row(exchange: Exchange) -> list[Any]:
    """A round as JSON keeps it; a 1 before the digests says that the staff was told."""
    told = (1,) if exchange.told else ()
    return [microseconds(exchange.at), exchange.shape, *told, *exchange.replies]


def _exchange(at: int, shape: str, *rest: Any) -> Exchange:
    if rest and rest[0] == 1:
        return Exchange(moment(at), shape, rest[1:], True)
    return Exchange(moment(at), shape, rest)


def is_waiting(row: Sequence[Any] | None) -> bool:
    """Whether follow-ups are due that a reply takes back, by a row of ``statements.contact_rows``."""
    return row is not None and bool(row[-1])


def contact_of(address: str, row: Sequence[Any] | None) -> Contact:
    """The contact behind a row of ``statements.contact_rows``; a blank one where there is no row."""
    if row is None:
        return Contact(address)
    _, first_seen, last_seen, saved, tags, opted_out, history, last_answered, asked, until, lists, _ = row
    questions = None if asked is None else read(asked)
    return Contact(
        address,
        first_seen=None if first_seen is None else moment(first_seen),
        last_seen=None if last_seen is None else moment(last_seen),
        fields=NOTHING if saved == "{}" else read(saved),
        tags=_NONE if tags == "[]" else frozenset(read(tags)),
        lists=_NONE if lists is None else frozenset(map(given_back, lists.split(LIST_SEPARATOR))),
        opted_out={} if opted_out == "{}" else read(opted_out),
        history=(() if history == "[]" else tuple(_exchange(*row) for row in read(history))),
        last_answered=({} if last_answered == "{}" else {rule: moment(at) for rule, at in read(last_answered).items()}),
        questions=tuple(OpenQuestion(**values(one)) for one in questions["open"]) if questions else (),
        choosing=Choosing(**values(questions["choosing"])) if questions and "choosing" in questions else None,
        handed_over_until=None if until is None else moment(until),
        handed_over_to=tuple(questions.get("handed_over_to", ())) if questions else (),
    )


# Fields of InboundMessage that have no column of their own; those that are empty aren't kept.
_DETAILS = (
    "account_sid", "messaging_service_sid", "profile_name", "city", "state", "zip", "country", "button_text",
    "button_payload", "replied_to_sid", "opt_out_type",
)  # fmt: skip


def details(message: InboundMessage) -> str | None:
    """What Twilio told besides text, media and numbers, as JSON text; None where it told nothing."""
    found: dict[str, Any] = {name: value for name in _DETAILS if (value := getattr(message, name))}
    if message.location:
        place = message.location
        found["location"] = [place.latitude, place.longitude, place.address, place.label]
    if message.extra:
        found["extra"] = dict(message.extra)
    return written(found) if found else None


def inbound(kept: KeptMessage) -> InboundMessage:
    """The message as it came in. Raises ValueError for one that we sent."""
    if kept.direction != "in":
        raise ValueError(f"message {kept.id} went out")
    rest: Mapping[str, Any] = kept.details
    place = rest.get("location")
    return InboundMessage(
        sid=kept.sid or "",
        from_=kept.contact.removeprefix("whatsapp:"),
        to=kept.ours,
        body=kept.body,
        channel=kept.channel,
        media=kept.media,
        location=Location(*place) if place else None,
        num_segments=kept.segments,
        extra=rest.get("extra", NOTHING),
        **{name: rest[name] for name in _DETAILS if name in rest},
    )


def media_json(media: Iterable[Media]) -> str | None:
    """Attachments as JSON text, or None for none."""
    found = [[one.url, one.content_type] for one in media]
    return written(found) if found else None


def media_of(data: list[list[str]] | None) -> tuple[Media, ...]:
    return tuple(Media(url, content_type) for url, content_type in data or ())
