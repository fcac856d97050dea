"""Makes the tree of a file from what YAML's parser says of it, and tells what YAML would pass over in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from responder.rules.syntax.source import Source
from responder.rules.syntax.tree import Broken, Entry, List, Node, Settings, Text

if TYPE_CHECKING:
    from responder.rules.problem import Problem

# Both are the same to us; the stubs of PyYAML know only a part of either.
try:
    from yaml.cyaml import CParser as Parser  # type: ignore[attr-defined]
except ImportError:
    # PyYAML was built without libyaml: the same events, some twenty times slower.
    from responder.rules.syntax.slow_parser import Parser  # type: ignore[assignment]

DEEPEST = 40
"""Lists in settings in lists… no file of rules needs more than ten."""

MOST_REPEATED = 50_000
"""How many values `*name` may bring in all, so that a few lines can't unfold into millions."""


class Builder:
    """Makes the tree of one file. ``problems`` get what YAML would pass over in silence; a YAML syntax error is
    raised as ``yaml.YAMLError``, ``last`` being the last text before it. ``mended`` is read instead of the file's own
    text, where that can't be read."""

    def __init__(
        self, source: Source, known: frozenset[str], problems: list[Problem], mended: str | None = None
    ) -> None:
        self.source = source
        self.known = known
        """Names of settings, to tell a setting that got swallowed by the line above from ordinary words."""
        self.problems = problems
        self.last: Text | None = None
        self._next: Callable[[], Any] = Parser(source.text if mended is None else mended).get_event
        self._anchors: dict[str, tuple[Node, int] | None] = {}
        """What ``&name`` names and how many nodes it holds; None while it is still being read."""
        self._unused: dict[str, Node] = {}
        self._repeated = 0

    @property
    def repeats(self) -> bool:
        """Whether any value has a name (``&name``), so that others may be the same value."""
        return bool(self._anchors)

    def tree(self) -> Node | None:
        """The whole file, or None where it holds nothing but comments."""
        self._next()
        event = self._next()
        root: Node | None = None
        if type(event) is DocumentStartEvent:
            root, _ = self._node(self._next(), 0)
            self._next()
            event = self._next()
        if type(event) is DocumentStartEvent:
            self._tell(_losses().second_document(self.source, self._line_of(event)))
            while type(event) is not StreamEndEvent:
                event = self._next()
        for node in self._unused.values():
            self._tell_dropped(node)
        return root

    @staticmethod
    def _line_of(event: Any) -> int:
        line: int = event.start_mark.line + 1
        return line

    def _tell(self, problem: Problem | None) -> None:
        if problem is not None:
            self.problems.append(problem)

    def _tell_dropped(self, node: Node) -> None:
        """Tell a first word that is dropped. Where no other is left, nobody is told that the text is empty."""
        self._tell(_losses().dropped_start(self.source, node.line, node.column))
        if isinstance(node, Text) and not node.value:
            self.source.told.add(node.line)

    def _node(self, event: Any, depth: int) -> tuple[Node, int]:
        """The node that begins with this event, and how many nodes it holds."""
        kind = type(event)
        if kind is ScalarEvent:
            return self._text(event), 1
        if kind is AliasEvent:
            return self._alias(event)
        node: Node = List(self.source, event.start_mark, event.end_mark)
        if kind is MappingStartEvent:
            node = Settings(self.source, event.start_mark, event.end_mark)
        node.flow = bool(event.flow_style)
        if event.tag is not None:
            self._tell(_losses().dropped_start(self.source, node.line, node.column))
        if event.anchor is not None:
            self._anchors[event.anchor] = None
            self._unused[event.anchor] = node
        if depth >= DEEPEST:
            self._tell(_losses().too_deep(self.source, node.line, node.column))
            size, whole = self._skip(), False
        elif isinstance(node, List):
            size, whole = self._fill_list(node, depth + 1)
        else:
            assert isinstance(node, Settings)
            size, whole = self._fill_settings(node, depth + 1)
        found = node if whole else Broken(self.source, event.start_mark, event.end_mark)
        if event.anchor is not None:
            self._anchors[event.anchor] = (found, size)
        return found, size

    def _skip(self) -> int:
        """Pass over what has just begun, without going down into it."""
        depth, size = 1, 1
        while depth:
            kind = type(self._next())
            size += 1
            if kind in (MappingStartEvent, SequenceStartEvent):
                depth += 1
            elif kind in (MappingEndEvent, SequenceEndEvent):
                depth -= 1
        return size

    def _fill_list(self, node: List, depth: int) -> tuple[int, bool]:
        size = 1
        event = self._next()
        items = node.items
        while (kind := type(event)) is ScalarEvent or kind in _STARTS:
            item, held = (self._text(event), 1) if kind is ScalarEvent else self._node(event, depth)
            items.append(item)
            size += held
            event = self._next()
        self._close(node, event)
        return size, True

    def _fill_settings(self, node: Settings, depth: int) -> tuple[int, bool]:
        size, whole = 1, True
        event = self._next()
        entries = node.entries
        while (kind := type(event)) is ScalarEvent or kind in _STARTS:
            key, held = (self._text(event), 1) if kind is ScalarEvent else self._node(event, depth)
            event = self._next()
            value, more = (self._text(event), 1) if type(event) is ScalarEvent else self._node(event, depth)
            size += held + more
            if not isinstance(key, Text):
                whole = False
                if not isinstance(key, Broken):
                    self._tell(_losses().odd_key(self.source, node.line, node.column, key.line, key.column))
            elif key.value[:1] == "-" and not key.quoted:
                whole = False
                self._tell(_losses().glued_dash(self.source, key))
            elif key.value in entries:
                self._tell(_losses().twice(self.source, key, entries[key.value].key))
            else:
                entries[key.value] = Entry(key, value)
            event = self._next()
        self._close(node, event)
        return size, whole

    def _close(self, node: Node, event: Any) -> None:
        node.end_line = event.end_mark.line + 1
        node.end_column = event.end_mark.column + 1

    def _text(self, event: Any) -> Text:
        node = Text(self.source, event.start_mark, event.end_mark, event.value, event.style)
        self.last = node
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, 1)
            self._unused[event.anchor] = node
        if event.tag is not None:
            self._tell_dropped(node)
        if not node.quoted and not node.block:
            line = self.source.lines[node.end_line - 1] if node.end_line <= len(self.source.lines) else ""
            if "#" in line:
                node.cut = cut_at(line, node.end_column)
            if node.end_line != node.line:
                self._look_for_swallowed(node)
        return node

    def _look_for_swallowed(self, node: Text) -> None:
        """Tell a setting that was read as more of this text. The text itself is then none to say more about."""
        problem = _losses().swallowed(self.source, node, self.known)
        if problem is not None:
            self.problems.append(problem)
            self.source.told.update(range(node.line, node.end_line + 1))

    def _alias(self, event: Any) -> tuple[Node, int]:
        """What ``*name`` repeats. A name that isn't given above is a star that begins a text."""
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        named = self._anchors.get(event.anchor)
        broken = Broken(self.source, event.start_mark, event.end_mark)
        if named is None:
            if event.anchor in self._anchors:
                self._tell(_losses().repeats_itself(self.source, line, column))
            else:
                self._tell(_losses().lone_star(self.source, line, column))
            return broken, 1
        self._unused.pop(event.anchor, None)
        found, size = named
        before, self._repeated = self._repeated, self._repeated + size
        if self._repeated > MOST_REPEATED:
            if before <= MOST_REPEATED:
                self._tell(_losses().repeats_too_much(self.source, line, column))
            return broken, 1
        return found, size


def cut_at(line: str, end_column: int) -> int:
    """The column of the `` #`` right behind a text that ends before ``end_column``, or 0. A comment for the checker
    (``# responder: ignore=name``) cuts nothing."""
    found = _CUT.match(line, end_column - 1)
    return 0 if found is None or _OUR_COMMENT.match(line, found.end() - 1) else found.end()


def _losses() -> Any:
    """Imported where something was lost, which is rare."""
    from responder.rules.syntax import losses

    return losses


_CUT = re.compile(r"[ \t]+#")
_OUR_COMMENT = re.compile(r"#\s*responder:")

_STARTS = frozenset({AliasEvent, MappingStartEvent, SequenceStartEvent})
