"""Who says for how long it wants to be left alone, is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.posting import Poster
from responder.retry_after import LONGEST, retry_after
from responder.settings import Secret

NOW = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", [429, 503])
def test_twilio_is(desk: Any, status: int) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.twilio.fail_next(status, retry_after=240, on="POST")
    desk.work()
    assert desk.rows[0].due.at - desk.now == timedelta(seconds=240)
    desk.wait(seconds=240)
    desk.work()
    assert len(desk.sent()) == 1


def test_and_no_longer_than_an_hour(desk: Any) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.twilio.fail_next(429, retry_after=10**7, on="POST")
    desk.work()
    assert desk.rows[0].due.at - desk.now == LONGEST


def test_what_one_answer_said_doesn_t_count_for_the_next(desk: Any) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.twilio.fail_next(429, retry_after=240, on="POST")
    desk.work()
    desk.wait(seconds=240)
    desk.twilio.fail_next(429, on="POST")
    desk.work()
    assert desk.rows[0].due.at - desk.now < timedelta(seconds=60)


class _Busy(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(503)
        self.send_header("Retry-After", "90")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def busy() -> Iterator[int]:
    """The port of a program that has no time for a minute and a half."""
    with HTTPServer(("127.0.0.1", 0), _Busy) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_so_is_a_program_that_events_are_posted_to(desk: Any, busy: int, of_clinic: Any) -> None:
    rule = f'{{name: Push, when: {{says: push}}, reply: OK., webhook: "http://localhost:{busy}/hook"}}'
    desk.ruleset = of_clinic(f"timezone: America/Chicago\nrules: [{rule}]")
    desk.poster = Poster(Secret("s"), ["localhost"])
    desk.text("push")
    desk.work()
    assert desk.rows[0].due.at - desk.now == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("0", 0),
        ("Tue, 02 Jun 2026 16:05:00 GMT", 300),
        ("Tue, 02 Jun 2026 15:00:00 GMT", 0),
        ("Tue, 02 Jun 2099 15:00:00 GMT", 3600),
    ],
)
def test_seconds_and_dates_are_understood(header: str, seconds: int) -> None:
    assert retry_after(429, header, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("status", "header"), [(200, "7"), (500, "7"), (429, None), (429, ""), (429, "-1"), (503, "x")]
)
def test_all_else_says_nothing(status: int, header: str | None) -> None:
    assert retry_after(status, header, NOW) is None


@given(st.text())
def test_nothing_that_is_said_does_harm(header: str) -> None:
    told = retry_after(429, header, NOW)
    assert told is None or timedelta() <= told <= LONGEST
