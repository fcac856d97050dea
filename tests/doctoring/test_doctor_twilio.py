"""What stands at Twilio: the account, its clock, the number, and where its texts go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from clinic import Clinic

APPLICATION = "AP" + "1" * 32


def told(clinic: Clinic, name: str, **env: str) -> tuple[str, str]:
    found = clinic.verdict(name, **env)
    return found.verdict, f"{found.sentence} {found.remedy}"


class TestTheAccount:
    def test_an_active_one_is_good(self, clinic: Clinic) -> None:
        assert told(clinic, "Twilio account")[0] == "good"

    def test_a_wrong_token_is_bad(self, clinic: Clinic) -> None:
        verdict, words = told(clinic, "Twilio account", TWILIO_AUTH_TOKEN="f" * 32)
        assert (verdict, "Copy both again" in words) == ("bad", True)

    def test_a_first_token_that_does_not_count_any_more_is_bad(self, clinic: Clinic) -> None:
        both = f"{'f' * 32},{clinic.twilio.account.auth_token}"
        verdict, words = told(clinic, "Twilio account", TWILIO_AUTH_TOKEN=both)
        assert (verdict, "Put the second first" in words) == ("bad", True)

    def test_two_tokens_are_for_a_while(self, clinic: Clinic) -> None:
        both = f"{clinic.twilio.account.auth_token},{'f' * 32}"
        assert told(clinic, "Twilio account", TWILIO_AUTH_TOKEN=both)[0] == "good"
        assert told(clinic, "token", TWILIO_AUTH_TOKEN=both)[0] == "warning"

    @pytest.mark.parametrize("status", ["suspended", "closed"])
    def test_one_that_is_not_active_is_bad(self, clinic: Clinic, status: str) -> None:
        clinic.twilio.account.status = status
        verdict, words = told(clinic, "Twilio account")
        assert (verdict, status in words) == ("bad", True)

    def test_a_trial_is_a_warning(self, clinic: Clinic) -> None:
        clinic.twilio.account.type = "Trial"
        verdict, words = told(clinic, "Twilio account")
        assert (verdict, "only numbers that were verified" in words) == ("warning", True)

    def test_twilio_out_of_reach_is_a_warning(self, clinic: Clinic) -> None:
        findings = {f.name: f.verdict for f in clinic.examine(TWILIO_API_BASE="http://127.0.0.1:9")}
        assert (findings["Twilio account"], findings["number"], findings["webhook"]) == (
            "warning",
            "skipped",
            "skipped",
        )


class TestTheClock:
    def test_it_agrees(self, clinic: Clinic) -> None:
        assert told(clinic, "clock")[0] == "good"

    @pytest.mark.parametrize(("minutes", "word"), [(2, "slow"), (-2, "fast")])
    def test_it_differs(self, clinic: Clinic, minutes: int, word: str) -> None:
        clinic.twilio.pass_time(timedelta(minutes=minutes))
        verdict, words = told(clinic, "clock")
        assert (verdict, f"seconds {word}" in words) == ("warning", True)


class TestTheNumber:
    def test_one_of_another_account_is_bad(self, clinic: Clinic) -> None:
        verdict, words = told(clinic, "number", TWILIO_FROM="+15557129999")
        assert (verdict, "isn't a number of this Twilio account" in words) == ("bad", True)

    def test_one_that_cannot_text_is_bad(self, clinic: Clinic) -> None:
        clinic.twilio.number.can_text = False
        assert told(clinic, "number")[0] == "bad"

    def test_rules_that_call_want_a_number_that_can(self, clinic: Clinic) -> None:
        file = clinic.folder / "rules.yaml"
        file.write_text(file.read_text().replace("    examples", '    call: {say: "We open at 9."}\n    examples'))
        assert not [finding for finding in clinic.examine() if finding.name == "calls"]
        clinic.twilio.number.can_call = False
        assert told(clinic, "calls")[0] == "bad"
        service = clinic.twilio.add_service([clinic.twilio.number, clinic.twilio.add_number("+15557122662")])
        alone = {"TWILIO_FROM": "", "TWILIO_MESSAGING_SERVICE_SID": service.sid}
        assert told(clinic, "calls", **alone)[0] == "warning"

    def test_a_service_without_numbers_is_bad(self, clinic: Clinic) -> None:
        service = clinic.twilio.add_service()
        assert told(clinic, "number", TWILIO_FROM="", TWILIO_MESSAGING_SERVICE_SID=service.sid)[0] == "bad"

    def test_a_service_that_is_not_there_is_bad(self, clinic: Clinic) -> None:
        verdict, words = told(clinic, "number", TWILIO_FROM="", TWILIO_MESSAGING_SERVICE_SID="MG" + "0" * 32)
        assert (verdict, "TWILIO_MESSAGING_SERVICE_SID" in words) == ("bad", True)

    def test_a_number_outside_of_the_service_that_is_set_is_a_warning(self, clinic: Clinic) -> None:
        service = clinic.twilio.add_service()
        assert told(clinic, "number", TWILIO_MESSAGING_SERVICE_SID=service.sid)[0] == "warning"

    def test_a_short_code_and_a_whatsapp_sender_are_left_alone(self, clinic: Clinic) -> None:
        assert told(clinic, "number", TWILIO_FROM="12345")[0] == "skipped"
        assert told(clinic, "number", TWILIO_FROM="whatsapp:+15557122661")[0] == "skipped"


class TestTheWebhook:
    def test_ours_is_good_with_overrides_login_and_prefix_too(self, clinic: Clinic) -> None:
        ours = clinic.proxy.url
        for url in (f"{ours}/sms", f"{ours}/sms#rc=2&rp=all", f"{ours}/sms/", f"{ours}/texts/sms"):
            clinic.twilio.point(url, f"{ours}/sms/fallback")
            assert told(clinic, "webhook")[0] == "good", url
        clinic.twilio.point(ours.replace("//", "//me:secret-word@") + "/sms")
        verdict, words = told(clinic, "webhook")
        assert (verdict, "secret-word" in words) == ("good", False)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda _: "", "texts go unanswered"),
            (lambda _: "https://demo.twilio.com/welcome/sms/reply", "another host"),
            (lambda url: url.replace("http:", "https:"), "that is https"),
            (lambda url: url.replace(":", ":1", 2).replace("http:1", "http:"), "the port is another"),
            (lambda url: url.removesuffix("/sms"), "the path should be /sms"),
        ],
    )
    def test_another_is_bad_and_the_part_is_named(self, clinic: Clinic, change: Any, words: str) -> None:
        clinic.twilio.point(change("http://127.0.0.1:7999/sms"))
        found = clinic.verdict("webhook", RESPONDER_PUBLIC_URL="http://127.0.0.1:7999")
        assert found.verdict == "bad"
        assert words in found.sentence
        assert "http://127.0.0.1:7999/sms, HTTP POST" in found.remedy

    def test_get_is_a_warning(self, clinic: Clinic) -> None:
        clinic.twilio.point(f"{clinic.proxy.url}/sms", method="GET")
        assert told(clinic, "webhook")[0] == "warning"

    def test_no_fallback_is_a_warning_and_another_is_named(self, clinic: Clinic) -> None:
        clinic.twilio.point(f"{clinic.proxy.url}/sms")
        assert told(clinic, "fallback")[0] == "warning"
        clinic.twilio.point(f"{clinic.proxy.url}/sms", "https://handler.twilio.com/x")
        assert told(clinic, "fallback") == ("skipped", "When that fails, Twilio asks https://handler.twilio.com/x. ")

    def test_an_application_takes_the_texts(self, clinic: Clinic) -> None:
        clinic.twilio.change(clinic.twilio.number, sms_application_sid=APPLICATION)
        verdict, words = told(clinic, "webhook")
        assert (verdict, APPLICATION in words) == ("bad", True)

    def test_the_services_webhook_counts_unless_it_defers(self, clinic: Clinic) -> None:
        service = clinic.twilio.add_service([clinic.twilio.number], inbound_request_url="https://old.example.com/sms")
        verdict, words = told(clinic, "webhook")
        assert (verdict, "the Messaging Service Texts" in words) == ("bad", True)
        service.use_inbound_webhook_on_number = True
        assert told(clinic, "webhook")[0] == "good"

    def test_hostile_words_in_the_console_do_not_reach_the_terminal(self, clinic: Clinic) -> None:
        clinic.twilio.number.sms_url = "https://x.example/\x1b[2J\u202e"
        done = clinic.run()
        assert "\x1b[2J" not in done.stdout
        assert "\u202e" not in done.stdout


class TestRegistration:
    def verdict(self, clinic: Clinic, number: str) -> str:
        return told(clinic, "registration", TWILIO_FROM=number)[0]

    def test_long_codes_of_the_united_states_need_a_campaign(self, clinic: Clinic) -> None:
        number = clinic.twilio.add_number("+12025550188")
        assert self.verdict(clinic, number.phone_number) == "warning"
        service = clinic.twilio.add_service([number])
        assert self.verdict(clinic, number.phone_number) == "warning"
        service.us_app_to_person_registered = True
        assert self.verdict(clinic, number.phone_number) == "good"

    def test_others_are_only_told(self, clinic: Clinic) -> None:
        for number in ("+18885550188", "+447700900123"):
            clinic.twilio.add_number(number)
            assert self.verdict(clinic, number) == "skipped"
