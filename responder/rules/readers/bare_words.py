"""Words that lack their brackets, a space or a colon: ``{contains: price, cost, how much}`` is one setting with a word,
and two without; ``{says:hi}`` is one called "says:hi"; ``when: says hi`` is a text."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from types import SimpleNamespace

from responder.rules.desk import Desk
from responder.rules.syntax.quoting import in_quotes
from responder.rules.syntax.tree import Entry, Settings, Text


def lacking_brackets(node: Settings, known: Container[str] | None = None) -> list[Entry]:
    """The first setting in braces whose words lack their brackets, and the words behind it; or nothing.

    ``known``: names of settings; None where every name may be one.
    """
    run: list[Entry] = []
    for entry in node if node.flow else ():
        bare = isinstance(entry.value, Text) and not entry.value.value and not entry.value.quoted
        if run and bare and (known is None or (entry.key.value not in known and unglued(entry, known) is None)):
            run.append(entry)
        elif len(run) > 1:
            break
        else:
            begins = isinstance(entry.value, Text) and not bare and (known is None or entry.key.value in known)
            run = [entry] if begins else []
    return run if len(run) > 1 else []


def unglued(entry: Entry, known: Container[str]) -> Entry | None:
    """The setting that ``says:hi`` was meant to be, or None."""
    key, value = entry.key, entry.value
    found = None if key.quoted else _GLUED.fullmatch(key.value)
    if found is None or found["name"] not in known or not isinstance(value, Text) or value.value or value.quoted:
        return None
    start = SimpleNamespace(line=key.line - 1, column=key.column + found.start("value") - 1)
    middle = SimpleNamespace(line=key.line - 1, column=key.column + len(found["name"]) - 1)
    begin = SimpleNamespace(line=key.line - 1, column=key.column - 1)
    end = SimpleNamespace(line=key.end_line - 1, column=key.end_column - 1)
    name = Text(key.source, begin, middle, found["name"], None)
    return Entry(name, Text(key.source, start, end, found["value"], None))


_GLUED = re.compile(r"(?P<name>\w+):(?P<value>\S.*)")


def tell_glued(apart: Entry, desk: Desk) -> None:
    """Tell it, with the space where it belongs."""
    name, value = apart.key.value, apart.value
    whole = f"{name}: {value.value if isinstance(value, Text) else ''}"
    message = f'a space is missing behind the colon of "{name}"'
    desk.error(apart.key, "missing-space", message, f"Write it as\n  {whole}")


def tell_lacking(run: list[Entry], desk: Desk) -> None:
    """Tell them, with the list as it should be written."""
    first, *words = run
    value = first.value.value if isinstance(first.value, Text) else ""
    whole = f"{first.key.value}: [{', '.join([value, *(word.key.value for word in words)])}]"
    message = f'"{first.key.value}" has several values without brackets around them'
    desk.error(words[0].key, "list-without-brackets", message, f"Put brackets around them:\n  {whole}")


def tell_bare_setting(node: Text, desk: Desk, name: str, settings: Mapping[str, str]) -> None:
    """Tell a text in the place of conditions: ``when: says hi``, ``when: says:hi``, ``when: hi``. ``settings``: the
    names that people write for each."""
    # In a list, whose name this is, the braces stand behind a dash.
    before = f"{name}: " if name == "when" else ""
    written = node.value.strip()
    found = _BARE.fullmatch(written)
    meant = None if found is None or node.quoted else settings.get(found["name"].lower())
    if found is None or meant is None:
        value = _in_braces(written)
        remedy = f"Say how the text should fit: `{before}{{says: {value}}}` or `{before}{{contains: {value}}}`."
    else:
        remedy = f"Write it like this:\n  {before}{{{meant}: {_in_braces(found['value'])}}}"
    desk.error(node, "wrong-type", f'"{name}" takes settings such as `says:`, and this is a text', remedy)


_BARE = re.compile(r"(?P<name>\w+)(?:\s*[:=]\s*|\s+)(?P<value>\S.*)")
_SPECIAL = re.compile(r"[\[\]{},:#&*!|>'\"%@`]")


def _in_braces(value: str) -> str:
    """A value as it can stand between braces."""
    if not _SPECIAL.search(value):
        return value
    return f"[{value}]" if re.fullmatch(r"[\w ,]+", value) else in_quotes(value)
