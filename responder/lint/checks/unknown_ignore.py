"""A comment that ignores a check which doesn't exist, most likely a slip.

``# responder: ignore=costly-rpely`` hides nothing. The names are those that ``responder check`` shows in brackets
behind each finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.suggest import did_you_mean
from responder.lint.check import Check, Finding, Subject
from responder.lint.ignores import ignores_in


def find(subject: Subject) -> Iterator[Finding]:
    names = subject.check_names
    for ignore in ignores_in(subject.sources):
        if ignore.name not in names:
            meant = did_you_mean(ignore.name, names).strip() or f"The names are {', '.join(sorted(names))}."
            yield Finding(ignore.place, f'there is no check called "{ignore.name}"', meant, marked=ignore.name)


BAD = """\
rules:
  - name: Hello
    # responder: ignore=no-exampels
    when: {says: [hi, hello]}
    reply: Hello! How can we help?
    examples: [Hello]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
rules:
  # responder: ignore=no-examples
  - name: Hello
    when: {says: [hi, hello]}
    reply: Hello! How can we help?
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("unknown-ignore", "warning", __doc__, find, BAD, GOOD)
