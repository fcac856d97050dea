"""Texts that no rule answers, those of the same words together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from responder.core.decision import Decision
from responder.core.ruleset import Ruleset
from responder.core.text.folding import Folded, fold
from responder.replaying.replay import Replayed, replayed
from responder.store.histories import History


@dataclass(slots=True, eq=False)
class Wording:
    """Texts that are the same once they are made alike. ``unanswered`` of the ``texts`` had no rule's answer."""

    folded: Folded
    texts: int = 0
    unanswered: int = 0
    contacts: dict[str, None] = field(default_factory=dict)
    """Who texted it, in the order of the replay."""
    names: frozenset[str] = frozenset()
    """Words in it that are saved about who texted it, or are anybody's name."""

    @property
    def folded_words(self) -> frozenset[str]:
        """Its words, the first sixty of them."""
        return frozenset(self.folded.words[:60])


@dataclass(slots=True)
class Heard:
    """All that was texted in a window, by wording."""

    texts: int = 0
    unanswered: int = 0
    wordings: dict[str, Wording] = field(default_factory=dict)

    @property
    def open(self) -> list[Wording]:
        """What no rule answered, the most frequent first."""
        found = [one for one in self.wordings.values() if one.unanswered]
        return sorted(found, key=lambda one: (-one.unanswered, one.folded.text))


def is_unanswered(decision: Decision) -> bool:
    """Whether no rule had its say, safety's included."""
    return decision.outcome in ("otherwise", "nothing") and decision.rule in (None, "otherwise")


def hear(ruleset: Ruleset, histories: Iterable[History], since: datetime) -> Heard:
    """Replay these contacts' texts through the rules, and keep in mind what is texted and what isn't answered."""
    heard = Heard()
    names: set[str] = set()
    for history in histories:
        for one in replayed(ruleset, history, since):
            names.update(_names_in(one))
            folded = fold(one.text.message.body)
            if not folded.text or one.decision.outcome == "safety":
                continue
            open_ = is_unanswered(one.decision)
            heard.texts += 1
            heard.unanswered += open_
            wording = heard.wordings.setdefault(folded.text, Wording(folded))
            wording.texts += 1
            wording.unanswered += open_
            wording.contacts[history.contact] = None
            if one.contact.fields:
                wording.names |= _words_of(one.contact.fields.values())
    for wording in heard.wordings.values():
        if known := names & wording.folded_words:
            wording.names |= known
    return heard


def _names_in(one: Replayed) -> Iterator[str]:
    """Words that are somebody's name, in whoever's text they stand."""
    if one.text.message.profile_name:
        yield from fold(one.text.message.profile_name).words
    if one.decision.contact.fields:
        yield from _words_of(value for name, value in one.decision.contact.fields.items() if "name" in name)


def _words_of(values: Iterable[str]) -> frozenset[str]:
    return frozenset(word for value in values for word in fold(value).words)


def texters_of(wordings: Sequence[Wording]) -> list[str]:
    """Everyone who texted one of these."""
    return list(dict.fromkeys(contact for wording in wordings for contact in wording.contacts))
