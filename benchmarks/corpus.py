"""Rule files of any size and the texts that people send to them, the same on every run."""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import UUID

TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT = "AC0123456789abcdef0123456789abcdef"
URL = "https://texts.example.com/sms"
OURS = "+15557122661"

_SYLLABLES = [c + v for c in "bcdfghjklmnprstvwz" for v in ("a", "e", "i", "o", "u", "ai", "ou")]
_CHATTER = (
    "hi there can you tell me about {w} please",
    "{w}",
    "{w}?",
    "Hello, do you have {w} on saturday? thanks",
    "what time do you open tomorrow",
    "ok thank you so much, see you then",
    "I'd like to know how much {w} is and whether I need to book",
    "yes",
)


def word(number: int) -> str:
    """A made-up word of its own for each number."""
    letters = []
    number += 7000
    while number:
        number, syllable = divmod(number, len(_SYLLABLES))
        letters.append(_SYLLABLES[syllable])
    return "".join(letters)


def rules(count: int) -> str:
    """A rules.yaml of so many rules: half whole texts, a third words anywhere, the rest beginnings."""
    lines = ["business: Bright Smile Dental", "phone: +1 555 712 2661", "timezone: America/Chicago", "rules:"]
    for n in range(count):
        key = ("says", "contains", "says", "contains", "says", "starts_with")[n % 6]
        lines += [
            f"  - name: Rule {n}",
            f"    when: {{{key}: [{word(n)}, {word(n)} {word(n + count)}]}}",
            f"    reply: This is what we say about {word(n)}, {{{{ first_name or 'friend' }}}}."
            if n % 10 == 0
            else f"    reply: This is what we say about {word(n)}.",
        ]
    lines += ["otherwise:", "  reply: A person will read this soon.", ""]
    return "\n".join(lines)


def texts(count: int, rules_in_file: int, seed: int) -> Iterator[str]:
    """What people send: mostly about one of the rules, some that none fits."""
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.choice(_CHATTER).format(w=word(chance.randrange(rules_in_file)))


def requests(count: int, rules_in_file: int, seed: int) -> list[bytes]:
    """Signed webhook requests as whole HTTP/1.1 messages, each with a sid of its own, from 30,000 people.

    Lists of different seeds have no sid in common.
    """
    chance = random.Random(seed)
    made = []
    for body in texts(count, rules_in_file, seed):
        # As random as Twilio's, since a database takes ordered ones with less work.
        sid = f"SM{chance.getrandbits(128):032x}"
        form = {
            "ToCountry": "US", "ToState": "CA", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "SAUSALITO",
            "FromZip": "94103", "SmsSid": sid, "FromState": "CA", "SmsStatus": "received",
            "FromCity": "SAN FRANCISCO", "Body": body, "FromCountry": "US", "To": OURS, "ToZip": "94965",
            "NumSegments": "1", "MessageSid": sid, "AccountSid": ACCOUNT,
            "From": f"+1415{chance.randrange(30_000) + 2_000_000}", "ApiVersion": "2010-04-01",
        }  # fmt: skip
        signed = URL + "".join(name + form[name] for name in sorted(form))
        signature = base64.b64encode(hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()).decode()
        payload = urlencode(form).encode()
        token = UUID(int=chance.getrandbits(128), version=4)
        head = (
            "POST /sms HTTP/1.1\r\nHost: texts.example.com\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
            f"X-Twilio-Signature: {signature}\r\nI-Twilio-Idempotency-Token: {token}\r\n"
            f"Content-Length: {len(payload)}\r\n\r\n"
        )
        made.append(head.encode() + payload)
    return made
