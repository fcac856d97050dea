"""``costly-reply``: replies that are paid as several texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


def places(problems):
    return [(problem.place.line, problem.level) for problem in problems]


LONG = "We are open from Monday to Friday and at weekends by appointment, come by"


@pytest.mark.parametrize(
    ("reply", "level", "remedy"),
    [
        (f"{LONG}, it’s easy", "warning", "Write ' instead of ’."),
        (f"{LONG} – it’s easy", "warning", "Write - instead of –, ' instead of ’."),
        (f"{LONG} 😀", "note", "If the price matters: leave out 😀."),
        (f"{LONG} mañana o el sábado", "note", "If the price matters: write a instead of á."),
        (
            "x" * 500,
            "note",
            "Say it shorter if you can: one text has room for 160 characters, two for 306, three for 459.",
        ),
    ],
)
def test_a_reply_that_is_paid_several_times_names_the_character_and_what_to_write(
    lint, reply: str, level: str, remedy: str
) -> None:
    text = f"rules:\n  - name: A\n    when: {{says: a}}\n    reply: {reply}\n{OTHERWISE}"

    (problem,) = lint(text, "costly-reply")

    assert (problem.place.line, problem.level, problem.remedy) == (4, level, remedy)


@pytest.mark.parametrize("reply", ["It’s easy", f"{LONG}, bring a friend", "x" * 400])
def test_a_reply_that_costs_nothing_extra_is_no_problem(lint, reply: str) -> None:
    text = f"rules:\n  - name: A\n    when: {{says: a}}\n    reply: {reply}\n{OTHERWISE}"

    assert lint(text, "costly-reply") == []


def test_what_is_filled_in_counts_with_its_length(lint) -> None:
    text = f"about: {{place: '{LONG}'}}\nrules:\n  - name: A\n    reply: It’s {{{{ about.place }}}}\n{OTHERWISE}"

    assert places(lint(text, "costly-reply")) == [(4, "warning")]


def test_what_it_cost_in_the_last_month_is_told_where_that_is_known(lint) -> None:
    text = f"rules:\n  - name: A\n    when: {{says: a}}\n    reply: {LONG}, it’s easy\n{OTHERWISE}"

    (problem,) = lint(text, "costly-reply", sent={"A": 1412})

    assert problem.message == (
        "this reply is paid as 2 texts instead of 1 because of ’: sent 1,412 times in the last 30 days, "
        "1,412 segments more than needed"
    )


def test_what_is_asked_and_sent_later_is_paid_as_well(lint) -> None:
    text = f"""
    timezone: UTC
    rules:
      - name: A
        when: {{says: a}}
        ask: {LONG}, it’s easy
        follow_up:
          - after: 1 day
            text: {LONG}, it’s easy
    {OTHERWISE}"""

    assert [problem.place.line for problem in lint(text, "costly-reply")] == [5, 8]


VECTORS = json.loads((Path(__file__).parents[1] / "data" / "sms_segments.json").read_text(encoding="utf-8"))["vectors"]
WRITABLE = [one for one in VECTORS if one["text"].strip() == one["text"] != "" and one["text"].isprintable()]


@pytest.mark.parametrize("vector", WRITABLE, ids=lambda vector: vector["id"])
def test_it_counts_segments_as_twilio_does(lint, vector) -> None:
    reply = vector["text"].replace("'", "''")
    told = lint(f"rules:\n  - name: A\n    reply: '{reply}'\n", "costly-reply")

    assert all(f"paid as {vector['segments']} texts" in problem.message for problem in told)
    if vector["segments"] > 3:
        assert told
