"""Where in a file's text something stands, and the text with something put in there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from responder.rules.file_keys import KNOWN_NAMES
from responder.rules.syntax.parse import parse
from responder.rules.syntax.quoting import in_quotes
from responder.rules.syntax.source import Source, read
from responder.rules.syntax.tree import List, Node, Settings, Text

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_PLAIN = re.compile(r"[^\W_][\w'’-]*(?: [\w'’-]+)*")
"""What needs no quotes anywhere: words with single spaces between them."""


class CannotEdit(ValueError):
    """The change can't be made by itself; the message says why, in the writer's words."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file of rules as text, without its byte order mark, and as a tree with places."""

    source: Source
    tree: Settings
    starts: tuple[int, ...]
    """Where each line begins in the text."""

    def at(self, line: int, column: int) -> int:
        """The offset of a place; lines and columns from 1."""
        return self.starts[line - 1] + column - 1

    def written(self, node: Node) -> str:
        """What the file says there."""
        return self.source.text[self.start(node) : self.end(node)]

    def start(self, node: Node) -> int:
        """The offset of its first character."""
        return self.at(node.line, node.column)

    def end(self, node: Node) -> int:
        """The offset behind its last character."""
        return self.at(node.end_line, node.end_column)

    def line_end(self, line: int) -> int:
        """The offset behind the last character of a line."""
        return self.starts[line - 1] + len(self.source.lines[line - 1])

    @property
    def newline(self) -> str:
        """What ends the file's lines."""
        found = _BREAK.search(self.source.text)
        return found[0] if found else "\n"


def document(name: str, data: bytes) -> Document:
    """The file that these bytes are. Raises CannotEdit for one that can't be read as it is."""
    source, problems = read(name, data)
    if problems:
        raise CannotEdit(f"{name} has to be mended first")
    parsed = parse(source, KNOWN_NAMES)
    if parsed.problems or not isinstance(parsed.tree, Settings):
        raise CannotEdit(f"{name} has to be mended first")
    starts = (0, *(found.end() for found in _BREAK.finditer(source.text)))
    return Document(source, parsed.tree, starts)


def rules_of(doc: Document) -> List:
    """The list under ``rules``. Raises CannotEdit where the file has none."""
    entry = doc.tree.entries.get("rules")
    if entry is None or not isinstance(entry.value, List):
        raise CannotEdit(f"{doc.source.name} has no rules")
    return entry.value


def rule_of(doc: Document, name: str) -> Settings:
    """The rule of that name. Raises CannotEdit where it isn't in this file."""
    for item in rules_of(doc).items:
        entry = item.entries.get("name") if isinstance(item, Settings) else None
        if entry is not None and isinstance(entry.value, Text) and entry.value.value.strip() == name:
            assert isinstance(item, Settings)
            return item
    raise CannotEdit(f"{doc.source.name} has no rule of that name")


def one_more(doc: Document, node: Node, word: str) -> str:
    """The file's text with one more entry in a list; a single text becomes a list of two. Raises CannotEdit."""
    text = doc.source.text
    word = word if _PLAIN.fullmatch(word) else in_quotes(word)
    if isinstance(node, Text):
        if node.block or node.line != node.end_line:
            raise CannotEdit("its text goes over several lines")
        before = doc.written(node)
        # Between brackets a comma or another bracket would end the word.
        kept = before if node.quoted or not set(",[]{}#:") & set(before) else in_quotes(node.value)
        return f"{text[: doc.start(node)]}[{kept}, {word}]{text[doc.end(node) :]}"
    if not isinstance(node, List) or not node.items:
        raise CannotEdit("it isn't a list")
    last = node.items[-1]
    if node.flow:
        end = doc.end(last)
        return f"{text[:end]}, {word}{text[end:]}"
    return _one_more_line(doc, last, word)


def _one_more_line(doc: Document, last: Node, word: str) -> str:
    text = doc.source.text
    if not isinstance(last, Text) or last.block or last.line != last.end_line:
        raise CannotEdit("its last entry goes over several lines")
    before = doc.source.line(last.line)[: last.column - 1]
    dash = re.search(r"- +$", before)
    if dash is None:
        raise CannotEdit("its last entry doesn't stand behind a dash")
    # A list may begin on the line of another's dash; what follows stands below that.
    indent = " " * dash.start()
    end = doc.line_end(last.line)
    return f"{text[:end]}{doc.newline}{indent}{dash[0]}{word}{text[end:]}"
