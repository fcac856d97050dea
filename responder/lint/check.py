"""What a check is, what it looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from responder.core.place import Place
from responder.core.rule import Rule
from responder.core.ruleset import Ruleset
from responder.lint.reasoning.reach import Survey

Level = Literal["warning", "note"]
"""warning: likely a mistake; ``check --strict`` fails. note: good to know; nothing fails."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something unwise: where, what, and what to do about it, in words for the person who edits the file."""

    place: Place
    message: str
    remedy: str
    level: Level | None = None
    """Where it differs from the check's own."""
    rule: Rule | None = None
    """The rule that it is about: an ignore at the rule's first line counts, too."""
    marked: str = ""
    """What to underline at ``place``; empty: one character."""


@dataclass(frozen=True, slots=True)
class Check:
    """A named check. ``page`` is its module's docstring: what it finds, why that matters, what to do."""

    name: str
    level: Level
    page: str
    find: Callable[[Subject], Iterator[Finding]]
    bad: str = ""
    """A whole file of rules in which this check finds something, and no other does."""
    good: str = ""
    """The same file put right: no check finds anything."""

    @property
    def summary(self) -> str:
        """The first paragraph of its page, on one line."""
        return " ".join(self.page.strip().split("\n\n")[0].split())


@dataclass(frozen=True, slots=True)
class Subject:
    """What checks look at: the rules, their files, the day it is, and the names of all checks."""

    ruleset: Ruleset
    today: date
    check_names: frozenset[str]
    """What a comment may ignore."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Text of each file, by the name that places carry."""
    sent: Mapping[str, int] = field(default_factory=dict)
    """How often each rule answered in the last 30 days, by its name; empty where that isn't known."""
    _lines: dict[str, list[str]] = field(default_factory=dict)
    _by_name: dict[str, Rule] = field(default_factory=dict)
    _surveys: list[Survey] = field(default_factory=list)

    def rules(self) -> Iterator[Rule]:
        """Every rule in order, ``otherwise`` last."""
        yield from self.ruleset.rules
        if self.ruleset.otherwise is not None:
            yield self.ruleset.otherwise

    def rule_called(self, name: str) -> Rule | None:
        """The rule of that name; None for the name of a conversation."""
        if not self._by_name:
            self._by_name.update((rule.name, rule) for rule in self.rules())
        return self._by_name.get(name)

    @property
    def survey(self) -> Survey:
        """Which rules take the texts of the rules below them; made once for all checks."""
        if not self._surveys:
            self._surveys.append(Survey(self.ruleset, self.today))
        return self._surveys[0]

    def lines(self, file: str) -> list[str]:
        """The lines of a file, none where its text isn't at hand."""
        if file not in self._lines:
            self._lines[file] = self.sources.get(file, "").splitlines()
        return self._lines[file]

    def top(self) -> Place:
        """The first line of the first file."""
        files = self.ruleset.files or tuple(self.sources) or ("rules.yaml",)
        return Place(files[0], 1)

    def find(self, rule: Rule, written: str, after: str = "") -> Place:
        """Where ``written`` first stands inside a rule, as whole words (or as any single character) and outside notes.

        ``after``: the setting in which it stands ("reply"), so that the rule's name isn't taken for it. The same case
        is preferred. The rule itself where it isn't found.
        """
        return self.find_at(rule.place, written, after)

    def find_at(self, owner: Place, written: str, after: str = "", start_at: int = 0) -> Place:
        """As ``find``, inside whatever begins at ``owner``: a rule, or a step of a conversation. ``start_at``: the line
        to begin at, where that is known."""
        lines = [(n, line) for n, line in self._inside(owner) if n >= start_at]
        start = next((n for n, (_, line) in enumerate(lines) if after and _find(line, f"{after}:") >= 0), 0)
        for exactly in (True, False):
            for number, line in lines[start:]:
                first = max(0, _find(line, f"{after}:")) if after else 0
                at = _find(line, written, first, exactly=exactly)
                if at >= 0:
                    return Place(owner.file, number, at + 1)
        return owner

    def find_anywhere(self, written: str) -> Place:
        """Where ``written`` first stands in the files as whole words, notes left out; else their first line."""
        for file in self.ruleset.files:
            for number, line in enumerate(self.lines(file), start=1):
                at = -1 if line.lstrip().startswith("#") else _find(line, written)
                if at >= 0:
                    return Place(file, number, at + 1)
        return self.top()

    def _inside(self, owner: Place) -> Iterator[tuple[int, str]]:
        """The lines of a rule with their numbers, notes left out."""
        lines = self.lines(owner.file)
        for number in range(owner.line, min(self._end(owner), len(lines)) + 1):
            if not lines[number - 1].lstrip().startswith("#"):
                yield number, lines[number - 1]

    def _end(self, owner: Place) -> int:
        """The last line of a rule: the one before the next thing that begins no deeper than its dash does. Settings
        without a dash, as those of ``otherwise``, begin with the first of them."""
        lines = self.lines(owner.file)
        first = lines[owner.line - 1] if owner.line <= len(lines) else ""
        depth = len(first) - len(first.lstrip())
        depth -= owner.column - 1 == depth
        for number in range(owner.line + 1, len(lines) + 1):
            line = lines[number - 1]
            if line.strip() and len(line) - len(line.lstrip()) <= depth and not line.lstrip().startswith("#"):
                return number - 1
        return len(lines)


def _find(line: str, written: str, start: int = 0, *, exactly: bool = True) -> int:
    if not written:
        return -1
    if not exactly:
        line, written = line.lower(), written.lower()
    at = line.find(written, start)
    while at >= 0:
        before, after = line[at - 1 : at], line[at + len(written) : at + len(written) + 1]
        inside = (written[0].isalnum() and before.isalnum()) or (written[-1].isalnum() and after.isalnum())
        if len(written) == 1 or not inside:
            return at
        at = line.find(written, at + 1)
    return -1
