"""What the checker says of rules with ``always``, of ``otherwise`` and of rules whose texts may go wrong is true."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from responder import rules
from responder.core.answering.engine import decide
from responder.core.contact import Contact
from responder.core.message import InboundMessage
from responder.core.question import OpenQuestion
from responder.lint.reasoning.reach import Survey

SAID = ("rule", "otherwise")
NOW = datetime(2026, 6, 2, 15, tzinfo=UTC)
BODIES = ["open", "open now", "hours", "hours open 7", "x", "", "?", "friday"]
CONDITIONS: list[dict[str, Any]] = [
    {"contains": "open"},
    {"says": ["open", "hours"]},
    {"not": {"contains": "open"}},
    {"not": {"matches": r"\d+"}},
    {"matches": "[a-z]+"},
    {"answering": "Asks", "contains": "open"},
]
FAILING = "{{ 1 / (body|length - 4) }}"
MADE = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "when": st.sampled_from(CONDITIONS),
            "always": st.just("yes"),
            "start": st.just("talk"),
            "continue": st.just("yes"),
        },
    ),
    min_size=1,
    max_size=4,
)
GOES_WRONG = st.fixed_dictionaries(
    {
        "does": st.sampled_from(
            [
                {"reply": FAILING},
                {"ask": FAILING},
                {"remember": {"field": FAILING}},
                {"call": FAILING},
                {"start": "fails"},
            ]
        )
    },
    optional={"when": st.sampled_from(CONDITIONS), "always": st.just("yes")},
).map(lambda rule: rule.pop("does") | rule)
CONVERSATIONS: dict[str, Any] = {
    "talk": [{"ask": "Day?", "expect": "day", "save": "day"}, {"reply": "ok"}],
}
FAILS = {"fails": [{"ask": FAILING, "save": "more"}, {"reply": "ok"}]}
EARLIER, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
ASKED = OpenQuestion("Asks", "rule", EARLIER, LATER, "Well?")
IN_TALK = OpenQuestion("talk", "conversation", EARLIER, LATER, "Day?", 0, started_at=EARLIER)


@settings(max_examples=30)
@given(MADE, st.lists(GOES_WRONG, max_size=1), st.integers(0, 4))
def test_what_is_said_never_to_answer_does_not_with_questions_open_or_not(
    made: list[dict[str, Any]], wrong: list[dict[str, Any]], at: int
) -> None:
    some = [{"reply": "x", **rule} for rule in made]
    named = [{"name": f"R{n}", **rule} for n, rule in enumerate([*some[:at], *wrong, *some[at:]])]
    named.append({"name": "Asks", "when": {"says": "ask"}, "ask": "Well?"})
    top = {
        "timezone": "America/Chicago",
        "conversations": CONVERSATIONS | (FAILS if any("fails" in rule.values() for rule in wrong) else {}),
        "otherwise": "Soon",
    }
    ruleset = rules.loads(json.dumps({**top, "rules": named}))
    reaches = Survey(ruleset, date(2026, 6, 2)).reaches
    silent = {reach.rule.name for reach in reaches if reach.never_answers and all(one.sure for one in reach.taken)}
    for questions in ((), (ASKED,), (IN_TALK,), (IN_TALK, ASKED)):
        contact = Contact("+12025550143", NOW - timedelta(days=9), NOW - timedelta(days=9), questions=questions)
        for body in BODIES if silent else ():
            message = InboundMessage("SM1", contact.address, "+12025550100", body)
            steps = decide(ruleset, message, contact, NOW, explain=True).trace.steps
            assert silent & {step.name for step in steps if step.verdict == "yes" and step.kind in SAID} == set()
