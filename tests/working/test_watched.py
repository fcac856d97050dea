"""Real processes, watched over: figures and readiness, and jobs taken back and tried again while a worker runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from house import ANA, MARIA, House, soon
from prometheus_client.parser import text_string_to_metric_families

from responder.store import Store


def ask(house: House, path: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{house.port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, ""


def figures(house: House) -> dict[str, float]:
    families = text_string_to_metric_families(ask(house, "/metrics")[1])
    return {sample.name: sample.value for family in families for sample in family.samples}


def command(house: House, *arguments: str) -> subprocess.CompletedProcess[str]:
    ours = {**os.environ, **house.twilio.environment(), "DATABASE_URL": house.database_url}
    ours["PYTHONPATH"] = str(Path(__file__).parent.parent.parent)
    return subprocess.run(
        [sys.executable, "-m", "responder", *arguments],
        env=ours,
        cwd=house.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_served_house_is_ready_healthy_and_measured(house: House) -> None:
    house.serve()
    assert soon(lambda: json.loads(ask(house, "/readyz")[1])["worker"] == "alive"), house.log
    assert house.twilio.text(ANA, body="tell her").error is None
    assert soon(lambda: house.twilio.sent_to(MARIA)), house.log
    found = figures(house)
    assert (found["responder_workers"], found["responder_halts"], found["responder_lag_seconds"]) == (1, 0, 0)
    assert ask(house, "/metrics", **{"X-Forwarded-For": "203.0.113.9"})[0] == 404
    healthy = command(house, "status")
    assert (healthy.returncode, "All is well." in healthy.stdout) == (0, True), healthy.stdout + healthy.stderr


def test_what_is_taken_back_is_not_sent_and_what_is_tried_again_is(house: House) -> None:
    house.planned(seconds=3600, people=3)
    done = command(house, "jobs", "cancel", "1", "2", "--yes")
    assert "2 jobs are taken back" in done.stdout, done.stderr
    house.start("worker")
    with Store.open(house.database_url) as store:
        # What a person took back they may have tried again: at once, by a worker that runs meanwhile.
        again = command(house, "jobs", "retry", "2", "--yes")
        assert "1 job is due again" in again.stdout, again.stderr
        assert soon(lambda: house.sent()), house.log
        assert house.sent() == ["+12025550001"]
        rows = sorted(store.due(state=None), key=lambda row: row.id)
        assert soon(lambda: [row.state for row in sorted(store.due(state=None), key=lambda row: row.id)][1] == "sent")
        assert [row.state for row in rows][::2] == ["cancelled", "due"]
