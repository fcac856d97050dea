"""`responder send`'s way out: what may go out, what it costs, what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from responder.core.contact import EVERYTHING
from responder.errors import SettingsError
from responder.sending import NotSent, Sent, send_text
from responder.settings import Settings
from responder.sms.gateway import SendError, TwilioGateway
from responder.store import Store
from responder.testing import StandInTwilio

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
ANA = "+15558675310"


@pytest.fixture
def twilio() -> Iterator[StandInTwilio]:
    with StandInTwilio() as twilio:
        yield twilio


@pytest.fixture
def settings(twilio: StandInTwilio) -> Settings:
    return Settings.from_environment(twilio.environment())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 's.sqlite3'}") as store:
        yield store


class Sender:
    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings

    def __call__(self, to: str = ANA, body: str = "See you Tuesday", media: tuple[str, ...] = ()) -> Sent:
        return send_text(
            self.store, TwilioGateway(self.settings), self.settings, to, body, media, now=NOW, country="US"
        )


@pytest.fixture
def send(store: Store, settings: Settings) -> Sender:
    return Sender(store, settings)


def test_a_text_is_sent_kept_and_its_cost_is_told(send: Sender, twilio: StandInTwilio) -> None:
    sent = send()
    [there] = twilio.sent_to(ANA)
    kept = send.store.message(sent.sid)
    assert there.body == "See you Tuesday"
    assert kept is not None
    assert (kept.direction, kept.body, kept.at) == ("out", "See you Tuesday", NOW)
    assert (sent.to, sent.segments, sent.cost) == (ANA, 1, "1 segment (GSM-7)")


@pytest.mark.parametrize("written", ["+1 555 867 5310", "(555) 867-5310", "5558675310"])
def test_a_number_is_taken_as_people_write_it(send: Sender, twilio: StandInTwilio, written: str) -> None:
    send(written)
    assert len(twilio.sent_to(ANA)) == 1


def test_what_makes_it_dearer_is_named(send: Sender) -> None:
    sent = send(body="Bis später ✨" + "x" * 70)
    assert (sent.encoding, sent.segments, sent.costly) == ("UCS-2", 2, ("✨",))


def test_pictures_cost_a_picture_message(send: Sender) -> None:
    sent = send(body="", media=("https://x.example/a.jpg",))
    assert (sent.channel, sent.cost) == ("mms", "1 picture message")


def test_a_service_is_used_where_it_is_set(send: Sender, twilio: StandInTwilio) -> None:
    service = twilio.add_service([twilio.number])
    send.settings = replace(send.settings, messaging_service_sid=service.sid)
    sent = send()
    kept = send.store.message(sent.sid)
    assert kept is not None
    assert kept.ours == service.sid


def test_whatsapp_goes_out_as_whatsapp(send: Sender, twilio: StandInTwilio) -> None:
    twilio.add_number(f"whatsapp:{twilio.number.phone_number}")
    sent = send(f"whatsapp:{ANA}")
    [there] = twilio.sent_to(f"whatsapp:{ANA}")
    assert there.from_ == f"whatsapp:{twilio.number.phone_number}"
    assert (sent.channel, sent.cost) == ("whatsapp", "1 message")


def test_news_of_it_come_to_the_public_url(send: Sender, twilio: StandInTwilio) -> None:
    send.settings = replace(send.settings, public_url="https://texts.example.com")
    send()
    assert b"StatusCallback=https%3A%2F%2Ftexts.example.com%2Fsms%2Fstatus" in twilio.requests[-1].body


@pytest.mark.parametrize(
    ("scopes", "by", "until"),
    [
        (("+15557122661",), "carrier", "they text START"),
        ((EVERYTHING,), "rule", "they opt in again"),
    ],
)
def test_someone_who_opted_out_gets_nothing(
    send: Sender, twilio: StandInTwilio, scopes: tuple[str, ...], by: str, until: str
) -> None:
    send.store.record_opt_out(ANA, scopes, by, "test", NOW)  # type: ignore[arg-type]
    with pytest.raises(NotSent, match=until):
        send()
    assert twilio.requests == []


def test_an_opt_out_of_another_number_is_no_bar(send: Sender) -> None:
    send.store.record_opt_out(ANA, ("+15550000000",), "carrier", "test", NOW)
    assert send().sid


def test_a_service_sends_nothing_to_someone_who_opted_out_of_any_number(send: Sender, twilio: StandInTwilio) -> None:
    send.settings = replace(send.settings, messaging_service_sid=twilio.add_service([twilio.number]).sid)
    send.store.record_opt_out(ANA, ("+15550000000",), "carrier", "test", NOW)
    with pytest.raises(NotSent):
        send()


def test_an_opt_out_that_only_the_carrier_knew_of_is_kept(send: Sender, twilio: StandInTwilio) -> None:
    twilio.block(ANA)
    with pytest.raises(SendError, match="opted out"):
        send()
    assert dict(send.store.contact(ANA).opted_out) == {"+15557122661": "carrier"}
    with pytest.raises(NotSent):
        send()


@pytest.mark.parametrize(
    ("to", "body", "media", "words"),
    [
        ("hello", "hi", (), "isn't a phone number"),
        (ANA, "", (), "nothing to send"),
        (ANA, " \n", (), "nothing to send"),
        (ANA, "x" * 1601, (), "1,601 characters"),
        (ANA, "a\udc80b", (), "isn't a character"),
        (ANA, "hi", ("file:///etc/passwd",), "isn't a web address"),
        (ANA, "hi", ("https://x.example/a",) * 11, "takes 10"),
    ],
)
def test_what_cannot_be_sent_is_told_before_twilio_is_asked(
    send: Sender, twilio: StandInTwilio, to: str, body: str, media: tuple[str, ...], words: str
) -> None:
    with pytest.raises(NotSent, match=words):
        send(to, body, media)
    assert twilio.requests == []


def test_without_a_sender_the_setting_is_named(send: Sender) -> None:
    send.settings = replace(send.settings, from_number="")
    with pytest.raises(SettingsError, match="TWILIO_FROM"):
        send()


def test_what_twilio_refuses_is_not_kept(send: Sender) -> None:
    with pytest.raises(SendError, match="isn't a phone number"):
        send("+15005550001")
    assert send.store.messages() == []
