"""Each condition holds when it should, and its reason reads well to whoever edits rules.yaml."""

from __future__ import annotations

from typing import Any

import pytest

from responder.core.calendar.dates import parse_date_range
from responder.core.calendar.hours import parse_window
from responder.core.conditions.matchers import (
    AllOf,
    AnyOf,
    Contains,
    ContainsAll,
    During,
    FirstTime,
    From,
    Has,
    If,
    Match,
    Matches,
    Miss,
    Not,
    OnDate,
    Says,
    Sender,
    StartsWith,
    To,
    kinds_of,
)
from responder.core.contact import Contact
from responder.core.message import Location, Media
from responder.core.patterns import Pattern
from responder.core.templates import ALWAYS_KNOWN, compile_expression


@pytest.mark.parametrize(
    ("phrases", "body", "because"),
    [
        (["tips"], "TIPS!", "the whole text is 'tips'"),
        (["tips"], "tips please", "the whole text isn't 'tips'"),
        (["yes", "c"], " C. ", "the whole text is 'c'"),
        (["yes", "c"], "", "the whole text isn't one of yes, c"),
        (["<yes>", "c"], "yeso", "the whole text is 'yeso' (<yes>)"),
        (["<yes>", "c"], "no", "the whole text isn't one of <yes>, c"),
        (["<yes>"], "no", "the whole text isn't one of <yes>"),
        (["don't"], "dont", "the whole text is 'don't'"),
        (["👍"], "👍🏽", "the whole text is '👍'"),
        (["<yes>", "c"], "Yeso 😀", "the whole text is 'yeso' (<yes>), emoji aside"),
        (["c", "confirm"], "Confirm 👍🏽", "the whole text is 'confirm', emoji aside"),
        (["amen"], "🙏 Amen!! 🙏❤️", "the whole text is 'amen', emoji aside"),
        (["tips 🐶", "tips"], "tips 🐶", "the whole text is 'tips 🐶'"),
        (["tips 🐶"], "tips", "the whole text isn't 'tips 🐶'"),
        (["tips"], "tips 🐶 please", "the whole text isn't 'tips'"),
        (["yes"], "yes 👎", "the whole text isn't 'yes'"),
        (["yes"], "yes 🙅🏽‍♀️", "the whole text isn't 'yes'"),
        (["yes"], "🤔 yes", "the whole text isn't 'yes'"),
        (["👍"], "👍❤️", "the whole text isn't '👍'"),
        (["confirm"], "confrim 👍", "the whole text isn't 'confirm'"),
        (["..."], "", "the whole text isn't '...'"),
        (["\u200b"], "", "the whole text isn't '\u200b'"),
        ([str(n) for n in range(12)], "x", "the whole text isn't one of 0, 1, 2, 3, 4, 5, 6, 7 and 4 more"),
    ],
)
def test_says_wants_the_whole_text(make: Any, phrases: list[str], body: str, because: str) -> None:
    result = Says(make.phrases(*phrases)).test(make.situation(body))
    assert (type(result), result.because) == (Miss if "isn't" in because else Match, because)


@pytest.mark.parametrize(
    ("phrases", "body", "because", "rest"),
    [
        (["book"], "Book a cleaning, Tue", "the text begins with 'book'", "a cleaning, Tue"),
        (["book"], "book", "the text begins with 'book'", ""),
        (["book"], "booking", "the text doesn't begin with 'book'", None),
        (["book"], "I book", "the text doesn't begin with 'book'", None),
        (["book", "book now"], "book now please", "the text begins with 'book now'", "please"),
        (["book", "<join>"], "joino us", "the text begins with 'joino' (<join>)", "us"),
        (["book", "<join>"], "hi", "the text begins with none of book, <join>", None),
        (["<join>"], "hi", "the text doesn't begin with <join>", None),
    ],
)
def test_starts_with_leaves_the_rest(make: Any, phrases: list[str], body: str, because: str, rest: str | None) -> None:
    result = StartsWith(make.phrases(*phrases)).test(make.situation(body))
    assert result.because == because
    assert (result.groups.get("rest") if isinstance(result, Match) else None) == rest


@pytest.mark.parametrize(
    ("phrases", "body", "because"),
    [
        (["price", "how much"], "HOW  MUCH is it?", "'how much' is in the text"),
        (["price", "prices", "cost"], "the prise", "none of price, prices, cost is in the text"),
        (["price"], "priceless", "'price' isn't in the text"),
        (["<help>"], "a helpo b", "'helpo' (<help>) is in the text"),
        (["<help>"], "", "none of <help> is in the text"),
        (["予約"], "明日予約できますか", "'予約' is in the text"),
    ],
)
def test_contains_finds_whole_words_anywhere(make: Any, phrases: list[str], body: str, because: str) -> None:
    assert Contains(make.phrases(*phrases)).test(make.situation(body)).because == because


@pytest.mark.parametrize(
    ("body", "kind", "because"),
    [
        ("cancel my order yes", Match, "'cancel' is in the text; 'yes' (<yes>) is in the text"),
        ("cancel my order", Miss, "none of <yes> is in the text"),
        ("yes", Miss, "'cancel' isn't in the text"),
    ],
)
def test_contains_all_names_what_is_missing(make: Any, body: str, kind: type, because: str) -> None:
    condition = ContainsAll((make.phrases("<yes>"), make.phrases("cancel")))
    result = condition.test(make.situation(body))
    assert (type(result), result.because) == (kind, because)


def test_a_word_of_a_list_tells_its_language(make: Any) -> None:
    situation = make.situation("yeso")
    for condition in (
        Says(make.phrases("<yes>")),
        StartsWith(make.phrases("<yes>")),
        Contains(make.phrases("<yes>")),
        ContainsAll((make.phrases("<yes>"),)),
        AllOf((FirstTime(True), Contains(make.phrases("<yes>")))),
        AnyOf((FirstTime(False), Contains(make.phrases("<yes>")))),
    ):
        result = condition.test(situation)
        assert isinstance(result, Match)
        assert result.language == "es"


def test_matches_hands_on_the_groups(make: Any) -> None:
    condition = Matches((Pattern.compile(r"(?P<med>[a-z]+) refill"), Pattern.compile(r"refill (?P<med>\w+)")))
    result = condition.test(make.situation("Amoxicillin REFILL please"))
    assert isinstance(result, Match)
    assert result.groups == {"med": "Amoxicillin"}
    assert result.because == "the text fits (?P<med>[a-z]+) refill with med 'Amoxicillin'"


@pytest.mark.parametrize(
    ("sources", "because"),
    [
        ([r"\d{5}"], r"the text doesn't fit \d{5}"),
        ([r"\d{5}", "a{9}"], r"the text doesn't fit any of \d{5}, a{9}"),
    ],
)
def test_matches_says_what_it_looked_for(make: Any, sources: list[str], because: str) -> None:
    assert Matches(tuple(map(Pattern.compile, sources))).test(make.situation("hello")) == Miss(because)


@pytest.mark.parametrize(
    ("sender", "from_", "because"),
    [
        (Sender("number", "+12025550123", "202 555 0123"), "+12025550123", "+12025550123 is 202 555 0123"),
        (Sender("number", "24725", "24725"), "+12025550123", "+12025550123 isn't 24725"),
        (Sender("prefix", "+44", "+44*"), "+447700900123", "+447700900123 is +44*"),
        (Sender("prefix", "+44", "+44*"), "+12025550123", "+12025550123 isn't +44*"),
        (Sender("country", "GB", "GB"), "+447700900123", "+447700900123 is GB"),
        (Sender("country", "GB", "GB"), "+12025550123", "+12025550123 isn't GB"),
        (Sender("country", "GB", "GB"), "MYBANK", "'MYBANK' isn't GB"),
        (Sender("staff", "maria", "maria"), "+12025550002", "+12025550002 is maria"),
        (Sender("staff", "maria", "maria"), "+12025550003", "+12025550003 isn't maria"),
        (Sender("staff", "", "staff"), "+12025550003", "+12025550003 is staff"),
        (Sender("staff", "", "staff"), "+12025550123", "+12025550123 isn't staff"),
        (Sender("staff", "gone"), "+12025550123", "+12025550123 isn't gone"),
        (Sender("list", "tips", "tips"), "+12025550123", "+12025550123 isn't tips"),
        (Sender("known"), "+12025550123", "+12025550123 isn't known"),
        (Sender("unknown"), "+12025550123", "+12025550123 is unknown"),
        (Sender("number", ""), "", "'' is number"),
        (Sender("number", "+1"), "a\nb\x1b[31m", "'a b�[31m' isn't +1"),
    ],
)
def test_from_knows_the_sender(make: Any, sender: Sender, from_: str, because: str) -> None:
    result = From((sender,)).test(make.situation(from_=from_))
    assert (result.because, isinstance(result, Match)) == (because, " is " in because)


def test_from_knows_lists_and_old_acquaintances(make: Any) -> None:
    contact = Contact(make.them, first_seen=make.now, lists=frozenset({"tips"}))
    situation = make.situation(contact=contact)
    assert From((Sender("list", "tips"),)).test(situation) == Match("+12025550123 is tips")
    assert From((Sender("known"),)).test(situation) == Match("+12025550123 is known")
    assert From((Sender("unknown"), Sender("staff"))).test(situation) == Miss(
        "+12025550123 isn't one of unknown, staff"
    )


def test_to_knows_the_number_by_its_name(make: Any) -> None:
    condition = To((make.us, "24725"), ("front desk", "24725"))
    assert condition.test(make.situation()) == Match("it came to front desk")
    assert condition.test(make.situation(to="+1999")) == Miss("it came to +1999, not to front desk or 24725")


def test_during_and_outside_tell_the_time(make: Any) -> None:
    hours, lunch = make.business.hours.as_window(), parse_window("mon-fri 12:00-13:00", "lunch")
    situation = make.situation()
    now = "now is Tue 14:05"
    assert During((hours,), True).test(situation) == Match(f"{now}, within hours (tue 9:00-17:00)")
    assert During((hours,), False).test(situation) == Miss(f"{now}, within hours (tue 9:00-17:00)")
    assert During((lunch,), True).test(situation) == Miss(f"{now}, outside lunch (tue 12:00-13:00)")
    assert During((lunch,), False).test(situation) == Match(f"{now}, outside lunch (tue 12:00-13:00)")
    assert During((lunch, hours), True).test(situation) == Match(f"{now}, within hours (tue 9:00-17:00)")
    evening = parse_window("18:00-20:00")
    assert During((lunch, evening), False).test(situation) == Match(f"{now}, outside lunch and 18:00-20:00")


def test_date_tells_the_day(make: Any) -> None:
    june, christmas = parse_date_range("2026-06-01 to 2026-06-30"), parse_date_range("12-25")
    today = "today is Tue 2 Jun 2026"
    assert OnDate((christmas, june)).test(make.situation()) == Match(f"{today}, in {june.written}")
    assert OnDate((christmas,)).test(make.situation()) == Miss(f"{today}, not in {christmas.written}")


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("image/jpeg", "picture"),
        ("IMAGE/HEIC", "picture"),
        ("video/3gpp", "video"),
        ("audio/amr; codecs=x", "voice note"),
        ("text/x-vcard", "contact card"),
        ("text/vcard; charset=utf-8", "contact card"),
        ("application/pdf", "file"),
        ("text/plain", "file"),
        ("", "file"),
    ],
)
def test_what_came_along_goes_by_its_type(make: Any, content_type: str, kind: str) -> None:
    assert kinds_of(make.message(media=(Media("https://x/1", content_type),))) == (kind,)


def test_has_looks_at_media_and_location(make: Any) -> None:
    picture = make.situation(media=(Media("u", "image/png"),))
    place = make.situation(location=Location(1, 2))
    assert Has(("video", "picture")).test(picture) == Match("a picture came along")
    assert Has(("location",)).test(place) == Match("a location came along")
    assert Has(("video", "file")).test(picture) == Miss("no video or file came along")
    assert Has(("picture",)).test(make.situation("picture")) == Miss("no picture came along")


@pytest.mark.parametrize(
    ("expected", "seen", "result"),
    [
        (True, False, Match("they have never texted before")),
        (True, True, Miss("they have texted before")),
        (False, True, Match("they have texted before")),
        (False, False, Miss("they have never texted before")),
    ],
)
def test_first_time_knows_old_acquaintances(make: Any, expected: bool, seen: bool, result: Match | Miss) -> None:
    contact = Contact(make.them, first_seen=make.now if seen else None)
    assert FirstTime(expected).test(make.situation(contact=contact)) == result


def expression(source: str) -> If:
    return If(compile_expression(source, ALWAYS_KNOWN | {"med", "visits"}))


def test_if_looks_at_the_contact(make: Any) -> None:
    condition = expression("contact.visits | int > 3")
    regular = make.situation(contact=Contact(make.them, fields={"visits": "4"}))
    assert condition.test(regular) == Match("`contact.visits | int > 3` holds")
    assert condition.test(make.situation()) == Miss("`contact.visits | int > 3` doesn't hold")


def test_if_sees_what_the_other_conditions_found(make: Any) -> None:
    words = Matches((Pattern.compile(r"(?P<med>\w+) refill"),))
    condition = AllOf((Not(expression("med == 'aspirin'")), words))
    assert isinstance(condition.test(make.situation("iron refill")), Match)
    assert isinstance(condition.test(make.situation("aspirin refill")), Miss)


def test_all_tells_what_held_and_what_did_not(make: Any) -> None:
    condition = AllOf((During((make.business.hours.as_window(),), False), Contains(make.phrases("price"))))
    assert condition.test(make.situation("hello")) == Miss("'price' isn't in the text")
    result = condition.test(make.situation("price?"))
    assert result.reasons == ("'price' is in the text", "but now is Tue 14:05, within hours (tue 9:00-17:00)")


def test_all_joins_reasons_and_groups(make: Any) -> None:
    condition = AllOf(
        (FirstTime(True), Matches((Pattern.compile(r"(?P<med>\w+)$"),)), StartsWith(make.phrases("refill")))
    )
    result = condition.test(make.situation("refill iron"))
    assert isinstance(result, Match)
    assert result.groups == {"rest": "iron", "med": "iron"}
    assert result.reasons == (
        "the text begins with 'refill'",
        "they have never texted before",
        "the text fits (?P<med>\\w+)$ with med 'iron'",
    )


def test_all_of_nothing_holds_and_any_of_nothing_does_not(make: Any) -> None:
    assert isinstance(AllOf(()).test(make.situation()), Match)
    assert isinstance(AnyOf(()).test(make.situation()), Miss)


def test_any_takes_the_first_that_holds_and_else_tells_all(make: Any) -> None:
    condition = AnyOf((Says(make.phrases("hours")), Contains(make.phrases("open"))))
    assert condition.test(make.situation("are you open")) == Match("'open' is in the text")
    result = condition.test(make.situation("hello"))
    assert result.reasons == ("the whole text isn't 'hours'", "'open' isn't in the text")


def test_not_turns_it_round_with_the_same_reason(make: Any) -> None:
    condition = Not(From((Sender("staff", "", "staff"),)))
    assert condition.test(make.situation()) == Match("+12025550123 isn't staff")
    assert condition.test(make.situation(from_="+12025550002")) == Miss("+12025550002 is staff")


def test_equal_conditions_are_equal(make: Any) -> None:
    assert Contains(make.phrases("a", "b")) == Contains(make.phrases("a", "b"))
    assert Contains(make.phrases("a")) != Contains(make.phrases("b"))
    assert AllOf((Says(make.phrases("a")),)) == AllOf((Says(make.phrases("a")),))
