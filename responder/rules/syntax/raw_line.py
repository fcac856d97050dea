"""One line of a file of rules as typed: what stands before the value, the value, and how it would be written safely."""

from __future__ import annotations

import re
from dataclasses import dataclass

from responder.rules.syntax.quoting import in_quotes

LONGEST_SHOWN = 90
"""A corrected line that would be longer is described instead of shown."""

LONGEST_READ = 2000
"""So much of a line is looked at. A slip that comes later is told without being shown mended."""

PROSE = frozenset({"reply", "or_reply", "text", "they_text", "we_reply", "we_reply_contains"})
"""Settings whose text is for people, so that any word may stand in a line of its own."""

_ANATOMY = re.compile(
    r"(?P<lead>[ \t]*(?P<dashes>(?:-[ \t]+)*))"
    r"(?:(?P<key>[^\s#:{}\[\]'\",&*!|>%@`-][^:{}\[\],#\"]*?|\"[^\"]*\"|'[^']*')[ \t]*:(?=[ \t]|$)[ \t]*)?"
    r"(?P<value>.*?)[ \t]*"
)


@dataclass(frozen=True, slots=True)
class RawLine:
    """``lead``: spaces and dashes before it. ``key``: the setting's name, or empty. ``column``: where the value
    begins, from 1."""

    lead: str
    dashes: str
    key: str
    value: str
    column: int

    @property
    def indent(self) -> int:
        """How many spaces stand before the first dash or word."""
        return len(self.lead) - len(self.dashes)

    @property
    def key_column(self) -> int:
        """Where the name or the text itself begins, from 1."""
        return len(self.lead) + 1

    @property
    def before(self) -> str:
        """What a remedy writes before the value: ``reply: `` or ``- ``."""
        if self.key:
            return f"{self.key}: "
        return "- " if self.dashes else ""


def taken_apart(line: str) -> RawLine:
    """The parts of a line (of its beginning, where it is far too long). Works for lines that YAML can't read too."""
    found = _ANATOMY.fullmatch(line[:LONGEST_READ])
    assert found is not None, "the pattern takes every line"
    key = found["key"] or ""
    return RawLine(found["lead"], found["dashes"], key, found["value"], found.start("value") + 1)


def rewritten(line: str, value: str | None = None) -> str:
    """The remedy for a text that YAML misreads: the line with its text in quotes, or how to put it under ``|``."""
    raw = taken_apart(line)
    safe = f"{raw.before}{in_quotes(raw.value if value is None else value)}"
    if len(safe) <= LONGEST_SHOWN:
        return f"Put the whole text in quotes:\n  {safe}"
    return under_a_bar(raw)


def under_a_bar(raw: RawLine) -> str:
    """How to write a text that is long or holds both kinds of quotes."""
    return (
        f"Write `{raw.before}|` on this line and the text on the lines below it, two spaces further in. "
        "There every character may stand."
    )
