"""What the checker says of rules that never answer is true: the engine agrees, whatever is texted, and when."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from responder import rules
from responder.core.answering.engine import decide
from responder.core.conditions.matchers import Match
from responder.core.conditions.situation import situation_of
from responder.core.contact import Contact
from responder.core.message import InboundMessage, Media
from responder.core.question import OpenQuestion
from responder.core.ruleset import Ruleset
from responder.lint.reasoning.cases import cases
from responder.lint.reasoning.certainty import Certainty, is_impossible
from responder.lint.reasoning.reach import Reach, Survey

TODAY = date(2026, 6, 2)
WORDS = ["hours", "open", "price", "price list", "list", "opening hours", "adresse", "l'adresse", "ladresse", "café"]
WORDS += ["营业", "营业时间", "时间", "l'营业", "?", "!!", "👍", "ok", "เวลา", "qu'open", "open 🙏", "🙏 open"]
PATTERNS = ["price", r"\bprice\b", "^price$", "^(open|hours)$", "prices?", r"(?P<x>\w+) price", "[a-z]+", "open|list"]
PATTERNS += ["^.*$", r"\d+", "caf[eé]", "^(?i)ok$"]
SENDERS = ["known", "unknown", "+12025550143", "+1202*", "+4420*"]
TEXTS = st.lists(
    st.tuples(
        st.sampled_from([*WORDS, "prices", "PRICE", "x", "7", "cafe", "Price", "😀", "👎"]),
        st.sampled_from([" ", "", "'", "-", "!", ", ", "\n", "s "]),
    ),
    min_size=1,
    max_size=3,
).map(lambda parts: "".join(word + between for word, between in parts))


def words() -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True)


def single() -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        words().map(lambda some: {"says": some}),
        words().map(lambda some: {"contains": some}),
        words().map(lambda some: {"starts_with": some}),
        words().map(lambda some: {"contains_all": some}),
        st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=2, unique=True).map(lambda some: {"matches": some}),
        st.lists(st.sampled_from(SENDERS), min_size=1, max_size=2, unique=True).map(lambda some: {"from": some}),
        st.sampled_from(["hours", "closed", "mornings"]).map(lambda window: {"during": window}),
        st.sampled_from(["hours", "closed", "mornings"]).map(lambda window: {"outside": window}),
        st.sampled_from(["yes", "no"]).map(lambda first: {"first_time": first}),
        st.sampled_from(["picture", "file"]).map(lambda kind: {"has": kind}),
        st.sampled_from(["2026-06-02", "2026-06-01 to 2026-06-10"]).map(lambda day: {"date": day}),
        st.sampled_from(["sms", "whatsapp"]).map(lambda channel: {"channel": channel}),
        st.sampled_from(["on_list", "not_on_list"]).map(lambda key: {key: "tips"}),
        st.sampled_from(["gold", "> 3"]).map(lambda plan: {"contact": {"plan": plan}}),
        st.sampled_from(["en", "es"]).map(lambda language: {"language": language}),
        st.sampled_from(["card", "other", ["card", "other"], "reminder"]).map(lambda name: {"answering": name}),
        st.just({"if": "body == 'open'"}),
        words().map(lambda some: {"starts_with": some, "if": "rest == 'list'"}),
    )


def together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: value for part in parts for name, value in part.items()}


CONDITIONS = st.recursive(
    st.lists(single(), min_size=1, max_size=2).map(together),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=2).map(lambda some: {"any": some}),
        st.lists(inner, min_size=1, max_size=2).map(lambda some: {"all": some}),
        inner.map(lambda one: {"not": {"all": [one]}}),
    ),
    max_leaves=3,
)
RULES = st.lists(
    st.fixed_dictionaries(
        {"when": CONDITIONS},
        optional={
            "continue": st.just("yes"),
            "once_per": st.just("1 day"),
            "always": st.just("yes"),
            "join": st.just("tips"),
            "remember": st.just({"plan": "gold"}),
            "typos": st.just("yes"),
        },
    ),
    min_size=2,
    max_size=5,
)
TOP: dict[str, Any] = {
    "lists": {"tips": "Tips"},
    "timezone": "America/Chicago",
    "hours": {"mon-fri": "9:00-17:00", "2026-06-03": "closed"},
    "windows": {"mornings": "mon-sun 06:00-12:00"},
}


def loaded(made: list[dict[str, Any]], more: dict[str, Any] | None = None) -> Ruleset:
    named = [{"name": f"R{n}", **rule, "reply": f"It is {n}"} for n, rule in enumerate(made)]
    # A field that no rule saves can't be asked for.
    named.append({"name": "Gold", "when": {"says": "gold please"}, "remember": {"plan": "gold"}, "reply": "Gold!"})
    # Nor can a question be that nothing asks.
    named += [{"name": name, "when": {"says": f"ask {name}"}, "ask": "Well?"} for name in ("card", "other")]
    try:
        return rules.loads(json.dumps({**TOP, **(more or {}), "rules": named}, ensure_ascii=False))
    except rules.RulesInvalid as invalid:
        # `rest` where nothing hands it on.
        assert {problem.code for problem in invalid.problems} == {"unknown-variable"}
        reject()


MOMENTS = [datetime(2026, 6, 1, 14, tzinfo=UTC) + timedelta(hours=3 * n) for n in range(24)]
SENDERS_TRIED = ["+12025550143", "+12025550147", "+442079460143"]
LONG_AGO, LATER = MOMENTS[0] - timedelta(days=1), MOMENTS[-1] + timedelta(days=1)
QUESTIONS = st.lists(
    st.builds(
        OpenQuestion,
        st.sampled_from(["card", "other", "visit"]),
        st.sampled_from(["rule", "follow-up", "reminder"]),
        st.just(LONG_AGO - timedelta(days=1)),
        st.sampled_from([LATER, LATER, LONG_AGO]),
        st.just("Well?"),
    ),
    max_size=3,
    unique_by=lambda question: question.name,
).map(tuple)
CONTACTS = st.builds(
    Contact,
    st.sampled_from(SENDERS_TRIED),
    first_seen=st.sampled_from([None, MOMENTS[0] - timedelta(days=9)]),
    fields=st.sampled_from([{}, {"plan": "gold"}, {"plan": "7"}, {"language": "es"}]),
    lists=st.sampled_from([frozenset(), frozenset({"tips"})]),
    questions=QUESTIONS,
)
PICTURE = (Media("https://media.example.com/1", "image/jpeg"), Media("https://media.example.com/2", "application/pdf"))


def said(ruleset: Ruleset, body: str, contact: Contact, moment: datetime, channel: str, has: bool) -> set[str]:
    media = PICTURE if has else ()
    message = InboundMessage("SM1", contact.address, "+12025550100", body, channel, media)  # type: ignore[arg-type]
    decision = decide(ruleset, message, contact, moment, explain=True)
    # A question may have the name of the rule that asks it.
    return {step.name for step in decision.trace.steps if step.verdict == "yes" and step.kind != "question"}


def never(reach: Reach) -> bool:
    return reach.never_answers and all(taken.sure for taken in reach.taken)


@settings(max_examples=300)
@given(
    st.lists(st.fixed_dictionaries({"when": CONDITIONS}, optional={"typos": st.just("yes")}), min_size=2, max_size=2),
    st.lists(TEXTS, min_size=3, max_size=6),
    st.sampled_from(MOMENTS),
    CONTACTS,
    st.booleans(),
)
def test_what_surely_holds_or_fails_wherever_another_rule_fits_does_so(
    made: list[dict[str, Any]], texts: list[str], moment: datetime, contact: Contact, has: bool
) -> None:
    ruleset = loaded(made)
    above, below = ruleset.rules[0].when, ruleset.rules[1].when
    assert above is not None
    found = cases(below) or []
    sure = [Certainty(case, found=frozenset({"rest", "x"})) for case in found]
    holds, fails = all(one.holds(above) for one in sure), all(one.fails(above) for one in sure)
    if holds or fails:
        for body in [*texts, *WORDS]:
            message = InboundMessage("SM1", contact.address, "+12025550100", body, media=PICTURE if has else ())
            situation = situation_of(message, contact, moment, ruleset.business)
            if isinstance(below.test(situation), Match):
                assert not all(is_impossible(case) for case in found)
                assert isinstance(above.test(situation), Match) is holds, body


@settings(max_examples=150)
@given(
    RULES,
    st.lists(TEXTS, min_size=3, max_size=6),
    st.sampled_from(MOMENTS),
    st.lists(CONTACTS, min_size=2, max_size=4),
    st.sampled_from(["sms", "whatsapp"]),
    st.booleans(),
)
def test_a_rule_that_never_answers_answers_no_text(
    made: list[dict[str, Any]], texts: list[str], moment: datetime, contacts: list[Contact], channel: str, has: bool
) -> None:
    ruleset = loaded(made)
    silent = {reach.rule.name for reach in Survey(ruleset, TODAY).reaches if never(reach)}
    if silent:
        for body in [*texts, *WORDS]:
            for contact in contacts:
                assert silent & said(ruleset, body, contact, moment, channel, has) == set(), body


ANSWERS = st.lists(
    st.fixed_dictionaries(
        {
            "when": st.tuples(
                st.sampled_from(["card", "other", "size", ["card", "other"], ["size", "card"], "reminder"]),
                st.one_of(st.just({}), single(), words().map(lambda some: {"says": some})),
            ).map(lambda parts: {**parts[1], "answering": parts[0]})
        },
        optional={"continue": st.just("yes"), "always": st.just("yes"), "once_per": st.just("1 day")},
    ),
    min_size=2,
    max_size=5,
)
SIZE = {"size": [{"ask": "Well?", "choices": ["open", "list"]}, {"reply": "Fine"}]}
OF_SIZE = OpenQuestion("size", "conversation", LONG_AGO, LATER, "Well?", 0, started_at=LONG_AGO)


@settings(max_examples=150)
@given(
    ANSWERS,
    st.lists(TEXTS, min_size=2, max_size=4),
    st.sampled_from(MOMENTS),
    st.lists(CONTACTS, min_size=2, max_size=4),
    st.booleans(),
)
def test_a_rule_that_never_answers_a_question_answers_none(
    made: list[dict[str, Any]], texts: list[str], moment: datetime, contacts: list[Contact], conversing: bool
) -> None:
    ruleset = loaded(made, {"conversations": SIZE})
    silent = {reach.rule.name for reach in Survey(ruleset, TODAY).reaches if never(reach)}
    if silent:
        for contact in contacts:
            if conversing:
                contact = replace(contact, questions=(*contact.questions, OF_SIZE))
            for body in [*texts, *WORDS, "Liked “Well?”", "Liked “Another one”"]:
                assert silent & said(ruleset, body, contact, moment, "sms", False) == set(), body


@settings(max_examples=50)
@given(RULES)
def test_no_sample_is_answered_by_the_rule_that_it_is_said_not_to_reach(made: list[dict[str, Any]]) -> None:
    ruleset = loaded(made)
    asked = tuple(OpenQuestion(name, "rule", LONG_AGO, LATER) for name in ("other", "card"))
    known = MOMENTS[0] - timedelta(days=9)
    contacts = [Contact(SENDERS_TRIED[0]), Contact(SENDERS_TRIED[0], known)]
    contacts += [Contact(SENDERS_TRIED[0], known, questions=asked[:count]) for count in (1, 2)]
    for reach in Survey(ruleset, TODAY).reaches:
        samples = {taken.sample for taken in reach.taken if taken.sample} if reach.never_answers else set()
        for sample in samples:
            for contact in contacts:
                for moment in MOMENTS:
                    assert reach.rule.name not in said(ruleset, sample, contact, moment, "sms", False)
