"""A follow-up that is sent again and again, without an end.

``repeat: 1 week`` alone sends the same text every week for as long as the number exists, or until the person texts
STOP and so ends everything. Say how often (``times: 3``), or what ends it (``unless: they reply``). A rule that takes
the follow-up back with ``cancel`` is an end as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.answering.outgoing.later import actions_of
from responder.core.rule import CancelFollowUps, FollowUp
from responder.lint.check import Check, Finding, Subject


def find(subject: Subject) -> Iterator[Finding]:
    cancelled: set[str] = set()
    for _, actions in actions_of(subject.ruleset):
        for action in actions:
            if isinstance(action, CancelFollowUps):
                if not action.names:
                    return
                cancelled.update(action.names)
    for owner, actions in actions_of(subject.ruleset):
        for action in actions:
            if isinstance(action, FollowUp) and _is_endless(action) and (action.name or owner) not in cancelled:
                yield Finding(
                    subject.find_at(action.place, "repeat:"),
                    f'a text of "{owner}" is sent again and again, without an end',
                    "Add `times: 3` to say how often, or `unless: they reply` to say what ends it.",
                    rule=subject.rule_called(owner),
                    marked="repeat",
                )


def _is_endless(follow_up: FollowUp) -> bool:
    return (
        follow_up.repeat is not None and not follow_up.times and not follow_up.unless_reply and follow_up.unless is None
    )


BAD = """\
rules:
  - name: Prices
    when: {contains: [price, how much]}
    reply: A cleaning is $80.
    follow_up:
      - after: 2 days
        repeat: 1 week
        text: Shall we find you a time? Just text us the day.
    examples: [How much is a cleaning?]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = BAD.replace("repeat: 1 week\n", "repeat: 1 week\n        times: 2\n        unless: they reply\n")

CHECK = Check("endless-repeat", "warning", __doc__, find, BAD, GOOD)
