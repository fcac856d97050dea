"""Settings out of the environment: what can't be used is told, and what is secret isn't."""

from __future__ import annotations

import pytest

from responder.errors import SettingsError
from responder.settings import Settings, without_login

TOKEN = "0123456789abcdef" * 2


def refusal(name: str, value: str) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({name: value})
    return str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://texts.example.com",
        "https://texts.example.com:8443/texts",
        "http://[::1]:65535",
        "https://ana:hush@texts.example.com:1",
    ],
)
def test_a_public_url_is_a_web_address(url: str) -> None:
    assert Settings.from_environment({"RESPONDER_PUBLIC_URL": f"{url}/"}).public_url == url


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("texts.example.com", "'texts.example.com' isn't a web address"),
        ("https://", "isn't a web address"),
        ("https://[texts", "isn't a web address"),
        ("https://texts example.com", "has a space in it"),
        ("https://texts.example.com/a b", "has a space in it"),
        ("https://texts.example.com\n/x", "has a space in it"),
        ("https://texts.example.com?", "should end before any ? or #"),
        ("https://texts.example.com:", "isn't a number from 1 to 65535"),
        ("https://texts.example.com:0", "isn't a number from 1 to 65535"),
        ("https://texts.example.com:99999", "isn't a number from 1 to 65535"),
        ("https://texts.example.com:https", "isn't a number from 1 to 65535"),
    ],
)
def test_what_is_none_is_told(url: str, words: str) -> None:
    assert words in refusal("RESPONDER_PUBLIC_URL", url)


@pytest.mark.parametrize("name", ["RESPONDER_PUBLIC_URL", "TWILIO_API_BASE", "NGROK_URL"])
@pytest.mark.parametrize(
    "url",
    [
        "https://ana:hush@texts.example.com?x",
        "https://ana:hush@texts.example.com:99999",
        "https://ana:hu sh@texts.example.com",
        "ftp://ana:hush@texts.example.com",
        "ana:hush@texts.example.com",
        "https://ana:hush@",
        "https://ana:hush@[texts",
        "https://ana:hush@\u2100.example.com",
        # Passwords that should have been written with % signs.
        "https://ana:hush/hush@texts.example.com",
        "https://ana:1/hush@texts.example.com",
        "https://ana:1?hush@texts.example.com",
        "https://ana:1#hush@texts.example.com",
        "https://ana:hush@hush@texts.example.com:x",
    ],
)
def test_a_password_in_it_is_not_printed(name: str, url: str) -> None:
    assert "hush" not in refusal(name, url)


@pytest.mark.parametrize("name", ["TWILIO_FROM", "RESPONDER_THREADS", "DATABASE_URL", "RESPONDER_PUBLIC_URL"])
@pytest.mark.parametrize("value", [TOKEN, TOKEN.upper(), f"AC{TOKEN}"])
def test_an_auth_token_in_the_wrong_place_is_not_printed(name: str, value: str) -> None:
    told = refusal(name, value)
    assert told.startswith(f"{name}: ") and value not in told


def test_a_number_that_is_none_is_printed() -> None:
    assert "'five' isn't a phone number" in refusal("TWILIO_FROM", "five")


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://ana:hush@t.example/sms", "https://t.example/sms"),
        ("https://t.example/@sms?a@b", "https://t.example/@sms?a@b"),
        ("https://a@b@t.example", "https://t.example"),
    ],
)
def test_a_url_is_shown_without_its_login(url: str, bare: str) -> None:
    assert without_login(url) == bare
