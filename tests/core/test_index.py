"""The index only prunes: with it and without it the same file decides the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.conditions.index import LISTED, Index, build_index
from responder.core.conditions.matchers import (
    AllOf,
    AnyOf,
    Condition,
    Contains,
    ContainsAll,
    FirstTime,
    Matches,
    Not,
    Says,
    StartsWith,
)
from responder.core.patterns import Pattern
from responder.core.rule import OptIn
from responder.core.ruleset import Ruleset
from responder.core.text.folding import Phrase, fold

WORDS = ["yes", "book", "price", "how", "much", "l'adresse", "adresse", "👍🏽", "予約", "!!", "café", "don't", ""]

phrase = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join).map(Phrase.of)
phrases = st.lists(phrase, min_size=1, max_size=3).map(tuple)
leaf: st.SearchStrategy[Condition] = st.one_of(
    phrases.map(Says),
    phrases.map(StartsWith),
    phrases.map(Contains),
    st.lists(phrases, min_size=1, max_size=3).map(tuple).map(ContainsAll),
    st.booleans().map(FirstTime),
    st.just(Matches((Pattern.compile("pri|much"),))),
)
condition = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple).map(AllOf),
        st.lists(inner, max_size=3).map(tuple).map(AnyOf),
        inner.map(Not),
    ),
    max_leaves=5,
)
when = st.none() | condition
text = st.lists(st.sampled_from([*WORDS, "明日予約", "PRICE!", "priceless", ",", "adress"]), max_size=6).map(" ".join)


def without_index(ruleset: Ruleset) -> Ruleset:
    """The same rules, every one looked at."""
    every = tuple(range(len(ruleset.rules)))
    return replace(ruleset, index=Index(len(every), every, {}, {}, {}, (), ruleset.index.opt_in))


@given(whens=st.lists(st.tuples(when, st.booleans()), max_size=8), body=text)
def test_the_walk_with_the_index_is_the_walk_without_it(
    make: Any, whens: list[tuple[Condition | None, bool]], body: str
) -> None:
    rules = [make.rule(f"rule {n}", when, f"{n}", goes_on=goes_on) for n, (when, goes_on) in enumerate(whens)]
    ruleset = make.ruleset(*rules, otherwise="later")
    assert make.decide(ruleset, body) == make.decide(without_index(ruleset), body)


@given(when=condition, body=text)
def test_a_rule_that_is_passed_over_does_not_fit_and_for_that_reason(make: Any, when: Condition, body: str) -> None:
    rule = make.rule("it", when, "yes")
    situation = make.situation(body)
    if not build_index([rule]).candidates(situation.folded):
        assert when.needs is not None
        assert when.test(situation) == when.needs.miss


def found(index: Index, body: str) -> list[int]:
    return list(index.candidates(fold(body)))


def test_words_call_for_the_rules_that_have_them(make: Any) -> None:
    index = build_index(
        [
            make.rule("0", Says(make.phrases("tips", "join tips")), "x"),
            make.rule("1", StartsWith(make.phrases("book")), "x"),
            make.rule("2", Contains(make.phrases("how much", "price")), "x"),
            make.rule("3", None, "x"),
            make.rule("4", Not(Says(make.phrases("tips"))), "x"),
            make.rule("5", AllOf((FirstTime(True), Says(make.phrases("tips")))), "x"),
            make.rule("6", AnyOf((Says(make.phrases("hours")), Contains(make.phrases("open")))), "x"),
        ]
    )
    assert found(index, "hello") == [3, 4]
    assert found(index, "Tips!") == [0, 3, 4, 5]
    assert found(index, "join tips") == [0, 3, 4]
    assert found(index, "book a price") == [1, 2, 3, 4]
    assert found(index, "a book") == [3, 4]
    assert found(index, "are you open") == [3, 4, 6]
    assert found(index, "") == [3, 4]


@pytest.mark.parametrize("written", ["予約", "!!"])
def test_what_may_stand_inside_a_word_is_always_looked_for(make: Any, written: str) -> None:
    index = build_index([make.rule("0", Contains(make.phrases("price", written)), "x")])
    assert found(index, "hello") == [0]


def test_a_phrase_stands_under_its_rarest_word(make: Any) -> None:
    rules = [make.rule(f"{n}", Contains(make.phrases(f"how word{n}")), "x") for n in range(50)]
    index = build_index(rules)
    assert found(index, "how are you") == []
    assert found(index, "how word7") == [7]


def test_large_files_count_the_rules_they_pass_over(make: Any) -> None:
    rules = [make.rule(f"{n}", Says(make.phrases(f"word{n}")), "x") for n in range(LISTED + 1)]
    large = make.decide(make.ruleset(*rules), f"word{LISTED}")
    assert ([step.name for step in large.trace.steps], large.trace.unlisted) == ([f"{LISTED}"], LISTED)
    unknown = make.decide(make.ruleset(*rules), "hello")
    assert (unknown.trace.steps, unknown.trace.unlisted) == ((), LISTED + 1)
    small = make.decide(make.ruleset(*rules[1:]), "hello")
    assert (len(small.trace.steps), small.trace.unlisted) == (LISTED, 0)
    explained = make.decide(make.ruleset(*rules), "word0", explain=True)
    assert (len(explained.trace.steps), explained.trace.unlisted) == (LISTED + 2, 0)


def test_the_rules_that_lift_an_opt_out_are_known(make: Any) -> None:
    rules = [make.rule("0", None, "x"), make.rule("1", Says(make.phrases("join")), "x", OptIn())]
    assert build_index(rules).opt_in == (1,)
