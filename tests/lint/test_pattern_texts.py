"""Texts that regular expressions find, for the checker to try."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.patterns import Pattern, PatternProblem
from responder.core.text.folding import clean
from responder.lint.reasoning.pattern_texts import fragments, is_whole, looks_around, samples


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("refill", ("refill",)),
        (r"\brefills?\b", ("refill", "refills")),
        ("^(hours|open(ing)?)$", ("hours", "open", "opening")),
        ("[ab]c{1,2}", ("ac", "acc", "bc", "bcc")),
        (r"a\.b", ("a.b",)),
        ("[a-z]+", None),
        (r"\d", None),
        ("x.y", None),
        ("(a|b|c|d){5}", None),
        ("a*", None),
        ("(a|)", None),
        ("(?i)a", None),
    ],
)
def test_all_that_a_simple_expression_finds_is_listed(source: str, expected: tuple[str, ...] | None) -> None:
    assert fragments(Pattern.compile(source)) == expected


@pytest.mark.parametrize(
    ("source", "whole", "around"),
    [
        ("^a$", True, True),
        (r"\A(a|b)\z", True, True),
        ("^a|b$", False, True),
        ("a$", False, True),
        (r"\ba", False, True),
        ("(?:a|b)c", False, False),
        ("(?P<x>a)", False, False),
        ("(?s)a", False, True),
    ],
)
def test_what_stands_around_is_told_where_it_matters(source: str, whole: bool, around: bool) -> None:
    pattern = Pattern.compile(source)
    assert (is_whole(pattern), looks_around(pattern)) == (whole, around)


def test_samples_have_every_branch_and_begin_with_what_people_would_write() -> None:
    assert samples(Pattern.compile(r"(?P<med>[a-z]+) refill"))[0] == "aspirin refill"
    assert samples(Pattern.compile(r"^order\s*#?(?P<n>\d+)$"))[0] in ("order #42", "order#42", "order\n#42")
    assert {"cat", "dog", "bird"} <= set(samples(Pattern.compile("cat|dog|bird")))
    assert {"ab", "aab"} <= set(samples(Pattern.compile("a{1,2}b?")))


SOURCES = st.recursive(
    st.sampled_from(["a", "b c", r"\d", "[a-c]", "[^x]", r"\w", ".", r"\s", r"\p{L}", "é", r"\.", "(?:)"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
        inner.map(lambda one: f"^{one}$"),
        inner.map(lambda one: rf"\b{one}\b"),
    ),
    max_leaves=6,
)


@given(SOURCES)
def test_every_sample_is_found_and_the_same_expression_has_the_same_samples(source: str) -> None:
    try:
        pattern = Pattern.compile(source)
    except PatternProblem:
        return
    found = samples(pattern)
    assert all(pattern.search(clean(text)) is not None for text in found)
    assert found == samples(Pattern.compile(source))


@given(SOURCES, st.text(alphabet="abcx é.1\n", max_size=6))
def test_a_text_that_a_simple_expression_finds_has_one_of_its_fragments(source: str, text: str) -> None:
    try:
        pattern = Pattern.compile(source)
    except PatternProblem:
        return
    listed = fragments(pattern)
    if listed is not None and pattern.search(clean(text)) is not None:
        assert any(fragment in clean(text) for fragment in listed)
