"""Sending through Twilio's REST API, with the real client, to the stand-in on loopback."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from responder.errors import SettingsError
from responder.settings import Secret, Settings
from responder.sms.gateway import Outbound, SendError, TwilioGateway
from responder.sms.rest import TwilioError, plain_errors, rest_client
from responder.testing import StandInTwilio

HELLO = Outbound(to="+15558675310", body="See you Tuesday", from_="+15557122661")


@pytest.fixture(scope="module")
def running() -> Iterator[StandInTwilio]:
    with StandInTwilio(auth_token="d1ff3r3ntfr0mth3s1d" + "0" * 14) as twilio:
        yield twilio


@pytest.fixture
def twilio(running: StandInTwilio) -> StandInTwilio:
    running.reset()
    return running


@pytest.fixture
def settings(twilio: StandInTwilio) -> Settings:
    return Settings.from_environment(twilio.environment())


@pytest.fixture
def gateway(settings: Settings) -> TwilioGateway:
    return TwilioGateway(settings)


def refused(gateway: TwilioGateway, outbound: Outbound = HELLO) -> SendError:
    with pytest.raises(SendError) as caught:
        gateway.send(outbound)
    return caught.value


def test_a_text_goes_out_as_it_is(gateway: TwilioGateway, twilio: StandInTwilio) -> None:
    taken = gateway.send(HELLO)
    [sent] = twilio.sent_to("+15558675310")
    assert (sent.sid, sent.body, sent.from_) == (taken.sid, "See you Tuesday", "+15557122661")
    assert (taken.status, taken.segments, taken.from_) == ("queued", 1, "+15557122661")


def test_media_and_the_address_for_news_go_along(gateway: TwilioGateway, twilio: StandInTwilio) -> None:
    urls = ("https://x.example/a.jpg", "https://x.example/b.jpg")
    gateway.send(replace(HELLO, media=urls, status_url="https://texts.example.com/sms/status"))
    [request] = [r for r in twilio.requests if r.method == "POST"]
    sent = request.body.decode()
    assert sent.count("MediaUrl=") == 2
    assert "StatusCallback=https%3A%2F%2Ftexts.example.com%2Fsms%2Fstatus" in sent


def test_a_messaging_service_sends_without_a_number(gateway: TwilioGateway, twilio: StandInTwilio) -> None:
    service = twilio.add_service([twilio.number])
    taken = gateway.send(Outbound(to="+15558675310", body="hi", service=service.sid))
    assert (taken.status, taken.segments, taken.from_) == ("accepted", 0, "")


def test_nothing_that_says_from_where_is_told_before_twilio_is_asked(
    gateway: TwilioGateway, twilio: StandInTwilio
) -> None:
    with pytest.raises(SettingsError, match="TWILIO_FROM"):
        gateway.send(Outbound(to="+15558675310", body="hi"))
    assert twilio.requests == []


@pytest.mark.parametrize(
    ("to", "code", "permanent", "words"),
    [
        ("+15005550001", 21211, True, "isn't a phone number"),
        ("+15005550002", 21612, True, "can't be reached from your number"),
        ("+15005550003", 21408, True, "may not text that country"),
        ("+15005550004", 21610, True, "opted out"),
        ("+15005550009", 21614, True, "landline"),
    ],
)
def test_what_twilio_refuses_is_told_by_its_code_in_plain_words(
    gateway: TwilioGateway, to: str, code: int, permanent: bool, words: str
) -> None:
    error = refused(gateway, replace(HELLO, to=to, from_="+15005550006"))
    assert (error.code, error.permanent, error.uncertain) == (code, permanent, False)
    assert words in str(error)
    assert error.explanation is not None


@pytest.mark.parametrize(
    ("from_", "code", "permanent"), [("+15005550007", 21606, True), ("+15005550008", 21611, False)]
)
def test_a_sender_that_cannot_send_is_told_too(gateway: TwilioGateway, from_: str, code: int, permanent: bool) -> None:
    error = refused(gateway, replace(HELLO, from_=from_))
    assert (error.code, error.permanent) == (code, permanent)


def test_wrong_credentials_name_the_settings(settings: Settings) -> None:
    error = refused(TwilioGateway(replace(settings, auth_tokens=(Secret("f" * 32),))))
    assert error.code == 20003
    assert "TWILIO_AUTH_TOKEN" in str(error)


@pytest.mark.parametrize("problem", [False, True])
@pytest.mark.parametrize(
    ("status", "code", "permanent", "uncertain"),
    [(429, 20429, False, False), (500, 20500, False, True), (503, 20503, False, True), (400, 21617, True, False)],
)
def test_both_shapes_of_twilios_errors_are_understood(
    gateway: TwilioGateway,
    twilio: StandInTwilio,
    status: int,
    code: int,
    permanent: bool,
    uncertain: bool,
    problem: bool,
) -> None:
    twilio.fail_next(status, code=code, problem=problem)
    error = refused(gateway)
    assert (error.code, error.permanent, error.uncertain) == (code, permanent, uncertain)


def test_a_page_of_some_gateway_in_between_is_understood_by_its_status(
    gateway: TwilioGateway, twilio: StandInTwilio
) -> None:
    twilio.fail_next(502, garbage=True)
    error = refused(gateway)
    assert (error.code, error.permanent, error.uncertain) == (502, False, True)


def test_an_answer_that_is_no_answer_leaves_it_uncertain(gateway: TwilioGateway, twilio: StandInTwilio) -> None:
    twilio.fail_next(200, garbage=True)
    error = refused(gateway)
    assert (error.permanent, error.uncertain) == (False, True)
    assert "console" in str(error)


def test_a_silent_twilio_is_given_up_in_time(settings: Settings, twilio: StandInTwilio) -> None:
    twilio.fail_next(delay=30.0)
    began = time.monotonic()
    error = refused(TwilioGateway(settings, timeout=0.3))
    assert time.monotonic() - began < 5
    assert (error.code, error.permanent, error.uncertain) == (None, False, True)


def test_a_dropped_connection_leaves_it_uncertain(gateway: TwilioGateway, twilio: StandInTwilio) -> None:
    twilio.fail_next(drop=True, done=True)
    error = refused(gateway)
    assert (error.permanent, error.uncertain) == (False, True)
    assert len(twilio.sent_to("+15558675310")) == 1


def test_a_twilio_that_is_not_there_certainly_sent_nothing(settings: Settings) -> None:
    error = refused(TwilioGateway(replace(settings, api_base="http://127.0.0.1:9")))
    assert (error.permanent, error.uncertain) == (False, False)
    assert "connection to the internet" in str(error)


def test_what_twilio_says_of_an_unknown_code_is_quoted_escaped() -> None:
    from twilio.base.exceptions import TwilioRestException

    with pytest.raises(TwilioError) as caught, plain_errors():
        raise TwilioRestException(400, "/x", "bad \x1b[31m thing", 29999)
    assert r"Twilio says: 'bad \x1b[31m thing'" in str(caught.value)
    assert caught.value.__suppress_context__


def test_neither_text_nor_token_gets_into_the_log(
    gateway: TwilioGateway, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    with caplog.at_level(logging.DEBUG):
        gateway.send(HELLO)
        refused(gateway, replace(HELLO, to="+15005550001"))
    assert "Tuesday" not in caplog.text
    assert settings.auth_tokens[0].reveal() not in caplog.text


def test_the_first_of_two_tokens_opens_the_api(settings: Settings) -> None:
    both = replace(settings, auth_tokens=(settings.auth_tokens[0], Secret("old")))
    assert TwilioGateway(both).send(HELLO).sid.startswith("SM")


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ({"account_sid": ""}, "TWILIO_ACCOUNT_SID must"),
        ({"auth_tokens": ()}, "TWILIO_AUTH_TOKEN must"),
        ({"account_sid": "", "auth_tokens": ()}, "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must"),
    ],
)
def test_missing_credentials_are_named_before_anything_is_tried(
    settings: Settings, missing: dict[str, object], named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        rest_client(replace(settings, **missing))  # type: ignore[arg-type]


def test_a_messaging_service_is_asked_for_at_the_same_address(settings: Settings, twilio: StandInTwilio) -> None:
    service = twilio.add_service([twilio.number], friendly_name="Texts")
    with plain_errors():
        assert rest_client(settings).messaging.v1.services(service.sid).fetch().friendly_name == "Texts"


def test_edge_and_region_of_the_environment_change_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert TwilioGateway(settings).send(HELLO).sid


def test_twilios_client_is_not_imported_before_the_first_text() -> None:
    code = (
        "import sys; from responder.sms.gateway import TwilioGateway; from responder.settings import Settings; "
        "TwilioGateway(Settings()); print([m for m in ('twilio', 'requests') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
