"""What the YAML parser says, in the writer's words, where no slip inside one value explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.problem import Problem
from responder.rules.syntax.layout import (
    Slip,
    bare_name,
    colon_in_long_text,
    line_slip,
    lines_above,
    misplaced,
    outdented_text,
)
from responder.rules.syntax.source import Source

if TYPE_CHECKING:
    from responder.rules.syntax.tree import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """What the parser found and where it stood; what it was reading and where that began (0: unknown); the last text
    that it took in before."""

    found: str
    line: int
    column: int
    reading: str
    begun: int
    last: Text | None

    def suspects(self) -> list[int]:
        """The lines whose value may be the slip, the likeliest first."""
        lines = []
        if self.begun and any(kind in self.reading for kind in ("flow", "quoted", "alias", "anchor", "block scalar")):
            lines.append(self.begun)
        lines.append(self.line)
        if self.last is not None and self.last.quoted and self.last.line < self.last.end_line <= self.line:
            lines.append(self.last.line)
        return list(dict.fromkeys(lines))


def explain(source: Source, fault: Fault, known: frozenset[str]) -> Slip:
    """The slip behind a fault that no value explains."""
    line = min(fault.line, len(source.lines))
    while line > 1 and not source.line(line).strip():
        line -= 1
    above = next(lines_above(source, line), 0)
    nearby = [number for number in (fault.begun, line, above) if number]
    found = next((slip for number in nearby if (slip := line_slip(source, number, known))), None)
    if found is None and "simple key" in fault.reading:
        found = outdented_text(source, fault.begun) or bare_name(source, fault.begun, known)
    return (
        found
        or outdented_text(source, line)
        or colon_in_long_text(source, line, known)
        or misplaced(source, line)
        or next((slip for number in nearby if (slip := bare_name(source, number, known))), None)
        or Slip(_plainly(source, fault, line))
    )


_IN_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "end of stream",
        "something that was opened above isn't closed",
        "Look for a quote or a bracket without its partner.",
    ),
    (
        "could not find expected ':'",
        "this line is neither a setting nor part of the text above it",
        "A setting is a name, a colon, a space and a value. The lines of a long text begin two spaces further in.",
    ),
    (
        "cannot start any token",
        "a text can't begin with this character unless it is in quotes",
        "Put the whole text in quotes.",
    ),
    (
        "unknown escape",
        "in double quotes a backslash means something else",
        "Use single quotes around this text.",
    ),
    (
        "mapping values are not allowed",
        "this colon isn't expected here",
        "If it belongs to a text, put the whole text in quotes. If a setting begins here, begin it below the setting "
        "above, with as many spaces before it.",
    ),
    (
        "sequence entries are not allowed",
        "this dash isn't expected here",
        "If it belongs to a text, put the whole text in quotes. If a list begins here, put each dash on its own line.",
    ),
    ("directive", "a line can't begin with %", "Put the text under `reply: |`, or in quotes."),
    (
        "",
        "this line doesn't fit what stands above it",
        "Check that it begins with as many spaces as the lines it belongs to, and that quotes and brackets are closed.",
    ),
)
"""What the parser says, what that is in the writer's words, and what to do; the last fits everything."""


def _plainly(source: Source, fault: Fault, line: int) -> Problem:
    """The parser's own finding, translated."""
    message, remedy = next((told, do) for found, told, do in _IN_WORDS if found in fault.found)
    text = source.line(line)
    column = fault.column if line == fault.line else len(text) + 1
    if "directive" in fault.found or column > len(text):
        column = len(text) - len(text.lstrip()) + 1
    return source.problem(line, column, "not-readable", message, remedy)
