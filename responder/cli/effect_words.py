"""What follows from a decision besides the answer, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from responder.cli.look import quoted, shown
from responder.core.decision import (
    Answered,
    Asked,
    Cancelled,
    Closed,
    Due,
    Effect,
    HandedOver,
    Joined,
    Left,
    OptedIn,
    OptedOut,
    Remembered,
    Tagged,
    Untagged,
)

ENDINGS = {
    "answered": "answered",
    "given up": "given up: no answer fitted, or a person took over",
    "cancelled": "they don't want it",
    "lapsed": "no answer came in time",
    "replaced": "something else was asked in its place",
}


def effect(happened: Effect, now: datetime | None = None) -> str:
    """One effect. ``now``: when it was decided, in the time zone to tell times in; None for this machine's."""
    match happened:
        case Remembered(field, value):
            return f"{shown(field)} saved: {quoted(value)}" if value else f"{shown(field)} forgotten"
        case Tagged(tag):
            return f"Tag {quoted(tag)} added"
        case Untagged(tag):
            return f"Tag {quoted(tag)} taken off"
        case Joined(name):
            return f"Put on the list {quoted(name)}"
        case Left(name):
            return f"Taken off the list {quoted(name)}"
        case OptedOut():
            return f"They get nothing more from us: {shown(happened.source)}"
        case OptedIn():
            return f"They may get texts again: {shown(happened.source)}"
        case Asked(name):
            return f"Asked {quoted(name)}, open until {time_words(happened.until, now)}"
        case Answered(name, field, value):
            return f"{quoted(name)} answered: {f'{shown(field)} is ' if field else ''}{quoted(value)}"
        case Closed(name, how):
            return f"{quoted(name)} is over: {ENDINGS[how]}"
        case HandedOver(until):
            if now is not None and until <= now:
                return "Handed back: the rules answer them again"
            return f"Handed over to a person until {time_words(until, now)}"
        case Due():
            return _due(happened, now)
        case Cancelled(names):
            return f"Taken back unless sent: {_listed(names)}" if names else "All follow-ups taken back"
    assert_never(happened)


def time_words(moment: datetime, now: datetime | None = None) -> str:
    """``Tue 2 June 10:00``; with the year where it isn't this one. ``now``: as for ``effect``."""
    local = moment.astimezone(None if now is None else now.tzinfo)
    year = "" if now is None or local.year == now.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%B}{year} {local:%H:%M}"


def _due(due: Due, now: datetime | None) -> str:
    match due.kind:
        case "notify":
            return f"Will notify {quoted(due.name or due.to)}{_at(due, now)}: {quoted(due.text)}"
        case "forward":
            return f"Will be passed on to {shown(due.to)}{_at(due, now)}: {quoted(due.text)}"
        case "call":
            who = quoted(due.name) if due.name else "them"
            return f"Will call {who}{_at(due, now)} and say: {quoted(due.text)}"
        case "webhook":
            return f"Will be posted to {shown(due.to)}{_at(due, now)}"
        case "broadcast":
            return f"Text of the broadcast {quoted(due.name)}{_at(due, now)}"
        case "follow-up":
            unless = [shown(reason) for reason in due.unless if reason != "they opt out"]
            times = f", time {due.repeated + 1}" if due.repeated else ""
            taken_back = f", unless {' or '.join(unless)}" if unless else ""
            return f"Follow-up {quoted(due.name)} due {time_words(due.at, now)}{times}{taken_back}"
    assert_never(due.kind)


def _at(due: Due, now: datetime | None) -> str:
    """When, where that isn't at once."""
    return f" at {time_words(due.at, now)}" if now is not None and due.at > now else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(quoted, names))
