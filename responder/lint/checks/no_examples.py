"""A rule without examples: nobody notices when a change to the file breaks it.

An example is a text that this rule must answer. It is tried on ``responder test`` and each time the file is loaded, so
that a new rule which takes another rule's texts is found before your customers find it:

    examples:
      - how much is a cleaning?
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.ruleset import Ruleset
from responder.lint.check import Check, Finding, Subject


def find(subject: Subject) -> Iterator[Finding]:
    named = _named_in_stories(subject.ruleset)
    for rule in subject.ruleset.rules:
        if not rule.examples and rule.name not in named:
            yield Finding(
                rule.place,
                f'"{rule.name}" has no example, so nothing notices when it stops answering',
                "Add `examples:` with a text or two that this rule must answer.",
                rule=rule,
            )


def _named_in_stories(ruleset: Ruleset) -> set[str]:
    return {
        step.expect.rule
        for story in ruleset.stories
        for step in story.steps
        if hasattr(step, "expect") and step.expect.rule is not None
    }


BAD = """\
rules:
  - name: Prices
    when: {contains: [price, how much]}
    reply: A cleaning is $80.
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
rules:
  - name: Prices
    when: {contains: [price, how much]}
    reply: A cleaning is $80.
    examples: [How much is a cleaning?]
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("no-examples", "note", __doc__, find, BAD, GOOD)
