"""``we_send``: what went out apart from the answers, against what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from responder.core.story import Sending
from responder.core.suggest import quoted
from responder.simulator import SentText, Simulator
from responder.stories.failure import Failure


class Stage:
    """A story while it plays: its simulator, who texted last, and what was sent since ``we_send`` last looked."""

    def __init__(self, simulator: Simulator, them: str) -> None:
        self.simulator = simulator
        self.them = them
        """The address of the person whom the story is about at this point."""
        self._sent = self._withheld = 0

    def forget_sent(self) -> None:
        """What was sent so far isn't looked at any more."""
        self._sent, self._withheld = len(self.simulator.sent), len(self.simulator.outbox.withheld)

    def check(self, expected: tuple[Sending, ...] | None) -> Iterator[Failure]:
        """What was sent since, where a step says what that should be."""
        if expected is None:
            return
        sent = self.simulator.sent[self._sent :]
        if not self._is_all(expected, sent):
            wanted = tuple(self._told(one) for one in expected)
            came = tuple(
                self._to(one.to) + _by(one.kind == "call") + one.text + "".join(f" [{url}]" for url in one.media)
                for one in sent
            )
            yield Failure("sends", wanted, came, tuple(self._hints()))
        self.forget_sent()

    def _is_all(self, expected: Sequence[Sending], sent: Sequence[SentText]) -> bool:
        """Whether everyone got what was expected, in this order; the order between people doesn't count."""
        wanted: dict[str, list[Sending]] = {}
        came: dict[str, list[SentText]] = {}
        for one in expected:
            wanted.setdefault(one.to or self.them, []).append(one)
        for text in sent:
            came.setdefault(text.to, []).append(text)
        return wanted.keys() == came.keys() and all(
            len(wanted[to]) == len(came[to]) and all(map(_is, wanted[to], came[to])) for to in wanted
        )

    def _told(self, sending: Sending) -> str:
        if sending.text is not None:
            return self._to(sending.to or self.them) + _by(sending.call) + sending.text.strip()
        parts = " and ".join(quoted(part) for part in sending.contains)
        what = "a call" if sending.call else "a text"
        return self._to(sending.to or self.them) + (f"{what} with {parts} in it" if parts else what)

    def _to(self, address: str) -> str:
        """``to maria: ``, or nothing for the person whom the story is about."""
        if address == self.them:
            return ""
        names = {number: name for name, number in self.simulator.ruleset.business.staff.items()}
        return f"to {names.get(address, address)}: "

    def _hints(self) -> Iterator[str]:
        """What was due and wasn't sent, and what will be due next."""
        outbox = self.simulator.outbox
        for one in outbox.withheld[self._withheld :]:
            yield f"“{one.due.name or one.due.kind}” was due {self._when(one.at)} and wasn't sent: {one.because}"
        waiting = min((one.due for one in outbox.waiting), key=lambda due: due.at, default=None)
        now = self._when(self.simulator.now)
        if waiting is None:
            yield f"nothing more is due; it is {now}"
        else:
            yield f"“{waiting.name or waiting.kind}” is due {self._when(waiting.at)}; it is {now}"

    def _when(self, moment: datetime) -> str:
        local = moment.astimezone(self.simulator.ruleset.business.timezone)
        return f"{local:%a} {local.day} {local:%B %Y, %H:%M}"


def _by(call: bool) -> str:
    return "by phone: " if call else ""


def _is(expected: Sending, sent: SentText) -> bool:
    if expected.call != (sent.kind == "call"):
        return False
    if expected.text is not None and expected.text.strip() != sent.text.strip():
        return False
    return all(part in sent.text for part in expected.contains)
