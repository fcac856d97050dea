"""Slips of layout, seen from the lines as typed: tabs, odd spaces, a missing colon, lines that don't line up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from responder.rules.problem import Problem
from responder.rules.syntax.raw_line import LONGEST_READ, PROSE, taken_apart
from responder.rules.syntax.source import ODD_BEGINNING, ODD_SPACES, Source

_TABBED = re.compile(r" *\t[ \t]*(?=[^\s#])")
_ODD_INDENT = re.compile(rf"[ \t]*[{ODD_SPACES}]+[ {ODD_SPACES}]*(?=\S)")
_DASH_GLUED = re.compile(r"(?P<lead> *(?:- )*-)(?P<rest>[A-Za-z_][\w -]*:(?:\s.*)?)$")
_COLON_GLUED = re.compile(
    r"(?P<lead> *(?:- +)*)(?P<key>[A-Za-z_][A-Za-z_ ]*?)(?P<sign>:|\s*：\s*|\s*=\s*)(?P<value>[^\s:/].*)$"
)
_WIDE_COLON = re.compile(r"(?P<lead> *(?:- +)*)(?P<key>[A-Za-z_][A-Za-z_ ]*?)\s*(?P<sign>：)(?P<value>\s*)$")
_BAR = re.compile(r"(?:^|[:\-] +)[|>][+-]?\d?[+-]?\s*(?:#.*)?$")


class Slip(NamedTuple):
    """A slip, and the line as it was probably meant, to read on with; None where that would be a guess."""

    problem: Problem
    mended: str | None = None


def layout_slips(source: Source, known: frozenset[str], after: int) -> list[Problem]:
    """Every slip of layout below a line that is one for certain. Long texts under ``|`` are passed over."""
    found = [line_slip(source, number, known) for number in _outside_blocks(source) if number > after]
    return [slip.problem for slip in found if slip is not None]


def odd_spaces(source: Source) -> list[Slip]:
    """Every line that begins with spaces that aren't ordinary ones. YAML takes them for letters."""
    if not ODD_BEGINNING.search(source.text):
        return []
    found = [_odd_space(source, number, source.line(number)) for number in _outside_blocks(source)]
    return [slip for slip in found if slip is not None]


def line_slip(source: Source, line: int, known: frozenset[str]) -> Slip | None:
    """The slip of layout in this line, or None."""
    text = source.line(line)
    if len(text) > LONGEST_READ:
        return None
    return _tab(source, line, text) or _odd_space(source, line, text) or _glued(source, line, text, known)


def _tab(source: Source, line: int, text: str) -> Slip | None:
    found = _TABBED.match(text)
    if found is None:
        return None
    message = "a tab stands at the beginning of this line, where only spaces work"
    remedy = "Replace it by spaces. Most editors can turn all tabs of a file into spaces at once."
    problem = source.problem(line, text.index("\t") + 1, "tab", message, remedy, found.end() + 1)
    return Slip(problem, found[0].replace("\t", "    ") + text[found.end() :])


def _odd_space(source: Source, line: int, text: str) -> Slip | None:
    found = _ODD_INDENT.match(text)
    if found is None:
        return None
    message = "the spaces at the beginning of this line aren't ordinary ones"
    remedy = "They come along when one copies from a web page or a Word file. Delete them and type spaces."
    problem = source.problem(line, 1, "odd-space", message, remedy, found.end() + 1)
    return Slip(problem, " " * found.end() + text[found.end() :])


def _glued(source: Source, line: int, text: str, known: frozenset[str]) -> Slip | None:
    """A dash or a colon without the space behind it, or another sign in the colon's place."""
    if found := _DASH_GLUED.match(text):
        column = found.start("rest")
        remedy = f"Write it as\n  - {found['rest'].strip()}"
        problem = source.problem(
            line, column, "missing-space", "a space is missing behind the dash", remedy, column + 1
        )
        return Slip(problem, f"{found['lead']} {found['rest']}")
    found = _COLON_GLUED.match(text) or _WIDE_COLON.match(text)
    if found is None or found["key"] not in known:
        return None
    key, column, sign = found["key"], found.start("key") + 1, found["sign"].strip()
    code, message = "missing-colon", f'"{key}" needs a colon, and has {sign}'
    if sign == ":":
        code, message = "missing-space", f'a space is missing behind the colon of "{key}"'
    right = f"{key}: {found['value'].strip()}".rstrip()
    problem = source.problem(line, column, code, message, f"Write it as\n  {right}", column + len(key) + 1)
    return Slip(problem, found["lead"] + right)


def bare_name(source: Source, line: int, known: frozenset[str]) -> Slip | None:
    """A line that consists of a setting's name only, without its colon."""
    raw = taken_apart(source.line(line))
    if raw.key or raw.value not in known:
        return None
    message = f'a colon is missing behind "{raw.value}"'
    remedy = f"Write a colon, a space and the value: `{raw.value}: …`"
    problem = source.problem(line, raw.column, "missing-colon", message, remedy, raw.column + len(raw.value))
    return Slip(problem, f"{raw.lead}{raw.value}:")


def outdented_text(source: Source, line: int) -> Slip | None:
    """A line that should be part of the long text under ``reply: |`` above it, but isn't further in."""
    above = next(lines_above(source, line), None)
    if above is None or not _BAR.search(source.line(above)) or taken_apart(source.line(line)).key:
        return None
    head, raw = taken_apart(source.line(above)), taken_apart(source.line(line))
    message = f"the text under `{head.before}|` must stand further in than that line"
    remedy = f"Begin each of its lines with {len(head.lead) + 2} spaces."
    end = len(source.line(line).rstrip()) + 1
    return Slip(source.problem(line, raw.indent + 1, "indentation", message, remedy, end))


def colon_in_long_text(source: Source, line: int, known: frozenset[str]) -> Slip | None:
    """A line with a colon in a text that goes on over several lines without ``|``."""
    raw = taken_apart(source.line(line))
    if not raw.key or raw.key in known or raw.dashes:
        return None
    between = False
    for above in lines_above(source, line):
        head = taken_apart(source.line(above))
        if head.indent >= raw.indent:
            between = True
            continue
        begins = head.value[:1] not in ("|", ">", "'", '"', "[", "{") if head.value else between and bool(head.key)
        if not begins or not (head.key in PROSE if head.key else head.dashes):
            return None
        message = "this colon cuts the text in two: a colon and a space begin a new setting"
        where = f"Write only `{head.before}|` in line {above}"
        remedy = f"{where} and the text on the lines below it, two spaces further in. There every character may stand."
        column = source.line(line).index(":", raw.key_column - 1) + 1
        problem = source.problem(line, column, "colon-in-text", message, remedy, column + 1)
        return Slip(problem, f"{raw.lead}x")
    return None


def misplaced(source: Source, line: int) -> Slip | None:
    """A line that doesn't line up with those above it that it belongs to."""
    raw = taken_apart(source.line(line))
    if raw.dashes:
        return _misplaced_dash(source, line, raw.indent)
    if not raw.key:
        return None
    for above in lines_above(source, line):
        higher = taken_apart(source.line(above))
        if not higher.key:
            continue
        if higher.key_column == raw.key_column or (higher.key_column < raw.key_column and not higher.value):
            return None
        return _move(source, line, raw.key, raw.indent, higher.key_column - 1, f"`{higher.key}` in line {above}")
    return None


def _misplaced_dash(source: Source, line: int, indent: int) -> Slip | None:
    """A dash that stands at no list's place: either it, or a line between it and the dash above, is wrong."""
    stray: int | None = None
    for above in lines_above(source, line):
        higher = taken_apart(source.line(above))
        if not higher.dashes:
            if higher.indent <= indent and higher.key:
                stray = above
            if higher.indent < indent:
                return None
            continue
        if higher.indent != indent:
            return _move(source, line, "-", indent, higher.indent, f"the dash in line {above}")
        if stray is None:
            return None
        astray = taken_apart(source.line(stray))
        below = f"`{higher.key or higher.value}` in line {above}"
        return _move(source, stray, astray.key, astray.indent, higher.key_column - 1, below)
    return None


def _move(source: Source, line: int, what: str, indent: int, wanted: int, below: str) -> Slip:
    name = "this dash" if what == "-" else f'"{what}"'
    spaces = "no space" if wanted == 0 else "1 space" if wanted == 1 else f"{wanted} spaces"
    has = "none" if indent == 0 else str(indent)
    message = f"{name} doesn't line up with the lines above it"
    remedy = f"Begin this line with {spaces} (it has {has}), so that it stands below {below}."
    problem = source.problem(line, indent + 1, "indentation", message, remedy, indent + 1 + len(what))
    return Slip(problem, " " * wanted + source.line(line).lstrip())


def lines_above(source: Source, line: int) -> Iterator[int]:
    """The numbers of the lines above that hold anything but a comment, upwards."""
    for number in range(line - 1, 0, -1):
        text = source.line(number).strip()
        if text and not text.startswith("#"):
            yield number


def _outside_blocks(source: Source) -> Iterator[int]:
    """The numbers of the lines that aren't part of a long text under ``|`` or ``>``."""
    block: int | None = None
    for number, text in enumerate(source.lines, 1):
        if not text.strip():
            continue
        raw = taken_apart(text)
        if block is not None and raw.indent > block:
            continue
        block = None
        yield number
        if _BAR.search(text) and not text.lstrip().startswith("#"):
            block = raw.indent
