"""Which step of a conversation waits for an answer, also after the file was edited while somebody was answering.

A position alone would file the answer under another question as soon as a step was added or taken away. So it is kept
with what the step saves and a digest of what it asks: a step with one of the two is taken for the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from responder.core.answering.limits import digest
from responder.core.conversation import Conversation, ConversationStep, Question
from responder.core.question import OpenQuestion

_DIGITS = 8
"""Digits of a digest that are kept: it only tells a few steps from one another."""


def known_by(conversation: Conversation, positions: Iterable[int]) -> tuple[str, ...]:
    """What tells the steps at these positions from others."""
    steps = conversation.steps
    # A position that an older release kept may lie behind the end by now.
    return tuple(_key(steps[at].question) if 0 <= at < len(steps) else "" for at in positions)


def step_of(
    question: OpenQuestion, conversations: Mapping[str, Conversation]
) -> tuple[Conversation, ConversationStep, Question] | None:
    """The conversation and the step that wait for this answer, or None where the file has no such step any more.
    ``question`` is as ``found_again`` returned it."""
    conversation = conversations.get(question.name)
    if conversation is None or not 0 <= question.step < len(conversation.steps):
        return None
    step = conversation.steps[question.step]
    if step.question is None or (question.known_by and not _alike(question.known_by[-1], _key(step.question))):
        return None
    return conversation, step, step.question


def found_again(question: OpenQuestion, conversations: Mapping[str, Conversation]) -> OpenQuestion | None:
    """The question with the positions that its steps have now. Where the step that asked is gone, ``step`` is where
    the conversation goes on, and ``step_of`` knows none. None where there is nothing to go on with."""
    conversation = conversations.get(question.name)
    if conversation is None:
        return None
    positions = (*question.came_from, question.step)
    if len(question.known_by) != len(positions):
        # As older releases kept it: the position is all that there is to go by.
        return question if step_of(question, conversations) is not None else None
    steps = conversation.steps
    now = [_place(key, position, steps) for key, position in zip(question.known_by, positions, strict=True)]
    before = [(old, new) for old, new in zip(positions[:-1], now[:-1], strict=True) if new is not None]
    step = now[-1]
    if step is None:
        step = question.step
        if before:
            old, new = before[-1]
            step = max(new + 1, step + new - old)
        if not 0 <= step < len(steps):
            return None
    came_from = tuple(new for _, new in before)
    keys = (*known_by(conversation, came_from), question.known_by[-1])
    return replace(question, step=step, came_from=came_from, known_by=keys)


def _place(key: str, position: int, steps: Sequence[ConversationStep]) -> int | None:
    """Where the step that is known by ``key`` and was at ``position`` stands now."""
    if 0 <= position < len(steps) and _key(steps[position].question) == key:
        return position
    found = [
        (this != key, abs(at - position), at)
        for at, step in enumerate(steps)
        if step.question is not None and _alike(key, this := _key(step.question))
    ]
    return min(found)[-1] if found else None


def _key(question: Question | None) -> str:
    if question is None:
        return ""
    by_language = question.ask.by_language
    asked = "\n".join(f"{tag}:{part.text.source}" for tag, parts in by_language.items() for part in parts)
    return f"{question.save or ''}:{digest(asked)[:_DIGITS]}"


def _alike(one: str, other: str) -> bool:
    save, _, asked = one.partition(":")
    other_save, _, other_asked = other.partition(":")
    return bool(save and save == other_save) or bool(asked and asked == other_asked)
