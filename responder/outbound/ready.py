"""A row of ``due`` whose next text is marked as handed over to Twilio."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from responder.core.contact import Contact
from responder.core.decision import Effect
from responder.inbound import masked
from responder.outbound.parts import Part, Sending
from responder.store import KeptDue, Unit
from responder.store.columns import microseconds
from responder.store.effects import Cause

TWILIO = "twilio"
"""What is halted where Twilio doesn't take our credentials."""

_NUMBER = re.compile(r"\+?\d{7,}")


@dataclass(frozen=True, slots=True)
class Ready:
    """``fresh``: it was marked by us, a moment ago; else whoever did may have crashed right after Twilio took it."""

    row: KeptDue
    fresh: bool

    @property
    def sending(self) -> Sending:
        return Sending.of(self.row)

    @property
    def part(self) -> Part:
        place = self.sending.next
        assert place is not None, "a row that is ready has a text to send"
        return self.sending.parts[place]


def marked(unit: Unit, row: KeptDue, sending: Sending, now: datetime) -> Ready:
    """The next text of the row is handed over from ``now`` on."""
    return Ready(unit.doing.progress(row, sending.begun(now).to_json()), fresh=True)


def change(unit: Unit, row: KeptDue, after: Contact, effects: tuple[Effect, ...], now: datetime) -> None:
    """Keep what effects of the row come to, and the contact after them."""
    if effects:
        cause = Cause(row.contact, microseconds(now), "", None, row.ruleset, row.message_id)
        unit.change(after, effects, cause)


def for_the_log(because: str) -> str:
    """A reason without whole phone numbers: words of Twilio's own may hold some."""
    return _NUMBER.sub(lambda found: masked(found[0]), because)
