"""What one could do about texts that no rule answers: changes that were tried, and topics that want a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from responder.core.ruleset import Ruleset
from responder.replaying.nearness import TYPOS, Addition, Nearness, example_of
from responder.replaying.topics import Topic, topics
from responder.replaying.trying import Ask, BreaksError, Tried, loaded, tried
from responder.replaying.unanswered import Heard, Wording, texters_of
from responder.rules.editing.spots import CannotEdit
from responder.rules.editing.words import with_example, with_rule, with_typos, with_word

MOST_TRIED = 40
"""Additions that are tried in one go, the most frequent first: each is a load and a replay."""

Files = Mapping[Path, bytes]
"""Files of rules by their real paths, as they are or as they would be."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A change to a file. ``files``: those that change, as they would be; ``before``: as they are."""

    addition: Addition
    tried: Tried
    example: str | None
    """A text that becomes an example of the rule, too."""
    ruleset: Ruleset = field(repr=False)
    files: Files = field(repr=False)


Why = Literal["moved", "broken", "not editable", "few"]
"""moved: other texts would be answered otherwise. broken: an example or story fails, or the file can't be read. not
editable: its words stand where they can't be changed by themselves. few: the rule answers fewer of the texts than it
should, for its other conditions."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that was near and wouldn't do."""

    addition: Addition
    why: Why


@dataclass(slots=True)
class Found:
    """All that was found in a window."""

    heard: Heard
    suggestions: list[Suggestion]
    refused: list[Refused]
    """Those that some texts are near, for most texts first."""
    topics: list[Topic]
    rest: list[Wording]
    """What is left, the most frequent first."""


class Suggesting:
    """Looks for suggestions to the rules in ``path``, and makes them."""

    def __init__(self, path: Path, ruleset: Ruleset, ask: Ask, since: datetime) -> None:
        self._path, self._ruleset, self._ask, self._since = path, ruleset, ask, since
        self._nearness = Nearness(ruleset)

    def look(self, heard: Heard, least: int) -> Found:
        """Suggestions for at least so many texts each, and topics. ``heard``: see ``hear``."""
        suggestions: list[Suggestion] = []
        helped: set[int] = set()
        refused: list[Refused] = []
        near = [one for one in self._nearness.additions(heard.open) if one.texts >= least]
        for addition in near[:MOST_TRIED]:
            addition.wordings = [one for one in addition.wordings if id(one) not in helped]
            if addition.texts < least:
                continue
            made = self.made(addition, None, {}, heard)
            if isinstance(made, Suggestion) and made.tried.gained >= least:
                suggestions.append(made)
                helped |= {id(one) for one in addition.wordings}
            else:
                refused.append(made if isinstance(made, Refused) else Refused(addition, "few"))
        # Another change may have helped them since.
        refused = [one for one in refused if any(id(wording) not in helped for wording in one.addition.wordings)]
        open_ = [one for one in heard.open if id(one) not in helped]
        about = topics(heard, open_, self._nearness, max(least, 2), {one.addition.word for one in refused})
        grouped = {id(one) for topic in about for one in topic.wordings}
        rest = [one for one in open_ if id(one) not in grouped]
        suggestions.sort(key=lambda one: (-one.tried.gained, one.addition.rule.place.line, one.addition.word))
        return Found(heard, suggestions, refused, about, rest)

    def made(self, addition: Addition, before: Ruleset | None, files: Files, heard: Heard) -> Suggestion | Refused:
        """The change, made on top of ``files`` (whose rules are ``before``; None: as they are) and tried; or why it
        wouldn't do."""
        before = before or self._ruleset
        target = Path(addition.rule.place.file).resolve()
        data = files.get(target) or target.read_bytes()
        name, rule = addition.rule.place.file, addition.rule.name
        spare = addition.near.split(", ")[0] if addition.key == TYPOS else addition.word
        example = example_of(addition.wordings[0], spare)
        try:
            if addition.key == TYPOS:
                plainly = with_typos(name, data, rule)
            else:
                plainly = with_word(name, data, rule, addition.key, addition.word)
        except CannotEdit:
            return Refused(addition, "not editable")
        try:
            ready = {**files, target: with_example(name, plainly, rule, example)}
            ruleset = loaded(self._path, ready, before)
        except (CannotEdit, BreaksError):
            example, ready = "", {**files, target: plainly}
            try:
                ruleset = loaded(self._path, ready, before)
            except BreaksError:
                return Refused(addition, "broken")
        result = self._tried(before, ruleset, rule, self._touched(addition, heard))
        if result.moved or not result.gained:
            return Refused(addition, "moved" if result.moved else "few")
        return Suggestion(addition, result, example or None, ruleset, ready)

    def made_rule(self, topic: Topic, reply: str, heard: Heard) -> tuple[Files, Tried]:
        """A rule of its own for a topic, behind the others. Raises CannotEdit and BreaksError with the reason."""
        target = self._path.resolve()
        name = self.free_name(topic)
        example = example_of(topic.wordings[0], topic.words[0])
        files = {target: with_rule(str(self._path), target.read_bytes(), name, topic.words, reply, (example,))}
        ruleset = loaded(self._path, files, self._ruleset)
        result = self._tried(self._ruleset, ruleset, name, _with_words(topic.words, heard))
        if result.moved or not result.gained:
            raise BreaksError("With this rule other texts than these would be answered otherwise.")
        return files, result

    def free_name(self, topic: Topic) -> str:
        """A name for the topic's rule that no rule has."""
        names = {rule.name for rule in self._ruleset.rules}
        return next(one for one in (topic.name, *(f"{topic.name} {n}" for n in range(2, 99))) if one not in names)

    def _touched(self, addition: Addition, heard: Heard) -> list[Wording]:
        if addition.key != TYPOS:
            return _with_words((addition.word,), heard)
        return [one for one in heard.wordings.values() if self._nearness.is_near(one.folded, addition.rule)]

    def _tried(self, before: Ruleset, after: Ruleset, rule: str, touched: list[Wording]) -> Tried:
        """Only those are asked who texted what the change is about: what others texted can't come out otherwise."""
        return tried(before, after, rule, self._ask(texters_of(touched)), self._since)


def _with_words(words: tuple[str, ...], heard: Heard) -> list[Wording]:
    wanted = [f" {word} " for word in words]
    return [one for one in heard.wordings.values() if any(word in one.folded.padded for word in wanted)]
