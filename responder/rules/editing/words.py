"""One more word for a rule, one more example, and a rule of one's own, in the text of a file."""

from __future__ import annotations

import re

from responder.rules.editing.spots import CannotEdit, Document, document, one_more, rule_of, rules_of
from responder.rules.syntax.quoting import in_quotes
from responder.rules.syntax.tree import List, Settings, Text

BOM = b"\xef\xbb\xbf"


def with_word(name: str, data: bytes, rule: str, key: str, word: str) -> bytes:
    """The file with one more word under ``says``, ``starts_with`` or ``contains`` of a rule's ``when``.

    ``name``: the file's, for messages. Raises CannotEdit with the reason in words.
    """
    doc = document(name, data)
    when = rule_of(doc, rule).entries.get("when")
    if when is None or not isinstance(when.value, Settings) or key not in when.value.entries:
        raise CannotEdit(f"`{key}` doesn't stand directly under `when`")
    return _bytes(data, one_more(doc, when.value.entries[key].value, word))


def with_example(name: str, data: bytes, rule: str, text: str) -> bytes:
    """The file with one more example of a rule: a text that it answers. Raises CannotEdit where the rule has no
    examples, or they are written otherwise than as a list of texts."""
    doc = document(name, data)
    entry = rule_of(doc, rule).entries.get("examples")
    if entry is None or not isinstance(entry.value, List) or not _are_texts(entry.value):
        raise CannotEdit("its examples aren't a list of texts")
    return _bytes(data, one_more(doc, entry.value, text))


def _are_texts(examples: List) -> bool:
    return bool(examples.items) and isinstance(examples.items[-1], Text)


def with_typos(name: str, data: bytes, rule: str) -> bytes:
    """The file with ``typos: yes`` in a rule. Raises CannotEdit where the rule says something about it already."""
    doc = document(name, data)
    settings = rule_of(doc, rule)
    when = settings.entries.get("when")
    if when is None or "typos" in settings.entries:
        raise CannotEdit("the rule says something about typos already")
    if settings.flow:
        end = doc.end(when.value)
        return _bytes(data, f"{doc.source.text[:end]}, typos: yes{doc.source.text[end:]}")
    end = doc.line_end(_last_line(doc, when.value.end_line, when.value.end_column))
    indent = " " * (when.key.column - 1)
    return _bytes(data, f"{doc.source.text[:end]}{doc.newline}{indent}typos: yes{doc.source.text[end:]}")


def with_rule(
    name: str, data: bytes, title: str, words: tuple[str, ...], reply: str, examples: tuple[str, ...]
) -> bytes:
    """The file with one more rule behind the others. Raises CannotEdit where they stand between brackets."""
    doc = document(name, data)
    rules = rules_of(doc)
    if rules.flow or not rules.items:
        raise CannotEdit("the rules stand between brackets")
    first, last = rules.items[0], rules.items[-1]
    indent = re.match(r" *", doc.source.line(first.line))
    assert indent is not None
    lines = rule_lines(title, words, reply, examples)
    end = doc.line_end(_last_line(doc, last.end_line, last.end_column))
    gap = doc.newline * 2 if _stands_apart(doc, rules) else doc.newline
    block = doc.newline.join(f"{indent[0]}{line}" for line in lines)
    return _bytes(data, f"{doc.source.text[:end]}{gap}{block}{doc.source.text[end:]}")


def rule_lines(title: str, words: tuple[str, ...], reply: str, examples: tuple[str, ...]) -> list[str]:
    """The lines of a rule that answers texts with one of these words."""
    lines = [f"- name: {title}", f"  when: {{contains: [{', '.join(words)}]}}"]
    if "\n" in reply:
        lines += ["  reply: |", *(f"    {line}".rstrip() for line in reply.split("\n"))]
    else:
        lines.append(f"  reply: {in_quotes(reply)}")
    return [*lines, "  examples:", *(f"    - {in_quotes(example)}" for example in examples)]


def _last_line(doc: Document, line: int, column: int) -> int:
    """The last line that holds something of a value: the parser puts the end of a block behind the empty lines and
    comments that follow."""
    line -= not doc.source.line(line)[: column - 1].strip()
    while line > 1 and (not (told := doc.source.line(line).strip()) or told.startswith("#")):
        line -= 1
    return line


def _stands_apart(doc: Document, rules: List) -> bool:
    """Whether there are empty lines between the rules."""
    return len(rules.items) > 1 and not doc.source.line(rules.items[1].line - 1).strip()


def _bytes(data: bytes, text: str) -> bytes:
    return (BOM if data.startswith(BOM) else b"") + text.encode()
