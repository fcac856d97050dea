"""The Twilio number, or its Messaging Service, is pointed at our address by the setting that counts, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from responder.errors import ResponderError, SettingsError
from responder.settings import Secret, Settings
from responder.testing import Service, StandInTwilio
from responder.tunnel import Change, PointingError, point_number

PUBLIC = "https://me.ngrok-free.dev"
URL = f"{PUBLIC}/sms"
OLD = "https://old.example.com/sms"
APPLICATION = "AP" + "1" * 32


@pytest.fixture
def twilio() -> Iterator[StandInTwilio]:
    with StandInTwilio(seed=1) as stand_in:
        stand_in.point(OLD, method="GET")
        yield stand_in


@pytest.fixture
def settings(twilio: StandInTwilio) -> Settings:
    return Settings(
        account_sid=twilio.account.sid,
        auth_tokens=(Secret(twilio.account.auth_token),),
        from_number=twilio.number.phone_number,
        api_base=twilio.url,
    )


def by_service(settings: Settings, service: Service) -> Settings:
    return replace(settings, from_number="", messaging_service_sid=service.sid)


def refusal(settings: Settings, **options: Any) -> str:
    with pytest.raises(ResponderError) as caught:
        point_number(settings, PUBLIC, **options)
    return str(caught.value)


class TestANumberOnItsOwn:
    def test_its_webhook_becomes_ours(self, twilio: StandInTwilio, settings: Settings) -> None:
        pointed = point_number(settings, PUBLIC)
        assert (twilio.number.sms_url, twilio.number.sms_method) == (URL, "POST")
        assert (pointed.what, pointed.number, pointed.url) == ("number", twilio.number.phone_number, URL)
        assert pointed.changes == (Change("sms_url", OLD, URL), Change("sms_method", "GET", "POST"))
        assert pointed.notes == ()

    def test_the_old_webhook_comes_back(self, twilio: StandInTwilio, settings: Settings) -> None:
        pointed = point_number(settings, PUBLIC)
        assert pointed.restore() is True
        assert (twilio.number.sms_url, twilio.number.sms_method) == (OLD, "GET")
        assert pointed.restore() is False

    def test_no_webhook_comes_back_as_none(self, twilio: StandInTwilio, settings: Settings) -> None:
        twilio.point("")
        point_number(settings, PUBLIC).restore()
        assert twilio.number.sms_url == ""

    def test_a_webhook_that_someone_changed_since_is_left_alone(
        self, twilio: StandInTwilio, settings: Settings
    ) -> None:
        pointed = point_number(settings, PUBLIC)
        twilio.point("https://new.example.com/sms")
        assert pointed.restore() is False
        assert twilio.number.sms_url == "https://new.example.com/sms"

    def test_one_that_is_already_right_is_not_touched(self, twilio: StandInTwilio, settings: Settings) -> None:
        twilio.point(URL)
        pointed = point_number(settings, f"{PUBLIC}/")
        assert pointed.changes == ()
        assert pointed.restore() is False
        assert [r.method for r in twilio.requests if r.method == "POST"] == []

    def test_another_route_may_be_named(self, twilio: StandInTwilio, settings: Settings) -> None:
        point_number(settings, PUBLIC, "/clinic/sms")
        assert twilio.number.sms_url == f"{PUBLIC}/clinic/sms"

    def test_the_number_itself_is_chosen_among_similar_ones(self, twilio: StandInTwilio, settings: Settings) -> None:
        longer = twilio.add_number("+155571226610", sms_url=OLD)
        point_number(settings, PUBLIC)
        assert longer.sms_url == OLD

    def test_texts_really_come_to_the_new_address(self, twilio: StandInTwilio, settings: Settings) -> None:
        point_number(settings, "http://127.0.0.1:9")
        (first, *_) = twilio.text("+15558675310", body="hi").attempts
        assert first.url == "http://127.0.0.1:9/sms"


class TestANumberWithAnApplication:
    @pytest.fixture(autouse=True)
    def _answered_by_an_application(self, twilio: StandInTwilio) -> None:
        twilio.change(twilio.number, sms_application_sid=APPLICATION)

    def test_it_is_refused_and_left_as_it_is(self, twilio: StandInTwilio, settings: Settings) -> None:
        message = refusal(settings)
        assert "--take-over" in message
        assert message.startswith(f"A Twilio application ({APPLICATION}) answers the texts to +15557122661")
        assert (twilio.number.sms_url, twilio.number.sms_application_sid) == (OLD, APPLICATION)

    def test_it_is_taken_over_when_that_is_asked_for(self, twilio: StandInTwilio, settings: Settings) -> None:
        pointed = point_number(settings, PUBLIC, take_over=True)
        assert (twilio.number.sms_url, twilio.number.sms_application_sid) == (URL, "")
        assert pointed.notes == (f"The Twilio application {APPLICATION} no longer answers this number.",)

    def test_the_application_comes_back(self, twilio: StandInTwilio, settings: Settings) -> None:
        point_number(settings, PUBLIC, take_over=True).restore()
        assert (twilio.number.sms_url, twilio.number.sms_application_sid) == (OLD, APPLICATION)


class TestANumberInAMessagingService:
    def test_the_services_webhook_is_the_one_that_counts(self, twilio: StandInTwilio, settings: Settings) -> None:
        service = twilio.add_service([twilio.number], friendly_name="Clinic", inbound_request_url=OLD)
        pointed = point_number(settings, PUBLIC)
        assert (service.inbound_request_url, twilio.number.sms_url) == (URL, OLD)
        assert (pointed.what, pointed.sid, pointed.number) == ("service", service.sid, "")
        assert pointed.changes == (Change("inbound_request_url", OLD, URL),)
        assert pointed.numbers == (twilio.number.phone_number,)
        assert pointed.notes == (
            "It is the webhook of the Messaging Service Clinic: texts to all its numbers come here.",
        )

    def test_the_services_old_webhook_comes_back(self, twilio: StandInTwilio, settings: Settings) -> None:
        service = twilio.add_service([twilio.number])
        point_number(settings, PUBLIC).restore()
        assert not service.inbound_request_url

    def test_a_service_that_defers_leaves_it_to_the_number(self, twilio: StandInTwilio, settings: Settings) -> None:
        service = twilio.add_service([twilio.number], use_inbound_webhook_on_number=True)
        assert point_number(settings, PUBLIC).what == "number"
        assert (twilio.number.sms_url, service.inbound_request_url) == (URL, None)

    def test_the_right_service_is_found_among_others(self, twilio: StandInTwilio, settings: Settings) -> None:
        others = [twilio.add_service(friendly_name=str(n)) for n in range(3)]
        service = twilio.add_service([twilio.number])
        assert point_number(settings, PUBLIC).sid == service.sid
        assert [other.inbound_request_url for other in others] == [None] * 3

    def test_the_configured_service_is_looked_at_first(self, twilio: StandInTwilio, settings: Settings) -> None:
        twilio.add_service(friendly_name="other")
        service = twilio.add_service([twilio.number])
        point_number(replace(settings, messaging_service_sid=service.sid), PUBLIC)
        assert not any(request.path == "/v1/Services" for request in twilio.requests)

    def test_an_application_on_the_number_does_not_matter_then(self, twilio: StandInTwilio, settings: Settings) -> None:
        twilio.change(twilio.number, sms_application_sid=APPLICATION)
        twilio.add_service([twilio.number])
        assert point_number(settings, PUBLIC).what == "service"


class TestAServiceAlone:
    def test_its_webhook_becomes_ours(self, twilio: StandInTwilio, settings: Settings) -> None:
        service = twilio.add_service([twilio.number])
        point_number(by_service(settings, service), PUBLIC)
        assert service.inbound_request_url == URL

    @pytest.mark.parametrize(("how_many", "told"), [(0, 0), (2, 2), (12, 10)])
    def test_its_numbers_are_told_the_first_ten(
        self, twilio: StandInTwilio, settings: Settings, how_many: int, told: int
    ) -> None:
        numbers = [twilio.add_number(f"+155571226{n:02}") for n in range(how_many)]
        service = twilio.add_service(numbers)
        named = point_number(by_service(settings, service), PUBLIC).numbers
        assert len(named) == told and set(named) <= {number.phone_number for number in numbers}

    def test_its_only_number_is_pointed_where_it_defers(self, twilio: StandInTwilio, settings: Settings) -> None:
        service = twilio.add_service([twilio.number], use_inbound_webhook_on_number=True)
        pointed = point_number(by_service(settings, service), PUBLIC)
        assert (pointed.number, twilio.number.sms_url) == (twilio.number.phone_number, URL)

    @pytest.mark.parametrize(("how_many", "words"), [(0, "it has no number"), (2, "it has several numbers")])
    def test_it_must_be_clear_which_number_is_meant(
        self, twilio: StandInTwilio, settings: Settings, how_many: int, words: str
    ) -> None:
        numbers = [twilio.add_number(f"+1555712267{n}") for n in range(how_many)]
        service = twilio.add_service(numbers, friendly_name="Clinic", use_inbound_webhook_on_number=True)
        message = refusal(by_service(settings, service))
        assert words in message
        assert message.endswith("Set TWILIO_FROM to the number that responder shall answer.")


class TestWhatCannotBe:
    def test_nothing_to_point_is_a_matter_of_settings(self, settings: Settings) -> None:
        with pytest.raises(SettingsError, match="Set TWILIO_FROM"):
            point_number(replace(settings, from_number=""), PUBLIC)

    def test_no_account_is_a_matter_of_settings(self) -> None:
        with pytest.raises(SettingsError, match="TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN must be set"):
            point_number(Settings(from_number="+15557122661"), PUBLIC)

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            ("+15550001111", "+15550001111 isn't a number of this Twilio account. Check TWILIO_FROM"),
            ("24725", "24725 is a short code. Set its webhook in the Twilio console"),
            ("whatsapp:+14155238886", "whatsapp:+14155238886 is a WhatsApp or RCS sender. Set its webhook in"),
        ],
    )
    def test_a_number_that_cannot_be_pointed_is_explained(self, settings: Settings, number: str, expected: str) -> None:
        assert refusal(replace(settings, from_number=number)).startswith(expected)

    # twilio raises a bare TwilioException for a list that is refused, and its own kinds for everything else.
    @pytest.mark.parametrize("by", ["number", "service"])
    def test_a_wrong_token_is_said_in_plain_words(self, twilio: StandInTwilio, settings: Settings, by: str) -> None:
        settings = settings if by == "number" else by_service(settings, twilio.add_service())
        message = refusal(replace(settings, auth_tokens=(Secret("f" * 32),)))
        assert "account sid and auth token" in message
        assert "f" * 32 not in message

    def test_an_unknown_service_is_said_in_plain_words(self, settings: Settings) -> None:
        message = refusal(replace(settings, from_number="", messaging_service_sid="MG" + "0" * 32))
        assert "TWILIO_MESSAGING_SERVICE_SID" in message

    def test_a_twilio_that_does_not_answer_ends_in_time(self, twilio: StandInTwilio, settings: Settings) -> None:
        twilio.fail_next(delay=5)
        with pytest.raises(PointingError) as caught:
            point_number(settings, PUBLIC, timeout=0.2)
        assert not caught.value.permanent

    def test_trouble_half_way_changes_nothing(self, twilio: StandInTwilio, settings: Settings) -> None:
        twilio.fail_next(503, on="/v1/Services")
        refusal(settings)
        assert twilio.number.sms_url == OLD

    def test_nothing_is_printed(
        self, twilio: StandInTwilio, settings: Settings, capfd: pytest.CaptureFixture[str]
    ) -> None:
        point_number(settings, PUBLIC).restore()
        twilio.fail_next(401)
        refusal(settings)
        assert capfd.readouterr() == ("", "")
