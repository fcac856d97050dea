from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from responder.core.contact import Contact
from responder.core.decision import Answered, Asked, Closed, Decision, Effect, Trace
from responder.core.message import InboundMessage
from responder.settings import Settings
from responder.store import Question, Store

ANA, BEN, US = "+12025550123", "+12025550124", "+12025550100"
BEGUN = datetime(2026, 1, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def surveyed(folder: Path) -> Path:
    """A folder with a database: two took a survey in January, and one of them was asked a question just now."""
    now = datetime.now(UTC)
    day = timedelta(days=1)
    first = Asked("survey", "conversation", "How was it?", BEGUN + day, BEGUN, 0, "Survey")
    stars = Asked("survey", "conversation", "Stars?", BEGUN + day, BEGUN, 1, "survey", BEGUN, 0, (0,))
    with Store.open(Settings.from_environment().store_url) as store:
        text(store, ANA, BEGUN, first)
        text(store, ANA, BEGUN, Answered("survey", "words", '=HYPERLINK("http://x","ñ")', BEGUN, 0, "survey"), stars)
        text(
            store,
            ANA,
            BEGUN + timedelta(minutes=3),
            Answered("survey", "stars", "5", BEGUN, 1, "survey"),
            Closed("survey", "answered", BEGUN, "survey"),
        )
        text(store, BEN, BEGUN, first)
        text(store, BEN, now, Asked("party", "rule", "Coming?", now + day, now, -1, "Party"))
    return folder


def text(store: Store, from_: str, now: datetime, *effects: Effect) -> None:
    def decide(contact: Contact) -> tuple[Decision, str]:
        return Decision("answered", "R", (), effects, contact, Trace(), (), "digest"), "<Response/>"

    count = store.contents().messages
    store.answer(Question(InboundMessage(f"SM{count:032x}", from_, US, "hi"), now, decide))


@pytest.mark.usefixtures("surveyed")
def test_without_a_name_it_lists_what_was_asked_with_counts(run) -> None:
    lines = run("answers").output.split("\n")

    assert lines[0].startswith("party   rule, 1 time: 1 open; last on ")
    assert lines[1].startswith("survey  conversation, 2 times: 1 answered, 1 lapsed; last on 2026-01-0")
    assert "`responder answers NAME --output answers.csv`" in lines[3]


def test_the_answers_are_csv_one_line_a_run(run, surveyed) -> None:
    (surveyed / "rules.yaml").write_text("timezone: America/Chicago\nrules: [{name: Any, reply: hi}]\n")

    result = run("answers", "survey")

    assert list(csv.reader(io.StringIO(result.output))) == [
        ["contact", "started", "ended", "state", "words", "stars"],
        [
            f"'{ANA}",
            "2026-01-02 09:00:00",
            "2026-01-02 09:03:00",
            "answered",
            '\'=HYPERLINK("http://x","ñ")',
            "5",
        ],
        [f"'{BEN}", "2026-01-02 09:00:00", "2026-01-03 09:00:00", "lapsed", "", ""],
    ]


@pytest.mark.usefixtures("surveyed")
def test_without_rules_at_hand_times_are_in_utc_and_say_so(run) -> None:
    assert "2026-01-02T15:00:00+00:00,2026-01-02T15:03:00+00:00,answered" in run("answers", "survey").output


def test_rules_that_can_not_be_read_don_t_keep_the_answers_back(run, surveyed) -> None:
    (surveyed / "rules.yaml").write_text("rules: [")

    result = run("answers", "survey")

    assert result.exit_code == 0
    assert "so times are in UTC" in result.stderr
    assert "2026-01-02T15:00:00+00:00" in result.stdout


def test_a_file_is_written_that_spreadsheets_open_as_it_is(run, surveyed) -> None:
    result = run("answers", "survey", "--output", "survey.csv")

    assert "✓ 2 lines written to survey.csv. Times have their offset from UTC." in result.stderr
    assert result.stdout == ""
    written = (surveyed / "survey.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfcontact,started,ended,state,words,stars\r\n")
    assert "ñ".encode() in written


def test_programs_get_the_values_as_they_are(run, surveyed) -> None:
    run("answers", "survey", "-o", "survey.csv", "--raw")

    with (surveyed / "survey.csv").open(encoding="utf-8", newline="") as file:
        first, _ = csv.DictReader(file)
    assert (first["contact"], first["words"]) == (ANA, '=HYPERLINK("http://x","ñ")')
    assert run("answers", "survey", "--raw").output.startswith("contact,started")


@pytest.mark.usefixtures("surveyed")
@pytest.mark.parametrize(("since", "names"), [("30d", {"party"}), ("2026-01-02", {"party", "survey"})])
def test_only_what_was_begun_since(run, since: str, names: set[str]) -> None:
    output = run("answers", "--since", since).output

    assert {name for name in ("party", "survey") if name in output} == names


@pytest.mark.usefixtures("surveyed")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["surevy"], "Nobody was asked 'surevy' yet. Did you mean `survey`?"),
        (["zzz"], "`responder answers` lists what was asked."),
        (["survey", "--since", "1 hour"], "Nobody was asked 'survey' since then (1 hour)."),
        (["survey", "--since", "soon"], "Or a date, such as 2026-06-01."),
        (["survey", "--output", "nowhere/a.csv"], "nowhere/a.csv can't be written: No such file or directory."),
        (["--output", "a.csv"], "Whose answers? Name the conversation"),
    ],
)
def test_what_can_not_be_done_is_told_plainly(run, arguments: list[str], told: str) -> None:
    result = run("answers", *arguments)

    assert (result.exit_code, " ".join(told.split()) in " ".join(result.output.split())) == (2, True)


def test_before_anything_was_asked_it_says_so(run) -> None:
    run("db", "upgrade")

    assert run("answers").output == "Nobody was asked anything yet.\n"


@pytest.mark.usefixtures("surveyed")
def test_a_name_from_the_command_line_can_not_steer_the_terminal(run) -> None:
    assert "\x1b" not in run("answers", "\x1b[2J").output
