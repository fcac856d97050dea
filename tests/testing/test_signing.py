"""The sender's side of Twilio's signature agrees with the published vectors and with Twilio's own library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from responder.testing import sign
from responder.testing.signing import signed_url

VECTORS = Path(__file__).parent.parent / "data" / "signature_vectors.json"


def vectors() -> list[dict[str, Any]]:
    """What Twilio signs for a message: valid, by the SDKs' agreement, and without the user that it drops."""
    found = json.loads(VECTORS.read_text(encoding="utf-8"))
    return [
        v
        for v in found
        if v["valid"] and not v["sdks_disagree"] and v["body"] is None and "@" not in v["signed_url"].split("?")[0]
    ]


@pytest.mark.parametrize("vector", vectors(), ids=lambda v: v["id"])
def test_a_vector_is_signed_as_twilio_signed_it(vector: dict[str, Any]) -> None:
    algorithm = "sha256" if "256" in vector["algorithm"] else "sha1"
    params = [(name, value) for name, value in vector["params"]]
    assert sign(vector["signed_url"], params, vector["auth_token"], algorithm) == vector["signature"]


@pytest.mark.parametrize(
    ("configured", "signed"),
    [
        ("https://h.example/sms", "https://h.example/sms"),
        ("https://h.example/sms/", "https://h.example/sms/"),
        ("https://h.example:8443/sms", "https://h.example:8443/sms"),
        ("https://user:pass@h.example:8443/sms", "https://h.example:8443/sms"),
        ("https://h.example/sms?a=%C2%BF&b=#rc=2&rp=all", "https://h.example/sms?a=%C2%BF&b="),
        ("https://h.example/sms?", "https://h.example/sms?"),
        ("https://h.example/sms?#rt=500", "https://h.example/sms?"),
        ("https://h.example", "https://h.example"),
    ],
)
def test_user_and_overrides_never_enter_the_signature(configured: str, signed: str) -> None:
    assert signed_url(configured) == signed


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(texts.filter(bool), texts), max_size=8))
def test_any_fields_are_signed_as_twilios_library_expects(params: list[tuple[str, str]]) -> None:
    url = "https://texts.example.com/sms"
    signature = sign(url, params, "12345")
    assert RequestValidator("12345").validate(url, MultiDict(params), signature)
