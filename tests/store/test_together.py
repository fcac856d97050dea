"""Texts that are answered together on SQLite leave the same behind as texts that are answered one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.core.contact import Contact, Exchange
from responder.core.decision import (
    Answered as AnsweredQuestion,
)
from responder.core.decision import (
    Asked,
    Cancelled,
    Closed,
    Decision,
    Due,
    Effect,
    HandedOver,
    Joined,
    Left,
    OptedOut,
    Step,
    Trace,
)
from responder.core.message import InboundMessage, Reply
from responder.core.question import OpenQuestion
from responder.store import Answered, Question, Store
from responder.store.answering import answer_alone
from responder.store.group_commit import GroupCommit
from responder.store.tables import metadata

NOW = datetime(2026, 6, 2, 10, 0, tzinfo=UTC)
PASSED = (Step("rule", "A", "no"), Step("rule", "B", "no"))
LATER = NOW + timedelta(days=1)
FOLLOW_UP = Due("follow-up", "+1555", LATER, "F", "visit", unless=("they reply", "they opt out"))
EFFECTS: list[Effect] = [
    Joined("tips", "J"),
    Left("tips", "L"),
    OptedOut(("+1999",), "STOP", by="carrier"),
    FOLLOW_UP,
    replace(FOLLOW_UP, unless=(), name="review"),
    Due("notify", "+1777", NOW, "N", "maria", "a text came"),
    Cancelled(("visit",), "C"),
    Cancelled((), "C"),
    Asked("new_time", "conversation", "Which day?", LATER, NOW, 0, "A"),
    AnsweredQuestion("new_time", "day", "2026-06-03", NOW, 0, "A"),
    Closed("new_time", "answered", NOW, "A"),
    HandedOver(LATER, "H"),
]


@dataclass(frozen=True)
class Text:
    """One text of a batch: by whom, which copy, and what is decided about it."""

    sender: int
    sid: int
    token: int | None
    replies: int
    effects: tuple[Effect, ...]
    fails: bool


TEXTS = st.lists(
    st.builds(
        Text,
        st.integers(0, 3),
        st.integers(0, 9),
        st.none() | st.integers(0, 4),
        st.integers(0, 3),
        st.lists(st.sampled_from(EFFECTS), max_size=3).map(tuple),
        st.sampled_from([False, False, False, True]),
    ),
    max_size=50,
)


def question(place: int, text: Text) -> Question:
    now = NOW + timedelta(seconds=place)
    message = InboundMessage(f"SM{text.sid}", f"+1555{text.sender}", "+1999", f"text {place}")

    def decide(contact: Contact) -> tuple[Decision, str]:
        if text.fails:
            raise LookupError(f"text {place}")
        lists = set(contact.lists)
        questions = contact.questions
        for effect in text.effects:
            if isinstance(effect, Joined):
                lists.add(effect.list)
            elif isinstance(effect, Left):
                lists.discard(effect.list)
            elif isinstance(effect, Asked):
                questions = (OpenQuestion("new_time", "conversation", now, effect.until, started_at=now),)
        # What the answer says depends on everything that was decided before.
        seen = len(contact.history)
        after = replace(
            contact,
            first_seen=contact.first_seen or now,
            last_seen=now,
            lists=frozenset(lists),
            questions=questions,
            history=(*contact.history, Exchange(now, message.body)),
        )
        replies = tuple(
            Reply(f"reply {n} after {seen} on {sorted(contact.lists)}, {contact.questions}")
            for n in range(text.replies)
        )
        decision = Decision("answered", "R", replies, text.effects, after, Trace(PASSED), (), "digest")
        return decision, f"<Response>{place} {seen}</Response>"

    return Question(message, now, decide, None if text.token is None else f"token {text.token}", PASSED)


def writer_of(store: Store) -> GroupCommit:
    assert isinstance(store._writer, GroupCommit)
    return store._writer


def together(store: Store, questions: list[Question]) -> list[Answered | Exception]:
    writer = writer_of(store)
    writer._cursor.execute("BEGIN IMMEDIATE")
    results = writer._together.answer(questions)
    writer._cursor.execute("COMMIT")
    return results


def one_by_one(store: Store, questions: list[Question]) -> list[Answered | Exception]:
    results: list[Answered | Exception] = []
    for asked in questions:
        try:
            results.append(store.write(partial(answer_alone, question=asked)))
        except LookupError as error:
            results.append(error)
    return results


def told(results: list[Answered | Exception]) -> list[Any]:
    return [(r.twiml, r.decision) if isinstance(r, Answered) else str(r) for r in results]


def rows(store: Store) -> dict[str, list[Any]]:
    connection = writer_of(store)._connection
    return {
        table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in metadata.tables
    }


@given(TEXTS, st.integers(0, 50))
@settings(max_examples=80, deadline=None)
def test_together_comes_to_the_same_as_one_by_one(texts: list[Text], split: int) -> None:
    questions = [question(place, text) for place, text in enumerate(texts)]
    with (
        TemporaryDirectory() as folder,
        Store.open(f"sqlite:///{folder}/a") as one,
        Store.open(f"sqlite:///{folder}/b") as other,
    ):
        assert told(together(one, questions[:split]) + together(one, questions[split:])) == told(
            one_by_one(other, questions)
        )
        assert rows(one) == rows(other)


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with Store.open(f"sqlite:///{tmp_path / 'texts.sqlite3'}") as opened:
        yield opened


def plain(place: int) -> Question:
    return question(place, Text(place, place, None, 1, (), False))


def broken(place: int) -> Question:
    """A question whose answer the database refuses."""
    asked = plain(place)

    def decide(contact: Contact) -> tuple[Decision, str]:
        decision, twiml = asked.decide(contact)
        return replace(decision, outcome=None), twiml  # type: ignore[arg-type]

    return replace(asked, decide=decide)


def test_an_answer_that_the_database_refuses_leaves_the_others_alone(
    store: Store, gathered: Callable[[Store, list[Callable[[], Any]]], list[Any]]
) -> None:
    asked = [plain(0), broken(1), plain(2), question(3, Text(3, 3, None, 1, (), True))]
    results = gathered(store, [partial(store.answer, q) for q in asked])
    assert [type(result).__name__ for result in results] == ["Answered", "StoreError", "Answered", "LookupError"]
    assert "refused the work (NOT NULL constraint failed: decisions.outcome)" in str(results[1])
    assert [store.message(f"SM{n}") is not None for n in range(4)] == [True, False, True, False]


def test_texts_and_other_works_share_a_commit(
    store: Store, gathered: Callable[[Store, list[Callable[[], Any]]], list[Any]]
) -> None:
    store.answer(plain(9))
    statements: list[str] = []
    writer_of(store)._connection.set_trace_callback(statements.append)
    works: list[Callable[[], Any]] = [
        partial(store.answer, plain(0)),
        partial(store.move_status, "SM77", "sent", None, NOW),
        partial(store.answer, plain(1)),
    ]
    results = gathered(store, works)
    assert [type(result).__name__ for result in results] == ["Answered", "bool", "Answered"]
    # One for the work that held the writer until all were gathered, one for all of them.
    assert statements.count("COMMIT") == 2
    assert sum(statement.startswith("INSERT INTO messages") for statement in statements) == 1


def test_more_texts_than_one_statement_takes_are_answered_together_too(store: Store) -> None:
    asked = [question(n, Text(n % 7, n, n, 2, (), False)) for n in range(100)]
    results = together(store, asked)
    assert all(isinstance(result, Answered) and result.decision for result in results)
    assert store.contents().messages == 300
    assert told(together(store, asked)) == [(r.twiml, None) for r in results if isinstance(r, Answered)]


def test_ids_go_on_where_another_program_left_off(store: Store) -> None:
    store.answer(plain(0))
    other = sqlite3.connect(store.name)
    with other:
        other.execute(
            "INSERT INTO messages (id, direction, contact, ours, channel, at, body, segments) "
            "VALUES (900, 'out', '+1', '+1', 'sms', 0, '', 1)"
        )
    other.close()
    store.answer(plain(1))
    kept = store.message("SM1")
    assert kept is not None
    assert kept.id == 901
    assert [reply.id for reply in store.answers(kept)] == [902]
