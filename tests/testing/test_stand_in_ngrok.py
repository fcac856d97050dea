"""The stand-in ngrok satisfies pyngrok in both versions of its local interface, and behaves as it is told."""

from __future__ import annotations

import http.client
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pyngrok import ngrok
from pyngrok.conf import PyngrokConfig
from pyngrok.exception import PyngrokNgrokError

from responder.testing import StandInNgrok
from responder.testing.loopback import Answer, LoopbackServer


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandInNgrok:
    monkeypatch.delenv("NGROK_AUTHTOKEN", raising=False)
    return StandInNgrok(tmp_path / "with a space")


@pytest.fixture
def config(program: StandInNgrok, tmp_path: Path) -> Iterator[PyngrokConfig]:
    made = PyngrokConfig(ngrok_path=str(program.program), config_path=str(tmp_path / "ngrok.yml"))
    yield made
    from pyngrok import process

    started = process._current_processes.get(made.ngrok_path)
    ngrok.kill(made)
    if started is not None:
        if started._monitor_thread is not None:
            started._monitor_thread.join(5)
        started.proc.stdout.close()


@pytest.mark.parametrize(
    ("version", "options", "address"),
    [
        ("3", {}, "http://127.0.0.1:"),
        ("3", {"url": "https://me.ngrok-free.dev"}, "https://me.ngrok-free.dev"),
        ("2", {}, "http://127.0.0.1:"),
        ("2", {"domain": "me.ngrok-free.dev"}, "https://me.ngrok-free.dev"),
    ],
)
def test_pyngrok_opens_lists_and_closes_a_tunnel(
    program: StandInNgrok, config: PyngrokConfig, version: str, options: dict[str, Any], address: str
) -> None:
    config.config_version = version
    tunnel = ngrok.connect("8000", pyngrok_config=config, **options)
    assert tunnel.public_url.startswith(address)
    assert tunnel.upstream["url"] == "http://localhost:8000"
    assert [one.public_url for one in ngrok.get_tunnels(config)] == [tunnel.public_url]
    assert list(program.endpoints) == [tunnel.public_url]
    ngrok.disconnect(tunnel.public_url, config)
    assert ngrok.get_tunnels(config) == []


def test_every_header_of_an_answer_comes_back(config: PyngrokConfig) -> None:
    cookies = [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    upstream = LoopbackServer(lambda _: Answer(201, b"made", [("Content-Type", "text/plain"), *cookies]))
    tunnel = ngrok.connect(f"http://127.0.0.1:{upstream.port}", pyngrok_config=config)
    connection = http.client.HTTPConnection(urlsplit(tunnel.public_url).netloc, timeout=5)
    connection.request("GET", "/")
    with connection.getresponse() as response:
        assert (response.status, response.read()) == (201, b"made")
        assert response.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    connection.close()
    upstream.stop()


@pytest.mark.parametrize(
    ("token", "code"), [(None, "ERR_NGROK_4018"), ("wrong", "ERR_NGROK_105"), ("right", None)], ids=str
)
def test_the_token_is_checked_like_ngrok_checks_it(
    program: StandInNgrok, config: PyngrokConfig, token: str | None, code: str | None
) -> None:
    program.behave(token="right")
    config.auth_token = token
    if code is None:
        assert ngrok.connect("8000", pyngrok_config=config).public_url
        assert program.runs[0].token_from == "argv"
        return
    with pytest.raises(PyngrokNgrokError) as caught:
        ngrok.connect("8000", pyngrok_config=config)
    # pyngrok may stop reading before the line with the code; the product reads on (see tests/test_tunnel.py).
    assert caught.value.ngrok_error_code in (code, None)


def test_it_names_its_version_and_refuses_what_it_does_not_know(program: StandInNgrok) -> None:
    told = subprocess.run([program.program, "version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("ngrok version 3.")
    unknown = subprocess.run([program.program, "http", "8000"], capture_output=True, text=True, check=False)
    assert (unknown.returncode, unknown.stdout) == (1, "ERROR:  unknown command 'http 8000'\n")
