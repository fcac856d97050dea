"""What concerns all files together: settings that stand in several, names that must be there once, or at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from responder.core.suggest import nearest, quoted
from responder.rules.actions import FIELD_NAME
from responder.rules.desk import Desk
from responder.rules.syntax.tree import Entry, List, Node, Settings, Text

Parts = Mapping[str, list[Entry]]
"""The settings at the top of all files, by name, in order."""


def items(parts: Parts, name: str) -> Iterator[Node]:
    """The entries of a list that may stand in several files."""
    for entry in parts.get(name, []):
        if isinstance(entry.value, List):
            yield from entry.value.items


def tell_others(entries: list[Entry], desk: Desk) -> None:
    """Tell every place but the first of a setting that may stand in one file only."""
    for other in entries[1:]:
        first, name = entries[0].key, other.key.value
        message = f'"{name}" stands in two files; the first is {first.source.name}:{first.line}'
        desk.error(other.key, "duplicate-key", message, "Keep one of the two.")


def merged(entries: list[Entry], desk: Desk) -> Entry:
    """Names of one's own choice from several files as if they stood in one; a name that stands twice is told."""
    whole = entries[0].value
    for other in entries[1:]:
        if not isinstance(whole, Settings) or not isinstance(other.value, Settings):
            continue
        for called, entry in other.value.entries.items():
            first = whole.entries.setdefault(called, entry)
            if first is not entry:
                message = f'"{called}" stands here for the second time; the first is in {_place(first.key, entry.key)}'
                desk.error(entry.key, "duplicate-key", message, "Keep one of the two.")
    return entries[0]


def tell_shared_names(parts: Parts, desk: Desk) -> None:
    """Tell lists that are called like one of the staff: ``from`` can mean only one of the two."""
    staff = {called.value.casefold(): called for called in _keys(parts, "staff")}
    for called in _keys(parts, "lists"):
        before = staff.get(called.value.casefold())
        if before is not None:
            word = quoted(called.value)
            message = f"{word} can't be the name of a list: in {_place(before, called)} one of the staff is called so"
            remedy = f"`from: {called.value}` could mean both. Give one of the two another name."
            desk.error(called, "taken-name", message, remedy)


def _keys(parts: Parts, name: str) -> Iterator[Text]:
    for entry in parts.get(name, []):
        if isinstance(entry.value, Settings):
            yield from (one.key for one in entry.value)


def saved_fields(parts: Parts, reserved: frozenset[str]) -> frozenset[str]:
    """Every field that some ``remember`` of the files names, before any rule is read."""
    found: set[str] = set()
    for place in [*items(parts, "rules"), *(entry.value for entry in parts.get("otherwise", []))]:
        entry = place.entries.get("remember") if isinstance(place, Settings) else None
        if entry is not None and isinstance(entry.value, Settings):
            found.update(name for name in entry.value.entries if FIELD_NAME.fullmatch(name))
    return frozenset(found - reserved)


def tell_twice(parts: Parts, name: str, what: str, desk: Desk) -> None:
    """Tell names of rules or stories (``what``) that stand twice, at the second."""
    first: dict[str, Text] = {}
    for called in _names(parts, name):
        word = called.value.strip()
        before = first.setdefault(word.casefold(), called)
        if before is not called and word:
            message = f"there is a {what} called {quoted(word)} already, in {_place(before, called)}"
            desk.error(called, "duplicate-name", message, "Give one of the two another name.")


def tell_unknown_rules(parts: Parts, desk: Desk) -> None:
    """Tell examples and stories that name a rule that isn't there."""
    # Rules in which something else is wrong count too, so that no example is told for naming one.
    known = [*(called.value.strip() for called in _names(parts, "rules")), "otherwise", "none"]
    for node, wanted in desk.facts.rules_named:
        if wanted not in known:
            near = nearest(wanted, known)
            remedy = f"Did you mean `{near}`?" if near else "Write a rule's name, `otherwise`, or `none`."
            desk.error(node, "unknown-rule", f"there is no rule called {quoted(wanted)}", remedy)


def _names(parts: Parts, name: str) -> Iterator[Text]:
    for item in items(parts, name):
        named = item.entries.get("name") if isinstance(item, Settings) else None
        if named is not None and isinstance(named.value, Text):
            yield named.value


def _place(node: Node, seen_from: Node) -> str:
    return f"line {node.line}" if node.source is seen_from.source else f"{node.source.name}:{node.line}"
