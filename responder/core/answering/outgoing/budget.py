"""The month's budget of texts: how much of it is used, what is left, and what segments cost."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from responder.core.ruleset import Limits, Price

STAGES = (80, 100)
"""Hundredths of the budget at which the staff is told, once a month each."""


def month_of(now: datetime, zone: ZoneInfo) -> str:
    """The calendar month of ``now`` (aware) where the business is: ``2026-06``."""
    return f"{now.astimezone(zone):%Y-%m}"


def month_begun(now: datetime, zone: ZoneInfo) -> datetime:
    """When that month began, in UTC."""
    local = now.astimezone(zone)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)


def left(limits: Limits, used: int) -> int | None:
    """How many segments may still go out this month that nobody asked for, after ``used`` of all kinds; None where
    there is no budget."""
    return None if limits.budget is None else max(0, limits.budget.segments - used)


def stage(limits: Limits, used: int) -> int | None:
    """The highest of STAGES that ``used`` segments have reached; None below the first, or without a budget."""
    if limits.budget is None:
        return None
    reached = [hundredths for hundredths in STAGES if used * 100 >= limits.budget.segments * hundredths]
    return max(reached, default=None)


def cost(price: Price, segments: int) -> str:
    """What so many segments cost, in whole cents: ``$12.45``."""
    amount = (price.amount * segments).quantize(Decimal("0.01"))
    return f"{price.before}{amount:,}{price.after}"
