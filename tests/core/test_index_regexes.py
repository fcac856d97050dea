"""What is known of a regular expression before it is searched only spares searches: it never loses a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from responder.core.patterns import Pattern, PatternProblem
from responder.core.patterns.caseless import UNKNOWN, caseless, may_be_one_of
from responder.core.patterns.sets import PatternSet
from responder.core.text.folding import clean


@pytest.mark.parametrize(
    ("source", "literals"),
    [
        ("(?P<med>[a-z]+) refill", {" refill"}),
        ("colou?r", {"color", "colour"}),
        (r"\b(?:price|how much)\b", {"price", "how much"}),
        ("(?i)AB(?:c|d)e{2}", {"abcee", "abdee"}),
        ("[ck]ats?", {"cat", "kat", "cats", "kats"}),
        ("straße", {"strasse"}),
        ("Σίσυφος", {"σίσυφοσ"}),
        ("予約[はを]", {"予約は", "予約を"}),
        (r"\Q$5.00\E", {"$5.00"}),
        ("(?:refill)+", {"refill"}),
        ("(?:refill){2,}", {"refill"}),
        (r"\$\d+", {"$"}),
        ("(?#a comment)foo(?:bar)*", {"foo"}),
        ("(?-i)FOO", {"foo"}),
        ("(?:un)?happy.*|sad +", {"happy", "unhappy", "sad"}),
    ],
)
def test_a_regex_requires_one_of_these(source: str, literals: set[str]) -> None:
    assert literals in [set(clause) for clause in Pattern.compile(source).clauses]


@pytest.mark.parametrize(
    "source", [r"^\d{5}$", "a|price", "(?:price)?", "(?:price)*", "[a-z]+", "p", ".", "[^p]rice?|x"]
)
def test_a_regex_requires_nothing_that_is_worth_looking_for(source: str) -> None:
    assert Pattern.compile(source).clauses == ()


def test_of_many_alternatives_all_are_required_or_none() -> None:
    words = [f"word{n:03}" for n in range(80)]
    (clause,) = Pattern.compile("|".join(words)).clauses
    assert clause == set(words)
    assert Pattern.compile("|".join([*words, "x"])).clauses == ()


# Every letter with case that both Python and RE2 know, each of which RE2 takes for some others.
ASSIGNED = [char for char in map(chr, range(0x80, 0x20000)) if unicodedata.category(char) not in ("Cn", "Cs", "Co")]
ASCII = list(map(chr, range(0x80)))
CASED = [
    char for char in [*ASCII, *ASSIGNED] if char != char.casefold() or char != char.upper() or char != char.lower()
]


def _class_of(chars: Collection[str]) -> bytes:
    inside = "".join(f"\\x{{{ord(char):X}}}" for char in chars)
    return f"(?i)[{inside}]".encode()


def test_re2_takes_no_two_letters_for_the_same_that_differ_without_case() -> None:
    every = "".join(CASED).encode()
    for char in CASED:
        same = {found.decode() for found in re2.findall(_class_of([char]), every)}
        assert {caseless(one) for one in same} == {caseless(char)}, (char, same)


def test_re2_takes_no_letter_for_one_that_has_no_case() -> None:
    # Ideographs and Hangul syllables never had any, and are most of all characters.
    others = (char for char in ASSIGNED if not ("\u3400" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3"))
    assert re2.findall(_class_of(CASED), "".join(sorted(set(others).difference(CASED))).encode()) == []


def test_of_characters_that_python_does_not_know_re2_is_asked() -> None:
    unknown = next(char for char in map(chr, range(0x10000, 0x20000)) if unicodedata.category(char) == "Cn")
    assert caseless(f"A{unknown}É") == f"a{UNKNOWN}{unknown}é"
    # As if é were such a character: RE2 knows that it is É too.
    assert may_be_one_of(f"a{UNKNOWN}é", "xÉ")
    assert not may_be_one_of(f"a{UNKNOWN}éx", "xè")
    assert not Pattern.compile(f"{unknown}{unknown}").clauses


TOKENS = (
    "a b K s é ß 1 . * + ? {2} {0,3} | ( ) (?: (?P<n> (?i) (?-i) (?s) [ab] [^a] [é] ^ $ 約 ½ "
    r"\w \W \d \b \B \Q \E \$"
)


@given(
    st.lists(st.sampled_from(TOKENS.split(" ")), max_size=10).map("".join),
    st.text(alphabet="abkKsSéÉßẞ1 ½約\u0301$ſ\u212a", max_size=10),
)
def test_a_text_that_fits_has_every_literal_and_is_found_by_the_set(source: str, body: str) -> None:
    try:
        pattern = Pattern.compile(source)
    except PatternProblem:
        return
    text = clean(body)
    if pattern.search(text) is None:
        return
    assert all(any(literal in caseless(text) for literal in clause) for clause in pattern.clauses)
    one = PatternSet.of([Pattern.compile("never seen"), pattern])
    assert one is not None
    assert list(one.search(text.encode())) == [1]
