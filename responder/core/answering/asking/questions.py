"""The questions that are open for a contact: opened, closed, lapsed, and found by what a reaction quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from responder.core.answering.asking.finding_steps import found_again
from responder.core.answering.done import Done
from responder.core.conditions.reasons import lasting
from responder.core.conditions.situation import Situation
from responder.core.contact import Contact
from responder.core.conversation import Conversation
from responder.core.decision import Asked, Closed, Effect, Ending, OptedOut, Step
from responder.core.question import OpenQuestion
from responder.core.text.folding import fold

MOST_OPEN = 5
"""So many questions are open for a contact at most; one more, and the oldest goes."""

SHORTEST_QUOTE = 4
"""Letters of a quoted text that has to be the beginning of a question; a shorter one has to be all of it."""


@dataclass(frozen=True, slots=True)
class Lapses:
    """What a text finds out about the questions that are open no more."""

    steps: tuple[Step, ...] = ()
    effects: tuple[Effect, ...] = ()
    gone: frozenset[str] = frozenset()
    """The questions that the file doesn't have any more."""
    moved: Mapping[str, OpenQuestion] = field(default_factory=dict)
    """Those whose steps stand elsewhere since the file was edited, by name, as they are now."""


NO_LAPSES = Lapses()


def lapses(contact: Contact, conversations: Mapping[str, Conversation], now: datetime) -> Lapses:
    """The questions that lapsed by ``now`` (aware), or whose step isn't in the file any more."""
    steps: list[Step] = []
    effects: list[Effect] = []
    gone: set[str] = set()
    moved: dict[str, OpenQuestion] = {}
    for question in contact.questions:
        if not question.is_open(now):
            because = f"the question '{question.name}' lapsed {lasting((now - question.until).total_seconds())} ago"
        elif question.asker != "conversation":
            continue
        elif (again := found_again(question, conversations)) is not None:
            if again != question:
                moved[question.name] = again
            continue
        else:
            because = f"the question '{question.name}' is open no more: the file has changed, and its step is gone"
            gone.add(question.name)
        steps.append(Step("question", question.name, "no", (because,)))
        effects.append(closing(question, "lapsed", question.name))
    return Lapses(tuple(steps), tuple(effects), frozenset(gone), moved)


def closing(question: OpenQuestion, how: Ending, rule: str) -> Closed:
    """The effect that closes this question."""
    return Closed(question.name, how, question.started_at or question.asked_at, rule)


def opening(done: Done, asked: Asked) -> Done:
    """The question is open from now on: in place of the same one asked before, and of the oldest where there would
    be too many."""
    others = [question for question in done.situation.contact.questions if question.name != asked.name]
    same = [question for question in done.situation.contact.questions if question.name == asked.name]
    over = [question for question in same if (question.started_at or question.asked_at) != asked.started_at]
    over += others[: max(0, len(others) + 1 - MOST_OPEN)]
    return done.having(*(closing(question, "replaced", asked.rule) for question in over), asked)


def open_ones(contact: Contact, now: datetime) -> list[OpenQuestion]:
    """The questions that wait for an answer at ``now`` (aware), the one asked last first."""
    return [question for question in reversed(contact.questions) if question.is_open(now)]


def closed_by_opting_out(before: Contact, effects: tuple[Effect, ...]) -> Iterator[Closed]:
    """What an opt-out among the effects closes, for those who keep what became of each question."""
    if not any(isinstance(effect, OptedOut) for effect in effects):
        return
    still_open = {question.name: question.started_at or question.asked_at for question in before.questions}
    for effect in effects:
        if isinstance(effect, Asked):
            still_open[effect.name] = effect.started_at
        elif isinstance(effect, Closed):
            still_open.pop(effect.name, None)
        elif isinstance(effect, OptedOut):
            rule = effect.rule or effect.source
            yield from (Closed(name, "cancelled", started, rule) for name, started in still_open.items())
            still_open.clear()


def quoted_among(questions: list[OpenQuestion], quoted: str) -> str | None:
    """The name of the question that a reaction quotes; empty where it quotes another text of ours; None where it
    can't be told, as the quote has no words or a question's words aren't known. A picture has no words to quote, and no
    question is one."""
    if not quoted:
        return ""
    words = fold(quoted.rstrip("….").rstrip()).text
    if not words:
        return None
    for question in questions:
        if any(_is_quote(words, part) for part in (question.text, *question.text.split("\n"), question.bare)):
            return question.name
    return "" if all(question.text for question in questions) else None


def _is_quote(words: str, text: str) -> bool:
    asked = fold(text).text
    return asked == words or (len(words) >= SHORTEST_QUOTE and asked.startswith(words))


def still_there(situation: Situation, lapsed: Lapses) -> Situation:
    """The situation without the questions that the file doesn't have any more, and with the others as the file has
    them now. Those that lapsed stay, so that ``answering`` can say so."""
    if not lapsed.gone and not lapsed.moved:
        return situation
    contact, moved = situation.contact, lapsed.moved
    kept = tuple(moved.get(one.name, one) for one in contact.questions if one.name not in lapsed.gone)
    return replace(situation, contact=replace(contact, questions=kept))


def until(now: datetime, within: timedelta) -> datetime:
    """When a question that is asked now (UTC) lapses."""
    try:
        return now + within
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
