"""One file of rules as text and lines. Wrong encodings and characters that can't stand in it are told plainly."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from responder.core.place import Place
from responder.rules.problem import Problem

LARGEST = 16_000_000
"""Bytes. Ten thousand rules take about one million."""

MOST_CHARACTERS_TOLD = 20
"""A file that isn't text at all would otherwise be told byte by byte."""

# YAML breaks lines at these and at nothing else; ``str.splitlines`` knows more.
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")

ODD_SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000"
"""Spaces of web pages and word processors, which look like the ones that YAML counts: a class of a regex."""
ODD_BEGINNING = re.compile(rf"(?m)^[ \t]*[{ODD_SPACES}]")

SAVE_AS_UTF8 = (
    "Save the file as UTF-8. In Notepad: File, Save as, and choose UTF-8 beside Encoding. "
    "In TextEdit: Format, Make plain text, then save as Unicode (UTF-8)."
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file's name as shown in problems, its text without a byte order mark, and its lines without their ends."""

    name: str
    text: str
    lines: list[str]
    told: set[int] = field(default_factory=set)
    """Lines about whose form something was told already: what else is found there is noise."""

    @classmethod
    def of(cls, name: str, text: str) -> Source:
        plain = not any(sign in text for sign in "\r\x85\u2028\u2029")
        return cls(name, text, text.split("\n") if plain else _BREAK.split(text))

    def line(self, number: int) -> str:
        """The line of that number, counted from 1; empty past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def problem(
        self, line: int, column: int, code: str, message: str, remedy: str = "", end_column: int = 0
    ) -> Problem:
        """A problem in this file. Lines and columns count from 1."""
        return Problem(Place(self.name, line, column), code, message, remedy, "error", self.line(line), end_column)


def read(name: str, data: bytes) -> tuple[Source, list[Problem]]:
    """The file that these bytes are. Problems: too large, not UTF-8, characters that no text has."""
    if len(data) > LARGEST:
        empty = Source.of(name, "")
        message = f"this file has {len(data) // 1_000_000} MB, and {LARGEST // 1_000_000} MB is the most"
        remedy = "Is it the right file? Rules for ten thousand questions take about 1 MB."
        return empty, [empty.problem(1, 1, "file-too-large", message, remedy)]
    if _is_utf16(data):
        return _not_utf8(name, data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _not_utf8(name, data)
    source = Source.of(name, text)
    return source, characters(source)


def characters(source: Source) -> list[Problem]:
    """One problem for each character that can't stand in a file of rules."""
    problems: list[Problem] = []
    if not _REFUSED.search(source.text):
        return problems
    for number, line in enumerate(source.lines, 1):
        for found in _REFUSED.finditer(line):
            problems.append(
                source.problem(
                    number,
                    found.start() + 1,
                    "invisible-character",
                    f"an invisible character (U+{ord(found[0]):04X}) stands here, which no text may hold",
                    "Delete it: put the cursor behind it and press Backspace, or type the line again.",
                )
            )
            if len(problems) == MOST_CHARACTERS_TOLD:
                return problems
    return problems


def _not_utf8(name: str, data: bytes) -> tuple[Source, list[Problem]]:
    """Where the first byte is that UTF-8 doesn't know, with the line as Windows would show it."""
    empty = Source.of(name, "")
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not _is_utf16(data):
            before = _BREAK.split(data[: error.start].decode("utf-8-sig"))
            rest = _BREAK.split(data[error.start : error.start + 200].decode("cp1252", "replace"))[0]
            place = Place(name, len(before), len(before[-1]) + 1)
            message = f"this file isn't saved as UTF-8: the letter \"{rest[:1]}\" here can't be read for certain"
            return empty, [Problem(place, "not-utf-8", message, SAVE_AS_UTF8, source_line=before[-1] + rest)]
    message = "this file is saved as UTF-16 (which Windows calls Unicode), or it isn't a text file"
    return empty, [empty.problem(1, 1, "not-utf-8", message, SAVE_AS_UTF8)]


def _is_utf16(data: bytes) -> bool:
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:200]
