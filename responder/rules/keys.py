"""Tables of settings. Each setting stands in its table once, with what it does, how it is read, and examples: the
loader reads by it, "did you mean" and the JSON Schema are made of it, and a test holds the documentation to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from responder.core.suggest import nearest
from responder.rules.desk import Desk, listed
from responder.rules.readers.bare_words import lacking_brackets, tell_glued, tell_lacking, unglued
from responder.rules.readers.languages import lacking_reply, tell_lacking_reply
from responder.rules.readers.scalars import Reader
from responder.rules.syntax.tree import Broken, Entry, Node, Settings

Schema = Mapping[str, Any]
"""A piece of JSON Schema, draft 2020-12."""

_REMINDERS = "This version sends no reminders of appointments. `follow_up` sends a text later to whoever texted you."
_APPOINTMENT = "This version knows no appointments. `tag` or `remember` keeps what they said; `notify` tells staff."
_MISSED_CALL = "This version doesn't hear of missed calls. Rules answer texts."
_NOT_YET_REMEDY = {
    **dict.fromkeys(("reminder", "reminders"), _REMINDERS),
    **dict.fromkeys(("appointment", "appointments"), _APPOINTMENT),
    **dict.fromkeys(("missed_call", "missed_calls"), _MISSED_CALL),
}
NOT_YET = frozenset(_NOT_YET_REMEDY)
"""Names that mean something else than any setting that there is, however near they look."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a value is written: what reads it, and what an editor is told about it."""

    read: Reader[Any]
    schema: Schema


@dataclass(frozen=True, slots=True)
class Key:
    """One setting. ``about``: what it does, in a sentence or two. ``examples``: values as in YAML. ``instead``: other
    names that people write for it, with spaces between."""

    name: str
    about: str
    shape: Shape
    examples: tuple[Any, ...]
    required: bool = False
    instead: str = ""


@dataclass(frozen=True)
class Table:
    """The settings that may stand in one place. ``name``: "rule"; ``title``: "a rule", for messages."""

    name: str
    title: str
    about: str
    keys: tuple[Key, ...]
    needs_one: tuple[str, ...] = ()
    """Settings of which one must be there."""
    by_name: Mapping[str, Key] = field(init=False, repr=False)
    wrong_names: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {key.name: key for key in self.keys})
        wrong = {_plain(other): key.name for key in self.keys for other in key.instead.split()}
        object.__setattr__(self, "wrong_names", wrong)

    def open(self, node: Node, desk: Desk, name: str) -> dict[str, Entry] | None:
        """The settings under ``name``, those that aren't known told and left out; None where these aren't settings."""
        if not isinstance(node, Settings):
            example = self.keys[0]
            wanted = f"settings such as `{example.name}:`"
            desk.wrong_kind(node, name, wanted, f"{name}:\n    {example.name}: {_shown(example.examples[0])}")
            return None
        known = self.by_name
        found = {written: entry for written, entry in node.entries.items() if written in known}
        if len(found) < len(node.entries):
            self._tell_unknown(node, found, desk)
        for key in self.keys:
            if key.required and key.name not in found:
                self._tell_missing(key, node, desk)
        if self.needs_one and found.keys().isdisjoint(self.needs_one):
            self._tell_missing(known[self.needs_one[0]], node, desk)
        return found

    def _tell_missing(self, key: Key, node: Node, desk: Desk) -> None:
        message = f'{self.title} needs "{key.name}", and there is none'
        remedy = f"Add a line such as `{key.name}: {_shown(key.examples[0])}`."
        desk.error_at(node.source, node.line, node.column, "missing-setting", message, remedy)

    def is_meant(self, node: Settings, desk: Desk) -> bool:
        """Whether any name in it is that of a setting, here or elsewhere, or near to one. If not, it may be a text
        with a colon in it."""
        names = node.entries
        return any(name in self.by_name or name in desk.homes or self._meant(name, desk)[0] for name in names)

    def value(self, found: Mapping[str, Entry], name: str, desk: Desk) -> Any:
        """The value of one setting; None where it isn't there, or where it was told as a problem."""
        entry = found.get(name)
        if entry is None or isinstance(entry.value, Broken):
            return None
        value = self.by_name[name].shape.read(entry.value, desk, name)
        if value is None and not desk.problems:
            # A reader that gives nothing has told why. If one ever doesn't, nothing may be lost by it.
            desk.error(entry.key, "not-readable", f'"{name}" can\'t be read', "Write it in another way.")
        return value

    def values(self, found: Mapping[str, Entry], desk: Desk) -> dict[str, Any]:
        """Every setting that is there and can be read."""
        read = {name: self.value(found, name, desk) for name in found}
        return {name: value for name, value in read.items() if value is not None}

    def _tell_unknown(self, node: Settings, found: dict[str, Entry], desk: Desk) -> None:
        """Tell the settings that aren't known. One that is meant for certain is read as what it is meant for, so that
        its value is looked at too, and nobody is told that it is missing."""
        bare = lacking_brackets(node, self.by_name)
        if bare:
            tell_lacking(bare, desk)
        languages = self._languages(node, desk)
        if languages:
            found["reply"] = tell_lacking_reply(languages, desk)
        for written, entry in node.entries.items():
            if written in self.by_name or entry in bare[1:] or entry in languages:
                continue
            apart = unglued(entry, self.by_name)
            if apart is not None:
                tell_glued(apart, desk)
                found.setdefault(apart.key.value, apart)
                continue
            meant, remedy = self._meant(written, desk)
            desk.error(entry.key, "unknown-key", f'"{written}" isn\'t a setting here', remedy)
            if meant is not None:
                found.setdefault(meant, entry)

    def _languages(self, node: Settings, desk: Desk) -> list[Entry]:
        """The texts by language that lack their ``reply``, where one could stand."""
        if "reply" not in self.by_name:
            return []
        return lacking_reply(node, {*self.by_name, *self.wrong_names, *desk.homes})

    def _meant(self, written: str, desk: Desk) -> tuple[str | None, str]:
        """The setting that is meant by an unknown name, where there is one, and what to tell the writer."""
        plain = _plain(written)
        if plain in NOT_YET:
            return None, _NOT_YET_REMEDY[plain]
        here = self.wrong_names.get(plain) or (plain if plain in self.by_name else None)
        if here is None:
            elsewhere = desk.homes.get(plain)
            if elsewhere:
                homes = " or in ".join(dict.fromkeys(elsewhere[:2]))
                return None, f"`{plain}` belongs in {homes}, not in {self.title}."
            here = nearest(written, [*self.by_name, *self.wrong_names])
            here = self.wrong_names.get(here or "", here)
        if here is not None:
            return here, f"Did you mean `{here}`?"
        return None, self._known_names()

    def _known_names(self) -> str:
        return f"{self.title[:1].upper()}{self.title[1:]} knows these: {listed(self.by_name)}."


def homes_of(tables: Iterable[Table]) -> dict[str, list[str]]:
    """Where each setting may stand: the titles of the tables that have it, in their order."""
    homes: dict[str, list[str]] = {}
    for table in tables:
        for name in table.by_name:
            homes.setdefault(name, []).append(table.title)
    return homes


def _plain(name: str) -> str:
    return "_".join(name.lower().replace("-", " ").replace("_", " ").split())


def _shown(example: Any) -> str:
    """An example as one would write it on the same line."""
    if isinstance(example, bool):
        return "yes" if example else "no"
    if isinstance(example, list):
        return f"[{', '.join(map(_shown, example))}]"
    if isinstance(example, dict):
        return f"{{{', '.join(f'{key}: {_shown(value)}' for key, value in example.items())}}}"
    return str(example)
