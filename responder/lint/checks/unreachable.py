"""A rule that no text can reach, because a rule above it answers every text.

Rules are read from top to bottom and the first that fits answers. A rule without ``when`` fits every text, so whatever
stands below it is never looked at. Give the rule above a ``when``, move it to the end of the list, or make it
``otherwise``. A rule above with ``continue: yes``, or with ``once_per`` and no ``or_reply``, lets texts through and is
no problem.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.lint.check import Check, Finding, Subject
from responder.lint.conditions import answers_everything


def find(subject: Subject) -> Iterator[Finding]:
    everything = list(subject.rules())
    for position, rule in enumerate(subject.ruleset.rules):
        below = everything[position + 1 :]
        if not answers_everything(rule) or not below:
            continue
        first = below[0]
        others = f" and {_rules(len(below) - 1)} below it" if len(below) > 1 else ""
        line = f"line {rule.place.line}"
        where = line if rule.place.file == first.place.file else f"{rule.place.file}, {line}"
        yield Finding(
            first.place,
            f'nothing reaches "{first.name}"{others}: "{rule.name}" ({where}) has no `when`, '
            "so it answers every text before",
            f'Give "{rule.name}" a `when`, or move it to the end of the rules.',
            rule=first,
        )
        return


def _rules(count: int) -> str:
    return "the rule" if count == 1 else f"the {count} rules"


CHECK = Check("unreachable", "warning", __doc__, find)
