"""Somebody is forgotten: nothing of them is left but what keeps them from being texted again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from responder import rules
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.store import Outgoing, Store
from responder.store.erasing import StillSending
from responder.store.rewriting import rewrite
from responder.store.tables import metadata

NOW = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)
ANA, BEN, MARIA, OURS = "+12025550123", "+12025550199", "+13125550177", "+12025550100"
RULES = rules.loads("""
business: Clinic
timezone: UTC
staff: {maria: +1 312 555 0177}
lists: {tips: Tips}
rules:
  - {name: Tell, when: {contains: tell}, reply: OK., notify: {to: maria, text: "{{ from }}: {{ body }}"}}
  - {name: Join, when: {says: tips}, join: tips, tag: keen, reply: You're on it.}
  - {name: Later, when: {says: name}, reply: Hi., follow_up: {after: 2 days, text: Hello again.}}
""")


def texted(store: Store, body: str, from_: str = ANA, minutes: int = 0) -> str:
    message = InboundMessage(f"SM{abs(hash((body, from_, minutes))):032x}"[:34], from_, OURS, body)
    return handle(store, RULES, message, NOW + timedelta(minutes=minutes)).twiml


def told_maria(store: Store) -> None:
    """The note of the staff about Ana went out."""
    (row,) = [row for row in store.due() if row.due.rule == "Tell"]

    def sent(unit: Any) -> None:
        taken = unit.doing.take(row.id, row.job)
        part = {"to": MARIA, "body": row.due.text, "media": [], "from_": OURS, "service": "", "channel": "sms"}
        sending = {"parts": [{**part, "begun": 1, "sid": "SMnote"}], "asked": None}
        unit.record_sent(Outgoing("SMnote", MARIA, OURS, row.due.text), NOW)
        unit.doing.end(unit.doing.progress(taken, sending), "sent", None, NOW)

    store.write(sent)


def a_life(store: Store) -> None:
    for minute, body in enumerate(["tips", "tell her about the zebrafish", "name", "lose my number"]):
        texted(store, body, minutes=minute)
    told_maria(store)
    texted(store, "tips", BEN, 9)


def everything(store: Store) -> str:
    with store._engine.connect() as connection:
        return "\n".join(
            str(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        )


def test_nothing_of_them_is_left_in_any_table_and_others_keep_all(store: Store) -> None:
    a_life(store)
    bens = store.messages(BEN), store.contact(BEN), store.ledger(BEN)

    store.forget(ANA, NOW)

    left = everything(store)
    assert [word for word in (ANA, "zebrafish", "lose my number") if word in left] == []
    assert (store.messages(BEN), store.contact(BEN), store.ledger(BEN)) == bens
    assert store.message("SMnote") is None
    assert store.remains(ANA).nothing


def test_who_had_opted_out_is_never_texted_again_until_they_text_start(store: Store) -> None:
    a_life(store)
    before = store.contact(ANA).opted_out
    store.forget(ANA, NOW)

    assert store.contact(ANA).opted_out == before == store.write(lambda unit: unit.contact(ANA)).opted_out
    assert store.is_opted_out(ANA, (OURS,))
    assert "<Message>" not in texted(store, "tell me", minutes=20)
    assert "Welcome back" in texted(store, "START", minutes=21)
    assert "OK." in texted(store, "tell me", minutes=22)

    store.forget(ANA, NOW)
    assert not store.is_opted_out(ANA, (OURS,))


def test_an_opt_out_from_one_number_outlives_a_text_from_another(store: Store) -> None:
    a_life(store)
    store.forget(ANA, NOW)
    store.record_sent(Outgoing("SMother", ANA, "+12025550111", "Hi"), NOW)
    assert store.is_opted_out(ANA, (OURS,))


def test_many_strangers_at_once_are_told_apart(
    sqlite_url: str, gathered: Callable[[Store, list[Callable[[], Any]]], list[Any]]
) -> None:
    with Store.open(sqlite_url) as store:
        a_life(store)
        store.forget(ANA, NOW)
        people = [ANA, *(f"+1202555{n:04d}" for n in range(500, 540))]
        calls = [lambda one=one: texted(store, "tell me", one, 30) for one in people]
        answers = gathered(store, calls)
    assert [one for one, answer in zip(people, answers, strict=True) if "<Message>" not in answer] == [ANA]


def test_the_ledger_keeps_its_lines_without_number_and_words_and_whoever_has_the_number_finds_them(
    store: Store,
) -> None:
    a_life(store)
    before = store.ledger(ANA)
    store.forget(ANA, NOW)
    after = store.ledger(ANA)
    assert [(e.at, e.what, e.scope, e.rule) for e in after] == [(e.at, e.what, e.scope, e.rule) for e in before]
    assert {(e.words, e.source, e.message_sid) for e in after} == {("", "", None)}
    assert all(e.contact.startswith("forgotten:") for e in after)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM consent",
        "UPDATE consent SET at = 1",
        "UPDATE consent SET words = '', source = '', message_sid = NULL, contact = 'forgotten:abc'",
        "UPDATE consent SET contact = 'forgotten:' || (SELECT digest FROM forgotten)",
        "UPDATE consent SET contact = 'forgotten:' || (SELECT digest FROM forgotten), words = '', source = '', "
        "message_sid = NULL, what = 'joined' WHERE what = 'opted_out'",
        "UPDATE consent SET contact = '+15550001111', words = '', source = '', message_sid = NULL",
    ],
)
def test_the_ledger_lets_nothing_else_happen_to_it(store: Store, change: str) -> None:
    a_life(store)
    store.forget(ANA, NOW)
    texted(store, "stop", BEN, 40)
    with pytest.raises(DBAPIError, match="only ever added to"), store._engine.begin() as connection:
        connection.execute(text(change))


def test_what_is_being_sent_is_not_torn_apart(store: Store) -> None:
    texted(store, "tell her")
    (row,) = store.due()
    store.write(lambda unit: unit.doing.progress(unit.doing.take(row.id, row.job), {"parts": [], "asked": None}))
    with pytest.raises(StillSending):
        store.forget(ANA, NOW)
    assert store.messages(ANA) != []


def test_a_stranger_costs_one_look_by_an_index(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store, store._engine.connect() as connection:
        plans = [
            str(connection.execute(text(f"EXPLAIN QUERY PLAN {query}")).fetchall())
            for query in (
                "SELECT value FROM secrets WHERE name = 'x'",
                "SELECT 1 FROM forgotten WHERE digest IN ('x', 'y')",
            )
        ]
    assert all("SEARCH" in plan and "SCAN" not in plan for plan in plans)


def test_the_bytes_are_gone_from_the_file_and_its_log_while_another_program_has_it_open(tmp_path: Path) -> None:
    path = tmp_path / "responder.sqlite3"
    url = f"sqlite:///{path}"
    with Store.open(url) as serving:
        a_life(serving)
        with Store.open(url) as store:
            store.forget(ANA, NOW)
        assert rewrite(path)
        held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert [word for word in (ANA[1:].encode(), b"zebrafish", b"lose my") if word in held] == []
        assert "OK." in texted(serving, "tell you", BEN, 50)
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)
