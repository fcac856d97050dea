"""`responder jobs` and `responder status`, as one types them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from responder import inbound, rules
from responder.core.message import InboundMessage
from responder.settings import Settings
from responder.store import Store

CLINIC = """
business: Clinic
timezone: America/Chicago
rules:
  - name: Name
    when: {matches: "i am (?P<who>[a-z]+)"}
    remember: {first_name: "{{ who }}"}
    reply: Hi!
  - name: Prices
    when: {contains: price}
    reply: $60.
    follow_up: {name: visit, after: 2 days, text: Hi!}
otherwise: Hm.
"""
ANA, BEN = "+12025550123", "+12025550124"


@pytest.fixture
def clinic(folder: Path) -> Iterator[Store]:
    """A clinic that Ana and Ben have asked for prices."""
    (folder / "rules.yaml").write_text(CLINIC, encoding="utf-8")
    now = datetime.now(UTC)
    with Store.open(Settings.from_environment().store_url) as store:
        for n, (body, from_) in enumerate([("i am ana", ANA), ("price", ANA), ("price", BEN)]):
            message = InboundMessage(f"SM{n:032x}", from_, "+12025550100", body)
            inbound.handle(store, rules.loads(CLINIC), message, now + timedelta(seconds=n))
        yield store


def end(store: Store, id_: int, state: str, reason: str | None) -> None:
    store.write(lambda unit: unit.doing.end(unit.doing.row(id_), state, reason, datetime.now(UTC)))


def states(store: Store) -> list[str]:
    return [row.state for row in sorted(store.due(state=None), key=lambda row: row.id)]


@pytest.mark.usefixtures("clinic")
def test_what_is_due_is_listed_for_people(run: Any) -> None:
    output = run("jobs").output
    assert "in 2 days, to ana, +1 202-555-0123\n   follow-up “visit” of “Prices”: due" in output
    assert run("jobs", "list").output.count("follow-up") == 2


@pytest.mark.usefixtures("clinic")
def test_pages_go_on_behind_the_last(run: Any) -> None:
    assert "2 in all. The next ones: --after 1" in run("jobs", "--limit", "1").output
    assert run("jobs", "--after", "1").output.startswith("2  ")


def test_jobs_are_picked(run: Any, clinic: Store) -> None:
    end(clinic, 2, "failed", "a landline \x1b[2J")
    assert run("jobs", "--contact", "(202) 555-0123").output.startswith("1  ")
    failed = run("jobs", "--state", "failed").output
    assert "a landline" in failed and "\x1b[2J" not in failed
    assert run("jobs", "--before", "2 hours").output == "Nothing of that kind.\n"
    assert [one["id"] for one in json.loads(run("jobs", "--json", "--rule", "Prices").output)] == [1]


def test_everything_about_one_is_shown(run: Any, clinic: Store) -> None:
    sending = {"parts": [{"to": ANA, "body": "Hi!", "sid": "SM" + "f" * 32, "begun": 1}]}
    clinic.write(lambda unit: unit.doing.progress(unit.doing.row(1), sending))
    clinic.move_status("SM" + "f" * 32, "undelivered", 30003, datetime.now(UTC))
    output = run("jobs", "show", "1").output
    assert "│ Hi!" in output and "The phone is off" in output and "responder why --sid" in output
    whole = json.loads(run("jobs", "show", "1", "--json").output)
    assert (whole["texts"][0]["error"], whole["state"]) == (30003, "sending")
    assert run("jobs", "show", "99").exit_code == 2


def test_a_person_is_asked_before_anything_is_taken_back(run: Any, clinic: Store) -> None:
    refused = run("jobs", "cancel", "--rule", "Prices", typed="n\n")
    assert "Take 2 jobs back?" in refused.output and states(clinic) == ["due", "due"]
    done = run("jobs", "cancel", "--rule", "Prices", "--yes")
    assert (done.exit_code, "2 jobs are taken back" in done.output) == (0, True)
    assert states(clinic) == ["cancelled", "cancelled"]
    assert run("jobs", "cancel").exit_code == 2
    assert run("jobs", "cancel", "1", "--contact", "+12025550199", "--yes").exit_code == 2
    assert run("jobs", "retry", "1", "--rule", "Prices", "--yes").exit_code == 2


def test_the_jobs_of_what_is_taken_back_go_too(run: Any, clinic: Store) -> None:
    end(clinic, 1, "failed", "a full queue")
    assert run("jobs", "retry", "1", "--yes").exit_code == 0
    with sqlite3.connect(clinic.file or "") as database:
        query = "SELECT status FROM workflow_status WHERE workflow_uuid = 'due-1-1'"
        assert database.execute(query).fetchone()[0] in ("ENQUEUED", "DELAYED")
        assert run("jobs", "cancel", "1", "--yes").exit_code == 0
        assert database.execute(query).fetchone()[0] == "CANCELLED"
    database.close()


def test_what_failed_is_tried_again_and_what_cannot_be_is_named(run: Any, clinic: Store) -> None:
    end(clinic, 1, "failed", "a full queue")
    end(clinic, 2, "sent", None)
    done = run("jobs", "retry", "1", "2", "--yes")
    assert "1 job is due again" in done.output and "2 isn't: it was sent." in done.output
    assert (done.exit_code, "No worker runs" in done.output) == (1, True)
    assert states(clinic) == ["due", "sent"]
    assert run("jobs", "retry", "--failed", "--since", "1d", "--yes").output == "Nothing of that kind.\n"


@pytest.mark.usefixtures("clinic")
def test_status_says_that_a_person_is_needed_and_why(run: Any) -> None:
    result = run("status")
    assert result.exit_code == 1
    assert "No worker is alive" in result.output and "2 in all" in result.output


def test_status_of_a_healthy_house_exits_with_0(run: Any, clinic: Store) -> None:
    clinic.write(lambda unit: unit.doing.seen("worker-1", "here", 1, datetime.now(UTC)))
    end(clinic, 1, "failed", "A landline. (Twilio error 21614)")
    result = run("status")
    assert (result.exit_code, "All is well." in result.output, "21614" in result.output) == (0, True, True)
    told = json.loads(run("status", "--json").output)
    assert (told["healthy"], told["due"]["due"], told["workers"][0]["alive"]) == (True, 1, True)


def test_a_halt_a_failure_and_late_work_each_need_a_person(run: Any, clinic: Store) -> None:
    now = datetime.now(UTC)
    clinic.write(lambda unit: unit.doing.seen("worker-1", "here", 1, now))
    clinic.write(lambda unit: unit.doing.halt("twilio", now, timedelta(minutes=1), "The token is wrong."))
    end(clinic, 1, "failed", "The receiver said 500. (HTTP 500)")
    late = now - timedelta(hours=1)
    clinic.write(lambda unit: unit.doing.put_off(unit.doing.row(2), late, ""))
    told = json.loads(run("status", "--json").output)
    assert [trouble[:18] for trouble in told["troubles"]] == [
        "Nothing is sent: T",
        "What is due has wa",
        "1 job failed: `res",
    ]


def test_status_without_rules_or_database_still_tells_what_it_can(run: Any) -> None:
    result = run("status")
    assert (result.exit_code, "responder init" in result.output, "responder db upgrade" in result.output) == (
        1,
        True,
        True,
    )
