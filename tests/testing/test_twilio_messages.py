"""The stand-in's Messages: what is taken, what is refused with which code, and how lists read."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from twilio.base.exceptions import TwilioRestException

from responder.testing import StandInTwilio

US = "+15557122661"
PERSON = "+15558675310"


def refused(client: Any, **fields: Any) -> tuple[int, int]:
    """The code and HTTP status with which a message is refused."""
    with pytest.raises(TwilioRestException) as caught:
        client.messages.create(**{"to": PERSON, "from_": US, "body": "hi", **fields})
    return caught.value.code, caught.value.status


def post(twilio: StandInTwilio, path: str, fields: dict[str, str], authorization: str = "") -> tuple[int, Any]:
    """A request as no library would make it."""
    connection = http.client.HTTPConnection(urlsplit(twilio.url).netloc, timeout=5)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if authorization:
        headers["Authorization"] = authorization
    try:
        connection.request("POST", path, urlencode(fields), headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def test_a_message_from_a_number_is_queued(client: Any) -> None:
    message = client.messages.create(to=PERSON, from_=US, body="Hello")
    assert (message.status, message.from_, message.num_segments, message.num_media) == ("queued", US, "1", "0")
    assert message.sid.startswith("SM")
    assert message.error_code is None


def test_a_message_from_a_service_is_accepted_and_names_its_sender_later(twilio: StandInTwilio, client: Any) -> None:
    service = twilio.add_service([twilio.number])
    message = client.messages.create(to=PERSON, messaging_service_sid=service.sid, body="Hello")
    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")
    twilio.settle()
    later = client.messages(message.sid).fetch()
    assert (later.status, later.from_, later.num_segments) == ("delivered", US, "1")


def test_attachments_make_an_mms_whose_media_can_be_listed(client: Any) -> None:
    message = client.messages.create(to=PERSON, from_=US, media_url=["https://example.com/map.png"])
    (media,) = client.messages(message.sid).media.list(limit=5)
    assert message.sid.startswith("MM")
    assert (message.num_media, media.content_type, media.parent_sid) == ("1", "image/png", message.sid)


def test_segments_are_counted_as_twilio_counts_them(client: Any) -> None:
    plain = client.messages.create(to=PERSON, from_=US, body="a" * 161)
    accented = client.messages.create(to=PERSON, from_=US, body="á" * 71)
    assert (plain.num_segments, accented.num_segments) == ("2", "2")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "+1555"}, 21211),
        ({"to": "555-867-5310"}, 21211),
        ({"to": "somebody"}, 21211),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+15005550007"}, 21606),
        ({"from_": "+15005550008"}, 21611),
        ({"from_": "+15550009999"}, 21606),
        ({"from_": "not a sender at all"}, 21212),
        ({"from_": None}, 21603),
        ({"to": US}, 21266),
        ({"to": f"whatsapp:{PERSON}"}, 21910),
        ({"to": f"whatsapp:{PERSON}", "from_": "whatsapp:+14155238886"}, 63007),
        ({"body": None}, 21602),
        ({"body": ""}, 21602),
        ({"body": "a" * 1601}, 21617),
        ({"body": "👍" * 801}, 21617),
        ({"media_url": ["https://example.com/a.png"] * 11}, 21623),
        ({"media_url": ["example.com/a.png"]}, 21620),
        ({"status_callback": "not an address"}, 21609),
        ({"status_callback": "https://my_host.example.com/status"}, 21609),
        ({"messaging_service_sid": "MG" + "0" * 32}, 21701),
        ({"validity_period": 36_001}, 20001),
        ({"schedule_type": "fixed", "send_at": "2030-01-01T00:00:00Z"}, 35118),
    ],
)
def test_each_mistake_has_twilios_code(client: Any, fields: dict[str, Any], code: int) -> None:
    assert refused(client, **fields)[0] == code


def test_a_body_of_1600_characters_is_taken(client: Any) -> None:
    assert client.messages.create(to=PERSON, from_=US, body="a" * 1600).num_segments == "11"


def test_twilios_test_sender_may_send(client: Any) -> None:
    assert client.messages.create(to=PERSON, from_="+15005550006", body="hi").status == "queued"


def test_a_request_without_a_recipient_is_refused(twilio: StandInTwilio) -> None:
    path = f"/2010-04-01/Accounts/{twilio.account.sid}/Messages.json"
    key = basic(twilio.account.sid, twilio.account.auth_token)
    status, answer = post(twilio, path, {"From": US, "Body": "hi"}, key)
    assert (status, answer["code"], answer["message"]) == (400, 21604, "A 'To' phone number is required.")


def test_a_service_without_numbers_cannot_send(twilio: StandInTwilio, client: Any) -> None:
    assert refused(client, from_=None, messaging_service_sid=twilio.add_service().sid)[0] == 21703


@pytest.mark.parametrize(
    ("send_at", "code"),
    [(None, 35111), (timedelta(minutes=4), 35114), (timedelta(days=36), 35114)],
    ids=["no time", "too soon", "too late"],
)
def test_a_time_that_cannot_be_scheduled_is_refused(
    twilio: StandInTwilio, client: Any, send_at: timedelta | None, code: int
) -> None:
    service = twilio.add_service([twilio.number])
    fields: dict[str, Any] = {"from_": None, "messaging_service_sid": service.sid, "schedule_type": "fixed"}
    if send_at is not None:
        fields["send_at"] = datetime.now(UTC) + send_at
    assert refused(client, **fields)[0] == code


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic !!!",
        basic("AC" + "0" * 32, "0" * 32),
        basic("AC0123456789abcdef0123456789abcdef", "wrong"),
        "Bearer x",
    ],
)
def test_who_is_not_the_account_gets_401(twilio: StandInTwilio, authorization: str) -> None:
    path = f"/2010-04-01/Accounts/{twilio.account.sid}/Messages.json"
    status, answer = post(twilio, path, {"To": PERSON, "From": US, "Body": "hi"}, authorization)
    assert (status, answer["code"], answer["message"]) == (401, 20003, "Authenticate")
    assert twilio.messages == []


def test_an_api_key_opens_the_account_too(twilio: StandInTwilio) -> None:
    twilio.account.api_keys["SK" + "1" * 32] = "key secret"
    path = f"/2010-04-01/Accounts/{twilio.account.sid}/Messages.json"
    fields = {"To": PERSON, "From": US, "Body": "hi"}
    assert post(twilio, path, fields, basic("SK" + "1" * 32, "key secret"))[0] == 201
    assert post(twilio, path, fields, basic("SK" + "2" * 32, ""))[0] == 401


def test_an_unknown_sid_and_an_unknown_path_are_not_found(twilio: StandInTwilio, client: Any) -> None:
    with pytest.raises(TwilioRestException) as caught:
        client.messages("SM" + "0" * 32).fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)
    key = basic(twilio.account.sid, twilio.account.auth_token)
    assert post(twilio, "/2010-04-01/Nothing.json", {}, key)[1]["code"] == 20404
    wrong_method = f"/2010-04-01/Accounts/{twilio.account.sid}/IncomingPhoneNumbers.json"
    assert post(twilio, wrong_method, {}, key)[1]["code"] == 20004


class TestLists:
    @pytest.fixture
    def at(self) -> dict[str, datetime]:
        return {"now": datetime(2026, 11, 24, 10, 0, tzinfo=UTC)}

    @pytest.fixture
    def dated(self, serve: Callable[..., StandInTwilio], at: dict[str, datetime]) -> StandInTwilio:
        return serve(clock=lambda: at["now"], seed=1)

    def test_newest_come_first_and_pages_follow_each_other(self, dated: StandInTwilio, connect: Any) -> None:
        client = connect(dated)
        for number in range(7):
            dated.pass_time(timedelta(seconds=1))
            client.messages.create(to=PERSON, from_=US, body=str(number))
        assert [m.body for m in client.messages.list(limit=100, page_size=3)] == list("6543210")
        pages = [r for r in dated.requests if r.method == "GET"]
        assert len(pages) == 3

    def test_an_empty_list_has_one_page(self, dated: StandInTwilio, connect: Any) -> None:
        assert connect(dated).messages.list(limit=10) == []

    def test_filters_choose_by_number_and_day(
        self, dated: StandInTwilio, connect: Any, at: dict[str, datetime]
    ) -> None:
        client = connect(dated)
        client.messages.create(to=PERSON, from_=US, body="today")
        dated.settle()
        at["now"] += timedelta(days=1)
        client.messages.create(to="+15550001111", from_=US, body="tomorrow")
        dated.settle()

        def found(**filters: Any) -> list[str]:
            return [m.body for m in client.messages.list(limit=10, **filters)]

        day = datetime(2026, 11, 24, tzinfo=UTC)
        noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
        assert found(to=PERSON) == ["today"]
        assert found(from_=US) == ["tomorrow", "today"]
        assert found(to=PERSON, from_="+15550001111") == []
        assert found(date_sent=day.date()) == ["today"]
        assert found(date_sent_before=noon) == ["today"]
        assert found(date_sent_after=noon) == ["tomorrow"]

    def test_what_has_not_been_sent_has_no_date_to_find_it_by(self, serve: Any, connect: Any) -> None:
        twilio = serve(pace="on demand")
        client = connect(twilio)
        client.messages.create(to=PERSON, from_=US, body="waiting")
        assert client.messages.list(date_sent=datetime.now(UTC), limit=5) == []
        assert len(client.messages.list(to=PERSON, limit=5)) == 1


class TestUpdates:
    def test_a_finished_text_can_be_redacted(self, twilio: StandInTwilio, client: Any) -> None:
        message = client.messages.create(to=PERSON, from_=US, body="private")
        twilio.settle()
        assert client.messages(message.sid).update(body="").body == ""
        assert twilio.messages[0].body == ""

    def test_an_unfinished_text_cannot_be_redacted(self, serve: Any, connect: Any) -> None:
        client = connect(serve(pace="on demand"))
        message = client.messages.create(to=PERSON, from_=US, body="private")
        assert self.refused(client, message.sid, body="") == 20009

    def test_only_a_scheduled_text_can_be_cancelled(self, twilio: StandInTwilio, client: Any) -> None:
        message = client.messages.create(to=PERSON, from_=US, body="gone")
        twilio.settle()
        assert self.refused(client, message.sid, status="canceled") == 30409

    @pytest.mark.parametrize("fields", [{}, {"body": "other words"}, {"body": "", "status": "canceled"}])
    def test_any_other_change_is_refused(self, twilio: StandInTwilio, client: Any, fields: dict[str, str]) -> None:
        message = client.messages.create(to=PERSON, from_=US, body="hi")
        twilio.settle()
        assert self.refused(client, message.sid, **fields) == 30400

    @staticmethod
    def refused(client: Any, sid: str, **fields: str) -> int:
        with pytest.raises(TwilioRestException) as caught:
            client.messages(sid).update(**fields)
        return int(caught.value.code)
