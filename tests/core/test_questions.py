"""Open questions: which rules answer them, how long they stay open, and what gets through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.conditions.contact_matchers import OnList
from responder.core.conditions.matchers import AnyOf, Contains, Match, Matches, Not, Says
from responder.core.conditions.question_matchers import Answering
from responder.core.contact import Contact, Exchange
from responder.core.conversation import Expected, Question
from responder.core.decision import Answered, Asked, Closed, Decision, Due
from responder.core.patterns import Pattern
from responder.core.question import Choosing, OpenQuestion
from responder.core.rule import Ask, Join, Leave, OptOut, Start, Tag

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def texts(decision: Decision) -> list[str]:
    return [reply.text for reply in decision.replies]


def names(decision: Decision) -> list[str]:
    return [question.name for question in decision.contact.questions]


def verdicts(decision: Decision) -> list[tuple[str, str, str]]:
    return [(step.kind, step.name, step.verdict) for step in decision.trace.steps]


def yes_to(make: Any, name: str, *actions: Any, **rest: Any) -> Any:
    reply = rest.pop("reply", f"Yes to {name}.")
    return make.rule(f"Yes {name}", [Answering((name,)), Says(make.phrases("yes"))], reply, *actions, **rest)


def asked(make: Any, *questions: OpenQuestion, **rest: Any) -> Contact:
    return Contact(make.them, questions=questions, **rest)


# The condition `answering`.


def test_answering_holds_while_the_question_is_open(make: Any) -> None:
    contact = asked(make, make.open_question("callback", until=make.now - 2 * HOUR), make.open_question("Survey"))
    situation = make.situation("yes", contact=contact)
    reasons = {
        ("Survey",): "the question 'Survey' is open",
        ("callback",): "the question 'callback' lapsed 2 hours ago",
        ("callback", "Survey"): "the question 'Survey' is open",
        ("survey",): "no question 'survey' is open",
        ("a", "b"): "no question 'a' or 'b' is open",
    }
    assert {key: Answering(key).test(situation).because for key in reasons} == reasons
    assert isinstance(Answering(("Survey",)).test(situation), Match)
    assert not isinstance(Answering(("callback",)).test(situation), Match)


def test_reminder_is_the_name_of_every_reminders_question(make: Any) -> None:
    contact = asked(make, make.open_question("check-up", "reminder"))
    assert isinstance(Answering(("reminder",)).test(make.situation(contact=contact)), Match)


# A rule asks, a rule answers.


def test_a_rule_asks_and_the_rule_that_answers_it_closes_it(make: Any) -> None:
    ask = make.rule(
        "Call", Says(make.phrases("call")), "Sure.", ask=Ask(make.reply("Shall we call today?"), "call", HOUR)
    )
    rules = make.ruleset(ask, yes_to(make, "call"), make.rule("Any yes", Says(make.phrases("yes")), "Yes what?"))
    first, second, third = make.talk(rules, ["call", "yes", "yes"])
    assert texts(first) == ["Sure.", "Shall we call today?"]
    assert first.effects == (
        Asked("call", "rule", "Shall we call today?", make.now + HOUR, make.now, -1, "Call", make.now, language="en"),
    )
    assert (texts(second), second.rule, names(second)) == (["Yes to call."], "Yes call", [])
    assert second.effects == (
        Answered("call", "", "yes", make.now, -1, "Yes call"),
        Closed("call", "answered", make.now, "Yes call"),
    )
    assert verdicts(second) == [("question", "call", "yes"), ("rule", "Yes call", "yes")]
    assert texts(third) == ["Yes what?"]


def test_the_rules_that_answer_come_before_the_others_and_leave_the_rest_to_them(make: Any) -> None:
    rules = make.ruleset(make.rule("All", None, "Hello."), yes_to(make, "call"), otherwise="Later")
    contact = asked(make, make.open_question("call"))
    assert texts(make.decide(rules, "yes", contact=contact)) == ["Yes to call."]
    other = make.decide(rules, "hm", contact=contact)
    assert (texts(other), names(other)) == (["Hello."], ["call"])
    because = "no rule with `answering: call` fits, so the question stays open"
    assert other.trace.steps[0].because == (because,)


def test_an_answer_in_vain_is_told_in_the_trace_each_rule_once(make: Any) -> None:
    rules = make.ruleset(yes_to(make, "call"), make.rule("All", None, "Hello."))
    decision = make.decide(rules, "hm", contact=asked(make, make.open_question("call")), explain=True)
    assert verdicts(decision) == [
        ("safety", "safety", "no"),
        ("rule", "Yes call", "no"),
        ("question", "call", "no"),
        ("rule", "All", "yes"),
    ]


def test_an_answering_rule_that_goes_on_lets_the_next_one_answer_too(make: Any) -> None:
    mark = yes_to(make, "call", Tag(("warm",)), reply=None, goes_on=True)
    thanks = make.rule("Thanks", [Answering(("call",)), Says(make.phrases("yes"))], "Thanks!")
    decision = make.decide(make.ruleset(mark, thanks), "yes", contact=asked(make, make.open_question("call")))
    assert (texts(decision), decision.contact.tags, names(decision)) == (["Thanks!"], {"warm"}, [])


def test_what_an_answer_that_goes_on_makes_true_is_true_for_a_rule_that_was_looked_at_before(make: Any) -> None:
    member = make.rule("Member", OnList(("tips",), joined=True), "Welcome.", always=True)
    join = yes_to(make, "call", Join(("tips",)), reply=None, goes_on=True)
    other = make.rule("Other", OnList(("tips",), joined=True), "Never said.")
    decision = make.decide(make.ruleset(member, join, other), "yes", contact=asked(make, make.open_question("call")))
    assert texts(decision) == ["Welcome."]
    assert [step.name for step in decision.trace.steps if step.verdict == "no"].count("Member") == 1


def test_a_rule_that_answers_may_ask_the_same_anew(make: Any) -> None:
    again = yes_to(make, "call", ask=Ask(make.reply("Sure?"), "call", HOUR))
    decision = make.decide(make.ruleset(again), "yes", contact=asked(make, make.open_question("call")))
    assert (texts(decision), names(decision)) == (["Yes to call.", "Sure?"], ["call"])
    assert [type(effect).__name__ for effect in decision.effects] == ["Answered", "Closed", "Asked"]


def test_asking_the_same_once_more_replaces_the_question(make: Any) -> None:
    ask = make.rule("Call", Says(make.phrases("call")), None, ask=Ask(make.reply("Today?"), "Call", HOUR))
    _, second = make.talk(make.ruleset(ask), ["call", "call"])
    assert [type(effect).__name__ for effect in second.effects] == ["Closed", "Asked"]
    assert second.effects[0] == Closed("Call", "replaced", make.now, "Call")
    assert len(second.contact.questions) == 1


def test_of_more_than_five_questions_the_oldest_goes(make: Any) -> None:
    ask = make.rule("Call", Says(make.phrases("call")), None, ask=Ask(make.reply("Today?"), "call", HOUR))
    contact = asked(make, *(make.open_question(f"{n}") for n in range(5)))
    decision = make.decide(make.ruleset(ask), "call", contact=contact)
    assert names(decision) == ["1", "2", "3", "4", "call"]
    assert decision.effects[0] == Closed("0", "replaced", make.now - HOUR, "Call")


def test_a_rule_that_answered_lately_is_no_answer(make: Any) -> None:
    once = yes_to(make, "call", once_per=DAY)
    contact = asked(make, make.open_question("call"), last_answered={"Yes call": make.now - HOUR})
    decision = make.decide(make.ruleset(once, otherwise="Later"), "yes", contact=contact)
    assert (texts(decision), names(decision)) == (["Later"], ["call"])


def test_what_is_said_instead_does_not_ask(make: Any) -> None:
    ask = Ask(make.reply("Today?"), "call", HOUR)
    rule = make.rule("Call", None, "Sure.", once_per=DAY, or_reply="We said so.", ask=ask)
    contact = Contact(make.them, last_answered={"Call": make.now - HOUR})
    decision = make.decide(make.ruleset(rule), "call", contact=contact)
    assert (texts(decision), names(decision)) == (["We said so."], [])


def test_not_answering_is_an_ordinary_condition(make: Any) -> None:
    rules = make.ruleset(make.rule("New", Not(Answering(("call",))), "What is it about?"), otherwise="Later")
    assert texts(make.decide(rules, "hm")) == ["What is it about?"]
    assert texts(make.decide(rules, "hm", contact=asked(make, make.open_question("call")))) == ["Later"]


# What gets through.


def test_always_gets_through_and_leaves_the_question_open(make: Any) -> None:
    emergency = make.rule("Emergency", Contains(make.phrases("bleeding")), "Call now!", always=True)
    talk = make.conversation("talk", make.question("How are you?"))
    rules = make.ruleset(yes_to(make, "call"), emergency, conversations=[talk])
    contact = asked(make, make.open_question("talk", "conversation", step=0))
    decision = make.decide(rules, "I'm bleeding", contact=contact)
    assert (texts(decision), decision.rule, names(decision)) == (["Call now!"], "Emergency", ["talk"])
    assert decision.effects == ()


def test_always_without_conditions_waits_its_turn(make: Any) -> None:
    talk = make.conversation("talk", make.question("How are you?"), "Good.")
    rules = make.ruleset(make.rule("All", None, "Hi.", always=True), conversations=[talk])
    contact = asked(make, make.open_question("talk", "conversation", step=0))
    assert texts(make.decide(rules, "fine", contact=contact)) == ["Good."]


def test_always_that_goes_on_says_its_part_before_the_answer(make: Any) -> None:
    note = make.rule("Note", Contains(make.phrases("fine")), "Noted.", Tag(("noted",)), always=True, goes_on=True)
    talk = make.conversation("talk", make.question("How are you?"), "Good.")
    contact = asked(make, make.open_question("talk", "conversation", step=0))
    decision = make.decide(make.ruleset(note, conversations=[talk]), "fine", contact=contact)
    assert (texts(decision), decision.rule, names(decision)) == (["Noted.", "Good."], "Note", [])


def test_always_that_answers_the_question_closes_it(make: Any) -> None:
    rules = make.ruleset(yes_to(make, "call", always=True))
    assert names(make.decide(rules, "yes", contact=asked(make, make.open_question("call")))) == []


@pytest.mark.parametrize("body", ["STOP", "unsubscribe"])
def test_stop_closes_every_question(make: Any, body: str) -> None:
    contact = asked(
        make, make.open_question("a"), make.open_question("b"), choosing=Choosing(("a", "b"), "x", make.now)
    )
    decision = make.decide(make.ruleset(), body, contact=contact)
    assert (decision.outcome, names(decision), decision.contact.choosing) == ("safety", [], None)
    assert [e.name for e in decision.effects if isinstance(e, Closed) and e.how == "cancelled"] == ["a", "b"]


def test_a_rule_that_opts_out_closes_every_question(make: Any) -> None:
    rules = make.ruleset(make.rule("No more", Contains(make.phrases("bother")), "Sorry.", OptOut()))
    decision = make.decide(rules, "don't bother me", contact=asked(make, make.open_question("a")))
    assert (names(decision), decision.effects[-1]) == ([], Closed("a", "cancelled", make.now - HOUR, "No more"))


def test_help_leaves_the_questions_open(make: Any) -> None:
    assert names(make.decide(make.ruleset(), "help", contact=asked(make, make.open_question("a")))) == ["a"]


# A person has taken over.


def handed_over(make: Any, **rest: Any) -> Contact:
    return Contact(make.them, handed_over_until=make.now + HOUR, **rest)


def test_while_a_person_answers_the_rules_keep_silent(make: Any) -> None:
    emergency = make.rule("Emergency", Contains(make.phrases("bleeding")), "Call now!", Tag(("x",)), always=True)
    rules = make.ruleset(emergency, yes_to(make, "call"), otherwise="Later")
    for body in ("yes", "hello"):
        decision = make.decide(rules, body, contact=handed_over(make, questions=(make.open_question("call"),)))
        name, because = make.safety(decision)
        assert (name, texts(decision), names(decision)) == ("handed over", [], ["call"])
        assert {type(effect) for effect in decision.effects} == {Due}
        assert because == ("a person has taken over until Tue 2 Jun 15:05: their texts are kept for that person",)
        assert decision.contact.last_seen == make.now


def test_a_person_goes_before_always_over_the_limits_too(make: Any) -> None:
    emergency = make.rule("Emergency", Contains(make.phrases("bleeding")), "Call now!", always=True)
    contact = handed_over(make, history=make.busy())
    assert texts(make.decide(make.ruleset(emergency), "bleeding", contact=contact)) == []


def test_stop_and_leaving_a_list_count_while_a_person_answers(make: Any) -> None:
    leave = make.rule("Leave", Says(make.phrases("no tips")), "Bye.", Leave(("tips",)))
    contact = handed_over(make, lists=frozenset({"tips"}))
    assert make.decide(make.ruleset(leave), "stop", contact=contact).contact.opted_out != {}
    decision = make.decide(make.ruleset(leave), "no tips", contact=contact)
    assert (texts(decision), decision.contact.lists) == ([], frozenset())


def test_when_the_time_has_passed_the_rules_answer_again(make: Any) -> None:
    contact = Contact(make.them, handed_over_until=make.now)
    assert texts(make.decide(make.ruleset(otherwise="Later"), "hello", contact=contact)) == ["Later"]


# Lapsed.


def test_a_lapsed_question_is_told_once_and_dropped(make: Any) -> None:
    rules = make.ruleset(yes_to(make, "call"), otherwise="Later")
    contact = asked(make, make.open_question("call", until=make.now - 3 * HOUR))
    decision = make.decide(rules, "yes", contact=contact)
    assert (texts(decision), names(decision)) == (["Later"], [])
    assert decision.effects == (Closed("call", "lapsed", make.now - HOUR, "call"),)
    assert decision.trace.steps[0].because == ("the question 'call' lapsed 3 hours ago",)
    assert decision.trace.steps[1].because == ("the whole text is 'yes'", "but the question 'call' lapsed 3 hours ago")


def test_any_text_drops_what_lapsed_also_a_stop(make: Any) -> None:
    contact = asked(make, make.open_question("call", until=make.now))
    decision = make.decide(make.ruleset(), "stop", contact=contact)
    assert [e.how for e in decision.effects if isinstance(e, Closed)] == ["lapsed"]
    assert [step.kind for step in decision.trace.steps] == ["safety", "question"]


# Reactions.


def liked(text: str) -> str:
    return f"Liked “{text}”"


def test_a_reaction_answers_the_question_that_it_quotes(make: Any) -> None:
    thumb = Says(make.phrases("👍"))
    rules = make.ruleset(
        make.rule("A", [Answering(("a",)), thumb], "A it is."), make.rule("B", [Answering(("b",)), thumb], "B it is.")
    )
    a = make.open_question("a", text="See you Tuesday at 10:00?")
    b = make.open_question("b", text="Shall we call you back today?")
    assert texts(make.decide(rules, liked("See you Tuesday at 10:00?"), contact=asked(make, a, b))) == ["A it is."]
    assert texts(make.decide(rules, liked("Shall we call you…"), contact=asked(make, b, a))) == ["B it is."]


def test_a_reaction_to_another_text_answers_no_question(make: Any) -> None:
    rules = make.ruleset(make.rule("A", [Answering(("a",)), Says(make.phrases("👍"))], "A it is."), otherwise="Later")
    contact = asked(make, make.open_question("a", text="See you Tuesday at 10:00?"))
    decision = make.decide(rules, liked("Your parcel is here"), contact=contact)
    assert (texts(decision), names(decision)) == ([], ["a"])
    assert "but the question 'a' is open, but they reacted to another text" in decision.trace.steps[0].because


@pytest.mark.parametrize("body", ["Loved an image", "❤️ to your photo", "Le encantó una imagen"])
def test_a_reaction_to_a_picture_answers_no_question(make: Any, body: str) -> None:
    rules = make.ruleset(make.rule("A", [Answering(("a",)), Says(make.phrases("❤️"))], "Thanks."))
    contact = asked(make, make.open_question("a", text="See you?"))
    decision = make.decide(rules, body, contact=contact)
    assert (texts(decision), names(decision)) == ([], ["a"])
    assert texts(make.decide(rules, "❤️", contact=contact)) == ["Thanks."]


def test_a_reaction_answers_a_question_only_where_its_emoji_is_asked_for(make: Any) -> None:
    anything = [Answering(("a",)), Matches((Pattern.compile(".+"),))]
    catch_all = make.rule("Catch-all", Answering(("a",)), "What was that?")
    rules = make.ruleset(make.rule("A", anything, "Noted."), catch_all, otherwise="Later")
    contact = asked(make, make.open_question("a", text="Your card number?"))
    for explain in (False, True):
        decision = make.decide(rules, liked("Your card number?"), contact=contact, explain=explain)
        assert (texts(decision), names(decision), decision.effects) == ([], ["a"], ())
        because = "it is a reaction, which answers only where `says` or the like has its emoji"
        assert [s.because for s in decision.trace.steps if s.kind == "rule"][:2] == [(because,)] * 2
    assert texts(make.decide(rules, "4111", contact=contact)) == ["Noted."]


def test_a_reaction_is_no_answer_that_a_regular_expression_finds(make: Any) -> None:
    expected = Expected("matches", pattern=Pattern.compile("(?P<code>.+)"), group="code")
    question = Question(make.reply("Your code?"), expected, "what")
    talk = make.conversation("talk", question, "Thanks {{ what }}.")
    contact = asked(make, make.open_question("talk", "conversation", "Your code?", step=0))
    rules = make.ruleset(conversations=[talk])
    decision = make.decide(rules, liked("Your code?"), contact=contact)
    assert (texts(decision), decision.contact.questions) == ([], contact.questions)
    assert texts(make.decide(rules, "AB12", contact=contact)) == ["Thanks AB12."]


def test_a_reaction_that_answers_nothing_is_no_wrong_answer(make: Any) -> None:
    talk = make.conversation("talk", make.question("Which day suits you?", "day"))
    contact = asked(make, make.open_question("talk", "conversation", "Which day suits you?", step=0))
    rules = make.ruleset(otherwise="Later", conversations=[talk])
    decision = make.decide(rules, "Loved “Which day suits you?”", contact=contact)
    assert (texts(decision), decision.outcome, decision.contact.questions) == ([], "nothing", contact.questions)
    assert decision.trace.steps[-1].because[-1] == "a reaction is no answer, and the question waits on"


# Whatever is asked and answered.

CLOCK = datetime(2026, 6, 2, 19, 5, tzinfo=UTC)
TIMES = st.datetimes(datetime(2026, 6, 1), datetime(2026, 6, 4), timezones=st.just(UTC))
NAMES = st.sampled_from(["call", "talk", "talk2", "reminder", "gone", ""])
QUESTIONS = st.builds(
    OpenQuestion,
    NAMES,
    st.sampled_from(["rule", "conversation", "follow-up", "reminder"]),
    TIMES,
    TIMES,
    st.sampled_from(["", "Which day?", "Yes or no?\nReally?", "…", "\ud800"]),
    st.integers(-2, 9),
    st.integers(-1, 9),
    st.none() | TIMES,
    st.lists(st.integers(-2, 9), max_size=3).map(tuple),
)
CONTACTS = st.builds(
    Contact,
    st.just("+12025550123"),
    questions=st.lists(QUESTIONS, max_size=6, unique_by=lambda question: question.name).map(tuple),
    choosing=st.none() | st.builds(Choosing, st.lists(NAMES, max_size=3).map(tuple), st.text(max_size=5), TIMES),
    handed_over_until=st.none() | TIMES,
    history=st.lists(st.builds(Exchange, TIMES, st.just("x"), st.just(("y",))), max_size=3).map(tuple),
)
BODIES = (
    st.sampled_from(["yes", "no", "1", "2", "back", "cancel that", "tuesday", "5", "go", "stop", "", "call"])
    | st.sampled_from([liked("Which day?"), liked("Which…"), "Removed a like from “Which day?”"])
    | st.text(max_size=20)
)
KINDS = ["text", "yes or no", "number", "day", "time", "date", "phone", "email", "name", "photo"]


def steps(make: Any) -> Any:
    asking = st.builds(
        lambda kind, tries: make.question("Which day?", kind, save="day", tries=tries),
        st.sampled_from(KINDS),
        st.integers(0, 2),
    )
    doing = st.sampled_from(
        [
            make.doing("Hi."),
            make.doing(None, Start("talk2")),
            make.doing("Bye.", OptOut()),
            make.doing("{{ day|int / 0 }}"),
        ]
    )
    return st.lists(asking | doing, max_size=5)


@given(data=st.data(), contact=CONTACTS, bodies=st.lists(BODIES, min_size=1, max_size=4))
def test_whatever_is_open_a_text_is_decided_and_always_alike(
    make: Any, data: st.DataObject, contact: Contact, bodies: list[str]
) -> None:
    any_steps = steps(make)
    rules = make.ruleset(
        make.rule("Go", Says(make.phrases("go")), "Go.", Start("talk")),
        make.rule("Call", Says(make.phrases("call")), None, ask=Ask(make.reply("Today?"), "call", HOUR)),
        yes_to(make, "call"),
        yes_to(make, "talk"),
        make.rule("Any", AnyOf((Answering(("reminder",)), Answering(("gone",)))), "OK.", goes_on=True),
        make.rule("Always", Says(make.phrases("no")), "No.", always=True, goes_on=data.draw(st.booleans())),
        otherwise="Later",
        conversations=[make.conversation(name, *data.draw(any_steps)) for name in ("talk", "talk2")],
    )
    now = CLOCK
    for body in bodies:
        decision = make.decide(rules, body, contact=contact, now=now)
        assert decision == make.decide(rules, body, contact=contact, now=now)
        explained = make.decide(rules, body, contact=contact, now=now, explain=True)
        assert (explained.replies, explained.effects, explained.contact) == (
            decision.replies,
            decision.effects,
            decision.contact,
        )
        open_now = [question.name for question in decision.contact.questions]
        assert len(open_now) == len(set(open_now))
        assert all(question.is_open(now) for question in decision.contact.questions)
        contact, now = decision.contact, now + 5 * HOUR
