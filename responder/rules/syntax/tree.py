"""A file of rules as a light tree: texts, lists and settings, each with its place. Every value is text first.

YAML's own ideas of what a value is (booleans, numbers, dates) never come in: what is read here is what was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from responder.rules.syntax.source import Source


class Node:
    """A value and where it stands: the file, lines and columns from 1, the end column after the last character."""

    __slots__ = ("column", "end_column", "end_line", "flow", "line", "source")

    def __init__(self, source: Source, start: Any, end: Any) -> None:
        self.source = source
        self.line: int = start.line + 1
        self.column: int = start.column + 1
        self.end_line: int = end.line + 1
        self.end_column: int = end.column + 1
        self.flow = False
        """Whether it stands between brackets."""


_QUOTES, _BARS = ("'", '"'), ("|", ">")


class Text(Node):
    """A text. ``quoted``: it stands in quotes. ``block``: it stands under ``|`` or ``>``. ``cut``: the column of a
    `` #`` that ended it, behind which the writer's words may have been lost, or 0."""

    __slots__ = ("block", "cut", "quoted", "value")

    def __init__(self, source: Source, start: Any, end: Any, value: str, style: str | None) -> None:
        # As in ``Node``: there are so many of these that one call less counts.
        self.source = source
        self.line = start.line + 1
        self.column = start.column + 1
        self.end_line = end.line + 1
        self.end_column = end.column + 1
        self.flow = False
        self.value = value
        self.quoted = style in _QUOTES
        self.block = style in _BARS
        self.cut = 0


class List(Node):
    __slots__ = ("items",)

    def __init__(self, source: Source, start: Any, end: Any) -> None:
        super().__init__(source, start, end)
        self.items: list[Node] = []


class Entry:
    """One setting: its name and its value."""

    __slots__ = ("key", "value")

    def __init__(self, key: Text, value: Node) -> None:
        self.key = key
        self.value = value


class Settings(Node):
    """Settings of the form ``name: value``, in the order of the file, each name once."""

    __slots__ = ("entries",)

    def __init__(self, source: Source, start: Any, end: Any) -> None:
        super().__init__(source, start, end)
        self.entries: dict[str, Entry] = {}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())


class Kept(Settings):
    """Settings that an earlier load read, and that stand in the file as they did then, maybe on other lines.
    ``entries`` has those that other places of the files may ask for (``LEFT_OUT`` says which aren't kept), ``made``
    what was made of all of them, and ``noted`` what reading them noted for later, by the name of the list."""

    __slots__ = ("_nodes", "made", "noted")

    def __init__(self, of: Settings, made: Any, noted: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
        for slot in Node.__slots__:
            setattr(self, slot, getattr(of, slot))
        self.entries = {name: entry for name, entry in of.entries.items() if name not in LEFT_OUT}
        self.made = made
        self.noted = noted
        notes = (part for notes in noted.values() for note in notes for part in note if isinstance(part, Node))
        self._nodes = [self, *notes, *(node for entry in self for node in _all_nodes(entry))]

    def move(self, source: Source, line: int) -> None:
        """Let it begin on this line of this file. What was made of it stays as it is."""
        by = line - self.line
        for node in self._nodes:
            node.source = source
            node.line += by
            node.end_line += by


def _all_nodes(entry: Entry) -> Iterator[Node]:
    yield entry.key
    waiting = [entry.value]
    for node in waiting:
        yield node
        if isinstance(node, List):
            waiting += node.items
        elif isinstance(node, Settings):
            waiting += [inner for one in node for inner in (one.key, one.value)]


LEFT_OUT = frozenset({"when", "reply", "or_reply", "examples"})
"""Settings of a rule of which no other place of the files needs to know anything, and which take the most room."""


class Broken(Node):
    """What was told as a problem already, and is passed over by all who read on."""

    __slots__ = ()
