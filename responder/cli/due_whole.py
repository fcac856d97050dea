"""``responder jobs show``: everything about one thing that is or was due."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from responder.cli.due_words import TONES, clock, from_now, plain, receiver, state, what
from responder.cli.look import plural, say, shown, styled, wrapped
from responder.settings import without_login

if TYPE_CHECKING:
    from responder.store import KeptDue, KeptMessage, Store
    from responder.store.records import Delivery

_NEWS = {
    "accepted": "Twilio has it",
    "scheduled": "Twilio has it, for later",
    "queued": "Twilio has it, and it waits for its turn",
    "sending": "on its way to the carrier",
    "sent": "the carrier has it",
    "delivered": "it arrived",
    "read": "it was read",
    "undelivered": "it didn't arrive",
    "failed": "it failed",
    "canceled": "Twilio was told not to send it",
    "initiated": "it is being dialled",
    "ringing": "it rings",
    "in-progress": "they are on the phone",
    "completed": "they were on the phone",
    "busy": "the line was busy",
    "no-answer": "nobody answered",
}


def say_whole(store: Store, row: KeptDue, now: datetime, zone: tzinfo | None) -> None:
    """Print it for people."""
    known = store.known_fields([row.due.to, row.contact])
    stands = state(row)
    say(f"{styled(f'{row.id}', 'strong')}  {what(row)}: {styled(stands, TONES.get(row.state, 'strong'))}")
    if row.reason:
        say(wrapped(shown(row.reason), "  "))
    say()
    _line("to", _to(row, known))
    if row.contact != row.due.to:
        _line("about", receiver_of_contact(row, known))
    _line("due", f"{clock(row.due.at, now, zone)}, {from_now(row.due.at, now)}")
    if row.ended_at is not None:
        _line("over", f"{clock(row.ended_at, now, zone)}, {from_now(row.ended_at, now)}")
    if row.turn is not None and row.ended_at is None:
        _line("its turn", f"{clock(row.turn, now, zone)}, {from_now(row.turn, now)}")
    _line("tries", f"{plural(row.failures, 'time')} in vain so far" if row.failures else "nothing went wrong so far")
    if row.due.unless:
        _line("unless", ", ".join(map(shown, row.due.unless)))
    cause = _cause(store, row)
    if cause is not None:
        _line("because of", f"a text of theirs, {clock(cause.at, now, zone)}: responder why --sid {cause.sid}")
    _line("rules", row.ruleset[:12] or "not known")
    _say_words(store, row)


def plain_whole(store: Store, row: KeptDue) -> dict[str, Any]:
    """The same for another program."""
    cause = _cause(store, row)
    parts = []
    for part in _parts(row):
        news = _news(store, part)
        parts.append(
            {
                "to": part.get("to"),
                "text": part.get("body"),
                "media": part.get("media", []),
                "sid": part.get("sid"),
                "status": None if news is None else news.status,
                "error": None if news is None else news.error_code,
                "error_in_words": _error(news),
            }
        )
    return {
        **plain(row),
        "job": row.job,
        "unless": list(row.due.unless),
        "ruleset": row.ruleset,
        "caused_by": None if cause is None else cause.sid,
        "text": row.due.text,
        "texts": parts,
    }


def receiver_of_contact(row: KeptDue, known: dict[str, dict[str, Any]]) -> str:
    """Whom it is about, where that isn't who gets it."""
    from responder.cli.due_words import address, name_in

    name = name_in(known.get(row.contact, {}))
    return f"{shown(name)}, {address(row.contact)}" if name else address(row.contact)


def _line(name: str, value: str) -> None:
    say(wrapped(value, " " * 14).replace(" " * 14, f"  {name.ljust(12)}", 1))


def _to(row: KeptDue, known: dict[str, dict[str, Any]]) -> str:
    if row.due.kind == "webhook":
        # What follows the path is often a key.
        return shown(without_login(row.due.to).partition("?")[0].partition("#")[0])
    return receiver(row, known)


def _cause(store: Store, row: KeptDue) -> KeptMessage | None:
    return None if row.message_id is None else store.message_by_id(row.message_id)


def _parts(row: KeptDue) -> list[dict[str, Any]]:
    return list((row.sending or {}).get("parts", ()))


def _say_words(store: Store, row: KeptDue) -> None:
    parts = _parts(row)
    if not parts:
        say()
        if row.due.text:
            say(wrapped(shown(row.due.text), "   │ "))
        elif row.state in ("due", "sending"):
            say("  Its words are made when it is sent, from the rules and the facts of that moment.")
        else:
            say("  It was never worded.")
    for part in parts:
        say()
        say(wrapped(shown(str(part.get("body", ""))), "   │ "))
        for url in part.get("media", ()):
            say(f"   │ [{shown(str(url))}]")
        say(wrapped(_told(store, part), "   "))


def _told(store: Store, part: dict[str, Any]) -> str:
    """What became of one text."""
    if not part.get("sid"):
        return "handed to Twilio, without an answer so far" if part.get("begun") else "not sent yet"
    sid, news = shown(str(part["sid"])), _news(store, part)
    if news is None:
        return f"{sid}: nothing is heard of it"
    error = _error(news)
    return f"{sid}: {_NEWS.get(news.status, shown(news.status))}{f'. {error}' if error else ''}"


def _news(store: Store, part: dict[str, Any]) -> Delivery | None:
    return store.delivery(str(part["sid"])) if part.get("sid") else None


def _error(news: Delivery | None) -> str | None:
    if news is None or news.error_code is None:
        return None
    from responder.sms.error_codes import explain

    return str(explain(news.error_code))
