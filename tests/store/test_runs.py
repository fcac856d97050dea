"""What people were asked, what they answered, and how it ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from responder.core.contact import Contact
from responder.core.decision import Answered, Asked, Closed, Decision, Effect, Ending, Trace
from responder.core.message import InboundMessage
from responder.store import Question, Run, Store

NOW = datetime(2026, 6, 2, 10, 0, 0, 123456, tzinfo=UTC)
DAY = timedelta(days=1)
ANA, BEN, US = "+15550100001", "+15550100002", "+15550109999"


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def text(store: Store, minutes: int, *effects: Effect, from_: str = ANA) -> str:
    sid = f"SM{from_}{minutes}"

    def decide(contact: Contact) -> tuple[Decision, str]:
        return Decision("answered", "R", (), effects, contact, Trace(), (), "digest"), "<Response/>"

    store.answer(Question(InboundMessage(sid, from_, US, "hi"), at(minutes), decide))
    return sid


def asked(step: int, minutes: int, *came_from: int, began: int = 0) -> Asked:
    until = at(minutes) + DAY
    return Asked("new_time", "conversation", "?", until, at(began), step, "Reschedule", at(minutes), 0, came_from)


def answered(field: str, value: str, step: int) -> Answered:
    return Answered("new_time", field, value, NOW, step, "new_time")


def closed(how: Ending, began: int = 0) -> Closed:
    return Closed("new_time", how, at(began), "new_time")


def only(store: Store) -> Run:
    (run,) = store.runs("new_time")
    return run


def given(run: Run) -> dict[str, str]:
    return {answer.field: answer.value for answer in run.counted().values()}


def test_a_conversation_is_kept_from_its_first_question_to_its_end(store: Store) -> None:
    text(store, 0, asked(0, 0))
    assert (only(store).state(at(1)), only(store).ended(at(1)), only(store).answers) == ("open", None, ())
    sid = text(store, 5, answered("day", "2026-06-03", 0), asked(1, 5, 0))
    text(store, 9, answered("half", "morning", 1), closed("answered"))
    run = only(store)
    assert (run.contact, run.name, run.asker, run.started_at) == (ANA, "new_time", "conversation", NOW)
    assert (run.state(at(9)), run.ended(at(9)), given(run)) == (
        "answered",
        at(9),
        {"day": "2026-06-03", "half": "morning"},
    )
    first = run.answers[0]
    assert (first.step, first.at, first.message_sid) == (0, at(5), sid)
    assert store.contents().answers == 2


def test_an_answer_that_is_given_anew_counts_in_place_of_the_earlier_one(store: Store) -> None:
    text(store, 0, asked(0, 0))
    text(store, 1, answered("day", "monday", 0), asked(1, 1, 0))
    text(store, 2, asked(0, 2))
    assert given(only(store)) == {}
    text(store, 3, answered("day", "friday", 0), asked(1, 3, 0))
    assert given(only(store)) == {"day": "friday"}
    text(store, 4, answered("half", "am", 1), closed("answered"))
    assert given(only(store)) == {"day": "friday", "half": "am"}
    assert [answer.value for answer in only(store).answers] == ["monday", "friday", "am"]


def test_answers_to_steps_that_are_skipped_after_going_back_count_no_more(store: Store) -> None:
    text(store, 0, asked(0, 0))
    text(store, 1, answered("pet", "yes", 0), asked(1, 1, 0))
    text(store, 2, answered("kind", "dog", 1), asked(2, 2, 0, 1))
    text(store, 3, asked(1, 3, 0))
    text(store, 4, asked(0, 4))
    text(store, 5, answered("pet", "no", 0), asked(2, 5, 0))
    text(store, 6, answered("name", "Ana", 2), closed("answered"))
    assert given(only(store)) == {"pet": "no", "name": "Ana"}


@pytest.mark.parametrize("how", ["given up", "cancelled", "lapsed", "replaced"])
def test_how_it_ended_is_kept_with_what_was_answered(store: Store, how: Ending) -> None:
    text(store, 0, asked(0, 0))
    text(store, 1, answered("day", "monday", 0), asked(1, 1, 0))
    text(store, 5000, closed(how))
    text(store, 5001, closed("answered"))
    run = only(store)
    # One that lapsed ended when its time was up, though we learn of it by the next text.
    assert run.ended(at(6000)) == (at(1) + DAY if how == "lapsed" else at(5000))
    assert (run.state(at(6000)), given(run)) == (how, {"day": "monday"})


def test_a_question_that_nobody_answers_lapses_by_itself(store: Store) -> None:
    text(store, 0, asked(0, 0))
    run = only(store)
    assert (run.state(NOW + DAY - timedelta(seconds=1)), run.state(NOW + DAY)) == ("open", "lapsed")
    assert run.ended(NOW + DAY * 9) == NOW + DAY


def test_a_rule_s_question_is_kept_without_answers(store: Store) -> None:
    """What came of it is the rule that answered it, which stands with the message."""
    text(store, 0, Asked("party", "rule", "Coming?", NOW + DAY, NOW, -1, "Party"))
    text(store, 1, Answered("party", "", "yes", NOW, -1, "Yes"), Closed("party", "answered", NOW, "Yes"))
    (run,) = store.runs("party")
    assert (run.asker, run.how, run.answers, run.path) == ("rule", "answered", (), ())


def test_a_step_that_saves_nothing_is_kept_all_the_same(store: Store) -> None:
    text(store, 0, asked(0, 0))
    text(store, 1, answered("", "fine", 0), closed("answered"))
    assert [(answer.field, answer.value) for answer in only(store).answers] == [("", "fine")]


def test_runs_come_oldest_first_and_since_a_moment(store: Store) -> None:
    text(store, 7, asked(0, 7, began=7), from_=BEN)
    text(store, 0, asked(0, 0))
    text(store, 3, asked(0, 3, began=3), closed("replaced"))
    assert [(run.contact, run.started_at) for run in store.runs("new_time")] == [(ANA, NOW), (ANA, at(3)), (BEN, at(7))]
    assert [run.started_at for run in store.runs("new_time", at(3))] == [at(3), at(7)]
    assert store.runs("other") == []


def test_what_was_asked_is_counted_by_how_it_stands(store: Store) -> None:
    text(store, 0, asked(0, 0))
    text(store, 3, asked(0, 3, began=3), closed("replaced"))
    text(store, 4000, asked(0, 4000, began=4000), from_=BEN)
    text(store, 4001, Asked("party", "rule", "Coming?", at(4001) + DAY, at(4001), -1, "Party"))
    found = store.asked(at(4002))
    assert [(one.name, one.asker, dict(one.states), one.total, one.last) for one in found] == [
        ("new_time", "conversation", {"replaced": 1, "lapsed": 1, "open": 1}, 3, at(4000)),
        ("party", "rule", {"open": 1}, 1, at(4001)),
    ]
    assert [one.name for one in store.asked(at(4002), at(4001))] == ["party"]


def test_hostile_answers_come_back_as_they_were(store: Store) -> None:
    hostile = "\x00'; DROP TABLE runs; --\ud83d \x1f ␛0000" + "👍" * 400
    text(store, 0, Asked(hostile, "conversation", hostile, NOW + DAY, NOW, 0, hostile))
    text(store, 1, Answered(hostile, hostile, hostile, NOW, 0, hostile))
    (run,) = store.runs(hostile)
    assert [(answer.field, answer.value) for answer in run.answers] == [(hostile, hostile)]
