"""How texts have fared, by what the database has of them: on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from clinic import Clinic

from responder import rules
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.store import Outgoing, Store

NOW = datetime.now(UTC)
US, ANA = "+15557122661", "+12025550123"


def sent(store: Store, number: int, status: str = "queued", code: int | None = None, hours: float = 1.0) -> None:
    at = NOW - timedelta(hours=hours)
    sid = f"SM{number:032x}"
    store.record_sent(Outgoing(sid=sid, to=ANA, ours=US, body="Hello", status="queued"), at)
    if status != "queued":
        store.move_status(sid, status, code, at)


@pytest.fixture
def examined(clinic: Clinic, store: Store, database_url: str) -> Clinic:  # noqa: ARG001 - the store makes the tables
    clinic.environment["DATABASE_URL"] = database_url
    return clinic


class TestNewsOfTexts:
    def test_none_sent_says_nothing(self, examined: Clinic) -> None:
        assert examined.verdict("news of texts").verdict == "skipped"

    def test_no_news_of_any_is_bad(self, examined: Clinic, store: Store) -> None:
        for number in range(3):
            sent(store, number)
        found = examined.verdict("news of texts")
        assert (found.verdict, "3 texts went out" in found.sentence) == ("bad", True)

    def test_news_of_some_is_good(self, examined: Clinic, store: Store) -> None:
        sent(store, 1, "delivered")
        sent(store, 2)
        found = examined.verdict("news of texts")
        assert found.verdict == "good"
        assert found.sentence.endswith("Twilio told of 1, and 1 were delivered.")

    def test_without_an_address_twilio_tells_nobody(self, examined: Clinic, store: Store) -> None:
        sent(store, 1)
        assert examined.verdict("news of texts", RESPONDER_PUBLIC_URL="").verdict == "warning"


class TestErrors:
    def test_none_is_good(self, examined: Clinic) -> None:
        assert examined.verdict("errors").verdict == "good"

    @pytest.mark.parametrize(
        ("code", "verdict", "remedy"),
        [
            (30034, "bad", "A2P"),
            (30032, "bad", "Toll-free verification"),
            (30007, "warning", "Don't send the same text again"),
            (21610, "skipped", "START"),
        ],
    )
    def test_each_says_what_to_do(self, examined: Clinic, store: Store, code: int, verdict: str, remedy: str) -> None:
        sent(store, 1, "undelivered", code)
        found = examined.verdict("errors")
        assert (found.verdict, f"(Twilio error {code})" in found.sentence) == (verdict, True)
        assert remedy in found.sentence + found.remedy
        assert ANA not in repr(found)

    def test_those_of_last_month_are_over(self, examined: Clinic, store: Store) -> None:
        sent(store, 1, "undelivered", 30034, hours=24 * 8)
        assert examined.verdict("errors").verdict == "good"

    def test_blocked_texts_show_that_the_number_is_not_registered(self, examined: Clinic, store: Store) -> None:
        sent(store, 1, "undelivered", 30034)
        number = examined.twilio.add_number("+12025550188")
        assert examined.verdict("registration", TWILIO_FROM=number.phone_number).verdict == "bad"


class TestOptOut:
    def text(self, clinic: Clinic, store: Store, body: str, sid: str, **more: object) -> None:
        ruleset = rules.load(clinic.folder / "rules.yaml")
        message = InboundMessage(sid=sid, from_=ANA, to=US, body=body, **more)  # type: ignore[arg-type]
        handle(store, ruleset, message, NOW - timedelta(days=1), None, "")

    def test_nothing_is_known_before_somebody_opts_out(self, examined: Clinic, store: Store) -> None:
        self.text(examined, store, "hours", "SM" + "1" * 32)
        assert examined.verdict("opt-out").verdict == "skipped"

    def test_a_mark_shows_that_twilio_answers(self, examined: Clinic, store: Store) -> None:
        self.text(examined, store, "Stop", "SM" + "1" * 32, opt_out_type="STOP")
        found = examined.verdict("opt-out")
        assert (found.verdict, "(Advanced Opt-Out)" in found.sentence) == ("good", True)

    def test_a_stop_without_one_shows_that_it_does_not(self, examined: Clinic, store: Store) -> None:
        self.text(examined, store, " STOP ", "SM" + "1" * 32)
        found = examined.verdict("opt-out")
        assert (found.verdict, "without a mark of Advanced Opt-Out" in found.sentence) == ("good", True)


class TestTheWorker:
    def test_none_is_a_warning_while_nothing_waits(self, examined: Clinic) -> None:
        assert examined.verdict("worker").verdict == "warning"

    def test_one_that_was_seen_just_now_is_good_and_one_of_yesterday_is_not(
        self, examined: Clinic, store: Store
    ) -> None:
        store.write(lambda unit: unit.doing.seen("worker-1", "here", 1, NOW - timedelta(days=1)))
        assert examined.verdict("worker").verdict == "warning"
        store.write(lambda unit: unit.doing.seen("worker-2", "here", 1, datetime.now(UTC)))
        assert examined.verdict("worker").verdict == "good"

    def test_what_waits_without_one_is_bad(self, examined: Clinic, store: Store) -> None:
        rules_file = examined.folder / "rules.yaml"
        rules_file.write_text(
            "business: Clinic\ntimezone: UTC\nrules:\n  - name: Visit\n    when: {says: visit}\n    reply: Thanks.\n"
            "    follow_up: {after: 1 hour, text: How was it?}\n",
            encoding="utf-8",
        )
        message = InboundMessage(sid="SM" + "1" * 32, from_=ANA, to=US, body="visit")
        handle(store, rules.load(rules_file), message, NOW - timedelta(hours=3), None, "")
        found = examined.verdict("worker")
        assert (found.verdict, "1 thing that should be done by now (up to 2 hours late)" in found.sentence) == (
            "bad",
            True,
        )
        store.write(lambda unit: unit.doing.seen("worker-1", "here", 1, datetime.now(UTC)))
        assert examined.verdict("worker").verdict == "warning"

    def test_a_halt_is_bad_with_its_reason(self, examined: Clinic, store: Store) -> None:
        store.write(lambda unit: unit.doing.halt("sending", NOW, timedelta(minutes=5), "Twilio refuses the account."))
        found = examined.verdict("sending")
        assert (found.verdict, "Twilio refuses the account." in found.sentence) == ("bad", True)
