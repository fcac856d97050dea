"""What comes of a text that is for a question: the conversation goes on, a rule answers, or it is asked once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from responder.core.answering.asking import conversing
from responder.core.answering.asking.heard import Heard, answered_by, trace_step
from responder.core.answering.asking.question_words import BACK, CANCEL
from responder.core.answering.asking.questions import closing
from responder.core.answering.done import Done
from responder.core.answering.effects import LONGEST_FIELD
from responder.core.answering.walk import Walk
from responder.core.answers import Fit, Misfit
from responder.core.conditions.reasons import typed
from responder.core.conversation import Conversation, ConversationStep, Question
from responder.core.decision import Answered, Asked, Closed, Effect, Ending, HandedOver, Step
from responder.core.question import OpenQuestion
from responder.core.templates import TemplateFailed

_ITS_OWN_WORDS = ("choices", "matches")


def steer(walk: Walk, heard: Sequence[Heard]) -> bool:
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
        walk.steps.append(trace_step(one, "yes", f"{typed(walk.situation.message.body)} goes back a question"))
        _go_on(walk, one, lambda run, _, asked, done: conversing.back(question, asked, run, done))
    else:
        walk.steps.append(trace_step(one, "yes", f"{typed(walk.situation.message.body)} ends the conversation"))
        _go_on(walk, one, lambda run, _, asked, done: conversing.cancel(question, asked, run, done))
    return True


def _wants_these_words(one: Heard) -> bool:
    if one.rule is None and one.waiting is not None and one.waiting[2].expected.kind not in _ITS_OWN_WORDS:
        return False
    return one.by_words


def take(walk: Walk, one: Heard, positions: Sequence[int]) -> None:
    """The text is for this question."""
    walk.situation = replace(walk.situation, meant=one.question)
    if one.lost:
        _go_on_without(walk, one.question)
    elif isinstance(one.reading, Misfit):
        _between(walk, one, one.reading, positions)
    elif isinstance(one.reading, Fit):
        value, asked = one.reading.value, one.waiting[2] if one.waiting is not None else None
        saved = f", saved as `{asked.save}`" if asked is not None and asked.save else ""
        walk.steps.append(trace_step(one, "yes", f"it is {one.reading.shown}{saved}"))
        _go_on(walk, one, lambda run, step, _, done: conversing.answer(value, one.question, step, run, done))
    elif one.rule is not None:
        position, fitting = one.rule
        name = walk.ruleset.rules[position].name
        walk.steps.append(trace_step(one, "yes", f"rule '{name}' answers it"))
        walk.follow(position, fitting, _answering(walk, one.question, name))


def _answering(walk: Walk, question: OpenQuestion, rule: str) -> tuple[Effect, ...]:
    value = walk.situation.message.body.strip()[:LONGEST_FIELD]
    began = question.started_at or question.asked_at
    return Answered(question.name, "", value, began, question.step, rule), closing(question, "answered", rule)


def _between(walk: Walk, one: Heard, misfit: Misfit, positions: Sequence[int]) -> None:
    """The step still waits. A rule may say something in between; else it asks once more."""
    found = one.rule
    walk.steps.append(trace_step(one, "no", misfit.because, _what_now(walk, one)))
    while found is not None:
        position, fitting = found
        before = len(walk.effects)
        ends = walk.follow(position, fitting)
        _make_way(walk, one.question, walk.effects[before:], walk.ruleset.rules[position].name)
        if ends:
            return
        found = answered_by(walk, one.question, positions)
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
