r"""Regular expressions: no text can make one hang, ``\b \w \d \s`` know every language, refusals say what to write."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from responder.core.patterns import MAX_LENGTH, Pattern, PatternProblem
from responder.core.text.folding import clean


def search(source: str, text: str) -> dict[str, str] | None:
    return Pattern.compile(source).search(clean(text))


@pytest.mark.parametrize(
    ("source", "text", "groups"),
    [
        ("(?P<med>[a-z]+) refill", "Need an IBUPROFEN Refill", {"med": "IBUPROFEN"}),
        (r"(?<n>\d+) for (?P<who>\w+)", "a table: 4 for Zoë", {"n": "4", "who": "Zoë"}),
        (r"(?P<a>x)|(?P<b>y)", "Y", {"a": "", "b": "Y"}),
        (r"(?P<name>[\p{L}' -]+), please", "Anaïs O’Hara, please", {"name": "Anaïs O'Hara"}),
        (r"((a)(?P<c>é))+", "aéaé", {"c": "é"}),
        (r"\b(?P<day>été)\b", "cet été là", {"day": "été"}),
        (r"(?P<word>\w+)\W+\w+$", "Ich möchte Brötchen!", None),
        (r"(?P<word>\w+)\W+\w+$", "Ich möchte Brötchen", {"word": "möchte"}),
        (r"(?P<n>\d+)", "الساعة ٣٤", {"n": "٣٤"}),
        (r"(?P<w>\w+)", "नमस्ते", {"w": "नमस्ते"}),
        (r"(?P<emoji>👍|❤️)", "ok ❤", {"emoji": "❤"}),
        (r"(?P<all>.*)", "a\ud800b", {"all": "ab"}),
    ],
)
def test_named_groups_say_what_was_found(source: str, text: str, groups: dict[str, str] | None) -> None:
    assert search(source, text) == groups


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\bété\b", "été"),
        (r"\bété\b", "l'été!"),
        (r"\b\bété\b\b", "cet été"),
        (r"\b(\bété\b)\b.*\blà\b", "cet été, là"),
        (r"\Bt\B", "été"),
        (r"^\b", "é"),
        (r"^\S+ \S+$", "où ça"),
        (r"[\w.]+@[\w.]+", "josé@exámple.com"),
        (r"[^\W\d_]", "1_é"),
        (r"^[^\W\d_]+$", "émile"),
        (r"[\W_]", "é_"),
        (r"[^\S\n]", "é b"),
        (r"[\S]", "é"),
        (r"[[:alpha:]]+ [[:digit:]]", "é 5"),
        (r"^[^[:alpha:]]+$", "— 5"),
        (r"\p{Greek}+", "Ωmega"),
        (r"\P{L}", "é5"),
        (r"[\p{L}\p{M}]+", "नमस्ते"),
        (r"\pN", "²é"),
        (r"\Q(a.b)\E+", "(A.B)))"),
        (r"\Qa\\b", r"x a\\b"),
        (r"[a-]", "-"),
        (r"[]a]", "]"),
        (r"[^]a]", "b"),
        (r"[\]\-\\]", "\\"),
        (r"[’”]", "'"),
        ("don’t", "DON'T"),
        ("e\u0301te\u0301", "été"),
        ("½ cup", "½ cup"),
        ("½+!", "½½!"),
        (r"\u00e9\xe9\x{e9}\U000000e9", "éééé"),
        (r"\é", "é"),
        (r"a\Z", "a"),
        (r"x{,2}y", "xy"),
        (r"^x{,2}y", "y"),
        ("{name}", "{name}"),
        ("a{b", "a{b"),
        ("(?#the name)a", "a"),
        ("(?i)A(?-i:B)", "aB"),
        ("(?s)a.b", "a\nb"),
        ("^a$", "  a  "),
        (r"a\tb", "a\tb"),
        (r"\.\*", ".*"),
        ("👩‍⚕️?x", "👩‍⚕x"),
        (r"\w{3,20}", "möchte"),
        (".{1,100}", "a"),
    ],
)
def test_these_are_found(source: str, text: str) -> None:
    assert search(source, text) is not None


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\bcaf\b", "café"),
        (r"\bt\b", "été"),
        (r"\Bé", "é"),
        (r"^[^\W\d_]+$", "émile1"),
        (r"[\W]", "éa"),
        (r"[^\S\n]", "é\nb"),
        (r"[^\W\S]", "é a"),
        (r"[^\w\W]", "é a"),
        (r"[^\Wé]", "é"),
        (r"\d", "é௰"),
        (r"\D", "٣"),
        (r"[\ufe0f]", "é"),
        ("(?-i)STOP", "stop"),
        ("(?i)A(?-i:B)", "ab"),
        ("a.b", "a\nb"),
        ("si", "sí"),
    ],
)
def test_these_are_not_found(source: str, text: str) -> None:
    assert search(source, text) is None


@pytest.mark.parametrize(
    ("source", "offset", "message", "remedy"),
    [
        ("price(?= list)", 5, "looks ahead", "as a part of the text"),
        ("a(?!b)", 1, "looks ahead", "under `not:`"),
        ("(?<=a)b", 0, "looks back", "as a part of the text"),
        ("(?<!a)b", 0, "looks back", "under `not:`"),
        (r"(a)\1", 3, r"\1 refers back to what a group found", "a rule for each case"),
        (r"(?P<a>x)\k<a>", 8, r"\k refers back", "a rule for each case"),
        ("(?P<a>x)(?P=a)", 8, "(?P=...) refers to another group", "a rule for each case"),
        ("(?P<a>x)(?&a)", 8, "refers to another group", "a rule for each case"),
        ("a(?R)?", 1, "refers to another group", "a rule for each case"),
        ("a++", 1, "++ is a possessive repeat", "Write + alone"),
        ("a{2}+", 1, "{2}+ is a possessive repeat", "Write {2} alone"),
        ("(?>a)", 0, "(?>...) is an atomic group", "Write (?:...)"),
        ("(a)?(?(1)b)", 4, "is a condition", "Write (?:...)"),
        ("(*FAIL)", 0, "nothing before * to repeat", r"Write \(\*"),
        ("a**", 1, "** repeats what is a repeat already", r"Leave one of them out"),
        ("a+??", 1, "repeats what is a repeat already", "Leave one of them out"),
        ("a{2}{3}", 1, "repeats what is a repeat already", "Leave one of them out"),
        ("*hello", 0, "there is nothing before * to repeat", r"Write \*"),
        ("a|+", 2, "there is nothing before + to repeat", r"Write \+"),
        ("(?a", 0, "doesn't begin anything that can be used", "(?P<name>...)"),
        ("(?x) a", 0, "doesn't begin anything that can be used", "(?:...)"),
        ("(?)", 0, "doesn't begin anything that can be used", "(?:...)"),
        ("(?P<first-name>a)", 0, "(?P<first-name doesn't begin a group with a name", "letters from a to z"),
        ("(?P<prénom>a)", 0, "doesn't begin a group with a name", "letters from a to z"),
        ("(?P<>a)", 0, "doesn't begin a group with a name", "letters from a to z"),
        ("(?<a", 0, "doesn't begin a group with a name", "letters from a to z"),
        ("(?P<a>x)(?P<a>y)", 8, "two groups have the name a", "another name"),
        ("call (us", 5, "( is opened and never closed", "Add the )"),
        ("call us)", 7, ") was never opened", r"write \)"),
        ("[abc", 0, "[ is opened and never closed", r"write \["),
        ("[]", 0, "[ is opened and never closed", r"write \["),
        ("[9-0]", 1, "the range 9-0 runs backwards", "Write 0-9"),
        (r"[a-\d]", 1, r"the range a-\d doesn't end in a character", r"Write \-"),
        (r"[\b]", 1, r"\b means nothing between brackets", "before them"),
        ("[[:^alpha:]]", 1, "[:^alpha:] can't be used", "[^[:alpha:]]"),
        ("a{1001}", 1, "{1001} repeats more often than 1000 times", "Write +"),
        ("a{3,2}", 1, "{3,2} has the larger number first", "Write {2,3}"),
        ("a\\", 1, "it ends in a lone backslash", "Leave it out"),
        (r"\h", 0, r"\h means nothing here", r"[ \t]"),
        (r"\y", 0, r"\y means nothing here", "Leave the backslash out to find y"),
        (r"\x{110000}", 0, "there is no character", "10FFFF"),
        (r"\xg", 0, r"\x must be followed by the number of a character", r"\x{e9}"),
        (r"\p", 0, r"\p must be followed by a kind of character", r"\p{L}"),
        (r"\p{Klingon}", None, r"\p{Klingon} isn't a kind of character", r"\p{L}"),
        ("[[:klingon:]]", None, "[:klingon:] isn't a kind of character", r"\p{L}"),
        (r"x(?m)^\w", 1, "(?m) can't be used together with", "Leave it out"),
        ("", None, "there is no regular expression here", "Write what to look for"),
        ("  ", None, "there is no regular expression here", "Write what to look for"),
        ("x" * (MAX_LENGTH + 1), None, "has 1,001 characters, and 1,000 are the most", "several shorter ones"),
        (".{1,1000}", None, "is too large", "smaller numbers"),
        (".{1,1000}" * 25, None, "is too large", "smaller numbers"),
        ("(?:.{1,1000}){25}", None, "is too large", "smaller numbers"),
        (r"(?:\w{1,90}\W){1,90}", None, "is too large", "smaller numbers"),
        ("e\u0301(?=a)", None, "looks ahead", "as a part of the text"),
    ],
)
def test_a_refusal_says_what_to_write_instead(source: str, offset: int | None, message: str, remedy: str) -> None:
    with pytest.raises(PatternProblem) as refused:
        Pattern.compile(source)
    assert message in refused.value.message
    assert remedy in refused.value.remedy
    assert refused.value.offset == offset
    assert str(refused.value) == f"{refused.value.message}. {refused.value.remedy}"


# Python's own engine is the yardstick where both can do it: these have no marks, on which Python's \w differs.
SHARED = [
    r"\bé",
    r"é\b",
    r"\B1",
    r"\w\W\w",
    r"^\w+$",
    r"\d\b",
    r"\s\S\s",
    r"[\w-]+\b",
    r"[^\w]é",
    r"[^\W\d_]{2}",
    r"[^\s1]$",
    r"[\d\s]{2}",
    r"[\Dé]{3}",
    r"[\S\n]\b.",
    r"(?:\b\w\b.?)+$",
    r"\b(?:日|本)\b",
    r"(_|é)\b(\s|-)",
    r"\A\W",
    r"\b-\b",
    r"[^a-e]",
    r"é{2,}|a+?1",
]


@settings(deadline=None)
@given(st.sampled_from(SHARED), st.text(alphabet="aEéß1٣_- \n日👍", max_size=12))
@example(r"\b-\b", "é-é")
def test_python_finds_the_same(source: str, text: str) -> None:
    text = clean(text)
    assert (Pattern.compile(source).search(text) is not None) == (re.search(source, text, re.IGNORECASE) is not None)


@settings(deadline=None)
@given(st.sampled_from(SHARED), st.text(alphabet="aE1_- \n$", max_size=12))
def test_python_finds_the_same_in_ascii(source: str, text: str) -> None:
    text = clean(text)
    assert (Pattern.compile(source).search(text) is not None) == (re.search(source, text, re.IGNORECASE) is not None)


TOKENS = (
    r"a é 1 . * + ? | ( ) (?: (?P<n> (?i) (?m) [ ] [^ - ^ $ { } {2} {0,3} \ \w \W \d \D \s \S \b \B \Q \E \p{L}"
    " \\P{Greek} \\x{e9} [:alpha:] \\n ½ \u200b \ud800 👩‍⚕️ , 2 < > = ! # :"
)
regexlike = st.lists(st.sampled_from(TOKENS.split(" ")), max_size=12).map("".join)
texts = st.text(
    alphabet=st.one_of(st.sampled_from("aé1٣_- \n日👍\ud800\x00\x01\x02\x03"), st.characters()), max_size=20
)


@settings(deadline=None)
@given(regexlike, texts)
def test_a_pattern_is_refused_or_searches_any_text(source: str, text: str) -> None:
    try:
        pattern = Pattern.compile(source)
    except PatternProblem:
        return
    for one in (text, clean(text), text + "é"):
        found = pattern.search(one)
        assert found is None or tuple(found) == pattern.names
        assert found is None or all(value in one or "\ud800" in one or "\x02" in one for value in found.values())


@settings(deadline=None)
@given(st.text(max_size=20))
def test_a_quoted_text_finds_itself(text: str) -> None:
    cleaned = clean(text)
    if cleaned and "\\E" not in cleaned:
        assert Pattern.compile(f"\\Q{cleaned}\\E").search(cleaned) == {}


@pytest.mark.parametrize(
    "source",
    [
        "(x+x+)+y",
        "(a|aa)+$",
        "(a*)*b",
        "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^a]",
        "(?:a?){100}a{100}",
        "(a|b)*a(a|b){12}$",
        r"(\w+\s?)+$",
        r".{0,50}\b.{0,50}y",
        ".{1,105}y",
    ],
)
def test_no_text_makes_one_hang(source: str) -> None:
    pattern = Pattern.compile(source)
    for text in ("a" * 1600, "x" * 1599 + "!", "ab" * 800, "é" * 1600, "aé " * 533, "🙂" * 1600):
        started = time.perf_counter()
        pattern.search(text)
        # The longest takes about a tenth of this on a slow core. One that hangs takes longer than the universe has.
        assert time.perf_counter() - started < 3


def test_patterns_with_the_same_source_are_equal() -> None:
    assert Pattern.compile(r"\w+") == Pattern.compile(r"\w+")
    assert len({Pattern.compile("a"), Pattern.compile("a"), Pattern.compile("b")}) == 2


def test_a_pattern_tells_its_source_and_names() -> None:
    pattern = Pattern.compile("(?P<b>x)(y)(?<a>z)")
    assert (pattern.source, pattern.names) == ("(?P<b>x)(y)(?<a>z)", ("b", "a"))


def test_one_pattern_serves_many_threads() -> None:
    pattern = Pattern.compile(r"\b(?P<word>\w+)é\b")
    texts = [f"x{'a' * n}é ü" for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(pattern.search, texts))
    assert found == [{"word": f"x{'a' * n}"} for n in range(200)]


def test_a_bad_pattern_prints_nothing() -> None:
    code = (
        "from responder.core.patterns import Pattern\n"
        "for source in ('(?P<a>', '.{1,1000}' * 25, r'\\p{Foo}'):\n"
        "    try: Pattern.compile(source)\n"
        "    except ValueError: pass\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (ran.stdout, ran.stderr) == ("", "")
