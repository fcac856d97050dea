"""Words that lack their brackets: ``{contains: price, cost, how much}`` is one setting with a word, and two without."""

from __future__ import annotations

from collections.abc import Container

from responder.rules.desk import Desk
from responder.rules.syntax.tree import Entry, Settings, Text


def lacking_brackets(node: Settings, known: Container[str] | None = None) -> list[Entry]:
    """The first setting in braces whose words lack their brackets, and the words behind it; or nothing.

    ``known``: names of settings; None where every name may be one.
    """
    run: list[Entry] = []
    for entry in node if node.flow else ():
        bare = isinstance(entry.value, Text) and not entry.value.value and not entry.value.quoted
        if run and bare and (known is None or entry.key.value not in known):
            run.append(entry)
        elif len(run) > 1:
            break
        else:
            begins = isinstance(entry.value, Text) and not bare and (known is None or entry.key.value in known)
            run = [entry] if begins else []
    return run if len(run) > 1 else []


def tell_lacking(run: list[Entry], desk: Desk) -> None:
    """Tell them, with the list as it should be written."""
    first, *words = run
    value = first.value.value if isinstance(first.value, Text) else ""
    whole = f"{first.key.value}: [{', '.join([value, *(word.key.value for word in words)])}]"
    message = f'"{first.key.value}" has several values without brackets around them'
    desk.error(words[0].key, "list-without-brackets", message, f"Put brackets around them:\n  {whole}")
