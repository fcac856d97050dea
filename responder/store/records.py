"""What one reads from a store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from responder.core.decision import Due, Effect, Outcome, Trace
from responder.core.message import NOTHING, Channel, Media
from responder.core.question import Asker

Direction = Literal["in", "out"]
Consent = Literal["opted_out", "opted_in", "joined", "left"]
RunState = Literal["open", "answered", "given up", "cancelled", "lapsed", "replaced"]
"""As ``Closed.how``; lapsed also where nobody has texted since the time was up."""

WRONG = timedelta(minutes=10)
"""What was the present moment to somebody, and is further ahead than that, was told by a clock that was wrong."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message that we sent: Twilio's status, and its error code where there is one."""

    status: str
    error_code: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """One message, in or out. ``responder.store.rows.inbound`` makes an InboundMessage of one that came in."""

    id: int
    """Later messages have higher ids."""
    sid: str | None
    """None for an answer in TwiML, which Twilio names with the first news of it."""
    direction: Direction
    contact: str
    ours: str
    """The number, short code or service of ours at the other end."""
    channel: Channel
    at: datetime
    body: str
    media: tuple[Media, ...] = ()
    segments: int = 1
    reply_to: int | None = None
    """The id of the message that this one answers."""
    details: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    """The rest of what Twilio told, by the names of InboundMessage's fields."""
    delivery: Delivery | None = None


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """What was decided about a message, why, and the bytes that it was answered with."""

    message_id: int
    at: datetime
    outcome: Outcome
    rule: str | None
    answer: str
    """The TwiML."""
    trace: Trace
    effects: tuple[Effect, ...]
    problems: tuple[str, ...]
    ruleset: str


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the consent ledger: what they agreed to or stopped, and the words that they did it with."""

    contact: str
    at: datetime
    what: Consent
    scope: str
    """For opted_out and opted_in: a number or service of ours, or ``*`` for everything. Else the list."""
    words: str
    """What they texted; empty where no text of theirs was the reason."""
    rule: str | None
    source: str
    ruleset: str
    message_sid: str | None


@dataclass(frozen=True, slots=True)
class KeptDue:
    """Something to send or post apart from an answer, and what became of it."""

    id: int
    message_id: int | None
    """The text that it comes from."""
    contact: str
    due: Due
    """What, to whom, and when: the time is that of now, if it was put off."""
    state: str
    """"waiting" (for its turn in a broadcast), "due", "sending" once a try has begun, "sent" (also of what is posted),
    "withheld" where it wasn't wanted any more, "failed", or "cancelled"."""
    reason: str | None
    """Why it was cancelled (they replied, they opted out, or the rule that did it), withheld, put off or failed."""
    ended_at: datetime | None
    ruleset: str
    """The digest of the rules that decided it."""
    job: int = 0
    """The number of the job that does it."""
    failures: int = 0
    """How often it failed so far."""
    sending: Mapping[str, Any] | None = None
    """Once it is being sent, how far it is: see ``responder.outbound``."""
    turn: datetime | None = None
    """When its turn comes among what is due from the same number, if it must wait for that."""
    broadcast: int | None = None
    """The id of the broadcast that it is one text of."""
    late: int = 0
    """How often it was sent again after it had failed on its way."""
    taken_back: str | None = None
    """Why it was taken back while it was being sent: if Twilio hasn't got it, it isn't sent anew."""
    planned_at: datetime | None = None
    """When it was planned for, if it was put off since."""

    @property
    def planned(self) -> Due:
        """What is due, at the moment that it was planned for, however often it was put off."""
        return self.due if self.planned_at is None else replace(self.due, at=self.planned_at)


@dataclass(frozen=True, slots=True)
class Halt:
    """Why nothing is sent at the moment, since when, and when it is tried again."""

    what: str
    since: datetime
    until: datetime
    reason: str

    def holds(self, now: datetime) -> bool:
        """Whether it isn't time to try again yet. No halt is as long as one that a clock set which was wrong."""
        return now < self.until <= now + WRONG


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer to a question. One that is given anew, after BACK, comes again; the last one counts."""

    step: int
    """The step's position in its conversation; -1 for a question that stands alone."""
    field: str
    """Empty where the step saves nothing."""
    value: str
    at: datetime
    message_sid: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """One time that a conversation or question was begun with a contact, and how it went."""

    contact: str
    name: str
    asker: Asker
    started_at: datetime
    until: datetime
    """When the last question that was asked lapses."""
    ended_at: datetime | None
    how: RunState | None
    """None while nothing ended it; ``state`` knows of lapsing, too."""
    path: tuple[int, ...] = ()
    """The steps that lead to the last question, itself included; empty for a question that stands alone."""
    answers: tuple[GivenAnswer, ...] = ()
    """In the order in which they came, those too that were given up by BACK."""

    def counted(self) -> Mapping[int, GivenAnswer]:
        """The answers that count, by step: the last one to each, of steps that BACK didn't give up."""
        reached = self.path if self.how == "answered" else self.path[:-1]
        return {answer.step: answer for answer in self.answers if not self.path or answer.step in reached}

    def state(self, now: datetime) -> RunState:
        """How it stands at ``now``."""
        return self.how or ("open" if now < self.until else "lapsed")

    def ended(self, now: datetime) -> datetime | None:
        """When it ended; None while it is open. One that lapsed ended when its time was up, not when they texted."""
        state = self.state(now)
        return self.until if state == "lapsed" else self.ended_at


@dataclass(frozen=True, slots=True)
class Asked:
    """How often a conversation or question was begun, by how that stands, and when last."""

    name: str
    asker: Asker
    states: Mapping[RunState, int]
    last: datetime

    @property
    def total(self) -> int:
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a store holds."""

    messages: int
    contacts: int
    ledger: int
    """Lines of the consent ledger."""
    due: int
    """What is to be sent or posted later, less what was cancelled."""
    answers: int
    """Answers to questions."""
    last_message: datetime | None
