"""Which fields of contacts the files save, before any rule is read: templates may use them from the first line on."""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.wording import WORDED
from responder.rules.across import Parts, items
from responder.rules.actions import FIELD_NAME
from responder.rules.expecting import KIND_INSTEAD
from responder.rules.syntax.tree import List, Settings, Text


def saved_fields(parts: Parts, reserved: frozenset[str]) -> frozenset[str]:
    """Every field that some ``remember`` of the files names, or some ``save`` of a conversation."""
    found = {name for name, _ in _answers(parts)}
    rules = [*items(parts, "rules"), *(entry.value for entry in parts.get("otherwise", []))]
    for place in [*rules, *_steps(parts)]:
        entry = place.entries.get("remember") if isinstance(place, Settings) else None
        if entry is not None and isinstance(entry.value, Settings):
            found.update(name for name in entry.value.entries if FIELD_NAME.fullmatch(name))
    return frozenset(found - reserved)


def saved_kinds(parts: Parts) -> dict[str, str]:
    """The fields in which conversations save a day, a date, a time or a number, and nothing else."""
    found: dict[str, str] = {}
    for name, kind in _answers(parts):
        found[name] = kind if found.get(name, kind) == kind else ""
    return {name: kind for name, kind in found.items() if kind}


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
        name, expected = (_written(step, key) for key in ("save", "expect"))
        if FIELD_NAME.fullmatch(name):
            word = " ".join(expected.lower().replace("_", " ").split())
            kind = KIND_INSTEAD.get(word, word)
            yield name, "day" if kind == "date" else kind if kind in WORDED else ""


def _written(step: Settings, name: str) -> str:
    entry = step.entries.get(name)
    return entry.value.value.strip() if entry is not None and isinstance(entry.value, Text) else ""
