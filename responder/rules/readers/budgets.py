"""``budget`` and ``segment_price`` under ``limits``: money, and how much may go out in a month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from responder.core.ruleset import Budget, Price
from responder.core.suggest import quoted
from responder.rules.desk import Desk
from responder.rules.readers.scalars import text
from responder.rules.syntax.tree import Node

_SEGMENTS = re.compile(r"(?P<count>\d{1,3}(?:[ .,']?\d{3}){0,2}|\d{1,9})\s*(?:segments?|texts?)", re.IGNORECASE)
_A_MONTH = re.compile(r"\s*(?:(?:a|per|each|every|/|in a|in 1)\s*month|monthly)$", re.IGNORECASE)
_MONEY = re.compile(
    r"(?P<before>[^\d\s.,+-]{1,4}\s?)?(?P<amount>\d{1,9}(?:[.,]\d{1,6})?)(?P<after>\s?[^\d\s.,+-]{1,4})?"
)
# In a budget only: a price such as 0,083 has three places behind its comma.
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?:\D|$))")
_BUDGET = "Write it like `{name}: 10,000 segments a month`, or in money: `{name}: $50 a month`."


@dataclass(frozen=True, slots=True)
class Money:
    """A budget in money, which needs the price of a segment."""

    price: Price
    written: str


def budget(node: Node, desk: Desk, name: str) -> Budget | Money | None:
    """So many segments, or so much money, a month."""
    value = text(node, desk, name)
    if value is None:
        return None
    amount = _A_MONTH.sub("", value)
    if (found := _SEGMENTS.fullmatch(amount)) is not None and (count := int(re.sub(r"\D", "", found["count"]))):
        return Budget(count, value)
    if amount != value and (money := _money(_THOUSANDS.sub("", amount))) is not None:
        return Money(money, value)
    message = f"{quoted(value)} isn't a number of segments, or money, a month"
    desk.error(node, "not-a-limit", message, _BUDGET.format(name=name))
    return None


def segment_price(node: Node, desk: Desk, name: str) -> Price | None:
    """What one segment costs."""
    value = text(node, desk, name)
    if value is None:
        return None
    if (money := _money(value)) is None:
        message = f"{quoted(value)} isn't a price"
        desk.error(node, "not-a-price", message, f"Write it with its currency, like `{name}: $0.0083`.")
    return money


def in_segments(money: Money, price: Price | None, node: Node, desk: Desk) -> Budget | None:
    """The budget in segments, by their price."""
    if price is None:
        message = "a budget in money needs to know what a segment costs"
        desk.error(node, "no-price", message, "Add a line such as `segment_price: $0.0083`, under `limits` too.")
        return None
    if _currency(price) != _currency(money.price):
        message = f"the budget is in {_currency(money.price)}, and `segment_price` in {_currency(price)}"
        desk.error(node, "two-currencies", message, "Write both in the same currency.")
        return None
    count = int(money.price.amount / price.amount)
    if not count:
        desk.error(node, "not-a-limit", "this budget doesn't pay for one segment", "Write a larger one.")
        return None
    return Budget(count, money.written)


def _money(written: str) -> Price | None:
    """An amount above nothing, with a currency before or behind it."""
    found = _MONEY.fullmatch(written.strip())
    if found is None or bool(found["before"]) == bool(found["after"]):
        return None
    amount = Decimal(found["amount"].replace(",", "."))
    return Price(amount, found["before"] or "", found["after"] or "") if amount else None


def _currency(price: Price) -> str:
    return (price.before or price.after).strip().upper()
