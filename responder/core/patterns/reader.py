r"""A regular expression as people write it, taken apart for RE2; what RE2 can't do is refused in plain words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from responder.core.patterns.cursor import Cursor, PatternProblem
from responder.core.patterns.escapes import read_brackets, read_escape
from responder.core.patterns.places import (
    NOT_ASCII,
    Item,
    Kind,
    Span,
    few_characters,
    literal,
    plain,
    signed,
    signed_place,
)
from responder.core.text.folding import clean_character

Role = Literal["place", "zero", "syntax", "repeat"]

_LOOKS: Final = {
    "(?<=": "looks back",
    "(?<!": "looks back",
    "(?=": "looks ahead",
    "(?!": "looks ahead",
}
_REFERENCES: Final = re.compile(r"\(\?(?:P=|P>|&|R|[+-]?\d)", re.ASCII)
_FOREIGN: Final = {"(?>": "an atomic group", "(?(": "a condition", "(?|": "a branch reset"}
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_FLAGS: Final = re.compile(r"\(\?([imsU]*)(?:-([imsU]+))?([:)])", re.ASCII)
_COUNT: Final = re.compile(r"\{(\d*)(,?)(\d*)\}", re.ASCII)
_MOST_REPEATS: Final = 1000
_DEEPEST: Final = 50


@dataclass(frozen=True, slots=True)
class Piece:
    r"""One piece in RE2's words, for texts in ASCII and for texts with signs. A place takes one character, a zero
    none (``^``, ``\b``)."""

    role: Role
    plain: str
    signed: str
    chars: tuple[str, ...] = ()
    """The characters that a place takes, where these are few."""
    loose: str = ""
    """Its ``plain`` that takes every character but ASCII's too, where that is something else."""


@dataclass(slots=True)
class Reading:
    """What was read: the pieces in order, and what is worth knowing about them."""

    pieces: list[Piece] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    needs_signs: bool = False
    r"""Whether RE2 alone would be wrong about texts that aren't ASCII: for ``\b``, ``\w`` and the like."""
    multiline: int | None = None
    """Where ``(?m)`` is switched on."""

    @property
    def plain(self) -> str:
        return "".join(piece.plain for piece in self.pieces)

    @property
    def signed(self) -> str:
        return "".join(piece.signed for piece in self.pieces)

    @property
    def loose(self) -> str:
        """In RE2's words for any text, without signs: it finds what the others find, and maybe more."""
        return "".join(piece.loose or piece.plain for piece in self.pieces)


def read(source: str) -> Reading:
    """Take a regular expression apart. Raises PatternProblem."""
    composed = unicodedata.normalize("NFC", source)
    try:
        return _Reader(composed).read()
    except PatternProblem as problem:
        if len(composed) != len(source):
            problem.offset = None
        raise


class _Reader:
    """Walks through the source once, from left to right."""

    def __init__(self, source: str) -> None:
        self.cursor = Cursor(source)
        self.reading = Reading()
        self.open: list[int] = []
        self.readers: dict[str, Callable[[], None]] = {
            "\\": self.escape,
            "[": self.brackets,
            "(": self.group,
            ")": self.close,
            "|": lambda: self.same("syntax", "|"),
            "^": lambda: self.same("zero", "^"),
            "$": lambda: self.same("zero", "$"),
            ".": self.dot,
            "*": self.repeat,
            "+": self.repeat,
            "?": self.repeat,
            "{": self.repeat,
        }

    def read(self) -> Reading:
        while not self.cursor.done:
            reader = self.readers.get(self.cursor.peek())
            if reader is None:
                self.literal(self.cursor.take())
            else:
                reader()
        if self.open:
            self.cursor.fail("the bracket ( is opened and never closed", "Add the ) where it ends", self.open[-1])
        return self.reading

    def put(self, role: Role, plain: str, signed: str, chars: tuple[str, ...] = (), loose: str = "") -> None:
        self.reading.pieces.append(Piece(role, plain, signed, chars, loose))

    def same(self, role: Role, text: str, length: int | None = None) -> None:
        """A piece that is the same for both kinds of text, ``length`` characters long in the source."""
        self.put(role, text, text)
        self.cursor.take(len(text) if length is None else length)

    def literal(self, char: str) -> None:
        """A character that stands for itself, as it will be in a clean text: that may be several, or none."""
        chars = clean_character(char)
        if len(chars) > 1:
            self.put("syntax", "(?:", "(?:")
        for each in chars:
            self.put("place", literal(each), signed_place(literal(each)), (each,))
        if len(chars) > 1:
            self.put("syntax", ")", ")")

    def dot(self) -> None:
        self.cursor.take()
        self.put("place", ".", signed_place("."))

    def escape(self) -> None:
        following = self.cursor.peek(1)
        if following == "Q":
            self.quoted()
        elif following and following in "bB":
            self.reading.needs_signs = True
            self.put("zero", f"\\{following}", f"\\{following}", (), "(?:)")
            self.cursor.take(2)
        elif following and following in "AzZ":
            # A clean text has no space at its end, so that \Z and \z are the same; RE2 only knows \z.
            self.same("zero", "\\A" if following == "A" else "\\z")
        else:
            item = read_escape(self.cursor)
            if isinstance(item, Span):
                self.literal(item.low)
            else:
                self.place([item], negated=False)

    def quoted(self) -> None:
        source, start = self.cursor.source, self.cursor.at + 2
        end = source.find("\\E", start)
        last = len(source) if end < 0 else end
        for char in source[start:last]:
            self.literal(char)
        self.cursor.at = last if end < 0 else last + 2

    def brackets(self) -> None:
        self.place(*read_brackets(self.cursor))

    def place(self, items: list[Item], negated: bool) -> None:
        taken = plain(items, negated)
        chars = () if negated else few_characters(items)
        loose = ""
        if any(isinstance(item, Kind) for item in items):
            self.reading.needs_signs = True
            loose = f"(?:{taken}|{NOT_ASCII})"
        self.put("place", taken, signed(items, negated), chars, loose)

    # Groups

    def group(self) -> None:
        self.refuse_group()
        if len(self.open) == _DEEPEST:
            self.cursor.fail(
                f"here {_DEEPEST} brackets ( are open already", "Make several shorter ones, or use fewer brackets"
            )
        if self.cursor.sees("(?#"):
            end = self.cursor.source.find(")", self.cursor.at)
            self.cursor.at = len(self.cursor.source) if end < 0 else end + 1
        elif opening := self.cursor.sees("(?P<", "(?<"):
            self.named(opening)
        elif self.cursor.sees("(?"):
            self.flags()
        else:
            # What a group without a name finds nobody asks for, and keeping it costs RE2 dearly.
            self.open.append(self.cursor.at)
            self.same("syntax", "(?:", 1)

    def refuse_group(self) -> None:
        cursor = self.cursor
        if opening := cursor.sees(*_LOOKS):
            cursor.fail(
                f"{opening}...) {_LOOKS[opening]}, which can't be done here",
                "Write what may stand there as a part of the text, or say under `not:` what must not be in it",
            )
        if opening := cursor.sees(*_FOREIGN):
            cursor.fail(f"{opening}...) is {_FOREIGN[opening]}, which can't be done here", "Write (?:...) for a group")
        if found := _REFERENCES.match(cursor.source, cursor.at):
            cursor.fail(
                f"{found[0]}...) refers to another group, which can't be done here",
                "Write once more what may stand there, or make a rule for each case",
            )
        if cursor.sees("(*"):
            cursor.fail("(* can't be used: there is nothing before * to repeat", "Write \\(\\* to find (* itself")

    def named(self, opening: str) -> None:
        cursor = self.cursor
        start = cursor.at + len(opening)
        end = cursor.source.find(">", start)
        name = cursor.source[start : end if end >= 0 else start]
        if not _NAME.fullmatch(name):
            cursor.fail(
                f"{opening}{name} doesn't begin a group with a name that can be used",
                "Write it as in (?P<name>...). A name has letters from a to z, numbers and _, and begins with a letter",
            )
        if name in self.reading.names:
            cursor.fail(f"two groups have the name {name}", "Give one of them another name, or make two rules")
        self.reading.names.append(name)
        self.open.append(cursor.at)
        self.same("syntax", f"(?P<{name}>", end + 1 - cursor.at)

    def flags(self) -> None:
        cursor = self.cursor
        found = _FLAGS.match(cursor.source, cursor.at)
        if found is None or found[0] == "(?)":
            cursor.fail(
                f"{cursor.source[cursor.at : cursor.at + 3]} doesn't begin anything that can be used",
                "Write (?:...) for a group, (?P<name>...) for one with a name, \\( to find a bracket itself",
            )
        if "m" in found[1]:
            self.reading.multiline = cursor.at
        if found[3] == ":":
            self.open.append(cursor.at)
        self.same("syntax", found[0])

    def close(self) -> None:
        if not self.open:
            self.cursor.fail("the bracket ) was never opened", "Add the (, or write \\) to find a bracket itself")
        self.open.pop()
        self.same("syntax", ")")

    # Repeats

    def repeat(self) -> None:
        cursor = self.cursor
        found = _COUNT.match(cursor.source, cursor.at)
        if cursor.peek() == "{" and (found is None or not (found[1] or found[3])):
            # A brace that counts nothing stands for itself.
            return self.literal(cursor.take())
        written = found[0] if found else cursor.peek()
        self.check_repeatable(written)
        if found:
            self.check_count(found)
        lazy = "?" if cursor.peek(len(written)) == "?" else ""
        self.check_following(written, len(written + lazy))
        kept = f"{{0,{found[3]}}}" if found and not found[1] else written
        return self.same("repeat", kept + lazy, len(written + lazy))

    def check_repeatable(self, written: str) -> None:
        pieces = self.reading.pieces
        last = pieces[-1] if pieces else Piece("syntax", "|", "|")
        if last.role == "syntax" and last.plain != ")":
            self.cursor.fail(f"there is nothing before {written} to repeat", f"Write \\{written} to find it itself")

    def check_following(self, written: str, length: int) -> None:
        after = self.cursor.at + length
        following = self.cursor.source[after : after + 1]
        if following == "+" and length == len(written):
            self.cursor.fail(
                f"{written}+ is a possessive repeat, which can't be done here",
                f"Write {written} alone: no text can make it hang",
            )
        if following in ("*", "+", "?") or _COUNT.match(self.cursor.source, after):
            self.cursor.fail(
                f"{written}{following} repeats what is a repeat already",
                f"Leave one of them out, or write \\{following} to find {following} itself",
            )

    def check_count(self, found: re.Match[str]) -> None:
        numbers = [int(digits[:6]) for digits in (found[1], found[3]) if digits]
        if max(numbers) > _MOST_REPEATS:
            self.cursor.fail(
                f"{found[0]} repeats more often than {_MOST_REPEATS} times", "Write + for any number, one at least"
            )
        if len(numbers) == 2 and numbers[0] > numbers[1]:
            self.cursor.fail(f"{found[0]} has the larger number first", f"Write {{{numbers[1]},{numbers[0]}}}")
