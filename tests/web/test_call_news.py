"""News of phone calls: signed as Twilio signs for calls, kept under the call's sid, and only moved forward."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from responder.testing import sign
from tests.web.conftest import ACCOUNT, TOKEN, Site

SID = "CA" + "1" * 32


def news(site: Site, status: str, signed_for: str, key: str = TOKEN) -> int:
    fields = [("CallSid", SID), ("CallStatus", status), ("AccountSid", ACCOUNT), ("To", "+1"), ("From", "+1")]
    signature = sign(f"{signed_for}/voice/status", fields, key)
    return site.post(fields, "/voice/status", X_Twilio_Signature=signature).status


def status_of(site: Site) -> Any:
    assert site.service is not None
    with site.service.store._engine.connect() as connection:
        return connection.exec_driver_sql("SELECT status FROM deliveries").scalars().all()


def test_the_port_that_twilio_drops_for_calls_is_known(open_site: Callable[..., Site]) -> None:
    site = open_site(public_url="https://texts.example.com:8443")
    assert news(site, "in-progress", "https://texts.example.com") == 204
    assert news(site, "completed", "https://texts.example.com:8443") == 204
    # Late, and once more.
    assert news(site, "in-progress", "https://texts.example.com") == 204
    assert status_of(site) == ["completed"]


def test_a_stranger_s_news_are_refused(open_site: Callable[..., Site]) -> None:
    site = open_site(public_url="https://texts.example.com")
    assert news(site, "completed", "https://texts.example.com", key="another") == 403
    assert news(site, "completed", "https://elsewhere.example.com") == 403
    assert status_of(site) == []


def test_news_of_no_call_are_no_news(open_site: Callable[..., Site]) -> None:
    site = open_site(public_url="https://texts.example.com")
    for fields in ([("CallSid", SID)], [("CallStatus", "busy")], [("CallSid", "CA 1"), ("CallStatus", "busy")]):
        assert site.post(fields, "/voice/status", public="https://texts.example.com").status == 400
