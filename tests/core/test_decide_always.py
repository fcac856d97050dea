"""What holds for every file of rules, every text and every contact."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from responder.core.answering.engine import decide
from responder.core.business import Business
from responder.core.calendar.hours import parse_window
from responder.core.conditions.matchers import (
    AllOf,
    AnyOf,
    Condition,
    Contains,
    During,
    FirstTime,
    From,
    Has,
    If,
    Matches,
    Not,
    Says,
    Sender,
    StartsWith,
    To,
)
from responder.core.contact import EVERYTHING, Contact, Exchange
from responder.core.decision import Decision, OptedIn, Trace
from responder.core.message import InboundMessage, Location, Media
from responder.core.patterns import Pattern
from responder.core.rule import Action, Join, Leave, OptIn, OptOut, Remember, Tag, Untag
from responder.core.ruleset import Limits, OptOutPolicy, Ruleset
from responder.core.templates import ALWAYS_KNOWN, compile_expression, compile_text
from responder.core.text.folding import Phrase, fold

THEM, US, SERVICE = "+12025550123", "+12025550100", "MG0"

bodies = st.one_of(
    st.text(st.characters(), max_size=40),
    st.sampled_from(
        ["STOP", "Stop.", "stop", "START", "Start!", "HELP", "info", "YES", "yes", "book it", "price?", "", " ", "👍🏽"]
    ),
    st.sampled_from(["x" * 1600, "a " * 800, "😀" * 800, "\ud800\udc00\x00", "{{ contact }}", "\x00", "予約" * 400]),
)
addresses = st.sampled_from([THEM, US, "+447700900123", "24725", "BANK", "", "US.1", "\ud800", "whatsapp:x", "+"])
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
scopes = st.sampled_from([US, SERVICE, EVERYTHING, f"whatsapp:{US}", "+1999"])

messages = st.builds(
    InboundMessage,
    sid=st.just("SM1"),
    from_=addresses,
    to=st.sampled_from([US, "24725", "+18005550100", ""]),
    body=bodies,
    channel=st.sampled_from(["sms", "mms", "whatsapp", "rcs"]),
    media=st.lists(st.builds(Media, st.text(max_size=3), st.sampled_from(["image/png", "\x00", ""])), max_size=2).map(
        tuple
    ),
    location=st.none() | st.just(Location(1, 2)),
    opt_out_type=st.none() | st.none() | st.none() | st.sampled_from(["STOP", "START", "HELP"]),
    messaging_service_sid=st.none() | st.just(SERVICE),
    country=st.sampled_from(["", "US", "??"]),
)


@st.composite
def contacts(draw: st.DrawFn, now: datetime) -> Contact:
    ago = st.timedeltas(timedelta(seconds=-5), timedelta(hours=2))
    exchanges = st.builds(
        Exchange, ago.map(lambda by: now - by), st.sampled_from(["", "a"]), st.sampled_from([(), ("x",), ("x", "y")])
    )
    return Contact(
        THEM,
        first_seen=draw(st.none() | st.just(now)),
        fields=draw(st.dictionaries(st.sampled_from(["language", "first_name", "plan"]), st.text(max_size=5))),
        tags=draw(st.frozensets(st.sampled_from("ab"))),
        lists=draw(st.frozensets(st.sampled_from(["tips", "deals"]))),
        opted_out=draw(st.dictionaries(scopes, st.sampled_from(["carrier", "rule"]), max_size=2)),
        history=tuple(sorted(draw(st.lists(exchanges, max_size=8)), key=lambda one: one.at)),
        last_answered=draw(st.dictionaries(st.sampled_from(["rule 0", "rule 1"]), st.just(now - timedelta(hours=1)))),
    )


KNOWN = ALWAYS_KNOWN | {"plan", "what"}
phrases = st.lists(st.sampled_from(["book", "price", "👍", "予約", "it", "x", "!"]).map(Phrase.of), min_size=1).map(
    tuple
)
leaves: st.SearchStrategy[Condition] = st.one_of(
    phrases.map(Says),
    phrases.map(StartsWith),
    phrases.map(Contains),
    st.just(Matches((Pattern.compile(r"(?P<what>\w+)\b"),))),
    st.sampled_from(["number", "prefix", "country", "staff", "list", "known", "unknown"]).map(
        lambda kind: From((Sender(kind, {"country": "GB", "list": "tips"}.get(kind, "")),))
    ),
    st.just(To((US,), ("us",))),
    st.booleans().map(lambda inside: During((parse_window("mon-fri 9-17"),), inside)),
    st.just(Has(("picture", "location"))),
    st.booleans().map(FirstTime),
    st.sampled_from(["100 / (plan | int) > 3", "what == body", "not rest", "now.hour > 12", "body < now"]).map(
        lambda source: If(compile_expression(source, KNOWN))
    ),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(tuple).map(AllOf),
        st.lists(inner, max_size=2).map(tuple).map(AnyOf),
        inner.map(Not),
    ),
    max_leaves=4,
)
sources = st.sampled_from(
    [
        "Hello",
        "{{ body }}",
        "{{ body | upper }}{{ body }}",
        "{{ rest }} {{ what }} {{ first_name or 'you' }}",
        "{{ next_opening }} {{ now | date }} {{ from | phone }} {{ plan | money }}",
        "{% for c in body %}{{ c }}{{ body }}{% endfor %}",
        "{{ 100 / (plan | int) }}",
    ]
)
actions: st.SearchStrategy[Action] = st.one_of(
    sources.map(lambda source: Remember((("plan", compile_text(source, KNOWN)),))),
    st.just(Tag(("a",))),
    st.just(Untag(("a",))),
    st.just(Join(("tips",))),
    st.just(Leave(("tips",))),
    st.just(OptOut()),
    st.just(OptIn()),
)


@st.composite
def rulesets(draw: st.DrawFn, make: Any) -> Ruleset:
    rules = [
        make.rule(
            f"rule {n}",
            draw(st.none() | conditions),
            draw(st.none() | replies),
            *draw(st.lists(actions, max_size=2)),
            once_per=draw(st.none() | st.just(timedelta(hours=2))),
            or_reply=draw(st.none() | st.just("again")),
            goes_on=draw(st.booleans()),
            silent=draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 4)))
    ]
    policy = OptOutPolicy(
        answered_by=draw(st.sampled_from([None, "us", "twilio"])),
        stop_words=frozenset({"baja"}),
        stop_reply=draw(st.none() | st.just(make.reply(("Bye", ["{{ body }}"])))),
    )
    business = Business(
        name=draw(st.sampled_from(["", "Bright Smile", "\ud800{{ x }}"])),
        timezone=ZoneInfo(draw(st.sampled_from(["UTC", "America/Chicago", "Pacific/Apia"]))),
        hours=make.business.hours,
    )
    blocked = draw(st.sampled_from([(), (Sender("prefix", "+44"),), (Sender("country", "GB"),)]))
    limits = Limits(answer_short_codes=draw(st.booleans()), rounds=draw(st.sampled_from([0, 2, 5])))
    otherwise = draw(st.none() | st.just("Later") | st.just("{{ 1 / (plan | int) }}"))
    return make.ruleset(  # type: ignore[no-any-return]
        *rules, otherwise=otherwise, business=business, opt_out=policy, limits=limits, blocked=blocked
    )


replies = st.one_of(
    sources,
    st.lists(sources, max_size=12),
    st.tuples(sources, st.lists(st.sampled_from(["https://x.test/{{ body }}.png", "{{ body }}"]), max_size=2)),
    st.dictionaries(st.sampled_from(["en", "es", "pt-BR"]), sources, min_size=1),
)


@st.composite
def everything(draw: st.DrawFn) -> Any:
    """A function of ``make`` that draws a file of rules, a message, its sender and a moment."""
    now = draw(moments)
    return draw(messages), draw(contacts(now)), now


@settings(max_examples=150, deadline=None)
@given(data=st.data(), given_=everything())
def test_decide_is_total_deterministic_and_keeps_its_word(make: Any, data: st.DataObject, given_: Any) -> None:
    message, contact, now = given_
    ruleset = data.draw(rulesets(make))
    decision = decide(ruleset, message, contact, now)
    assert decide(ruleset, message, contact, now) == decision
    assert_within_twilios_limits(decision)
    assert_opt_outs_are_kept(message, contact, decision)
    assert_the_contact_is_kept(contact, decision, now)
    explained = decide(ruleset, message, contact, now, explain=True)
    assert replace(explained, trace=decision.trace) == decision
    assert Trace.from_json(json.loads(json.dumps(explained.trace.to_json()))) == explained.trace
    shown = {step.name for step in explained.trace.steps if step.kind == "rule"}
    assert shown == {rule.name for rule in ruleset.rules}


def assert_within_twilios_limits(decision: Decision) -> None:
    assert len(decision.replies) <= 10
    for reply in decision.replies:
        assert reply.text or reply.media
        assert len(reply.text.encode("utf-16-le")) // 2 <= 1600
        assert len(reply.media) <= 10
        assert all(url.startswith("https://") for url in reply.media)


def assert_opt_outs_are_kept(message: InboundMessage, contact: Contact, decision: Decision) -> None:
    """Who opted out gets a reply only by START, by HELP, or by a rule that opts them in."""
    was_out = contact.is_opted_out_of(message.opt_out_scopes)
    is_out = decision.contact.is_opted_out_of(message.opt_out_scopes)
    name = decision.trace.steps[0].name if decision.trace.steps else ""
    if was_out and decision.replies:
        lifted = any(isinstance(effect, OptedIn) for effect in decision.effects) and not is_out
        assert lifted or name == "HELP"
    if message.opt_out_type is not None:
        assert decision.replies == ()
    if was_out and not is_out:
        carrier = "carrier" in {contact.opted_out.get(s) for s in (*message.opt_out_scopes, EVERYTHING)}
        assert not carrier or message.opt_out_type == "START" or message.body.strip().upper() in ("START", "YES")


def assert_the_contact_is_kept(before: Contact, decision: Decision, now: datetime) -> None:
    after = decision.contact
    assert (after.address, after.last_seen) == (before.address, now)
    assert after.first_seen == (before.first_seen or now)
    assert after.history[-1].at == now
    assert len(after.history[-1].replies) == len(decision.replies)
    assert len(after.history) <= 40


@given(body=bodies, times=st.integers(1, 30), pause=st.sampled_from([0, 2, 30, 500]))
@settings(max_examples=50, deadline=None)
@example(body="hello", times=30, pause=2)
def test_nobody_is_answered_without_end(make: Any, body: str, times: int, pause: int) -> None:
    rules = make.ruleset(make.rule("Echo", None, "{{ body }} {{ now }}"), otherwise="Later")
    decisions = make.talk(rules, [body] * times, every=timedelta(seconds=pause))
    answered = [one for one in decisions if one.replies]
    if pause * times <= 3600:
        assert len(answered) <= 20
    if fold(body).text:
        assert len(answered) <= max(5, times // 5)
