"""Emoji around the words of a text, which change nothing about what it says; and those that do."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from responder.core.text.letters import ZWJ

_RANGES: Final = ((0x2300, 0x23FF), (0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x1F000, 0x1FBFF))
_FIRST: Final = chr(_RANGES[0][0])

AGAINST: Final = frozenset("👎❌✖❎🚫⛔🛑✋🤚🙅🖕😡😠🤬👿💢🙄🤔🤨🤷") | {f"🙂{ZWJ}↔"}
"""Emoji that take back what stands beside them, or doubt it, whoever it is that makes the gesture."""


def is_emoji(word: str) -> bool:
    """Whether a folded word is an emoji, which then is all of it."""
    first = word[0]
    if first < _FIRST:
        return False
    code = ord(first)
    return any(low <= code <= high for low, high in _RANGES) and (
        code >= 0x1F000 or unicodedata.category(first)[0] == "S"
    )


def only_dresses_words(word: str) -> bool:
    """Whether a folded word is an emoji that leaves what the words beside it say as it is."""
    return is_emoji(word) and word not in AGAINST and word.split(ZWJ, 1)[0] not in AGAINST


def without_emoji(words: Sequence[str]) -> str:
    """The folded words without the emoji at both ends, joined by one space. Empty where there are none to leave out, or
    where nothing but emoji is left."""
    first, last = 0, len(words)
    while first < last and only_dresses_words(words[first]):
        first += 1
    while first < last and only_dresses_words(words[last - 1]):
        last -= 1
    if last - first == len(words) or all(map(is_emoji, words[first:last])):
        return ""
    return " ".join(words[first:last])


def may_be_dressed(words: Sequence[str]) -> bool:
    """Whether these folded words may be what is left of a longer text without its emoji."""
    return not all(map(is_emoji, words)) and not without_emoji(words)
