"""``limits``: what may go out in a month, and what it costs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from responder import rules
from responder.core.ruleset import Limits
from responder.rules import RulesInvalid


def limits(written: str) -> Limits:
    return rules.loads(f"limits: {{{written}}}\notherwise: x").limits


@pytest.mark.parametrize(
    ("written", "segments"),
    [
        ("budget: '10,000 segments a month'", 10_000),
        ("budget: 2000 texts per month", 2_000),
        ("budget: 500 segments", 500),
        ("budget: $50 a month, segment_price: $0.0083", 6_024),
        ("budget: '1,050.50 $ / month', segment_price: $0.02", 52_525),
        ("budget: '1.000 EUR a month', segment_price: '0,07 EUR'", 14_285),
        ("budget: '1.050,50 EUR a month', segment_price: '0,07 EUR'", 15_007),
        ("budget: '50 EUR monthly', segment_price: '0,07 EUR'", 714),
    ],
)
def test_a_budget_is_a_number_of_segments(written: str, segments: int) -> None:
    budget = limits(written).budget
    assert budget is not None
    assert budget.segments == segments


def test_a_price_keeps_its_currency_as_it_was_written() -> None:
    price = limits("segment_price: '0,07 EUR'").segment_price
    assert price is not None
    assert (price.amount, price.before, price.after) == (Decimal("0.07"), "", " EUR")


@pytest.mark.parametrize(
    ("written", "code", "remedy"),
    [
        ("budget: $50 a month", "no-price", "segment_price: $0.0083"),
        ("budget: 50 EUR a month, segment_price: $1", "two-currencies", "same currency"),
        ("budget: $0.01 a month, segment_price: $1", "not-a-limit", "larger"),
        ("budget: much", "not-a-limit", "10,000 segments a month"),
        ("budget: 0 segments a month", "not-a-limit", "10,000 segments a month"),
        ("segment_price: 0.0083", "not-a-price", "$0.0083"),
        ("segment_price: $0", "not-a-price", "$0.0083"),
    ],
)
def test_what_cant_be_read_is_told_with_what_to_write(written: str, code: str, remedy: str) -> None:
    with pytest.raises(RulesInvalid) as told:
        limits(written)
    (problem,) = told.value.problems
    assert (problem.code, remedy in problem.remedy) == (code, True)
