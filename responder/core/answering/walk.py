"""One text's way through the rules: which fit, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from responder.core.answering.done import Done
from responder.core.answering.looking import ALWAYS, Fitting, carry_out, look
from responder.core.answering.reactions import without_otherwise
from responder.core.conditions.near import near_misses
from responder.core.conditions.situation import Match, Miss, Situation
from responder.core.decision import Effect, OptedOut, Outcome, Step
from responder.core.message import Reply
from responder.core.question import Choosing
from responder.core.rule import OTHERWISE, Rule
from responder.core.ruleset import Ruleset
from responder.core.templates import TemplateFailed

NO_RULE = Match("no rule answered")
AFTER_AN_ERROR = Match("a rule went wrong")

Kind = Literal["rule", "otherwise"]


class Walk:
    """Lives as long as one decision. ``situation`` holds the contact as the rules so far have left them."""

    __slots__ = (
        "_failed",
        "_followed",
        "_passing",
        "_seen",
        "_told",
        "always",
        "choosing",
        "effects",
        "ended",
        "explain",
        "problems",
        "replies",
        "rule",
        "ruleset",
        "situation",
        "spoken",
        "stamped",
        "steps",
        "urgent",
    )

    def __init__(self, ruleset: Ruleset, situation: Situation, explain: bool) -> None:
        self.ruleset = ruleset
        self.explain = explain
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
        self.spoken: list[Reply] = []
        """What conversations say."""
        self.rule: str | None = None
        """The first rule that said something or ended the walk; for an answer, its conversation."""
        self.choosing: Choosing | None = None
        """They are asked which question they mean."""
        self.ended = False
        """Nothing more is looked at, but for ``otherwise`` after an error."""
        self._passing: str | None = None
        """The first rule that fitted, said nothing and went on."""
        self._failed = False
        self._seen: set[int] = set()
        """Rules that were looked at out of turn, and aren't looked at again."""
        self._told: set[int] = set()
        """Rules of which the trace says that they don't fit."""
        self._followed: set[int] = set()
        """Those of them that were carried out."""

    @property
    def outcome(self) -> Outcome:
        """What came of it, limits aside."""
        if self.rule == OTHERWISE:
            return "otherwise"
        if self.replies:
            return "answered"
        return "silent" if self.rule is not None else "nothing"

    @property
    def unlimited(self) -> list[Reply]:
        """What the limit on the same words doesn't hold back."""
        return [*self.urgent, *self.spoken]

    def through(self, positions: Iterable[int], passed: Sequence[Step]) -> int:
        """Look at these rules in order until one ends the walk. ``passed``: what the trace says of each rule of the
        file that isn't among them. Returns the position after the last rule that the walk came to."""
        rules, steps, seen = self.ruleset.rules, self.steps, self._seen
        reached = 0
        for position in positions:
            if passed:
                steps += passed[reached:position]
            reached = position + 1
            if position not in seen and self._meet(rules[position], "rule", ALWAYS, position in self._told):
                return reached
        steps += passed[reached:]
        return len(rules)

    def fall_back(self) -> None:
        """``otherwise``, where no rule answered or one failed."""
        if self._failed or not (self.ended or self.replies):
            if (reaction := without_otherwise(self.situation)) is not None:
                self.steps.append(reaction)
            elif self.ruleset.otherwise is not None:
                self._meet(self.ruleset.otherwise, "otherwise", AFTER_AN_ERROR if self._failed else NO_RULE)
            if self.rule is None:
                self.rule = self._passing

    def out_of_turn(self, position: int, situation: Situation) -> Fitting | None:
        """Whether this rule fits. Where it doesn't, the trace says so, and ``through`` passes over it."""
        rule = self.ruleset.rules[position]
        found = self._look_at(rule, "rule", ALWAYS, situation, position in self._seen or position in self._told)
        if found is None:
            self._seen.add(position)
            self._told.add(position)
        return found

    def pass_over(self, position: int, because: str) -> None:
        """This rule isn't for the text: the trace says so, and ``through`` passes over it."""
        if position not in self._seen:
            rule = self.ruleset.rules[position]
            self._seen.add(position)
            self.steps.append(Step("rule", rule.name, "no", (because,), (), str(rule.place)))

    def has_followed(self, position: int) -> bool:
        """Whether this rule was carried out, out of turn."""
        return position in self._followed

    def follow(self, position: int, fitting: Fitting, answering: Sequence[Effect] = ()) -> bool:
        """Do what a rule says that fits out of turn, after these effects; whether the walk ends with it."""
        self._seen.add(position)
        self._followed.add(position)
        before = self.situation.contact
        ends = self._does(self.ruleset.rules[position], "rule", fitting, answering)
        if not ends and self.situation.contact != before:
            # What didn't fit before may fit the contact as this rule has left them.
            self._seen -= self._told
        return ends

    def take(self, done: Done, name: str | None) -> None:
        """Keep what was done, and end the walk in the name of a conversation."""
        self._keep(done)
        if self.rule is None:
            self.rule = name
        self.ended = True

    def take_effect(self, effect: Effect) -> None:
        """Keep one more effect."""
        self._keep(Done(self.situation).having(effect))

    def go_wrong(self, place: str, what: str, step: Step) -> None:
        """Nothing of it is done, and the walk ends, but for ``otherwise``."""
        self.problems.append(f"{place}: {what}: {step.because[0]}")
        self.steps.append(step)
        self._failed = self.ended = True

    def _meet(self, rule: Rule, kind: Kind, unasked: Match, told: bool = False) -> bool:
        """Whether the walk ends with this rule. ``told``: the trace says already that it doesn't fit."""
        fitting = self._look_at(rule, kind, unasked, self.situation, told)
        return fitting is not None and self._does(rule, kind, fitting, ())

    def _look_at(
        self, rule: Rule, kind: Kind, unasked: Match, situation: Situation, known: bool = False
    ) -> Fitting | None:
        """``known``: the trace has a step for it already."""
        try:
            found = look(rule, situation, unasked)
        except TemplateFailed as failed:
            # The rules below may still have the answer.
            if not known:
                because = f"its `if` can't be worked out, so the rule doesn't fit: {failed}"
                self.problems.append(f"{rule.place}: {_called(rule, kind)}: {because}")
                self.steps.append(Step(kind, rule.name, "error", (because,), (), str(rule.place)))
            return None
        if isinstance(found, Miss):
            if not known:
                near = near_misses(rule.when, situation) if self.explain and rule.when is not None else ()
                self.steps.append(Step(kind, rule.name, "no", found.reasons, near, str(rule.place)))
            return None
        return found

    def _does(self, rule: Rule, kind: Kind, fitting: Fitting, answering: Sequence[Effect]) -> bool:
        """Carry out a rule that fits; whether the walk ends with it."""
        try:
            done = carry_out(rule, fitting, Done(self.situation).having(*answering), self.ruleset)
        except TemplateFailed as failed:
            step = Step(kind, rule.name, "error", (str(failed),), (), str(rule.place))
            self.go_wrong(str(rule.place), _called(rule, kind), step)
            return True
        self._keep(done)
        if rule.always:
            self.always.append(rule.name)
            self.urgent += done.replies
        if rule.once_per is not None and not fitting.instead:
            self.stamped.append(rule.name)
        self.steps.append(Step(kind, rule.name, "yes", fitting.reasons, (), str(rule.place)))
        return self._settle(rule, kind, bool(done.replies), done)

    def _keep(self, done: Done) -> None:
        self.situation = done.situation
        self.effects += done.effects
        self.replies += done.replies
        self.spoken += done.spoken
        self.problems += done.problems

    def _settle(self, rule: Rule, kind: Kind, spoke: bool, done: Done) -> bool:
        # Nobody is told anything more after a rule has opted them out.
        ends = not rule.goes_on or any(isinstance(effect, OptedOut) for effect in done.effects)
        name = OTHERWISE if kind == "otherwise" else rule.name
        if self.rule is None and (ends or spoke or rule.silent):
            self.rule = name
        elif self._passing is None:
            self._passing = name
        self.ended = self.ended or ends or rule.silent
        return ends


def _called(rule: Rule, kind: Kind) -> str:
    return OTHERWISE if kind == "otherwise" else f"rule '{rule.name}'"
