"""One text's way through the rules: which fit, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from responder.core.answering.effects import applied, effects_of
from responder.core.answering.replies import Found, replies_of
from responder.core.conditions.near import near_misses
from responder.core.conditions.reasons import lasting
from responder.core.conditions.situation import Match, Miss, Situation
from responder.core.decision import Effect, OptedOut, Outcome, Step
from responder.core.message import Reply
from responder.core.rule import OTHERWISE, Rule
from responder.core.ruleset import Ruleset
from responder.core.templates import TemplateFailed

ALWAYS = Match("it has no `when`, so it always fits")
NO_RULE = Match("no rule answered")
AFTER_AN_ERROR = Match("a rule went wrong")

Kind = Literal["rule", "otherwise"]


class Walk:
    """Lives as long as one decision. ``situation`` holds the contact as the rules so far have left them."""

    __slots__ = (
        "_ended",
        "_explain",
        "_failed",
        "_passing",
        "_ruleset",
        "always",
        "effects",
        "problems",
        "replies",
        "rule",
        "situation",
        "stamped",
        "steps",
        "urgent",
    )

    def __init__(self, ruleset: Ruleset, situation: Situation, explain: bool) -> None:
        self._ruleset = ruleset
        self._explain = explain
        self.situation = situation
        self.steps: list[Step] = []
        self.replies: list[Reply] = []
        self.effects: list[Effect] = []
        self.problems: list[str] = []
        self.stamped: list[str] = []
        """Rules with ``once_per`` that answered now."""
        self.always: list[str] = []
        """Rules with ``always`` that fitted."""
        self.urgent: list[Reply] = []
        """What they say."""
        self.rule: str | None = None
        """The first rule that said something or ended the walk."""
        self._passing: str | None = None
        """The first rule that fitted, said nothing and went on."""
        self._ended = False
        self._failed = False

    @property
    def outcome(self) -> Outcome:
        """What came of it, limits aside."""
        if self.rule == OTHERWISE:
            return "otherwise"
        if self.replies:
            return "answered"
        return "silent" if self.rule is not None else "nothing"

    def through(self, positions: Iterable[int], passed: Sequence[Step]) -> int:
        """Look at these rules in order until one ends the walk. ``passed``: what the trace says of each rule of the
        file that isn't among them. Returns the position after the last rule that the walk came to."""
        rules, steps = self._ruleset.rules, self.steps
        reached = 0
        for position in positions:
            if passed:
                steps += passed[reached:position]
            reached = position + 1
            if self._look_at(rules[position], "rule"):
                return reached
        steps += passed[reached:]
        return len(rules)

    def fall_back(self) -> None:
        """``otherwise``, where no rule answered or one failed."""
        if self._failed or not (self._ended or self.replies):
            if self._ruleset.otherwise is not None:
                unasked = AFTER_AN_ERROR if self._failed else NO_RULE
                self._look_at(self._ruleset.otherwise, "otherwise", unasked)
            if self.rule is None:
                self.rule = self._passing

    def _look_at(self, rule: Rule, kind: Kind, unasked: Match = ALWAYS) -> bool:
        """Whether the walk ends with this rule. ``unasked``: why it fits where it has no conditions."""
        try:
            result = unasked if rule.when is None else rule.when.test(self.situation)
        except TemplateFailed as failed:
            # The rules below may still have the answer.
            self._goes_wrong(rule, kind, f"its `if` can't be worked out, so the rule doesn't fit: {failed}")
            return False
        if isinstance(result, Miss):
            self._misses(rule, kind, result.reasons)
            return False
        try:
            return self._fits(rule, kind, result)
        except TemplateFailed as failed:
            self._goes_wrong(rule, kind, str(failed))
            self._failed = True
            return True

    def _goes_wrong(self, rule: Rule, kind: Kind, because: str) -> None:
        self.problems.append(f"{rule.place}: {_called(rule, kind)}: {because}")
        self.steps.append(Step(kind, rule.name, "error", (because,), (), str(rule.place)))

    def _misses(self, rule: Rule, kind: Kind, because: tuple[str, ...]) -> None:
        near = near_misses(rule.when, self.situation) if self._explain and rule.when is not None else ()
        self.steps.append(Step(kind, rule.name, "no", because, near, str(rule.place)))

    def _fits(self, rule: Rule, kind: Kind, match: Match) -> bool:
        """Carry out a rule whose conditions hold, unless it answered lately. Raises TemplateFailed, and then nothing
        of the rule is done."""
        spec, reasons, stamps = rule.reply, match.reasons, rule.once_per is not None
        if rule.once_per is not None and (since := self._since_answered(rule)) is not None:
            reasons = (
                *reasons,
                f"it answered them {lasting(since.total_seconds())} ago: once per {rule.once_per.written}",
            )
            if rule.once_per.or_reply is None:
                self.steps.append(Step(kind, rule.name, "no", reasons, (), str(rule.place)))
                return False
            spec = rule.once_per.or_reply
            stamps = False
        effects = effects_of(rule, self.situation, match.groups)
        situation = self.situation
        if effects:
            situation = replace(situation, contact=applied(situation.contact, effects))
        replies = replies_of(spec, situation, Found(match.groups, match.language)) if spec is not None else ()
        self.situation = situation
        self.effects += effects
        self.replies += replies
        if rule.always:
            self.always.append(rule.name)
            self.urgent += replies
        if stamps:
            self.stamped.append(rule.name)
        self.steps.append(Step(kind, rule.name, "yes", reasons, (), str(rule.place)))
        return self._settle(rule, kind, bool(replies), effects)

    def _settle(self, rule: Rule, kind: Kind, spoke: bool, effects: list[Effect]) -> bool:
        # Nobody is told anything more after a rule has opted them out.
        ends = not rule.goes_on or any(isinstance(effect, OptedOut) for effect in effects)
        name = OTHERWISE if kind == "otherwise" else rule.name
        if self.rule is None and (ends or spoke or rule.silent):
            self.rule = name
        elif self._passing is None:
            self._passing = name
        self._ended = self._ended or ends or rule.silent
        return ends

    def _since_answered(self, rule: Rule) -> timedelta | None:
        """How long ago the rule answered this contact, where that is too short a time; else None."""
        last = self.situation.contact.last_answered.get(rule.name)
        if last is None or rule.once_per is None:
            return None
        since = self.situation.now - last
        return since if since < rule.once_per.time else None


def _called(rule: Rule, kind: Kind) -> str:
    return OTHERWISE if kind == "otherwise" else f"rule '{rule.name}'"
