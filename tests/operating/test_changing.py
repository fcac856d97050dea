"""A person takes back what is due, or has what failed tried again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from responder.core.contact import Contact
from responder.core.decision import Decision, Due, Trace
from responder.core.message import InboundMessage
from responder.operating.changing import cancel, retry
from responder.store import Job, KeptDue, Question, Store
from responder.store.listing import Which

NOW = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)
ANA, BEN = "+12025550123", "+12025550124"
_sids = iter(range(10**9))


class Heard:
    """A job engine that only remembers."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def schedule(self, connection: Any, job: Job) -> None:  # noqa: ARG002 - as the engine's
        self.jobs.append(job)


def planned(store: Store, to: str = ANA, **more: Any) -> KeptDue:
    """Somebody texts, and something is due by that."""
    given = {"kind": "follow-up", "to": to, "at": NOW + timedelta(hours=1), "rule": "Prices", "name": "visit", **more}
    message = InboundMessage(f"SM{next(_sids):032x}", to, "+15550109999", "hi")

    def decide(contact: Contact) -> tuple[Decision, str]:
        effects = (Due(**given),)
        return Decision("answered", "Prices", (), effects, replace(contact), Trace(), (), "digest"), "<Response/>"

    store.answer(Question(message, NOW, decide))
    return max(store.due(state="due", limit=500), key=lambda row: row.id)


def ended(store: Store, row: KeptDue, state: str, reason: str | None = None, **more: Any) -> None:
    def end(unit: Any) -> None:
        taken = unit.doing.row(row.id)
        unit.doing.end(replace(taken, **more), state, reason, NOW)

    store.write(end)


def told(changed: Any) -> list[str | None]:
    return [one.why for one in changed]


def test_what_is_taken_back_is_kept_with_the_reason(store: Store) -> None:
    row = planned(store)
    assert told(cancel(store, [row.id], NOW)) == [None]
    kept = store.due_by_id(row.id)
    assert kept is not None and (kept.state, kept.reason, kept.ended_at) == ("cancelled", "a person took it back", NOW)
    assert told(cancel(store, [row.id, 999], NOW)) == [
        "there is none",
        "it was taken back already: a person took it back",
    ]


def test_what_is_being_sent_cannot_be_taken_back_and_is_not_sent_anew(store: Store) -> None:
    row = planned(store)
    store.write(lambda unit: unit.doing.progress(unit.doing.row(row.id), {"parts": [{"begun": 5, "sid": None}]}))
    (why,) = told(cancel(store, [row.id], NOW))
    assert why is not None and "being sent" in why
    kept = store.due_by_id(row.id)
    assert kept is not None and (kept.state, kept.taken_back) == ("sending", "a person took it back")


def test_what_failed_is_due_again_with_a_new_job(store: Store) -> None:
    heard = Heard()
    row = planned(store)
    ended(store, row, "failed", "a landline", failures=3)
    store.schedule_by(heard)
    assert told(retry(store, [row.id], NOW)) == [None]
    kept = store.due_by_id(row.id)
    assert kept is not None
    assert (kept.state, kept.due.at, kept.job, kept.failures, kept.ended_at) == ("due", NOW, 1, 0, None)
    assert [(job.id, job.number, job.at) for job in heard.jobs] == [(row.id, 1, NOW)]


def test_what_may_be_at_twilio_is_looked_up_there_before_it_is_sent_again(store: Store) -> None:
    row = planned(store)
    sending = {"parts": [{"begun": 5, "sid": None}]}
    ended(store, row, "failed", "no answer", sending=sending)
    assert told(retry(store, [row.id], NOW)) == [None]
    kept = store.due_by_id(row.id)
    assert kept is not None and (kept.state, kept.sending) == ("sending", sending)


def test_a_reply_takes_back_what_was_tried_again(store: Store) -> None:
    row = planned(store, unless=("they reply",))
    ended(store, row, "failed", "a full queue")
    planned(store, kind="notify", name="maria")
    assert told(retry(store, [row.id], NOW)) == [None]
    planned(store, kind="notify", name="maria")
    kept = store.due_by_id(row.id)
    assert kept is not None and (kept.state, kept.reason) == ("cancelled", "they replied")


@pytest.mark.parametrize(
    ("state", "reason", "why"),
    [
        ("sent", None, "it was sent"),
        ("cancelled", "they opted out", "it was taken back already: they opted out"),
        ("cancelled", "they replied", "it was taken back already: they replied"),
        ("cancelled", "a person took it back", None),
        ("withheld", "unless: they have a visit", None),
    ],
)
def test_only_what_nobody_decided_against_is_tried_again(
    store: Store, state: str, reason: str | None, why: str | None
) -> None:
    row = planned(store)
    ended(store, row, state, reason)
    assert told(retry(store, [row.id], NOW)) == [why]


def test_one_that_was_planned_anew_is_not_sent_beside_the_new_one(store: Store) -> None:
    row = planned(store)
    ended(store, row, "failed", "a full queue")
    newer = planned(store)
    assert told(retry(store, [row.id], NOW)) == [f"the same was planned anew, as {newer.id}"]


def test_who_opted_out_is_not_texted_by_trying_again(store: Store) -> None:
    row = planned(store)
    ended(store, row, "withheld", "they opted out")
    store.record_opt_out(ANA, ("+15550109999",), "carrier", "21610", NOW)
    assert told(retry(store, [row.id], NOW)) == ["they opted out, and didn't opt in since"]


def test_pages_hold_everything_once_and_in_order(store: Store) -> None:
    rows = [planned(store, f"+1202555{n:04d}", at=NOW + timedelta(hours=n % 3)) for n in range(7)]
    found: list[int] = []
    after = None
    while page := store.due_list(Which(), after=after, limit=2):
        found += [row.id for row in page]
        after = page[-1]
    assert found == [row.id for row in sorted(rows, key=lambda row: (row.due.at, row.id))]
    assert store.count_due(Which()) == 7
    assert store.count_due(Which(before=NOW)) == 3
    backwards = store.due_list(Which(("due", "sent")), limit=10)
    assert [row.id for row in backwards] == found[::-1]


def test_rows_are_picked_by_contact_and_rule(store: Store) -> None:
    one, two = planned(store), planned(store, BEN, rule="Visit")
    assert [row.id for row in store.due_list(Which(contact=ANA), limit=9)] == [one.id]
    assert [row.id for row in store.due_list(Which(rule="Visit"), limit=9)] == [two.id]
    assert list(store.ids_of_due(Which(rule="Visit"))) == [[two.id]]


def test_many_are_taken_back_at_once(store: Store) -> None:
    ids = [planned(store, f"+1202555{n:04d}").id for n in range(120)]
    assert told(cancel(store, reversed(ids), NOW)) == [None] * 120
    assert store.count_due(Which()) == 0
