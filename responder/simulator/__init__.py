"""The real engine with nothing around it: contacts in memory, a clock that you turn, nothing sent, nothing saved.

What would be sent later is kept in an outbox, and goes out as the clock passes its moment.
Examples, stories, ``responder chat`` and ``responder why`` all run on it, so that what they show is what a phone gets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import cast, get_args

from responder.core.answering.engine import decide
from responder.core.business import Business
from responder.core.calendar.moment import later_by, next_moment
from responder.core.contact import Contact, contact_address
from responder.core.decision import Decision
from responder.core.message import NOTHING, Channel, InboundMessage, Location, Media
from responder.core.ruleset import Ruleset
from responder.simulator.numbers import STRANGERS, own_number, stranger
from responder.simulator.outbox import Outbox, SentText, TooManyTexts, Waiting, Withheld
from responder.simulator.questions import asked

__all__ = [
    "ATTACHMENTS",
    "LOCATION",
    "ORDINARY_DAY",
    "PAUSE",
    "STRANGERS",
    "SentText",
    "Simulator",
    "TooManyTexts",
    "Waiting",
    "Withheld",
    "ordinary_moment",
    "own_number",
    "stranger",
]

PAUSE = timedelta(seconds=15)
"""What a person needs to type the next text. Without it the limits would take every conversation for a machine's."""

ORDINARY_DAY = datetime(2026, 6, 2, 10, 0)
"""A Tuesday morning: when examples and stories play unless they say otherwise, so that they give the same tomorrow."""

ATTACHMENTS: Mapping[str, tuple[str, str]] = {
    "picture": ("image/jpeg", "jpg"),
    "video": ("video/mp4", "mp4"),
    "voice note": ("audio/amr", "amr"),
    "file": ("application/pdf", "pdf"),
    "contact card": ("text/vcard", "vcf"),
}
"""What ``has`` can name besides a location: MIME type and ending."""

LOCATION = "location"


def ordinary_moment(business: Business) -> datetime:
    """When a story begins unless it says so: an ordinary Tuesday at 10:00, or the next opening if that's closed."""
    moment = ORDINARY_DAY.replace(tzinfo=business.timezone)
    if business.hours is not None and not business.hours.is_open(moment):
        moment = business.hours.next_opening(moment) or moment
    return moment.astimezone(UTC)


class Simulator:
    """A ruleset, the contacts it has met, a clock, and an outbox.

    ``now`` is aware and in UTC. It moves when it is told to, and by PAUSE between two texts; what becomes due on the
    way is sent, each text at its own moment (see ``sent``).
    """

    def __init__(self, ruleset: Ruleset, now: datetime | None = None) -> None:
        self.ruleset = ruleset
        self.now = (now or ordinary_moment(ruleset.business)).astimezone(UTC)
        self.contacts: dict[str, Contact] = {}
        self.outbox = Outbox()
        self._count = 0
        self._typing = False
        self._last: tuple[InboundMessage, Contact, datetime] | None = None

    def text(
        self,
        body: str,
        *,
        from_: str | None = None,
        to: str | None = None,
        channel: str = "sms",
        has: Iterable[str] = (),
    ) -> Decision:
        """Someone texts ``body``. ``from_`` and ``to`` are E.164 or short codes, ``has`` kinds of attachments.

        Keeps the contact as the decision leaves it, and sends what is due at once. Raises ValueError for an unknown
        channel or attachment.
        """
        if self._typing:
            self._pass_to(self.now + PAUSE)
        self._typing = True
        message = self.message(body, from_=from_, to=to, channel=channel, has=has)
        address = contact_address(message.from_, message.channel)
        contact = self.contacts.get(address) or Contact(address)
        self._last = (message, contact, self.now)
        decision = decide(self.ruleset, message, contact, self.now)
        self.contacts[address] = decision.contact
        self.outbox.take(decision, message)
        self._pass_to(self.now)
        return decision

    @property
    def sent(self) -> list[SentText]:
        """What went out so far apart from answers, in the order of time."""
        return self.outbox.sent

    def _pass_to(self, moment: datetime) -> None:
        try:
            self.outbox.pass_to(moment, self.ruleset, self.contacts)
        except TooManyTexts:
            # It stays at the last text, so that what comes next is still ahead.
            self.now = max(self.now, self.outbox.latest or self.now)
            raise
        self.now = moment

    def explain(self) -> Decision:
        """The last text decided once more, with every rule's verdict and near misses. Changes nothing.

        Raises LookupError before the first text.
        """
        self.last_message()
        assert self._last is not None
        return decide(self.ruleset, *self._last, explain=True)

    def last_message(self) -> InboundMessage:
        """The last text. Raises LookupError before the first."""
        if self._last is None:
            raise LookupError("nobody has texted yet")
        return self._last[0]

    def message(
        self,
        body: str,
        *,
        from_: str | None = None,
        to: str | None = None,
        channel: str = "sms",
        has: Iterable[str] = (),
    ) -> InboundMessage:
        """The message as Twilio would hand it over, with a sid that counts up from 1."""
        if channel not in get_args(Channel):
            raise ValueError(f"{channel!r} isn't a channel. Take one of {', '.join(get_args(Channel))}")
        self._count += 1
        kinds = list(has)
        media = tuple(_attachment(kind, n) for n, kind in enumerate(kinds) if kind != LOCATION)
        business = self.ruleset.business
        return InboundMessage(
            sid=f"SM{self._count:032x}",
            from_=from_ or stranger(business),
            to=to or own_number(business),
            body=body,
            channel=cast(Channel, "mms" if media and channel == "sms" else channel),
            media=media,
            location=Location(41.8781, -87.6298, address="Chicago") if LOCATION in kinds else None,
        )

    def know(
        self,
        address: str | None = None,
        *,
        fields: Mapping[str, str] = NOTHING,
        tags: Iterable[str] = (),
        lists: Iterable[str] = (),
        known: bool = True,
    ) -> Contact:
        """Begin with a contact who texted a month ago (``known``), or of whom only these facts are known."""
        address = address or stranger(self.ruleset.business)
        before = self.now - timedelta(days=30) if known else None
        contact = Contact(
            address,
            first_seen=before,
            last_seen=before,
            fields=dict(fields),
            tags=frozenset(tags),
            lists=frozenset(lists),
        )
        self.contacts[address] = contact
        return contact

    def ask(self, question: str, address: str | None = None) -> Contact:
        """Leave a question of this name open for a contact, as if it had just been asked: a conversation's first, the
        one that a rule or a follow-up asks, or a reminder's."""
        contact = self.contact(address)
        message = self.message("", from_=contact.address)
        self.contacts[contact.address] = asked(self.ruleset, question, contact, message, self.now)
        return self.contacts[contact.address]

    def advance(self, by: timedelta) -> None:
        """Turn the clock forward, and send what becomes due on the way. Whole days keep the time of day where the
        business is, across a clock change. Raises TooManyTexts, and OverflowError beyond the year 9999."""
        self.set_time(later_by(self.local_now(), by))

    def set_time(self, moment: datetime) -> None:
        """Set the clock to an aware moment, also an earlier one, and send what becomes due on the way there."""
        self._pass_to(moment.astimezone(UTC))
        self._typing = False

    def turn_to(self, written: str, *, today: bool = False) -> None:
        """Set the clock to the next such moment in the business's time zone ("10:00", "mon 9:00", "2026-06-01 10:00").

        ``today`` counts the hours of today that have passed, too: a story that is given "8:00" plays this morning.
        Raises ValueError with a plain sentence.
        """
        local = self.now.astimezone(self.ruleset.business.timezone)
        after = datetime.combine(local.date(), time(), local.tzinfo) if today else local
        self.set_time(next_moment(written, after, inclusive=today))

    def with_rules(self, ruleset: Ruleset) -> None:
        """Go on with other rules: the contacts and the clock stay as they are."""
        self.ruleset = ruleset

    def forget(self, address: str) -> None:
        """Meet this contact for the first time again; nothing is sent to them later."""
        self.contacts.pop(address, None)
        self.outbox.forget(address)

    def forget_everyone(self) -> None:
        """Begin anew at this moment: nobody is known, and nothing is due."""
        self.contacts.clear()
        self.outbox = Outbox()

    def local_now(self) -> datetime:
        """The clock in the business's time zone."""
        return self.now.astimezone(self.ruleset.business.timezone)

    def contact(self, address: str | None = None) -> Contact:
        """What is known of a contact, the default sender unless one is named."""
        address = address or stranger(self.ruleset.business)
        found = self.contacts.get(address)
        return found if found is not None else replace(Contact(address))


def _attachment(kind: str, number: int) -> Media:
    if kind not in ATTACHMENTS:
        raise ValueError(f"{kind!r} isn't an attachment. Take one of {', '.join([*ATTACHMENTS, LOCATION])}")
    content_type, ending = ATTACHMENTS[kind]
    return Media(f"https://media.example.com/{number}.{ending}", content_type)
