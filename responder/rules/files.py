"""The files that rules are read from: the first, what it includes, and the stories beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yaml import Mark

from responder.core.suggest import did_you_mean, quoted
from responder.errors import RulesUnreadable
from responder.rules.desk import Desk
from responder.rules.file_keys import FILE, KNOWN_NAMES
from responder.rules.readers.scalars import many, text
from responder.rules.reuse import Reuse
from responder.rules.syntax.parse import parse
from responder.rules.syntax.pieces import Piece
from responder.rules.syntax.source import Source, read
from responder.rules.syntax.tree import Entry, List, Node, Settings, Text

ReadBytes = Callable[[Path], bytes]

MOST_FILES = 1000
STORIES = "stories"
"""The folder beside the rules whose ``*.yaml`` hold stories only."""


@dataclass(slots=True)
class Files:
    """All that was read. ``parts``: the settings of every file by name, a file before those that it includes."""

    desk: Desk
    reuse: Reuse | None = None
    """What an earlier load left, of which rules may be taken."""
    pieces: dict[str, Sequence[tuple[Piece, Node]]] = field(default_factory=dict)
    """The rules of each file with their texts, where the file shows them."""
    names: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    parts: dict[str, list[Entry]] = field(default_factory=dict)
    whole: bool = True
    """No file has a slip that leaves open what else it says."""
    _digest: Any = field(default_factory=hashlib.sha256)
    _open: list[Path] = field(default_factory=list)
    _seen: set[Path] = field(default_factory=set)

    @property
    def digest(self) -> str:
        """SHA-256 of every file's bytes in order, the first 16 hex digits."""
        return str(self._digest.hexdigest())[:16]

    def add_text(self, content: str, name: str) -> None:
        """A file that isn't on the disk; it can't include others."""
        self._digest.update(content.encode("utf-8", "surrogatepass"))
        self._take(name, content.encode("utf-8", "surrogatepass"), None, Path.read_bytes)

    def add(self, path: Path, read_bytes: ReadBytes) -> None:
        """The main file. Raises RulesUnreadable where it can't be read."""
        try:
            data = read_bytes(path)
        except OSError as error:
            raise RulesUnreadable(_unreadable(path, error)) from None
        self._digest.update(data)
        self._take(path.as_posix(), data, path, read_bytes)
        for beside in _found(path.parent, f"{STORIES}/*.yaml") + _found(path.parent, f"{STORIES}/*.yml"):
            if beside.resolve() not in self._seen:
                self._add_stories(beside, read_bytes)

    def _take(self, name: str, data: bytes, path: Path | None, read_bytes: ReadBytes) -> None:
        if path is not None:
            self._seen.add(path.resolve())
            self._open.append(path.resolve())
        tree = self._tree(name, data)
        if isinstance(tree, Settings):
            self._sort_in(tree, path, read_bytes)
        elif tree is not None:
            _tell_not_settings(tree, self.desk)
        if path is not None:
            self._open.pop()

    def _tree(self, name: str, data: bytes) -> Node | None:
        self.names.append(name)
        source, problems = read(name, data)
        self.sources.append(source)
        if problems:
            self.desk.problems.extend(problems)
            self.whole = False
            return None
        parsed = parse(source, KNOWN_NAMES, self.reuse.of(name) if self.reuse is not None else {})
        if parsed.pieces is not None:
            self.pieces[name] = parsed.pieces
        self.desk.problems.extend(parsed.problems)
        self.whole = self.whole and parsed.whole
        return parsed.tree

    def _sort_in(self, tree: Settings, path: Path | None, read_bytes: ReadBytes) -> None:
        """Put the settings of a file to those of the others; the files that it includes come after it."""
        found = FILE.open(tree, self.desk, tree.source.name) or {}
        for key, entry in found.items():
            if key != "include":
                self.parts.setdefault(key, []).append(entry)
        if "include" in found:
            self._include(found["include"], path, read_bytes)

    def _include(self, entry: Entry, path: Path | None, read_bytes: ReadBytes) -> None:
        patterns = many(text)(entry.value, self.desk, "include")
        nodes = entry.value.items if isinstance(entry.value, List) else [entry.value]
        if path is None or patterns is None:
            if path is None:
                self.desk.error(
                    entry.key, "include", "this text can't include files: it isn't a file itself", "Save it first."
                )
            return
        for pattern, node in zip(patterns, nodes, strict=True):
            for found in self._matching(pattern, node, path):
                self._add_included(found, node, path, read_bytes)

    def _matching(self, pattern: str, node: Node, path: Path) -> list[Path]:
        found = _found(path.parent, pattern)
        if not found:
            there = [
                p.relative_to(path.parent).as_posix()
                for p in _found(path.parent, "*.yaml") + _found(path.parent, "*/*.yaml")
            ]
            hint = "" if "*" in pattern else did_you_mean(pattern, there).strip()
            message = f"there is no file {quoted(pattern)} beside {quoted(path.name)}"
            self.desk.error(
                node, "include", message, hint or f"It is looked for in {path.parent.absolute().as_posix()}"
            )
        return found

    def _add_included(self, found: Path, node: Node, path: Path, read_bytes: ReadBytes) -> None:
        if found.resolve() in self._open:
            told = (
                "this file includes itself"
                if found.resolve() == path.resolve()
                else f"{found.name} includes this file in turn"
            )
            self.desk.error(node, "include", told, "Take one of the two out.")
            return
        if found.resolve() in self._seen:
            self.desk.error(node, "include", f"{found.name} is included already", "Take one of the two out.")
            return
        if len(self.names) >= MOST_FILES:
            return
        try:
            data = read_bytes(found)
        except OSError as error:
            self.desk.error(node, "include", _unreadable(found, error), "")
            return
        self._digest.update(data)
        self._take(found.as_posix(), data, found, read_bytes)

    def _add_stories(self, path: Path, read_bytes: ReadBytes) -> None:
        """A file in ``stories/``: a list of stories, or ``stories:`` with one."""
        try:
            data = read_bytes(path)
        except OSError:
            return
        self._digest.update(data)
        tree = self._tree(path.as_posix(), data)
        if isinstance(tree, Settings):
            for key, entry in tree.entries.items():
                if key == STORIES:
                    self.parts.setdefault(STORIES, []).append(entry)
                else:
                    remedy = "A file in this folder holds `stories:` and nothing else."
                    self.desk.error(entry.key, "unknown-key", f'"{key}" isn\'t a setting here', remedy)
        elif isinstance(tree, List):
            self.parts.setdefault(STORIES, []).append(Entry(_name_of(tree), tree))
        elif tree is not None:
            _tell_not_settings(tree, self.desk)


def _name_of(tree: List) -> Text:
    """A name for a list that has none in its file."""
    mark = Mark(tree.source.name, 0, tree.line - 1, tree.column - 1, None, 0)
    return Text(tree.source, mark, mark, STORIES, None)


def _found(folder: Path, pattern: str) -> list[Path]:
    """The files that a pattern means, seen from the folder, in the order of their names."""
    wanted = Path(pattern)
    if wanted.is_absolute():
        folder, wanted = Path(wanted.anchor), wanted.relative_to(wanted.anchor)
    try:
        return sorted(path for path in folder.glob(str(wanted)) if path.is_file())
    except (ValueError, OSError):
        return []


def _unreadable(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{path.as_posix()} isn't there. Check the name, or make one with `responder init`."
    if isinstance(error, IsADirectoryError):
        return f"{path.as_posix()} is a folder. Name the file of rules in it."
    if isinstance(error, PermissionError):
        return f"{path.as_posix()} may not be read by this user. Change its permissions, or run as another user."
    return f"{path.as_posix()} can't be read: {error.strerror or error}."


def _tell_not_settings(tree: Node, desk: Desk) -> None:
    found = "a list" if isinstance(tree, List) else "a text"
    desk.error(
        tree,
        "wrong-type",
        f"a file of rules begins with a setting such as `rules:`, and this is {found}",
        "Write `rules:` on the first line, and begin each rule below it with a dash: `  - name: …`",
    )
