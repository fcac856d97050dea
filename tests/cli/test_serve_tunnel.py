"""`responder serve --tunnel`, with the stand-in ngrok and the stand-in Twilio where the internet would be."""

from __future__ import annotations

import os
import signal
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


@pytest.mark.parametrize(
    "missing", [["TWILIO_ACCOUNT_SID"], ["TWILIO_AUTH_TOKEN"], ["TWILIO_FROM"], ["TWILIO_FROM", "TWILIO_AUTH_TOKEN"]]
)
def test_what_is_missing_at_twilio_is_told_before_ngrok_is_looked_for(serve, env, tmp_path, missing) -> None:
    nowhere = tmp_path / "ngrok-that-is-not-there"
    left = {name: value for name, value in env.items() if name not in missing}

    server = serve("--tunnel", **{**left, "PYNGROK_NGROK_PATH": str(nowhere)})

    assert server.process.wait(timeout=30) == 2
    told = server.output.partition("responder: ")[2]
    assert {name for name in env if name in told} == set(missing)
    assert "ngrok" not in server.output and not nowhere.exists()


@pytest.mark.parametrize(
    ("how_many", "words"),
    [
        (0, "{sid}, which has no number yet, points here now.\n"),
        (1, "+12025550188 points here now. Text it from your phone!"),
        (2, "+12025550188, +12025550199 point here now. Text one of them from your phone!"),
    ],
)
def test_with_a_messaging_service_the_numbers_to_text_are_told(serve, twilio, env, how_many: int, words: str) -> None:
    numbers = [twilio.number, twilio.add_number("+12025550199")][:how_many]
    service = twilio.add_service(numbers)
    server = serve("--tunnel", **{**env, "TWILIO_FROM": "", "TWILIO_MESSAGING_SERVICE_SID": service.sid})
    server.wait_for("Stop with Ctrl-C.")

    assert words.format(sid=service.sid) in server.output
    assert server.stop() == 0
    assert f"The Messaging Service {service.sid} still points at" in server.output


def test_an_ngrok_that_ends_while_it_serves_is_told_with_what_to_do(serve, ngrok, env) -> None:
    server = serve("--tunnel", **env)
    server.wait_for("Stop with Ctrl-C.")
    os.kill(ngrok.runs[0].pid, signal.SIGKILL)

    server.wait_for("ERROR The tunnel is down: ngrok has ended")
    assert "start again with --tunnel." in server.output
    assert server.stop() == 0


def test_a_tunnel_that_is_closed_at_the_end_is_no_error(serve, env) -> None:
    server = serve("--tunnel", **env)
    server.wait_for("Stop with Ctrl-C.")

    assert server.stop() == 0
    assert "The tunnel is down" not in server.output


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
