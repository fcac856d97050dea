"""Twilio's error codes in plain words: what is wrong, and what to do about it.

Twilio gives a code in two places: as the answer to a request to send, and later in a status callback. Both are
explained here. Numbers and meanings are from Twilio's error pages; what to do is our judgement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

About = Literal["passing", "account", "settings", "number", "text", "opted out"]
"""What stands in the way. passing: load, a full queue, a phone that is off; the same text may get through later.
account: credentials, suspension, money. settings: the sender, the service, a registration. number: this recipient can't
be reached. text: this text can't be sent. opted out: they texted STOP."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One code. ``permanent``: the same text to the same number fails again, however long one waits."""

    code: int
    about: About
    words: str
    remedy: str
    known: bool = True
    """False where the code isn't in our table and the words say only that something failed."""

    @property
    def permanent(self) -> bool:
        return self.about != "passing"

    def __str__(self) -> str:
        if not self.code:
            return f"{self.words} {self.remedy}"
        return f"{self.words} {self.remedy} ({'HTTP' if self.code < 1000 else 'Twilio error'} {self.code})"


_ROWS: tuple[tuple[tuple[int, ...], About, str, str], ...] = (
    (
        (20003, 20005),
        "account",
        "Twilio doesn't accept the account sid and auth token, or the account isn't active.",
        "Copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN again from the Twilio console.",
    ),
    (
        (20404,),
        "settings",
        "Twilio doesn't know the account, the number or the service that was named.",
        "Check TWILIO_ACCOUNT_SID, TWILIO_FROM and TWILIO_MESSAGING_SERVICE_SID.",
    ),
    (
        (20429,),
        "passing",
        "Twilio had too many requests at once and didn't take this one.",
        "Try again in a minute.",
    ),
    (
        (20500, 20503),
        "passing",
        "Twilio has trouble of its own.",
        "Look in the Twilio console whether the text was sent, and if not, try again in a few minutes.",
    ),
    (
        (21211, 21217),
        "number",
        "That isn't a phone number that can get texts.",
        "Check it, and write it with its country code, as +15551234567.",
    ),
    (
        (21614, 30006, 21635),
        "number",
        "That number is a landline, or can't get texts.",
        "Ask for a mobile number, or call.",
    ),
    (
        (30005,),
        "number",
        "That number isn't in use.",
        "Check it, or ask for the right one.",
    ),
    (
        (21612,),
        "number",
        "That number can't be reached from your number.",
        "Send from another number or a messaging service, or reach them another way.",
    ),
    (
        (21214, 21216, 21201),
        "number",
        "That number can't be called.",
        "Check it, or reach them by text.",
    ),
    (
        (21215, 13227),
        "settings",
        "Your Twilio account may not call that country.",
        "Allow it in the Twilio console under Voice, Settings, Geo permissions.",
    ),
    (
        (21210, 21213),
        "settings",
        "Calls can't be placed from that number: it isn't yours, or can't call.",
        "Set TWILIO_FROM to a number of this Twilio account that can call.",
    ),
    (
        (10004,),
        "passing",
        "The Twilio account has as many calls at once as it may have.",
        "Try again in a minute.",
    ),
    (
        (21604,),
        "number",
        "There is no number to send to.",
        "Give one with its country code, as +15551234567.",
    ),
    (
        (21408,),
        "settings",
        "Your Twilio account may not text that country.",
        "Allow it in the Twilio console under Messaging, Settings, Geo permissions.",
    ),
    (
        (21606, 21603, 21212, 21659),
        "settings",
        "Texts can't be sent from that number: it isn't yours, or can't text.",
        "Set TWILIO_FROM to a number of this Twilio account that can text.",
    ),
    (
        (21701, 21702, 21703, 21704, 21705),
        "settings",
        "The messaging service can't send: it doesn't exist, or has no number that fits.",
        "Check TWILIO_MESSAGING_SERVICE_SID and the service's numbers in the Twilio console.",
    ),
    (
        (21608, 21219),
        "settings",
        "A trial account, or one without an approved profile, may only text and call numbers that it has verified.",
        "Verify the number in the Twilio console, or upgrade the account.",
    ),
    (
        (21610,),
        "opted out",
        "They opted out: they texted STOP to this number.",
        "Only they can lift that, by texting START.",
    ),
    (
        (21602, 21619),
        "text",
        "There is nothing to send: the text is empty.",
        "Give a text or a picture.",
    ),
    (
        (21617,),
        "text",
        "The text is too long: Twilio takes 1,600 characters.",
        "Shorten it, or send it in two.",
    ),
    (
        (21620, 21623),
        "text",
        "Twilio couldn't fetch the picture or file.",
        "Check that its address opens in a browser without a password, and that Twilio takes that kind and size.",
    ),
    (
        (21611, 30001),
        "passing",
        "Too many texts are waiting to go out from this number.",
        "Try again later.",
    ),
    (
        (30022, 30017, 14107),
        "passing",
        "Texts go out faster than the carriers allow.",
        "Try again later, and slower.",
    ),
    (
        (30002,),
        "account",
        "The Twilio account is suspended.",
        "Look in the Twilio console.",
    ),
    (
        (30003,),
        "passing",
        "The phone is off or out of reach.",
        "Try once more later, or call.",
    ),
    (
        (30004,),
        "number",
        "The phone or its carrier blocks the text. On toll-free numbers this can mean that they texted STOP.",
        "Reach them another way.",
    ),
    (
        (30007,),
        "text",
        "A carrier filtered the text as unwanted.",
        "Don't send the same text again. Name your business, leave out shortened links, and read Twilio's page on it.",
    ),
    (
        (30008,),
        "passing",
        "The carrier gave no reason.",
        "Try once more later.",
    ),
    (
        (30032,),
        "settings",
        "The toll-free number isn't verified yet, so carriers block its texts.",
        "Verify it in the Twilio console under Phone numbers, Toll-free verification.",
    ),
    (
        (30034, 30024),
        "settings",
        "The number isn't registered for texts to the United States (A2P 10DLC).",
        "Register the brand and the campaign in the Twilio console under Messaging, Regulatory compliance.",
    ),
    (
        (63016,),
        "text",
        "WhatsApp lets a business write freely only within 24 hours of their last message.",
        "Wait for them to write, or send an approved template.",
    ),
    (
        (63003,),
        "number",
        "That address can't be reached on this channel: it isn't in use there.",
        "Check it, or send an ordinary text.",
    ),
    (
        (30011,),
        "number",
        "That phone can't get pictures.",
        "Send the text alone, with a link to the picture.",
    ),
    (
        (63002, 63007),
        "settings",
        "That number isn't set up as a WhatsApp sender.",
        "Check TWILIO_FROM, and the senders in the Twilio console.",
    ),
    (
        (21910,),
        "settings",
        "The sender and the receiver aren't on the same channel.",
        "Write both with whatsapp: before the number, or neither.",
    ),
    (
        (21609,),
        "settings",
        "Twilio can't reach the address for news of the text.",
        "Set RESPONDER_PUBLIC_URL to an address that the internet reaches, or leave it out.",
    ),
    (
        (35114, 35115, 35118),
        "settings",
        "The text can't be scheduled for that time.",
        "Schedule it between 15 minutes and 35 days ahead, from a messaging service.",
    ),
)  # fmt: skip

EXPLANATIONS = {
    code: Explanation(code, about, words, remedy) for codes, about, words, remedy in _ROWS for code in codes
}


def explain(code: int | None, status: int | None = None) -> Explanation:
    """What a code means. For codes that aren't known here the HTTP ``status`` of the answer decides."""
    if code in EXPLANATIONS:
        return EXPLANATIONS[code]
    # Without a code of its own an answer has its HTTP status, which twilio's client gives as the code too.
    http = status or (code if code is not None and code < 1000 else None) or 0
    number = code or http
    if http in _BY_STATUS or 500 <= http < 600:
        return replace(EXPLANATIONS[_BY_STATUS.get(http, 20500)], code=number)
    remedy = f"Look it up at https://www.twilio.com/docs/errors/{number}" if number >= 1000 else "Look in its console."
    return Explanation(number, "text", "Twilio didn't send the text.", remedy, known=False)


_BY_STATUS = {401: 20003, 404: 20404, 429: 20429}
