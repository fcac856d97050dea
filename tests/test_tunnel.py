"""A tunnel opens through the real pyngrok, or says in time and in plain words why not; ngrok never outlives us."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from responder.errors import TunnelError
from responder.settings import Secret, Settings
from responder.testing import StandInNgrok
from responder.testing.loopback import Answer, LoopbackServer, Request
from responder.tunnel import Tunnel, child, open_tunnel
from responder.tunnel.agent import PrivateConfig, find_program, with_token
from responder.tunnel.ngrok_errors import explain

TOKEN = "2abcSECRETtoken"
WITH_TOKEN = Settings(ngrok_authtoken=Secret(TOKEN))


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's real ngrok, token or configuration takes part. pyngrok reads its folder when it is imported."""
    from pyngrok import conf

    home = tmp_path / "home"
    monkeypatch.setattr(conf, "DEFAULT_NGROK_CONFIG_PATH", str(home / "ngrok.yml"))
    monkeypatch.setattr(conf, "DEFAULT_NGROK_PATH", str(home / "ngrok"))
    monkeypatch.delenv("NGROK_AUTHTOKEN", raising=False)
    monkeypatch.delenv("PYNGROK_NGROK_PATH", raising=False)


@pytest.fixture
def ngrok(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandInNgrok:
    stand_in = StandInNgrok(tmp_path / "program")
    monkeypatch.setenv("PYNGROK_NGROK_PATH", str(stand_in.program))
    return stand_in


@pytest.fixture
def upstream() -> Iterator[LoopbackServer]:
    """Answers with what it was asked."""

    def echo(request: Request) -> Answer:
        seen = {"target": request.target, "body": request.body.decode(), "headers": dict(request.header_pairs)}
        return Answer(200, json.dumps(seen).encode(), [("Content-Type", "application/json"), ("Set-Cookie", "a=1")])

    server = LoopbackServer(echo)
    yield server
    server.stop()


def ask(url: str, target: str = "/", headers: dict[str, str] | None = None, body: bytes = b"") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    try:
        connection.request("POST" if body else "GET", target, body=body or None, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def wait_until(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return true()


def refusal(settings: Settings, timeout: float = 10.0) -> str:
    with pytest.raises(TunnelError) as caught:
        open_tunnel(8000, settings, timeout=timeout)
    return str(caught.value)


@pytest.mark.usefixtures("ngrok")
def test_a_request_to_the_public_address_comes_to_our_port(upstream: LoopbackServer) -> None:
    with open_tunnel(upstream.port, Settings()) as tunnel:
        status, body = ask(tunnel.public_url, "/sms?a=%C2%BF", {"X-Forwarded-For": "203.0.113.7"}, b"Body=hi")
    seen = json.loads(body)
    assert status == 200
    assert (seen["target"], seen["body"]) == ("/sms?a=%C2%BF", "Body=hi")
    assert seen["headers"]["X-Forwarded-For"] == "203.0.113.7, 127.0.0.1"
    assert seen["headers"]["X-Forwarded-Host"] == urlsplit(tunnel.public_url).netloc


def test_closing_the_tunnel_ends_ngrok(ngrok: StandInNgrok) -> None:
    tunnel = open_tunnel(8000, Settings())
    assert tunnel.is_open
    tunnel.close()
    tunnel.close()
    assert not tunnel.is_open
    assert not ngrok.runs[0].is_alive


def test_a_closed_tunnel_can_be_opened_again(ngrok: StandInNgrok) -> None:
    open_tunnel(8000, Settings()).close()
    with open_tunnel(8000, Settings()) as tunnel:
        assert tunnel.is_open
    assert len(ngrok.runs) == 2


@pytest.mark.usefixtures("ngrok")
def test_two_tunnels_at_once_are_refused() -> None:
    with open_tunnel(8000, Settings()):
        assert refusal(Settings()) == "A tunnel is already open. Close it before you open another."


def test_the_token_reaches_ngrok_by_a_file_that_only_we_can_read(ngrok: StandInNgrok) -> None:
    ngrok.behave(token=TOKEN)
    with open_tunnel(8000, WITH_TOKEN):
        run = ngrok.runs[0]
    config = Path(run.argv[run.argv.index("--config") + 1])
    assert run.token_from == "config"
    assert run.config_modes == ("700", "600")
    assert not config.parent.exists()


def test_the_token_is_never_in_the_process_list(ngrok: StandInNgrok, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NGROK_AUTHTOKEN", TOKEN)
    with open_tunnel(8000, Settings()):
        run = ngrok.runs[0]
        assert run.token_from == "environment"
        assert TOKEN not in " ".join(run.argv)


def test_a_static_domain_stays_the_public_address(ngrok: StandInNgrok, upstream: LoopbackServer) -> None:
    with open_tunnel(upstream.port, Settings(ngrok_url="https://me.ngrok-free.dev")) as tunnel:
        assert tunnel.public_url == "https://me.ngrok-free.dev"
        _, body = ask(ngrok.endpoints[tunnel.public_url], headers={"Host": "me.ngrok-free.dev"})
    headers = json.loads(body)["headers"]
    assert (headers["Host"], headers["X-Forwarded-Proto"]) == ("me.ngrok-free.dev", "https")


@pytest.mark.usefixtures("ngrok")
def test_without_a_server_behind_it_the_tunnel_answers_502(upstream: LoopbackServer) -> None:
    upstream.stop()
    with open_tunnel(upstream.port, Settings()) as tunnel:
        status, body = ask(tunnel.public_url)
    assert status == 502
    assert b"ERR_NGROK_8012" in body


@pytest.mark.parametrize(
    ("behaviour", "settings", "expected"),
    [
        ({"token": "right"}, Settings(), "ngrok needs an account and its token."),
        ({"token": "right"}, WITH_TOKEN, "ngrok doesn't know this token."),
        ({"fail": "ERR_NGROK_107"}, WITH_TOKEN, "This ngrok token was reset or revoked."),
        ({"fail": "ERR_NGROK_108"}, WITH_TOKEN, "Another ngrok already runs on this account"),
        ({"refuse": "ERR_NGROK_319"}, WITH_TOKEN, "The address in NGROK_URL isn't one of this ngrok account's"),
        ({"refuse": "ERR_NGROK_334"}, WITH_TOKEN, "The address in NGROK_URL is in use"),
    ],
)
def test_each_failure_of_ngrok_is_said_in_plain_words(
    ngrok: StandInNgrok, behaviour: dict[str, str], settings: Settings, expected: str
) -> None:
    ngrok.behave(**behaviour)  # type: ignore[arg-type]
    message = refusal(settings)
    assert message.startswith(expected)
    assert TOKEN not in message
    assert not ngrok.runs[0].is_alive


def test_an_unknown_failure_is_quoted_without_the_token() -> None:
    message = explain(f"strange\\r\\n\x1b[31m {TOKEN} happened ERR_NGROK_9999", TOKEN)
    assert message == (
        "ngrok couldn't open a tunnel. Check NGROK_AUTHTOKEN, NGROK_URL and the connection to the internet. "
        "It says: strange \\x1b[31m *** happened ERR_NGROK_9999"
    )


def test_a_silent_ngrok_is_given_up_in_time_and_ended(ngrok: StandInNgrok) -> None:
    ngrok.behave(silent=True)
    started = time.monotonic()
    message = refusal(Settings(), timeout=1.0)
    assert message.startswith("ngrok didn't open a tunnel within 1 seconds. It says nothing.")
    assert time.monotonic() - started < 4
    assert not any(run.is_alive for run in ngrok.runs)


def test_after_a_silent_ngrok_the_next_start_works(ngrok: StandInNgrok) -> None:
    ngrok.behave(silent=True)
    refusal(Settings(), timeout=0.6)
    ngrok.behave()
    with open_tunnel(8000, Settings()) as tunnel:
        assert tunnel.is_open


def test_an_ngrok_that_cannot_reach_its_service_is_given_up_in_time(ngrok: StandInNgrok) -> None:
    ngrok.behave(unreachable=True)
    message = refusal(Settings(), timeout=2.0)
    assert "within 2 seconds" in message
    assert "dial tcp: i/o timeout" in message
    assert not ngrok.runs[0].is_alive


def test_an_ngrok_too_old_for_endpoints_is_told_to_update(ngrok: StandInNgrok) -> None:
    ngrok.behave(old=True)
    assert "Run `ngrok update`." in refusal(Settings(), timeout=2.5)


def test_a_slow_ngrok_is_waited_for(ngrok: StandInNgrok) -> None:
    ngrok.behave(slow=0.5)
    with open_tunnel(8000, Settings(), timeout=10) as tunnel:
        assert tunnel.is_open


@pytest.mark.usefixtures("ngrok")
def test_what_one_waits_for_is_told_beforehand() -> None:
    told: list[str] = []
    open_tunnel(8000, Settings(), progress=told.append).close()
    assert told == ["Opening a tunnel with ngrok …"]


def test_trouble_with_an_open_tunnel_is_logged_without_the_token(
    ngrok: StandInNgrok, caplog: pytest.LogCaptureFixture
) -> None:
    ngrok.behave(token=TOKEN, loses=0.3)
    with open_tunnel(8000, WITH_TOKEN):
        assert wait_until(lambda: bool(caplog.messages))
    assert caplog.messages == [
        "ngrok has trouble with the tunnel and keeps trying. It says: no network for ***",
    ]


def test_nothing_is_printed_even_when_ngrok_fails(ngrok: StandInNgrok, capfd: pytest.CaptureFixture[str]) -> None:
    ngrok.behave(token="right")
    refusal(WITH_TOKEN)
    assert capfd.readouterr() == ("", "")


def test_without_ngrok_and_without_internet_the_message_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from pyngrok import installer

    monkeypatch.setenv("PYNGROK_NGROK_PATH", str(tmp_path / "missing" / "ngrok"))
    # Nothing listens there, so that the download fails here as it does without a network.
    nowhere = dict.fromkeys(installer.PLATFORMS, "http://127.0.0.1:9/ngrok.tgz")
    monkeypatch.setattr(installer, "PLATFORMS", nowhere)
    told: list[str] = []
    with pytest.raises(TunnelError, match="ngrok isn't installed, and it couldn't be downloaded"):
        open_tunnel(8000, Settings(), progress=told.append)
    assert told == ["Downloading ngrok, once …"]
    assert capfd.readouterr() == ("", "")


def test_a_program_that_may_not_run_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "ngrok"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o600)
    monkeypatch.setenv("PYNGROK_NGROK_PATH", str(program))
    assert refusal(Settings()) == f"{program} can't be run. Make it executable, or correct PYNGROK_NGROK_PATH."


def test_an_ngrok_on_the_path_is_used_where_pyngrok_has_none(
    ngrok: StandInNgrok, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYNGROK_NGROK_PATH")
    monkeypatch.setenv("PATH", str(ngrok.program.parent), prepend=os.pathsep)
    assert find_program() == ngrok.program


def test_the_users_own_ngrok_settings_are_kept_beside_the_token(tmp_path: Path) -> None:
    own = tmp_path / "home" / "ngrok.yml"
    own.parent.mkdir()
    own.write_text('version: "3"\nagent:\n  proxy_url: http://proxy.example:3128\n  authtoken: old\n')
    config = PrivateConfig(TOKEN)
    try:
        content = json.loads(config.path.read_text())
    finally:
        config.remove()
    assert content == {"version": "3", "agent": {"proxy_url": "http://proxy.example:3128", "authtoken": TOKEN}}
    assert "old" in own.read_text()


def test_a_broken_ngrok_settings_file_is_named(tmp_path: Path) -> None:
    own = tmp_path / "home" / "ngrok.yml"
    own.parent.mkdir()
    own.write_text("agent: [unclosed")
    with pytest.raises(TunnelError, match="ngrok's own settings can't be read"):
        PrivateConfig(TOKEN)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, {"version": "3", "agent": {"authtoken": "t"}}),
        ({"version": 3, "agent": None}, {"version": "3", "agent": {"authtoken": "t"}}),
        ({"version": "2", "region": "eu"}, {"version": "2", "region": "eu", "authtoken": "t"}),
    ],
)
def test_each_version_of_ngroks_settings_has_the_token_in_its_place(
    config: dict[str, object], expected: dict[str, object]
) -> None:
    assert with_token(config, "t") == expected


HOLDER = """
import sys, time
from responder.settings import Secret, Settings
from responder.tunnel import open_tunnel
tunnel = open_tunnel(8000, Settings(ngrok_authtoken=Secret("token")))
print("open", flush=True)
{then}
"""


@pytest.mark.parametrize(
    ("then", "number"),
    [
        ("sys.exit(0)", None),
        ("raise RuntimeError('crash')", None),
        ("time.sleep(60)", signal.SIGTERM),
        ("time.sleep(60)", signal.SIGHUP),
        ("time.sleep(60)", signal.SIGINT),
    ],
    ids=["exit", "crash", "SIGTERM", "SIGHUP", "Ctrl-C"],
)
def test_ngrok_ends_with_the_process_that_started_it(
    ngrok: StandInNgrok, then: str, number: signal.Signals | None, tmp_path: Path
) -> None:
    ngrok.behave(outlive=True)
    own = tmp_path / "own"
    own.mkdir()
    environment = {**os.environ, "HOME": str(own), "XDG_CONFIG_HOME": str(own), "TMPDIR": str(own)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER.format(then=then)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        if number is not None:
            holder.send_signal(number)
        holder.wait(10)
    assert wait_until(lambda: not ngrok.runs[0].is_alive)
    assert list(own.iterdir()) == []
    if number in (signal.SIGTERM, signal.SIGHUP):
        assert holder.returncode == -number


OPENER = """
from responder.settings import Secret, Settings
from responder.tunnel import open_tunnel
open_tunnel(8000, Settings(ngrok_authtoken=Secret("token")))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_ngrok_ends_too_when_we_are_ended_while_waiting_for_it(
    ngrok: StandInNgrok, number: signal.Signals, tmp_path: Path
) -> None:
    ngrok.behave(silent=True, outlive=True)
    own = tmp_path / "own"
    own.mkdir()
    environment = {**os.environ, "HOME": str(own), "XDG_CONFIG_HOME": str(own), "TMPDIR": str(own)}
    with subprocess.Popen([sys.executable, "-c", OPENER], stderr=subprocess.DEVNULL, env=environment) as opener:
        assert wait_until(lambda: bool(ngrok.runs))
        opener.send_signal(number)
        opener.wait(10)
    assert wait_until(lambda: not ngrok.runs[0].is_alive)
    assert list(own.iterdir()) == []


def test_a_process_that_ignores_a_kind_request_is_killed() -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    ended: list[bool] = []
    process = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()
        child.keep(process, lambda: ended.append(True))
        child.end(process, grace=0.2)
    assert process.returncode == -signal.SIGKILL
    assert ended == [True]


@pytest.mark.usefixtures("ngrok")
def test_a_tunnel_is_a_context_that_closes_on_an_error() -> None:
    held: list[Tunnel] = []
    with pytest.raises(RuntimeError, match="inside"), open_tunnel(8000, Settings()) as tunnel:
        held.append(tunnel)
        raise RuntimeError("inside")
    assert not held[0].is_open
