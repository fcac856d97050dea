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
    # The registry imports this module, so it can only be asked here.
    from responder.lint.registry import NAMES

    for ignore in ignores_in(subject.sources):
        if ignore.name not in NAMES:
            meant = did_you_mean(ignore.name, NAMES).strip() or f"The names are {', '.join(sorted(NAMES))}."
            yield Finding(ignore.place, f'there is no check called "{ignore.name}"', meant, marked=ignore.name)


CHECK = Check("unknown-ignore", "warning", __doc__, find)
