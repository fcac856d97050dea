"""What follows from a decision is told in words that a person at the desk understands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from responder.cli.effect_words import effect, time_words
from responder.core.contact import Contact
from responder.core.decision import (
    Answered,
    Asked,
    Cancelled,
    Closed,
    Decision,
    Due,
    Effect,
    HandedOver,
    Remembered,
    Step,
    Trace,
)
from responder.core.message import InboundMessage
from responder.settings import Settings
from responder.store import Question, Store

NOW = datetime(2026, 6, 2, 9, 0, tzinfo=ZoneInfo("America/Chicago"))
UTC_NOW = NOW.astimezone(UTC)
LATER = UTC_NOW + timedelta(days=2, hours=1)
FOLLOW_UP = Due("follow-up", "+1", LATER, "Prices", "visit", unless=("they reply", "they opt out"))
NOTE = Due("notify", "+15550100009", UTC_NOW, "Emergency", "maria", "Ana: it\nhurts \x1b[2J")


@pytest.mark.parametrize(
    ("happened", "told"),
    [
        (Remembered("day", "2026-06-03", "R"), "day saved: “2026-06-03”"),
        (Remembered("day", "", "R"), "day forgotten"),
        (
            Asked("new_time", "conversation", "Which day?", LATER, UTC_NOW, 0, "R"),
            "Asked “new_time”, open until Thu 4 June 10:00",
        ),
        (Answered("new_time", "day", "2026-06-03", UTC_NOW, 0, "R"), "“new_time” answered: day is “2026-06-03”"),
        (Answered("party", "", "yes", UTC_NOW, -1, "R"), "“party” answered: “yes”"),
        (
            Closed("new_time", "given up", UTC_NOW, "R"),
            "“new_time” is over: given up: no answer fitted, or a person took over",
        ),
        (Closed("new_time", "lapsed", UTC_NOW, "R"), "“new_time” is over: no answer came in time"),
        (HandedOver(LATER, "R"), "Handed over to a person until Thu 4 June 10:00"),
        (HandedOver(UTC_NOW, "R"), "Handed back: the rules answer them again"),
        (NOTE, "Will notify “maria”: “Ana: it hurts \\x1b[2J”"),
        (replace(NOTE, at=LATER), "Will notify “maria” at Thu 4 June 10:00: “Ana: it hurts \\x1b[2J”"),
        (Due("forward", "+15550100009", UTC_NOW, "R", text="hi"), "Will be passed on to +15550100009: “hi”"),
        (Due("call", "+15550100009", UTC_NOW, "R", "maria", "Fire!"), "Will call “maria” and say: “Fire!”"),
        (Due("call", "+15550100009", UTC_NOW, "R", text="Ready."), "Will call them and say: “Ready.”"),
        (Due("webhook", "https://x.example/hook", UTC_NOW, "R", text="{}"), "Will be posted to https://x.example/hook"),
        (FOLLOW_UP, "Follow-up “visit” due Thu 4 June 10:00, unless they reply"),
        (replace(FOLLOW_UP, unless=("they opt out",)), "Follow-up “visit” due Thu 4 June 10:00"),
        (replace(FOLLOW_UP, unless=(), repeated=2), "Follow-up “visit” due Thu 4 June 10:00, time 3"),
        (Cancelled(("visit", "review"), "R"), "Taken back unless sent: “visit”, “review”"),
        (Cancelled((), "R"), "All follow-ups taken back"),
    ],
)
def test_each_effect_is_told_in_words(happened: Effect, told: str) -> None:
    assert effect(happened, NOW) == told


def test_the_year_is_told_where_it_is_another() -> None:
    assert time_words(datetime(2027, 1, 1, 12, tzinfo=UTC), NOW) == "Fri 1 January 2027 06:00"


def test_why_tells_a_question_s_step_and_what_follows_of_a_text_that_really_came(run) -> None:
    steps = (
        Step("question", "new_time", "yes", ("'friday' is a day",), (), "rules.yaml:40"),
        Step("rule", "Prices", "not needed"),
    )
    effects = (Answered("new_time", "day", "2026-06-05", UTC_NOW, 0, "new_time"), NOTE, FOLLOW_UP)

    def decide(contact: Contact) -> tuple[Decision, str]:
        return Decision("answered", "new_time", (), effects, contact, Trace(steps), (), "digest"), "<Response/>"

    with Store.open(Settings.from_environment().store_url) as store:
        store.answer(Question(InboundMessage("SM1", "+1202", "+1303", "friday"), UTC_NOW, decide))

    output = run("why", "--sid", "SM1").output

    assert "“new_time” answered\n" in output
    assert " ✓ new_time  'friday' is a day\n             at rules.yaml:40\n" in output
    assert " ↳ “new_time” answered: day is “2026-06-05”\n ↳ Will notify “maria”: “Ana: it hurts" in output
    assert '"at": "2026-06-02T14:00:00+00:00"' in run("why", "--sid", "SM1", "--json").output
