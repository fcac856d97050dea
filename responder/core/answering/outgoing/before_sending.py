"""What is asked before anything that is due goes out, in this order; the first that stands in the way says why.

After these, and only where nothing else stands in the way, the shell asks two things more (``responder.outbound``):
whether the number that it goes out from may send already, and whether something earlier to the same person goes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from responder.core.answering.consent.opting import STOP_IN_OTHER_WORDS
from responder.core.answering.outgoing import broadcasts
from responder.core.answering.outgoing.announcements import THE_LIMITS
from responder.core.answering.outgoing.budget import left
from responder.core.answering.outgoing.calls import minds_the_hour, number_of
from responder.core.answering.outgoing.outcome import NotSent, NotYet
from responder.core.answering.outgoing.planned import next_of
from responder.core.calendar.quiet import next_allowed, zones_of
from responder.core.conditions.situation import Match, Situation
from responder.core.decision import Due, Effect
from responder.core.rule import FollowUp
from responder.core.ruleset import Rate, Ruleset

TOO_LATE = timedelta(days=3)
"""Nobody wants the reminder of last week. It goes unsent where for so long no worker ran, or Twilio took nothing."""

LATE = "it was due more than three days ago, and nothing was sent since"

BEGUN_BY_US = ("follow-up", "broadcast")
"""What goes to people who haven't just texted: caps, the budget and quiet hours are for these."""

PASSED_ON = ("notify", "forward")
"""What a text of one person makes go to others."""


@dataclass(frozen=True, slots=True)
class Used:
    """What went out before. ``begun``: when the receiver got texts that we began; ``passed_on``: when the receiver got
    texts because of the same person; ``segments``: what all texts of this month come to. Times are aware."""

    begun: Sequence[datetime] = ()
    passed_on: Sequence[datetime] = ()
    segments: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """Something that is due now; ``due.at`` is the moment that it was planned for. ``situation`` holds the receiver as
    they are, the text that it follows, and the moment where the business is; ``follow_up`` is what planned it, as the
    rules have that now."""

    ruleset: Ruleset
    due: Due
    situation: Situation
    follow_up: FollowUp | None
    used: Used

    @property
    def now(self) -> datetime:
        return self.situation.now.astimezone(UTC)

    @property
    def next(self) -> tuple[Effect, ...]:
        """The next time of one that repeats."""
        following = None if self.follow_up is None else next_of(self.follow_up, self.due, self.situation.now)
        return () if following is None else (following,)

    @property
    def minds_the_hour(self) -> bool:
        """Whether it goes to someone who hasn't just texted, and isn't one of the staff."""
        if self.due.kind == "call":
            return minds_the_hour(self.due, self.situation.message, self.situation.contact, self.now)
        return self.due.kind in BEGUN_BY_US


Check = Callable[[Pending], NotSent | NotYet | None]


def too_late(pending: Pending) -> NotSent | None:
    """What was planned for days ago. As long as a person answered them, it wasn't forgotten."""
    since, until = pending.due.at, pending.situation.contact.handed_over_until
    if until is not None and until <= pending.now and pending.minds_the_hour:
        since = max(since, until)
    return NotSent(LATE, pending.next) if pending.now - since > TOO_LATE else None


def still_wanted(pending: Pending) -> NotSent | None:
    """Not too late, still in the rules, and nothing has happened that takes it back. Raises TemplateFailed where
    ``unless`` can't be worked out."""
    due, found = pending.due, pending.follow_up
    if (late := too_late(pending)) is not None:
        return late
    if due.kind == "call" and not number_of(due):
        return NotSent("they have no phone number that could be called")
    if due.kind == "broadcast":
        because = broadcasts.why_not(pending.ruleset, due, pending.situation.contact, pending.now)
        return None if because is None else NotSent(because)
    if due.kind == "follow-up" and found is None:
        return NotSent(f"{due.name!r} isn't in the rules any more")
    if found is not None and found.unless is not None:
        holds = found.unless.test(pending.situation)
        if isinstance(holds, Match):
            return NotSent(f"unless: {holds.because}", pending.next)
    return None


def opted_out(pending: Pending) -> NotSent | None:
    """They told us to stop, or told the carrier so."""
    situation = pending.situation
    out = situation.contact.is_opted_out_of(situation.message.opt_out_scopes)
    return NotSent("they opted out") if out else None


def person_in_charge(pending: Pending) -> NotYet | None:
    """A person answers them, and the rules keep silent."""
    until = pending.situation.contact.handed_over_until
    if not pending.minds_the_hour or until is None or until <= pending.now:
        return None
    return NotYet(until, "a person answers them until then")


def quiet_hours(pending: Pending) -> NotYet | None:
    """It is night where they are."""
    urgent = pending.follow_up is not None and pending.follow_up.urgent
    if urgent or not pending.minds_the_hour:
        return None
    zones = zones_of(pending.situation.contact.address, pending.now, pending.situation.business.timezone)
    allowed = next_allowed(pending.now, pending.ruleset.limits.quiet_hours, zones)
    return None if allowed <= pending.now else NotYet(allowed, "quiet hours where they are")


def caps(pending: Pending) -> NotSent | None:
    """So many texts to one person that they didn't ask for, and so many to others because of one person."""
    limits, used, kind = pending.ruleset.limits, pending.used, pending.due.kind
    if kind in BEGUN_BY_US and (reached := _reached(limits.unasked, used.begun, pending.now)):
        return NotSent(f"they got {_texts(reached)} from us already, and the limit is {reached.written}", pending.next)
    if (
        kind in PASSED_ON
        and not _always_told(pending)
        and (reached := _reached(limits.passed_on, used.passed_on, pending.now))
    ):
        return NotSent(f"{_texts(reached)} of theirs were passed on already, and the limit is {reached.written}")
    return None


def budget(pending: Pending) -> NotSent | None:
    """The month's budget. Answers count for it, but are never held back, and nor is what the staff is told."""
    limits, used = pending.ruleset.limits, pending.used.segments
    if pending.due.kind not in BEGUN_BY_US or limits.budget is None or left(limits, used):
        return None
    return NotSent(f"the month's budget of {limits.budget.written} is used up", pending.next)


CheckName = Literal["still wanted", "opted out", "person in charge", "quiet hours", "caps", "budget"]

CHECKS: tuple[tuple[CheckName, Check], ...] = (
    ("still wanted", still_wanted),
    ("opted out", opted_out),
    ("person in charge", person_in_charge),
    ("quiet hours", quiet_hours),
    ("caps", caps),
    ("budget", budget),
)
"""In this order."""


def _rest_wanted(pending: Pending) -> NotSent | None:
    return still_wanted(pending) if pending.due.kind == "broadcast" else too_late(pending)


OF_THE_REST: tuple[tuple[CheckName, Check], ...] = (
    ("still wanted", _rest_wanted),
    ("opted out", opted_out),
    ("person in charge", person_in_charge),
    ("quiet hours", quiet_hours),
)


def why_not_now(pending: Pending) -> NotSent | NotYet | None:
    """What the first check says that stands in the way; None where nothing does. Raises TemplateFailed."""
    return _first(CHECKS, pending)


def why_not_the_rest(pending: Pending) -> NotSent | NotYet | None:
    """As ``why_not_now``, for the later texts of something whose first texts they have: it counts for the caps already,
    and nothing that happens takes back half of it but an opt-out, or a broadcast that is stopped."""
    return _first(OF_THE_REST, pending)


def _first(checks: Sequence[tuple[CheckName, Check]], pending: Pending) -> NotSent | NotYet | None:
    for name, check in checks:
        if (result := check(pending)) is not None:
            return replace(result, check=name)
    return None


def _reached(rates: Sequence[Rate], times: Sequence[datetime], now: datetime) -> Rate | None:
    return next((rate for rate in rates if sum(now - at < rate.within for at in times) >= rate.count), None)


def _texts(rate: Rate) -> str:
    return "1 text" if rate.count == 1 else f"{rate.count} texts"


def _always_told(pending: Pending) -> bool:
    """Whether it comes from a rule with ``always``, or is told seldom enough by itself."""
    rule = pending.due.rule
    if rule in (STOP_IN_OTHER_WORDS, THE_LIMITS):
        return True
    return any(one.always and one.name == rule for one in pending.ruleset.rules)
