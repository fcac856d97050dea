"""What to do about a text that Twilio didn't take: try later, look first, stop everything, or give up. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from responder.sms.rest import TwilioError

MOST_FAILURES = 60
"""Tries at one text. With half an hour between the later ones, that is more than a day."""

PAUSE = timedelta(minutes=1)
"""For how long nothing is sent where Twilio doesn't take our credentials."""

_LONGEST = timedelta(minutes=30)

LOOKS = (timedelta(minutes=1), timedelta(minutes=3))
"""Where Twilio's answer was lost, it may take the text long after we gave up: so long after it was handed over it is
looked for, and sent anew only where it isn't there at the last of them."""

SETTLES = timedelta(seconds=15)
"""Where whoever handed it over died, nothing shows that Twilio was slow: so long after it was handed over, it is there
or never will be. That is longer than an answer is waited for."""

_FIRST = {
    20429: timedelta(seconds=2),
    20500: timedelta(seconds=10),
    20503: timedelta(seconds=10),
    21611: timedelta(minutes=1),
    30001: timedelta(minutes=1),
    30017: timedelta(seconds=30),
    30022: timedelta(seconds=30),
    # Twilio holds two numbers that text each other too fast apart for half a minute.
    14107: timedelta(seconds=40),
}
"""How long to wait after the first failure, by code; each further one doubles it."""

_FIRST_OTHERWISE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Later:
    """Try again after so long. ``uncertain``: Twilio may have taken it, so look there first."""

    after: timedelta
    because: str
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Halt:
    """No text can be sent before somebody does something: stop all of them for so long, and raise an alarm."""

    after: timedelta
    because: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """This text can't be sent, however long one waits. ``opted_out``: since they told the carrier STOP."""

    because: str
    opted_out: bool = False


Verdict = Later | Halt | GiveUp


def verdict(error: TwilioError, failures: int, chance: float) -> Verdict:
    """What follows from this error, at the text's next failure after ``failures`` others. ``chance``, from 0 to 1,
    spreads those that failed together."""
    because = str(error)
    about = error.explanation.about if error.explanation is not None else None
    if about == "account":
        return Halt(PAUSE, because)
    if about == "opted out":
        return GiveUp(because, opted_out=True)
    if error.permanent:
        return GiveUp(because)
    if failures + 1 >= MOST_FAILURES:
        return GiveUp(f"{because} It was tried {failures + 1} times.")
    after = wait(_FIRST.get(error.code or 0, _FIRST_OTHERWISE), failures, chance)
    after = max(after, error.retry_after or timedelta(), LOOKS[0] if error.uncertain else timedelta())
    return Later(after, because, error.uncertain)


def next_look(since: datetime, now: datetime, *, unclear: bool) -> datetime | None:
    """When to look again for a text that was handed over at ``since``, and that Twilio hasn't got by ``now``; None
    where it is certain by now. ``unclear``: Twilio was asked, and gave no answer that tells."""
    return next((since + after for after in (LOOKS if unclear else (SETTLES,)) if since + after > now), None)


_LATE = {
    # A full queue, or too fast: that is over soon.
    30001: (timedelta(minutes=1), 10),
    30017: (timedelta(minutes=1), 10),
    30022: (timedelta(minutes=1), 10),
    14107: (timedelta(seconds=40), 10),
    # A phone that is off, or no reason at all: once more, when they may be back.
    30003: (timedelta(hours=1), 1),
    30008: (timedelta(minutes=10), 1),
}
"""By code, what comes of a text that Twilio took and that then failed: how long to wait at first, and how often."""


def late(code: int, failures: int, chance: float) -> timedelta | None:
    """When to send a text again that Twilio took, and that failed on its way with this code; None where it stays
    failed. ``failures``: how often it did before, not counting tries that Twilio never took."""
    first, most = _LATE.get(code, (timedelta(), 0))
    return wait(first, failures, chance) if failures < most else None


def wait(first: timedelta, failures: int, chance: float) -> timedelta:
    """Doubling from ``first`` up to half an hour, a quarter more or less."""
    longer: timedelta = first * 2 ** min(failures, 12)
    return min(longer, max(first, _LONGEST)) * (0.75 + chance / 2)
