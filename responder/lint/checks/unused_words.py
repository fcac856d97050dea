"""A word list that no rule names.

The words under ``words`` count only where a rule names their list in angle brackets, as in ``contains: <emergency>``.
Nothing does so here: either a rule has its own copy of the words and won't learn what is added to the list, or the list
can go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from responder.lint.check import Check, Finding, Subject

_NAMED = re.compile(r"<\s*([^<>\n]+?)\s*>")


def find(subject: Subject) -> Iterator[Finding]:
    if not subject.ruleset.words:
        return
    named: set[str] = set()
    for file in subject.ruleset.files:
        for line in subject.lines(file):
            if "<" in line and not line.lstrip().startswith("#"):
                named.update(found[1] for found in _NAMED.finditer(line))
    for name in subject.ruleset.words:
        if name not in named:
            yield Finding(
                subject.find_anywhere(f"{name}:"),
                f'no rule names the word list "{name}", so its words count nowhere',
                f"Write `<{name}>` among the words of a rule, or take the list out.",
                marked=name,
            )


BAD = """\
words:
  emergency: [emergency, bleeding, broken tooth]
rules:
  - name: Emergency
    when: {contains: emergency}
    reply: Please call us now.
    examples: [This is an emergency]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
words:
  emergency: [emergency, bleeding, broken tooth]
rules:
  - name: Emergency
    when: {contains: <emergency>}
    reply: Please call us now.
    examples: [This is an emergency, I have a broken tooth]
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("unused-words", "note", __doc__, find, BAD, GOOD)
