"""Which of the open questions a text answers.

First the rules with ``always``; then BACK and CANCEL THAT; then the answer to one of the questions. A question is
answered by its conversation's waiting step, else by the first rule whose ``when`` has ``answering`` it. Where several
questions could be meant, an answer that fits for its words (a day, "yes", one of the choices) goes before one that
takes any text; two that fit for their words are asked about. What fits nowhere for its words belongs to the question
that was asked last: a step that takes any text saves it, a conversation asks once more, and where only rules' questions
are open the rules have their turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from responder.core.answering.asking.heard import Heard, heard_of
from responder.core.answering.asking.questions import MOST_OPEN, open_ones, quoted_among
from responder.core.answering.asking.taking import steer, take
from responder.core.answering.asking.which_one import ask_again, ask_which, one_more, picked_by, put_before, waiting
from responder.core.answering.walk import Walk
from responder.core.conditions.question_needs import asks_for
from responder.core.decision import Step
from responder.core.question import OpenQuestion


def hear(walk: Walk) -> None:
    """Give the text to the open question that it answers. ``walk.ended`` says whether that was all."""
    choosing = waiting(walk.situation)
    picked = picked_by(walk, choosing)
    questions = _meant(walk) if picked is None else [picked]
    walk.choosing = None if picked is not None else one_more(choosing)
    positions = _positions(walk)
    _always(walk, positions, questions)
    if walk.ended or not questions:
        return
    heard = [heard_of(walk, question, positions) for question in questions]
    if steer(walk, heard):
        return
    by_words = _different(_not_passed_over([one for one in heard if one.by_words]))
    often = choosing is not None and walk.choosing is None and picked is None
    if len(by_words) > 1 and not walk.situation.message.media:
        if not often:
            ask_which(walk, [one.question for one in by_words[:MOST_OPEN]])
            return
        # They didn't say which one: it is taken for the last, and so is what that asks next.
        last = put_before(by_words[0].question, [one.question.name for one in by_words])
        by_words[0] = replace(by_words[0], question=last)
    one = by_words[0] if by_words else next((h for h in heard if h.fits or h.waiting is not None or h.lost), None)
    if one is None:
        walk.steps += [_unanswered(question) for question in questions]
    elif one.fits or not ask_again(walk, questions):
        walk.choosing = None if one.fits else walk.choosing
        take(walk, one, positions)


def _meant(walk: Walk) -> list[OpenQuestion]:
    """The questions that the text could be for, the one asked last first."""
    situation = walk.situation
    questions = open_ones(situation.contact, situation.now)
    if questions and situation.tapback is not None:
        return _reacted_to(walk, questions, situation.tapback.quoted)
    return questions


def _reacted_to(walk: Walk, questions: list[OpenQuestion], quoted: str) -> list[OpenQuestion]:
    """A reaction is for the question that it quotes, and for none of them where it quotes another text."""
    name = quoted_among(questions, quoted)
    if name is None:
        return questions
    meant = [question for question in questions if question.name == name]
    walk.situation = replace(walk.situation, meant=meant[0] if meant else None, elsewhere=not meant)
    return meant


def _positions(walk: Walk) -> Sequence[int]:
    """The rules that could fit; all of them for who asks why."""
    return range(len(walk.ruleset.rules)) if walk.explain else walk.ruleset.index.candidates(walk.situation)


def _always(walk: Walk, positions: Sequence[int], questions: Sequence[OpenQuestion]) -> None:
    """Rules with ``always`` get through, and leave the questions as they are."""
    rules = walk.ruleset.rules
    for position in positions:
        rule = rules[position]
        if not rule.always or rule.when is None or any(asks_for(rule.when, question) for question in questions):
            continue
        fitting = walk.out_of_turn(position, walk.situation)
        if fitting is not None and walk.follow(position, fitting):
            return


def _not_passed_over(heard: Sequence[Heard]) -> list[Heard]:
    """Without those over which they picked another that has asked since: what that asks next is answered first."""
    kept: list[Heard] = []
    before: set[str] = set()
    for one in heard:
        if one.question.name not in before:
            kept.append(one)
        before.update(one.question.before)
    return kept


def _different(heard: Sequence[Heard]) -> list[Heard]:
    """Those between which there is something to choose. One rule that answers two questions does the same for both,
    unless each is about an appointment of its own."""
    kept: list[Heard] = []
    rules: set[int] = set()
    for one in heard:
        if one.rule is not None and one.question.asker != "reminder":
            if one.rule[0] in rules:
                continue
            rules.add(one.rule[0])
        kept.append(one)
    return kept


def _unanswered(question: OpenQuestion) -> Step:
    because = f"no rule with `answering: {question.name}` fits, so the question stays open"
    return Step("question", question.name, "no", (because,))
