"""What is wrong in a file of rules: where, what, and what to do about it. Shown as text, as JSON, or to GitHub."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Literal

from responder.core.place import Place
from responder.errors import ResponderError

Level = Literal["error", "warning", "note"]
"""error: the file can't be used. warning: likely a mistake. note: good to know. Checks find the last two."""

WIDEST = 100
"""A source line is shown up to so many columns; a longer one is cut around the caret."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``code`` is its name (``unknown-key``), ``message`` says what is wrong in the writer's words,
    ``remedy`` what to do. ``end_column`` is the column after the last one in question (0: one column only)."""

    place: Place
    code: str
    message: str
    remedy: str = ""
    level: Level = "error"
    source_line: str = ""
    end_column: int = 0

    def render(self, width: int = WIDEST) -> str:
        """Several lines: the place and the message, the source line with a caret under it, the remedy. ``width``: how
        wide the source line and the remedy may become, without the line numbers."""
        place = self.place
        parts = [f"{place.file}:{place.line}:{place.column}: {self.level}: {self.message} ({self.code})"]
        gutter = " " * (len(str(place.line)) + 4)
        if self.source_line.strip():
            shown, caret = _underlined(self.source_line, place.column, self.end_column, width)
            parts += [f"    {place.line} | {shown}".rstrip(), f"{gutter} | {caret}"]
        parts += [f"{gutter}   {line}" for line in _wrapped(self.remedy, width)]
        return "\n".join(parts)

    def to_json(self) -> dict[str, Any]:
        """Plain values: file, line, column, end_column, level, code, message, remedy, source_line."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "end_column": self.end_column or self.place.column + 1,
            "level": self.level,
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy,
            "source_line": self.source_line,
        }

    def to_github(self) -> str:
        """One line in GitHub's format for annotations, which a workflow's log turns into a note at the line."""
        place = self.place
        where = f"file={_property(place.file)},line={place.line},col={place.column}"
        if self.end_column:
            where += f",endColumn={self.end_column}"
        told = f"{self.message}\n{self.remedy}".rstrip()
        return (
            f"::{'notice' if self.level == 'note' else self.level} {where},title={_property(self.code)}::{_data(told)}"
        )


class RulesInvalid(ResponderError):
    """The rules can't be used as they stand. Correct what is listed and save again."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n\n".join(problem.render() for problem in self.problems) or None)


def in_order(problems: Iterable[Problem], files: Iterable[str]) -> list[Problem]:
    """The problems in the order of the files, then from top to bottom, each once."""
    rank = {name: position for position, name in enumerate(files)}
    return sorted(
        dict.fromkeys(problems),
        key=lambda p: (rank.get(p.place.file, len(rank)), p.place.line, p.place.column),
    )


def _wrapped(remedy: str, width: int) -> Iterator[str]:
    """The remedy's lines, none too long for a terminal; what the writer is to type (further in) stays as it is."""
    for line in remedy.splitlines():
        if line.startswith(" ") or len(line) <= width:
            yield line
        else:
            yield from wrap(line, width, break_long_words=False, break_on_hyphens=False)


def _underlined(line: str, column: int, end_column: int, width: int) -> tuple[str, str]:
    """The line as a terminal may show it, and the carets that stand under the columns in question."""
    start = min(column - 1, len(line))
    end = min(max(end_column - 1, start + 1), max(len(line), start + 1))
    left = 0
    if len(line) > width:
        left = max(0, min(start - 20, len(line) - width))
        line, start, end = line[left : left + width], start - left, min(end - left, width)
    shown = [_shown(character) for character in line]
    before = "…" if left else ""
    pad = len(before) + sum(_width(character) for character in shown[:start])
    carets = sum(_width(character) for character in shown[start:end]) if start < len(shown) else 1
    return before + "".join(shown), " " * pad + "^" * max(carets, 1)


def _shown(character: str) -> str:
    """A character that can't upset a terminal: tabs become a space, control characters a dot."""
    if character in "\t\u00a0":
        return " "
    return "·" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
