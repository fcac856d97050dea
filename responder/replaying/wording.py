"""Two texts word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST = 600
"""Pieces that are compared one by one; what is longer is shown as a whole."""
LEAST_ALIKE = 0.4

Part = tuple[Literal["same", "gone", "new"], str]


def word_diff(before: str, after: str) -> list[Part] | None:
    """What stayed, went and came, in order; None for texts that have so little in common that it would be confusing."""
    one, two = _PIECES.findall(before), _PIECES.findall(after)
    if len(one) > LONGEST or len(two) > LONGEST:
        return None
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return list(_parts(matcher, one, two)) if matcher.ratio() >= LEAST_ALIKE else None


def _parts(matcher: SequenceMatcher[str], one: list[str], two: list[str]) -> Iterator[Part]:
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield "same", "".join(one[a:b])
            continue
        if a < b:
            yield "gone", "".join(one[a:b])
        if c < d:
            yield "new", "".join(two[c:d])
