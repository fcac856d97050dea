"""What a simulated clock sends on its way, for ``responder chat``."""

from __future__ import annotations

from responder.cli.effect_words import effect, time_words
from responder.cli.explanation import say_reply
from responder.cli.look import quoted, say, shown, styled
from responder.core.message import Reply
from responder.simulator import SentText, Simulator, Withheld

MOST_SHOWN = 50
"""Texts shown at once."""


class Outgoing:
    """Shows each text once that went out apart from the answers, and each that was kept back."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._sent = self._withheld = 0

    def say_new(self, them: str | None, indent: str) -> None:
        """What went out since this was asked last, in the order of time. ``them``: whose phone this is."""
        outbox = self._simulator.outbox
        new: list[SentText | Withheld] = [*outbox.sent[self._sent :], *outbox.withheld[self._withheld :]]
        self._sent, self._withheld = len(outbox.sent), len(outbox.withheld)
        for one in sorted(new, key=lambda one: one.at)[:MOST_SHOWN]:
            say(indent + styled(self._told(one, them), "quiet"))
            if isinstance(one, SentText):
                say_reply(Reply(one.text, one.media), indent)
        if len(new) > MOST_SHOWN:
            say(indent + styled(f"and {len(new) - MOST_SHOWN:,} more", "quiet"))

    def _told(self, one: SentText | Withheld, them: str | None) -> str:
        now = self._simulator.local_now()
        if isinstance(one, Withheld):
            return f"{time_words(one.at, now)}, {quoted(one.due.name or one.due.kind)} isn't sent: {shown(one.because)}"
        later = "later, " if one.kind == "follow-up" else ""
        call = ", a phone call" if one.kind == "call" else ""
        return f"{later}{time_words(one.at, now)}{call}{self._to(one.to, them)}:"

    def _to(self, address: str, them: str | None) -> str:
        if address == (them or self._simulator.contact().address):
            return ""
        names = {number: name for name, number in self._simulator.ruleset.business.staff.items()}
        return f", to {shown(names.get(address, address))}"

    def say_waiting(self) -> None:
        """What is due later."""
        waiting = sorted((one.due for one in self._simulator.outbox.waiting), key=lambda due: due.at)
        for due in waiting:
            say(f"  {effect(due, self._simulator.local_now())}{self._to(due.to, None)}")
        if not waiting:
            say("Nothing is due later.")
