"""Asked to stop, a server and its worker finish what is under way, lose nothing, and end in time. And the log of such
a day holds no whole number."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from test_worker import MARIA, House, soon

from responder.store import Store
from responder.testing import StandInTwilio

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@pytest.fixture
def slow_house(tmp_path: Path, database_url: str) -> Any:
    with StandInTwilio(pace="at once") as twilio:
        house = House(tmp_path, database_url, twilio)
        yield house
        house.stop()


def stopped(process: subprocess.Popen[bytes]) -> float:
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(40) in (0, -signal.SIGTERM)
    return time.monotonic() - begun


def test_a_worker_that_is_stopped_finishes_what_it_has_handed_over(slow_house: House) -> None:
    slow_house.planned(people=4)
    slow_house.twilio.fail_next(delay=3.0, times=4, on="POST")
    worker = slow_house.start("worker")
    with Store.open(slow_house.database_url) as store:
        assert soon(lambda: store.states_of_due().get("sending", 0) > 0), slow_house.log
        assert stopped(worker) < 25
        states = store.states_of_due()
    # What was handed over is known to be sent; the rest waits for the next worker, and nothing is in between.
    assert states.get("sending", 0) == 0, (states, slow_house.log)
    assert states.get("sent", 0) == len(slow_house.sent()) > 0
    assert sum(states.values()) == 4


def test_a_server_that_is_stopped_loses_nothing_and_its_log_has_no_whole_number(slow_house: House) -> None:
    house = slow_house
    server = house.start("serve", "--port", "PORT", RESPONDER_LOG="json")
    assert soon(house._answers), house.log
    for n in range(5):
        assert house.twilio.text(f"+1202555{n:04d}", body=f"tell her {n}, my number is +12025559999").error is None
    house.twilio.text("+12025550001", body="stop")
    assert soon(lambda: len(house.twilio.sent_to(MARIA)) >= 1), house.log
    assert stopped(server) < 40
    again = house.start("serve", "--port", "PORT", RESPONDER_LOG="json")
    assert soon(lambda: len(house.twilio.sent_to(MARIA)) == 5), house.log
    stopped(again)
    with Store.open(house.database_url) as store:
        assert store.states_of_due() == {"sent": 5}
    assert sorted(note.body[:10] for note in house.twilio.sent_to(MARIA)) == [f"tell her {n}" for n in range(5)]
    lines = [json.loads(line) for line in house.log.splitlines() if line.startswith("{")]
    assert {"text"} <= {line.get("event") for line in lines}
    told = " ".join(str(value) for line in lines for name, value in line.items() if name != "time")
    assert re.findall(r"\d{7,}", re.sub(r"\b[A-Z]{2}[0-9a-f]{32}\b", "", told)) == []
    assert "tell her" not in house.log
