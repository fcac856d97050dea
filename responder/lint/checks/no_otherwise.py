"""A file without ``otherwise`` leaves people without an answer.

A text that no rule fits then gets silence, and the person who sent it doesn't know whether it arrived. Say at the end
of the file what they should get:

    otherwise:
      once_per: 24 hours
      reply: Thank you, a person will read this soon.

If silence is what you want, say so: ``otherwise: {silent: yes}``.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.lint.check import Check, Finding, Subject
from responder.lint.conditions import answers_everything


def find(subject: Subject) -> Iterator[Finding]:
    ruleset = subject.ruleset
    if ruleset.otherwise is None and not any(answers_everything(rule) for rule in ruleset.rules):
        yield Finding(
            subject.top(),
            "a text that no rule fits gets no answer at all, because the file has no `otherwise`",
            "Add `otherwise:` at the end of the file, with a `reply:` (or `silent: yes` if you want silence).",
        )


BAD = """\
rules:
  - name: Prices
    when: {contains: [price, how much]}
    reply: A cleaning is $80.
    examples: [How much is a cleaning?]
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

CHECK = Check("no-otherwise", "warning", __doc__, find, BAD, GOOD)
