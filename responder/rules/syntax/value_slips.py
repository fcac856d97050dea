"""Slips inside one value, seen from the line as typed: ``{{`` at the beginning, a colon, a lone apostrophe."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import partial

from responder.rules.problem import Problem
from responder.rules.syntax.brackets import PARTNER, WRONG_ESCAPE, BracketScan, closing_quote
from responder.rules.syntax.quoting import in_quotes
from responder.rules.syntax.raw_line import LONGEST_SHOWN, PROSE, RawLine, rewritten, taken_apart, under_a_bar
from responder.rules.syntax.source import Source

_HOLD_SETTINGS = frozenset({"when", "not", "given", "limits", "opt_out", "remember", "saved", "contact", "hours"})
_FIRST_REFUSED = "*&!@%`,#"
_BAR_WITH_TEXT = re.compile(r"[|>][+-]?\d?[+-]?\s*(?P<text>[^\s#].*)")


def value_slip(source: Source, line: int, known: Container[str] = ()) -> Problem | None:
    """The slip in the value of this line, or None where the value is sound. ``known``: names of settings."""
    text = source.line(line)
    if not text.strip() or text.lstrip().startswith("#"):
        return None
    raw = taken_apart(text)
    if not raw.value:
        return None
    for look in (_begins, _bar, _quotes, partial(_brackets, known), _colon):
        problem = look(source, line, text, raw)
        if problem is not None:
            return problem
    return None


def _begins(source: Source, line: int, text: str, raw: RawLine) -> Problem | None:
    """Characters that mean something to YAML at the beginning of a text."""
    value = raw.value
    if not raw.key and not raw.dashes:
        return None
    if value.startswith(("{{", "{%")):
        sign = value[:2]
    elif value[0] in _FIRST_REFUSED or (raw.key and re.match(r"[-?](\s|$)", value)):
        sign = value[0]
    else:
        return None
    if sign == "-":
        return source.problem(
            line,
            raw.column,
            "dash-in-text",
            f"a dash can't begin on the same line as `{raw.key}:`",
            f"If it belongs to the text, put the text in quotes: {raw.before}{in_quotes(value)}\n"
            "If a list begins here, put each dash on a line of its own below, two spaces further in.",
            raw.column + 1,
        )
    message = f"a text can't begin with {sign} unless it is in quotes"
    return source.problem(line, raw.column, "text-start", message, rewritten(text), raw.column + len(sign))


def _bar(source: Source, line: int, text: str, raw: RawLine) -> Problem | None:
    """Text on the same line as ``|`` or ``>``."""
    found = _BAR_WITH_TEXT.fullmatch(raw.value)
    if found is None:
        return None
    column = raw.column + found.start("text")
    if raw.value[0] == ">":
        remedy = f"{rewritten(text)}\nIf you meant a long text: begin it on the next line, two spaces further in."
    else:
        remedy = f"Leave only `{raw.before}|` on this line:\n  {raw.before}|\n    {found['text'].rstrip()}"
    message = f"behind {raw.value[0]} nothing may stand on the same line"
    return source.problem(line, column, "text-after-bar", message, remedy, len(text.rstrip()) + 1)


def _quotes(source: Source, line: int, text: str, raw: RawLine) -> Problem | None:
    """A text in quotes with the same quotes inside, without an end, or with a backslash."""
    value = raw.value
    if value[0] not in "'\"":
        return None
    if value[0] == '"' and (found := WRONG_ESCAPE.search(value)):
        return _backslash(source, line, raw, found.start())
    end = closing_quote(value)
    if end is None:
        return _not_closed(source, line, raw)
    rest = value[end + 1 :].strip()
    if not rest or rest.startswith(("#", ":")) or (not raw.key and rest[0] in ",]}"):
        return None
    column, sign = raw.column + end, "an apostrophe" if value[0] == "'" else "a quote"
    remedy = rewritten(text)
    if value.endswith(value[0]):
        inside = value[1:-1].replace("''", "'") if value[0] == "'" else value[1:-1].replace('\\"', '"')
        remedy = f"Use the other kind of quotes around it:\n  {raw.before}{in_quotes(inside)}"
    message = f"the text ends here, because {sign} opened it"
    return source.problem(line, column, "quote-inside", message, remedy, column + 1)


def _backslash(source: Source, line: int, raw: RawLine, at: int) -> Problem:
    """A backslash in double quotes that YAML reads as the beginning of something else."""
    end = raw.value.rfind('"')
    inside = raw.value[1:end] if end > 0 else raw.value[1:]
    single = "'" + inside.replace("'", "''") + "'"
    message = f"in double quotes {raw.value[at : at + 2]} means something else"
    remedy = f"Use single quotes, which leave a backslash as it is:\n  {raw.before}{single}"
    return source.problem(line, raw.column + at, "backslash", message, remedy, raw.column + at + 2)


def _not_closed(source: Source, line: int, raw: RawLine) -> Problem:
    """A quote at the beginning of a text without its partner on the line."""
    lone = raw.value[0] == "'"
    message = "the quote that opens this text isn't closed on this line"
    if lone:
        message = "the apostrophe at the beginning is read as an opening quote, and none closes it"
    whole = raw.value if lone or '"' in raw.value[1:] else raw.value[1:]
    safe = f"{raw.before}{in_quotes(whole)}"
    remedy = f"Put the whole text between two quotes:\n  {safe}" if len(safe) <= LONGEST_SHOWN else under_a_bar(raw)
    return source.problem(line, raw.column, "quote-not-closed", message, remedy, raw.column + 1)


def _brackets(known: Container[str], source: Source, line: int, text: str, raw: RawLine) -> Problem | None:
    """Brackets that don't close on this line, close too early, or hold something that breaks them."""
    value = raw.value
    if value[0] not in "[{":
        return None
    scan = BracketScan(value, known)
    if scan.trouble is not None:
        column, told = raw.column + scan.trouble.at, scan.trouble
        return source.problem(line, column, told.code, told.message, told.remedy, column + 1)
    if scan.end is None:
        closing = PARTNER[value[0]]
        remedy = (
            rewritten(text) if raw.key in PROSE else f"Add {closing} where it ends:\n  {raw.before}{value}{closing}"
        )
        message = f"the bracket {value[0]} isn't closed"
        return source.problem(line, raw.column, "bracket-not-closed", message, remedy, raw.column + 1)
    rest = value[scan.end + 1 :].strip()
    if not rest or rest.startswith("#"):
        return None
    column = raw.column + scan.end + 1
    if rest[0] in "]}":
        return source.problem(
            line,
            raw.column + value.index(rest, scan.end + 1),
            "bracket-not-closed",
            f"this {rest[0]} closes nothing",
            "Delete it, or add the bracket that it should close.",
        )
    return source.problem(
        line,
        raw.column,
        "text-start",
        f"a text can't begin with {value[0]} unless it is in quotes",
        rewritten(text),
        raw.column + 1,
    )


def _colon(source: Source, line: int, text: str, raw: RawLine) -> Problem | None:
    """A colon with a space behind it, or at the end, in a plain text."""
    if raw.value[0] in "'\"[{|>" or not raw.key:
        return None
    found = re.search(r":(?=\s|$)", raw.value)
    hash_at = re.search(r"\s#", raw.value)
    if found is None or (hash_at is not None and hash_at.start() < found.start()):
        return None
    column = raw.column + found.start()
    if raw.key in _HOLD_SETTINGS:
        remedy = f"Settings on the same line stand in braces:\n  {raw.before}{{{raw.value}}}"
        message = "settings can't begin on the same line without braces"
        return source.problem(line, raw.column, "missing-braces", message, remedy, column + 1)
    return source.problem(
        line,
        column,
        "colon-in-text",
        "this colon cuts the text in two: a colon and a space begin a new setting",
        rewritten(text),
        column + 1,
    )
