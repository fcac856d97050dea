"""Whether a text would be answered otherwise than it was, and in what."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Literal
from xml.etree import ElementTree

from responder.core.decision import Decision, Effect, Outcome
from responder.core.message import Reply
from responder.replaying.replay import Replayed
from responder.sms import twiml
from responder.store.histories import PastDecision, rule_as_kept

Kind = Literal["rule", "reply", "effects"]
"""rule: another rule has its say. reply: the same rule, in other words. effects: the same words, and something else
follows."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a text, then or now."""

    outcome: Outcome
    rule: str | None
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...]

    @property
    def who(self) -> str:
        """The rule; in words where no rule had its say."""
        if self.rule is not None:
            return self.rule
        return {"safety": "safety", "answered": "which question", "nothing": "nobody"}.get(self.outcome, self.outcome)


@dataclass(frozen=True, slots=True)
class Change:
    """A text that would be answered otherwise."""

    kind: Kind
    replayed: Replayed
    before: Came
    after: Came

    @property
    def is_felt(self) -> bool:
        """Whether the person at the phone would read something else."""
        return self.before.replies != self.after.replies


def change_of(replayed: Replayed) -> Change | None:
    """What would be otherwise; None where nothing would."""
    then, now = replayed.then, replayed.decision
    answer = twiml.render(now.replies)
    rule = rule_as_kept(now.rule)
    if rule == then.rule and answer == then.answer and now.effects == then.effects:
        return None
    before, after = _then(then), _now(now, answer, rule)
    kind: Kind
    if before.who != after.who:
        kind = "rule"
    elif before.replies != after.replies:
        kind = "reply"
    elif plain_effects(before.effects) != plain_effects(after.effects):
        kind = "effects"
    else:
        return None
    return Change(kind, replayed, before, after)


def _then(then: PastDecision) -> Came:
    return Came(then.outcome, then.rule, said_by(then.answer), then.effects)


def _now(now: Decision, answer: str, rule: str | None) -> Came:
    # What TwiML can't hold is never sent, so it is no difference.
    return Came(now.outcome, rule, said_by(answer), now.effects)


def said_by(answer: str) -> tuple[Reply, ...]:
    """The replies in a TwiML document of ours."""
    found = []
    for message in ElementTree.fromstring(answer.encode()):
        body = message.find("Body")
        text = message.text if body is None else body.text
        found.append(Reply(text or "", tuple(one.text or "" for one in message.iter("Media"))))
    return tuple(found)


_ONLY_NAMES: dict[str, Any] = {"rule": "", "position": 0, "step": 0, "came_from": (), "source": ""}
"""Fields of effects that say which line of the file it comes from: what happens is the same where these differ."""


def plain_effects(effects: tuple[Effect, ...]) -> list[Effect]:
    """The effects without what only names the place in the file that they come from."""
    return [
        replace(effect, **{f.name: _ONLY_NAMES[f.name] for f in fields(effect) if f.name in _ONLY_NAMES})
        for effect in effects
    ]
