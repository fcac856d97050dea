"""A rule waits for the answer to a question that nothing asks yet.

``answering: reminder`` means whatever a reminder of an appointment asked. A later version sends reminders; this one
doesn't, and so the rule never answers. Questions that can be asked now are those of a rule with ``ask``, of a
conversation, and of a follow-up. To keep the rule for later, silence this check above it:

    # responder: ignore=unasked-question
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.conditions.question_matchers import ANY_REMINDER, Answering
from responder.lint.check import Check, Finding, Subject
from responder.lint.conditions import conditions


def find(subject: Subject) -> Iterator[Finding]:
    for rule in subject.rules():
        if any(isinstance(one, Answering) and ANY_REMINDER in one.names for one in conditions(rule)):
            place = subject.find(rule, ANY_REMINDER, "answering")
            yield Finding(
                place,
                f"nothing asks it yet: this version sends no reminders, so `answering: {ANY_REMINDER}` never holds",
                "Name another question, delete it, or silence this until there are reminders.",
                rule=rule,
                marked=ANY_REMINDER if place != rule.place else "",
            )


BAD = """\
rules:
  - name: Confirmed
    when: {answering: reminder, says: [<yes>, confirm]}
    reply: Thanks! See you then.
    examples: [Confirm]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
rules:
  - name: On my way
    when: {contains: on my way}
    ask: Will you be here by the hour?
    as: on_time
    examples: [I'm on my way]
  - name: On time
    when: {answering: on_time, says: [<yes>, confirm]}
    reply: Thanks! See you then.
    examples: [Confirm]
  - name: Late
    when: {answering: on_time}
    reply: Thanks for telling us. Drive safely.
    examples: [not quite]
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("unasked-question", "warning", __doc__, find, BAD, GOOD)
