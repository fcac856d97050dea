"""Claims tried out with the real engine: a claim that it contradicts isn't made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from responder.core.answering.engine import decide
from responder.core.conditions.matchers import (
    AllOf,
    AnyOf,
    Condition,
    Contains,
    ContainsAll,
    Match,
    Matches,
    Not,
    Says,
    Situation,
    StartsWith,
)
from responder.core.conditions.situation import situation_of
from responder.core.rule import Rule
from responder.core.ruleset import Ruleset
from responder.core.templates import TemplateFailed
from responder.lint.reasoning.cases import Case, Words, cases
from responder.lint.reasoning.situations import Trial, texts, trials

_MOST_TRIALS = 36

_MOST_EXCLUDED = 30
_MOST_SAMPLES = 3
_MOST_GAPS = 8

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


def between_excluded(case: Case, conditions: Iterable[Condition | None]) -> list[str] | None:
    """The texts of a case with words among them that conditions of other rules rule out (``not: {contains: list}``),
    which so may pass those; None where no words that they rule out are known."""
    excluded: list[list[str]] = []
    for condition in conditions:
        for inner in _excluded(condition, wanted=True):
            # Those of the file's largest lists do the same as the first of them.
            found = [text for one in (cases(inner) or [])[:_MOST_EXCLUDED] for text in texts(one)[:_MOST_SAMPLES]]
            if not found:
                return None
            excluded.append(found)
    together = [" ".join(found[n % len(found)] for found in excluded) for n in range(_MOST_SAMPLES)]
    added = dict.fromkeys([one for found in excluded for one in found] + (together if len(excluded) > 1 else []))
    return [form for text in texts(case)[:_MOST_SAMPLES] for one in added for form in _with(text, one)]


def _excluded(condition: Condition | None, *, wanted: bool) -> Iterator[Condition]:
    """What a text mustn't have for the condition to hold."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            for part in conditions:
                yield from _excluded(part, wanted=wanted)
        case Not(inner):
            yield from _excluded(inner, wanted=not wanted)
        case Says() | StartsWith() | Contains() | ContainsAll() | Matches() if not wanted:
            yield condition


def _with(text: str, added: str) -> Iterator[str]:
    """Some words before, behind, in place of and between those of a text."""
    words = text.split()[:_MOST_GAPS]
    yield from (added, f"{text} {added}", f"{added} {text}", f"{text}{added}", f"{added}{text}", f"{text}, {added}!")
    for at in range(1, len(words)):
        yield " ".join((*words[:at], added, *words[at:]))


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
