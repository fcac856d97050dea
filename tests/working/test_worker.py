"""Real processes: `responder serve` with its worker, and workers on their own."""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from house import ANA, MARIA, House, soon

from responder.store import Store
from responder.testing import StandInTwilio

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def test_serve_sends_what_is_due_and_news_of_it_comes_back(house: House) -> None:
    server = house.serve()
    assert house.twilio.text(ANA, body="tell her").error is None
    assert soon(lambda: house.twilio.sent_to(MARIA)), house.log
    (note,) = house.twilio.sent_to(MARIA)
    (answer,) = house.twilio.sent_to(ANA)
    assert (note.body, answer.body) == ("tell her", "OK.")
    with Store.open(house.database_url) as store:
        assert soon(lambda: (found := store.delivery(note.sid)) is not None and found.status == "delivered")
        # News of the answer in TwiML, too, and by it the sid that Twilio gave it.
        assert soon(lambda: (kept := store.message(answer.sid)) is not None and kept.delivery is not None)
        kept = store.message(answer.sid)
        assert kept is not None and (kept.body, kept.direction) == ("OK.", "out")
    server.terminate()
    assert server.wait(60) == 0
    assert "Traceback" not in house.log


def test_without_a_worker_it_waits_for_one(house: House) -> None:
    house.serve("--no-worker")
    house.twilio.text(ANA, body="tell her")
    with Store.open(house.database_url) as store:
        assert store.write(lambda unit: unit.doing.workers()) == []
        assert store.states_of_due() == {"due": 1}
    assert house.twilio.sent_to(MARIA) == []
    worker = house.worker()
    assert soon(lambda: house.twilio.sent_to(MARIA)), house.log
    worker.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
    assert worker.wait(60) == 0
    with Store.open(house.database_url) as store:
        assert store.write(lambda unit: unit.doing.workers()) == []


@POSIX
def test_a_worker_beside_the_server_that_dies_is_replaced(house: House) -> None:
    server = house.serve()
    assert soon(lambda: "worker-1 does what is due" in house.log), house.log
    with Store.open(house.database_url) as store:
        ((_, _, pid, _),) = store.write(lambda unit: unit.doing.workers())
    os.kill(pid, signal.SIGKILL)
    house.twilio.text(ANA, body="tell her")
    assert soon(lambda: house.twilio.sent_to(MARIA)), house.log
    assert house.log.count("worker-1 does what is due") == 2
    server.terminate()
    server.wait(60)


@POSIX
def test_no_process_outlives_a_server_that_is_ended(house: House) -> None:
    server = house.serve()
    assert soon(lambda: "does what is due" in house.log), house.log
    server.terminate()
    assert server.wait(60) == 0
    assert soon(lambda: not alive_in_group(server.pid))


def alive_in_group(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@POSIX
def test_what_is_under_way_is_finished_before_a_worker_stops(house: House) -> None:
    house.planned(people=8)
    house.twilio.fail_next(delay=1.5, times=99, on="POST")
    worker = house.start("worker")
    assert soon(lambda: len(house.sent()) == 8), house.log
    worker.terminate()
    assert worker.wait(60) == 0
    with Store.open(house.database_url) as store:
        assert store.states_of_due() == {"sent": 8}


def test_a_second_worker_on_a_sqlite_file_says_so_and_ends(small_house: House) -> None:
    small_house.worker()
    second = small_house.start("worker")
    assert second.wait(60) == 2
    assert "A SQLite file has one worker" in small_house.log


@POSIX
def test_others_take_up_what_a_worker_on_a_lost_machine_had_begun(
    tmp_path: Path, twilio: StandInTwilio, postgres: Any
) -> None:
    with House(tmp_path, postgres.database(), twilio) as house, Store.open(house.database_url) as store:
        house.planned(people=6)
        twilio.fail_next(delay=600.0, times=6, on="POST")
        lost = house.start("worker")
        assert soon(lambda: len(house.sent()) == 6), house.log
        lost.kill()
        lost.wait()
        # As if it had run on another machine, a minute ago.
        store.write(lambda unit: unit.doing.leave("worker-1"))
        now = datetime.now(UTC)
        store.write(lambda unit: unit.doing.seen("worker-0", "elsewhere", 1, now - timedelta(minutes=1)))
        _renamed(house)
        house.start("worker")
        house.all_went_out(6)
        assert soon(lambda: "of workers that are gone" in house.log), house.log


def _renamed(house: House) -> None:
    """The jobs of worker-1 belong to a worker whose name nobody takes again."""
    url = house.database_url
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE dbos.workflow_status SET executor_id = 'worker-0' WHERE executor_id = 'worker-1'")
