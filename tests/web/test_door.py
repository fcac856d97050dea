"""The URL that a request is checked over, and who may come in without a signature."""

from __future__ import annotations

from typing import Any

import pytest

from responder.settings import Settings
from responder.web.door import Door
from responder.web.loopback import is_loopback


def environ(path: str, script: str = "", **more: Any) -> dict[str, Any]:
    return {
        "SCRIPT_NAME": script,
        "PATH_INFO": path,
        "wsgi.url_scheme": "http",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "texts.internal:8000",
        **more,
    }


@pytest.mark.parametrize(
    ("public", "script", "path", "url"),
    [
        ("https://t.example", "", "/sms", "https://t.example/sms"),
        ("https://t.example/", "", "/sms", "https://t.example/sms"),
        ("https://t.example:8443", "", "/sms/", "https://t.example:8443/sms/"),
        # A proxy that takes the prefix off, one that leaves it, an app that mounts us there, and both ways to say so.
        ("https://t.example/texts", "", "/sms", "https://t.example/texts/sms"),
        ("https://t.example/texts", "", "/texts/sms", "https://t.example/texts/sms"),
        ("https://t.example/texts", "/texts", "/sms", "https://t.example/texts/sms"),
        ("https://t.example", "", "/texts/sms", "https://t.example/texts/sms"),
        ("https://t.example", "/app", "/texts/sms", "https://t.example/app/texts/sms"),
        ("https://t.example/texts", "", "/textsmore/sms", "https://t.example/texts/textsmore/sms"),
        # The server hands the path on decoded, as bytes in Latin-1.
        ("https://t.example", "", "/caf\xc3\xa9 1/sms", "https://t.example/caf%C3%A9%201/sms"),
    ],
)
def test_the_public_url_and_the_path_make_the_url(public: str, script: str, path: str, url: str) -> None:
    assert Door(Settings(public_url=public)).public_url(environ(path, script)) == url


def test_without_a_public_url_the_host_header_is_taken_and_no_proxy_believed() -> None:
    door = Door(Settings())
    forwarded = {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "https"}
    assert door.public_url(environ("/sms", **forwarded)) == "http://texts.internal:8000/sms"
    assert door.knows_its_url is False


def test_without_a_host_header_the_servers_own_name_is_taken() -> None:
    assert Door(Settings()).public_url(environ("/sms", HTTP_HOST="")) == "http://127.0.0.1:8000/sms"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "::ffff:127.0.0.1"])
def test_loopback_is_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "10.0.0.1", "::ffff:10.0.0.1", "localhost.evil.example", "127.0.0.1.evil.example"]
)
def test_everything_else_is_not(host: str) -> None:
    assert not is_loopback(host)
