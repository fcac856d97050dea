"""When a contact isn't answered: too many answers, the same words, two machines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from responder.core.answering.limits import digest_of, remembered, sayable, shape_of, why_not_answer
from responder.core.contact import Exchange
from responder.core.message import Reply
from responder.core.ruleset import Limits, Rate
from responder.core.text.folding import fold

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def history(make: Any, *ago: timedelta, shape: str = "", replies: tuple[str, ...] = ("x",)) -> tuple[Exchange, ...]:
    return tuple(Exchange(make.now - one, shape or f"shape {n}", replies) for n, one in enumerate(ago))


def test_five_answers_in_ten_seconds_are_enough(make: Any) -> None:
    limits = Limits(rounds=100)
    four = history(make, *[n * SECOND for n in (8, 6, 4, 2)])
    assert why_not_answer(limits, four, "a", make.now) is None
    five = history(make, *[n * SECOND for n in (9, 8, 6, 4, 2)])
    reason = why_not_answer(limits, five, "a", make.now)
    assert reason == "they got 5 answers already, and the limit is 5 in 10 seconds"
    assert why_not_answer(limits, history(make, *[n * SECOND for n in (10, 8, 6, 4, 2)]), "a", make.now) is None


def test_twenty_answers_in_an_hour_are_enough(make: Any) -> None:
    twenty = history(make, *[n * MINUTE for n in range(59, 19, -2)])
    assert why_not_answer(Limits(), twenty, "a", make.now) == (
        "they got 20 answers already, and the limit is 20 in 1 hour"
    )
    assert why_not_answer(Limits(), twenty[1:], "a", make.now) is None
    silent = history(make, *[n * MINUTE for n in range(59, 19, -2)], replies=())
    assert why_not_answer(Limits(), silent, "a", make.now) is None


def test_a_limit_of_one_reads_well(make: Any) -> None:
    limits = Limits(replies=(Rate(1, HOUR, "1 in 1 hour"),))
    reason = why_not_answer(limits, history(make, MINUTE), "a", make.now)
    assert reason == "they got 1 answer already, and the limit is 1 in 1 hour"


def test_texts_of_one_shape_stop_after_five_rounds(make: Any) -> None:
    five = history(make, *[n * 9 * MINUTE for n in (5, 4, 3, 2, 1)], shape="auto")
    assert why_not_answer(Limits(), five, "auto", make.now) == (
        "5 texts like this one came one after the other: a machine may be answering us"
    )
    assert why_not_answer(Limits(), five[1:], "auto", make.now) is None
    assert why_not_answer(Limits(), five, "other", make.now) is None
    assert why_not_answer(Limits(rounds=6), five, "auto", make.now) is None
    paused = history(make, *[n * 10 * MINUTE for n in (5, 4, 3, 2, 1)], shape="auto")
    assert why_not_answer(Limits(), paused, "auto", make.now) is None


def test_a_machine_stays_silenced_while_it_goes_on(make: Any) -> None:
    silent = history(make, *[n * MINUTE for n in range(9, 0, -1)], shape="auto", replies=())
    assert why_not_answer(Limits(), silent, "auto", make.now) is not None


def test_pictures_without_words_are_no_loop(make: Any) -> None:
    pictures = tuple(Exchange(make.now - n * MINUTE, "", ("x",)) for n in range(9, 0, -1))
    assert why_not_answer(Limits(), pictures, "", make.now) is None


def test_texts_at_a_machines_pace_stop_after_five_rounds(make: Any) -> None:
    limits = Limits(replies=())
    quick = history(make, *[n * 2 * SECOND for n in (5, 4, 3, 2, 1)])
    assert why_not_answer(limits, quick, "a", make.now) == (
        "5 texts came within three seconds of our answers: a machine may be answering us"
    )
    assert why_not_answer(limits, quick[1:], "a", make.now) is None
    slow = history(make, *[n * 3 * SECOND for n in (5, 4, 3, 2, 1)])
    assert why_not_answer(limits, slow, "a", make.now) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Your code is 12345.", "your code is 99!", True),
        ("I'm driving", "Im driving!!!", True),
        ("price", "prices", False),
        ("1", "2", False),
        ("?", "!", False),
        ("👍", "👎", False),
        ("", "", True),
    ],
)
def test_the_shape_of_a_text_is_its_letters(one: str, other: str, same: bool) -> None:
    assert (shape_of(fold(one)) == shape_of(fold(other))) is same


def test_a_shape_is_short_and_takes_anything() -> None:
    assert shape_of(fold("")) == ""
    assert len(shape_of(fold("x" * 1600))) == 16
    assert shape_of(fold("\ud800\x00"))[:1] in ("", *"0123456789abcdef")


def test_the_same_words_are_not_said_three_times_in_ten_minutes(make: Any) -> None:
    name = digest_of(Reply("Hello"))
    told = history(make, 9 * MINUTE, 2 * MINUTE, replies=(name,))
    said = sayable(Limits(), told, [Reply("Hello")], make.now)
    assert (said.replies, said.digests) == ((), ())
    assert said.because == "these words were sent to them already, and the limit is 2 in 10 minutes"
    some = sayable(Limits(), told, [Reply("Hello"), Reply("Bye")], make.now)
    assert some.replies == (Reply("Bye"),)
    assert some.because == "1 of 2 texts were sent to them already, and the limit is 2 in 10 minutes"
    earlier = history(make, 10 * MINUTE, 2 * MINUTE, replies=(name,))
    assert sayable(Limits(), earlier, [Reply("Hello")], make.now).because is None


def test_another_picture_is_another_reply() -> None:
    assert digest_of(Reply("Look", ("https://x.test/a",))) != digest_of(Reply("Look", ("https://x.test/b",)))


def test_no_more_is_kept_than_the_limits_look_at(make: Any) -> None:
    latest = Exchange(make.now, "new")
    long = history(make, *[n * SECOND for n in range(100, 0, -1)])
    kept = remembered(Limits(), long, latest)
    assert (len(kept), kept[-1], kept[0]) == (40, latest, long[61])
    old = history(make, HOUR, 59 * MINUTE)
    assert remembered(Limits(), old, latest) == (old[1], latest)
    day = Limits(replies=(Rate(100, 24 * HOUR, "100 in 1 day"),))
    assert len(remembered(day, long, latest)) == 100
    assert remembered(day, old, latest) == (*old, latest)
