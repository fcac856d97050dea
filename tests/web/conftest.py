"""A whole app on loopback: real HTTP, a real store, real rules."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from responder.app import Service, create_app
from responder.settings import Secret, Settings
from responder.sms.signature import sign
from responder.web.routes import straight

TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT = "AC0123456789abcdef0123456789abcdef"
PUBLIC = "https://inbound.example.com"
RULES = """
business: Bright Smile Dental
timezone: America/Chicago
# The tests text from one number, faster than people do.
limits:
  replies: 1000 in 10 seconds
  same_words: 1000 in 10 minutes
  rounds: 1000
rules:
  - name: Hours
    when: {contains: [hours, horario]}
    reply: We're open 9 to 5 & on <some> Saturdays.
  - name: Echo
    when: {starts_with: echo}
    reply: "You said: {{ rest }}"
  - name: Broken
    when: {says: divide}
    reply: "{{ 1 / (body | length - 6) }}"
otherwise:
  reply: A person will read this soon.
"""


@dataclass(frozen=True)
class Got:
    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def kind(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]


@dataclass(frozen=True)
class Site:
    """One app that answers on a port of this machine."""

    port: int
    settings: Settings
    service: Service | None = None

    def ask(self, method: str, target: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Got:
        """One request as it is, and its answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, target, body, dict(headers or {}))
            answer = connection.getresponse()
            return Got(answer.status, dict(answer.getheaders()), answer.read().decode("utf-8"))
        finally:
            connection.close()

    def post(
        self,
        fields: Sequence[tuple[str, str]],
        path: str = "/sms",
        *,
        key: str = TOKEN,
        public: str = PUBLIC,
        **headers: str,
    ) -> Got:
        """A form, signed as Twilio does."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("X-Twilio-Signature", sign(key, public + path, fields))
        named.setdefault("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
        return self.ask("POST", path, urlencode(fields).encode(), named)

    def text(self, body: str, sid: str, from_: str = "+15557770001", path: str = "/sms", **headers: str) -> Got:
        """Someone texts us: another one than in the samples, who text STOP too."""
        return self.post(
            [("MessageSid", sid), ("From", from_), ("To", "+15557122661"), ("Body", body), ("AccountSid", ACCOUNT)],
            path,
            **headers,
        )


class Quiet(WSGIRequestHandler):
    """Logs no requests, so that the log holds only what the product says."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def answering(app: Flask, settings: Settings) -> Iterator[Site]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Site(server.server_port, settings, app.extensions.get("responder"))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def make_settings(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Settings]:
    def make(rules: str = RULES, **more: Any) -> Settings:
        folder = tmp_path_factory.mktemp("site")
        (folder / "rules.yaml").write_text(rules, encoding="utf-8")
        given = {
            "rules": folder / "rules.yaml",
            "data": folder / "data",
            "auth_tokens": (Secret(TOKEN),),
            "account_sid": ACCOUNT,
            "public_url": PUBLIC,
            **more,
        }
        return Settings(**given)

    return make


@pytest.fixture
def serve_app() -> Iterator[Callable[[Flask, Settings], Site]]:
    """Serve an app of one's own until the test ends."""
    with ExitStack() as stack:
        yield lambda app, settings: stack.enter_context(answering(app, settings))


@pytest.fixture
def open_site(make_settings: Callable[..., Settings]) -> Iterator[Callable[..., Site]]:
    """Open a site with settings of its own; it closes with the test."""
    with ExitStack() as stack:

        def open_(*, verify: bool = True, watch: bool = False, **more: Any) -> Site:
            settings = make_settings(**more)
            app = create_app(settings, verify=verify, watch=watch)
            stack.callback(app.extensions["responder"].close)
            return stack.enter_context(answering(app, settings))

        yield open_


@pytest.fixture(scope="module", params=["by Flask", "straight"])
def site(request: pytest.FixtureRequest, make_settings: Callable[..., Settings]) -> Iterator[Site]:
    """A site, by the app as it is and with the shortcut that our own server takes."""
    settings = make_settings()
    app = create_app(settings, watch=False)
    if request.param == "straight":
        app.wsgi_app = straight(app.extensions["responder"].webhooks, app.wsgi_app)  # type: ignore[method-assign]
    with answering(app, settings) as opened:
        yield opened
    app.extensions["responder"].close()


@pytest.fixture(scope="session")
def samples() -> dict[str, dict[str, Any]]:
    """Webhook samples by id, as they go over the wire."""
    path = Path(__file__).parent.parent / "data" / "webhook_samples.json"
    return {sample["id"]: sample for sample in json.loads(path.read_text(encoding="utf-8"))["samples"]}
