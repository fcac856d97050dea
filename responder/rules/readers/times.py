"""Readers for hours, windows and dates."""

from __future__ import annotations

import re
from dataclasses import replace

from responder.core.calendar.hours import (
    CLOSED,
    DateRange,
    Hours,
    Window,
    parse_date_range,
    parse_hours_key,
    parse_times,
    parse_window,
)
from responder.core.suggest import nearest, quoted
from responder.rules.desk import Desk, parted
from responder.rules.readers.phrases import first_known
from responder.rules.readers.scalars import text
from responder.rules.readers.time_slips import tell
from responder.rules.syntax.tree import List, Node, Settings

HOURS_EXAMPLE = "{name}:\n    mon-fri: 9:00-17:00\n    sat: 10:00-14:00"


def date_range(node: Node, desk: Desk, name: str) -> DateRange | None:
    """A date, every year or once, or several days in a row."""
    value = text(node, desk, name)
    if value is None:
        return None
    try:
        return parse_date_range(value)
    except ValueError as error:
        if _are_dates(value.split(",")):
            message = f'"{name}" has several values without brackets around them'
            remedy = f"Put brackets around them:\n  {name}: [{value}]"
            desk.error(node, "list-without-brackets", message, remedy)
        else:
            tell(node, desk, "not-a-date", error)
        return None


def _are_dates(parts: list[str]) -> bool:
    try:
        return len(parts) > 1 and all(parse_date_range(part) for part in parts)
    except ValueError:
        return False


def week(node: Node, desk: Desk, name: str) -> Hours | None:
    """Opening hours: days and times, or one line such as ``mon-fri 9:00-17:00``."""
    if isinstance(node, Settings):
        entries = _day_entries(node, desk)
        return None if entries is None else _made(node, entries, desk)
    if isinstance(node, List):
        desk.wrong_kind(node, name, "days with their times", HOURS_EXAMPLE.format(name=name))
        return None
    value = text(node, desk, name)
    if value is None:
        return None
    try:
        return parse_window(value).hours
    except ValueError as error:
        tell(node, desk, "not-a-time", error)
        return None


def _day_entries(node: Settings, desk: Desk) -> list[tuple[str, str]] | None:
    """Days (or dates) and times, each read by itself so that every problem has its place."""
    entries: list[tuple[str, str]] = []
    sound = True
    for entry in node:
        try:
            parse_hours_key(entry.key.value)
        except ValueError as error:
            tell(entry.key, desk, "not-a-day", error)
            sound = False
        times = _times(entry.value, desk, entry.key.value)
        sound = sound and times is not None
        entries.append((entry.key.value, times or ""))
    return entries if sound else None


def _times(node: Node, desk: Desk, name: str) -> str | None:
    """The times of a day; a list of them is the same as commas."""
    if isinstance(node, List):
        parts = [text(item, desk, name) for item in node.items]
        value = None if None in parts or not parts else ", ".join(part for part in parts if part)
    else:
        value = text(node, desk, name)
    if value is None:
        return None
    try:
        parse_times(value)
    except ValueError as error:
        tell(node, desk, "not-a-time", error)
        return None
    return value


def _made(node: Settings, entries: list[tuple[str, str]], desk: Desk) -> Hours | None:
    try:
        return Hours.of(entries)
    except ValueError as error:
        desk.sentence(node, "hours", error)
        return None


def with_closed(hours: Hours, closed: tuple[DateRange, ...]) -> Hours:
    """The hours with whole days on which nothing opens. A date with times of its own stays as it is."""
    days = [(dates, CLOSED) for dates in closed]
    special = sorted([*hours.special, *days], key=lambda one: (one[0].days, one[0].yearly, one[1] != CLOSED))
    return replace(hours, special=tuple(special))


def windows(node: Node, desk: Desk, name: str) -> dict[str, Window] | None:
    """``windows:``: hours with names of one's own."""
    if not isinstance(node, Settings):
        desk.wrong_kind(node, name, "names with hours", f"{name}:\n    mornings: mon-fri 8:00-12:00")
        return None
    found: dict[str, Window] = {}
    for entry in node:
        called = entry.key.value
        if called.casefold() in ("hours", "closed") or _reads_as_window(called):
            desk.error(
                entry.key,
                "taken-name",
                f"{quoted(called)} can't be the name of hours: it means something already",
                "Choose another name.",
            )
            continue
        window = _named(entry.value, called, desk)
        if window is not None:
            found[called] = window
    return found


def _named(node: Node, called: str, desk: Desk) -> Window | None:
    if isinstance(node, Settings):
        entries = _day_entries(node, desk)
        made = None if entries is None else _made(node, entries, desk)
        return None if made is None else made.as_window(called)
    if isinstance(node, List):
        parts = [text(item, desk, called) for item in node.items]
        value = None if None in parts or not parts else "; ".join(part for part in parts if part)
    else:
        value = text(node, desk, called)
    if value is None:
        return None
    try:
        return parse_window(value, called)
    except ValueError as error:
        tell(node, desk, "not-a-time", error)
        return None


def _reads_as_window(written: str) -> bool:
    try:
        parse_window(written)
    except ValueError:
        return False
    return True


def window(node: Node, desk: Desk, name: str) -> Window | None:
    """What stands under ``during`` or ``outside``: hours, closed, a named window, or days and times."""
    value = text(node, desk, name)
    if value is None:
        return None
    if not needs_timezone(node, desk, name):
        return None
    business = desk.facts.business
    word = value.casefold()
    if word in ("hours", "closed"):
        if business.hours is None and desk.facts.hours_given:
            return None
        if business.hours is None:
            desk.error(
                node,
                "no-hours",
                f'"{name}: {value}" needs opening hours, and there are none in the file',
                "Add them at the top of the file:\n  " + HOURS_EXAMPLE.format(name="hours"),
            )
            return None
        return business.hours.as_window() if word == "hours" else business.hours.as_closed()
    if known := first_known(value, business.windows):
        return business.windows[known]
    try:
        return parse_window(value)
    except ValueError as error:
        near = nearest(value, [*business.windows, "hours", "closed"])
        message, remedy = f"there are no hours called {quoted(value)}", f"Did you mean `{near}`?"
        if near is None and ("Did you mean" in str(error) or re.search(r"\d", value)):
            message, remedy = parted(str(error))
        elif near is None:
            remedy = "Write `hours`, `closed`, a name under `windows:`, or days and times like `mon-fri 9:00-12:00`."
        desk.error(node, "unknown-window", message, remedy)
        return None


def needs_timezone(node: Node, desk: Desk, name: str) -> bool:
    """Whether the file says in which time zone it lives, without which days and times mean nothing."""
    if desk.facts.timezone_given:
        return True
    desk.error(
        node,
        "no-timezone",
        f'"{name}" needs to know your time zone, and the file doesn\'t say it',
        "Add it at the top of the file, such as `timezone: America/Chicago`.",
    )
    # Once is enough: the other rules need the same line.
    desk.facts.timezone_given = True
    return False
