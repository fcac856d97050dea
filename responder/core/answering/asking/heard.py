"""What a text is to one open question: the answer that its step waits for, or a text that a rule takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from responder.core.answering.asking.finding_steps import step_of
from responder.core.answering.looking import Fitting
from responder.core.answering.walk import Walk
from responder.core.answers import Fit, Misfit, read
from responder.core.conditions.question_needs import asks_for, looks_at_words, takes_reactions
from responder.core.conversation import Conversation, ConversationStep, Question
from responder.core.decision import Step, Verdict
from responder.core.question import OpenQuestion

_TAKES_ANYTHING = ("text", "name")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a text is to one open question: what its waiting step reads, or the rule that answers it."""

    question: OpenQuestion
    waiting: tuple[Conversation, ConversationStep, Question] | None = None
    reading: Fit | Misfit | None = None
    rule: tuple[int, Fitting] | None = None
    by_words: bool = False
    """It fits for its words, and not as anything would."""
    lost: bool = False
    """The step that asked is gone from the file, and its conversation goes on without it."""

    @property
    def fits(self) -> bool:
        return self.rule is not None or isinstance(self.reading, Fit)


def heard_of(walk: Walk, question: OpenQuestion, positions: Sequence[int]) -> Heard:
    """What the walk's text is to this question. ``positions``: the rules that could fit."""
    situation = replace(walk.situation, meant=question)
    waiting = step_of(question, walk.ruleset.conversations) if question.asker == "conversation" else None
    reading = None
    if waiting is None and question.name in walk.ruleset.conversations and question.asker == "conversation":
        # A reaction is no answer, so it doesn't set anything going.
        return Heard(question, lost=walk.situation.tapback is None)
    if waiting is not None:
        expected = waiting[2].expected
        reading = read(expected, situation)
        if situation.tapback is not None and expected.kind == "matches":
            reading = Misfit("it is a reaction, and a regular expression is for words")
        if isinstance(reading, Fit):
            return Heard(question, waiting, reading, None, expected.kind not in _TAKES_ANYTHING)
    if (found := answered_by(walk, question, positions)) is None:
        return Heard(question, waiting, reading)
    when = walk.ruleset.rules[found[0]].when
    return Heard(question, waiting, reading, found, when is not None and looks_at_words(when))


def answered_by(walk: Walk, question: OpenQuestion, positions: Iterable[int]) -> tuple[int, Fitting] | None:
    """The first of these rules that answers the question."""
    situation = replace(walk.situation, meant=question)
    rules = walk.ruleset.rules
    for position in positions:
        when = rules[position].when
        if when is not None and asks_for(when, question) and not walk.has_followed(position):
            if situation.tapback is not None and not takes_reactions(when):
                walk.pass_over(position, "it is a reaction, which answers only where `says` or the like has its emoji")
                continue
            fitting = walk.out_of_turn(position, situation)
            if fitting is not None:
                return position, fitting
    return None


def trace_step(one: Heard, verdict: Verdict, *because: str) -> Step:
    """What the trace says of it, with the place of the step that asked."""
    place = "" if one.waiting is None else str(one.waiting[1].place)
    return Step("question", one.question.name, verdict, because, (), place)
