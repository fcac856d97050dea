"""What concerns all files together: settings that stand in several, names that must be there once, or at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from responder.core.conditions.question_matchers import ANY_REMINDER
from responder.core.suggest import nearest, quoted
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


def question_names(parts: Parts) -> frozenset[str]:
    """Every question that ``answering`` can name, before any rule is read: rules with ``ask`` (by ``as`` where they
    have it), conversations, follow-ups that ask, and ``reminder``."""
    found = {ANY_REMINDER}
    for place in [*items(parts, "rules"), *(entry.value for entry in parts.get("otherwise", []))]:
        if isinstance(place, Settings):
            name = _written(place, "name")
            found.update({_written(place, "as") or name} if "ask" in place.entries else ())
            found.update(_asking_follow_ups(place, name))
    for entry in parts.get("conversations", []):
        for conversation in entry.value if isinstance(entry.value, Settings) else ():
            found.add(conversation.key.value)
            steps = conversation.value.items if isinstance(conversation.value, List) else ()
            for step in steps:
                found.update(_asking_follow_ups(step, conversation.key.value))
    return frozenset(found - {""})


def _asking_follow_ups(place: Node, owner: str) -> Iterator[str]:
    entry = place.entries.get("follow_up") if isinstance(place, Settings) else None
    if entry is None:
        return
    for one in entry.value.items if isinstance(entry.value, List) else (entry.value,):
        if isinstance(one, Settings) and "ask" in one.entries:
            yield _written(one, "name") or owner


def _written(place: Settings, name: str) -> str:
    entry = place.entries.get(name)
    return entry.value.value.strip() if entry is not None and isinstance(entry.value, Text) else ""


def names_of(parts: Parts, name: str) -> frozenset[str]:
    """The names of one's own choice under a setting of the files."""
    return frozenset(called.value.strip() for called in _keys(parts, name))


def tell_shared_questions(parts: Parts, desk: Desk) -> None:
    """Tell conversations that are called like a rule, or like a question that a rule or a follow-up asks."""
    taken: dict[str, tuple[str, Text]] = {}
    for place in items(parts, "rules"):
        for what, called in _questions_of(place) if isinstance(place, Settings) else ():
            taken.setdefault(called.value.strip().casefold(), (what, called))
    conversations = {called.value.strip().casefold() for called in _keys(parts, "conversations")}
    for called in _keys(parts, "conversations"):
        before = taken.get(called.value.strip().casefold())
        if before is not None:
            word = quoted(called.value)
            message = (
                f"{word} can't be the name of a conversation: in {_place(before[1], called)} {before[0]} is called so"
            )
            other = _another_name(called.value, conversations | taken.keys())
            desk.error(
                called,
                "taken-name",
                message,
                "Examples, `answering` and the log could mean both. Give the conversation another name, such as "
                f"`{other}`, also where it is begun: `start: {other}`.",
            )


def _another_name(name: str, taken: Collection[str]) -> str:
    """``trial_questions`` for ``trial``; with a number behind it where that is taken, too."""
    stem = "_".join(re.findall(r"\w+", name.lower())) or "new"
    wanted = [f"{stem}_questions", *(f"{stem}_{count}" for count in range(2, len(taken) + 3))]
    return next(one for one in wanted if one not in taken)


def _questions_of(place: Settings) -> Iterator[tuple[str, Text]]:
    """A rule's name, and the names of what it asks now and later."""
    asked = [place] if "ask" in place.entries else []
    later = place.entries.get("follow_up")
    several = (
        later.value.items if later is not None and isinstance(later.value, List) else [later.value] if later else []
    )
    follow_ups = [one for one in several if isinstance(one, Settings) and "ask" in one.entries]
    for what, key, places in (
        ("a rule", "name", [place]),
        ("what a rule asks", "as", asked),
        ("a follow-up", "name", follow_ups),
    ):
        for one in places:
            entry = one.entries.get(key)
            if entry is not None and isinstance(entry.value, Text):
                yield what, entry.value


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
    """Tell examples and stories that name a rule, or a conversation, that isn't there."""
    # Rules in which something else is wrong count too, so that no example is told for naming one.
    rules = (called.value.strip() for called in _names(parts, "rules"))
    known = [*rules, *(called.value for called in _keys(parts, "conversations")), "otherwise", "none"]
    there = frozenset(known)
    for node, wanted in desk.facts.rules_named:
        if wanted not in there:
            near = nearest(wanted, known)
            remedy = (
                f"Did you mean `{near}`?" if near else "Write a rule's name, a conversation's, `otherwise` or `none`."
            )
            desk.error(node, "unknown-rule", f"there is no rule called {quoted(wanted)}", remedy)


def _names(parts: Parts, name: str) -> Iterator[Text]:
    for item in items(parts, name):
        named = item.entries.get("name") if isinstance(item, Settings) else None
        if named is not None and isinstance(named.value, Text):
            yield named.value


def _place(node: Node, seen_from: Node) -> str:
    return f"line {node.line}" if node.source is seen_from.source else f"{node.source.name}:{node.line}"
