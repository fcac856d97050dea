"""How fast texts and calls may go out from a number, by its kind, as Twilio and the carriers allow."""

from __future__ import annotations

from responder.core.phone import country_of, is_short_code, is_toll_free

LONG_CODE = 1.0
TOLL_FREE = 3.0
SHORT_CODE = 30.0
ELSEWHERE = 10.0
"""Long codes outside of the United States and Canada."""
SERVICE = 10.0
"""A Messaging Service shares its texts among its numbers, and we don't know how many those are."""
WHATSAPP = 80.0
CALLS = 1.0
"""Calls a second, from any number."""


def rate_of(sender: str) -> float:
    """Segments a second from this number, or service (``MG…``); messages for ``whatsapp:`` and ``rcs:`` senders."""
    if sender.startswith("MG"):
        return SERVICE
    if sender.startswith(("whatsapp:", "rcs:")):
        return WHATSAPP
    if is_short_code(sender):
        return SHORT_CODE
    if is_toll_free(sender):
        return TOLL_FREE
    return LONG_CODE if country_of(sender) in ("US", "CA", None) else ELSEWHERE
