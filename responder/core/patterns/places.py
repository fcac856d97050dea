r"""Which characters one place of a regular expression takes: ``\w``, ``[^\W\d_]``, ``\p{L}``, ``[a-z]``, ``.``

RE2 knows ``\w \d \s \b`` for ASCII only, and writing them out in Unicode makes programs a hundred times as large. So
each place is written twice. For texts in ASCII RE2's own classes are right (``plain``). In other texts every
character comes with signs around it that tell its kind, and a shorthand is a choice of signs (``signed``):

    "é 7"   becomes   a␂éa ␃␂ ␃ 0␂70      (spaced out here; ␂ and ␃ are control characters)

The signs of letters, marks, numbers and the underscore are themselves what RE2 takes for parts of words, and the others
are not, so that its zero-width ``\b`` between two characters is right again. Set algebra is exact: ``[^\W\d_]`` is a
character without the signs of ``\W`` and ``\d`` that isn't an underscore.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from responder.core.text.letters import Table

MARK: Final = "\x02"
SPACE: Final = "\x03"
OTHER: Final = "\x01"
SIGNS: Final = "am01_" + SPACE + OTHER
"""Letters, marks, decimal digits, other numbers, the underscore, spaces, everything else."""

_RESERVED: Final = OTHER + MARK + SPACE
_KINDS: Final = {"L": "a", "M": "m", "N": "1"}
ANY_SIGN: Final = r"[am01_\x{1}\x{3}]"
NOTHING: Final = r"[^\x{0}-\x{10FFFF}]"
ANYTHING: Final = r"[\x{0}-\x{10FFFF}]"
NOT_ASCII: Final = r"[^\x{0}-\x{7F}]"
FEW: Final = 4


@dataclass(frozen=True, slots=True)
class Span:
    """Characters from ``low`` to ``high``, both included."""

    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Kind:
    r"""A shorthand such as ``\w``: the signs of its characters, and what it is in ASCII, as the inside of brackets."""

    signs: str
    ascii: str


@dataclass(frozen=True, slots=True)
class Named:
    r"""``\p{Greek}`` or ``[:xdigit:]``: what RE2 knows by itself, in every language."""

    source: str


Item = Span | Kind | Named


def _kind(signs: str, ascii: str, not_ascii: str) -> tuple[Kind, Kind]:
    rest = "".join(sign for sign in SIGNS if sign not in signs)
    return Kind(signs, ascii), Kind(rest, not_ascii)


_EVERYTHING: Final = r"\x{0}-\x{10FFFF}"

KINDS: Final[dict[str, tuple[Kind, Kind]]] = {
    "w": _kind("am01_", r"\w", r"\W"),
    "d": _kind("0", r"\d", r"\D"),
    "s": _kind(SPACE, r"\t-\r\x{1C}-\x{20}", r"\x{0}-\x{8}\x{E}-\x{1B}!-\x{10FFFF}"),
    "L": _kind("a", "A-Za-z", r"\x{0}-@\[-`{-\x{10FFFF}"),
    "M": _kind("m", "", _EVERYTHING),
    "N": _kind("01", r"\d", r"\D"),
    "Nd": _kind("0", r"\d", r"\D"),
    "alnum": _kind("am01", "0-9A-Za-z", r"\x{0}-/:-@\[-`{-\x{10FFFF}"),
}
"""Each shorthand and its opposite, by the letter that it is written with or the name that it has in ``\\p{...}``."""


def literal(char: str) -> str:
    """One character as RE2 takes it anywhere."""
    return char if char.isascii() and char.isalnum() else f"\\x{{{ord(char):X}}}"


def few_characters(items: Sequence[Item]) -> tuple[str, ...]:
    """The characters that these items are, case aside, where they are no more than FEW; else nothing."""
    chars: list[str] = []
    for item in items:
        if not isinstance(item, Span) or ord(item.high) - ord(item.low) >= FEW:
            return ()
        chars += map(chr, range(ord(item.low), ord(item.high) + 1))
    return tuple(chars) if len(chars) <= FEW else ()


def plain(items: Sequence[Item], negated: bool = False) -> str:
    """One place that takes these items (or none of them), for texts in ASCII."""
    inside = "".join(item.ascii if isinstance(item, Kind) else _written(item) for item in items)
    if not inside:
        return ANYTHING if negated else NOTHING
    return f"[{'^' if negated else ''}{inside}]"


def signed(items: Sequence[Item], negated: bool = False) -> str:
    """One place that takes these items (or none of them), for texts with signs."""
    signs = {sign for item in items if isinstance(item, Kind) for sign in item.signs}
    inside = "".join(_written(item) for item in items if not isinstance(item, Kind))
    if negated:
        kept = [sign for sign in SIGNS if sign not in signs]
        return _place(kept, f"[^{inside}]" if inside else ANYTHING)
    choices = [_place(sorted(signs), ANYTHING)] if signs else []
    if inside:
        choices.append(_place(SIGNS, f"[{inside}]"))
    return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})" if choices else NOTHING


def signed_place(source: str) -> str:
    """A place that RE2 takes one character for (a literal, ``.``), for texts with signs."""
    return _place(SIGNS, source)


def _place(signs: Sequence[str], source: str) -> str:
    if not signs:
        return NOTHING
    return f"(?:[{''.join(map(literal, signs))}]\\x{{2}}{source}{ANY_SIGN})"


def _written(item: Span | Named) -> str:
    if isinstance(item, Named):
        return item.source
    return literal(item.low) if item.low == item.high else f"{literal(item.low)}-{literal(item.high)}"


def sign_of(char: str) -> str:
    """The sign of a character's kind."""
    if char == "_":
        return "_"
    if char.isspace():
        return SPACE
    category = unicodedata.category(char)
    return "0" if category == "Nd" else _KINDS.get(category[0], OTHER)


def _sign(char: str) -> str | None:
    # A surrogate can't be given to RE2, and a sign inside the text would be taken for one of ours.
    if char in _RESERVED or unicodedata.category(char) == "Cs":
        return None
    sign = sign_of(char)
    return f"{sign}{MARK}{char}{sign}"


_WITH_SIGNS: Final = Table(_sign)


def with_signs(text: str) -> str:
    """The text with the signs of each character around it."""
    return text.translate(_WITH_SIGNS)


def without_signs(text: str) -> str:
    """What a part of a text with signs was before. Only whole places can be parts."""
    return text[2::4]
