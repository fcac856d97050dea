"""What is old is deleted, and what is open stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from responder import rules
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.store import Store
from responder.store.pruning import Pruned

NOW = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)
RULES = rules.loads("""
business: Clinic
timezone: UTC
lists: {tips: Tips}
rules:
  - {name: Hi, when: {contains: hi}, reply: Hello.}
  - {name: Join, when: {says: tips}, join: tips, reply: You're on it.}
  - {name: Later, when: {says: later}, reply: OK., follow_up: {after: 500 days, text: Still there?}}
  - {name: Soon, when: {says: soon}, reply: OK., follow_up: {after: 1 day, text: Hello?}}
""")


def texted(store: Store, body: str, days_ago: int, from_: str = "+12025550123") -> str:
    sid = f"SM{abs(hash((body, days_ago, from_))):032x}"[:34]
    handle(store, RULES, InboundMessage(sid, from_, "+12025550100", body), NOW - timedelta(days=days_ago))
    return sid


def pruned(store: Store) -> Pruned:
    done = Pruned()
    for so_far in store.prune(NOW - timedelta(days=400), NOW):
        done = so_far
    return done


def test_what_is_older_goes_and_what_is_newer_stays(store: Store) -> None:
    old, new = texted(store, "hi", 401), texted(store, "hi", 399)
    store.move_status("SMgone", "delivered", None, NOW - timedelta(days=500))
    assert store.prunable(NOW - timedelta(days=400), NOW) == Pruned(messages=2, deliveries=1) == pruned(store)
    assert (store.message(old), store.decision(old)) == (None, None)
    assert store.decision(new) is not None


def test_a_text_stays_as_long_as_something_of_it_is_to_be_sent(store: Store) -> None:
    open_, over = texted(store, "later", 450), texted(store, "soon", 450, "+12025550124")
    (row,) = [row for row in store.due() if row.due.rule == "Soon"]
    store.write(lambda unit: unit.doing.end(row, "sent", None, NOW - timedelta(days=449)))
    pruned(store)
    assert store.message(open_) is not None and store.message(over) is None
    assert [row.due.rule for row in store.due(state=None)] == ["Later"]


def test_the_ledger_opt_outs_lists_and_people_stay(store: Store) -> None:
    texted(store, "tips", 900)
    texted(store, "stop", 899)
    before = store.ledger("+12025550123"), store.contact("+12025550123")
    pruned(store)
    assert (store.ledger("+12025550123"), store.contact("+12025550123")) == before
    assert store.messages() == []


def test_thousands_go_in_pieces(store: Store) -> None:
    for n in range(620):
        texted(store, "hi", 401, f"+1303555{n:04d}")
    pieces = list(store.prune(NOW - timedelta(days=400), NOW))
    assert [piece.messages for piece in pieces] == [500, 1000, 1240]
    assert store.contents().messages == 0 and store.contents().contacts == 620


def test_nothing_old_is_nothing_to_do(store: Store) -> None:
    texted(store, "hi", 10)
    assert list(store.prune(NOW - timedelta(days=400), NOW)) == []
