"""`responder broadcast` says what would come of it, asks, and keeps it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from responder import rules
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.store import Store

ENV = {"TWILIO_FROM": "+12025550100", "COLUMNS": "100"}
HI = "Rosa's Bakery: hi {{ first_name or 'there' }}! Reply STOP to end."


@pytest.fixture
def database(bakery: Path) -> str:
    """Three people have joined; one of them opted out."""
    text = (bakery / "rules.yaml").read_text(encoding="utf-8") + "limits: {quiet_hours: none, segment_price: $0.01}\n"
    (bakery / "rules.yaml").write_text(text, encoding="utf-8")
    url = f"sqlite:///{bakery / 'data' / 'responder.sqlite3'}"
    ruleset = rules.loads(text)
    with Store.open(url) as store:
        for n in range(3):
            message = InboundMessage(f"SM{n:032x}", f"+1202555{n:04d}", ENV["TWILIO_FROM"], "specials")
            handle(store, ruleset, message, datetime.now(UTC))
        store.record_opt_out("+12025550002", ("*",), "rule", "at the desk", datetime.now(UTC))
    return url


@pytest.fixture
def broadcast(run: Callable[..., Result], database: str) -> Callable[..., Result]:  # noqa: ARG001 - it must be there
    return lambda *arguments, **more: run("broadcast", *arguments, env=ENV, **more)


def test_it_shows_who_gets_it_and_what_it_costs_and_a_dry_run_keeps_nothing(broadcast: Any, database: str) -> None:
    told = broadcast("--to", "list:specials", HI, "--dry-run")
    assert told.exit_code == 0
    for words in (
        "To 2 people on specials, from +12025550100",
        "1: 1 (they opted out)",
        "2 segments, about $0.02",
        "about 2 seconds, at a text a second",
        "│ Rosa's Bakery: hi there! Reply STOP to end.",
        "Nothing was sent.",
    ):
        assert words in told.output, told.output
    with Store.open(database) as store:
        assert store.broadcasts() == []


def test_it_asks_and_no_is_no(broadcast: Any, database: str) -> None:
    assert "Send it to 2 people? [y/N]" in broadcast("--to", "list:specials", HI, typed="n\n").output
    with Store.open(database) as store:
        assert store.broadcasts() == []


def test_yes_keeps_it_and_says_that_no_worker_runs_and_how_to_stop_it(broadcast: Any) -> None:
    told = broadcast("--to", "list:specials", HI, typed="y\n").output
    assert "No worker runs" in told and "`responder broadcast stop 1`" in told
    assert "0 of 2 sent, under way" in broadcast("list").output
    assert "0 sent, 2 waiting" in broadcast("show", "1").output
    assert "0 got it, 2 were taken back" in broadcast("stop", "1").output
    assert "2 taken back" in broadcast("show", "1").output
    assert "2 texts to go" in broadcast("resume", "1").output
    assert broadcast("resume", "1").exit_code == 2
    assert "There is no broadcast 7" in broadcast("show", "7").output


def without_the_row_of(database: str, address: str) -> None:
    """As where it was sent and let go long since, or isn't kept yet."""
    with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
        connection.execute("DELETE FROM due WHERE contact = ?", (address,))


def joined(database: str, number: int) -> None:
    with Store.open(database) as store:
        message = InboundMessage(f"SM{number:032x}", f"+1202555{number:04d}", ENV["TWILIO_FROM"], "specials")
        handle(store, rules.loads((Path.cwd() / "rules.yaml").read_text(encoding="utf-8")), message, datetime.now(UTC))


def moved_to(database: str, state: Any) -> None:
    with Store.open(database) as store:
        store.write(lambda unit: unit.broadcasts.move_to(1, state))


def test_what_was_sent_and_let_go_since_is_not_sent_again_and_who_joined_later_gets_nothing(
    broadcast: Any, database: str
) -> None:
    broadcast("--to", "list:specials", HI, "--yes")
    broadcast("stop", "1")
    without_the_row_of(database, "+12025550000")
    joined(database, 7)
    assert "1 text to go" in broadcast("resume", "1").output
    with Store.open(database) as store:
        assert [row.contact for row in store.due(state="waiting")] == ["+12025550001"]


def test_one_whose_beginning_was_cut_off_goes_on_whole(broadcast: Any, database: str) -> None:
    broadcast("--to", "list:specials", HI, "--yes")
    moved_to(database, "keeping")
    without_the_row_of(database, "+12025550000")
    assert "2 texts to go" in broadcast("resume", "1").output
    assert "0 of 2 sent, under way" in broadcast("list").output


def test_one_that_was_cut_off_after_its_last_row_goes_on_too(broadcast: Any, database: str) -> None:
    broadcast("--to", "list:specials", HI, "--yes")
    moved_to(database, "keeping")
    assert "2 texts to go" in broadcast("resume", "1").output
    assert "0 of 2 sent, under way" in broadcast("list").output


def test_one_that_was_cut_off_and_stopped_goes_on_whole_and_stopped_again_is_no_longer_cut_off(
    broadcast: Any, database: str
) -> None:
    broadcast("--to", "list:specials", HI, "--yes")
    moved_to(database, "keeping")
    without_the_row_of(database, "+12025550000")
    broadcast("stop", "1")
    assert "before all who get it were kept" in broadcast("show", "1").output
    assert "2 texts to go" in broadcast("resume", "1").output
    broadcast("stop", "1")
    without_the_row_of(database, "+12025550000")
    assert "1 text to go" in broadcast("resume", "1").output


def test_the_same_words_within_a_day_are_asked_for_once_more(broadcast: Any) -> None:
    broadcast("--to", "list:specials", HI, "--yes")
    told = broadcast("--to", "list:specials", HI, typed="n\n").output
    assert "2 people got these words just now (broadcast 1)" in told
    assert "once more? [y/N]" in told


def test_a_file_needs_the_list_that_its_people_joined_and_names_who_is_left_out(broadcast: Any, bakery: Path) -> None:
    (bakery / "people.csv").write_text(
        "Mobile,First name\n202 555 0000,{{ 7*7 }}\n2025550002,Bo\n2025550000,x\n3125550000,New\nnobody,y\n",
        encoding="utf-8",
    )
    refused = broadcast("--to", "people.csv", HI)
    assert (refused.exit_code, "--joined" in refused.output) == (2, True)
    told = broadcast("--to", "people.csv", "--joined", "specials", HI, "--dry-run", "--list-left-out").output
    assert "To 1 person on specials" in told
    assert "hi {{ 7*7 }}!" in told
    for line in ("line 3 +12025550002", "line 4 +12025550000", "line 5 +13125550000", "line 6: can't be texted"):
        assert line in told, told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--to", "list:special", HI], "Did you mean `specials`?"),
        (["--to", "specials", HI], "write --to list:specials"),
        (["--to", "nobody.csv", HI], "can't be read"),
        (["--to", "list:specials", "Hi {{ frist_name }}"], "Did you mean `first_name`?"),
        (["--to", "list:specials", "Hi {{ first_name"], "In the text: "),
        (["--to", "list:specials", " "], "nothing to send"),
        (["--to", "list:specials", HI, "--at", "soon"], "isn't a time"),
        (["--to", "list:specials", HI, "--from", "me"], "isn't a phone number"),
    ],
)
def test_what_can_not_be_meant_is_refused_before_anything_is_kept(
    broadcast: Any, database: str, arguments: list[str], told: str
) -> None:
    result = broadcast(*arguments, "--yes")
    assert (result.exit_code, told in " ".join(result.output.split())) == (2, True), result.output
    with Store.open(database) as store:
        assert store.broadcasts() == []


def test_it_may_begin_later(broadcast: Any) -> None:
    told = broadcast("--to", "list:specials", HI, "--yes", "--at", "tomorrow 10:00", "--name", "Cakes").output
    assert "begins    tomorrow at 10:00" in told and "It begins" in told
    assert "“Cakes”" in broadcast("list").output
