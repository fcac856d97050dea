"""STOP, START and HELP: who asks, who answers, what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from responder.core.answering.consent.carrier_words import ALSO_STOP, ANSWERS, HELP_WORDS, START_WORDS, STOP_WORDS
from responder.core.business import Business
from responder.core.contact import EVERYTHING, Contact
from responder.core.decision import OptedIn, OptedOut
from responder.core.message import Reply
from responder.core.ruleset import OptOutPolicy, Ruleset
from responder.core.text.folding import fold
from responder.core.text.segments import count

TWILIO_KEEPS_SILENT = "Twilio or the carrier answers it, so we keep silent"
TOLL_FREE = "+18005550100"
SHORT_CODE = "24725"
SERVICE = "MG" + "0" * 32


@pytest.fixture(scope="module")
def rules(make: Any) -> Ruleset:
    return make.ruleset(make.rule("All", None, "An answer"))  # type: ignore[no-any-return]


# Twilio answers: long codes, toll-free numbers.


@pytest.mark.parametrize("to", ["+12025550100", TOLL_FREE])
@pytest.mark.parametrize("word", sorted(STOP_WORDS))
def test_a_stop_word_on_a_number_that_twilio_answers_for_is_kept_in_silence(
    make: Any, rules: Ruleset, to: str, word: str
) -> None:
    for body in (word, word.upper(), f" {word.title()}\n"):
        decision = make.decide(rules, body, to=to)
        assert make.safety(decision) == ("STOP", (f"the whole text is the STOP word '{word}'", TWILIO_KEEPS_SILENT))
        assert decision.replies == ()
        assert decision.effects == (OptedOut((to,), f"STOP word '{word}'", None, "carrier"),)
        assert decision.contact.opted_out == {to: "carrier"}


@pytest.mark.parametrize("body", ["Stop.", "STOP!!", "“stop”", "ＳＴＯＰ", "opt out", "Opt-out", "stop all"])
def test_a_stop_that_twilio_does_not_know_is_confirmed_by_us_once(make: Any, rules: Ruleset, body: str) -> None:
    first, second = make.talk(rules, [body, body])
    assert first.trace.steps[0].because[1] == "we confirm it once"
    assert first.replies == (
        Reply("Bright Smile: You're unsubscribed and will get no more texts from us. Reply START to get them again."),
    )
    assert first.contact.opted_out == {make.us: "rule"}
    assert make.safety(second)[1][1] == "they had opted out already, so we keep silent"
    assert (second.replies, second.contact.opted_out) == ((), {make.us: "rule"})


def test_a_stop_that_twilio_sees_later_is_the_carriers(make: Any, rules: Ruleset) -> None:
    _, second, third = make.talk(rules, ["Stop.", "STOP", "Stop."])
    assert second.contact.opted_out == {make.us: "carrier"}
    assert third.contact.opted_out == {make.us: "carrier"}


@pytest.mark.parametrize(
    "body", ["stop the bleeding", "don't stop", "cancel my appointment", "please cancel", "the end", ""]
)
def test_a_stop_word_is_the_whole_text(make: Any, rules: Ruleset, body: str) -> None:
    assert make.decide(rules, body).outcome == "answered"


def test_the_writers_own_words_count_too(make: Any, rules: Ruleset) -> None:
    policy = OptOutPolicy(
        stop_words=frozenset({"baja"}), start_words=frozenset({"alta"}), help_words=frozenset({"ayuda"})
    )
    first, second, third = make.talk(replace(rules, opt_out=policy), ["¡Baja!", "Ayuda", "ALTA"])
    assert [make.safety(one)[0] for one in (first, second, third)] == ["STOP", "HELP", "START"]
    assert first.contact.opted_out == {make.us: "rule"}
    assert [len(one.replies) for one in (first, second, third)] == [1, 1, 1]
    assert third.contact.opted_out == {}


def test_a_stop_stops_the_number_and_its_service(make: Any, rules: Ruleset) -> None:
    decision = make.decide(rules, "STOP", messaging_service_sid=SERVICE)
    assert set(decision.contact.opted_out) == {make.us, SERVICE}
    other = make.decide(rules, "hello", to="+12025550111", messaging_service_sid=SERVICE, contact=decision.contact)
    assert make.safety(other) == ("opted out", (f"they opted out of texts from {SERVICE}",))
    elsewhere = make.decide(rules, "hello", to="+12025550111", contact=decision.contact)
    assert elsewhere.outcome == "answered"


def test_whatsapp_and_texts_are_stopped_apart(make: Any, rules: Ruleset) -> None:
    decision = make.decide(rules, "STOP", channel="whatsapp")
    assert decision.contact.opted_out == {f"whatsapp:{make.us}": "rule"}
    assert len(decision.replies) == 1
    again = make.decide(rules, "hello", channel="whatsapp", contact=decision.contact)
    assert make.safety(again) == ("opted out", (f"they opted out of texts from {make.us}",))
    assert make.decide(rules, "hello", contact=decision.contact).outcome == "answered"


# We answer: short codes, WhatsApp, RCS, or because the file says so.


@pytest.mark.parametrize(
    ("rest", "policy", "ours"),
    [
        ({"to": SHORT_CODE}, None, True),
        ({"channel": "whatsapp"}, None, True),
        ({"channel": "rcs"}, None, True),
        ({}, None, False),
        ({"to": TOLL_FREE}, None, False),
        ({}, "us", True),
        ({"to": SHORT_CODE}, "twilio", False),
        ({"channel": "whatsapp"}, "twilio", False),
    ],
)
@pytest.mark.parametrize("body", ["STOP", "START", "HELP", "INFO", "UNSTOP"])
def test_who_answers_goes_by_the_number_unless_the_file_says(
    make: Any, rules: Ruleset, rest: dict[str, str], policy: Any, ours: bool, body: str
) -> None:
    decision = make.decide(replace(rules, opt_out=OptOutPolicy(answered_by=policy)), body, **rest)
    assert (
        make.safety(decision)[1][1] != TWILIO_KEEPS_SILENT
        if ours
        else make.safety(decision)[1][1] == TWILIO_KEEPS_SILENT
    )
    assert len(decision.replies) == (1 if ours else 0)


@pytest.mark.parametrize("kind", ["STOP", "START", "HELP"])
@pytest.mark.parametrize("answered_by", [None, "us", "twilio"])
def test_twilios_own_word_for_it_always_wins(make: Any, rules: Ruleset, kind: Any, answered_by: Any) -> None:
    policy = OptOutPolicy(answered_by=answered_by)
    contact = make.opted_out() if kind == "START" else None
    decision = make.decide(replace(rules, opt_out=policy), "Arrêt", to=SHORT_CODE, opt_out_type=kind, contact=contact)
    assert make.safety(decision) == (kind, (f"Twilio says it is {kind} (OptOutType)", TWILIO_KEEPS_SILENT))
    assert decision.replies == ()
    if kind == "STOP":
        assert decision.effects == (OptedOut((SHORT_CODE,), "Twilio's OptOutType", None, "carrier"),)
    elif kind == "START":
        assert decision.effects == (OptedIn((SHORT_CODE, EVERYTHING), "Twilio's OptOutType"),)
    else:
        assert decision.effects == ()


# START and YES.


@pytest.mark.parametrize("word", [*sorted(START_WORDS), "yes"])
def test_start_lifts_everything_for_this_number(make: Any, rules: Ruleset, word: str) -> None:
    contact = make.opted_out("carrier", make.us, SERVICE, EVERYTHING, "+1888")
    decision = make.decide(rules, word.upper(), contact=contact, messaging_service_sid=SERVICE)
    assert make.safety(decision)[0] == "START"
    assert decision.contact.opted_out == {"+1888": "carrier"}
    assert decision.effects == (OptedIn((make.us, SERVICE, EVERYTHING), f"START word '{word}'"),)
    assert decision.replies == ()
    assert make.decide(rules, "hello", contact=decision.contact).outcome == "answered"


@pytest.mark.parametrize("word", ["START", "YES"])
def test_who_confirmed_the_stop_confirms_the_start(make: Any, rules: Ruleset, word: str) -> None:
    # Twilio never saw "Stop.", so it has nothing to lift and nothing to say.
    stopped, started, again = make.talk(rules, ["Stop.", word, "START"])
    assert [len(one.replies) for one in (stopped, started, again)] == [1, 1, 0]
    assert started.contact.opted_out == {}
    by_rule = make.decide(rules, word, contact=make.opted_out("rule", EVERYTHING))
    assert (len(by_rule.replies), by_rule.contact.opted_out) == (1, {})
    with_type = make.decide(rules, word, contact=make.opted_out("rule"), opt_out_type="START")
    assert (with_type.replies, with_type.contact.opted_out) == ((), {})


def test_yes_is_an_ordinary_word_from_anyone_else(make: Any, rules: Ruleset) -> None:
    assert make.decide(rules, "YES").outcome == "answered"
    assert make.decide(rules, "YES", contact=make.opted_out("carrier", "+1888")).outcome == "answered"


def test_yes_does_not_lift_a_toll_free_opt_out(make: Any, rules: Ruleset) -> None:
    contact = make.opted_out("carrier", TOLL_FREE)
    decision = make.decide(rules, "YES", to=TOLL_FREE, contact=contact)
    assert make.safety(decision)[0] == "opted out"
    assert make.decide(rules, "START", to=TOLL_FREE, contact=contact).contact.opted_out == {}


def test_a_start_that_the_carrier_does_not_know_lifts_only_what_we_hold(make: Any, rules: Ruleset) -> None:
    blocked = make.decide(rules, "Start!", contact=make.opted_out("carrier", make.us, EVERYTHING))
    assert make.safety(blocked)[1][1] == "the carrier blocks our texts to them until they send START and nothing else"
    assert (blocked.replies, blocked.contact.opted_out) == ((), {make.us: "carrier", EVERYTHING: "carrier"})
    ours = make.decide(rules, "Start!", contact=make.opted_out("rule"))
    assert ours.contact.opted_out == {}
    assert ours.replies == (
        Reply("Bright Smile: Welcome back, you will get our texts again. Reply STOP to unsubscribe, HELP for help."),
    )


def test_start_on_a_short_code_lifts_what_advanced_opt_out_held_before(make: Any, rules: Ruleset) -> None:
    decision = make.decide(rules, "START", to=SHORT_CODE, contact=make.opted_out("carrier", SHORT_CODE))
    assert (decision.contact.opted_out, len(decision.replies)) == ({}, 1)


# HELP.


@pytest.mark.parametrize("word", sorted(HELP_WORDS))
def test_help_is_answered_with_name_and_phone(make: Any, rules: Ruleset, word: str) -> None:
    decision = make.decide(rules, word, to=SHORT_CODE)
    assert decision.replies == (
        Reply("Bright Smile: Text us your question here. Or call 202 555 0199. Reply STOP to unsubscribe."),
    )
    assert decision.effects == ()


def test_help_reaches_someone_who_opted_out_unless_the_carrier_blocks_us(make: Any, rules: Ruleset) -> None:
    ours = make.decide(rules, "HELP", to=SHORT_CODE, contact=make.opted_out("rule", SHORT_CODE))
    assert len(ours.replies) == 1
    blocked = make.decide(rules, "Help!", contact=make.opted_out())
    assert (blocked.replies, make.safety(blocked)[0]) == ((), "HELP")


def test_a_machine_that_asks_for_help_is_not_answered_for_ever(make: Any, rules: Ruleset) -> None:
    decisions = make.talk(rules, ["HELP"] * 8, to=SHORT_CODE, every=timedelta(seconds=30))
    assert [len(one.replies) for one in decisions] == [1, 1, 0, 0, 0, 0, 0, 0]
    quick = make.talk(rules, ["HELP"] * 5, to=SHORT_CODE, contact=Contact(make.them, history=make.busy()))
    assert [len(one.replies) for one in quick] == [0, 1, 1, 0, 0]


# The words of the answers.


def test_the_file_may_have_its_own_words(make: Any, rules: Ruleset) -> None:
    policy = OptOutPolicy(
        answered_by="us",
        stop_reply=make.reply("Bye {{ first_name }}"),
        start_reply=make.reply({"en": "Hi again", "es": "Hola"}),
        help_reply=make.reply(["One", "Two"]),
    )
    contact = Contact(make.them, fields={"first_name": "Ana", "language": "es"})
    decisions = make.talk(replace(rules, opt_out=policy), ["STOP", "START", "HELP"], contact=contact)
    assert [one.replies for one in decisions] == [
        (Reply("Bye Ana"),),
        (Reply("Hola"),),
        (Reply("One"), Reply("Two")),
    ]


def test_where_the_files_words_fail_ours_are_said(make: Any, rules: Ruleset) -> None:
    broken = make.reply(("Bye", ["{{ body }}"]))
    decision = make.decide(replace(rules, opt_out=OptOutPolicy(stop_reply=broken)), "Stop.")
    assert decision.problems[0].startswith("opt_out: stop_reply: ")
    assert decision.replies[0].text.startswith("Bright Smile: You're unsubscribed")


@pytest.mark.parametrize(
    ("saved", "language", "expected"),
    [(None, "en", "en"), (None, "es-US", "es"), ("pt_BR", "en", "pt"), ("xx", "de", "de"), ("xx", "yy", "en")],
)
def test_our_own_words_come_in_the_contacts_language_else_the_files(
    make: Any, rules: Ruleset, saved: str | None, language: str, expected: str
) -> None:
    contact = Contact(make.them, fields={"language": saved} if saved else {})
    business = Business(language=language)
    decision = make.decide(replace(rules, business=business), "STOP", to=SHORT_CODE, contact=contact)
    assert decision.replies == (Reply(ANSWERS[expected].stop),)


@pytest.mark.parametrize("language", sorted(ANSWERS))
def test_our_own_words_cost_no_more_than_they_must(language: str) -> None:
    words = ANSWERS[language]
    for text in (words.stop, words.start, " ".join((words.help, words.call, words.end))):
        segments = count(f"Bright Smile Dental Clinic: {text}")
        assert (segments.encoding, segments.segments) == ("GSM-7", 1)


def test_a_name_of_a_business_is_only_a_name(make: Any, rules: Ruleset) -> None:
    business = Business(name="{phone} {{ body }} 100%", phone="+12025550199")
    decision = make.decide(replace(rules, business=business), "HELP", to=SHORT_CODE)
    assert decision.replies[0].text.startswith("{phone} {{ body }} 100%: Text us your question here. Or call +1202")


def test_the_words_are_written_as_they_are_compared() -> None:
    for word in (*STOP_WORDS, *ALSO_STOP, *START_WORDS, *HELP_WORDS):
        assert fold(word).text == word


def test_what_the_carrier_blocks_everywhere_is_not_answered_until_it_reads_start(make: Any, rules: Ruleset) -> None:
    decision = make.decide(rules, "START:", contact=make.opted_out("carrier", EVERYTHING))
    assert (decision.replies, decision.contact.opted_out) == ((), {EVERYTHING: "carrier"})
