"""STOP, START and HELP, as Twilio handles them before and beside the webhook."""

from __future__ import annotations

from typing import Any

import pytest

from responder.testing import StandInTwilio
from responder.testing.optout import HELPED, STARTED, STOPPED

US = "+15557122661"
PERSON = "+15558675310"


@pytest.fixture
def pointed(twilio: StandInTwilio, hook: Any) -> StandInTwilio:
    twilio.point(f"{hook.url}/sms")
    return twilio


@pytest.mark.parametrize(
    "body", ["STOP", "stop", " Stop ", "STOPALL", "UNSUBSCRIBE", "cancel", "End", "QUIT", "revoke", "OptOut"]
)
def test_each_stop_word_blocks_and_still_reaches_the_webhook(pointed: StandInTwilio, hook: Any, body: str) -> None:
    exchange = pointed.text(PERSON, body=body)
    assert exchange.by_twilio == STOPPED
    assert pointed.account.is_blocked(US, PERSON)
    assert hook.forms()[0]["Body"] == body
    assert "OptOutType" not in hook.forms()[0]


@pytest.mark.parametrize("body", ["stop please", "opt out", "STOP.", "don't stop"])
def test_a_text_around_the_word_does_nothing(pointed: StandInTwilio, body: str) -> None:
    assert pointed.text(PERSON, body=body).by_twilio == ""
    assert not pointed.account.is_blocked(US, PERSON)


@pytest.mark.parametrize("word", ["START", "yes", "UNSTOP"])
def test_start_lifts_the_block(pointed: StandInTwilio, word: str) -> None:
    pointed.text(PERSON, body="STOP")
    assert pointed.text(PERSON, body=word).by_twilio == STARTED
    assert not pointed.account.is_blocked(US, PERSON)


def test_yes_from_someone_who_never_stopped_is_only_a_yes(pointed: StandInTwilio) -> None:
    assert pointed.text(PERSON, body="YES").by_twilio == ""


def test_help_is_answered_by_twilio(pointed: StandInTwilio) -> None:
    assert pointed.text(PERSON, body="help").by_twilio == HELPED


def test_a_twiml_reply_to_stop_fails(pointed: StandInTwilio, hook: Any) -> None:
    hook.says("<Response><Message>You are unsubscribed.</Message></Response>")
    (reply,) = pointed.text(PERSON, body="STOP").sent
    pointed.settle()
    assert (reply.status, reply.error_code) == ("failed", 21610)


def test_the_block_is_of_one_pair_of_numbers(pointed: StandInTwilio) -> None:
    other = pointed.add_number("+15557122662")
    pointed.text(PERSON, body="STOP")
    assert pointed.account.is_blocked(US, PERSON)
    assert not pointed.account.is_blocked(other.phone_number, PERSON)
    assert not pointed.account.is_blocked(US, "+15550001111")


def test_in_a_service_the_block_covers_every_number_of_it(pointed: StandInTwilio) -> None:
    other = pointed.add_number("+15557122662")
    service = pointed.add_service([pointed.number, other], use_inbound_webhook_on_number=True)
    pointed.text(PERSON, body="STOP")
    assert pointed.account.is_blocked(other.phone_number, PERSON)
    assert pointed.account.is_blocked(service.sid, PERSON)


def test_toll_free_numbers_are_answered_by_the_network_and_yes_lifts_nothing(twilio: StandInTwilio) -> None:
    toll_free = twilio.add_number("+18005551212").phone_number
    assert twilio.text(PERSON, toll_free, "STOP").by_twilio.startswith("NETWORK MSG")
    assert twilio.sent_to(PERSON) == []
    assert twilio.text(PERSON, toll_free, "YES").by_twilio == ""
    assert twilio.account.is_blocked(toll_free, PERSON)
    assert twilio.text(PERSON, toll_free, "UNSTOP").by_twilio.startswith("NETWORK MSG")
    assert not twilio.account.is_blocked(toll_free, PERSON)


@pytest.mark.parametrize(("ours", "theirs"), [("24725", PERSON), ("whatsapp:+14155238886", f"whatsapp:{PERSON}")])
def test_nobody_answers_for_a_short_code_or_on_whatsapp(twilio: StandInTwilio, ours: str, theirs: str) -> None:
    twilio.add_number(ours)
    assert twilio.text(theirs, ours, "STOP").by_twilio == ""
    assert not twilio.account.is_blocked(ours, theirs)


@pytest.mark.parametrize(("body", "kind"), [("STOP", "STOP"), ("baja", "STOP"), ("start", "START"), ("HELP", "HELP")])
def test_advanced_opt_out_names_the_kind_in_the_webhook(twilio: StandInTwilio, hook: Any, body: str, kind: str) -> None:
    twilio.add_service(
        [twilio.number],
        inbound_request_url=f"{hook.url}/sms",
        advanced_opt_out=True,
        opt_out_words=frozenset({"BAJA"}),
    )
    twilio.text(PERSON, body=body)
    assert hook.forms()[0]["OptOutType"] == kind
    assert twilio.account.is_blocked(US, PERSON) == (kind == "STOP")
