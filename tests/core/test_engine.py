"""What follows from one text: which rule answers, what is kept, and why."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest

from responder.core.conditions.matchers import AllOf, Contains, FirstTime, From, If, Matches, Says, Sender, StartsWith
from responder.core.contact import EVERYTHING, Contact
from responder.core.decision import Decision, Joined, Left, OptedOut, Remembered, Step, Tagged
from responder.core.message import Reply
from responder.core.patterns import Pattern
from responder.core.rule import Join, Leave, OptOut, Remember, Tag
from responder.core.ruleset import Limits, Rate
from responder.core.templates import ALWAYS_KNOWN, compile_expression

HOUR = timedelta(hours=1)


def texts(decision: Decision) -> list[str]:
    return [reply.text for reply in decision.replies]


def verdicts(decision: Decision) -> list[tuple[str, str]]:
    return [(step.name, step.verdict) for step in decision.trace.steps]


# Which rule answers.


def test_the_first_rule_that_fits_answers(make: Any) -> None:
    rules = make.ruleset(
        make.rule("Hours", Contains(make.phrases("open")), "9 to 5"),
        make.rule("Prices", Contains(make.phrases("price")), "$60"),
        make.rule("Also", Contains(make.phrases("price")), "never"),
        otherwise="Later",
    )
    decision = make.decide(rules, "What's the price?")
    assert (decision.outcome, decision.rule, texts(decision)) == ("answered", "Prices", ["$60"])
    assert decision.trace.steps == (
        Step("rule", "Hours", "no", ("'open' isn't in the text",), (), "rules.yaml:10"),
        Step("rule", "Prices", "yes", ("'price' is in the text",), (), "rules.yaml:10"),
    )
    assert decision.ruleset == rules.digest


def test_a_rule_without_when_always_fits(make: Any) -> None:
    decision = make.decide(make.ruleset(make.rule("All", None, "Hi")))
    assert decision.trace.steps[0].because == ("it has no `when`, so it always fits",)


def test_where_no_rule_fits_otherwise_answers(make: Any) -> None:
    rules = make.ruleset(make.rule("Tips", Says(make.phrases("tips")), "x"), otherwise="Later")
    decision = make.decide(rules, "hello")
    assert (decision.outcome, decision.rule, texts(decision)) == ("otherwise", "otherwise", ["Later"])
    assert verdicts(decision) == [("Tips", "no"), ("otherwise", "yes")]
    assert (decision.trace.steps[-1].kind, decision.trace.steps[-1].because) == ("otherwise", ("no rule answered",))


def test_where_there_is_nothing_to_say_nothing_is_said(make: Any) -> None:
    decision = make.decide(make.ruleset(), "hello")
    assert (decision.outcome, decision.rule, decision.replies, decision.trace.steps) == ("nothing", None, (), ())


def test_a_silent_rule_ends_it(make: Any) -> None:
    rules = make.ruleset(make.rule("Thanks", Says(make.phrases("thanks")), silent=True), otherwise="Later")
    decision = make.decide(rules, "Thanks!")
    assert (decision.outcome, decision.rule, decision.replies) == ("silent", "Thanks", ())


def test_a_rule_with_actions_only_ends_it_in_silence(make: Any) -> None:
    rules = make.ruleset(make.rule("Mark", None, None, Tag(("seen",))), otherwise="Later")
    decision = make.decide(rules, "x")
    assert (decision.outcome, decision.rule, decision.contact.tags) == ("silent", "Mark", {"seen"})


# continue.


def test_continue_sends_the_replies_of_all_in_order(make: Any) -> None:
    rules = make.ruleset(
        make.rule("New", FirstTime(True), "Welcome!", goes_on=True),
        make.rule("Prices", Contains(make.phrases("price")), "$60"),
        make.rule("Last", None, "never"),
    )
    decision = make.decide(rules, "price")
    assert (decision.rule, texts(decision)) == ("New", ["Welcome!", "$60"])


def test_continue_without_a_reply_leaves_the_answer_to_the_next(make: Any) -> None:
    mark = make.rule("Mark", None, None, Tag(("seen",)), goes_on=True)
    prices = make.rule("Prices", Contains(make.phrases("price")), "$60")
    rules = make.ruleset(mark, prices, otherwise="Later")
    answered, other = make.decide(rules, "price"), make.decide(rules, "x")
    assert (answered.outcome, answered.rule, texts(answered)) == ("answered", "Prices", ["$60"])
    assert (other.outcome, other.rule, texts(other)) == ("otherwise", "otherwise", ["Later"])
    assert other.contact.tags == {"seen"}
    nothing = make.decide(make.ruleset(mark, prices), "x")
    assert (nothing.outcome, nothing.rule) == ("silent", "Mark")


def test_continue_with_a_reply_needs_no_otherwise(make: Any) -> None:
    rules = make.ruleset(make.rule("New", None, "Welcome!", goes_on=True), otherwise="Later")
    decision = make.decide(rules, "x")
    assert (decision.outcome, decision.rule, texts(decision)) == ("answered", "New", ["Welcome!"])


def test_a_silent_rule_that_goes_on_needs_no_otherwise(make: Any) -> None:
    rules = make.ruleset(make.rule("Hush", None, silent=True, goes_on=True), otherwise="Later")
    decision = make.decide(rules, "x")
    assert (decision.outcome, decision.rule, decision.replies) == ("silent", "Hush", ())


def test_the_next_rules_see_what_the_ones_before_saved(make: Any) -> None:
    rules = make.ruleset(
        make.rule("Join", StartsWith(make.phrases("join")), None, Join(("tips",)), goes_on=True),
        make.rule("Member", From((Sender("list", "tips", "tips"),)), "You are in"),
    )
    assert texts(make.decide(rules, "join")) == ["You are in"]
    assert texts(make.decide(rules, "hello")) == []


def test_after_an_opt_out_nothing_more_is_said(make: Any) -> None:
    rules = make.ruleset(make.rule("Out", None, "Bye", OptOut(), goes_on=True), make.rule("More", None, "But wait"))
    decision = make.decide(rules, "enough of this")
    assert texts(decision) == ["Bye"]
    assert decision.effects == (OptedOut((EVERYTHING,), "rule 'Out'", "Out", "rule"),)
    assert decision.contact.opted_out == {EVERYTHING: "rule"}


def test_no_more_than_ten_texts_answer_one(make: Any) -> None:
    rules = make.ruleset(*[make.rule(f"{n}", None, [f"{n} a", f"{n} b"], goes_on=True) for n in range(8)])
    assert len(make.decide(rules, "x").replies) == 10


# once_per.


def test_once_per_makes_the_rule_not_fit_until_the_time_is_over(make: Any) -> None:
    rules = make.ruleset(make.rule("Closed", None, "Closed", once_per=12 * HOUR), otherwise="Later")
    first, second, third = make.talk(rules, ["a", "b", "c"], every=6 * HOUR)
    assert [texts(one) for one in (first, second, third)] == [["Closed"], ["Later"], ["Closed"]]
    assert second.trace.steps[0].because == (
        "it has no `when`, so it always fits",
        "it answered them 6 hours ago: once per 12:00:00",
    )
    assert second.trace.steps[0].verdict == "no"
    assert second.contact.last_answered == {"Closed": make.now}
    assert third.contact.last_answered == {"Closed": make.now + 12 * HOUR}


def test_or_reply_is_said_in_between_and_does_not_begin_the_time_anew(make: Any) -> None:
    rules = make.ruleset(make.rule("Closed", None, "Closed", once_per=12 * HOUR, or_reply="Still"))
    decisions = make.talk(rules, ["a", "b", "c"], every=6 * HOUR)
    assert [texts(one) for one in decisions] == [["Closed"], ["Still"], ["Closed"]]
    assert [one.rule for one in decisions] == ["Closed"] * 3


def test_otherwise_may_be_once_per_too(make: Any) -> None:
    otherwise = make.rule("otherwise", None, "Later", once_per=24 * HOUR)
    first, second = make.talk(make.ruleset(otherwise=otherwise), ["a", "b"], every=HOUR)
    assert (first.outcome, texts(first)) == ("otherwise", ["Later"])
    assert (second.outcome, second.rule, second.replies) == ("nothing", None, ())
    assert verdicts(second) == [("otherwise", "no")]


def test_once_per_counts_for_each_contact_alone(make: Any) -> None:
    rules = make.ruleset(make.rule("Closed", None, "Closed", once_per=12 * HOUR))
    make.decide(rules, "a")
    assert texts(make.decide(rules, "a", from_="+447700900123")) == ["Closed"]


# What a rule does, and its reply.


def test_what_is_saved_stands_in_the_reply_already(make: Any) -> None:
    name = Remember((("first_name", make.template("{{ match.name }}")),))
    when = Matches((Pattern.compile(r"my name is (?P<name>\w+)"),))
    decision = make.decide(make.ruleset(make.rule("Name", when, "Hi {{ first_name }}", name)), "My name is Ana.")
    assert texts(decision) == ["Hi Ana"]
    assert decision.effects == (Remembered("first_name", "Ana", "Name"),)
    assert decision.contact.fields == {"first_name": "Ana"}


def test_a_language_that_is_saved_counts_at_once(make: Any) -> None:
    spanish = Remember((("language", make.template("es")),))
    rules = make.ruleset(make.rule("Es", None, {"en": "Hello", "es": "Hola"}, spanish))
    assert texts(make.decide(rules, "español")) == ["Hola"]


def test_the_language_of_a_built_in_word_chooses_the_reply(make: Any) -> None:
    rules = make.ruleset(make.rule("Yes", Says(make.phrases("<yes>")), {"en": "Great", "es": "Bien"}))
    assert texts(make.decide(rules, "yeso")) == ["Bien"]
    assert texts(make.decide(rules, "yes")) == ["Great"]


def test_joining_and_leaving_say_who_and_by_which_rule(make: Any) -> None:
    rules = make.ruleset(
        make.rule("Join", Says(make.phrases("tips")), "In", Join(("tips",))),
        make.rule("Leave", Says(make.phrases("no tips")), "Out", Leave(("tips",))),
    )
    joined, left = make.talk(rules, ["tips", "no tips"])
    assert (joined.effects, joined.contact.lists) == ((Joined("tips", "Join"),), {"tips"})
    assert (left.effects, left.contact.lists) == ((Left("tips", "Leave"),), frozenset())


def test_the_rest_and_the_groups_are_variables(make: Any) -> None:
    when = AllOf((StartsWith(make.phrases("book")), Matches((Pattern.compile(r"(?P<med>\w+)$"),))))
    rules = make.ruleset(make.rule("Book", when, "[{{ rest }}] [{{ med }}]"))
    assert texts(make.decide(rules, "Book: a day, Tuesday")) == ["[a day, Tuesday] [Tuesday]"]


# Errors inside a rule.


def broken(make: Any, **rest: Any) -> Any:
    """A rule whose media comes out as no address."""
    return make.rule("Broken", None, ("Hi", ["{{ body }}"]), Tag(("seen",)), once_per=HOUR, **rest)


def test_a_rule_that_fails_gives_otherwise_and_does_nothing_else(make: Any) -> None:
    rules = make.ruleset(broken(make), make.rule("Next", None, "never"), otherwise="Later")
    decision = make.decide(rules, "x")
    assert (decision.outcome, decision.rule, texts(decision)) == ("otherwise", "otherwise", ["Later"])
    assert verdicts(decision) == [("Broken", "error"), ("otherwise", "yes")]
    assert decision.trace.steps[1].because == ("a rule went wrong",)
    assert decision.problems[0].startswith("rules.yaml:10: rule 'Broken': `media` doesn't come out as a web address")
    assert (decision.effects, decision.contact.tags, decision.contact.last_answered) == ((), frozenset(), {})


def uncertain(make: Any) -> Any:
    """A rule whose ``if`` can't be worked out for a text that isn't a number."""
    return make.rule("If", If(compile_expression("100 / (body | int) > 3", ALWAYS_KNOWN)), "x")


@pytest.mark.parametrize("explain", [True, False])
def test_an_if_that_fails_is_told_and_the_next_rules_have_their_turn(make: Any, explain: bool) -> None:
    hi = make.rule("Hi", Contains(make.phrases("hi")), "Hello")
    rules = make.ruleset(uncertain(make), hi, otherwise="Later")
    decision = make.decide(rules, "hi", explain=explain)
    assert (decision.outcome, decision.rule, texts(decision)) == ("answered", "Hi", ["Hello"])
    told = "its `if` can't be worked out, so the rule doesn't fit: it divides by zero"
    (step,) = [step for step in decision.trace.steps if step.name == "If"]
    assert (step.verdict, step.because) == ("error", (told,))
    assert decision.problems == (f"rules.yaml:10: rule 'If': {told}",)
    assert texts(make.decide(rules, "20")) == ["x"]


def test_where_only_an_if_fails_otherwise_answers_as_for_any_text(make: Any) -> None:
    decision = make.decide(make.ruleset(uncertain(make), otherwise="Later"), "none")
    assert (decision.outcome, texts(decision)) == ("otherwise", ["Later"])
    assert verdicts(decision) == [("If", "error"), ("otherwise", "yes")]
    assert decision.trace.steps[1].because == ("no rule answered",)


def test_what_was_said_before_the_error_is_said(make: Any) -> None:
    rules = make.ruleset(make.rule("New", None, "Welcome", goes_on=True), broken(make), otherwise="Later")
    assert texts(make.decide(rules, "x")) == ["Welcome", "Later"]


def test_an_otherwise_that_fails_says_nothing(make: Any) -> None:
    rules = make.ruleset(otherwise=make.rule("otherwise", None, ("Hi", ["{{ body }}"])))
    decision = make.decide(rules, "x")
    assert (decision.outcome, decision.rule, decision.replies) == ("nothing", None, ())
    assert decision.problems[0].startswith("rules.yaml:10: otherwise: ")


# What is kept of the contact.


def test_the_contact_is_known_from_now_on(make: Any) -> None:
    rules = make.ruleset(make.rule("New", FirstTime(True), "Welcome"), otherwise="Hello again")
    first, second = make.talk(rules, ["a", "b"], every=HOUR)
    assert [texts(first), texts(second)] == [["Welcome"], ["Hello again"]]
    assert (second.contact.first_seen, second.contact.last_seen) == (make.now, make.now + HOUR)


def test_rounds_are_kept_in_utc_with_what_we_said(make: Any) -> None:
    rules = make.ruleset(make.rule("Tips", Says(make.phrases("tips")), ["a", "b"]))
    local = make.now.astimezone(make.business.timezone)
    first, second = make.talk(rules, ["tips", "hello"], now=local)
    assert first.contact.first_seen is not None
    assert first.contact.first_seen.tzinfo is UTC
    assert [len(one.replies) for one in second.contact.history] == [2, 0]
    assert [one.at for one in second.contact.history] == [make.now, make.now + timedelta(minutes=1)]


def test_what_the_contact_was_is_left_as_it_was(make: Any) -> None:
    fields: dict[str, str] = {}
    before = Contact(make.them, fields=fields)
    rules = make.ruleset(make.rule("Save", None, "x", Remember((("plan", make.template("gold")),)), Tag(("a",))))
    after = make.decide(rules, "x", contact=before).contact
    assert (before, fields, after.fields) == (Contact(make.them), {}, {"plan": "gold"})


def test_the_same_words_stop_after_two_and_the_actions_go_on(make: Any) -> None:
    rules = make.ruleset(make.rule("Prices", None, "$60", Tag(("seen",))))
    decisions = make.talk(rules, ["a price", "the price", "price"])
    assert [texts(one) for one in decisions] == [["$60"], ["$60"], []]
    last = decisions[-1]
    assert (last.outcome, last.rule, last.effects) == ("safety", "Prices", (Tagged("seen", "Prices"),))
    assert verdicts(last) == [("Prices", "yes"), ("limits", "yes")]


def test_limits_come_from_the_file(make: Any) -> None:
    limits = Limits(replies=(Rate(1, HOUR, "1 in 1 hour"),))
    rules = make.ruleset(make.rule("All", None, "{{ body }}"), limits=limits)
    decisions = make.talk(rules, ["a", "b"])
    assert [texts(one) for one in decisions] == [["a"], []]


# always.


def emergency(make: Any, *actions: Any, **rest: Any) -> Any:
    return make.rule("Emergency", Contains(make.phrases("bleeding")), "Call 911", *actions, always=True, **rest)


def test_an_always_rule_says_the_same_words_as_often_as_it_must(make: Any) -> None:
    rules = make.ruleset(make.rule("Hi", Contains(make.phrases("hi")), "Hi", goes_on=True), emergency(make))
    bodies = ["bleeding", "i am bleeding", "still bleeding hi", "bleeding more"]
    assert [texts(one) for one in make.talk(rules, bodies)] == [["Call 911"]] * 2 + [["Hi", "Call 911"], ["Call 911"]]


@pytest.mark.parametrize("explain", [True, False])
def test_an_always_rule_is_answered_over_the_limit_of_replies(make: Any, explain: bool) -> None:
    rules = make.ruleset(
        make.rule("Mark", None, "Hello", Tag(("seen",)), goes_on=True),
        emergency(make, Tag(("urgent",)), once_per=HOUR),
        limits=Limits(rounds=100),
    )
    contact = Contact(make.them, history=make.busy())
    decision = make.decide(rules, "He is bleeding", contact=contact, explain=explain)
    assert (decision.outcome, decision.rule, texts(decision)) == ("answered", "Emergency", ["Call 911"])
    assert (decision.contact.tags, decision.contact.last_answered) == ({"urgent"}, {"Emergency": make.now})
    limits, *others = decision.trace.steps
    assert (limits.name, limits.verdict, limits.because[1]) == (
        "limits",
        "no",
        "but 'Emergency' gets through: `always: yes`",
    )
    assert ("Emergency", "yes") in [(step.name, step.verdict) for step in others]
    assert texts(make.decide(rules, "hello", contact=contact)) == []


def test_an_always_rule_is_silenced_like_any_other_between_two_machines(make: Any) -> None:
    decisions = make.talk(make.ruleset(emergency(make)), ["Bleeding"] * 7, every=timedelta(seconds=1))
    assert [len(one.replies) for one in decisions] == [1, 1, 1, 1, 1, 0, 0]


def test_an_always_rule_is_not_for_who_opted_out_or_is_blocked_or_a_short_code(make: Any) -> None:
    rules = make.ruleset(emergency(make), blocked=(Sender("number", make.them),))
    assert texts(make.decide(rules, "bleeding")) == []
    assert texts(make.decide(rules, "bleeding", from_="24725")) == []
    assert texts(make.decide(make.ruleset(emergency(make)), "bleeding", contact=make.opted_out())) == []


# explain.


def test_explain_gives_every_rule_a_step_with_near_misses(make: Any) -> None:
    rules = make.ruleset(
        make.rule("Prices", Contains(make.phrases("price")), "$60"),
        make.rule("Hi", Contains(make.phrases("hi")), "Hello"),
        make.rule("Greeting", StartsWith(make.phrases("hi")), "Hello"),
        make.rule("Tips", Says(make.phrases("tips")), "x"),
        make.rule("All", None, "x"),
        otherwise="Later",
    )
    decision = make.decide(rules, "hi, the prise?", explain=True)
    assert [(step.name, step.verdict, step.because, step.near) for step in decision.trace.steps] == [
        ("safety", "no", ("no STOP, START or HELP word, not blocked, not opted out, within the limits",), ()),
        ("Prices", "no", ("'price' isn't in the text",), ("'prise' is nearly 'price'",)),
        ("Hi", "yes", ("'hi' is in the text",), ()),
        ("Greeting", "not needed", ("it would fit, too", "the text begins with 'hi'"), ()),
        ("Tips", "not needed", ("the whole text isn't 'tips'",), ()),
        ("All", "not needed", ("it would fit, too",), ()),
        ("otherwise", "not needed", (), ()),
    ]


@pytest.mark.parametrize("body", ["STOP", "hello"])
def test_explain_decides_what_is_decided_without_it(make: Any, body: str) -> None:
    rules = make.ruleset(make.rule("Hi", Contains(make.phrases("hello")), "Hi"), otherwise="Later")
    explained, plain = make.decide(rules, body, explain=True), make.decide(rules, body)
    assert (explained.outcome, explained.rule, explained.replies) == (plain.outcome, plain.rule, plain.replies)
    assert (explained.effects, explained.contact) == (plain.effects, plain.contact)
    assert {step.name for step in explained.trace.steps} >= {"Hi", "otherwise"}


def test_explain_keeps_otherwise_last_after_an_error(make: Any) -> None:
    rules = make.ruleset(broken(make), make.rule("Next", None, "x"), otherwise="Later")
    decision = make.decide(rules, "x", explain=True)
    assert verdicts(decision)[1:] == [("Broken", "error"), ("Next", "not needed"), ("otherwise", "yes")]


def test_a_picture_alone_is_answered_by_rules_like_any_text(make: Any) -> None:
    rules = make.ruleset(make.rule("Picture", None, ("Thanks", ["https://x.test/a.png"])))
    assert make.decide(rules, "").replies == (Reply("Thanks", ("https://x.test/a.png",)),)
