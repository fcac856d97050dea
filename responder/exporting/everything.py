"""All that a store holds: a CSV file for each table, one of JSON lines where a row is no line of a sheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from responder.exporting.places import Place
from responder.store import Store
from responder.store.sheet import cell
from responder.store.snapshot import Record, Snapshot

LINES = frozenset({"decisions", "due", "step_lists"})
"""Tables whose rows hold what is too deep for a sheet: traces, effects, what is to be sent."""

ABOUT = """\
Everything that responder kept, as of {moment}.

One file for each table; docs/how-it-works.md says what they hold. *.csv are for spreadsheets and programs, *.jsonl have
one JSON object a line. Times are UTC. Lists and fields in a CSV cell are JSON. {cells}

A message and what was decided about it have the same number: messages.id, decisions.message_id. What the traces of many
decisions have in common stands once, in step_lists.

There is what people texted in here, and their numbers. Whoever has it must keep it as safe as the database.
"""
_SAFE = (
    "A cell that a spreadsheet would take for a formula has an apostrophe before it, and so has a phone number: drop "
    "the first apostrophe of a cell to have what was there."
)


def export_everything(store: Store, place: Place, now: datetime, *, raw: bool = False) -> dict[str, int]:
    """Write all that the store holds into the place, as of one moment. Returns how many rows each file has.

    ``raw``: cells are as they are, for a program. Raises NotExported or StoreError; then there is nothing.
    """
    written: dict[str, int] = {}
    with store.snapshot() as snapshot, place.open():
        with place.file("README.txt") as file:
            moment = now.isoformat(timespec="seconds")
            file.write(ABOUT.format(moment=moment, cells="Cells are as they are." if raw else _SAFE))
        for table in snapshot.tables():
            write = _lines if table in LINES else _sheet
            name, count = write(snapshot, table, place, raw)
            written[name] = count
    return written


def _sheet(snapshot: Snapshot, table: str, place: Place, raw: bool) -> tuple[str, int]:
    safe: Callable[[str], str] = str if raw else cell
    name, columns, count = f"{table}.csv", snapshot.columns(table), 0
    with place.file(name, for_spreadsheets=not raw) as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in snapshot.rows(table):
            writer.writerow([safe(_said(row[column])) for column in columns])
            count += 1
    return name, count


def _lines(snapshot: Snapshot, table: str, place: Place, _raw: bool) -> tuple[str, int]:
    name, count = f"{table}.jsonl", 0
    with place.file(name) as file:
        for line in json_lines(snapshot.rows(table)):
            file.write(line)
            count += 1
    return name, count


def json_lines(rows: Iterator[Record]) -> Iterator[str]:
    """Rows as lines of JSON."""
    for row in rows:
        yield as_json(dict(row)) + "\n"


def as_json(value: Any, indent: int | None = None) -> str:
    """Plain values and times as JSON. What isn't a character is escaped, so that every reader takes it."""
    text = json.dumps(value, ensure_ascii=False, default=_said, indent=indent)
    return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text) if _has_half(text) else text


def _has_half(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
