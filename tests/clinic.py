"""A whole way from Twilio to us on loopback: a stand-in Twilio, a proxy that can be badly set up, the real server."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sysconfig
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

from responder.doctoring import Finding, examine, open_case
from responder.store import Store
from responder.testing import StandInTwilio
from responder.testing.loopback import Answer, LoopbackServer, Request

EXECUTABLE = Path(sysconfig.get_path("scripts")) / "responder"
RULES = """\
business: Bright Smile Dental
timezone: America/Chicago
hours: {mon-fri: 9:00-17:00}
rules:
  - name: Hours
    when: {contains: [hours]}
    reply: We're open 9 to 5.
    examples: [what are your hours]
otherwise:
  reply: A person will read this soon.
"""


class Proxy:
    """Passes requests on to a server; ``change`` is how it is badly set up: it gets a request and returns the one
    that is passed on, or the proxy's own answer. ``keep_host``: as nginx with ``proxy_set_header Host $host``."""

    def __init__(self) -> None:
        self.port_behind = 0
        self._server = LoopbackServer(self._pass_on)
        self.put_right()

    def put_right(self) -> None:
        self.change: Callable[[Request], Request | Answer] = lambda request: request
        self.keep_host = True

    @property
    def url(self) -> str:
        return self._server.url

    def stop(self) -> None:
        self._server.stop()

    def _pass_on(self, request: Request) -> Answer:
        changed = self.change(request)
        if isinstance(changed, Answer):
            return changed
        left_out = {"content-length"} | (set() if self.keep_host else {"host"})
        headers = {name: value for name, value in changed.header_pairs if name.lower() not in left_out}
        behind = http.client.HTTPConnection("127.0.0.1", self.port_behind, timeout=10)
        try:
            behind.request(changed.method, changed.target, changed.body, headers)
            answer = behind.getresponse()
            content = answer.read()
        except OSError:
            return Answer(502, b"Bad Gateway")
        finally:
            behind.close()
        kept = [pair for pair in answer.getheaders() if pair[0].lower() not in ("content-length", "connection")]
        return Answer(answer.status, content, kept)


def without(request: Request, prefix: str) -> Request:
    """The request without the headers that begin so."""
    kept = [pair for pair in request.header_pairs if not pair[0].lower().startswith(prefix)]
    return replace(request, header_pairs=kept)


class Clinic:
    """A folder with rules, its settings, and everything around it."""

    def __init__(self, folder: Path, twilio: StandInTwilio, proxy: Proxy) -> None:
        self.folder = folder
        self.twilio = twilio
        self.proxy = proxy
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
            **twilio.environment(),
            "RESPONDER_PUBLIC_URL": proxy.url,
            "PYTHONIOENCODING": "utf-8",
        }
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")

    def examine(self, **env: str) -> list[Finding]:
        """What the doctor finds, with these settings changed; an empty text takes one away."""
        environment = {**self.environment, **env}
        with chdir(self.folder):
            return [finding for _, finding in examine(open_case(environment))]

    def verdict(self, name: str, **env: str) -> Finding:
        """The worst of what is found under this name."""
        order = ("bad", "warning", "skipped", "good")
        found = [finding for finding in self.examine(**env) if finding.name == name]
        return min(found, key=lambda finding: order.index(finding.verdict))

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        """The real command."""
        return subprocess.run(
            [EXECUTABLE, "doctor", *arguments],
            cwd=self.folder,
            env={**self.environment, **env},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )

    def store(self) -> Store:
        return Store.open(f"sqlite:///{self.folder / 'data' / 'responder.sqlite3'}")


OURS = ("RESPONDER_", "TWILIO_", "NGROK_", "DATABASE_URL", "NO_COLOR", "TERM", "COLUMNS")


class Served:
    """A `responder serve` in this folder, on a port that the system picks."""

    def __init__(self, folder: Path, port: int, environment: Mapping[str, str], arguments: Sequence[str] = ()) -> None:
        self.log = folder / f"serve-{port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [EXECUTABLE, "serve", "--port", str(port), *arguments],
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + 60
        while not _answers(port):
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, self.log.read_text(encoding="utf-8")
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
