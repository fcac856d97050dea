"""Signatures of webhooks: every official and generated vector, and the traps around them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from responder.errors import SignatureRefused
from responder.settings import Secret
from responder.sms.signature import SETTINGS, Verifier, sign

DATA = Path(__file__).parent.parent / "data"
VECTORS = json.loads((DATA / "signature_vectors.json").read_text(encoding="utf-8"))
SAMPLES = json.loads((DATA / "webhook_samples.json").read_text(encoding="utf-8"))
TOKEN = "0123456789abcdef0123456789abcdef"
URL = "https://inbound.example.com/sms"
FIELDS = [("From", "+15558675310"), ("Body", "hello")]


def accepts(verifier: Verifier, *args: Any, **kwargs: Any) -> bool:
    try:
        verifier.check(*args, **kwargs)
    except SignatureRefused:
        return False
    return True


def refusal(verifier: Verifier, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(SignatureRefused) as caught:
        verifier.check(*args, **kwargs)
    return str(caught.value)


@pytest.mark.parametrize("vector", [v for v in VECTORS if not v["sdks_disagree"]], ids=lambda v: v["id"])
def test_every_vector_on_which_the_sdks_agree_is_judged_as_they_do(vector: dict[str, Any]) -> None:
    headers = (vector.get("request") or {}).get("headers", {})
    settings = headers.get(SETTINGS)
    key = Secret(vector["auth_token"])
    shared = [(settings.partition("key=")[2].partition(",")[0], key)] if settings else []
    verifier = Verifier([] if settings else [key], shared)
    body = None if vector["body"] is None else vector["body"].encode("utf-8")
    fields = [tuple(pair) for pair in vector["params"]]
    assert (
        accepts(verifier, vector["url"], fields, vector["signature"], body=body, settings=settings) is vector["valid"]
    )


def test_there_are_vectors_enough() -> None:
    assert sum(not v["sdks_disagree"] for v in VECTORS) == 58


@pytest.mark.parametrize("sample", SAMPLES["samples"], ids=lambda s: s["id"])
def test_every_sample_webhook_is_accepted_over_the_url_that_twilio_called(sample: dict[str, Any]) -> None:
    verifier = Verifier([Secret(SAMPLES["about"]["auth_token"])])
    fields = [tuple(pair) for pair in sample["params"]] if sample["method"] == "POST" else []
    verifier.check(sample["url"], fields, sample["headers"]["X-Twilio-Signature"])


@pytest.mark.parametrize("missing", [None, ""])
def test_a_request_without_a_signature_is_refused_and_the_reason_names_the_header(missing: str | None) -> None:
    assert refusal(Verifier([Secret(TOKEN)]), URL, FIELDS, missing) == "it has no X-Twilio-Signature header"


@pytest.mark.parametrize("signature", ["é", "\ud800", "x" * 100_000, "=", " "])
def test_a_signature_of_nonsense_is_refused_and_raises_nothing_else(signature: str) -> None:
    assert not accepts(Verifier([Secret(TOKEN)]), URL, FIELDS, signature)


def test_without_a_token_everything_is_refused() -> None:
    verifier = Verifier([])
    assert verifier.can_verify is False
    assert "TWILIO_AUTH_TOKEN" in refusal(verifier, URL, FIELDS, sign("", URL, FIELDS))


def test_an_empty_token_verifies_nothing() -> None:
    assert not accepts(Verifier([Secret("")], [("k", Secret(""))]), URL, FIELDS, sign("", URL, FIELDS))


@pytest.mark.parametrize("key", ["old token", "new token"])
def test_both_tokens_are_accepted_during_a_rotation(key: str) -> None:
    verifier = Verifier([Secret("new token"), Secret("old token")])
    assert accepts(verifier, URL, FIELDS, sign(key, URL, FIELDS))


def test_a_third_token_is_not() -> None:
    verifier = Verifier([Secret("new token"), Secret("old token")])
    assert not accepts(verifier, URL, FIELDS, sign("older token", URL, FIELDS))


class TestSharedKeys:
    verifier = Verifier(
        [Secret(TOKEN)], [("webhooks_sharedkey_1", Secret("one")), ("webhooks_sharedkey_2", Secret("two"))]
    )

    def test_the_key_that_the_header_names_is_used(self) -> None:
        signature = sign("two", URL, FIELDS, "HMAC_SHA256")
        settings = "key=webhooks_sharedkey_2,algorithm=HMAC_SHA256"
        assert accepts(self.verifier, URL, FIELDS, signature, settings=settings)

    def test_another_known_key_is_not(self) -> None:
        signature = sign("one", URL, FIELDS, "HMAC_SHA256")
        settings = "key=webhooks_sharedkey_2,algorithm=HMAC_SHA256"
        assert not accepts(self.verifier, URL, FIELDS, signature, settings=settings)

    def test_the_auth_token_does_not_sign_for_a_shared_key(self) -> None:
        signature = sign(TOKEN, URL, FIELDS, "HMAC_SHA256")
        settings = "key=webhooks_sharedkey_2,algorithm=HMAC_SHA256"
        assert not accepts(self.verifier, URL, FIELDS, signature, settings=settings)

    def test_an_unknown_key_is_refused_and_the_reason_names_the_setting(self) -> None:
        reason = refusal(self.verifier, URL, FIELDS, "x", settings="key=new\x1b[31m,algorithm=HMAC_SHA256")
        assert "TWILIO_WEBHOOK_KEYS" in reason
        assert r"'new\x1b[31m'" in reason

    def test_an_unknown_algorithm_is_refused(self) -> None:
        reason = refusal(self.verifier, URL, FIELDS, "x", settings="key=webhooks_sharedkey_1,algorithm=MD5")
        assert "'MD5'" in reason

    @pytest.mark.parametrize("header", ["", ",", "key", "=,=", "key=", " , algorithm = "])
    def test_an_empty_or_broken_header_means_the_auth_token(self, header: str) -> None:
        assert accepts(self.verifier, URL, FIELDS, sign(TOKEN, URL, FIELDS), settings=header)


class TestUrls:
    verifier = Verifier([Secret(TOKEN)])

    @pytest.mark.parametrize(
        ("called", "signed"),
        [
            ("https://user:pa@ss@h.example/sms", "https://h.example/sms"),
            ("https://user:pass@h.example:8443/sms", "https://h.example/sms"),
            ("https://user:pass@h.example:8443/sms", "https://h.example:8443/sms"),
            ("https://h.example/sms", "https://h.example:443/sms"),
            ("http://h.example/sms", "http://h.example:80/sms"),
            ("https://[2001:db8::1]:8443/sms", "https://[2001:db8::1]/sms"),
            ("https://[2001:db8::1]/sms", "https://[2001:db8::1]:443/sms"),
            ("https://h.example/sms#rc=2&rp=all", "https://h.example/sms"),
            ("https://h.example/sms?", "https://h.example/sms?"),
            ("https://h.example?a=@:1", "https://h.example?a=@:1"),
            ("https://h.example/a@b:1/sms", "https://h.example/a@b:1/sms"),
        ],
    )
    def test_the_ways_twilio_may_have_written_it_are_all_tried(self, called: str, signed: str) -> None:
        assert accepts(self.verifier, called, FIELDS, sign(TOKEN, signed, FIELDS))

    @pytest.mark.parametrize(
        ("called", "signed"),
        [
            ("https://h.example/sms", "https://h.example/sms/"),
            ("https://h.example/sms", "http://h.example/sms"),
            ("https://h.example/sms", "https://h.example:8443/sms"),
            ("https://h.example/sms?q=It%27s", "https://h.example/sms?q=It's"),
            ("https://h.example/sms", "https://evil.example/sms"),
        ],
    )
    def test_another_url_is_not_tried(self, called: str, signed: str) -> None:
        assert not accepts(self.verifier, called, FIELDS, sign(TOKEN, signed, FIELDS))


class TestBodiesThatAreNotForms:
    verifier = Verifier([Secret(TOKEN)])

    def test_a_body_without_its_hash_in_the_url_is_refused(self) -> None:
        assert "bodySHA256" in refusal(self.verifier, URL, [], sign(TOKEN, URL), body=b"{}")

    def test_a_hash_in_upper_case_is_not_twilios(self) -> None:
        url = f"{URL}?bodySHA256=44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A"
        assert not accepts(self.verifier, url, [], sign(TOKEN, url), body=b"{}")

    def test_fields_never_count_beside_a_body(self) -> None:
        url = f"{URL}?bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
        assert accepts(self.verifier, url, FIELDS, sign(TOKEN, url), body=b"{}")


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@given(fields=st.lists(st.tuples(NAMES, NAMES), max_size=8), token=st.text(st.characters(codec="ascii"), min_size=1))
def test_we_sign_any_form_as_twilios_own_library_does(fields: list[tuple[str, str]], token: str) -> None:
    assert sign(token, URL, fields) == RequestValidator(token).compute_signature(URL, MultiDict(fields))


@given(
    url=st.text(),
    fields=st.lists(st.tuples(st.text(), st.text()), max_size=4),
    signature=st.none() | st.text(),
    settings=st.none() | st.text(),
    body=st.none() | st.binary(),
)
def test_no_request_however_broken_raises_anything_but_a_refusal(
    url: str,
    fields: list[tuple[str, str]],
    signature: str | None,
    settings: str | None,
    body: bytes | None,
) -> None:
    assert not accepts(Verifier([Secret(TOKEN)]), url, fields, signature, settings=settings, body=body)
