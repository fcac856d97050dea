"""A text that fits several open questions: asking which one is meant, and reading the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, timedelta

from responder.core.answering.asking.question_words import texts_for
from responder.core.answering.asking.questions import open_ones, until
from responder.core.answering.done import Done
from responder.core.answering.replies import sendable
from responder.core.answering.walk import Walk
from responder.core.answers.choosing import place_named
from responder.core.conditions.reasons import listed, typed
from responder.core.conditions.situation import Situation, situation_of
from responder.core.decision import Step
from responder.core.message import Reply
from responder.core.question import Choosing, OpenQuestion
from responder.core.text.folding import fold
from responder.core.text.written_language import written_language

SHOWN = 60
"""Characters of a question that are quoted."""

WAITS = timedelta(days=1)
"""How long their choice is waited for."""

MOST_TIMES = 2
"""So many times in a row they are asked; then the last question takes what fits it."""

_FEWEST_LETTERS = 3


def picked_by(walk: Walk, choosing: Choosing | None) -> OpenQuestion | None:
    """The question that they pick, where they were asked which one they mean; the text is then the one before."""
    situation = walk.situation
    if choosing is None:
        return None
    picked = chosen(choosing, open_ones(situation.contact, situation.now), situation)
    if picked is not None:
        because = f"they were asked which question {typed(choosing.body)} is for, and mean this one"
        walk.steps.append(Step("question", picked.name, "yes", (because,)))
        picked = put_before(picked, choosing.names)
        walk.situation = meaning(situation, picked, choosing.body)
    return picked


def ask_which(walk: Walk, questions: Sequence[OpenQuestion]) -> None:
    """Ask which of these the text is for. Like a conversation's words, what is asked isn't held back as said before:
    it is asked no more than twice in a row."""
    times = 1 if walk.choosing is None else walk.choosing.times
    reply, walk.choosing = _asking(questions, walk.situation, walk.situation.message.body, times)
    because = f"it fits the questions {_listed(questions)}: they are asked which one they mean"
    walk.steps += [Step("question", question.name, "yes", (because,)) for question in questions]
    walk.take(Done(walk.situation).telling((reply,)), None)


def ask_again(walk: Walk, questions: Sequence[OpenQuestion]) -> bool:
    """Where they were asked which question they mean, and a text picks none of them and fits nothing, ask once more
    rather than count it as a wrong answer to one."""
    choosing = walk.choosing
    by_name = {question.name: question for question in questions}
    offered = [by_name[name] for name in choosing.names if name in by_name] if choosing is not None else []
    if choosing is None or len(offered) < 2 or walk.situation.tapback is not None:
        return False
    reply, walk.choosing = _asking(offered, walk.situation, choosing.body, choosing.times)
    because = f"it picks none of the questions {_listed(offered)}: they are asked once more which one they mean"
    walk.steps += [Step("question", question.name, "no", (because,)) for question in offered]
    walk.take(Done(walk.situation).telling((reply,)), None)
    return True


def put_before(question: OpenQuestion, names: Iterable[str]) -> OpenQuestion:
    """The question, put before those of these names as long as its conversation goes on."""
    others = (name for name in (*question.before, *names) if name != question.name)
    return replace(question, before=tuple(dict.fromkeys(others)))


def _listed(questions: Sequence[OpenQuestion]) -> str:
    return listed([f"'{question.name}'" for question in questions], "and")


def _asking(questions: Sequence[OpenQuestion], situation: Situation, body: str, times: int) -> tuple[Reply, Choosing]:
    """The question which of these they mean by the text ``body``, numbered from 1, and what is kept until they say.
    ``times``: how often in a row they are asked, this time included."""
    lines = [f"{number}: {shown(question)}" for number, question in enumerate(questions, 1)]
    worded = next(filter(None, (written_language(fold(one.bare or one.text)) for one in questions)), None)
    text = sendable("\n".join((texts_for(situation, word=worded).which_one, *lines)))
    waits = min(*(question.until for question in questions), until(situation.now.astimezone(UTC), WAITS))
    return Reply(text), Choosing(tuple(one.name for one in questions), body, waits, times)


def waiting(situation: Situation) -> Choosing | None:
    """What they were asked to choose from, where they still may."""
    choosing = situation.contact.choosing
    return choosing if choosing is not None and situation.now < choosing.until else None


def one_more(choosing: Choosing | None) -> Choosing | None:
    """What they may still choose from after a text that picked nothing; None where that was the last."""
    if choosing is None or choosing.times >= MOST_TIMES:
        return None
    return replace(choosing, times=choosing.times + 1)


def shown(question: OpenQuestion) -> str:
    """The question in a few words: as it was asked, without a hint before it, else by its name."""
    words = " ".join((question.bare or question.text).split()) or question.name
    if len(words) <= SHOWN:
        return words
    # An ellipsis would make every character of the text cost twice as much.
    return words[: SHOWN - 3].rsplit(" ", 1)[0].rstrip(" ,;:.") + "..."


def chosen(choosing: Choosing, questions: Sequence[OpenQuestion], situation: Situation) -> OpenQuestion | None:
    """The question that they pick, by its number ("2", "the second one") or its first words; None where the text is
    something else."""
    by_name = {question.name: question for question in questions}
    offered = [by_name.get(name) for name in choosing.names]
    said = situation.folded.text
    if (place := place_named(situation.folded)) is not None:
        return offered[place - 1] if 1 <= place <= len(offered) else None
    if len(said) < _FEWEST_LETTERS:
        return None
    begun = [one for one in offered if one is not None and _begins(one, said)]
    return begun[0] if len(begun) == 1 else None


def _begins(question: OpenQuestion, said: str) -> bool:
    return any(f"{fold(words).text} ".startswith(f"{said} ") for words in (question.bare, question.text, question.name))


def meaning(situation: Situation, question: OpenQuestion, body: str) -> Situation:
    """The situation of the text that they sent before, for this question only."""
    message = replace(situation.message, body=body)
    said = situation_of(message, situation.contact, situation.now, situation.business)
    return replace(said, meant=question)
