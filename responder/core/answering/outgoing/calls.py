"""Phone calls that are due: whom they can reach, and which of them mind the hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from responder.core.contact import Contact, contact_address
from responder.core.decision import Due
from responder.core.message import InboundMessage
from responder.core.phone import is_phone_number

JUST_NOW = timedelta(minutes=10)
"""For so long after their last text somebody is at the phone, and waits for the call that they asked for."""


def number_of(due: Due) -> str:
    """The number to call, in E.164; empty where the contact has none, as one who is known by a WhatsApp name only."""
    number = due.to.removeprefix("whatsapp:").removeprefix("rcs:")
    return number if is_phone_number(number) else ""


def minds_the_hour(due: Due, message: InboundMessage, contact: Contact, now: datetime) -> bool:
    """Whether quiet hours and a person in charge hold the call back: one to the contact, whose last text is from some
    time ago. ``message`` is the text that it follows, ``contact`` the receiver as they are now."""
    if due.to != contact_address(message.from_, message.channel):
        return False
    return contact.last_seen is None or now - contact.last_seen > JUST_NOW
