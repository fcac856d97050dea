"""Twilio's parameters become our values, on every channel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.message import InboundMessage, Location, Media
from responder.sms.webhook import (
    FIELDS,
    NotAMessage,
    StatusUpdate,
    inbound_message,
    parameters,
    read_form,
    status_update,
)

SAMPLES = json.loads((Path(__file__).parent.parent / "data" / "webhook_samples.json").read_text(encoding="utf-8"))
BY_ID = {sample["id"]: sample for sample in SAMPLES["samples"]}
BARE = {"MessageSid": "SM1", "From": "+15558675310", "To": "+15557122661"}


def message(**more: str) -> InboundMessage:
    return inbound_message({**BARE, **more})


def from_sample(name: str) -> InboundMessage:
    sample = BY_ID[name]
    return inbound_message(parameters(read_form(sample.get("raw_body") or sample["raw_query"])))


@pytest.mark.parametrize("sample", SAMPLES["samples"], ids=lambda s: s["id"])
def test_the_raw_form_of_every_sample_is_read_as_its_parameters(sample: dict[str, Any]) -> None:
    assert read_form(sample.get("raw_body") or sample["raw_query"]) == [tuple(pair) for pair in sample["params"]]


@pytest.mark.parametrize("sample", [s for s in SAMPLES["samples"] if s["kind"] == "inbound"], ids=lambda s: s["id"])
def test_every_inbound_sample_is_a_message_that_loses_nothing(sample: dict[str, Any]) -> None:
    params = dict(map(tuple, sample["params"]))
    found = inbound_message(params)
    assert found.sid == params["MessageSid"]
    assert found.body == params["Body"]
    kept = repr(found)
    assert all(
        value in kept or value.partition(":")[2] in kept
        for name, value in params.items()
        if value and name not in ("Body", "ChannelMetadata", "AddOns", "NumMedia")
    )


def test_a_plain_text_has_every_field_in_its_place() -> None:
    found = from_sample("sms_longcode")
    assert found == InboundMessage(
        sid="SM00000000000000000000000000000001",
        from_="+15558675310",
        to="+15557122661",
        body="What are your hours?",
        account_sid="AC0123456789abcdef0123456789abcdef",
        city="SAN FRANCISCO",
        state="CA",
        zip="94103",
        country="US",
        extra={
            "ToCountry": "US",
            "ToState": "CA",
            "ToCity": "SAUSALITO",
            "ToZip": "94965",
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
        },
    )


def test_blanks_and_line_breaks_of_a_body_survive() -> None:
    assert from_sample("sms_whitespace_newlines").body == "  menu \r\nplease\n "


def test_pictures_make_an_mms() -> None:
    found = from_sample("mms_two_images")
    assert found.channel == "mms"
    assert [media.content_type for media in found.media] == ["image/jpeg", "image/png"]
    assert all(media.url.startswith("https://api.twilio.com/") for media in found.media)


@pytest.mark.parametrize(
    ("name", "channel", "from_", "to"),
    [
        ("whatsapp_text", "whatsapp", "+15558675310", "+14155238886"),
        ("whatsapp_bsuid", "whatsapp", "US.1234", "+14155238886"),
        ("rcs_suggestion", "rcs", "+15558675310", "example_brand_agent"),
        ("sms_shortcode_sender", "sms", "72975", "+15557122661"),
    ],
)
def test_addresses_come_without_the_channel_before_them(name: str, channel: str, from_: str, to: str) -> None:
    found = from_sample(name)
    assert (found.channel, found.from_, found.to) == (channel, from_, to)


def test_a_picture_on_whatsapp_stays_whatsapp() -> None:
    found = message(From="whatsapp:+15558675310", To="whatsapp:+1", NumMedia="1", MediaUrl0="u", MediaContentType0="t")
    assert (found.channel, found.media) == ("whatsapp", (Media("u", "t"),))


def test_an_unknown_channel_keeps_its_prefix_and_is_no_phone_number() -> None:
    assert message(From="messenger:12345").from_ == "messenger:12345"


@pytest.mark.parametrize(
    ("params", "body"),
    [
        ({"Body": "Yes", "ButtonText": "Yes", "ButtonPayload": "y"}, "Yes"),
        ({"Body": "", "ButtonText": "Yes please"}, "Yes please"),
        ({"ButtonText": "Yes please"}, "Yes please"),
        ({}, ""),
    ],
)
def test_a_tapped_button_is_read_as_its_words(params: dict[str, str], body: str) -> None:
    assert message(**params).body == body


@pytest.mark.parametrize(
    ("params", "location"),
    [
        ({"Latitude": "37.787890", "Longitude": "-122.391664"}, Location(37.78789, -122.391664)),
        (
            {"Latitude": "1", "Longitude": "2", "Address": "12 Mill Lane", "Label": "Us"},
            Location(1.0, 2.0, "12 Mill Lane", "Us"),
        ),
        ({"Latitude": "37.7"}, None),
        ({"Latitude": "nan", "Longitude": "inf"}, None),
        ({"Latitude": "north", "Longitude": "0"}, None),
        ({"Latitude": "", "Longitude": ""}, None),
    ],
)
def test_a_shared_place_is_read_where_it_is_one(params: dict[str, str], location: Location | None) -> None:
    assert message(**params).location == location


@pytest.mark.parametrize(
    ("written", "found"), [("STOP", "STOP"), ("Start", "START"), (" help ", "HELP"), ("", None), ("PAUSE", None)]
)
def test_the_opt_out_type_is_one_of_three_words(written: str, found: str | None) -> None:
    assert message(OptOutType=written).opt_out_type == found


@pytest.mark.parametrize(
    ("num_media", "found"), [("1", 1), ("999999999", 1), ("9" * 5000, 0), ("-1", 0), ("two", 0), ("²", 0), ("", 0)]
)
def test_only_media_that_are_there_count(num_media: str, found: int) -> None:
    assert len(message(NumMedia=num_media, MediaUrl0="u").media) == found


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"From": "+1", "To": "+2"},
        {"MessageSid": "SM1", "To": "+2"},
        {"MessageSid": "SM1", "From": "whatsapp:", "To": "+2"},
        {"MessageSid": "SM1", "From": "+1", "To": " "},
        {"MessageSid": "SM1\n", "From": "+1", "To": "+2"},
        {"MessageSid": "x" * 65, "From": "+1", "To": "+2"},
        {"MessageSid": "SM1; drop", "From": "+1", "To": "+2"},
    ],
)
def test_what_has_no_sid_no_sender_or_no_receiver_is_no_message(params: dict[str, str]) -> None:
    with pytest.raises(NotAMessage):
        inbound_message(params)


@pytest.mark.parametrize("old", ["SmsSid", "SmsMessageSid"])
def test_the_old_names_of_the_sid_do_where_the_new_is_missing(old: str) -> None:
    assert inbound_message({old: "SM9", "From": "+1", "To": "+2"}).sid == "SM9"


def test_the_first_of_a_repeated_name_counts_and_nul_characters_vanish() -> None:
    assert parameters([("Body", "a\0b"), ("Body", "c")]) == {"Body": "ab"}


def test_bytes_that_are_not_utf_8_raise_nothing() -> None:
    assert read_form("Body=%ff%fe&x=%E2%82") == [("Body", "\ufffd\ufffd"), ("x", "\ufffd")]


def test_a_form_of_too_many_fields_is_refused() -> None:
    assert len(read_form("&".join(["a="] * FIELDS))) == FIELDS
    with pytest.raises(ValueError, match="fields"):
        read_form("&".join(["a="] * (FIELDS + 1)))


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text(st.sampled_from("ab=&+%4f0é ;")))
def test_any_form_is_read_as_the_standard_library_reads_it(raw: str) -> None:
    assert read_form(raw) == parse_qsl(raw, keep_blank_values=True, errors="replace")


@given(st.dictionaries(st.text() | st.sampled_from(["From", "To", "MessageSid", "NumMedia", "Latitude"]), st.text()))
def test_any_parameters_are_a_message_or_are_refused(params: dict[str, str]) -> None:
    try:
        found = inbound_message(params)
    except NotAMessage:
        return
    assert found.from_
    assert found.to


@pytest.mark.parametrize(
    ("name", "update"),
    [
        ("status_delivered_repeat", ("delivered", None, "+15557122661", "sms", None)),
        ("status_undelivered_30003", ("undelivered", 30003, "+15557122661", "sms", None)),
        ("status_failed_21610", ("failed", 21610, "+15557122661", "sms", "MG77777777777777777777777777777777")),
        ("status_scheduled_canceled", ("canceled", None, "", "sms", "MG77777777777777777777777777777777")),
        ("status_whatsapp_read", ("read", None, "+14155238886", "whatsapp", None)),
    ],
)
def test_status_callbacks_are_read(name: str, update: tuple[str, int | None, str, str, str | None]) -> None:
    found = status_update(parameters(read_form(BY_ID[name]["raw_body"])))
    assert (found.status, found.error_code, found.from_, found.channel, found.messaging_service_sid) == update
    assert found.to == "+15558675310"


@pytest.mark.parametrize(
    "params", [{}, {"MessageSid": "SM1"}, {"MessageStatus": "sent"}, {"MessageSid": "SM1", "MessageStatus": "a\nb"}]
)
def test_what_names_no_message_or_no_status_is_no_status_callback(params: dict[str, str]) -> None:
    with pytest.raises(NotAMessage):
        status_update(params)


def test_a_status_that_twilio_adds_one_day_is_taken_as_it_is() -> None:
    assert status_update({"MessageSid": "SM1", "SmsStatus": "Teleported", "ErrorCode": "x"}) == StatusUpdate(
        "SM1", "teleported"
    )
