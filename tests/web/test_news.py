"""News of our answers: Twilio calls back, and each answer has its sid and its fate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from responder import inbound, rules
from responder.core.message import InboundMessage
from responder.sms.webhook import reply_named
from responder.store import Store


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("re=SM1&n=0", ("SM1", 0)),
        ("re=SM1&n=12", ("SM1", 12)),
        ("", None),
        ("re=SM1", None),
        ("re=SM1&n=-1", None),
        ("re=S%20M&n=0", None),
        ("re=SM1&n=0&x=1", None),
    ],
)
def test_the_query_says_which_answer_it_is(query: str, named: Any) -> None:
    assert reply_named(query) == named


def test_an_answer_is_named_by_the_first_news_of_it_and_never_anew(
    store: Store, two_answers: Callable[..., Any]
) -> None:
    two_answers(store, "SM1")
    for sid, place in (("SMb", 1), ("SMa", 0), ("SMc", 0), ("SMb", 0), ("SMd", 7)):
        store.write(lambda unit, sid=sid, place=place: unit.name_reply("SM1", place, sid))  # type: ignore[misc]
    message = store.message("SM1")
    assert message is not None
    assert [(one.body, one.sid) for one in store.answers(message)] == [("One", "SMa"), ("Two", "SMb")]


@pytest.fixture
def two_answers() -> Callable[[Store, str], None]:
    ruleset = rules.loads("timezone: UTC\nrules: [{name: A, when: {says: hi}, reply: [One, Two]}]")

    def text(store: Store, sid: str) -> None:
        message = InboundMessage(sid, "+12025550123", "+12025550100", "hi")
        inbound.handle(store, ruleset, message, datetime(2026, 6, 2, 16, tzinfo=UTC))

    return text
