"""A follow-up for a time at which nothing is sent.

In quiet hours (from 9 PM to 8 AM unless you say otherwise under ``limits``) nobody is texted who hasn't just texted
you. A follow-up ``at: 22:00`` waits for the next morning. Write the time at which it will go out, so that nobody is
surprised; what can't wait is marked ``urgent: yes``.

Only fixed times are looked at: when ``after: 8 hours`` comes depends on when they text. Quiet hours go by the clock
where the person is, this check by the business's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from responder.core.answering.outgoing.later import actions_of
from responder.core.calendar.moment import next_moment
from responder.core.calendar.quiet import next_allowed
from responder.core.rule import FollowUp
from responder.lint.check import Check, Finding, Subject


def find(subject: Subject) -> Iterator[Finding]:
    for owner, actions in actions_of(subject.ruleset):
        for action in actions:
            if isinstance(action, FollowUp) and action.at is not None and not action.urgent:
                yield from _look(subject, owner, action, action.at)


def _look(subject: Subject, owner: str, follow_up: FollowUp, at: str) -> Iterator[Finding]:
    zone, quiet = subject.ruleset.business.timezone, subject.ruleset.limits.quiet_hours
    day = subject.today
    moment = next_moment(at, datetime(day.year, day.month, day.day, tzinfo=zone), inclusive=True)
    allowed = next_allowed(moment, quiet, (zone,)).astimezone(zone)
    if quiet is None or allowed == moment:
        return
    when = f"{allowed.hour}:{allowed.minute:02}"
    yield Finding(
        subject.find_at(follow_up.place, follow_up.written),
        f"{follow_up.written} is in quiet hours ({quiet.written}), so this text waits until {when}",
        f"Write a time from {when} on, or add `urgent: yes` if it must not wait.",
        rule=subject.rule_called(owner),
        marked=follow_up.written,
    )


BAD = """\
timezone: America/Chicago
rules:
  - name: Whitening
    when: {contains: whitening}
    reply: Whitening takes an hour and is $250.
    follow_up:
      at: 22:00
      unless: they reply
      text: Shall we find you a time for whitening? Just text us the day.
    examples: [Do you do whitening?]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = BAD.replace("at: 22:00", "at: 18:00")

CHECK = Check("quiet-follow-up", "warning", __doc__, find, BAD, GOOD)
