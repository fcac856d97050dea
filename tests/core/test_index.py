"""The index only prunes: with it and without it the same file decides the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from responder.core.conditions.index import LISTED, Index, build_index
from responder.core.conditions.index.table import Table
from responder.core.conditions.matchers import (
    AllOf,
    AnyOf,
    Condition,
    Contains,
    ContainsAll,
    FirstTime,
    From,
    If,
    Matches,
    Not,
    Says,
    Sender,
    StartsWith,
    To,
)
from responder.core.patterns import Pattern, PatternProblem
from responder.core.place import Place
from responder.core.rule import OptIn, Rule
from responder.core.ruleset import OptOutPolicy, Ruleset
from responder.core.templates import ALWAYS_KNOWN, compile_expression
from responder.core.text.folding import Phrase
from responder.rules.typing_slips import with_slips

OURS, OTHER = "+12025550100", "+12025550101"
WORDS = ["yes", "book", "booking", "price", "how", "much", "l'adresse", "adresse", "👍🏽", "予約", "!!", "café", ""]
WORDS += ["yes 🙏", "don't", "नमस्ते", "ราคา", "Größe", "confirm", "bokking", "confrim", "cancel", "12345"]

phrase = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join).map(Phrase.of)
phrases = st.lists(phrase, min_size=1, max_size=3).map(tuple)

# Regular expressions with a text that each of them fits, to be put together: most of them come to nothing otherwise.
Fitting = tuple[str, str]

atom: st.SearchStrategy[Fitting] = st.sampled_from(
    [
        ("price", "PRICE"), ("much", "much"), ("é", "É"), ("[ck]af", "Kaf"), (r"\d{2}", "42"), (r"\w+", "Größe"),
        (r"[^\W\d]", "ß"), (" ", " "), (r"\s*", ""), (".", "約"), ("予約", "予約"), ("straße", "STRAẞE"),
        ("K", "\u212a"),
        (r"\Qa.b\E", "A.B"), (r"\x{3c3}", "ς"), ("[0-9a-f]+", "bead"), ("(?#x)s", "ſ"), (r"\$", "$"), ("ǆ", "ǆ"),
        (r"\p{Greek}", "Ω"), ("½", "½"), ("[é]", "e\u0301"), ("ﬁ", "fi"), ("\u200b", ""), ("İ", "i\u0307"),
    ]
)  # fmt: skip


def _grown(inner: st.SearchStrategy[Fitting]) -> st.SearchStrategy[Fitting]:
    def joined(parts: list[Fitting]) -> Fitting:
        return "".join(source for source, _ in parts), "".join(text for _, text in parts)

    def either(parts: list[Fitting]) -> Fitting:
        return f"(?:{'|'.join(source for source, _ in parts)})", parts[-1][1]

    several = st.lists(inner, min_size=1, max_size=3)
    times = st.sampled_from([("*", 0), ("?", 1), ("+?", 2), ("{2}", 2), ("{0,3}", 3), ("{2,}", 2)])
    around = st.sampled_from(["(%s)", "(?i:%s)", "(?s)%s", r"\b%s", "%s$", "^%s", "(?-i)%s", "(?P<n>%s)", "(?:%s|x)"])
    return st.one_of(
        several.map(joined),
        several.map(either),
        st.tuples(inner, times).map(lambda pair: (f"(?:{pair[0][0]}){pair[1][0]}", pair[0][1] * pair[1][1])),
        st.tuples(around, inner).map(lambda pair: (pair[0] % pair[1][0], pair[1][1])),
    )


fitting = st.recursive(atom, _grown, max_leaves=6)


def compiled(source: str) -> Pattern:
    """The pattern; one that is always there for a source that is refused."""
    try:
        return Pattern.compile(source)
    except PatternProblem:
        return Pattern.compile("price")


patterns = st.lists(fitting.map(lambda pair: compiled(pair[0])), min_size=1, max_size=2).map(tuple)
leaf: st.SearchStrategy[Condition] = st.one_of(
    phrases.map(Says),
    phrases.map(StartsWith),
    phrases.map(Contains),
    st.lists(phrases, min_size=1, max_size=3).map(tuple).map(ContainsAll),
    patterns.map(Matches),
    st.booleans().map(FirstTime),
    st.sampled_from([From((Sender("country", "US"),)), From((Sender("known"),)), To((OTHER,), ("the other",))]),
    st.just(To((OURS, "24725"), ("front desk", "texts"))),
    st.sampled_from(['"o" in body', 'rest == "book"']).map(lambda one: If(compile_expression(one, ALWAYS_KNOWN))),
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
typed = st.sampled_from(
    [*WORDS, "明日予約", "PRICE!", "priceless", ",", "adress", "Boking", "confirn", "\ua7dc", "🫪", "😀", "👎"]
)
text = st.lists(typed | fitting.map(lambda pair: pair[1]), max_size=6).flatmap(
    lambda words: st.sampled_from([" ", ""]).map(lambda gap: gap.join(words))
)
entries = st.lists(st.tuples(when, st.booleans(), st.sampled_from([None, True, False])), max_size=8)

OTHERS = [
    Rule(f"other {n}", Place("rules.yaml", n), Says((Phrase.of(f"word {n}"),)), silent=True) for n in range(LISTED + 1)
]
"""So many that the file is a large one."""


def file_of(make: Any, entries: list[tuple[Condition | None, bool, bool | None]], *others: Rule) -> Ruleset:
    rules = [
        make.rule(f"rule {n}", when, f"{n}", goes_on=goes_on, typos=typos)
        for n, (when, goes_on, typos) in enumerate(entries)
    ]
    return make.ruleset(*with_slips([*rules, *others], None, OptOutPolicy()), otherwise="later")


def without_index(ruleset: Ruleset) -> Ruleset:
    """The same rules, every one looked at."""
    every = tuple(range(len(ruleset.rules)))
    return replace(ruleset, index=Index(len(every), Table(every), {}, (), ruleset.index.opt_in))


@given(entries=entries, body=text)
def test_the_walk_with_the_index_is_the_walk_without_it(
    make: Any, entries: list[tuple[Condition | None, bool, bool | None]], body: str
) -> None:
    ruleset = file_of(make, entries)
    decided = make.decide(ruleset, body)
    assert decided == make.decide(without_index(ruleset), body)
    explained = make.decide(ruleset, body, explain=True)
    assert (decided.outcome, decided.rule, decided.replies) == (explained.outcome, explained.rule, explained.replies)
    assert (decided.effects, decided.contact) == (explained.effects, explained.contact)


@settings(max_examples=50)
@given(entries=entries, body=text, to=st.sampled_from([OURS, OTHER]))
def test_in_a_large_file_too_with_the_reasons_of_every_rule_that_is_listed(
    make: Any, entries: list[tuple[Condition | None, bool, bool | None]], body: str, to: str
) -> None:
    ruleset = file_of(make, entries, *OTHERS)
    decided, plain = make.decide(ruleset, body, to=to), make.decide(without_index(ruleset), body, to=to)
    assert replace(decided, trace=plain.trace) == plain
    missing = [step for step in plain.trace.steps if step not in decided.trace.steps]
    assert {step.verdict for step in missing} <= {"no"}
    assert len(missing) == decided.trace.unlisted
    assert [step for step in plain.trace.steps if step in decided.trace.steps] == list(decided.trace.steps)


@given(one=entries, other=entries, body=text)
def test_an_index_that_takes_over_from_another_is_as_one_made_anew(
    make: Any,
    one: list[tuple[Condition | None, bool, bool | None]],
    other: list[tuple[Condition | None, bool, bool | None]],
    body: str,
) -> None:
    before = file_of(make, one).index
    ruleset = file_of(make, [*other, *one])
    again = build_index(ruleset.rules, before=before)
    situation = make.situation(body)
    assert again.candidates(situation) == ruleset.index.candidates(situation)


@given(when=condition, body=text)
def test_a_rule_that_is_passed_over_does_not_fit_and_for_that_reason(make: Any, when: Condition, body: str) -> None:
    rule = make.rule("it", when, "yes")
    situation = make.situation(body)
    if not build_index([rule]).candidates(situation):
        assert when.needs is not None
        assert when.test(situation) == when.needs.miss


def found(make: Any, index: Index, body: str) -> list[int]:
    return list(index.candidates(make.situation(body)))


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
    assert found(make, index, "hello") == [3, 4]
    assert found(make, index, "Tips!") == [0, 3, 4, 5]
    assert found(make, index, "join tips") == [0, 3, 4]
    assert found(make, index, "book a price") == [1, 2, 3, 4]
    assert found(make, index, "a book") == [3, 4]
    assert found(make, index, "are you open") == [3, 4, 6]
    assert found(make, index, "") == [3, 4]


def test_emoji_at_the_ends_call_for_the_rules_that_say_the_words_between(make: Any) -> None:
    index = build_index(
        [
            make.rule("0", Says(make.phrases("yes")), "x"),
            make.rule("1", Says(make.phrases("yes 🙏")), "x"),
            make.rule("2", StartsWith(make.phrases("yes")), "x"),
        ]
    )
    assert found(make, index, "Yes 😀") == [0, 2]
    assert found(make, index, "🙏 Yes 😀") == [0]
    assert found(make, index, "Yes 🙏") == [0, 1, 2]
    assert found(make, index, "yes 👎") == [2]


def test_punctuation_alone_is_always_looked_for(make: Any) -> None:
    index = build_index([make.rule("0", Contains(make.phrases("price", "!!")), "x")])
    assert found(make, index, "hello") == [0]


def test_what_may_stand_inside_a_word_calls_for_its_rule_there(make: Any) -> None:
    index = build_index(
        [
            make.rule("0", Contains(make.phrases("price", "予約")), "x"),
            make.rule("1", StartsWith(make.phrases("ราคา")), "x"),
        ]
    )
    assert found(make, index, "hello") == []
    assert found(make, index, "明日予約したい") == [0]
    assert found(make, index, "ราคาเท่าไร") == [1]


def test_a_slip_calls_for_the_rules_that_allow_it(make: Any) -> None:
    rules = with_slips(
        [
            make.rule("0", Says(make.phrases("confirm", "confirm it")), "x", typos=True),
            make.rule("1", StartsWith(make.phrases("booking")), "x", typos=True),
            make.rule("2", Says(make.phrases("confirm")), "x"),
        ],
        None,
        OptOutPolicy(),
    )
    index = build_index(rules)
    assert found(make, index, "confrim") == [0]
    assert found(make, index, "confirmm it") == [0]
    assert found(make, index, "confrim at once") == []
    assert found(make, index, "confirm") == [0, 2]
    assert found(make, index, "bookng for two") == [1]


def test_regexes_are_called_for_by_a_literal_that_they_require_or_by_a_set(make: Any) -> None:
    sources = [r"(?P<n>\d+) refills?", r"colou?r|tint", r"straße", *(rf"^[xy]\d{{{n}}}$" for n in range(1, 10))]
    index = build_index([make.rule(f"{n}", Matches((Pattern.compile(one),)), "x") for n, one in enumerate(sources)])
    assert found(make, index, "hello") == []
    assert found(make, index, "12 REFILLS") == [0]
    assert found(make, index, "what color") == [1]
    assert found(make, index, "STRASSE") == [2]
    assert found(make, index, "Y1234") == [6]
    assert index.table.always == ()


def test_a_set_that_cannot_be_made_leaves_its_rules_to_be_looked_at_always(make: Any) -> None:
    sources = [rf"^[xy]\d{{{n}}}$" for n in range(1, 20)]
    odd = replace(Pattern.compile(r"\d"), loose="(")
    patterns = [*map(Pattern.compile, sources), odd]
    index = build_index([make.rule(f"{n}", Matches((one,)), "x") for n, one in enumerate(patterns)])
    assert index.table.always == tuple(range(20))


def test_in_large_files_a_rule_for_certain_numbers_is_looked_at_only_for_texts_to_them(make: Any) -> None:
    for_other = make.rule("it", AllOf((To((OTHER,), ("other",)), Contains(make.phrases("price")))), "x")
    whatever = make.rule("that", To((OTHER,), ("other",)), "x")
    index = build_index([for_other, whatever, *OTHERS])
    assert list(index.candidates(make.situation("price", to=OTHER))) == [0, 1]
    assert list(index.candidates(make.situation("word 7", to=OURS))) == [9]
    small = build_index([for_other, whatever])
    assert list(small.candidates(make.situation("price", to=OURS))) == [0, 1]


def test_of_several_words_a_rule_in_a_large_file_stands_under_the_rarest(make: Any) -> None:
    rules = [
        make.rule(f"{n}", ContainsAll((make.phrases("how"), make.phrases("much"), make.phrases(f"word{n}"))), "x")
        for n in range(LISTED + 1)
    ]
    assert found(make, build_index(rules), "how much is word7") == [7]


def test_a_phrase_is_called_for_as_a_whole(make: Any) -> None:
    rules = [make.rule(f"{n}", Contains(make.phrases(f"how word{n}")), "x") for n in range(50)]
    index = build_index(rules)
    assert found(make, index, "how are you") == []
    assert found(make, index, "how word7") == [7]


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
