"""Opening hours with a gap that looks like a slip.

A day in the middle of the week without hours is a closed day: with ``mon-wed: 9:00-17:00`` and ``fri: 9:00-17:00``
people who text on Thursday are told that you're closed. If you are, write ``thu: closed``, and everyone who reads the
file knows that it is meant.

``9:00-12:00, 12:01-17:00`` closes the doors for the minute from 12:00 to 12:01. Times end when the next ones begin:
``9:00-12:00, 12:00-17:00``, or in one: ``9:00-17:00``. The same goes for ``0:00-23:59``: write ``24 hours``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from responder.core.calendar.dates import DAYS
from responder.core.calendar.daytimes import DAY, Span, say_times
from responder.core.calendar.hours import Hours
from responder.lint.check import Check, Finding, Subject

SHORTEST = 2
"""Nobody closes for so few minutes."""


def find(subject: Subject) -> Iterator[Finding]:
    business = subject.ruleset.business
    if business.hours is not None:
        yield from _missing_day(subject, business.hours)
        yield from _missing_minutes(subject, "hours", business.hours)
    for name, window in business.windows.items():
        yield from _missing_minutes(subject, name, window.hours)


def _missing_day(subject: Subject, hours: Hours) -> Iterator[Finding]:
    closed = [day for day in range(5) if not hours.week[day]]
    if len(closed) != 1 or closed[0] not in (1, 2, 3):
        return
    name = DAYS[closed[0]]
    if re.search(rf"\b{name}", hours.written.lower()):
        return
    yield Finding(
        subject.find_anywhere("hours:"),
        f"no hours are given for {_LONG[name]}, so it counts as closed, and the days around it are open",
        f"Write its hours, or `{name}: closed` if that is meant.",
        marked="hours",
    )


_LONG = {"tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday"}


def _missing_minutes(subject: Subject, name: str, hours: Hours) -> Iterator[Finding]:
    every = [*hours.week, *(times for _, times in hours.special)]
    for times in dict.fromkeys(every):
        spans: list[Span] = list(times)
        if spans == [(0, DAY - 1)]:
            yield _gap(subject, name, "the last minute before midnight", "Write `24 hours`.")
            return
        for (begin, end), (again, until) in pairwise(spans):
            if again - end <= SHORTEST:
                closed = f"from {say_times(((end, again),)).replace('-', ' to ')}"
                yield _gap(subject, name, closed, f"Write `{say_times(((begin, until),))}`.")
                return


def _gap(subject: Subject, name: str, when: str, remedy: str) -> Finding:
    place = subject.find_anywhere(f"{name}:")
    return Finding(place, f'"{name}" closes for a moment: {when}', remedy, level="warning", marked=name)


BAD = """\
timezone: America/Chicago
hours:
  mon-wed: 9:00-17:00
  fri: 9:00-17:00
rules:
  - name: Closed
    when: {outside: hours}
    reply: We're closed just now and open {{ next_opening }}.
    examples: [{they_text: Are you there?, at: sun 10:00}]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = BAD.replace("  fri: 9:00-17:00\n", "  thu: closed\n  fri: 9:00-17:00\n")

CHECK = Check("hours-gap", "note", __doc__, find, BAD, GOOD)
