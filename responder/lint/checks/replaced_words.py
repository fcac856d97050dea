"""A word list of your own that takes the place of a built-in one.

``<yes>``, ``<no>``, ``<thanks>``, ``<greeting>`` and some others are there already, with what people really send, in
five languages. A list of the same name under ``words`` takes their place: its words count, and none of the built-in
ones. Give yours another name, and name both in the rule: ``says: [<yes>, <our yes>]``.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.text.folding import fold
from responder.lint.check import Check, Finding, Subject
from responder.rules.words import BUILT_IN, built_in


def find(subject: Subject) -> Iterator[Finding]:
    for name, words in subject.ruleset.words.items():
        if name not in BUILT_IN:
            continue
        own = {fold(word).text for word in words}
        gone = [phrase.written for phrase in built_in(name) if phrase.folded not in own]
        if gone:
            shown = ", ".join(f'"{word}"' for word in gone[:3])
            yield Finding(
                subject.find_anywhere(f"{name}:"),
                f"this list takes the place of the built-in <{name}>: {len(gone)} words such as {shown} count no more",
                f"Call it `our {name}`, say, and write `[<{name}>, <our {name}>]` in the rule.",
                marked=name,
            )


BAD = """\
words:
  yes: [sure thing]
rules:
  - name: Agreed
    when: {says: [<yes>, agreed]}
    reply: Lovely, see you then.
    examples: [Sure thing!]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
words:
  our yes: [sure thing]
rules:
  - name: Agreed
    when: {says: [<yes>, <our yes>]}
    reply: Lovely, see you then.
    examples: [Sure thing!]
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("replaced-words", "note", __doc__, find, BAD, GOOD)
