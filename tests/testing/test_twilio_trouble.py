"""Trouble on demand: what the real client makes of errors, broken connections and slow answers of the stand-in."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from responder.testing import StandInTwilio

US = "+15557122661"
PERSON = "+15558675310"


def send(client: Any) -> Any:
    return client.messages.create(to=PERSON, from_=US, body="hi")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"status": 429}, 429, 20429),
        ({"status": 500}, 500, 20500),
        ({"status": 503}, 503, 20503),
        ({"status": 401}, 401, 20003),
        ({"status": 418}, 418, 20001),
        ({"code": 21611}, 400, 21611),
        ({"code": 20005}, 401, 20005),
        ({"status": 502, "garbage": True}, 502, 502),
    ],
)
def test_a_fault_is_answered_once_and_nothing_is_sent(
    twilio: StandInTwilio, client: Any, fault: dict[str, Any], status: int, code: int
) -> None:
    twilio.fail_next(**fault)
    with pytest.raises(TwilioRestException) as caught:
        send(client)
    assert (caught.value.status, caught.value.code) == (status, code)
    assert twilio.messages == []
    assert send(client).status == "queued"


def test_a_fault_in_the_newer_shape_is_the_newer_exception(twilio: StandInTwilio, client: Any) -> None:
    twilio.fail_next(429, problem=True)
    with pytest.raises(TwilioServiceException) as caught:
        send(client)
    assert caught.value.code == 20429


def test_a_dropped_connection_sends_nothing(twilio: StandInTwilio, client: Any) -> None:
    twilio.fail_next(drop=True)
    with pytest.raises(requests.ConnectionError):
        send(client)
    assert twilio.messages == []


@pytest.mark.parametrize("fault", [{"drop": True}, {"status": 500}], ids=["dropped", "500"])
def test_the_work_may_be_done_although_the_answer_is_lost(
    twilio: StandInTwilio, client: Any, fault: dict[str, Any]
) -> None:
    twilio.fail_next(**fault, done=True)
    with pytest.raises((requests.ConnectionError, TwilioRestException)):
        send(client)
    twilio.settle()
    assert [m.status for m in twilio.messages] == ["delivered"]


def test_a_slow_answer_is_a_right_answer(twilio: StandInTwilio, client: Any) -> None:
    twilio.fail_next(delay=0.2)
    started = time.monotonic()
    assert send(client).status == "queued"
    assert time.monotonic() - started >= 0.2


def test_an_answer_slower_than_the_clients_patience_is_a_time_out(twilio: StandInTwilio, connect: Any) -> None:
    twilio.fail_next(delay=3.0)
    with pytest.raises(requests.ReadTimeout):
        send(connect(twilio, timeout=0.2))


def test_stopping_does_not_wait_for_slow_answers(serve: Any, connect: Any) -> None:
    twilio = serve()
    twilio.fail_next(delay=60)
    with pytest.raises(requests.ReadTimeout):
        send(connect(twilio, timeout=0.1))
    started = time.monotonic()
    twilio.stop()
    assert time.monotonic() - started < 2


def test_faults_may_last_and_wait_for_their_own_kind_of_request(twilio: StandInTwilio, client: Any) -> None:
    twilio.fail_next(503, on="POST", times=2)
    assert client.messages.list(limit=1) == []
    for _ in range(2):
        with pytest.raises(TwilioRestException):
            send(client)
    assert send(client).status == "queued"


def test_a_429_may_say_when_to_come_back(twilio: StandInTwilio, client: Any) -> None:
    twilio.fail_next(429, retry_after=7)
    response = client.request("GET", f"https://api.twilio.com/2010-04-01/Accounts/{twilio.account.sid}/Messages.json")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
