"""What went out before, as caps and the month's budget count it; and telling the staff when one of them is reached."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from responder.core.answering.outgoing.announcements import (
    budget_used,
    to_all_staff,
    too_many_passed_on,
    too_many_unasked,
)
from responder.core.answering.outgoing.before_sending import BEGUN_BY_US, PASSED_ON, Used
from responder.core.answering.outgoing.budget import month_begun, month_of, stage
from responder.core.conditions.situation import Situation, situation_of
from responder.core.contact import Contact
from responder.core.decision import Due
from responder.core.message import InboundMessage
from responder.core.ruleset import Rate, Ruleset
from responder.store import KeptDue, Store, Unit
from responder.store.columns import key, microseconds
from responder.store.effects import Cause

log = logging.getLogger("responder.outbound")

EVERY = timedelta(minutes=1)
"""For so long the month's count is believed. Several workers may go beyond the budget by what they send in it."""
SETTLED = timedelta(minutes=1)
"""What is older than this is committed, so that it is counted once only."""


class Month:
    """How many segments went out this month. Threads share it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._month = self._counted_at = self._settled_until = datetime.min
        self._settled = self._used = 0

    def used(self, ruleset: Ruleset, now: datetime) -> int:
        """The count, a minute old at most; 0 where there is no budget. Raises StoreError."""
        if ruleset.limits.budget is None:
            return 0
        begun = month_begun(now, ruleset.business.timezone)
        with self._lock:
            if begun != self._month:
                self._month, self._settled, self._settled_until = begun, 0, begun
            elif timedelta() <= now - self._counted_at < EVERY:
                return self._used
            until = max(self._settled_until, now - SETTLED)
            self._settled += self._store.segments_sent(self._settled_until, until)
            self._settled_until, self._counted_at = until, now
            self._used = self._settled + self._store.segments_sent(until)
            return self._used

    @property
    def last(self) -> int:
        """As ``used`` said last, and what went out from here since."""
        return self._used

    def add(self, segments: int) -> None:
        """So many went out from here since the last count."""
        with self._lock:
            self._used += segments


def used_before(unit: Unit, row: KeptDue, ruleset: Ruleset, segments: int, now: datetime) -> Used:
    """What the checks before sending want to know of what went out. ``segments``: this month."""
    limits, due = ruleset.limits, row.due
    begun: Sequence[datetime] = ()
    passed_on: Sequence[datetime] = ()
    if due.kind in BEGUN_BY_US:
        begun = unit.spending.got(due.to, BEGUN_BY_US, now - _longest(limits.unasked))
    if due.kind in PASSED_ON:
        passed_on = unit.spending.caused(row.contact, due.to, now - _longest(limits.passed_on))
    return Used(begun, passed_on, segments)


def _longest(rates: Sequence[Rate]) -> timedelta:
    return max((rate.within for rate in rates), default=timedelta())


def tell_of_cap(unit: Unit, row: KeptDue, message: InboundMessage, ruleset: Ruleset, now: datetime) -> None:
    """The staff is told once a day that somebody reached a cap, in the transaction that holds the text back."""
    local = now.astimezone(ruleset.business.timezone)
    asked = row.due.kind in BEGUN_BY_US
    what = "unasked" if asked else "passed on"
    if not unit.spending.announce(f"{what} {local:%Y-%m-%d}", now):
        return
    contact = unit.contact(row.contact)
    rates = ruleset.limits.unasked if asked else ruleset.limits.passed_on
    limit = ", ".join(rate.written for rate in rates)
    told = (too_many_unasked if asked else too_many_passed_on)(_about(contact, message, ruleset, local), limit)
    _keep(unit, to_all_staff(told, ruleset.business, now), row.contact, ruleset, now)


def tell_of_budget(unit: Unit, ruleset: Ruleset, used: int, now: datetime) -> None:
    """The staff is told once a month that 80 % of the budget are used, and once that all of it is."""
    reached, budget = stage(ruleset.limits, used), ruleset.limits.budget
    if reached is None or budget is None:
        return
    if unit.spending.announce(f"budget {reached} {month_of(now, ruleset.business.timezone)}", now):
        log.warning("%d segments of this month's budget of %d are used", used, budget.segments)
        for due in to_all_staff(budget_used(ruleset.business, used, budget.segments), ruleset.business, now):
            _keep(unit, [due], due.to, ruleset, now)


def _about(contact: Contact, message: InboundMessage, ruleset: Ruleset, local: datetime) -> Situation:
    return replace(situation_of(message, contact, local, ruleset.business), language=ruleset.business.language)


def _keep(unit: Unit, dues: Iterable[Due], contact: str, ruleset: Ruleset, now: datetime) -> None:
    for due in dues:
        unit.keep_due(due, Cause(key(contact), microseconds(now), "", None, ruleset.digest, None))
