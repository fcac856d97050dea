from __future__ import annotations

import pytest

from responder.testing import StandInTwilio


@pytest.fixture
def twilio():
    with StandInTwilio() as twilio:
        yield twilio


@pytest.fixture
def env(twilio) -> dict[str, str]:
    return twilio.environment()


def test_a_text_is_sent_and_told_with_its_cost(run, twilio, env) -> None:
    result = run("send", "+12025550123", "Your glasses are ready.", env=env)

    assert result.exit_code == 0, result.output
    assert "✓ Twilio took it for +12025550123: 1 segment (GSM-7), SM" in result.output
    assert [message.body for message in twilio.sent_to("+12025550123")] == ["Your glasses are ready."]


def test_a_dry_run_says_what_would_go_and_sends_nothing(run, twilio, env) -> None:
    result = run("send", "202 555 0123", "It’s ready", "--dry-run", env=env)

    assert result.exit_code == 0, result.output
    assert "Would send to +12025550123" in result.output
    assert "1 segment (UCS-2)" in result.output and "Nothing was sent." in result.output
    assert twilio.requests == []


def test_a_refusal_is_told_in_plain_words_and_never_with_the_token(run, twilio, env) -> None:
    result = run("send", "+15005550001", "hi", env=env)

    assert result.exit_code == 2
    assert result.output.startswith("responder: ")
    assert twilio.account.auth_token not in result.output and "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["+12025550123", ""], "There is nothing to send"),
        (["my neighbor", "hi"], "isn't a phone number"),
        (["+12025550123", "hi", "--from", "nobody"], "--from: "),
        (["+12025550123", "hi", "--media", "cat.jpg"], "isn't a web address"),
        (["+12025550123", "hi", "--media", "http://[bad"], "isn't a web address"),
        (["+12025550123", "hi", "--media", "http://"], "isn't a web address"),
    ],
)
def test_what_can_not_be_sent_is_refused_before_twilio_is_asked(run, twilio, env, arguments, told: str) -> None:
    result = run("send", *arguments, env=env)

    assert (result.exit_code, told in result.output) == (2, True), result.output
    assert twilio.requests == []


def test_without_settings_it_says_which_are_missing(run) -> None:
    result = run("send", "+12025550123", "hi")

    assert (result.exit_code, "TWILIO_FROM" in result.output) == (2, True)
