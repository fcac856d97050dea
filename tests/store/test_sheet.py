"""Answers as a sheet that a spreadsheet shows and a program reads, whatever people texted."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.store.records import GivenAnswer, Run
from responder.store.sheet import cell, sheet

NOW = datetime(2026, 6, 2, 15, 0, 0, 123456, tzinfo=UTC)
CHICAGO = ZoneInfo("America/Chicago")
DAY = timedelta(days=1)


def a_run(*answers: tuple[int, str, str], contact: str = "+15550100001", path: tuple[int, ...] = (0, 1, 2)) -> Run:
    kept = tuple(GivenAnswer(step, field, value, NOW, "SM1") for step, field, value in answers)
    return Run(contact, "n", "conversation", NOW, NOW + DAY, NOW + timedelta(minutes=5), "answered", path, kept)


def test_each_run_is_a_line_and_each_field_a_column_in_the_order_of_asking() -> None:
    runs = [
        a_run((0, "day", "2026-06-03"), (2, "", "fine")),
        a_run((0, "day", "2026-06-04"), (1, "half", "morning"), (2, "", "so so"), contact="whatsapp:US.1"),
        Run("+1", "n", "conversation", NOW, NOW + DAY, None, None, (0,)),
    ]
    assert list(sheet(runs, NOW, CHICAGO)) == [
        ["contact", "started", "ended", "state", "day", "half", "answer 3"],
        ["'+15550100001", "2026-06-02 10:00:00", "2026-06-02 10:05:00", "answered", "2026-06-03", "", "fine"],
        ["whatsapp:US.1", "2026-06-02 10:00:00", "2026-06-02 10:05:00", "answered", "2026-06-04", "morning", "so so"],
        ["'+1", "2026-06-02 10:00:00", "", "open", "", "", ""],
    ]


def test_programs_get_values_as_they_are_and_times_with_their_offset() -> None:
    _, line = sheet([a_run((0, "sum", "=1+1"))], NOW, CHICAGO, raw=True)
    assert line == ["+15550100001", "2026-06-02T10:00:00-05:00", "2026-06-02T10:05:00-05:00", "answered", "=1+1"]


def test_without_a_zone_times_are_in_utc_and_say_so() -> None:
    _, line = sheet([a_run()], NOW, None)
    assert line[1] == "2026-06-02T15:00:00+00:00"


def test_a_field_that_has_the_name_of_our_own_column_is_told_apart() -> None:
    heading, _ = sheet([a_run((0, "state", "IL"))], NOW, CHICAGO)
    assert heading == ["contact", "started", "ended", "state", "state (answer)"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
        ("+15550100001", "'+15550100001"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("﹦1", "'﹦1"),
        ("﹢1", "'﹢1"),
        ("⁼1", "'⁼1"),
        ("﹫SUM(A1)", "'﹫SUM(A1)"),
        ("−5", "'−5"),
        ("\u200b=1+1", "'\u200b=1+1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\x00=1", "'\x00=1"),
        ("\u180e=1", "'\u180e=1"),
        ("\u00ad \u2060=1", "'\u00ad \u2060=1"),
        ("\u2800=1", "'\u2800=1"),
        ("\u200b\tx", "'\u200b\tx"),
        ("\u200bhello", "\u200bhello"),
        ("\u200b", "\u200b"),
        ("a=1", "a=1"),
        ("'tis", "''tis"),
        ("-5", "-5"),
        ("-12.50", "-12.50"),
        ("15:30", "15:30"),
        ("2026-06-03", "2026-06-03"),
        ("a@example.com", "a@example.com"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe(text: str, written: str) -> None:
    assert cell(text) == written


@given(st.text(st.characters(), max_size=30))
def test_whoever_drops_the_first_apostrophe_has_what_was_there(text: str) -> None:
    assert cell(text).removeprefix("'") == text
    assert cell(text)[:1] not in tuple("=+@\t\r\n")


@given(
    st.text(st.sampled_from("\0\u180e\u200b\u200f\u2060\ufeff \u3000\u3164"), max_size=6), st.sampled_from("=＝﹦⁼+-@")
)
def test_no_formula_hides_behind_what_cant_be_seen(unseen: str, sign: str) -> None:
    assert cell(f"{unseen}{sign}1+1").startswith("'")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=4))
def test_csv_brings_any_answer_back(values: list[str]) -> None:
    run = a_run(*[(step, f"field {step}", value) for step, value in enumerate(values)], path=tuple(range(9)))
    written = io.StringIO(newline="")
    csv.writer(written).writerows(sheet([run], NOW, CHICAGO))
    written.seek(0)
    _, line = csv.reader(written)
    assert [text.removeprefix("'") for text in line[4:]] == values
