"""Claims tried out with the real engine: a claim that it contradicts isn't made."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from responder.core.answering.engine import decide
from responder.core.conditions.matchers import Match, Situation
from responder.core.conditions.situation import situation_of
from responder.core.rule import Rule
from responder.core.ruleset import Ruleset
from responder.core.templates import TemplateFailed
from responder.lint.reasoning.cases import Case, Words
from responder.lint.reasoning.situations import Trial, texts, trials

_MOST_TRIALS = 36

_AROUND = (
    "{}",
    "{}!",
    "my {} please",
    "Hi, {}?",
    "({})",
    "{}, {}",
    "where is the {} now",
    "{}\nthanks",
    "x{}",
    "{}x",
    "{}s",
    "{}'s",
    "{}_1",
    "é{}é",
    "qu'{}",
)
"""Words around a find, as people write them and glued to it."""


@dataclass(frozen=True, slots=True)
class Laboratory:
    """Tries texts with the rules of a file. ``today``: the day at the business."""

    ruleset: Ruleset
    today: date

    def sample(self, case: Case, rule: Rule, takers: Collection[str]) -> str | None:
        """A text that fits the case of a rule and that one of the ``takers`` (names of rules above) answers instead;
        None where there is none, or where the rule itself answers one."""
        confirmed = None
        for body in texts(case)[:3]:
            for trial in self._fitting(case, rule, body):
                answered = self.answered(trial, body)
                if rule.name in answered:
                    return None
                if confirmed is None and any(name in takers for name in answered):
                    confirmed = body
                    break
        return confirmed

    def answered(self, trial: Trial, body: str) -> set[str]:
        """The names of the rules that fitted, and so had their say."""
        decision = decide(self.ruleset, trial.message(body), trial.contact, trial.now)
        return {step.name for step in decision.trace.steps if step.kind != "safety" and step.verdict == "yes"}

    def fits(self, rule: Rule, trial: Trial, body: str) -> bool:
        """Whether all conditions of a rule hold."""
        situation = self.situation(trial, body)
        try:
            return rule.when is None or isinstance(rule.when.test(situation), Match)
        except TemplateFailed:
            return False

    def situation(self, trial: Trial, body: str) -> Situation:
        """What conditions look at."""
        return situation_of(trial.message(body), trial.contact, trial.now, self.ruleset.business)

    def _fitting(self, case: Case, rule: Rule, body: str) -> Iterator[Trial]:
        tried = 0
        for trial in trials(case, self.ruleset.business, self.today):
            if self.fits(rule, trial, body):
                yield trial
                tried += 1
                if tried == _MOST_TRIALS:
                    return


def spellings(case: Case) -> Iterator[str]:
    """Many texts that the words of a case may fit: whole ones in many spellings, others among other words."""
    whole = next((atom for atom in case if isinstance(atom, Words) and atom.kind == "says"), None)
    seen: set[str] = set()
    for text in texts(case):
        for form in _spelled(text, whole) if whole is not None else _surrounded(text):
            if form not in seen:
                seen.add(form)
                yield form


def _surrounded(text: str) -> Iterator[str]:
    yield from (around.replace("{}", text) for around in _AROUND)
    yield from (text.upper(), text.lower())


def _spelled(text: str, words: Words) -> list[str]:
    bare = text.replace("'", "").replace("’", "")
    forms = [text, words.phrase.folded, text.lower(), text.upper(), text.title(), bare, text.replace("'", "’")]
    return [*forms, f"{text}!", f"{text}.", f"{text}?", f" {text} ", f"“{text}”", text.replace(" ", "  ")]
