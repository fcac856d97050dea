"""Webhooks out: what happened is posted, signed, until the other program takes it."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from responder.posting import Poster, Refused, is_public, signature
from responder.settings import Secret

NOW = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)
SECRET = Secret("s3cret")


class Receiver(ThreadingHTTPServer):
    """Another program, with the answers that it gives in turn; then 200."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.slow = 0.0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_address[1]}/hook?a=1"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers.items()), body))
        time.sleep(self.server.slow)
        status = self.server.answers.pop(0) if self.server.answers else 200
        with contextlib.suppress(OSError):
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", self.server.url)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def pushing(desk: Any, receiver: Receiver, of_clinic: Any) -> Any:
    """A desk whose rules post to the receiver."""
    port = receiver.server_address[1]
    rule = f'{{name: Push, when: {{says: push}}, reply: OK., webhook: "http://localhost:{port}/hook"}}'
    desk.ruleset = of_clinic(f"timezone: America/Chicago\nrules: [{rule}]")
    desk.poster = Poster(SECRET, ["localhost"], timeout=1.0)
    return desk


def test_an_event_is_posted_as_signed_json(pushing: Any, receiver: Receiver) -> None:
    pushing.text("push")
    pushing.work()
    ((path, headers, body),) = receiver.got
    (row,) = pushing.rows
    assert (path, headers["Content-Type"], json.loads(body)["rule"]) == ("/hook", "application/json", "Push")
    assert headers["Idempotency-Key"].startswith(f"due-{row.id}-")
    timestamp = headers["X-Responder-Timestamp"]
    assert int(timestamp) == int(pushing.now.timestamp())
    assert headers["X-Responder-Signature"] == signature(SECRET, timestamp, body)
    assert (row.state, row.reason) == ("sent", None)


def test_the_signature_can_be_made_with_any_hmac() -> None:
    made = hmac.new(b"s3cret", b"1780416000.{}", hashlib.sha256).hexdigest()
    assert signature(SECRET, "1780416000", b"{}") == f"sha256={made}"


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_a_program_that_is_down_gets_it_later_under_the_same_key(pushing: Any, receiver: Receiver, status: int) -> None:
    receiver.answers = [status, status]
    pushing.text("push")
    pushing.work()
    (row,) = pushing.rows
    assert (row.state, row.failures, row.due.at - pushing.now) == ("due", 1, timedelta(seconds=10))
    for _ in range(2):
        pushing.wait(minutes=30)
        pushing.work()
    assert pushing.states[0][0] == "sent"
    assert len({headers["Idempotency-Key"] for _, headers, _ in receiver.got}) == 1
    assert len({headers["X-Responder-Timestamp"] for _, headers, _ in receiver.got}) == 3


@pytest.mark.parametrize(("status", "why"), [(400, "answered with 400"), (404, "404"), (302, "isn't followed")])
def test_a_program_that_refuses_it_isn_t_asked_again(pushing: Any, receiver: Receiver, status: int, why: str) -> None:
    receiver.answers = [status]
    pushing.text("push")
    pushing.work()
    (row,) = pushing.rows
    assert row.state == "failed"
    assert why in (row.reason or "")
    assert len(receiver.got) == 1


def test_a_program_that_doesn_t_answer_in_time_is_let_go(pushing: Any, receiver: Receiver) -> None:
    receiver.slow = 3.0
    begun = time.monotonic()
    pushing.text("push")
    pushing.work()
    assert time.monotonic() - begun < 2.5
    assert pushing.rows[0].state == "due"


def test_an_answer_that_drips_doesn_t_hold_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            line, _ = server.accept()
            with line:
                line.recv(65536)
                try:
                    line.sendall(b"HTTP/1.1 ")
                    for _ in range(100):
                        line.sendall(b"a")
                        time.sleep(0.1)
                except OSError:
                    pass

        threading.Thread(target=drip, daemon=True).start()
        begun = time.monotonic()
        with pytest.raises(Refused):
            poster = Poster(SECRET, ["127.0.0.1"], timeout=0.5)
            poster.post(f"http://127.0.0.1:{server.getsockname()[1]}/", "{}", "k", NOW)
        assert time.monotonic() - begun < 3


def test_an_agreement_on_encryption_that_never_ends_doesn_t_hold_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            line, _ = server.accept()
            with line, contextlib.suppress(OSError):
                # A record that is announced with its whole length, and comes byte by byte.
                line.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
                for _ in range(100):
                    line.sendall(b"a")
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        begun = time.monotonic()
        with pytest.raises(Refused, match="too long"):
            poster = Poster(SECRET, ["127.0.0.1"], timeout=0.5)
            poster.post(f"https://127.0.0.1:{server.getsockname()[1]}/", "{}", "k", NOW)
        assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    "answer",
    [b"hello\n", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 5000, b"HTTP/1.1 200 OK\r\nx: "
     + b"a" * 100_000, b"HTTP/1.1 abc\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
)  # fmt: skip
def test_an_answer_that_is_none_means_later(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble() -> None:
            line, _ = server.accept()
            with line, contextlib.suppress(OSError):
                line.recv(65536)
                line.sendall(answer)

        threading.Thread(target=babble, daemon=True).start()
        with pytest.raises(Refused) as caught:
            url = f"http://127.0.0.1:{server.getsockname()[1]}/"
            Poster(SECRET, ["127.0.0.1"], timeout=2.0).post(url, "{}", "k", NOW)
        assert not caught.value.permanent


def test_an_answer_without_an_end_is_read_in_part() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def pour() -> None:
            line, _ = server.accept()
            with line, contextlib.suppress(OSError):
                line.recv(65536)
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
                while True:
                    line.sendall(b"\x1f\x8b" * 8192)

        threading.Thread(target=pour, daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert Poster(SECRET, ["127.0.0.1"], timeout=2.0).post(url, "{}", "k", NOW) == 200


@pytest.mark.parametrize(
    "host", ["0177.0.0.1", "2130706433", "0x7f.1", "127.1", "0", "[::ffff:127.0.0.1]", "8.8.8.8@127.0.0.1"]
)
def test_another_spelling_of_this_machine_is_this_machine(receiver: Receiver, host: str) -> None:
    with pytest.raises(Refused, match="private network"):
        Poster(SECRET, timeout=1.0).post(f"http://{host}:{receiver.server_address[1]}/", "{}", "k", NOW)
    assert receiver.got == []


def test_a_host_is_named_in_any_spelling(receiver: Receiver) -> None:
    url = f"http://LOCALHOST:{receiver.server_address[1]}/hook"
    assert Poster(SECRET, ["LocalHost."]).post(url, "{}", "k", NOW) == 200


def test_private_networks_are_closed_unless_a_host_is_named(receiver: Receiver) -> None:
    with pytest.raises(Refused, match="private network") as caught:
        Poster(SECRET).post(receiver.url, "{}", "k", NOW)
    assert caught.value.permanent
    assert Poster(SECRET, ["localhost"]).post(receiver.url, "{}", "k", NOW) == 200
    assert receiver.got[0][0] == "/hook?a=1"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "::", "::127.0.0.1", "::10.0.0.1", "64:ff9b:1::a00:1", "240.0.0.1", "255.255.255.255", "fec0::1",
     "192.0.0.170", "198.18.0.1", "2001:db8::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
     "2002:7f00:1::", "ff02::1", "junk"],
)  # fmt: skip
def test_addresses_that_belong_to_no_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(("url", "permanent"), [("ftp://x.example/", True), ("http://[", True), ("http://", True)])
def test_what_isn_t_a_web_address_fails_for_good(url: str, permanent: bool) -> None:
    with pytest.raises(Refused) as caught:
        Poster(SECRET).post(url, "{}", "k", NOW)
    assert caught.value.permanent is permanent


def test_without_a_secret_nothing_is_signed(receiver: Receiver) -> None:
    Poster(Secret(""), ["localhost"]).post(receiver.url, "{}", "k", NOW)
    ((_, headers, _),) = receiver.got
    assert "X-Responder-Signature" not in headers


def test_a_certificate_that_isn_t_good_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble() -> None:
            line, _ = server.accept()
            with line:
                line.recv(65536)
                line.sendall(b"this is no TLS at all" * 10)

        threading.Thread(target=babble, daemon=True).start()
        with pytest.raises(Refused, match="can't be reached") as caught:
            Poster(SECRET, ["127.0.0.1"]).post(f"https://127.0.0.1:{server.getsockname()[1]}/", "{}", "k", NOW)
        assert not caught.value.permanent
