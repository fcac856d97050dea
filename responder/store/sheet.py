"""Answers to the questions of one conversation as a sheet, for CSV: one line a run, one column a field.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@`` for a formula, and what people text could be one.
Such a cell gets an apostrophe before it, as OWASP advises; so does one that begins with an apostrophe, so that whoever
reads the sheet drops the first apostrophe of a cell and has what was there. Phone numbers in E.164 get one too: without
it a spreadsheet makes ``+15550100001`` a number, and loses the plus. Plain numbers (``-5``, ``12.50``) are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo

from responder.core.text.letters import is_blank, is_unseen
from responder.store.records import GivenAnswer, Run

FIRST = ("contact", "started", "ended", "state")
"""The columns before those of the fields."""

_SIGNS = frozenset("=+-@'\N{MINUS SIGN}")
_CUTS = frozenset("\t\r\n")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula or a phone number for a sum."""
    return f"'{text}" if _is_formula(text) and not _NUMBER.fullmatch(text) else text


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet may take it for a formula. What can't be seen before the sign is dropped by some programs,
    and others take a full-width or a small sign (``＝``) for the usual one."""
    for char in text:
        if char in _CUTS:
            return True
        if not (is_blank(char) or is_unseen(char)):
            return unicodedata.normalize("NFKC", char)[0] in _SIGNS
    return False


def sheet(runs: Sequence[Run], now: datetime, zone: tzinfo | None, *, raw: bool = False) -> Iterator[list[str]]:
    """The lines, headings first. How runs stand is told as of ``now``.

    Times are local in ``zone`` as spreadsheets know them, ``2026-06-02 10:00:00``; where there is no zone, or for
    ``raw``, they are ISO 8601 with the offset from UTC. ``raw``: cells are as they are, for a program.
    """
    fields = columns(runs)
    kept = (lambda text: text) if raw else cell
    yield [*FIRST, *map(kept, headings(fields))]
    for run in runs:
        given = {column_of(answer): answer.value for answer in run.counted().values()}
        ended = run.ended(now)
        times = [_time(run.started_at, zone, raw), "" if ended is None else _time(ended, zone, raw)]
        cells = [run.contact, *times, run.state(now), *(given.get(field, "") for field in fields)]
        yield [kept(text) for text in cells]


Column = tuple[str, int]
"""A field; or an empty text and the step that saves nothing."""


def column_of(answer: GivenAnswer) -> Column:
    return (answer.field, -1) if answer.field else ("", answer.step)


def columns(runs: Iterable[Run]) -> list[Column]:
    """What was answered, in the order of asking: by the first step that asks for it, then by the first answer."""
    first: dict[Column, int] = {}
    for run in runs:
        for answer in run.counted().values():
            column = column_of(answer)
            first[column] = min(first.get(column, answer.step), answer.step)
    return sorted(first, key=lambda column: first[column])


def headings(fields: Iterable[Column]) -> Iterator[str]:
    """What stands over the columns: the field, told apart from our own columns; or the step, counted from 1."""
    for field, step in fields:
        if not field:
            yield f"answer {step + 1}"
        else:
            yield f"{field} (answer)" if field in FIRST else field


def _time(moment: datetime, zone: tzinfo | None, raw: bool) -> str:
    local = moment.astimezone(zone or UTC).replace(microsecond=0)
    return local.isoformat() if raw or zone is None else f"{local:%Y-%m-%d %H:%M:%S}"
