"""Which of the open questions a text answers, and what comes of it.

First the rules with ``always``; then BACK and CANCEL THAT; then the answer to one of the questions. A question is
answered by its conversation's waiting step, else by the first rule whose ``when`` has ``answering`` it. Where several
questions could be meant, an answer that fits for its words (a day, "yes", one of the choices) goes before one that
takes any text; two that fit for their words are asked about. What fits nowhere for its words belongs to the question
that was asked last: a step that takes any text saves it, a conversation asks once more, and where only rules' questions
are open the rules have their turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from responder.core.answering.asking import conversing
from responder.core.answering.asking.finding_steps import step_of
from responder.core.answering.asking.question_words import BACK, CANCEL
from responder.core.answering.asking.questions import MOST_OPEN, closing, open_ones, quoted_among
from responder.core.answering.asking.which_one import ask_again, ask_which, one_more, picked_by, put_before, waiting
from responder.core.answering.done import Done
from responder.core.answering.effects import LONGEST_FIELD
from responder.core.answering.looking import Fitting
from responder.core.answering.walk import Walk
from responder.core.answers import Fit, Misfit, read
from responder.core.conditions.question_needs import asks_for, looks_at_words, takes_reactions
from responder.core.conditions.reasons import typed
from responder.core.conversation import Conversation, ConversationStep, Question
from responder.core.decision import Answered, Asked, Closed, Effect, Ending, HandedOver, Step, Verdict
from responder.core.question import OpenQuestion
from responder.core.templates import TemplateFailed

_TAKES_ANYTHING = ("text", "name")
_ITS_OWN_WORDS = ("choices", "matches")


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
    heard = [_heard(walk, question, positions) for question in questions]
    if _steer(walk, heard):
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
        _take(walk, one, positions)


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


def _heard(walk: Walk, question: OpenQuestion, positions: Sequence[int]) -> Heard:
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
    if (found := _answered_by(walk, question, positions)) is None:
        return Heard(question, waiting, reading)
    when = walk.ruleset.rules[found[0]].when
    return Heard(question, waiting, reading, found, when is not None and looks_at_words(when))


def _answered_by(walk: Walk, question: OpenQuestion, positions: Iterable[int]) -> tuple[int, Fitting] | None:
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


def _steer(walk: Walk, heard: Sequence[Heard]) -> bool:
    """BACK and CANCEL THAT, for the conversation that asked last, unless a choice or a rule wants these very words."""
    said = walk.situation.folded.text
    if said not in BACK and said not in CANCEL:
        return False
    one = next((one for one in heard if one.waiting is not None), None)
    if one is None or any(map(_wants_these_words, heard)):
        return False
    question = one.question
    walk.choosing, walk.situation = None, replace(walk.situation, meant=question)
    if said in BACK:
        walk.steps.append(_step(one, "yes", f"{typed(walk.situation.message.body)} goes back a question"))
        _go_on(walk, one, lambda run, _, asked, done: conversing.back(question, asked, run, done))
    else:
        walk.steps.append(_step(one, "yes", f"{typed(walk.situation.message.body)} ends the conversation"))
        _go_on(walk, one, lambda run, _, asked, done: conversing.cancel(question, asked, run, done))
    return True


def _wants_these_words(one: Heard) -> bool:
    if one.rule is None and one.waiting is not None and one.waiting[2].expected.kind not in _ITS_OWN_WORDS:
        return False
    return one.by_words


def _take(walk: Walk, one: Heard, positions: Sequence[int]) -> None:
    """The text is for this question."""
    walk.situation = replace(walk.situation, meant=one.question)
    if one.lost:
        _go_on_without(walk, one.question)
    elif isinstance(one.reading, Misfit):
        _between(walk, one, one.reading, positions)
    elif isinstance(one.reading, Fit):
        value, asked = one.reading.value, one.waiting[2] if one.waiting is not None else None
        saved = f", saved as `{asked.save}`" if asked is not None and asked.save else ""
        walk.steps.append(_step(one, "yes", f"it is {one.reading.shown}{saved}"))
        _go_on(walk, one, lambda run, step, _, done: conversing.answer(value, one.question, step, run, done))
    elif one.rule is not None:
        position, fitting = one.rule
        name = walk.ruleset.rules[position].name
        walk.steps.append(_step(one, "yes", f"rule '{name}' answers it"))
        walk.follow(position, fitting, _answering(walk, one.question, name))


def _answering(walk: Walk, question: OpenQuestion, rule: str) -> tuple[Effect, ...]:
    value = walk.situation.message.body.strip()[:LONGEST_FIELD]
    began = question.started_at or question.asked_at
    return Answered(question.name, "", value, began, question.step, rule), closing(question, "answered", rule)


def _between(walk: Walk, one: Heard, misfit: Misfit, positions: Sequence[int]) -> None:
    """The step still waits. A rule may say something in between; else it asks once more."""
    found = one.rule
    walk.steps.append(_step(one, "no", misfit.because, _what_now(walk, one)))
    while found is not None:
        position, fitting = found
        before = len(walk.effects)
        ends = walk.follow(position, fitting)
        _make_way(walk, one.question, walk.effects[before:], walk.ruleset.rules[position].name)
        if ends:
            return
        found = _answered_by(walk, one.question, positions)
    if walk.replies:
        walk.ended = True
    elif walk.situation.tapback is not None:
        walk.take(Done(walk.situation), None)
    else:
        _go_on(walk, one, lambda run, _, asked, done: conversing.once_more(one.question, asked, run, done))


def _make_way(walk: Walk, question: OpenQuestion, effects: Sequence[Effect], rule: str) -> None:
    """A rule that hands over, or begins another conversation, takes the place of the one that waited."""
    for effect in effects:
        if isinstance(effect, HandedOver):
            how: Ending = "given up"
        elif isinstance(effect, Asked) and effect.asker == "conversation" and effect.name != question.name:
            how = "replaced"
        else:
            continue
        if any(isinstance(one, Closed) and one.name == question.name for one in effects):
            return
        walk.take_effect(closing(question, how, rule))
        return


def _what_now(walk: Walk, one: Heard) -> str:
    if one.rule is not None:
        return f"rule '{walk.ruleset.rules[one.rule[0]].name}' says something in between"
    if walk.situation.tapback is not None:
        return "a reaction is no answer, and the question waits on"
    tries = one.waiting[2].tries if one.waiting is not None else 0
    if one.question.tries < tries:
        return f"it is asked once more, {one.question.tries + 1} of {tries}"
    return "it was asked often enough and is given up"


_GoOn = Callable[[conversing.Run, ConversationStep, Question, Done], Done]


def _go_on(walk: Walk, one: Heard, further: _GoOn) -> None:
    """The conversation goes on, unless a text of it can't be made."""
    assert one.waiting is not None
    conversation, step, asked = one.waiting
    _carry_on(walk, one.question, conversation, lambda run, done: further(run, step, asked, done))


def _go_on_without(walk: Walk, question: OpenQuestion) -> None:
    """The step that asked isn't in the file any more, so the text answers nothing."""
    conversation = walk.ruleset.conversations[question.name]
    because = "the file has changed, and what they were asked is gone: it goes on with what stands there now"
    place = str(conversation.steps[question.step].place)
    walk.steps.append(Step("question", question.name, "no", (because,), (), place))
    _carry_on(walk, question, conversation, lambda run, done: conversing.without(question, run, done))


def _carry_on(
    walk: Walk, question: OpenQuestion, conversation: Conversation, further: Callable[[conversing.Run, Done], Done]
) -> None:
    run = conversing.resume(question, conversation, walk.ruleset.conversations)
    try:
        done = further(run, Done(walk.situation))
    except TemplateFailed as failed:
        place, what = str(conversation.steps[question.step].place), f"conversation '{conversation.name}'"
        walk.go_wrong(place, what, Step("question", conversation.name, "error", (str(failed),), (), place))
    else:
        walk.take(done, conversation.name)


def _unanswered(question: OpenQuestion) -> Step:
    because = f"no rule with `answering: {question.name}` fits, so the question stays open"
    return Step("question", question.name, "no", (because,))


def _step(one: Heard, verdict: Verdict, *because: str) -> Step:
    place = "" if one.waiting is None else str(one.waiting[1].place)
    return Step("question", one.question.name, verdict, because, (), place)
