"""A date that is past and will not come again.

``date: 2024-12-24 to 2024-12-26`` fitted once. A rule that waits for such a day never answers again, and closed days of
last year don't close the doors this year. Write the new date, leave the year out (``12-25`` comes every year), or take
the rule out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from responder.core.answering.outgoing.later import actions_of
from responder.core.calendar.dates import DateRange
from responder.core.conditions.matchers import OnDate
from responder.core.place import Place
from responder.core.rule import FollowUp
from responder.lint.check import Check, Finding, Subject
from responder.lint.conditions import conditions

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def find(subject: Subject) -> Iterator[Finding]:
    for rule in subject.rules():
        for condition in conditions(rule):
            for dates in condition.ranges if isinstance(condition, OnDate) else ():
                if dates.is_over(subject.today):
                    place = subject.find(rule, dates.written, "date")
                    yield Finding(place, _message(dates), _remedy(dates), rule=rule, marked=dates.written)
    yield from _follow_ups(subject)
    hours = subject.ruleset.business.hours
    special = [dates for dates, _ in hours.special] if hours is not None else []
    # Old closed days do no harm while there are coming ones; a list of nothing but old ones was forgotten.
    if special and all(dates.is_over(subject.today) for dates in special):
        last = max(special, key=lambda dates: dates.last)
        yield Finding(
            _top_level(subject, last.written),
            f"every closed or special day of your hours is past; the last was {last.written}",
            "Add this year's days, or write them without a year (`12-25`) so that they come every year.",
        )


def _follow_ups(subject: Subject) -> Iterator[Finding]:
    """Follow-ups for a day that is past: they are never sent."""
    for owner, actions in actions_of(subject.ruleset):
        for follow_up in actions:
            day = _DAY.search(follow_up.at or "") if isinstance(follow_up, FollowUp) else None
            if day is None or not isinstance(follow_up, FollowUp) or day[0] >= subject.today.isoformat():
                continue
            yield Finding(
                subject.find_at(follow_up.place, follow_up.written),
                f"{follow_up.written} is past, so this text is never sent",
                "Write the next date, `after:` a time, or take the follow-up out.",
                rule=subject.rule_called(owner),
                marked=follow_up.written,
            )


def _message(dates: DateRange) -> str:
    return f"{dates.written} is past and doesn't come again"


def _remedy(dates: DateRange) -> str:
    if dates.first == dates.last:
        return f"Write the next date, or `{dates.first:%m-%d}` without the year if it comes every year."
    return "Write the next dates, or leave the years out if they come every year."


def _top_level(subject: Subject, written: str) -> Place:
    for file in subject.ruleset.files:
        for number, line in enumerate(subject.lines(file), start=1):
            if written in line and not line.lstrip().startswith("#"):
                return Place(file, number, line.index(written) + 1)
    return subject.top()


BAD = """\
timezone: America/Chicago
rules:
  - name: Christmas
    when: {date: 2024-12-24 to 2024-12-26}
    reply: We're closed over Christmas and back on the 27th.
    examples:
      - {they_text: Are you open?, at: 2024-12-25 10:00}
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
timezone: America/Chicago
rules:
  - name: Christmas
    when: {date: 12-24 to 12-26}
    reply: We're closed over Christmas and back on the 27th.
    examples:
      - {they_text: Are you open?, at: 2024-12-25 10:00}
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("past-date", "warning", __doc__, find, BAD, GOOD)
