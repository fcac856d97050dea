"""Where values are read: the file at hand, the problems so far, and what the whole file says that values depend on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from responder.core.business import Business
from responder.core.place import Place
from responder.core.suggest import quoted
from responder.rules.problem import Problem
from responder.rules.syntax.quoting import in_quotes
from responder.rules.syntax.tree import Broken, List, Node, Settings, Text

if TYPE_CHECKING:
    from responder.core.text.folding import Phrase
    from responder.rules.readers.samples import Samples
    from responder.rules.syntax.source import Source


@dataclass(slots=True)
class Facts:
    """What stands at the top of the files, as far as it has been read.

    Its lists are for notes: what reading a rule leaves for later, each a tuple that begins with the node in question.
    A rule that isn't read again, because nothing changed, leaves its notes again. Nothing else may be changed by
    reading a rule.
    """

    business: Business = field(default_factory=Business)
    timezone_given: bool = False
    hours_given: bool = False
    words: dict[str, tuple[Phrase, ...]] = field(default_factory=dict)
    """The writer's word lists."""
    fields: frozenset[str] = frozenset()
    """Contact fields that some rule of the files saves."""
    tags: frozenset[str] = frozenset()
    """Tags that something in the files gives to contacts: what ``tagged`` may name."""
    unclear: frozenset[str] = frozenset()
    """Fields of which it isn't known what they hold, since their ``expect`` can't be read."""
    questions: frozenset[str] = frozenset()
    """Questions that something in the files asks: what ``answering`` may name."""
    conversations: frozenset[str] = frozenset()
    """The names under ``conversations``: what ``start`` may name."""
    taken_words: Mapping[str, str] = field(default_factory=dict)
    """Texts that never get to a question, folded, with what they do instead."""
    reserved: frozenset[str] = frozenset()
    """Names of template variables that no field and no group may take."""
    samples: Samples | None = None
    rules_named: list[tuple[Node, str]] = field(default_factory=list)
    """Rules that examples and stories name, to be looked up when all rules are read."""
    cancelled: list[tuple[Node, str]] = field(default_factory=list)
    """Follow-ups that ``cancel`` names, likewise."""
    follow_ups: list[tuple[Node, str, str]] = field(default_factory=list)
    """Follow-ups that there are: where, their names, and whose."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every reader gets beside the value. ``known``: the names that templates may use here."""

    problems: list[Problem]
    facts: Facts
    homes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Where each setting of the language may stand ("a rule"), to tell where a misplaced one belongs."""
    known: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    """Those of them that the rule's own conditions fill."""

    def knowing(self, groups: Collection[str]) -> Desk:
        """The desk for a rule whose conditions fill these names too."""
        if not groups:
            return self
        named = [name for name in groups if name != "rest"]
        match = {"match", "match.", *(f"match.{name}" for name in named)} if named else ()
        return replace(self, known=self.known.union(groups, match), groups=frozenset(groups))

    def error(self, node: Node, code: str, message: str, remedy: str = "") -> None:
        """Tell a problem about this value."""
        end = node.end_column if node.end_line == node.line else 0
        self.error_at(node.source, node.line, node.column, code, message, remedy, end)

    def error_at(
        self, source: Source, line: int, column: int, code: str, message: str, remedy: str = "", end_column: int = 0
    ) -> None:
        """Tell a problem about a place in a file; line and columns count from 1."""
        if line not in source.told:
            self.problems.append(source.problem(line, column, code, message, remedy, end_column))

    def sentence(self, node: Node, code: str, error: ValueError) -> None:
        """Tell what a parser of the core said: a sentence that says what is wrong, and others that say what to do."""
        message, remedy = parted(str(error))
        if not remedy and isinstance(node, Text):
            # A parser that says only what to do.
            message, remedy = f"{quoted(node.value)} can't be read", f"{message[:1].upper()}{message[1:]}."
        self.error(node, code, message, remedy)

    def wrong_kind(self, node: Node, name: str, wanted: str, example: str) -> None:
        """Tell that a value is of the wrong kind altogether. ``wanted``: "a text"; ``example``: ``reply: Thanks``."""
        if isinstance(node, Broken):
            return
        remedy = f"Write it like this:\n  {example}" if example else ""
        if isinstance(node, Text) and not node.value.strip():
            self.error(node, "empty", f'"{name}" has no value', remedy)
            return
        if isinstance(node, Settings) and wanted.startswith("a text") and node.entries:
            self._tell_misread(node)
            return
        found = {List: "a list", Settings: "settings with names", Text: "a text"}[type(node)]
        self.error(node, "wrong-type", f'"{name}" takes {wanted}, and this is {found}', remedy)

    def _tell_misread(self, node: Settings) -> None:
        """Tell a text that YAML reads as settings: it begins with a brace, or has a colon in it."""
        line = node.source.line(node.line)
        if line[node.column - 1 : node.column] == "{":
            whole = line[node.column - 1 : node.end_column - 1] if node.end_line == node.line else "{…}"
            remedy = f"If it is a text, put the whole text in quotes:\n  {in_quotes(whole)}"
            self.error(node, "text-start", "a text can't begin with { unless it is in quotes", remedy)
            return
        entry = next(iter(node))
        value = entry.value.value if isinstance(entry.value, Text) else "…"
        remedy = f"If it is a text, put the whole text in quotes:\n  {in_quotes(f'{entry.key.value}: {value}'.strip())}"
        message = f'this colon makes a setting called "{entry.key.value}" of the text'
        column = entry.key.end_column
        self.error_at(node.source, entry.key.end_line, column, "colon-in-text", message, remedy, column + 1)


def place_of(node: Node) -> Place:
    """Where a value begins."""
    return Place(node.source.name, node.line, node.column)


_SENTENCE = re.compile(r"(?s)(.+?[.?!])\s+(?=[A-Z`\"'])(.+)")


def parted(sentences: str) -> tuple[str, str]:
    """The first sentence without its full stop, and the rest."""
    found = _SENTENCE.fullmatch(sentences)
    message, remedy = (found[1], found[2]) if found else (sentences, "")
    return message.removesuffix("."), remedy


def listed(names: Collection[str] | Mapping[str, object], most: int = 30) -> str:
    """Names for a remedy: ``says, contains, matches``."""
    shown = list(names)[:most]
    return ", ".join(shown) + (" …" if len(names) > most else "")
