"""Near misses: what a text almost had."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.conditions.matchers import AllOf, AnyOf, Contains, ContainsAll, FirstTime, Not, Says, StartsWith
from responder.core.conditions.near import is_slip, near_misses


@pytest.mark.parametrize(
    ("condition", "phrases", "body", "near"),
    [
        (Contains, ["price"], "what is the prise", ("'prise' is nearly 'price'",)),
        (Contains, ["price"], "any prices?", ("'prices' isn't 'price': words are compared whole",)),
        (Contains, ["prices"], "the price", ("'price' isn't 'prices': words are compared whole",)),
        (Contains, ["cost"], "the cast", ("'cast' is nearly 'cost'",)),
        (Contains, ["tip"], "a top", ()),
        (Contains, ["price"], "hello", ()),
        (Contains, ["price"], "", ()),
        (
            Contains,
            ["how much"],
            "how is it much",
            ("every word of 'how much' is in the text, but not in this order one after the other",),
        ),
        (Contains, ["broken tooth"], "a broken toth!", ("'broken toth' is nearly 'broken tooth'",)),
        (Says, ["confirm"], "I confirm", ("'confirm' is in the text, but `says` wants it to be all of it",)),
        (Says, ["confirm"], "Confrim", ("'confrim' is nearly 'confirm'",)),
        (Says, ["confirm"], "confrim it", ()),
        (StartsWith, ["book"], "please book", ("'book' is in the text, but not at its beginning",)),
        (StartsWith, ["book"], "boook Tuesday", ("'boook' is nearly 'book'",)),
    ],
)
def test_a_near_miss_is_told(make: Any, condition: Any, phrases: list[str], body: str, near: tuple[str, ...]) -> None:
    assert near_misses(condition(make.phrases(*phrases)), make.situation(body)) == near


def test_near_misses_are_looked_for_in_what_did_not_hold(make: Any) -> None:
    situation = make.situation("the prise and the cost")
    price, cost = Contains(make.phrases("price")), Contains(make.phrases("cost", "cast"))
    prise = ("'prise' is nearly 'price'",)
    assert near_misses(AllOf((FirstTime(True), price, cost)), situation) == prise
    assert near_misses(AnyOf((price, FirstTime(False))), situation) == prise
    assert near_misses(ContainsAll((make.phrases("price"), make.phrases("cost"))), situation) == prise
    assert near_misses(Not(price), situation) == ()
    assert near_misses(cost, situation) == ()


def test_three_are_enough_and_each_is_told_once(make: Any) -> None:
    condition = Contains(make.phrases("price", "prime", "pride", "prize"))
    assert len(near_misses(condition, make.situation("prise prise prise"))) == 3


@pytest.mark.parametrize(
    ("said", "meant", "slip"),
    [
        ("prise", "price", True),
        ("pirce", "price", True),
        ("pric", "price", True),
        ("pricee", "price", True),
        ("xprice", "price", True),
        ("price", "price", False),
        ("prse", "price", False),
        ("cost", "price", False),
        ("ab", "ba", True),
        ("", "a", True),
        ("", "", False),
    ],
)
def test_a_slip_is_one_letter_or_two_swapped(said: str, meant: str, slip: bool) -> None:
    assert is_slip(said, meant) is slip


@given(st.text("abc", max_size=6), st.integers(0, 6), st.sampled_from("abcd"), st.sampled_from("idrs"))
def test_every_slip_is_found_both_ways(word: str, at: int, letter: str, how: str) -> None:
    at = min(at, len(word))
    before, after = word[:at], word[at:]
    slipped = {
        "i": before + letter + after,
        "d": before + after[1:],
        "r": before + letter + after[1:],
        "s": before + after[1:2] + after[:1] + after[2:],
    }[how]
    if abs(len(slipped) - len(word)) <= 1 and slipped != word:
        assert is_slip(slipped, word)
        assert is_slip(word, slipped)
