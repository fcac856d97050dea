"""How each single character counts when typed text is made alike: as a letter, a gap, a word of its own, or not at all.

``ALIKE`` and ``CLEAN`` are tables for ``str.translate``, filled as characters are met. They take text that is NFKC.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

Ranges = tuple[tuple[int, int], ...]

EDGE: Final = "\0"
"""Stands around a symbol that is a word of its own, until the words are split. It can't come from a sender: as a
control character it is dropped."""

ZWJ: Final = "\u200d"
"""Joins several emoji into one, and shapes letters in Persian and Indian scripts."""

ZWNJ: Final = "\u200c"

APOSTROPHES: Final = frozenset("'`´‘’‛′‵ʹʻʼʽʾʿˈ՚׳ߴߵꞌ")
"""What people, and their keyboards, put where an apostrophe belongs."""

STRAIGHT: Final = dict.fromkeys(map(ord, "‘’‚‛′´ʼ"), "'") | dict.fromkeys(map(ord, "“”„‟″«»"), '"')
"""Quotation marks and apostrophes, for ``str.translate``. NFKC would make two characters of some of them."""

# Symbols that people use as decoration, and the slash that NFKC makes of ½: they part words like punctuation.
_DECORATION: Final = frozenset("=~|¦⁄")

# Latin letters with a stroke, without a dot, or melted together: on another keyboard people type them like this,
# though to Unicode they have no accent that could be dropped.
_PLAIN_LETTERS: Final = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ȷ": "j", "æ": "ae", "œ": "oe"}

# Accents of Latin, Greek and Cyrillic letters, and the box that makes a key of a digit. Every other script's marks
# are a part of its letters.
_ACCENTS: Final[Ranges] = (
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0x2DE0, 0x2DFF),
    (0xA66F, 0xA67D),
    (0xFE20, 0xFE2F),
)

# Nothing is seen of these, though Unicode doesn't call all of them format characters: fillers, variation selectors,
# what stands for an attachment, and code points that are never characters.
_UNSEEN: Final[Ranges] = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2065, 0x2065),
    (0x3164, 0x3164),
    (0xFDD0, 0xFDEF),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFC),
    (0xFFFE, 0xFFFF),
    (0xE0000, 0xE0FFF),
)
_BRAILLE_BLANK: Final = "\u2800"

_SKIN_TONES: Final = (0x1F3FB, 0x1F3FF)

# Emoji come every year, and an older Python doesn't know them yet: whatever stands here is a picture.
_PICTURES: Final = (0x1F000, 0x1FBFF)

# Chinese, Japanese, Thai, Lao, Burmese and Khmer put no spaces between words.
UNBROKEN: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f\u2e80-\u2fdf\u3005-\u3007"
    "\u3021-\u302d\u3031-\u3035\u3038-\u303b\u3041-\u309f\u30a1-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
"""The letters of those scripts, as the inside of a regular expression's class."""


def is_unseen(char: str) -> bool:
    """Whether nothing is seen of this character: controls, format characters, fillers, surrogates. Spaces are seen."""
    if char.isspace():
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cs") or _within(ord(char), _UNSEEN)


def is_blank(char: str) -> bool:
    """Whether this character is a gap and nothing else."""
    return char.isspace() or char == _BRAILLE_BLANK


def is_mark(char: str) -> bool:
    """Whether this character changes the letter before it: an accent, a vowel sign, a tone."""
    return unicodedata.category(char)[0] == "M"


def only_dresses(char: str) -> bool:
    """Whether this character changes nothing about how the one before it counts: accents, skin tones, unseen ones."""
    code = ord(char)
    return is_unseen(char) or _within(code, _ACCENTS) or _within(code, (_SKIN_TONES,))


def extends(char: str) -> bool:
    """Whether this character belongs to the emoji or the letter before it."""
    return is_mark(char) or char == ZWJ or _within(ord(char), (_SKIN_TONES, (0xE0020, 0xE007F)))


def alike(char: str) -> str | None:
    """What this character counts as: its plain letters, a space, a symbol between edges, or None for nothing."""
    code, category = ord(char), unicodedata.category(char)
    if char == ZWJ:
        # Whoever splits the words drops it where it doesn't join emoji.
        return char
    if char in APOSTROPHES or is_unseen(char) or only_dresses(char):
        return None
    if _within(code, (_PICTURES,)):
        return EDGE + char + EDGE
    if category[0] in "PZ" or category == "Sk" or char in _DECORATION or is_blank(char):
        return " "
    if category[0] == "S" or category == "Co":
        return EDGE + char + EDGE
    return char if category[0] == "M" else _plain(char)


def _plain(char: str) -> str:
    """One letter or number in lower case, without its accents in Latin, Greek and Cyrillic. May give several."""
    before, now = "", char
    while before != now:
        before, now = now, unicodedata.normalize("NFKC", _unaccented(now.casefold()))
    return now


def _unaccented(text: str) -> str:
    kept, takes_accents = [], False
    for char in unicodedata.normalize("NFKD", text):
        if takes_accents and _within(ord(char), _ACCENTS):
            continue
        if not unicodedata.combining(char):
            takes_accents = unicodedata.name(char, "").startswith(("LATIN", "GREEK", "CYRILLIC"))
        kept.append(_PLAIN_LETTERS.get(char, char))
    return "".join(kept)


def _clean(char: str) -> str | None:
    """The character as regular expressions see it, None for nothing. The joiners stay, as they carry meaning."""
    return STRAIGHT.get(ord(char), char) if char in (ZWJ, ZWNJ) or not is_unseen(char) else None


def _within(code: int, ranges: Ranges) -> bool:
    return any(low <= code <= high for low, high in ranges)


class Table(dict[int, str | None]):
    """A function of one character, remembered, for ``str.translate``. No sender can fill the memory with rare
    characters: it remembers only so many."""

    LIMIT = 16_384

    def __init__(self, function: Callable[[str], str | None]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, code: int) -> str | None:
        value = self._function(chr(code))
        if len(self) < self.LIMIT:
            self[code] = value
        return value


ALIKE: Final = Table(alike)
CLEAN: Final = Table(_clean)
