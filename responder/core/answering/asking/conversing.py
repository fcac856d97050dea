"""How a conversation goes on: its next steps, the question once more, back, given up, cancelled.

Every function takes what was done so far and returns it with what follows. All of them raise TemplateFailed, and then
nothing of it is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from responder.core.answering.asking.finding_steps import known_by
from responder.core.answering.asking.question_words import language_for, texts_for
from responder.core.answering.asking.questions import closing, opening, until
from responder.core.answering.done import Done
from responder.core.answering.effects import LONGEST_FIELD, effects_of_actions
from responder.core.answering.outgoing.accounts import Account
from responder.core.answering.replies import Found, replies_of, sendable
from responder.core.answers import hint_for
from responder.core.conditions.languages import spoken_language
from responder.core.conditions.situation import Match
from responder.core.conversation import Conversation, ConversationStep, Doing, Question
from responder.core.decision import Answered, Asked, Closed, Effect, Ending, Remembered
from responder.core.message import NOTHING, Reply
from responder.core.question import OpenQuestion
from responder.core.rule import Action, HandOver, Notify, Start
from responder.core.templates import TemplateFailed

ALWAYS = Match("the step has no `when`")

MOST_STARTED = 10
"""So many conversations may start one another before a question is asked: then they go round in a circle."""


@dataclass(frozen=True, slots=True)
class Run:
    """One contact's way through a conversation."""

    conversation: Conversation
    conversations: Mapping[str, Conversation]
    started_at: datetime
    rule: str
    """In whose name it does what it does: the rule's that began it, later its own."""
    came_from: tuple[int, ...] = ()
    """The steps that asked before, oldest first."""
    language: str | None = None
    """Of the word that began it, where it tells one."""
    groups: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """What the ``when`` of the step found in the text."""
    started: int = 0
    """How many conversations led here since the text came."""
    before: tuple[str, ...] = ()
    """The questions over which they picked its own."""

    @property
    def found(self) -> Found:
        """What its texts are made with beside the contact's fields."""
        return Found(self.groups, self.language)


def begin(
    name: str,
    conversations: Mapping[str, Conversation],
    done: Done,
    rule: str,
    language: str | None = None,
    started: int = 0,
) -> Done:
    """The first steps of a conversation, up to its first question. The same one that was open is over."""
    conversation = conversations.get(name)
    if conversation is None:
        return done.troubled(f"there is no conversation {name!r} to start")
    if started > MOST_STARTED:
        return done.troubled(f"{conversation.place}: conversations start each other without end; {name!r} is left out")
    same = [question for question in done.situation.contact.questions if question.name == name]
    done = done.having(*(closing(question, "replaced", rule) for question in same))
    run = Run(conversation, conversations, _now(done), rule, (), language, started=started)
    return _from(0, run, done)


def resume(question: OpenQuestion, conversation: Conversation, conversations: Mapping[str, Conversation]) -> Run:
    """The run that this question belongs to."""
    started_at = question.started_at or question.asked_at
    came_from, before = question.came_from, question.before
    return Run(conversation, conversations, started_at, conversation.name, came_from, before=before)


def answer(value: str, question: OpenQuestion, step: ConversationStep, run: Run, done: Done) -> Done:
    """The answer fits: keep it, and go on with the steps behind it."""
    save = step.question.save if step.question is not None else None
    value = value[:LONGEST_FIELD]
    effects: list[Effect] = [Answered(question.name, save or "", value, run.started_at, question.step, run.rule)]
    if save:
        effects.append(Remembered(save, value, run.rule))
    run = replace(run, came_from=(*question.came_from, question.step))
    return _from(question.step + 1, run, done.having(*effects))


def once_more(question: OpenQuestion, asked: Question, run: Run, done: Done) -> Done:
    """The answer doesn't fit: say so and ask again, or give up after so many tries."""
    tries = question.tries + 1
    if tries > asked.tries:
        return _give_up(question, asked, run, done)
    if asked.again is not None:
        texts, bare = replies_of(asked.again, done.situation, run.found), question.bare or question.text
    else:
        texts = replies_of(asked.ask, done.situation, run.found)
        texts, bare = _behind(_hint(asked, run, done), texts), _words(texts)
    return _wait(question.step, asked, run, done, texts, tries, bare)


def back(question: OpenQuestion, asked: Question, run: Run, done: Done) -> Done:
    """The question before once more, whose answer is given up; the first one where there is none before."""
    for at, position in reversed(list(enumerate(run.came_from))):
        # The file may have lost the step since.
        steps = run.conversation.steps
        before = steps[position].question if 0 <= position < len(steps) else None
        if before is not None:
            if before.save:
                done = done.having(Remembered(before.save, "", run.rule))
            return _ask(position, before, replace(run, came_from=run.came_from[:at]), done)
    texts = replies_of(asked.ask, done.situation, run.found)
    nothing = texts_for(done.situation, asked.ask, run.language).nothing_before
    return _wait(question.step, asked, run, done, _behind(nothing, texts), question.tries, _words(texts))


def without(question: OpenQuestion, run: Run, done: Done) -> Done:
    """The step that asked is gone from the file: what they answer is kept nowhere, and it goes on with what stands
    there now."""
    done = _from(question.step, run, done)
    still_open = question in done.situation.contact.questions
    return done.having(closing(question, "lapsed", run.rule)) if still_open else done


def cancel(question: OpenQuestion, asked: Question, run: Run, done: Done) -> Done:
    """They want no more of it."""
    said = Reply(texts_for(done.situation, asked.ask, run.language).cancelled)
    return done.having(closing(question, "cancelled", run.rule)).telling((said,))


def _from(position: int, run: Run, done: Done) -> Done:
    """From this step on: what is to be done, up to the next question or the end.

    Behind a step that hands over nothing is asked any more, since a person reads what they answer.
    """
    handed_over = False
    for at, step in enumerate(run.conversation.steps[position:], position):
        match, done = _holds(step, run, done)
        if match is None:
            continue
        run = replace(run, groups=match.groups)
        if step.question is not None and handed_over:
            return _end(run, done, "given up")
        if step.doing is not None:
            done = _do(step.doing, run, done)
            if done.over:
                return done
            handed_over |= any(isinstance(action, HandOver) for action in step.doing.actions)
            if (other := _started_by(step.doing)) is not None:
                ended = _end(run, done, "answered")
                return begin(other, run.conversations, ended, run.rule, run.language, run.started + 1)
        if step.question is not None:
            return _ask(at, step.question, run, done)
    return _end(run, done, "answered")


def _end(run: Run, done: Done, how: Ending) -> Done:
    # One that never asked was never open.
    return done.having(Closed(run.conversation.name, how, run.started_at, run.rule)) if run.came_from else done


def _holds(step: ConversationStep, run: Run, done: Done) -> tuple[Match | None, Done]:
    """Whether the step is taken."""
    if step.when is None:
        return ALWAYS, done
    try:
        result = step.when.test(done.situation)
    except TemplateFailed as failed:
        called = f"{step.place}: conversation {run.conversation.name!r}"
        return None, done.troubled(f"{called}: its `if` can't be worked out, so the step is left out: {failed}")
    return (result if isinstance(result, Match) else None), done


def _do(doing: Doing, run: Run, done: Done, unanswered: str = "") -> Done:
    """What a step does. ``unanswered``: the question that is given up with it."""
    account = Account(run.conversation.name, _saved(run), unanswered)
    done = done.having(*effects_of_actions(doing.actions, run.rule, done.situation, run.groups, account))
    if doing.reply is None:
        return done
    return done.telling(replies_of(doing.reply, done.situation, run.found))


def _saved(run: Run) -> tuple[str, ...]:
    """The fields that its answers so far are kept in."""
    asked = (run.conversation.steps[at].question for at in run.came_from if at < len(run.conversation.steps))
    return tuple(dict.fromkeys(one.save for one in asked if one is not None and one.save))


def _started_by(doing: Doing) -> str | None:
    return next((action.conversation for action in doing.actions if isinstance(action, Start)), None)


def _ask(position: int, asked: Question, run: Run, done: Done) -> Done:
    return _wait(position, asked, run, done, replies_of(asked.ask, done.situation, run.found), 0)


def _wait(
    position: int, asked: Question, run: Run, done: Done, texts: tuple[Reply, ...], tries: int, bare: str = ""
) -> Done:
    """Say these texts, and wait for the answer to this step. ``bare``: the question alone, where they say more."""
    now = _now(done)
    return opening(
        done.telling(texts),
        Asked(
            run.conversation.name,
            "conversation",
            _words(texts),
            until(now, asked.within),
            run.started_at,
            position,
            run.rule,
            now,
            tries,
            run.came_from,
            spoken_language(done.situation, run.language),
            bare,
            run.before,
            known_by(run.conversation, (*run.came_from, position)),
        ),
    )


def _give_up(question: OpenQuestion, asked: Question, run: Run, done: Done) -> Done:
    done = done.having(closing(question, "given up", run.rule))
    unanswered = _words(replies_of(asked.ask, done.situation, run.found)) or question.name
    if asked.give_up is not None:
        done = _do(asked.give_up, run, done, unanswered)
        other = None if done.over else _started_by(asked.give_up)
        return done if other is None else begin(other, run.conversations, done, run.rule, None, run.started + 1)
    tells: tuple[Action, ...] = (Notify(()),) if done.situation.business.staff else ()
    actions = (HandOver(timedelta(hours=2), "2 hours"), *tells)
    done = _do(Doing(actions=actions), run, done, unanswered)
    return done.telling((Reply(texts_for(done.situation, asked.ask, run.language).given_up),))


def _hint(asked: Question, run: Run, done: Done) -> str:
    return sendable(hint_for(asked.expected, language_for(done.situation, asked.ask, run.language)))


def _words(texts: tuple[Reply, ...]) -> str:
    return "\n".join(text.text for text in texts)


def _behind(said: str, texts: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """The texts with some words before them, in the same text where there is room."""
    if texts and len(said) + 1 + len(texts[0].text) <= ROOM:
        return (replace(texts[0], text=f"{said} {texts[0].text}".rstrip()), *texts[1:])
    return (Reply(said[:ROOM]), *texts)


ROOM = 800
"""Characters that fit into one text in any alphabet."""


def _now(done: Done) -> datetime:
    return done.situation.now.astimezone(UTC)
