r"""What one character's place is written with: ``\d``, ``\x{e9}``, ``\p{Greek}``, ``[^a-z\d]``."""

from __future__ import annotations

import re
from typing import Final, NoReturn

from responder.core.patterns.cursor import Cursor
from responder.core.patterns.places import KINDS, Item, Named, Span
from responder.core.text.folding import clean_character

_HEX: Final = "[0-9A-Fa-f]"
_CODE: Final = re.compile(
    rf"\\(?:x\{{({_HEX}{{1,8}})\}}|x({_HEX}{{2}})|u({_HEX}{{4}})|U({_HEX}{{8}})|0([0-7]{{0,2}}))", re.ASCII
)
_PROPERTY: Final = re.compile(r"\\([pP])(?:\{(\^?)(\w+)\}|(\w))", re.ASCII)
_POSIX: Final = re.compile(r"\[:(\^?)([a-z]+):\]", re.ASCII)
_CONTROLS: Final = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
# Case is ignored, so that small letters and capitals are all letters.
_POSIX_KINDS: Final = {
    "alpha": "L",
    "lower": "L",
    "upper": "L",
    "alnum": "alnum",
    "digit": "d",
    "space": "s",
    "word": "w",
}
_ASKED: Final = {
    "h": "Write [ \\t] for a space or a tab",
    "H": "Write [^ \\t] for anything but a space and a tab",
    "R": "Write \\n for a new line",
    "N": "Write . for any character but a new line",
    "X": "Write . for any character",
    "C": "Write . for any character",
    "K": "Put the part that you want into a group with a name: (?P<name>...)",
    "G": "Write ^ for the beginning of the text",
}
_LAST_CHARACTER: Final = 0x10FFFF


def read_escape(cursor: Cursor) -> Item:
    """What the backslash here and what follows it stand for. Raises PatternProblem."""
    letter = cursor.peek(1)
    if found := _CODE.match(cursor.source, cursor.at):
        return _code_point(cursor, found)
    if found := _PROPERTY.match(cursor.source, cursor.at):
        return _property(cursor, found)
    if letter and letter in "wdsWDS":
        cursor.take(2)
        return KINDS[letter.lower()][letter.isupper()]
    if letter in _CONTROLS:
        cursor.take(2)
        return Span(_CONTROLS[letter], _CONTROLS[letter])
    if letter and not (letter.isascii() and letter.isalnum()):
        cursor.take(2)
        return Span(letter, letter)
    return _refuse(cursor, letter)


def read_brackets(cursor: Cursor) -> tuple[list[Item], bool]:
    """What stands between the brackets here, and whether it begins with ``^``. Raises PatternProblem."""
    start = cursor.at
    cursor.take()
    negated = cursor.peek() == "^"
    if negated:
        cursor.take()
    items: list[Item] = []
    # A ] that comes first stands for itself.
    first = True
    while first or cursor.peek() != "]":
        if cursor.done:
            cursor.fail(
                "the bracket [ is opened and never closed", "Add the ], or write \\[ to find a bracket itself", start
            )
        items.extend(_entry(cursor))
        first = False
    cursor.take()
    return items, negated


def _code_point(cursor: Cursor, found: re.Match[str]) -> Span:
    code = int(found[5] or "0", 8) if found[5] is not None else int(found[1] or found[2] or found[3] or found[4], 16)
    if code > _LAST_CHARACTER:
        cursor.fail(f"there is no character {found[0]}", "The last one is \\x{10FFFF}")
    cursor.take(len(found[0]))
    return Span(chr(code), chr(code))


def _property(cursor: Cursor, found: re.Match[str]) -> Item:
    name, negated = found[3] or found[4], (found[1] == "P") != (found[2] == "^")
    cursor.take(len(found[0]))
    if name in ("L", "M", "N", "Nd"):
        return KINDS[name][negated]
    return Named(f"\\{'P' if negated else 'p'}{{{name}}}")


def _refuse(cursor: Cursor, letter: str) -> NoReturn:
    if not letter:
        cursor.fail("it ends in a lone backslash", "Leave it out, or write \\\\ to find a backslash itself")
    if letter.isdigit() or letter in "kg":
        cursor.fail(
            f"\\{letter} refers back to what a group found, which can't be done here",
            "Write once more what may stand there, or make a rule for each case",
        )
    if letter in "xuU":
        cursor.fail(f"\\{letter} must be followed by the number of a character", "Write it as in \\x{e9}")
    if letter in "pP":
        cursor.fail(f"\\{letter} must be followed by a kind of character", "Write it as in \\p{L}, for letters")
    cursor.fail(
        f"\\{letter} means nothing here",
        _ASKED.get(letter, f"Leave the backslash out to find {letter}, or write \\\\ to find a backslash itself"),
    )


def _entry(cursor: Cursor) -> list[Item]:
    """One entry between brackets: a character, a range or a shorthand; nothing for what can't be seen."""
    start = cursor.at
    if found := _POSIX.match(cursor.source, cursor.at):
        return [_posix(cursor, found)]
    low = _end(cursor)
    if not isinstance(low, Span):
        return [low]
    if cursor.peek() != "-" or cursor.peek(1) in ("]", ""):
        seen = clean_character(low.low)
        return [Span(seen, seen)] if len(seen) == 1 else [low] if seen else []
    cursor.take()
    high = _end(cursor)
    written = cursor.source[start : cursor.at]
    if not isinstance(high, Span):
        cursor.fail(f"the range {written} doesn't end in a character", "Write \\- to find a hyphen", start)
    if high.low < low.low:
        cursor.fail(
            f"the range {written} runs backwards", f"Write {high.low}-{low.low}, or \\- to find a hyphen", start
        )
    return [Span(low.low, high.low)]


def _end(cursor: Cursor) -> Item:
    if cursor.peek() != "\\":
        char = cursor.take()
        return Span(char, char)
    if cursor.peek(1) in ("b", "B", "A", "z", "Z"):
        cursor.fail(f"\\{cursor.peek(1)} means nothing between brackets", "Put it before them or behind them")
    return read_escape(cursor)


def _posix(cursor: Cursor, found: re.Match[str]) -> Item:
    if found[1]:
        cursor.fail(f"{found[0]} can't be used", f"Write [^[:{found[2]}:]] for everything else")
    cursor.take(len(found[0]))
    kind = _POSIX_KINDS.get(found[2])
    return KINDS[kind][0] if kind else Named(found[0])
