"""A store, rules and the stand-in Twilio, with a clock that tests turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from responder import inbound, rules
from responder.core.message import InboundMessage
from responder.core.ruleset import Ruleset
from responder.outbound import Outbound, World
from responder.posting import Poster
from responder.settings import Settings
from responder.sms.gateway import TwilioGateway
from responder.store import KeptDue, Store
from responder.testing import StandInTwilio

# A Tuesday, at eleven where they are.
NOW = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)
ANA, MARIA = "+12025550123", "+13125550177"

CLINIC = """
business: Clinic
timezone: America/Chicago
staff: {maria: +1 312 555 0177}
limits: {replies: 1000 in 10 seconds, same_words: 1000 in 10 minutes, rounds: 1000}
rules:
  - name: Prices
    when: {contains: price}
    reply: $60.
    follow_up: {after: 2 days, unless: they reply, text: "Hi {{ first_name or 'there' }}, shall we find a time?"}
  - {name: Name, when: {matches: "i am (?P<who>[a-z]+)"}, remember: {first_name: "{{ who }}"}, reply: Hi!}
  - name: Emergency
    when: {contains: tooth}
    reply: Call us.
    notify: maria
  - name: Visit
    when: {says: bye}
    reply: Bye.
    follow_up: {name: rating, after: 1 day, ask: "How was it, 1 to 5?", within: 2 days}
  - name: Rated
    when: {answering: rating, matches: "(?P<stars>[1-5])"}
    reply: Thanks for {{ stars }}.
    examples: ["4"]
  - name: Weekly
    when: {says: weekly}
    reply: OK.
    follow_up: {name: weekly, after: 1 week, text: A new week., repeat: 1 week, times: 2}
  - {name: Night, when: {says: night}, reply: Good night., follow_up: {after: 12 hours, text: Good morning.}}
  - {name: Person, when: {says: person}, reply: A moment., hand_over: 3 days}
  - {name: Long, when: {says: long}, reply: OK., follow_up: {after: 1 day, text: [One., Two., Three.]}}
  - {name: Push, when: {says: push}, reply: OK., webhook: "http://localhost:9/hook"}
otherwise: Hm.
"""


@dataclass
class Desk:
    """One business, what it knows, and what its worker does."""

    store: Store
    twilio: StandInTwilio
    ruleset: Ruleset
    settings: Settings
    now: datetime = NOW
    alive: bool = True
    chance: float = 0.5
    poster: Poster = field(default_factory=lambda: Poster(Settings().webhook_secret))

    def text(self, body: str, from_: str = ANA, **more: str) -> str:
        """They text; what they are answered."""
        message = InboundMessage(f"SM{id(object()):032x}"[:34], from_, self.twilio.number.phone_number, body)
        message = replace(message, sid=f"SM{abs(hash((body, from_, self.now))):032x}"[:34], **more)
        return inbound.handle(self.store, self.ruleset, message, self.now).twiml

    def wait(self, **time: int) -> None:
        self.now += timedelta(**time)

    def work(self) -> None:
        """Do all that is due by now, and what becomes due by that."""
        outbound = self.outbound
        for _ in range(30):
            jobs = self.store.overdue(self.now, (datetime(1970, 1, 1, tzinfo=UTC), 0), 100)
            if not jobs:
                return
            for job in jobs:
                outbound.attempt(job.id, job.number)
        raise AssertionError("there is no end to it")

    @property
    def outbound(self) -> Outbound:
        world = World(
            gateway=TwilioGateway(self.settings, timeout=1.0),
            poster=self.poster,
            ruleset=lambda: self.ruleset,
            now=lambda: self.now,
            chance=lambda: self.chance,
            alive=lambda: self.alive,
        )
        return Outbound(self.store, self.settings, world)

    def sent(self, to: str = ANA) -> list[str]:
        """The texts that Twilio got for them, oldest first."""
        return [message.body for message in self.twilio.sent_to(to)]

    @property
    def rows(self) -> list[KeptDue]:
        return sorted(self.store.due(state=None), key=lambda row: row.id)

    @property
    def states(self) -> list[tuple[str, str | None]]:
        return [(row.state, row.reason) for row in self.rows]


@pytest.fixture(scope="session")
def running_twilio() -> Iterator[StandInTwilio]:
    with StandInTwilio(pace="at once") as twilio:
        yield twilio


@pytest.fixture
def desk(store: Store, running_twilio: StandInTwilio) -> Desk:
    running_twilio.reset()
    settings = Settings.from_environment({**running_twilio.environment(), "RESPONDER_RATE": "1000"})
    return Desk(store, running_twilio, rules.loads(CLINIC), settings)


@pytest.fixture
def of_clinic() -> Callable[[str], Ruleset]:
    return rules.loads
