"""Why not to answer: too many answers, the same words again, two machines that answer each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from responder.core.contact import Exchange
from responder.core.message import Reply
from responder.core.ruleset import Limits
from responder.core.text.folding import Folded

KEPT = 40
"""How many rounds of a contact are kept, unless a limit counts further."""

KEPT_FOR = timedelta(hours=1)
"""How long a round is kept, unless a limit looks back further."""

ROUND_GAP = timedelta(minutes=10)
"""Texts of the same shape further apart than this are no machines talking."""

MACHINE_PACE = timedelta(seconds=3)
"""Nobody reads an answer and types the next text in less time."""

AN_ANSWER = "answer"
"""The shape of a round in which a conversation got the answer that it asked for: five times "yes" in a survey come from
a person. Such rounds neither count nor end a row of others."""

_NOT_LETTERS = re.compile(r"[\W\d_]+")


def digest(text: str) -> str:
    """A short name for a text that the history keeps in its place."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def shape_of(folded: Folded) -> str:
    """A digest of the text's letters: the same for "Your code is 12" and "Your code is 34!". A text without letters
    is its own shape, and an empty one has none."""
    text = folded.text
    if not text:
        return ""
    letters = _NOT_LETTERS.sub(" ", text).strip()
    return digest(letters or text)


def digest_of(reply: Reply) -> str:
    """A digest of what we said, its pictures included."""
    return digest("\n".join((reply.text, *reply.media)))


def why_not_answer(limits: Limits, history: Sequence[Exchange], shape: str, now: datetime) -> str | None:
    """Why this contact isn't answered now, in a sentence, or None."""
    return too_many(limits, history, now) or may_be_machine(limits, history, shape, now)


def too_many(limits: Limits, history: Sequence[Exchange], now: datetime) -> str | None:
    """The limit of ``replies`` that they have reached, in a sentence, or None."""
    reached = _reached(limits, [one.at for one in history if one.replies], now)
    return None if reached is None else f"they got {_answers(reached[0])} already, and the limit is {reached[1]}"


def too_many_notices(limits: Limits, history: Sequence[Exchange], now: datetime) -> str | None:
    """The limit of ``replies`` that the notes to staff about them have reached, in a sentence, or None."""
    reached = _reached(limits, [one.at for one in history if one.told], now)
    if reached is None:
        return None
    count, limit = reached
    texts = "1 text" if count == 1 else f"{count} texts"
    return f"the staff was told of {texts} of theirs already, and the limit is {limit}: this one is only kept"


def _reached(limits: Limits, times: Sequence[datetime], now: datetime) -> tuple[int, str] | None:
    """How many of these rounds lie within the first limit of ``replies`` that they reach, and the limit as written."""
    for rate in limits.replies:
        if len(times) < rate.count:
            continue
        since = now - rate.within
        count = sum(1 for at in times if at > since)
        if count >= rate.count:
            return count, rate.written
    return None


def may_be_machine(limits: Limits, history: Sequence[Exchange], shape: str, now: datetime) -> str | None:
    """Why it looks as if a machine were answering us (``rounds``), in a sentence, or None."""
    if 0 < limits.rounds <= len(history):
        if (rounds := _same_shape(history, shape, now)) >= limits.rounds:
            return f"{rounds} texts like this one came one after the other: a machine may be answering us"
        if (rounds := _machine_pace(history, now)) >= limits.rounds:
            return f"{rounds} texts came within three seconds of our answers: a machine may be answering us"
    return None


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count} answers"


def _same_shape(history: Sequence[Exchange], shape: str, now: datetime) -> int:
    """How many rounds before this one had the same shape without a pause between them."""
    count, later = 0, now
    for exchange in reversed(history):
        alike = exchange.shape in (shape, AN_ANSWER)
        if not shape or not alike or later - exchange.at >= ROUND_GAP:
            break
        count, later = count + (exchange.shape == shape), exchange.at
    return count


def _machine_pace(history: Sequence[Exchange], now: datetime) -> int:
    """How many texts in a row, this one included, came right after an answer of ours."""
    count, later = 0, now
    for exchange in reversed(history):
        if not exchange.replies or later - exchange.at >= MACHINE_PACE:
            break
        count, later = count + 1, exchange.at
    return count


@dataclass(frozen=True, slots=True)
class Sayable:
    """The replies that may be said, and why the others may not."""

    replies: tuple[Reply, ...]
    digests: tuple[str, ...]
    because: str | None = None


def sayable(
    limits: Limits,
    history: Sequence[Exchange],
    replies: Sequence[Reply],
    now: datetime,
    always: Collection[Reply] = (),
) -> Sayable:
    """Leave out what this contact was told too often, but for what is ``always`` said."""
    if not replies:
        return Sayable((), ())
    since = now - limits.same_words.within
    said = [one for exchange in history if exchange.at > since for one in exchange.replies]
    kept: list[Reply] = []
    digests: list[str] = []
    withheld = 0
    for reply in replies:
        name = digest_of(reply)
        if said.count(name) >= limits.same_words.count and reply not in always:
            withheld += 1
            continue
        kept.append(reply)
        digests.append(name)
    if not withheld:
        return Sayable(tuple(kept), tuple(digests))
    what = "these words were" if withheld == len(replies) else f"{withheld} of {len(replies)} texts were"
    return Sayable(
        tuple(kept), tuple(digests), f"{what} sent to them already, and the limit is {limits.same_words.written}"
    )


def remembered(limits: Limits, history: Sequence[Exchange], latest: Exchange) -> tuple[Exchange, ...]:
    """The history with the latest round, without what no limit looks at any more."""
    most, longest = max(KEPT, limits.rounds), max(KEPT_FOR, limits.same_words.within)
    for rate in limits.replies:
        most, longest = max(most, rate.count), max(longest, rate.within)
    since = latest.at - longest
    recent = max(0, len(history) + 1 - most)
    # Silent rounds crowd out none that the limits count: else a flood would wear them down.
    room = most - 1 - sum(1 for one in history[recent:] if one.replies or one.told)
    older = [one for one in history[:recent] if one.replies or one.told] if room > 0 else []
    return (*(one for one in (*older[-room:], *history[recent:]) if one.at > since), latest)
