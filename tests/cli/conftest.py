from __future__ import annotations

import os
import signal
import socket
import subprocess
import sysconfig
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from responder.cli import responder

OURS = ("RESPONDER_", "TWILIO_", "NGROK_", "DATABASE_URL", "NO_COLOR", "TERM", "COLUMNS")

EXECUTABLE = Path(sysconfig.get_path("scripts")) / "responder"

Run = Callable[..., Result]
Execute = Callable[..., "subprocess.CompletedProcess[str]"]

BAKERY = """\
business: Rosa's Bakery
phone: +1 202 555 0100
timezone: America/Chicago
hours: {mon-sat: 8:00-18:00}
lists: {specials: Cakes of the week}
rules:
  - name: Opening hours
    when: {contains: [hours, open]}
    reply: We're open Mon-Sat, 8am-6pm.
    examples: [what are your hours]
  - name: Order a cake
    when: {contains: [cake, birthday]}
    tag: cake-order
    reply: |
      Lovely! What date is it for?
      A human will confirm.
    examples: [can i get a birthday cake]
  - name: Join specials
    when: {says: specials}
    join: specials
    reply: You're on the list, {{ first_name or "friend" }}.
    examples: [specials]
  - name: Leave specials
    when: {says: no specials}
    leave: specials
    reply: You're off the list.
    examples: [no specials]
  - name: Thanks
    when: {says: <thanks>}
    silent: yes
    examples: [thank you]
otherwise:
  reply: Sorry, I didn't get that.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with none of our settings around."""
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def bakery(folder: Path) -> Path:
    """The folder with a rules.yaml in it."""
    (folder / "rules.yaml").write_text(BAKERY, encoding="utf-8")
    return folder


@pytest.fixture
def run(folder: Path) -> Run:
    """Run a command in this process."""

    def run(*arguments: str, typed: str | None = None, env: Mapping[str, str] | None = None) -> Result:
        with chdir(folder):
            result = CliRunner().invoke(responder, list(arguments), input=typed, env=env)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def execute(folder: Path) -> Execute:
    """Run the real executable in a process of its own."""

    def execute(*arguments: str, typed: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [EXECUTABLE, *arguments],
            input=typed,
            cwd=folder,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **env},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
        )

    return execute


class Server:
    """A `responder serve` that runs until it is stopped."""

    def __init__(self, folder: Path, *arguments: str, **env: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = folder / "serve.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [EXECUTABLE, "serve", "--port", str(self.port), *arguments],
                cwd=folder,
                env={**os.environ, "PYTHONIOENCODING": "utf-8", **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_for(self, words: str, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)

    def text(self, body: str) -> tuple[int, str]:
        form = {"MessageSid": "SM" + "b" * 32, "From": "+12025550123", "To": "+12025550100", "Body": body}
        data = urllib.parse.urlencode(form).encode()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sms", data, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, ""

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)


@pytest.fixture
def serve(bakery: Path) -> Iterator[Callable[..., Server]]:
    """Start the real server in the bakery's folder; it is gone after the test."""
    servers: list[Server] = []

    def serve(*arguments: str, **env: str) -> Server:
        servers.append(Server(bakery, *arguments, **env))
        return servers[-1]

    yield serve
    for server in servers:
        server.process.kill()
        server.process.wait()
