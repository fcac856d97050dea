"""No file that loads lets a text cost much, whatever is in the file and whatever in the text.

The bounds are real ones, of the processor's time for the best of several tries: the machines that run tests are slow
and shared.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from responder import rules
from responder.core.answering.engine import decide
from responder.core.conditions.index import Index, build_index
from responder.core.conditions.index.weight import MOST, weight_of
from responder.core.conditions.matchers import AllOf, Condition, Contains, FirstTime, Matches, Says, StartsWith
from responder.core.contact import Contact
from responder.core.patterns import Pattern, PatternProblem
from responder.core.place import Place
from responder.core.rule import Rule
from responder.core.text.folding import LONGEST_CLEAN, Phrase, clean
from responder.rules.problem import RulesInvalid

MOST_SECONDS = 0.020
TRIES = 7


def file_of(conditions: Iterable[Condition]) -> list[Rule]:
    return [Rule(f"r{n}", Place("rules.yaml", n + 1), one, silent=True) for n, one in enumerate(conditions)]


def regexes(sources: Iterable[str]) -> list[Rule]:
    return file_of(Matches((Pattern.compile(source),)) for source in sources)


def phrases(*written: str) -> tuple[Phrase, ...]:
    return tuple(map(Phrase.of, written))


def best(action: Callable[[], object], tries: int = TRIES) -> float:
    seconds = []
    for _ in range(tries):
        begun = time.thread_time()
        action()
        seconds.append(time.thread_time() - begun)
    return min(seconds)


def matching(make: Any, rules: Sequence[Rule], index: Index, bodies: Iterable[str]) -> float:
    """Seconds for asking the index and every rule that it names, none of them ending it, for the worst text."""

    def each(body: str) -> float:
        situation = make.situation(body)
        return best(
            lambda: [when.test(situation) for n in index.candidates(situation) if (when := rules[n].when) is not None]
        )

    return max(map(each, bodies))


def longest(words: Iterable[str]) -> str:
    return " ".join(words)[:1600]


CHANCE = random.Random(7)
LONG = ["a" * 1600, "ab " * 533, "é" * 1600, "約" * 1600, "".join(CHANCE.choices("ab1 é", k=1600)), "7 " * 800]

EVIL = [
    r"(x+x+)+y", r"(a|aa)+$", r"(a*)*b", r"(.*)(.*)(.*)(.*)(.*)(.*)[^a]", r"(?:a?){60}a{60}", r"(a|b)*a(a|b){12}$",
    r"(\w+\s?)+$", r".{1,105}y", r"\w{1,70}!", r"(a.{1,24}){4}b", r"(\w?\W?){14}!", r"(\d+\s*)+x",
    r"(?P<a>.{0,50})(?P<b>.{0,50})!", r"(?:\b\w+\b\s*)+\.$", "|".join(f"w{n}.*x" for n in range(100)),
]  # fmt: skip


def test_signs_that_stand_for_whole_phrases_make_no_book_of_a_text(make: Any) -> None:
    bare = regexes(rf"[a-z]{{2,9}}\d{n}[x-z]" for n in range(300))
    assert matching(make, bare, build_index(bare), ["ﷺ" * 1600]) < MOST_SECONDS
    assert len(clean("ﷺ" * 1600)) <= LONGEST_CLEAN


@pytest.mark.parametrize("source", EVIL)
def test_no_regex_takes_long_for_any_text(source: str) -> None:
    pattern = Pattern.compile(source)
    assert max(best(lambda body=body: pattern.search(body)) for body in LONG) < MOST_SECONDS  # type: ignore[misc]


@pytest.mark.parametrize("source", [".{1,1000}", ".{1,1000}" * 25, r"(?:(?:a?){50}){20}b", r"\w{1,500}!", r"(.?){900}"])
def test_regexes_that_would_take_long_are_refused(source: str) -> None:
    with pytest.raises(PatternProblem, match=r"repeats too much.*Write smaller numbers"):
        Pattern.compile(source)


def test_eight_thousand_regexes_with_one_common_word(make: Any) -> None:
    common = regexes(rf"(?P<n>\d+) common words? .*\bk{n:04}s?" for n in range(8_000))
    texts = [longest(["7 common words"] * 200), longest(f"k{n:04}" for n in range(8_000)), "3 common words or k0042"]
    assert matching(make, common, build_index(common), texts) < MOST_SECONDS


def test_hundreds_of_regexes_with_nothing_but_a_common_word(make: Any) -> None:
    common = regexes(rf"common \d{{{n % 5 + 1}}}[a-y]{'z' * (n % 3)}{n % 7}?(?:{n})?$" for n in range(400))
    assert weight_of(common) is None
    assert matching(make, common, build_index(common), [longest(["common 77 é"] * 200)]) < MOST_SECONDS


def test_hundreds_of_regexes_without_any_literal(make: Any) -> None:
    bare = regexes(rf"[a-m]+\d{{1,{n % 4 + 1}}}[n-z]*[{chr(97 + n % 20)}-z]+[0-{n % 8 + 1}]" for n in range(300))
    assert weight_of(bare) is None
    index = build_index(bare)
    assert len(index.table.always) < 10
    assert matching(make, bare, index, [*LONG, "is 7 ok?", "aé77z"]) < MOST_SECONDS


def test_ten_thousand_phrases_that_share_their_words(make: Any) -> None:
    words = [f"{a}{b}" for a in "bcdfghjklm" for b in "aeiouylrst"]
    shared = file_of(Contains(phrases(f"{one} {other}")) for one in words for other in words)
    assert len(shared) == 10_000
    texts = [longest(words), longest(CHANCE.choices(words, k=600)), longest(words[:2] * 300)]
    assert matching(make, shared, build_index(shared), texts) < MOST_SECONDS


def test_ten_thousand_beginnings_that_share_their_first_words(make: Any) -> None:
    shared = file_of(StartsWith(phrases(f"i want to order word{n}")) for n in range(10_000))
    texts = [longest(["i want to order"] * 100), "i want to order word7 please"]
    assert matching(make, shared, build_index(shared), texts) < MOST_SECONDS


@pytest.mark.parametrize("gap", [" ", ""])
def test_a_text_made_of_every_keyword(make: Any, gap: str) -> None:
    keywords = [f"k{n:03}" for n in range(1_000)]
    kinds: list[Callable[[str], Condition]] = [
        lambda word: Says(phrases(word)),
        lambda word: AllOf((Contains(phrases(word)), FirstTime(False))),
        lambda word: Contains(phrases(f"{word} {word}", "予約" + word)),
        lambda word: StartsWith(phrases(word)),
        lambda word: Matches((Pattern.compile(rf"{word}\d?.*!"),)),
    ]
    every = file_of(kind(word) for word in keywords for kind in kinds)
    index = build_index(every)
    texts = [gap.join(keywords[n : n + 400])[:1600] for n in (0, 300, 600)]
    assert matching(make, every, index, texts) < MOST_SECONDS


def test_slips_in_a_text_of_many_words(make: Any) -> None:
    lines = "".join(
        f"  - {{name: r{n}, when: {{starts_with: [confirm{'abcdefghij'[n % 10]}{'xyz'[n % 3]} word{n}]}}, reply: x}}\n"
        for n in range(3_000)
    )
    ruleset = rules.loads(f"typos: yes\nrules:\n{lines}")
    them = Contact("+12025550123")
    message = make.message(longest(["confirm"] * 300))
    assert best(lambda: decide(ruleset, message, them, make.now)) < MOST_SECONDS


SWOLLEN = ["openng " + "ﷺ" * 1593, "opening " + "ﷺ" * 1592, "ﷺ" * 1600, "openng " + "a " * 796]
"""One of these letters counts as eighteen, in four words."""


@pytest.mark.parametrize("body", SWOLLEN, ids=["a slip", "to the letter", "neither", "short words"])
@pytest.mark.parametrize("typos", ["yes", "no"])
def test_letters_that_count_as_many(make: Any, body: str, typos: str) -> None:
    lines = "".join(
        f"  - {{name: r{n}, when: {{starts_with: opening, contact: {{plan: p{n}}}}}, reply: x}}\n" for n in range(30)
    )
    saved = "  - {name: s, when: {says: s}, remember: {plan: s}, reply: x}\n"
    ruleset = rules.loads(f"typos: {typos}\nrules:\n{lines}{saved}")
    them = Contact("+12025550123")
    message = make.message(body)
    assert best(lambda: decide(ruleset, message, them, make.now)) < MOST_SECONDS
    assert best(lambda: decide(ruleset, message, them, make.now, explain=True)) < MOST_SECONDS


def test_a_file_whose_regexes_are_together_too_much_is_refused() -> None:
    lines = "".join(f"  - {{name: r{n}, when: {{matches: '[a-z].{{1,90}}{n % 10}$'}}, reply: x}}\n" for n in range(40))
    with pytest.raises(RulesInvalid) as refused:
        rules.loads(f"rules:\n{lines}")
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.line) == ("heavy-regexes", 2)
    assert "too many regular expressions (" in problem.message
    assert "Put a word that the text must have into each" in problem.remedy


def test_regexes_that_no_text_can_call_for_all_at_once_may_be_many() -> None:
    many = regexes(rf"(?P<n>\d+) things? {n:04}" for n in range(2_000))
    weight = weight_of(many)
    assert weight is not None
    assert weight.total < MOST
    bare = weight_of(regexes(rf"\d+ \w[{n % 10}]" for n in range(2_000)))
    assert bare is not None
    assert bare.total > MOST


def test_ten_thousand_rules_are_indexed_at_once() -> None:
    kinds: list[Callable[[int], Condition]] = [
        lambda n: Says(phrases(f"word{n}", f"a word{n}")),
        lambda n: Contains(phrases(f"thing{n}", f"how much {n}")),
        lambda n: StartsWith(phrases(f"order {n}")),
        lambda n: Matches((Pattern.compile(rf"(?P<n>\d+) refills? of {n:05}"),)),
    ]
    many = file_of(kinds[n % 4](n) for n in range(10_000))
    assert best(lambda: build_index(many), 3) < 0.5
    index = build_index(many)
    fewer = [*many[:5_000], *many[5_001:]]
    assert best(lambda: build_index(fewer, before=index), 3) < 0.5


def test_sets_of_regexes_are_taken_over_from_the_index_before(make: Any) -> None:
    bare = regexes(rf"[a-e]+[{chr(102 + n // 50)}-z]{{2}}\W?[{chr(97 + n % 25)}-z]$" for n in range(600))
    index = build_index(bare)
    fewer = build_index([*bare[:3], *bare[4:]], before=index)
    assert index.table.regexes is not None
    assert fewer.table.regexes is not None
    before, after = [one for one, _ in index.table.regexes.sets], [one for one, _ in fewer.table.regexes.sets]
    assert before[0] is after[0]
    situation = make.situation("abzzy")
    assert list(fewer.candidates(situation)) == [n - (n > 3) for n in index.candidates(situation) if n != 3]
