"""``conversations``, and what rules ask: read as written, or told what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from responder import rules
from responder.core.conversation import Conversation, ConversationStep, Question
from responder.core.rule import Ask, FollowUp, Join, Notify, Remember, Start, Tag
from responder.core.ruleset import Ruleset
from responder.rules import Problem
from responder.simulator import Simulator

Load = Callable[[str], Ruleset]
OneProblem = Callable[[str], Problem]
Problems = Callable[[str], list[Problem]]

TOP = "timezone: America/Chicago\nstaff: {maria: +1 555 010 0002}\nlists: {tips: A tip a month}\n"


def talk(steps: str, *, top: str = "", name: str = "new_time") -> str:
    """A file with one conversation of these steps, which the text "go" starts."""
    lines = "".join(f"    {line}\n" for line in steps.strip("\n").split("\n"))
    rule = f"rules:\n  - name: Go\n    when: {{says: go}}\n    start: {name}\n"
    return f"{TOP}{top}{rule}conversations:\n  {name}:\n{lines}"


@pytest.fixture
def steps(load: Load) -> Callable[[str], tuple[ConversationStep, ...]]:
    return lambda written: load(talk(written)).conversations["new_time"].steps


@pytest.fixture
def question(steps: Any) -> Callable[[str], Question]:
    """The question that these settings make beside ``ask``."""

    def question(settings: str) -> Question:
        lines = settings.strip().split("\n")
        made: Question | None = steps("- ask: What?\n" + "\n".join(f"  {line}" for line in lines if line))[0].question
        assert made is not None
        return made

    return question


def source(spec: Any, language: str = "") -> str:
    return str(spec.by_language[language][0].text.source)


def test_a_conversation_is_a_list_of_questions_and_of_things_done(load: Load) -> None:
    ruleset = load(
        talk(
            """
            - ask: Which day suits you better?
              save: day
              expect: day
            - ask: Morning or afternoon?
              save: half
              choices: {morning: [am, early], afternoon: [pm, late]}
            - reply: Thanks! We'll confirm {{ day }} {{ half }}.
              notify: maria
            """.replace("            ", "")
        )
    )
    made = ruleset.conversations["new_time"]
    assert isinstance(made, Conversation) and made.name == "new_time" and str(made.place) == "rules.yaml:9"
    first, second, last = made.steps
    assert first.question and second.question and last.doing
    assert (source(first.question.ask), first.question.save) == ("Which day suits you better?", "day")
    assert (first.question.expected.kind, first.question.tries, first.question.within) == ("day", 2, timedelta(days=1))
    assert (first.question.again, first.question.give_up, first.doing) == (None, None, None)
    choices = second.question.expected.choices
    assert {name: [p.written for p in words] for name, words in choices.items()} == {
        "morning": ["morning", "am", "early"],
        "afternoon": ["afternoon", "pm", "late"],
    }
    assert last.question is None and last.doing.actions == (Notify(("maria",)),)
    assert ruleset.rules[0].actions == (Start("new_time"),)
    assert ruleset.fields == {"day", "half"} and ruleset.business.kinds == {"day": "day"}


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("", "text"),
        ("expect: text", "text"),
        ("expect: yes or no", "yes or no"),
        ("expect: yes_or_no", "yes or no"),
        ("expect: Number", "number"),
        ("expect: time", "time"),
        ("expect: date", "date"),
        ("expect: phone", "phone"),
        ("expect: email", "email"),
        ("expect: name", "name"),
        ("expect: photo", "photo"),
        ("choices: [red, white]", "choices"),
        ("expect: choices\nchoices: [yes, no]", "choices"),
        ('matches: "\\\\d+"', "matches"),
    ],
)
def test_what_the_answer_has_to_be(question: Any, written: str, kind: str) -> None:
    assert question(written).expected.kind == kind


def test_choices_may_be_a_plain_list_and_hold_word_lists(question: Any) -> None:
    plain = question("choices: [red, 017, no]").expected.choices
    assert {name: [p.written for p in words] for name, words in plain.items()} == {
        "red": ["red"],
        "017": ["017"],
        "no": ["no"],
    }
    named = question("choices: {fine: <yes>, bad: [<no>, meh]}").expected.choices
    assert {"yep", "fine"} <= {p.folded for p in named["fine"]} and "meh" in {p.folded for p in named["bad"]}


def test_a_yes_is_one_of_the_writers_own_words_where_there_are_any(load: Load, question: Any) -> None:
    assert "yep" in {p.folded for p in question("expect: yes or no").expected.yes}
    own = load(talk("- ask: Well?\n  expect: yes or no", top="words: {yes: [aye]}\n"))
    asked = own.conversations["new_time"].steps[0].question
    assert asked and [p.written for p in asked.expected.yes] == ["aye"] and len(asked.expected.no) > 20


@pytest.mark.parametrize(
    ("save", "kept"), [("code", "ab"), ("other", "ab-12")], ids=["the group of that name", "all of it"]
)
def test_a_regular_expression_says_what_of_the_answer_is_kept(question: Any, save: str, kept: str) -> None:
    expected = question(f'save: {save}\nmatches: "(?P<code>[a-z]+)-\\\\d+"').expected
    found = expected.pattern.search("it is ab-12, I think")
    assert found[expected.group] == kept


def test_a_question_says_how_often_how_long_and_what_then(question: Any) -> None:
    made = question("again: Sorry?\ntries: 3\nwithin: 2 hours\ngive_up: We'll call you.")
    assert (source(made.again), made.tries, made.within) == ("Sorry?", 3, timedelta(hours=2))
    assert source(made.give_up.reply) == "We'll call you." and made.give_up.actions == ()


def test_giving_up_may_do_what_a_rule_does(question: Any) -> None:
    made = question("give_up: {reply: We'll call you., notify: maria, tag: lost}").give_up
    assert source(made.reply) == "We'll call you." and made.actions == (Notify(("maria",)), Tag(("lost",)))
    by_language = question("give_up: {en: We'll call you., es: Te llamamos.}").give_up
    assert source(by_language.reply, "es") == "Te llamamos."
    picture = question("give_up: {text: Look here, media: https://example.com/map.png}").give_up
    assert len(picture.reply.by_language[""][0].media) == 1


def test_a_step_does_what_a_rule_does_and_may_be_skipped(steps: Any) -> None:
    done, asked = steps(
        """
- when: {if: 'day == "2026-06-09"'}
  remember: {plan: gold}
  join: tips
- ask: {en: Which day?, es: ¿Qué día?}
  save: day
  reply: One more thing.
"""
    )
    assert done.when is not None and done.question is None
    assert [type(action) for action in done.doing.actions] == [Remember, Join]
    assert source(asked.question.ask, "es") == "¿Qué día?" and source(asked.doing.reply) == "One more thing."


def test_follow_ups_of_all_steps_are_numbered_through(steps: Any) -> None:
    made = steps(
        """
- reply: One
  follow_up: [{after: 1 day, text: A}, {after: 2 days, text: B}]
- ask: Two?
  give_up: {follow_up: {after: 1 day, text: C}}
"""
    )
    doings = [made[0].doing, made[1].question.give_up]
    found = [a for doing in doings for a in doing.actions if isinstance(a, FollowUp)]
    assert [one.position for one in found] == [0, 1, 2]


def test_a_rule_asks_under_its_name_or_another(load: Load) -> None:
    made = load(
        """
        rules:
          - name: Rating
            when: {says: rate}
            reply: Thanks for coming.
            ask: How was it, 1 to 5?
          - name: Other
            when: {says: other}
            ask: How was it, 1 to 5?
            as: stars
            within: 3 days
          - name: Rated
            when: {answering: [Rating, stars], matches: "[1-5]"}
            reply: Thanks!
        """
    ).rules
    first, second = made[0].ask, made[1].ask
    assert isinstance(first, Ask) and isinstance(second, Ask)
    assert (first.name, first.within, source(first.spec)) == ("Rating", timedelta(days=1), "How was it, 1 to 5?")
    assert (second.name, second.within, made[1].reply) == ("stars", timedelta(days=3), None)


def test_conversations_may_stand_in_several_files_and_start_each_other(write: Any) -> None:
    path = write(
        rules_yaml="""
        include: [more.yaml]
        rules: [{name: Go, when: {says: go}, start: one}]
        conversations: {one: [{start: two}]}
        """,
        more_yaml="conversations: {two: [{ask: 'Well?', save: said}]}",
    )
    made = rules.load(path)
    assert list(made.conversations) == ["one", "two"] and made.fields == {"said"}


@pytest.mark.parametrize(
    ("written", "code", "word"),
    [
        ("- reply: x\n  save: day", "missing-setting", '"ask"'),
        ("- reply: x\n  tries: 2", "missing-setting", '"ask"'),
        ("- when: {says: x}", "does-nothing", "this step"),
        ("- {}", "does-nothing", "this step"),
        ("- ask: x\n  expect: text\n  choices: [a, b]", "opposites", '"choices"'),
        ('- ask: x\n  matches: "a"\n  choices: [a, b]', "opposites", '"matches"'),
        ("- ask: x\n  expect: matches", "missing-setting", "matches"),
        ("- ask: x\n  choices: [a, a]", "shared-word", "twice"),
        ("- ask: x\n  choices: [A, a]", "shared-word", '"A" and "a"'),
        ("- ask: x\n  choices: {a: [c], b: [C!]}", "shared-word", '"a" and "b"'),
        ("- ask: x\n  choices: a, b", "wrong-type", "choices"),
        ("- ask: x\n  choices: []", "empty", "choices"),
        ("- ask: x\n  choices: [keep, stop]", "taken-word", "opts out"),
        ("- ask: x\n  choices: [keep, END]", "taken-word", "opts out"),
        ("- ask: x\n  choices: {keep: [a], lose: [b, cancel]}", "taken-word", '"cancel"'),
        ("- ask: x\n  choices: [info, prices]", "taken-word", "help"),
        ("- ask: x\n  save: phone", "taken-name", '"phone"'),
        ("- ask: x\n  save: Which Day", "odd-name", "Which Day"),
        ("- ask: x\n  save: {day: x}", "text-start", "{"),
        ("- ask: x\n  expect: colour", "unknown-word", "colour"),
        ("- ask: x\n  expect: [a, b]", "wrong-type", "one kind"),
        ("- ask: x\n  tries: -1", "not-a-number", "-1"),
        ("- ask: x\n  within: soon", "not-a-time", "soon"),
        ("- ask: x\n  start: new_time", "opposites", '"start"'),
        ("- start: other", "unknown-conversation", "other"),
        ("- reply: Hi {{ match.x }}", "unknown-variable", "match"),
        ("- reply: Hi {{ dya }}\n- ask: x\n  save: day", "unknown-variable", "dya"),
        ("- ask: x\n  give_up: {notify: nobody}", "unknown-staff", "nobody"),
        ("- ask: x\n  give_up: {ask: y}", "unknown-key", "ask"),
        ("- ask: x\n  tag: a\n  untag: a", "opposites", "tag"),
        ("- just a text", "wrong-type", "steps"),
    ],
)
def test_a_step_that_cant_be_meant_is_told(problem: OneProblem, written: str, code: str, word: str) -> None:
    found = problem(talk(written))
    assert found.code == code and word in found.message and found.remedy


def test_the_writers_own_words_for_stop_and_help_are_no_choices_either(problem: OneProblem) -> None:
    found = problem(talk("- ask: x\n  choices: [alta, baja]", top="opt_out: {stop_words: [baja]}\n"))
    assert found.code == "taken-word" and '"baja"' in found.message


@pytest.mark.parametrize("written", ["[]", "hello", "{ask: x}"])
def test_a_conversation_is_a_list_of_steps(problem: OneProblem, written: str) -> None:
    found = problem(f"rules: [{{name: A, when: {{says: a}}, start: one}}]\nconversations: {{one: {written}}}")
    assert found.code in ("empty", "wrong-type") and "one" in found.message


def test_a_conversation_isnt_called_like_something_else_that_answering_could_mean(problems: Problems) -> None:
    text = """
        rules:
          - {name: one, when: {says: a}, reply: x}
          - {name: B, when: {says: b}, ask: x, as: two}
          - {name: C, when: {says: c}, reply: x, follow_up: {after: 1 day, ask: x, name: three}}
          - {name: D, when: {says: d}, reply: x, follow_up: {after: 1 day, text: x, name: four}}
        conversations:
          ONE: [{ask: x}]
          two: [{ask: x}]
          three: [{ask: x}]
          four: [{ask: x}]
          reminder: [{ask: x}]
        """
    found = problems(text)
    assert [(p.code, p.place.line) for p in found] == [("taken-name", line) for line in (7, 8, 9, 11)]
    assert "such as `two_questions`, also where it is begun: `start: two_questions`" in found[1].remedy


def test_the_name_that_is_proposed_for_a_conversation_is_free(problem: OneProblem) -> None:
    found = problem(
        """
        rules:
          - {name: Free trial, when: {says: a}, start: free trial}
          - {name: B, when: {says: b}, start: free_trial_questions}
        conversations:
          free trial: [{reply: x}]
          free_trial_questions: [{reply: x}]
        """
    )
    assert "`start: free_trial_2`" in found.remedy


def test_a_question_may_be_asked_once_only(load: Load) -> None:
    ruleset = load(
        """
        rules: [{name: Go, when: {says: go}, start: size}]
        conversations: {size: [{ask: S or L?, choices: [s, l], tries: 0, give_up: Never mind.}, {reply: Done.}]}
        """
    )
    phone = Simulator(ruleset, datetime(2026, 6, 2, 15, tzinfo=UTC))
    said = [[r.text for r in phone.text(body).replies] for body in ("go", "green")]
    assert said == [["S or L?"], ["Never mind."]]


@pytest.mark.parametrize("slip", ["expect: a number", "expects: number", "expct: number", "expect: [number]"])
def test_nothing_is_told_of_a_field_whose_expect_cant_be_read(problem: OneProblem, slip: str) -> None:
    found = problem(
        f"""
        rules:
          - {{name: Many, when: {{says: go, if: bikes > 6}}, reply: 'A van. {{% if bikes > 8 %}}Large.{{% endif %}}'}}
          - {{name: Go, when: {{says: hire}}, start: hire}}
        conversations:
          hire:
            - ask: How many?
              save: bikes
              {slip}
            - when: {{if: contact.bikes > 2}}
              reply: '{{{{ bikes | day }}}} then'
            - reply: Done.
        """
    )
    assert found.place.line == 8


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("reply: x\n    as: y", "missing-setting"),
        ("reply: x\n    within: 1 day", "missing-setting"),
        ("ask: x\n    silent: yes", "opposites"),
        ("ask: x\n    as: reminder", "taken-name"),
        ("start: nothing", "unknown-conversation"),
        ("reply: x\n    choices: [a, b]", "unknown-key"),
    ],
)
def test_a_rule_that_asks_wrongly_is_told(problem: OneProblem, written: str, code: str) -> None:
    assert problem(f"rules:\n  - name: A\n    when: {{says: a}}\n    {written}\n").code == code


def test_a_number_that_was_asked_for_is_compared_as_one(load: Load) -> None:
    ruleset = load(
        """
        timezone: America/Chicago
        rules:
          - name: Many
            when: {says: go, if: guests > 6}
            reply: A big table for {{ guests }} on {{ day }} at {{ clock }}.
          - {name: Again, when: {says: again}, reply: "{{ day | day }}, {{ clock | time }}, {{ contact.day }}"}
          - {name: Go, when: {says: go}, start: table}
        conversations:
          table:
            - {ask: How many?, save: guests, expect: number}
            - {ask: Which day?, save: day, expect: day}
            - {ask: When?, save: clock, expect: time}
            - {when: {if: guests < 3}, reply: A small one.}
            - reply: Done.
        """
    )
    phone = Simulator(ruleset, datetime(2026, 6, 2, 15, tzinfo=UTC))
    said = [[r.text for r in phone.text(body).replies] for body in ("go", "eight", "monday", "3", "go", "again")]
    assert said == [
        ["How many?"],
        ["Which day?"],
        ["When?"],
        ["Done."],
        ["A big table for 8 on Mon 8 June at 3:00 PM."],
        ["Monday, 3:00 PM, Mon 8 June"],
    ]


def test_a_text_is_still_no_number(problem: OneProblem) -> None:
    found = problem(talk("- ask: x\n  save: guests\n- when: {if: guests > 3}\n  reply: x"))
    assert found.code == "template" and "guests|int" in found.remedy
