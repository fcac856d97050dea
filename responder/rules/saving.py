"""Which fields of contacts the files save, before any rule is read: templates may use them from the first line on."""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.suggest import nearest
from responder.core.wording import WORDED
from responder.rules.across import Parts, items
from responder.rules.actions import FIELD_NAME
from responder.rules.expecting import EXPECT_KEYS, KIND_INSTEAD, KINDS
from responder.rules.syntax.tree import List, Node, Settings, Text

_EXPECT_INSTEAD = frozenset(EXPECT_KEYS[0].instead.split())


def saved_fields(parts: Parts, reserved: frozenset[str]) -> frozenset[str]:
    """Every field that some ``remember`` of the files names, or some ``save`` of a conversation."""
    found = {name for name, _ in _answers(parts)}
    for remembered in _set_by(parts, "remember"):
        if isinstance(remembered, Settings):
            found.update(name for name in remembered.entries if FIELD_NAME.fullmatch(name))
    return frozenset(found - reserved)


def given_tags(parts: Parts) -> frozenset[str]:
    """Every tag that rules, ``otherwise`` and steps of conversations give."""
    given = [one for tag in _set_by(parts, "tag") for one in (tag.items if isinstance(tag, List) else [tag])]
    return frozenset(tag.value.strip() for tag in given if isinstance(tag, Text)) - {""}


def unclear_fields(parts: Parts) -> frozenset[str]:
    """The fields of answers whose ``expect`` is none that there is, or is misspelled itself: nobody knows what they
    hold, so nothing is told about it."""
    return frozenset(_written(step, "save") for step in _steps(parts) if _is_unclear(step)) - {""}


def _is_unclear(step: Settings) -> bool:
    if "expect" in step.entries:
        return _kind_of(step) not in KINDS
    return any(name in _EXPECT_INSTEAD or nearest(name, ("expect",)) is not None for name in step.entries)


def saved_kinds(parts: Parts) -> dict[str, str]:
    """The fields in which conversations save a day, a date, a time or a number, and nothing else."""
    found: dict[str, str] = {}
    for name, kind in _answers(parts):
        found[name] = kind if found.get(name, kind) == kind else ""
    return {name: kind for name, kind in found.items() if kind}


def _set_by(parts: Parts, name: str) -> Iterator[Node]:
    """The values of this setting in every rule, ``otherwise``, and every place in ``conversations``."""
    rules = [*items(parts, "rules"), *(entry.value for entry in parts.get("otherwise", []))]
    for place in [*rules, *_steps(parts)]:
        entry = place.entries.get(name) if isinstance(place, Settings) else None
        if entry is not None:
            yield entry.value


def _steps(parts: Parts) -> Iterator[Settings]:
    """Every place in ``conversations`` that does or saves something: steps, and what they do on giving up."""
    for entry in parts.get("conversations", []):
        for conversation in entry.value if isinstance(entry.value, Settings) else ():
            for step in conversation.value.items if isinstance(conversation.value, List) else ():
                if isinstance(step, Settings):
                    yield step
                    gives_up = step.entries.get("give_up")
                    if gives_up is not None and isinstance(gives_up.value, Settings):
                        yield gives_up.value


def _answers(parts: Parts) -> Iterator[tuple[str, str]]:
    """The fields that answers are saved in, each with its kind where that is more than its letters, else with none."""
    for step in _steps(parts):
        name = _written(step, "save")
        if FIELD_NAME.fullmatch(name):
            kind = _kind_of(step)
            yield name, "day" if kind == "date" else kind if kind in WORDED else ""


def _kind_of(step: Settings) -> str:
    """The kind of an answer by any of its names; a word of the writer's where it is none."""
    word = " ".join(_written(step, "expect").lower().replace("_", " ").split())
    return KIND_INSTEAD.get(word, word)


def _written(step: Settings, name: str) -> str:
    entry = step.entries.get(name)
    return entry.value.value.strip() if entry is not None and isinstance(entry.value, Text) else ""
