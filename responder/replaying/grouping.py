"""Changes of one sort together: how many texts, of how many people, with samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from responder.core.ruleset import Ruleset
from responder.core.text.folding import fold
from responder.replaying.comparing import Change, Kind, change_of
from responder.replaying.replay import replayed
from responder.store.histories import History

SAMPLES = 3


@dataclass(slots=True)
class Group:
    """Texts that would be answered otherwise in the same way. ``before`` and ``after`` say whose answer it was and
    would be."""

    kind: Kind
    before: str
    after: str
    is_felt: bool
    """Whether the people would read something else."""
    texts: int = 0
    people: int = 0
    samples: list[Change] = field(default_factory=list)
    _last: str = ""
    _seen: set[str] = field(default_factory=set)

    def add(self, contact: str, change: Change) -> None:
        """One more. Texts of one contact come one after the other."""
        self.texts += 1
        self.people += contact != self._last
        self._last = contact
        if len(self.samples) < SAMPLES and (words := fold(change.replayed.text.message.body).text) not in self._seen:
            self._seen.add(words)
            self.samples.append(change)


@dataclass(slots=True)
class Report:
    """What came of a replay. ``skipped``: texts without a decision. ``failed``: texts at which a rule went wrong."""

    texts: int = 0
    people: int = 0
    changed: int = 0
    skipped: int = 0
    failed: int = 0
    same_file: int = 0
    """Texts that were answered by the very same file then."""
    _groups: dict[tuple[str, str, str, bool], Group] = field(default_factory=dict)

    @property
    def groups(self) -> list[Group]:
        """What is felt comes first, and what most people feel before all."""
        order = sorted(self._groups.items(), key=lambda one: (not one[0][3], -one[1].people, -one[1].texts, one[0]))
        return [group for _, group in order]

    def add(self, contact: str, change: Change) -> None:
        """Count a text that would be answered otherwise."""
        self.changed += 1
        key = (change.kind, change.before.who, change.after.who, change.is_felt)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(*key)
        group.add(contact, change)


def report(ruleset: Ruleset, histories: Iterable[History], since: datetime) -> Report:
    """Replay these contacts' texts, and tell what would come out otherwise from ``since`` on."""
    found = Report()
    for history in histories:
        found.skipped += sum(text.decision is None and text.at >= since for text in history.texts)
        before = found.texts
        for change in _counted(found, ruleset, history, since):
            found.add(history.contact, change)
        found.people += found.texts > before
    return found


def _counted(found: Report, ruleset: Ruleset, history: History, since: datetime) -> Iterator[Change]:
    for one in replayed(ruleset, history, since):
        found.texts += 1
        found.same_file += one.then.ruleset == ruleset.digest
        found.failed += bool(one.decision.problems)
        if (change := change_of(one)) is not None:
            yield change
