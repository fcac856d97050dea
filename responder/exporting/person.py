"""What is kept of one person, for that person: as JSON, and as a text that one can read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, TextIO

from responder.exporting.everything import as_json
from responder.exporting.places import Place
from responder.store import Store
from responder.store.snapshot import Record, Snapshot

_MESSAGE = ("at", "direction", "ours", "channel", "body", "media", "rule", "outcome", "status", "error_code", "details")
_DUE = ("at", "kind", "name", "rule", "what", "state", "reason", "ended_at")
_LEDGER = ("at", "what", "scope", "words", "rule", "source")
_RUN = ("name", "started_at", "asker", "until", "ended_at", "how")
_ANSWER = ("name", "started_at", "step", "field", "value", "at")
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def export_person(store: Store, address: str, place: Place, now: datetime, zone: tzinfo | None = None) -> int:
    """Write what is kept of the contact with this address into the place: ``person.json`` and ``person.txt``, whose
    times are local in ``zone``. Returns how many messages there are. Raises NotExported or StoreError."""
    with store.snapshot() as snapshot, place.open():
        with place.file("person.json") as file:
            count = _json(snapshot, address, now, file)
        with place.file("person.txt") as file:
            for line in _text(snapshot, address, now, zone or UTC):
                file.write(f"{line}\n")
    return count


def _json(snapshot: Snapshot, address: str, now: datetime, file: TextIO) -> int:
    """One object. Its long lists are written as they are read."""
    file.write(f'{{\n"number": {as_json(address)},\n"as_of": {as_json(now)},\n')
    file.write(f'"contact": {as_json(_contact(snapshot.contact(address)), 1)}')
    count = _list(file, "messages", snapshot.messages(address), _MESSAGE)
    _list(file, "sent_later", snapshot.due(address), _DUE)
    _list(file, "told_to_others", _told_to_others(snapshot, address), ("at", "contact", "body"))
    _list(file, "consent", snapshot.consent(address), _LEDGER)
    _list(file, "questions", snapshot.runs(address), _RUN)
    _list(file, "answers", snapshot.answers(address), _ANSWER)
    file.write("\n}\n")
    return count


def _list(file: TextIO, name: str, rows: Iterator[Record], columns: tuple[str, ...]) -> int:
    file.write(f',\n"{name}": [')
    count = 0
    for count, row in enumerate(rows, 1):
        found = {column: row[column] for column in columns if row[column] is not None}
        file.write(f"{',' if count > 1 else ''}\n {as_json(found)}")
    file.write("]")
    return count


def _contact(row: Record | None) -> Mapping[str, Any] | None:
    if row is None:
        return None
    names = ("first_seen", "last_seen", "fields", "tags", "lists", "opted_out", "questions", "handed_over_until")
    return {name: row[name] for name in names if row[name] not in (None, {}, [])}


def _told_to_others(snapshot: Snapshot, address: str) -> Iterator[Record]:
    """Notes to the staff about them, and their texts that were passed on."""
    rows = [row for row in snapshot.due(address) if row["sending"] and row["contact"] == address]
    sids = [part["sid"] for row in rows for part in row["sending"]["parts"] if part.get("sid")]
    return (row for row in snapshot.sent(sids) if row["contact"] != address)


def _text(snapshot: Snapshot, address: str, now: datetime, zone: tzinfo) -> Iterator[str]:
    def at(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"

    yield f"What is kept of {address}, as of {at(now)}"
    contact = _contact(snapshot.contact(address)) or {}
    yield from ("", "REMEMBERED")
    yield from (f"  {_plain(name)}: {_plain(value)}" for name, value in contact.get("fields", {}).items())
    yield from (f"  tag: {_plain(tag)}" for tag in contact.get("tags", ()))
    yield from (f"  on the list {_plain(name)} since {at(since)}" for name, since in contact.get("lists", {}).items())
    yield from (f"  opted out of {_of(scope)}" for scope in contact.get("opted_out", {}))
    yield from (f"  {name.replace('_', ' ')}: {at(contact[name])}" for name in _TIMES if name in contact)
    yield from ("", "CONSENT")
    for line in snapshot.consent(address):
        words = f", with the words “{_plain(line['words'])}”" if line["words"] else ""
        yield f"  {at(line['at'])}  {line['what'].replace('_', ' ')}: {_of(line['scope'])}{words}"
    yield from ("", "ANSWERS TO QUESTIONS")
    for given in snapshot.answers(address):
        yield f"  {at(given['at'])}  {_plain(given['name'])}, {_plain(given['field'])}: {_plain(given['value'])}"
    yield from ("", "TEXTS")
    for message in snapshot.messages(address):
        who = "they" if message["direction"] == "in" else "we"
        yield f"  {at(message['at'])}  {who}: {_plain(message['body'])}"
        yield from (f"      [{_plain(one[0])}]" for one in message["media"] or ())
    yield from ("", "TOLD TO OTHERS ABOUT THEM")
    for note in _told_to_others(snapshot, address):
        yield f"  {at(note['at'])}  to {note['contact']}: {_plain(note['body'])}"
    yield from ("", "TO BE SENT LATER, OR SENT SO")
    for row in snapshot.due(address):
        reason = f" ({_plain(row['reason'])})" if row["reason"] else ""
        yield f"  {at(row['at'])}  {row['kind']} of {_plain(row['rule'])}: {row['state']}{reason}"


_TIMES = ("first_seen", "last_seen", "handed_over_until")


def _of(scope: str) -> str:
    return "everything" if scope == "*" else _plain(scope)


def _plain(value: Any) -> str:
    """On one line, with what can't be seen made visible."""
    return "".join(
        character
        if character == "\u200d" or unicodedata.category(character) not in _HIDDEN
        else " "
        if character in "\r\n\t"
        else character.encode("unicode_escape").decode()
        for character in str(value)
    )
