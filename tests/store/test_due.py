"""What is to be sent later is kept with the text that it comes from, and taken back by what they text then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responder.core.answering.outgoing.planned import waiting_after
from responder.core.contact import Contact
from responder.core.decision import Cancelled, Decision, Due, Effect, OptedOut, Tagged, Trace
from responder.core.message import InboundMessage
from responder.core.question import OpenQuestion
from responder.store import Question, Store
from responder.store.effects import Cause
from responder.store.group_commit import GroupCommit

NOW = datetime(2026, 6, 2, 10, 0, 0, 123456, tzinfo=UTC)
ANA, BEN, US = "+15550100001", "+15550100002", "+15550109999"
_sids = iter(range(10**9))


def text(store: Store, *effects: Effect, from_: str = ANA, now: datetime = NOW, sid: str = "") -> InboundMessage:
    message = InboundMessage(sid or f"SM{next(_sids):032x}", from_, US, "hi")

    def decide(contact: Contact) -> tuple[Decision, str]:
        after = replace(contact, last_seen=now)
        return Decision("answered", "Prices", (), effects, after, Trace(), (), "digest"), "<Response/>"

    store.answer(Question(message, now, decide))
    return message


def follow_up(name: str = "visit", unless: Sequence[str] = ("they reply", "they opt out"), **more: Any) -> Due:
    given: dict[str, Any] = {"kind": "follow-up", "to": ANA, "at": NOW + timedelta(days=2), "rule": "Prices"}
    return Due(**{**given, "name": name, "unless": tuple(unless), **more})


ALWAYS_SENT = follow_up("review", ["they opt out"], groups=("med", "as\x00pirin"), position=1)
NOTE = Due("notify", "+15550100009", NOW, "Prices", "maria", "Ana texted: hi", ("https://example.com/a.jpg",))
HOOK = Due("webhook", "https://example.com/hook", NOW, "Prices", text='{"text": "hi 👍"}')


def test_what_is_due_is_kept_with_the_text_that_it_comes_from(store: Store) -> None:
    message = text(store, follow_up(), NOTE, ALWAYS_SENT, HOOK)
    kept = store.message(message.sid)
    assert kept is not None
    found = store.due(ANA)
    assert [one.due for one in found] == [NOTE, HOOK, follow_up(), ALWAYS_SENT]
    assert {(one.message_id, one.contact, one.state, one.reason, one.ended_at, one.ruleset) for one in found} == {
        (kept.id, ANA, "due", None, None, "digest")
    }


def test_what_is_due_comes_soonest_first_up_to_a_moment(store: Store) -> None:
    text(store, follow_up("b", at=NOW + timedelta(hours=2)), follow_up("a", at=NOW + timedelta(hours=1)))
    text(store, follow_up("c", at=NOW + timedelta(hours=3)), from_=BEN)
    assert [one.due.name for one in store.due()] == ["a", "b", "c"]
    assert [one.due.name for one in store.due(before=NOW + timedelta(hours=2))] == ["a", "b"]
    assert [one.due.name for one in store.due(BEN)] == ["c"]
    assert [one.due.name for one in store.due(limit=1)] == ["a"]
    assert store.contents().due == 3


def test_a_reply_takes_back_what_was_due_unless_they_reply(store: Store) -> None:
    text(store, follow_up(), ALWAYS_SENT, NOTE)
    text(store, from_=BEN)
    assert len(store.due(ANA)) == 3
    later = NOW + timedelta(hours=1)
    text(store, now=later)
    assert [one.due for one in store.due(ANA)] == [NOTE, ALWAYS_SENT]
    (gone,) = store.due(ANA, state="cancelled")
    assert (gone.due, gone.reason, gone.ended_at) == (follow_up(), "they replied", later)
    assert len(store.due(ANA, state=None)) == 3
    assert store.contents().due == 2


def test_a_copy_of_the_text_that_it_comes_from_takes_nothing_back(store: Store) -> None:
    text(store, follow_up(), sid="SM1")
    text(store, sid="SM1")
    assert [one.due for one in store.due(ANA)] == [follow_up()]


def test_opting_out_takes_back_every_follow_up(store: Store) -> None:
    text(store, follow_up(), ALWAYS_SENT, NOTE)
    text(store, OptedOut((US,), "STOP word 'stop'"))
    assert [one.due for one in store.due(ANA)] == [NOTE]
    assert {one.reason for one in store.due(ANA, state="cancelled")} == {"they opted out"}


def test_an_opt_out_that_no_text_told_us_of_takes_back_and_closes_all(store: Store) -> None:
    text(store, follow_up(), ALWAYS_SENT)
    question = OpenQuestion("new_time", "conversation", NOW, NOW + timedelta(days=1), started_at=NOW)
    store.write(lambda unit: _keep_contact(unit, Contact(ANA, questions=(question,))))
    after = store.record_opt_out(ANA, (US,), "carrier", "Twilio's error 21610", NOW)
    assert store.due(ANA) == []
    assert after.questions == store.contact(ANA).questions == ()


def _keep_contact(unit: Any, contact: Contact) -> None:
    message = InboundMessage("SM77", ANA, US, "hi")
    claim = unit.claim(message, NOW)
    decision = Decision("answered", "R", (), (), contact, Trace(), (), "digest")
    unit.record(claim, message, decision, "<Response/>", NOW, waiting=False)


@pytest.mark.parametrize(
    ("names", "left"),
    [(("visit",), ["review"]), (("visit", "review"), []), (("other",), ["review", "visit"]), ((), [])],
)
def test_follow_ups_are_cancelled_by_name_or_all(store: Store, names: tuple[str, ...], left: list[str]) -> None:
    text(store, follow_up(unless=()), ALWAYS_SENT)
    text(store, ALWAYS_SENT, from_=BEN)
    text(store, Cancelled(names, "Booked"))
    assert sorted(one.due.name for one in store.due(ANA)) == left
    assert {one.reason for one in store.due(ANA, state="cancelled")} <= {"rule 'Booked'"}
    assert len(store.due(BEN)) == 1


def test_the_same_follow_up_planned_again_takes_the_place_of_the_one_before(store: Store) -> None:
    text(store, ALWAYS_SENT)
    later = replace(ALWAYS_SENT, at=NOW + timedelta(days=9))
    text(store, later, replace(later, rule="Other"), replace(later, position=0))
    assert [one.due for one in store.due(ANA)] == [later, replace(later, rule="Other"), replace(later, position=0)]
    assert [one.reason for one in store.due(ANA, state="cancelled")] == ["planned anew"]


def test_a_row_of_what_is_due_has_an_id_of_its_own(store: Store) -> None:
    cause = Cause(ANA, 0, "", None, "digest", None)
    first, second = store.write(lambda unit: (unit.keep_due(NOTE, cause), unit.keep_due(NOTE, cause)))
    assert first != second
    assert sorted(one.id for one in store.due()) == sorted((first, second))


def test_nothing_of_it_is_kept_where_the_text_isn_t(store: Store) -> None:
    def work(unit: Any) -> None:
        unit.keep_due(NOTE, Cause(ANA, 0, "", None, "digest", None))
        raise LookupError

    with pytest.raises(LookupError):
        store.write(work)
    assert store.due() == []


def test_hostile_and_endless_names_come_back_whole(store: Store) -> None:
    endless = "👍\x00'; DROP TABLE due; --\ud83d" * 2000
    due = follow_up(endless, rule=endless, unless=(endless,), groups=(endless,))
    text(store, due)
    assert [one.due for one in store.due(ANA)] == [due]
    text(store, Cancelled((endless,), endless))
    assert store.due(ANA) == []


def test_a_text_without_anything_due_asks_nothing_of_what_is_due(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        text(store, follow_up())
        text(store, from_=BEN)
        assert isinstance(store._writer, GroupCommit)
        said: list[str] = []
        store._writer._connection.set_trace_callback(said.append)
        text(store, Tagged("vip", "R"), from_=BEN)
        assert not any("due" in statement for statement in said)
        text(store)
        assert sum("UPDATE due" in statement for statement in said) == 1
        text(store)
        assert sum("UPDATE due" in statement for statement in said) == 1


EFFECTS: st.SearchStrategy[Effect] = st.one_of(
    st.builds(
        follow_up,
        st.sampled_from("ab"),
        st.sampled_from([(), ("they reply",), ("they opt out",)]),
        rule=st.sampled_from("RS"),
        position=st.integers(0, 1),
        at=st.integers(1, 5).map(lambda days: NOW + timedelta(days=days)),
    ),
    st.builds(Cancelled, st.sampled_from([(), ("a",), ("b",), ("a", "b")]), st.just("R")),
    st.just(OptedOut((US,), "STOP")),
)


@given(st.lists(st.lists(EFFECTS, max_size=3), max_size=6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_store_and_the_simulator_agree_on_what_stays_due(store: Store, texts: list[list[Effect]]) -> None:
    """The simulator asks ``waiting_after``; what it plays is what will happen."""
    waiting: list[Due] = []
    address = f"+1555{next(_sids)}"
    for effects in texts:
        text(store, *effects, from_=address)
        waiting = waiting_after(waiting, effects)
    found = store.due(address, limit=100)
    assert sorted((one.due for one in found), key=repr) == sorted(waiting, key=repr)
