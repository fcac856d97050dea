"""What a description is made of, before it is written as text, Markdown or HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
"""Characters that would turn, hide or break what stands beside them. A new line is none of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of ours, and the texts that it tells of."""

    words: str
    said: tuple[str, ...] = ()
    """Texts as they are sent; each may have several lines."""
    points: tuple[str, ...] = ()
    """A list of ours below it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One rule, conversation or the like."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    about: str = ""
    """A sentence or two below the title; may be empty."""
    lines: tuple[Line, ...] = ()
    items: tuple[Item, ...] = ()
    numbered: bool = False
    """The order of the items counts."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole description. Make it with ``policy_of``."""

    title: str
    about: str
    sections: tuple[Section, ...]


def tidy(text: str) -> str:
    """The text without characters that would hide or turn others, and without blank space at its ends."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\t", " ")).strip()


def quoted(text: str) -> str:
    """The text in quotes, on one line."""
    return f"“{' '.join(tidy(text).split())}”"


def listed(names: Sequence[str], joint: str = "and") -> str:
    """``a, b and c``."""
    return f"{', '.join(names[:-1])} {joint} {names[-1]}" if len(names) > 1 else "".join(names)


def sentence(words: str) -> str:
    """The words with a capital at the beginning and a full stop at the end."""
    ending = "" if words.endswith((".", ":", "?", "!")) else "."
    return f"{words[:1].upper()}{words[1:]}{ending}"
