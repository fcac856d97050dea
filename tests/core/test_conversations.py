"""Conversations: one question after the other, until the last step or until somebody gives up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from responder.core.conditions.matchers import If, Matches, Says
from responder.core.conditions.question_matchers import Answering
from responder.core.contact import Contact
from responder.core.conversation import ConversationStep
from responder.core.decision import Answered, Asked, Closed, Decision, HandedOver, Remembered
from responder.core.message import Media
from responder.core.patterns import Pattern
from responder.core.rule import HandOver, OptOut, Start, Tag
from responder.core.ruleset import Limits, Rate
from responder.core.templates import ALWAYS_KNOWN, compile_expression
from responder.rules.load import loads
from responder.simulator import Simulator

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def texts(decision: Decision) -> list[str]:
    return [reply.text for reply in decision.replies]


def said(decisions: list[Decision]) -> list[list[str]]:
    return [texts(decision) for decision in decisions]


def names(decision: Decision) -> list[str]:
    return [question.name for question in decision.contact.questions]


def new_time(make: Any, *rules: Any, **rest: Any) -> Any:
    """The example of the language: a day, a half of it, and thanks."""
    conversation = make.conversation(
        "new_time",
        make.question("Which day?", "day", save="day"),
        make.question("Morning or afternoon?", save="half", choices={"morning": ["am"], "afternoon": ["pm"]}),
        "Thanks! We'll confirm {{ half }}.",
    )
    start = make.rule("Reschedule", Says(make.phrases("r")), "No problem.", Start("new_time"))
    return make.ruleset(start, *rules, otherwise="Later", conversations=[conversation], **rest)


def asking(make: Any, *steps: Any, **rest: Any) -> Any:
    """A file with one conversation, which GO starts."""
    start = make.rule("Go", Says(make.phrases("go")), None, Start("talk"))
    rules = rest.pop("rules", ())
    others = rest.pop("others", ())
    conversations = [make.conversation("talk", *steps), *others]
    return make.ruleset(start, *rules, otherwise="Later", conversations=conversations, **rest)


def holds(expression: str) -> If:
    return If(compile_expression(expression, ALWAYS_KNOWN | {"plan", "what"}))


# From one question to the next.


def test_a_rule_starts_a_conversation_behind_its_reply_and_each_answer_leads_on(make: Any) -> None:
    decisions = make.talk(new_time(make), ["r", "Tuesday", "pm"])
    assert said(decisions) == [
        ["No problem.", "Which day?"],
        ["Morning or afternoon?"],
        ["Thanks! We'll confirm afternoon."],
    ]
    assert [d.rule for d in decisions] == ["Reschedule", "new_time", "new_time"]
    assert [d.outcome for d in decisions] == ["answered"] * 3
    assert [names(d) for d in decisions] == [["new_time"], ["new_time"], []]
    assert decisions[-1].contact.fields == {"day": "2026-06-09", "half": "afternoon"}


def test_what_is_kept_of_a_conversation_names_its_run_and_its_steps(make: Any) -> None:
    first, second, third = make.talk(new_time(make), ["r", "Tuesday", "pm"])
    began, later = make.now, make.now + MINUTE
    assert first.effects == (
        Asked(
            "new_time", "conversation", "Which day?", began + DAY, began, 0, "Reschedule", began,
            known_by=("day:02a53331",),
        ),
    )  # fmt: skip
    assert second.effects == (
        Answered("new_time", "day", "2026-06-09", began, 0, "new_time"),
        Remembered("day", "2026-06-09", "new_time"),
        Asked(
            "new_time", "conversation", "Morning or afternoon?", later + DAY, began, 1, "new_time", later, 0, (0,),
            "en", known_by=("day:02a53331", "half:be6a419d"),
        ),
    )  # fmt: skip
    assert third.effects == (
        Answered("new_time", "half", "afternoon", began, 1, "new_time"),
        Remembered("half", "afternoon", "new_time"),
        Closed("new_time", "answered", began, "new_time"),
    )


def test_the_trace_says_what_was_read_and_where_the_step_stands(make: Any) -> None:
    *_, decision = make.talk(new_time(make), ["r", "Tuesday"])
    (step,) = decision.trace.steps
    assert (step.kind, step.name, step.verdict, step.place) == ("question", "new_time", "yes", "rules.yaml:50")
    assert step.because == ("it is Tue 9 June 2026, saved as `day`",)


def test_the_rules_have_no_turn_while_a_conversation_waits(make: Any) -> None:
    rules = new_time(make, make.rule("Prices", Says(make.phrases("price")), "$60"))
    *_, decision = make.talk(rules, ["r", "price"])
    assert decision.rule == "new_time"


def test_what_a_step_does_is_done_before_its_question_in_one_go(make: Any) -> None:
    rules = asking(make, "Hello!", make.doing("Let's see.", Tag(("asked",))), make.question("Name?", "text"))
    decision = make.decide(rules, "go")
    assert (texts(decision), decision.contact.tags) == (["Hello!", "Let's see.", "Name?"], {"asked"})


def test_a_step_whose_when_does_not_hold_is_left_out(make: Any) -> None:
    steps = (
        make.question("Which plan?", save="plan"),
        ConversationStep(None, make.question("Which card?"), None, holds("plan == 'gold'")),
        "Done.",
    )
    assert said(make.talk(asking(make, *steps), ["go", "gold"]))[-1] == ["Which card?"]
    assert said(make.talk(asking(make, *steps), ["go", "free"]))[-1] == ["Done."]


def test_a_step_whose_when_goes_wrong_is_left_out_and_told(make: Any) -> None:
    steps = ("Hello.", ConversationStep(None, make.question("Which?"), None, holds("plan|int / 0 > 1")), "Done.")
    decision = make.decide(asking(make, *steps), "go")
    assert texts(decision) == ["Hello.", "Done."]
    assert "so the step is left out" in decision.problems[0]


def test_a_conversation_without_questions_is_over_at_once(make: Any) -> None:
    decision = make.decide(asking(make, "One.", "Two."), "go")
    assert (texts(decision), decision.effects, names(decision)) == (["One.", "Two."], (), [])


def test_an_answer_that_ends_it_without_a_word_is_silent(make: Any) -> None:
    *_, decision = make.talk(asking(make, make.question("How was it?", save="what")), ["go", "fine"])
    assert (decision.outcome, decision.rule, texts(decision)) == ("silent", "talk", [])


def test_a_photo_answers_a_question_for_one(make: Any) -> None:
    rules = asking(make, make.question("A photo, please.", "photo", save="what"), "Thanks!")
    contact = make.decide(rules, "go").contact
    picture = Media("https://example.com/1.jpg", "image/jpeg")
    decision = make.decide(rules, contact=contact, media=(picture,))
    assert (texts(decision), decision.contact.fields) == (["Thanks!"], {"what": "https://example.com/1.jpg"})


def test_a_text_that_can_not_be_made_leaves_the_question_open_and_the_fallback_answers(make: Any) -> None:
    rules = asking(make, make.question("What?", save="what"), "{{ what|int / 0 }}")
    *_, decision = make.talk(rules, ["go", "7"])
    assert (decision.outcome, texts(decision), names(decision)) == ("otherwise", ["Later"], ["talk"])
    assert (decision.contact.fields, decision.trace.steps[0].verdict) == ({}, "yes")
    assert decision.problems[0].startswith("rules.yaml:50: conversation 'talk': ")


# An answer that doesn't fit.


def test_an_answer_that_does_not_fit_is_asked_for_again_with_a_word_on_what_would(make: Any) -> None:
    *_, decision = make.talk(new_time(make), ["r", "hm"])
    assert texts(decision) == ["Please reply with a day, such as Tuesday. Which day?"]
    (step,) = decision.trace.steps
    assert (step.verdict, step.because) == ("no", ("there is no day in it", "it is asked once more, 1 of 2"))


def test_the_hint_is_in_the_language_of_the_contact(make: Any) -> None:
    contact = Contact(make.them, fields={"language": "de"})
    *_, decision = make.talk(new_time(make), ["r", "hm"], contact=contact)
    assert texts(decision)[0].startswith("Bitte antworten Sie mit einem Tag")


def test_the_files_own_words_are_said_instead_as_often_as_tries_says(make: Any) -> None:
    rules = asking(make, make.question("Number?", "number", again="A number, please.", tries=3))
    decisions = make.talk(rules, ["go", "x", "y", "z"])
    assert said(decisions[1:]) == [["A number, please."]] * 3
    assert [d.contact.questions[0].tries for d in decisions] == [0, 1, 2, 3]


def test_after_the_last_try_a_person_takes_over_and_staff_are_told(make: Any) -> None:
    decisions = make.talk(new_time(make), ["r", "hm", "hmm", "hmmm"])
    last, at = decisions[-1], make.now + 3 * MINUTE
    assert texts(last) == ["Sorry, we didn't get that. A person will read your texts and answer you."]
    assert last.effects[0] == Closed("new_time", "given up", make.now, "new_time")
    assert HandedOver(at + 2 * HOUR, "new_time") in last.effects
    assert {effect.name for effect in last.effects if type(effect).__name__ == "Due"} == {"maria", "ben"}
    assert (names(last), last.contact.handed_over_until) == ([], at + 2 * HOUR)


def test_giving_up_does_what_the_file_says_instead(make: Any) -> None:
    asked = make.question("Number?", "number", tries=0, give_up=make.doing("Never mind then.", Tag(("lost",))))
    *_, decision = make.talk(asking(make, asked), ["go", "x"])
    assert (texts(decision), decision.contact.tags) == (["Never mind then."], {"lost"})
    assert [type(effect).__name__ for effect in decision.effects] == ["Closed", "Tagged"]


def test_the_tries_begin_anew_with_the_next_question(make: Any) -> None:
    decisions = make.talk(new_time(make), ["r", "hm", "Tuesday"])
    assert decisions[-1].contact.questions[0].tries == 0


def test_a_rule_that_answers_the_conversation_says_something_in_between(make: Any) -> None:
    why = make.rule("Why", [Answering(("new_time",)), Says(make.phrases("why"))], "To find you a time.")
    decisions = make.talk(new_time(make, why), ["r", "why", "Tuesday"])
    assert said(decisions[1:]) == [["To find you a time."], ["Morning or afternoon?"]]
    assert (decisions[1].rule, decisions[1].contact.questions[0].tries) == ("Why", 0)
    assert decisions[1].trace.steps[0].because == ("there is no day in it", "rule 'Why' says something in between")


def test_a_rule_in_between_that_hands_over_or_starts_another_conversation_takes_its_place(make: Any) -> None:
    say = [Answering(("new_time",)), Says(make.phrases("human"))]
    over = new_time(make, make.rule("Human", say, "One moment.", HandOver(HOUR, "1 hour")))
    *_, decision = make.talk(over, ["r", "human"])
    assert (names(decision), decision.effects[-1].how) == ([], "given up")
    other = make.conversation("other", make.question("Who?"))
    rules = new_time(make, make.rule("Other", say, "OK.", Start("other")))
    rules = make.with_conversations(rules, other)
    *_, decision = make.talk(rules, ["r", "human"])
    assert (names(decision), decision.effects[-1].how) == (["other"], "replaced")


def test_behind_a_step_that_hands_over_nothing_is_asked_any_more(make: Any) -> None:
    rules = asking(
        make,
        make.question("Which plan?", save="plan"),
        ConversationStep(None, None, make.doing("A doctor calls.", HandOver(HOUR, "1 hour")), holds("plan == '9'")),
        "Thank you.",
        make.question("Since when?"),
        "Bye.",
    )
    bad, slight = make.talk(rules, ["go", "9"])[-1], make.talk(rules, ["go", "2"])[-1]
    assert (texts(bad), names(bad), bad.effects[-1].how) == (["A doctor calls.", "Thank you."], [], "given up")
    assert (texts(slight), names(slight)) == (["Thank you.", "Since when?"], ["talk"])


def test_a_conversation_that_ends_with_a_person_was_answered(make: Any) -> None:
    rules = asking(make, make.question("Who?"), make.doing("A person reads this.", HandOver(HOUR, "1 hour")))
    *_, decision = make.talk(rules, ["go", "Ana"])
    assert (names(decision), decision.effects[-1].how) == ([], "answered")


def test_a_rule_in_between_that_only_marks_and_goes_on_leaves_the_asking_to_the_conversation(make: Any) -> None:
    mark = make.rule("Mark", Answering(("new_time",)), None, Tag(("slow",)), goes_on=True)
    *_, decision = make.talk(new_time(make, mark), ["r", "hm"])
    assert (texts(decision), decision.contact.tags) == (
        ["Please reply with a day, such as Tuesday. Which day?"],
        {"slow"},
    )


# BACK and CANCEL THAT.


def test_back_asks_the_question_before_and_gives_its_answer_up(make: Any) -> None:
    *_, decision = make.talk(new_time(make), ["r", "Tuesday", "back"])
    assert (texts(decision), decision.contact.fields) == (["Which day?"], {})
    assert decision.trace.steps[0].because == ("'back' goes back a question",)


def test_back_goes_as_far_as_the_conversation_went(make: Any) -> None:
    rules = asking(make, *(make.question(f"{n}?") for n in range(4)), "Done.")
    decisions = make.talk(rules, ["go", "a", "b", "back", "back", "back", "a", "b", "c", "d"], every=3 * MINUTE)
    assert said(decisions)[3:] == [
        ["1?"],
        ["0?"],
        ["There is no question before this one. 0?"],
        ["1?"],
        ["2?"],
        ["3?"],
        ["Done."],
    ]


@pytest.mark.parametrize("word", ["BACK", "Go back!", "atrás", "zurück", "retour", "voltar"])
def test_back_is_known_in_five_languages(make: Any, word: str) -> None:
    *_, decision = make.talk(new_time(make), ["r", "Tuesday", word])
    assert texts(decision) == ["Which day?"]


@pytest.mark.parametrize(
    "word",
    [
        "Cancel that",
        "never mind.",
        "nvm thanks",
        "Stop asking me!",
        "forget it",
        "olvídalo",
        "laisse tomber",
        "abbrechen",
    ],
)
def test_cancel_that_ends_the_conversation(make: Any, word: str) -> None:
    *_, decision = make.talk(new_time(make), ["r", word])
    assert (texts(decision), names(decision)) == (["OK, we'll leave it at that."], [])
    assert decision.effects == (Closed("new_time", "cancelled", make.now, "new_time"),)


def test_cancel_alone_is_a_stop_word(make: Any) -> None:
    *_, decision = make.talk(new_time(make), ["r", "cancel"])
    assert (decision.outcome, names(decision)) == ("safety", [])
    assert decision.effects[-1] == Closed("new_time", "cancelled", make.now, "STOP word 'cancel'")


def test_a_choice_that_is_called_back_is_a_choice(make: Any) -> None:
    rules = asking(make, make.question("Where does it hurt?", save="what", choices={"back": [], "neck": []}), "I see.")
    *_, decision = make.talk(rules, ["go", "back"])
    assert (texts(decision), decision.contact.fields) == (["I see."], {"what": "back"})


def test_a_rule_that_wants_the_word_for_another_question_gets_it(make: Any) -> None:
    where = make.rule("Where", [Answering(("pain",)), Says(make.phrases("back", "neck"))], "I see.")
    rules = new_time(make, where)
    waiting = make.decide(rules, "r").contact
    pain = make.open_question("pain")
    decision = make.decide(rules, "back", contact=replace(waiting, questions=(pain, *waiting.questions)))
    assert (texts(decision), names(decision)) == (["I see."], ["new_time"])


def test_back_and_cancel_that_are_ordinary_words_where_no_conversation_waits(make: Any) -> None:
    assert make.decide(new_time(make), "back").outcome == "otherwise"
    assert make.decide(new_time(make), "never mind").outcome == "otherwise"


def test_a_question_that_takes_any_text_does_not_take_back(make: Any) -> None:
    rules = asking(make, make.question("First?"), make.question("Second?"))
    *_, decision = make.talk(rules, ["go", "a", "back"])
    assert texts(decision) == ["First?"]


def test_what_the_when_of_a_step_finds_is_known_to_its_texts(make: Any) -> None:
    found = Matches((Pattern.compile(r"(?P<med>\w+) pills"),))
    steps = (make.question("What?"), ConversationStep(None, make.question("How many {{ med }}?"), None, found), "OK.")
    assert said(make.talk(asking(make, *steps), ["go", "the blue pills"]))[-1] == ["How many blue?"]


# One conversation and another.


def test_a_step_may_start_another_conversation_which_takes_its_place(make: Any) -> None:
    other = make.conversation("other", make.question("Who?"))
    rules = asking(make, make.question("What?"), make.doing("OK.", Start("other")), "Never.", others=[other])
    *_, decision = make.talk(rules, ["go", "x"])
    assert (texts(decision), names(decision)) == (["OK.", "Who?"], ["other"])
    assert [type(effect).__name__ for effect in decision.effects] == ["Answered", "Closed", "Asked"]


def test_conversations_that_start_each_other_without_a_question_come_to_an_end(make: Any) -> None:
    ping = make.conversation("ping", make.doing(None, Start("talk")))
    decision = make.decide(asking(make, make.doing("Pong.", Start("ping")), others=[ping]), "go")
    assert "without end" in decision.problems[0]
    assert len(decision.replies) <= 10


def test_starting_a_conversation_that_waits_begins_it_anew(make: Any) -> None:
    again = make.rule("Again", Says(make.phrases("again")), "From the start.", Start("new_time"), always=True)
    *_, decision = make.talk(new_time(make, again), ["r", "Tuesday", "again"])
    assert (texts(decision), names(decision)) == (["From the start.", "Which day?"], ["new_time"])
    assert decision.effects[0] == Closed("new_time", "replaced", make.now, "Again")
    assert decision.contact.questions[0].came_from == ()


def test_a_step_that_opts_them_out_is_the_last(make: Any) -> None:
    steps = (make.question("Sure?"), make.doing("Goodbye.", OptOut()), make.question("Why?"))
    *_, decision = make.talk(asking(make, *steps), ["go", "yes"])
    assert (texts(decision), names(decision)) == (["Goodbye."], [])
    assert decision.effects[-1] == Closed("talk", "cancelled", make.now, "talk")


# In time, and while the file stays as it is.


def test_an_answer_that_comes_too_late_goes_to_the_rules(make: Any) -> None:
    decisions = make.talk(new_time(make), ["r", "Tuesday"], every=27 * HOUR)
    last = decisions[-1]
    assert (last.outcome, names(last)) == ("otherwise", [])
    assert last.effects == (Closed("new_time", "lapsed", make.now, "new_time"),)
    assert last.trace.steps[0].because == ("the question 'new_time' lapsed 3 hours ago",)


def test_within_counts_from_the_last_question(make: Any) -> None:
    rules = asking(make, make.question("One?", within=2 * DAY), make.question("Two?"), "Done.")
    assert said(make.talk(rules, ["go", "a", "b"], every=23 * HOUR))[-1] == ["Done."]


def test_a_step_that_the_file_has_lost_waits_no_more(make: Any) -> None:
    contact = make.talk(new_time(make), ["r", "Tuesday"])[-1].contact
    shorter = asking(make, "Hi.")
    decision = make.decide(shorter, "pm", contact=contact)
    assert (decision.outcome, names(decision)) == ("otherwise", [])
    assert decision.effects == (Closed("new_time", "lapsed", make.now, "new_time"),)
    assert "the file has changed" in decision.trace.steps[0].because[0]


# The limits.


def test_asking_again_is_not_held_back_as_the_same_words(make: Any) -> None:
    rules = asking(make, make.question("Number?", "number", again="A number, please.", tries=4))
    decisions = make.talk(rules, ["go", "x", "y", "z", "w"], every=timedelta(seconds=20))
    assert said(decisions[1:]) == [["A number, please."]] * 4


def test_the_limit_on_answers_holds_for_conversations_too(make: Any) -> None:
    limits = Limits(replies=(Rate(3, HOUR, "3 in 1 hour"),))
    rules = asking(make, *(make.question(f"{n}?") for n in range(9)), limits=limits)
    assert said(make.talk(rules, ["go", "a", "b", "c"])) == [["0?"], ["1?"], ["2?"], []]


def test_the_same_answer_to_many_questions_is_no_machine(make: Any) -> None:
    rules = asking(make, *(make.question(f"{n}?", "yes or no") for n in range(9)), "Thanks!")
    decisions = make.talk(rules, ["go", *["yes"] * 9])
    assert texts(decisions[-1]) == ["Thanks!"]


def test_a_machine_that_starts_a_conversation_over_and_over_is_stopped(make: Any) -> None:
    start = make.rule("Yes", Says(make.phrases("yes")), None, Start("talk"))
    rules = make.ruleset(start, conversations=[make.conversation("talk", make.question("OK?", "yes or no"))])
    assert "machine" in make.talk(rules, ["yes"] * 30, every=MINUTE * 4)[-1].trace.steps[0].because[0]


def test_what_is_decided_is_decided_at_the_moment_of_the_business(make: Any) -> None:
    late = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)
    contact = make.decide(new_time(make), "r", now=late - HOUR).contact
    decision = make.decide(new_time(make), "tomorrow", contact=contact, now=late)
    assert decision.contact.fields == {"day": "2026-06-10"}


# From the file to the phone.

FILE = """
business: Bright Smile Dental
phone: +1 202 555 0199
timezone: America/Chicago
rules:
  - name: Reschedule
    when: {says: [<no>, r]}
    reply: No problem.
    start: new_time
  - name: Rate
    when: {says: rate}
    ask: How was your visit, 1 to 5?
    as: rating
  - name: Rated
    when: {answering: rating, matches: "^(?P<stars>[1-5])$"}
    reply: Thanks for {{ stars }} stars!
conversations:
  new_time:
    - ask: Which day suits you better?
      save: day
      expect: day
    - ask: Morning or afternoon?
      save: half
      choices: {morning: [am, early], afternoon: [pm, late]}
    - when: {if: half == "morning"}
      ask: Is 8 AM too early?
      expect: yes or no
    - reply: Thanks! We'll confirm {{ day }} {{ half }}.
otherwise:
  reply: A person will read this soon.
"""


def test_a_file_converses() -> None:
    phone = Simulator(loads(FILE))
    bodies = ["R", "soon", "tomorrow", "late", "rate", "great", "5", "5", "r", "tomorrow", "back", "friday", "AM", "👍"]
    assert [(body, *texts(phone.text(body))) for body in bodies] == [
        ("R", "No problem.", "Which day suits you better?"),
        ("soon", "Please reply with a day, such as Tuesday. Which day suits you better?"),
        ("tomorrow", "Morning or afternoon?"),
        ("late", "Thanks! We'll confirm Wed 3 June afternoon."),
        ("rate", "How was your visit, 1 to 5?"),
        ("great", "A person will read this soon."),
        ("5", "Thanks for 5 stars!"),
        ("5", "A person will read this soon."),
        ("r", "No problem.", "Which day suits you better?"),
        ("tomorrow", "Morning or afternoon?"),
        ("back", "Which day suits you better?"),
        ("friday", "Morning or afternoon?"),
        ("AM", "Is 8 AM too early?"),
        ("👍", "Thanks! We'll confirm Fri 5 June morning."),
    ]
