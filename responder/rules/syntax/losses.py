"""What YAML passes over in silence although words of the writer get lost by it. Each is told as a problem.

The worst mistake that a file of rules can hold is one that loads: a reply cut at a ``#``, a first word taken for a
label, a setting swallowed by the line above it.
"""

from __future__ import annotations

import re

from responder.rules.problem import Problem
from responder.rules.syntax.quoting import in_quotes
from responder.rules.syntax.raw_line import LONGEST_READ, PROSE, rewritten, taken_apart
from responder.rules.syntax.source import Source
from responder.rules.syntax.tree import Text

_SETTING = re.compile(r"\s*(?:-\s+)?(?P<name>[A-Za-z_][A-Za-z_ -]*?)(?P<rest>\s*[:：]\S.*|\s*=.*|)\s*")


def cut_text(source: Source, line: int, column: int) -> Problem:
    """A text that ends at `` #``: YAML takes the rest of the line for a comment."""
    raw = source.line(line)
    lost = raw[column - 1 :].strip()
    return source.problem(
        line,
        column,
        "hash-in-text",
        f'everything from "{_short(lost)}" on would be lost: a # after a space begins a comment',
        f"If these words belong to the text: {_lower_first(rewritten(raw))}\n"
        "If it is a note to yourself, put it on a line of its own.",
        end_column=len(raw.rstrip()) + 1,
    )


def second_document(source: Source, line: int) -> Problem:
    """A line ``---`` in the middle of the file."""
    return source.problem(
        line,
        1,
        "second-document",
        "the line --- ends the file here, and what follows would be lost",
        "Delete this line. For a line of dashes in a text, put the text under `reply: |`, further in.",
        4,
    )


def dropped_start(source: Source, line: int, column: int) -> Problem:
    """A text that begins with ``!`` or ``&``: YAML takes the first word for a label and drops it."""
    raw = source.line(line)
    word = raw[column - 1 :].split(maxsplit=1)[0] if raw[column - 1 :].strip() else ""
    return source.problem(
        line,
        column,
        "text-start",
        f'"{_short(word)}" at the beginning would be lost: a text can\'t begin with {word[:1]} like this',
        rewritten(raw),
        column + len(word),
    )


def lone_star(source: Source, line: int, column: int) -> Problem:
    """A text that begins with ``*``."""
    raw = source.line(line)
    return source.problem(
        line, column, "text-start", "a text can't begin with * unless it is in quotes", rewritten(raw), column + 1
    )


def repeats_itself(source: Source, line: int, column: int) -> Problem:
    """``*name`` inside of what ``&name`` names."""
    return source.problem(
        line,
        column,
        "endless",
        "this repeats a part of the file inside of itself, without an end",
        "Write out what should stand here.",
    )


def repeats_too_much(source: Source, line: int, column: int) -> Problem:
    """``*name`` used so often that the file unfolds into more than anyone could mean."""
    return source.problem(
        line,
        column,
        "endless",
        "with all its repetitions by * this file becomes far too large",
        "Write out what should stand here.",
    )


def too_deep(source: Source, line: int, column: int) -> Problem:
    """Brackets in brackets in brackets."""
    return source.problem(
        line,
        column,
        "too-deep",
        "there are too many levels inside each other here",
        "Look for brackets that aren't closed, or write it with fewer levels.",
    )


def odd_key(source: Source, line: int, column: int, key_line: int, key_column: int) -> Problem:
    """A list or settings where a setting's name should stand: nearly always a text that begins with ``{{``."""
    raw = source.line(line)
    if raw[column - 1 :].startswith("{{"):
        return braces_first(source, line, column)
    return source.problem(
        key_line,
        key_column,
        "not-readable",
        "the name of a setting should stand here, and there is something else",
        "Write a name, a colon, a space and the value, as in `reply: Thank you`.",
    )


def braces_first(source: Source, line: int, column: int) -> Problem:
    """A text that begins with ``{{``."""
    raw = source.line(line)
    value = raw[column - 1 :].rstrip() if taken_apart(raw).column != column else None
    return source.problem(
        line,
        column,
        "text-start",
        "a text can't begin with {{ unless it is in quotes",
        rewritten(raw) if value is None else f"Put the text in quotes: {in_quotes(_first_piece(value))}",
        column + 2,
    )


def twice(source: Source, key: Text, first: Text) -> Problem:
    """A setting that stands twice in the same place."""
    return source.problem(
        key.line,
        key.column,
        "duplicate-key",
        f'"{_short(key.value)}" stands here for the second time; the first is in line {first.line}',
        "Keep one of the two. For several words or texts make a list: `[one, two]`.",
        key.end_column,
    )


def glued_dash(source: Source, key: Text) -> Problem:
    """``-name: x``: a dash without a space behind it is read as a part of the name."""
    rest = source.line(key.line)[key.column :].strip()
    return source.problem(
        key.line,
        key.column,
        "missing-space",
        "a space is missing behind the dash",
        f"Write it as\n  - {rest}",
        key.column + 1,
    )


def swallowed(source: Source, node: Text, known: frozenset[str]) -> Problem | None:
    """A plain text over several lines, one of which was meant to be a setting: ``reply:Hi``, ``silent``."""
    prose = taken_apart(source.line(node.line)).key in PROSE
    for number in range(node.line + 1, node.end_line + 1):
        found = _SETTING.fullmatch(source.line(number)[:LONGEST_READ])
        if found is None or found["name"] not in known or (prose and not found["rest"]):
            continue
        name, column = found["name"], found.start("name") + 1
        value = found["rest"].lstrip(":：= ").strip()
        return source.problem(
            number,
            column,
            "missing-space" if value else "missing-colon",
            f'this line isn\'t read as the setting "{name}", but as more of the text above it',
            f"Begin it right below the setting above, with a colon and a space behind the name:\n"
            f"  {name}: {value or '…'}",
            column + len(name),
        )
    return None


def curly_quotes(source: Source, node: Text) -> Problem:
    """A text in curly quotes, which YAML doesn't know as quotes."""
    return source.problem(
        node.line,
        node.column,
        "curly-quotes",
        "these curly quotes would be sent as part of the text",
        "Write straight quotes (\" or ') around it, or none. If the curly ones should be sent, "
        f"put straight ones around them: '{node.value[:1]}…{node.value[-1:]}'",
        node.end_column if node.end_line == node.line else 0,
    )


def _first_piece(value: str) -> str:
    """What belongs to one entry of a list in brackets."""
    end = value.find("}}")
    rest = value[end + 2 :] if end >= 0 else ""
    stop = re.search(r"[],}]", rest)
    return value if stop is None else value[: end + 2 + stop.start()]


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
