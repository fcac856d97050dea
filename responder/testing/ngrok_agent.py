"""The stand-in ngrok itself: what runs when the executable of StandInNgrok is started.

It prints ngrok's log lines, serves ngrok's local interface in both of its versions, and really forwards requests from
a port of this machine to the upstream, with the headers that ngrok adds. How it shall misbehave is read from a file
beside the executable, and what it saw is written to another.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from responder.testing.loopback import Answer, LoopbackServer, Request

VERSION = "3.39.0"
ERRORS = {
    "ERR_NGROK_105": "authentication failed: The authtoken you specified does not look like a proper ngrok authtoken."
    "\r\nYour authtoken: {token}",
    "ERR_NGROK_107": "authentication failed: The authtoken you specified is properly formed, but it is invalid.",
    "ERR_NGROK_108": "authentication failed: Your account is limited to 1 simultaneous ngrok agent sessions.",
    "ERR_NGROK_319": "failed to start endpoint: the domain isn't reserved on your account",
    "ERR_NGROK_334": "failed to start endpoint: the endpoint is already online",
    "ERR_NGROK_4018": "authentication failed: Usage of ngrok requires a verified account and authtoken.",
}
OUTLIVES = 60.0
"""Seconds after which even an agent that was told to outlive its parent ends, so that no test leaves it behind."""

# Of one connection only, and never passed on.
HOP_BY_HOP = frozenset(
    {"connection", "content-length", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command of ngrok's. Returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    folder = Path(os.environ["RESPONDER_STAND_IN_NGROK"])
    behaviour: dict[str, Any] = json.loads((folder / "behaviour.json").read_text(encoding="utf-8"))
    if arguments[:1] in (["version"], ["--version"]):
        print(f"ngrok version {VERSION}")
        return 0
    if arguments[:1] != ["start"]:
        print(f"ERROR:  unknown command {' '.join(arguments)!r}")
        return 1
    return Agent(folder, behaviour, arguments).run()


class Agent:
    """`ngrok start --none`: no endpoints until the local interface is asked for one."""

    def __init__(self, folder: Path, behaviour: dict[str, Any], arguments: list[str]) -> None:
        self._folder = folder
        self._behaviour = behaviour
        self._arguments = arguments
        self._endpoints: dict[str, Endpoint] = {}

    def run(self) -> int:
        token, source = self._token()
        config = _option(self._arguments, "--config")
        modes = [f"{path.stat().st_mode & 0o777:o}" for path in (Path(config).parent, Path(config)) if config]
        self._note("start", pid=os.getpid(), argv=self._arguments, token_from=source, config_modes=modes)
        if self._behaviour.get("deaf"):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if self._behaviour.get("silent"):
            return self._stay()
        time.sleep(self._behaviour.get("slow", 0.0))
        interface = LoopbackServer(self._interface)
        self._log("info", "starting web service", obj="web", addr=f"127.0.0.1:{interface.port}", allow_hosts="[]")
        failure = self._failure(token)
        if failure:
            self._log("eror", "failed to reconnect session", obj="tunnels.session", err=self._words(failure, token))
            self._log("crit", "command failed", err=self._words(failure, token))
            return 1
        while self._behaviour.get("unreachable"):
            self._log("eror", "failed to reconnect session", obj="tunnels.session", err="dial tcp: i/o timeout")
            time.sleep(0.1)
        self._log("info", "client session established", obj="tunnels.session")
        self._log("info", "tunnel session started", obj="tunnels.session")
        if self._behaviour.get("loses"):
            threading.Timer(self._behaviour["loses"], self._lose, [token]).start()
        return self._stay()

    def _lose(self, token: str) -> None:
        self._log("eror", "failed to reconnect session", obj="tunnels.session", err=f"no network for {token}")

    def _failure(self, token: str) -> str:
        required = self._behaviour.get("token", "")
        if required and token != required:
            return "ERR_NGROK_105" if token else "ERR_NGROK_4018"
        return str(self._behaviour.get("fail", ""))

    def _words(self, code: str, token: str) -> str:
        return f"{ERRORS.get(code, 'something went wrong').format(token=token)}\r\n\r\n{code}\r\n"

    def _token(self) -> tuple[str, str]:
        """The token, and where it came from: argv, environment, config or nowhere, in ngrok's order."""
        if given := _option(self._arguments, "--authtoken"):
            return given, "argv"
        if given := os.environ.get("NGROK_AUTHTOKEN", ""):
            return given, "environment"
        config = _option(self._arguments, "--config")
        text = Path(config).read_text(encoding="utf-8") if config else ""
        found = re.search(r"""authtoken["']?\s*:\s*["']?([^"'\s,}]+)""", text)
        return (found[1], "config") if found else ("", "nowhere")

    def _stay(self) -> int:
        """Run until killed. The real ngrok dies with its output; this one also when its parent is gone."""
        parent, started = os.getppid(), time.monotonic()
        while True:
            time.sleep(0.1)
            orphaned = os.getppid() != parent and not self._behaviour.get("outlive")
            if orphaned or (self._behaviour.get("outlive") and time.monotonic() - started > OUTLIVES):
                return 0

    # The local interface

    def _interface(self, request: Request) -> Answer:
        kind, _, name = request.path.removeprefix("/api/").partition("/")
        if kind not in ("endpoints", "tunnels") or (kind == "endpoints" and self._behaviour.get("old")):
            return Answer(404)
        if request.method == "POST":
            return self._open(kind, json.loads(request.body))
        if request.method == "DELETE" and name in self._endpoints:
            self._endpoints.pop(name).close()
            return Answer(204)
        if name:
            return _json(self._endpoints[name].to_json(kind)) if name in self._endpoints else Answer(404)
        return _json({kind: [one.to_json(kind) for one in self._endpoints.values()], "uri": request.path})

    def _open(self, kind: str, asked: dict[str, Any]) -> Answer:
        refused = self._behaviour.get("refuse", "")
        if refused:
            details = {"err": self._words(refused, "")}
            return _json({"error_code": 103, "status_code": 502, "msg": "failed to start", "details": details}, 502)
        domain = asked.get("domain") or asked.get("hostname") or ""
        url = asked.get("url") or (f"https://{domain}" if domain else "")
        upstream = asked.get("upstream", {}).get("url") or str(asked.get("addr", "80"))
        endpoint = Endpoint(asked["name"], url, upstream)
        self._endpoints[endpoint.name] = endpoint
        self._note("endpoint", public_url=endpoint.url, loopback=endpoint.loopback)
        self._log("info", "started tunnel", obj="tunnels", name=endpoint.name, addr=upstream, url=endpoint.url)
        return _json(endpoint.to_json(kind), 201)

    def _log(self, level: str, message: str, **fields: str) -> None:
        values = {"t": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"), "lvl": level, "msg": message, **fields}
        # json.dumps quotes and escapes as ngrok's own log format does.
        line = " ".join(f"{name}={json.dumps(v) if ' ' in v else v}" for name, v in values.items())
        try:
            print(line, flush=True)
        except BrokenPipeError:
            os._exit(1)

    def _note(self, event: str, **details: Any) -> None:
        with (self._folder / "seen.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"event": event, **details}) + "\n")


class Endpoint:
    """A public address and the port of this machine that answers for it. Without a domain they're the same."""

    def __init__(self, name: str, url: str, upstream: str) -> None:
        self.name = name
        self._upstream = urlsplit(upstream if "://" in upstream else _upstream_url(upstream))
        self._server = LoopbackServer(self._forward)
        self.loopback = self._server.url
        self.url = url or self.loopback

    def close(self) -> None:
        # Not in the thread that serves the request to close, which is one of those that it waits for.
        threading.Thread(target=self._server.stop, daemon=True).start()

    def to_json(self, kind: str) -> dict[str, Any]:
        shared = {"name": self.name, "uri": f"/api/{kind}/{self.name}", "metrics": {"http": {"count": 0}}}
        upstream = self._upstream.geturl()
        if kind == "endpoints":
            return {**shared, "id": f"ep_{self.name}", "url": self.url, "upstream": {"url": upstream}}
        proto = self.url.partition(":")[0]
        config = {"addr": upstream, "inspect": True}
        return {**shared, "ID": self.name, "public_url": self.url, "proto": proto, "config": config}

    def _forward(self, request: Request) -> Answer:
        host, port = self._upstream.hostname or "", self._upstream.port or 80
        connection = http.client.HTTPConnection(host, port, timeout=30)
        try:
            connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
            for name, value in self._headers(request):
                connection.putheader(name, value)
            connection.endheaders(request.body or None)
            with connection.getresponse() as response:
                headers = [(n, v) for n, v in response.getheaders() if n.lower() not in HOP_BY_HOP]
                return Answer(response.status, response.read(), headers)
        except (OSError, http.client.HTTPException) as error:
            page = f"ERR_NGROK_8012\nTraffic was successfully tunneled, but the upstream failed: {error}\n"
            return Answer(502, page.encode(), [("Content-Type", "text/plain"), ("Ngrok-Error-Code", "ERR_NGROK_8012")])
        finally:
            connection.close()

    def _headers(self, request: Request) -> list[tuple[str, str]]:
        """The client's headers, and ngrok's: it adds to -For and -Proto, and lets a client's own -Host stand."""
        kept = [(n, v) for n, v in request.header_pairs if n.lower() not in HOP_BY_HOP]
        added = {"x-forwarded-for": request.client, "x-forwarded-proto": self.url.partition(":")[0]}
        headers = [(n, v) for n, v in kept if n.lower() not in added]
        for name, value in added.items():
            before = request.header(name)
            headers.append((name.title(), f"{before}, {value}" if before else value))
        if not request.header("X-Forwarded-Host"):
            headers.append(("X-Forwarded-Host", request.header("Host")))
        if request.body or request.method in ("POST", "PUT", "PATCH"):
            headers.append(("Content-Length", str(len(request.body))))
        return headers


def _upstream_url(written: str) -> str:
    return f"http://localhost:{written}" if written.isdigit() else f"http://{written}"


def _option(arguments: Sequence[str], name: str) -> str:
    return next((value for flag, value in pairwise(arguments) if flag == name), "")


def _json(content: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(content).encode(), [("Content-Type", "application/json")])


if __name__ == "__main__":
    sys.exit(main())
