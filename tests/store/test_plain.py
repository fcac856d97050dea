"""Every effect and every open question comes back from the database as it was."""

from __future__ import annotations

import types
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.contact import Contact
from responder.core.decision import Asked, Due, Effect, HandedOver, Tagged
from responder.core.message import Reply
from responder.core.question import Choosing, OpenQuestion
from responder.store.columns import read, written
from responder.store.effects import Cause, due_of, due_row, effects_json, effects_of
from responder.store.plain import plain, values
from responder.store.rows import contact_of, contact_row

NOW = datetime(2026, 6, 2, 10, 0, 0, 123457, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(), max_size=20)
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))
SIMPLE = {
    str: ANY_TEXT,
    int: st.integers(-(2**31), 2**31),
    bool: st.booleans(),
    datetime: MOMENTS,
    type(None): st.none(),
}


def strategy(hint: Any) -> st.SearchStrategy[Any]:
    """Values for what a field of a flat value may be; a field of another kind fails here."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple and arguments[1:] == (...,):
        return st.lists(strategy(arguments[0]), max_size=3).map(tuple)
    if origin in (Union, types.UnionType):
        return st.one_of(*map(strategy, arguments))
    raise AssertionError(f"{hint} isn't flat")


def flat(kind: type[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, **{name: strategy(hint) for name, hint in get_type_hints(kind).items()})


EFFECTS = [flat(kind) for kind in get_args(Effect)]


@given(st.lists(st.one_of(*EFFECTS), max_size=5).map(tuple))
def test_any_effects_come_back_as_they_were(effects: tuple[Effect, ...]) -> None:
    assert effects_of(read(written(effects_json(effects)))) == effects


@pytest.mark.parametrize("kind", get_args(Effect))
def test_each_effect_comes_back_of_its_own_kind(kind: type[Any]) -> None:
    @given(flat(kind))
    def comes_back(effect: Effect) -> None:
        (found,) = effects_of(read(written(effects_json([effect]))))
        assert type(found) is kind
        assert found == effect

    comes_back()


def test_a_time_of_any_zone_comes_back_in_utc() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))
    (found,) = effects_of(read(written(effects_json([HandedOver(there, "R")]))))
    assert isinstance(found, HandedOver)
    assert (found.until, found.until.tzinfo) == (NOW, UTC)


def test_effects_that_an_older_responder_kept_are_read() -> None:
    assert effects_of([{"did": "Tagged", "tag": "vip", "rule": "R"}]) == (Tagged("vip", "R"),)
    old = {"did": "Asked", "name": "q", "asker": "rule", "text": "?", "until": {"moment": 1}, "step": -1, "rule": "R"}
    (asked,) = effects_of([{**old, "started_at": {"moment": 0}}])
    assert isinstance(asked, Asked)
    assert asked.until - asked.started_at == timedelta(microseconds=1)


@given(flat(Due))
def test_what_is_due_comes_back_from_its_row(due: Due) -> None:
    row = due_row(due, Cause("+1555", 0, "", None, "digest", None))
    assert due_of(due.kind, due.at, read(row[7])) == due


@given(st.lists(flat(OpenQuestion), max_size=3).map(tuple), st.none() | flat(Choosing), st.none() | MOMENTS)
def test_a_contact_s_open_questions_come_back_from_its_row(
    questions: tuple[OpenQuestion, ...], choosing: Choosing | None, until: datetime | None
) -> None:
    contact = Contact("+1555", questions=questions, choosing=choosing, handed_over_until=until)
    row = contact_row(contact)
    assert contact_of("+1555", (*row[:-1], None, row[-1])) == contact


def test_open_questions_that_an_older_responder_kept_are_read() -> None:
    question = {"name": "q", "asker": "rule", "asked_at": {"moment": 0}, "until": {"moment": 1}, "text": "?"}
    choosing = {"names": ["q", "r"], "body": "yes", "until": {"moment": 1}}
    row = list(contact_row(Contact("+1555", questions=(OpenQuestion("q", "rule", NOW, NOW),))))
    at = next(n for n, cell in enumerate(row) if isinstance(cell, str) and '"open"' in cell)
    row[at] = written({"open": [question], "choosing": choosing})
    contact = contact_of("+1555", (*row[:-1], None, row[-1]))
    (found,) = contact.questions
    assert (found.language, found.bare, found.before) == (None, "", ())
    assert contact.choosing is not None
    assert (contact.choosing.names, contact.choosing.times) == (("q", "r"), 1)


def test_a_follow_up_that_an_older_responder_planned_is_read() -> None:
    was = Due("follow-up", "+1555", NOW, "R", "again")
    what = read(due_row(was, Cause("+1555", 0, "", None, "d", None))[7])
    del what["language"]
    assert due_of("follow-up", NOW, what) == was


def test_a_contact_without_questions_costs_no_json() -> None:
    assert contact_row(Contact("+1555"))[-3:] == (None, None, None)
    assert contact_row(Contact("+1555"), waiting=True)[-1] == 1


def test_what_isn_t_flat_is_refused_before_anything_is_kept() -> None:
    with pytest.raises(TypeError, match="Reply is nothing that a flat value holds"):
        plain(Reply("hi", (Reply("nested"),)))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        plain(HandedOver(datetime(2026, 6, 2), "R"))
    assert values(plain(HandedOver(NOW, "R"))) == {"until": NOW, "rule": "R", "staff": ()}
