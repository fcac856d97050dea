"""How phrases of requests for no more texts are written down.

They are as texts are after folding: lower case, no accents, no apostrophes. ``(a|b|)`` is a choice, which may be left
out where it ends with nothing; a line that is indented goes on with the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Grammar:
    """``clear``: a request wherever it is a part of its own. ``alone``: one where nothing else is said. ``before`` and
    ``behind``: courtesies around it. ``asking``: beginnings that make a request of a question. ``beside``: other parts
    that leave it a request. ``whole``: single words that are one as the whole text, and mean nothing else then."""

    clear: str
    alone: str
    before: str
    asking: str
    behind: str
    beside: str
    whole: str = ""


_SLOT: Final = re.compile(r"\(([^()]*)\)|([^()\s]+)")
_GOES_ON: Final = re.compile(r"(\|?)\n +")


def lines(written: str) -> list[str]:
    """The lines, each with what goes on behind it."""
    return [line for line in _GOES_ON.sub(lambda m: m[1] or " ", written.strip("\n")).splitlines() if line]


def slots(line: str) -> list[list[tuple[str, ...]]]:
    """What may stand one after the other, as the words of each choice: ``stop (texting|messaging) (me|us|)``."""
    found = _SLOT.finditer(line)
    return [[tuple(one.split()) for one in (m[1].split("|") if m[1] is not None else [m[2]])] for m in found]


def expanded(line: str) -> Iterator[tuple[str, ...]]:
    """Every phrase that a line means."""
    made: list[tuple[str, ...]] = [()]
    for slot in slots(line):
        made = [(*start, *choice) for start in made for choice in slot]
    yield from (phrase for phrase in made if phrase)
