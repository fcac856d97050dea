"""`responder db` backup, export, forget and prune, as they are typed."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from responder import inbound, rules
from responder.core.message import InboundMessage
from responder.settings import Settings
from responder.store import Store

ANA = "+12025550123"


@pytest.fixture
def kept(bakery: Path) -> Path:
    """Ana texted, a year ago and now, and left."""
    ruleset = rules.loads((bakery / "rules.yaml").read_text(encoding="utf-8"))
    with Store.open(Settings.from_environment().store_url) as store:
        for n, (body, days) in enumerate([("specials", 500), ("a cake please", 1), ("stop", 0)]):
            message = InboundMessage(f"SM{n:032x}", ANA, "+12025550100", body)
            inbound.handle(store, ruleset, message, datetime.now(UTC) - timedelta(days=days))
    return bakery


def test_a_backup_is_put_back_and_answers_go_on(run, kept) -> None:
    assert "holds everything" in run("db", "backup", "copy.sqlite3").output
    database = kept / "data" / "responder.sqlite3"
    for file in database.parent.iterdir():
        file.unlink()
    (kept / "copy.sqlite3").replace(database)
    assert "5 messages, 1 contact" in run("db", "info").output
    ruleset = rules.loads((kept / "rules.yaml").read_text(encoding="utf-8"))
    with Store.open(Settings.from_environment().store_url) as store:
        message = InboundMessage("SM" + "e" * 32, "+12025550124", "+12025550100", "what are your hours")
        assert "8am-6pm" in inbound.handle(store, ruleset, message, datetime.now(UTC)).twiml


def test_a_backup_gets_the_day_s_name_and_never_takes_another_s_place(run, kept) -> None:
    name = f"responder-{datetime.now():%Y-%m-%d}.sqlite3"
    assert name in run("db", "backup").output and (kept / name).exists()
    again = run("db", "backup")
    assert (again.exit_code, "add --force" in again.output) == (2, True)
    assert run("db", "backup", "--force").exit_code == 0


def test_everything_and_one_person_are_exported(run, kept) -> None:
    assert "rows in" in run("db", "export", "--to", "all.zip").output
    assert "what is kept of +12025550123" in run("db", "export", "--contact", "202 555 0123", "--to", "ana").output
    assert "a cake please" in (kept / "ana" / "person.txt").read_text(encoding="utf-8")
    stranger = run("db", "export", "--contact", "+12025550177", "--to", "x")
    assert (stranger.exit_code, stranger.output) == (2, "responder: Nothing is kept of +12025550177.\n")


def test_forgetting_asks_first_and_tells_how_much_there_is(run, kept) -> None:
    asked = run("db", "forget", ANA, typed="n\n")
    assert asked.exit_code == 1 and "2 lines in the consent ledger" in asked.output
    assert run("db", "export", "--contact", ANA, "--to", "x").exit_code == 0

    told = run("db", "forget", "(202) 555-0123", "--yes").output

    assert "+12025550123 is forgotten. They had opted out, and are never texted again" in told
    held = b"".join(file.read_bytes() for file in (kept / "data").iterdir())
    assert b"2025550123" not in held and b"cake please" not in held
    assert "Nothing is kept of +12025550123. They had opted out" in run("db", "forget", ANA).output
    refused = run("send", ANA, "Hello", env={"TWILIO_FROM": "+12025550100"})
    assert (refused.exit_code, "opted out" in refused.output) == (2, True)


def test_the_job_engine_forgets_the_number_too(run, kept) -> None:
    from contextlib import closing

    from responder.jobs import Jobs
    from responder.store import Job

    url = Settings.from_environment().store_url
    with closing(Jobs.open(url)) as jobs:
        jobs.schedule_now([Job(77, 0, datetime.now(UTC) + timedelta(days=3), "follow-up", ANA)])
    run("db", "forget", ANA, "--yes")
    with closing(Jobs.open(url)) as jobs:
        assert jobs.states([(77, 0)]) == {}
    assert b"2025550123" not in (kept / "data" / "responder.sqlite3").read_bytes()


@pytest.mark.usefixtures("kept")
def test_what_is_old_is_pruned_when_asked(run) -> None:
    assert "How long is kept?" in run("db", "prune").output
    dry = run("db", "prune", "--dry-run", env={"RESPONDER_KEEP_TEXTS": "400 days"}).output
    assert "2 texts" in dry and "Nothing was deleted" in dry
    assert "2 texts" in run("db", "prune", "--older-than", "400d").output
    assert "Nothing is older than 400 days" in run("db", "prune", "--older-than", "400d").output
    short = run("db", "prune", "--older-than", "3 days")
    assert (short.exit_code, "31 days" in short.output) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="modes")
def test_what_is_written_is_for_its_owner_alone(run, kept) -> None:
    run("db", "export", "--to", "all")
    assert [oct(file.stat().st_mode & 0o777) for file in (kept / "all").iterdir()] == ["0o600"] * len(
        list((kept / "all").iterdir())
    )
