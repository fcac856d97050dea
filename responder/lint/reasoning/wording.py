"""How rules and texts are named in findings."""

from __future__ import annotations

from collections.abc import Sequence

from responder.core.rule import Rule
from responder.core.suggest import quoted
from responder.lint.reasoning.cases import Case, Fits, Words

SHOWN = 3
"""So many of a list are named; the others are counted."""

_WAITS_FOR = {
    "says": "{}",
    "starts_with": "every text that begins with {}",
    "contains": "every text with {}",
}


def named(rule: Rule, seen_from: Rule) -> str:
    """``"Hours" (line 12)``, with its file where that is another one."""
    line = f"line {rule.place.line}"
    where = line if rule.place.file == seen_from.place.file else f"{rule.place.file}, {line}"
    return f"{quoted(rule.name)} ({where})"


def one_word(case: Case) -> Words | None:
    """What the text has to be, begin with or contain, where that is all that a case says about it."""
    of_the_text = [atom for atom in case if isinstance(atom, (Words, Fits))]
    return of_the_text[0] if len(of_the_text) == 1 and isinstance(of_the_text[0], Words) else None


def takes(cases: Sequence[Case], sample: str) -> str:
    """What a rule above does to all texts of some cases: ``takes "hours" and "open" before``, ``takes every text with
    "hours" before``, else ``takes all its texts before, such as "hours"``."""
    words = [one_word(case) for case in cases]
    kinds = {word.kind if word is not None else None for word in words}
    if len(kinds) == 1 and None not in kinds:
        phrases = list(dict.fromkeys(quoted(word.phrase.written) for word in words if word is not None))
        (kind,) = kinds
        waits_for = _WAITS_FOR[kind or "says"].format(listed(phrases, "and" if kind == "says" else "or"))
        return f"takes {waits_for} before"
    return f"takes all its texts before, such as {quoted(sample)}"


def listed(names: Sequence[str], joint: str) -> str:
    """``a, b and c``, or ``a, b, c and 2 more``."""
    if len(names) > SHOWN + 1:
        return f"{', '.join(names[:SHOWN])} {joint} {len(names) - SHOWN} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joint} {names[-1]}"
