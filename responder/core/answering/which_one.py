"""A text that fits several open questions: asking which one is meant, and reading the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta

from responder.core.answering.question_words import texts_for
from responder.core.answering.questions import until
from responder.core.answering.replies import sendable
from responder.core.conditions.situation import Situation, situation_of
from responder.core.message import Reply
from responder.core.question import Choosing, OpenQuestion
from responder.core.text.folding import fold

SHOWN = 60
"""Characters of a question that are quoted."""

WAITS = timedelta(days=1)
"""How long their choice is waited for."""

_NUMBER = re.compile(r"(?:(?:number|numero|nummer|option|opcion|opcao|no|nr|the|# )\s*)?(\d)(?: please)?")
_FEWEST_LETTERS = 3


def ask_which(questions: Sequence[OpenQuestion], situation: Situation) -> tuple[Reply, Choosing]:
    """The question which of these they mean, numbered from 1, and what is kept until they say."""
    lines = [f"{number}: {shown(question)}" for number, question in enumerate(questions, 1)]
    text = sendable("\n".join((texts_for(situation).which_one, *lines)))
    waits = min(*(question.until for question in questions), until(situation.now.astimezone(UTC), WAITS))
    return Reply(text), Choosing(tuple(one.name for one in questions), situation.message.body, waits)


def shown(question: OpenQuestion) -> str:
    """The question in a few words: as it was asked, else by its name."""
    words = " ".join(question.text.split()) or question.name
    if len(words) <= SHOWN:
        return words
    # An ellipsis would make every character of the text cost twice as much.
    return words[: SHOWN - 3].rsplit(" ", 1)[0].rstrip(" ,;:.") + "..."


def chosen(choosing: Choosing, questions: Sequence[OpenQuestion], situation: Situation) -> OpenQuestion | None:
    """The question that they pick, by its number or its first words; None where the text is something else."""
    by_name = {question.name: question for question in questions}
    offered = [by_name.get(name) for name in choosing.names]
    said = situation.folded.text
    if (number := _NUMBER.fullmatch(said)) is not None:
        at = int(number[1]) - 1
        return offered[at] if 0 <= at < len(offered) else None
    if len(said) < _FEWEST_LETTERS:
        return None
    begun = [one for one in offered if one is not None and _begins(one, said)]
    return begun[0] if len(begun) == 1 else None


def _begins(question: OpenQuestion, said: str) -> bool:
    return any(f"{fold(words).text} ".startswith(f"{said} ") for words in (question.text, question.name))


def meaning(situation: Situation, question: OpenQuestion, body: str) -> Situation:
    """The situation of the text that they sent before, for this question only."""
    message = replace(situation.message, body=body)
    said = situation_of(message, situation.contact, situation.now, situation.business)
    return replace(said, meant=question)
