"""What ``/metrics`` tells is right over processes and restarts, only grows, and costs little."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from responder.core.contact import Contact
from responder.core.decision import Decision, Due, Trace
from responder.core.message import InboundMessage, Reply
from responder.operating.metrics import Metrics
from responder.store import Question, Store
from responder.store.tallies import MOST_RULES, code_in

NOW = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)
LATER = timedelta(minutes=5)
_sids = iter(range(10**9))


def text(store: Store, at: datetime, rule: str = "Prices", *effects: Any) -> None:
    message = InboundMessage(f"SM{next(_sids):032x}", "+12025550123", "+15550109999", "hi")

    def decide(contact: Contact) -> tuple[Decision, str]:
        replies = (Reply("x" * 200),)
        return Decision("answered", rule, replies, effects, replace(contact), Trace(), (), "d"), "<Response/>"

    store.answer(Question(message, at, decide))


def told(store: Store, now: datetime) -> dict[str, float]:
    """Every sample, by its name and labels."""
    page = Metrics(lambda: store, lambda: now).page().decode()
    return {
        sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def test_what_came_since_the_first_look_is_counted(store: Store) -> None:
    text(store, NOW - timedelta(days=1))
    assert "responder_texts_in_total answered Prices" not in told(store, NOW)
    text(store, NOW)
    text(store, NOW + timedelta(seconds=1))
    found = told(store, NOW + LATER)
    assert found["responder_texts_in_total answered Prices"] == 2
    assert found["responder_texts_out_total answer"] == 2
    assert found["responder_segments_out_total answer"] == 4
    assert found["responder_texts_last_hour unknown"] == 2
    # Another process, or one that was started again, says the same.
    assert told(store, NOW + LATER)["responder_texts_in_total answered Prices"] == 2


def test_a_counter_never_falls_when_something_is_tried_again(store: Store) -> None:
    told(store, NOW)
    text(store, NOW, "Prices", Due("webhook", "https://x.example/", NOW, "Prices", text="{}"))
    (row,) = store.due(state="due")
    reason = "Refused. (HTTP 500)"
    ends = NOW + timedelta(seconds=2)
    store.write(lambda unit: unit.doing.end(replace(unit.doing.row(row.id), failures=2), "failed", reason, ends))
    found = told(store, NOW + LATER)
    assert found["responder_due_done_total webhook failed"] == 1
    assert found["responder_retries_total webhook"] == 2
    assert found["responder_failures_total 500"] == 1
    store.write(lambda unit: unit.doing.again(unit.doing.row(row.id), NOW + LATER, "again"))
    found = told(store, NOW + 2 * LATER)
    assert found["responder_due_done_total webhook failed"] == 1
    assert (found["responder_due due"], found["responder_overdue"]) == (1, 1)
    assert found["responder_lag_seconds"] == LATER.total_seconds()


def test_two_who_look_at_the_same_moment_count_once(store: Store) -> None:
    told(store, NOW)
    text(store, NOW)
    known = store.tallies()
    first, second = store.uncounted(NOW + LATER, known), store.uncounted(NOW + LATER, known)
    assert [store.write(lambda unit, one=one: unit.tallies.add(one)) for one in (first, second)] == [True, False]
    assert told(store, NOW + LATER)["responder_texts_in_total answered Prices"] == 1


def test_failed_texts_opt_outs_workers_and_halts_are_told(store: Store) -> None:
    told(store, NOW)
    store.move_status("SM1", "undelivered", 30003, NOW)
    store.record_opt_out("+12025550123", ("+15550109999",), "carrier", "21610", NOW)
    store.write(lambda unit: unit.doing.seen("worker-1", "here", 1, NOW + LATER))
    store.write(lambda unit: unit.doing.seen("worker-2", "here", 2, NOW))
    store.write(lambda unit: unit.doing.halt("twilio", NOW, timedelta(minutes=1), "a secret reason"))
    found = told(store, NOW + LATER)
    assert found["responder_texts_failed_total 30003"] == 1
    assert found["responder_consent_total opted_out"] == 1
    assert (found["responder_workers"], found["responder_halts"]) == (1, 1)
    assert found["responder_halted_seconds"] == LATER.total_seconds()


def test_no_number_and_no_text_of_anybody_is_told(store: Store) -> None:
    told(store, NOW)
    text(store, NOW, "Prices", Due("notify", "+13125550177", NOW, "Prices", "maria", "a text"))
    page = Metrics(lambda: store, lambda: NOW + LATER).page().decode()
    assert "Prices" in page
    assert not any(secret in page for secret in ("555", "maria", "a text", "xxx"))


def test_many_rules_are_counted_together_from_some_number_on(store: Store) -> None:
    told(store, NOW)
    for n in range(MOST_RULES + 5):
        text(store, NOW, f"rule {n}")
    found = told(store, NOW + LATER)
    assert found["responder_texts_in_total answered (others)"] == 5


def test_a_name_that_is_very_long_is_cut(store: Store) -> None:
    told(store, NOW)
    text(store, NOW, "n" * 1000)
    names = [name for name in told(store, NOW + LATER) if name.startswith("responder_texts_in_total")]
    assert [len(name) < 150 for name in names] == [True]


def test_the_code_is_read_from_a_reason() -> None:
    reasons = ["Bad. Do it. (Twilio error 21614)", "Bad. (HTTP 500)", "no code (Twilio error x)", ""]
    assert [code_in(reason) for reason in reasons] == ["21614", "500", "none", "none"]
