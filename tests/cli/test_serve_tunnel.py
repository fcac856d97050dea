"""`responder serve --tunnel`, with the stand-in ngrok and the stand-in Twilio where the internet would be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from responder.testing import StandInNgrok, StandInTwilio

OLD = "https://old.example.com/sms"


@pytest.fixture
def twilio() -> Iterator[StandInTwilio]:
    with StandInTwilio(number="+12025550188", auth_token="hush" * 8) as twilio:
        twilio.point(OLD)
        yield twilio


@pytest.fixture
def ngrok(tmp_path) -> StandInNgrok:
    return StandInNgrok(tmp_path / "ngrok")


@pytest.fixture
def env(twilio, ngrok) -> dict[str, str]:
    return {**twilio.environment(), "PYNGROK_NGROK_PATH": str(ngrok.program), "NGROK_URL": "https://me.ngrok-free.dev"}


def test_the_number_is_pointed_here_texts_are_answered_and_the_old_webhook_comes_back(serve, twilio, env) -> None:
    server = serve("--tunnel", "--restore-webhook", **env)
    server.wait_for("Stop with Ctrl-C.")
    assert twilio.number.sms_url == "https://me.ngrok-free.dev/sms"
    assert "Public address: https://me.ngrok-free.dev" in server.output
    assert "+12025550188 points here now. Text it from your phone!" in server.output

    twilio.reach("https://me.ngrok-free.dev", f"http://127.0.0.1:{server.port}")
    exchange = twilio.text("+12025550123", body="a birthday cake")

    assert exchange.replies == ("Lovely! What date is it for?\nA human will confirm.",)
    assert server.stop() == 0
    assert "The old webhook is back." in server.output
    assert twilio.number.sms_url == OLD
    assert twilio.account.auth_token not in server.output


def test_without_being_asked_to_the_webhook_stays_and_that_is_told(serve, twilio, env) -> None:
    server = serve("--tunnel", **env)
    server.wait_for("Stop with Ctrl-C.")

    assert server.stop() == 0
    assert "+12025550188 still points at https://me.ngrok-free.dev/sms, which nobody answers now." in server.output
    assert twilio.number.sms_url == "https://me.ngrok-free.dev/sms"


def test_a_number_that_can_not_be_pointed_is_told_with_what_to_paste_by_hand(serve, twilio, env) -> None:
    env = {**env, "TWILIO_FROM": "+12025550199"}
    server = serve("--tunnel", **env)
    server.wait_for("Stop with Ctrl-C.")

    assert "isn't a number of this Twilio account" in server.output
    assert "A message comes in: Webhook, https://me.ngrok-free.dev/sms, HTTP POST" in server.output
    assert twilio.number.sms_url == OLD
    assert server.stop() == 0


def test_an_ngrok_that_fails_ends_in_a_clear_message_and_nothing_answers(serve, ngrok, env) -> None:
    ngrok.behave(fail="ERR_NGROK_108")

    server = serve("--tunnel", **env)

    assert server.process.wait(timeout=30) == 2
    assert "responder: " in server.output and "Traceback" not in server.output
    assert "Answering" not in server.output


def test_what_is_asked_of_twilio_is_not_logged(serve, env) -> None:
    server = serve("--tunnel", **env)
    server.wait_for("Stop with Ctrl-C.")
    server.stop()

    assert "Twilio API Request" not in server.output
