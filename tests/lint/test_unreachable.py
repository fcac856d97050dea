"""``unreachable``: rules that can never answer, with the rule that takes their texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from responder import rules
from responder.lint.registry import run

TOP = """
timezone: America/Chicago
hours: {mon-fri: 9:00-17:00}
windows: {lunch: mon-fri 12:00-13:00}
staff: {maria: +1 555 010 0002}
lists: {tips: Tips}
words: {pain: [toothache, it hurts]}
rules:
"""
"""Its rules begin in line 8."""


def two(above: str, below: str, *, more: str = "tag: x") -> str:
    return (
        TOP.lstrip("\n")
        + f"  - name: Above\n    when: {above}\n    reply: One\n    {more}\n"
        + f"  - name: Below\n    when: {below}\n    reply: Two\n"
    )


EVERYTHING = """
rules:
  - name: Hello
    {more}
    reply: Hello
    examples: [hi]
  - name: Prices
    when: {{contains: price}}
    reply: Cheap
    examples: []
  - name: Hours
    when: {{contains: hours}}
    reply: Always
    examples: []
otherwise: {{reply: Soon}}
"""


def test_rules_below_one_that_answers_everything_are_told_once(lint) -> None:
    (problem,) = lint(EVERYTHING.format(more="tag: x"), "unreachable")

    assert problem.place.line == 6
    assert problem.message == (
        'nothing reaches "Prices" and the 2 rules below it: "Hello" (line 2) has no `when`, so it answers every text '
        'before, such as "price"'
    )


@pytest.mark.parametrize("more", ["continue: yes", "once_per: 1 day", "when: {first_time: yes}"])
def test_a_rule_that_lets_texts_through_hides_nothing(lint, more: str) -> None:
    assert lint(EVERYTHING.format(more=more), "unreachable") == []


def test_once_per_with_an_answer_for_the_second_time_lets_nothing_through(lint) -> None:
    more = "once_per: 1 day\n    or_reply: Hello again"
    assert len(lint(EVERYTHING.format(more=more), "unreachable")) == 1


@pytest.mark.parametrize(
    ("above", "below", "told"),
    [
        ("{contains: hours}", "{says: opening hours}", 'takes "opening hours" before'),
        ("{contains: hours}", "{says: Opening-Hours?}", 'takes "Opening-Hours?" before'),
        ("{contains: [hours, open]}", "{says: [hours, are you open]}", 'takes "hours" and "are you open" before'),
        ("{contains: a b}", "{says: [a b, a b c, a b d, a b e, a b f]}", 'takes "a b", "a b c", "a b d" and 2 more'),
        ("{says: open}", "{says: open 🙏}", 'takes "open 🙏" before'),
        ("{starts_with: open}", "{starts_with: [open on]}", 'takes every text that begins with "open on" before'),
        ("{contains: open}", "{starts_with: [open]}", 'takes every text that begins with "open" before'),
        ("{contains: hours}", "{contains: [opening hours]}", 'takes every text with "opening hours" before'),
        ("{contains: hours}", "{contains_all: [hours, sunday]}", 'takes all its texts before, such as "hours sunday"'),
        ("{contains_all: [a, b]}", "{all: [{contains: b}, {contains: a}]}", 'before, such as "b a"'),
        ("{contains: it hurts}", "{says: <pain>}", None),
        ("{contains: <pain>}", "{says: [my toothache]}", 'takes "my toothache" before'),
        ("{any: [{says: x}, {contains: y}]}", "{says: [x, y z]}", 'takes "x" and "y z" before'),
        ("{contains: price, not: {contains: list}}", "{says: price}", 'takes "price" before'),
        ("{contains: price, not: {contains: list}}", "{says: price list}", None),
        ("{not: {contains: price}}", "{says: hours}", 'takes "hours" before'),
        ("{contains: hours}", "{says: opening hours, during: lunch}", 'takes all its texts before|takes "opening'),
        ("{contains: hours, during: lunch}", "{says: opening hours, during: lunch}", 'takes "opening hours" before'),
        ("{contains: hours, outside: hours}", "{says: hours, during: closed}", 'takes "hours" before'),
        ("{contains: x, from: [staff, +1555*]}", "{says: x, from: maria}", 'takes "x" before'),
        ("{contains: x, from: +1555*}", "{says: x, from: +1 555 010 7777}", 'takes "x" before'),
        ("{contains: x, on_list: tips}", "{says: x, from: tips}", 'takes "x" before'),
        ("{has: [picture, video]}", "{has: picture}", 'takes all its texts before, such as "hello"'),
        ("{contains: x, first_time: yes}", "{says: x, first_time: yes}", 'takes "x" before'),
        ("{contains: x, language: es}", "{says: x, language: es}", 'takes "x" before'),
        ("{contains: x, date: 2026-06-01 to 2026-06-09}", "{says: x, date: 2026-06-03}", 'takes "x" before'),
        ("{matches: 'refill'}", "{matches: '\\brefills?\\b'}", 'takes all its texts before, such as "refill"'),
        ("{matches: '[a-z]+ x'}", "{matches: '[a-z]+ x', from: staff}", "takes all its texts before, such as"),
        ("{says: [open, hours]}", "{matches: '^(open|hours)$'}", 'takes all its texts before, such as "open"'),
        ("{contains: 营业}", "{contains: 营业时间}", 'takes every text with "营业时间" before'),
    ],
)
def test_a_rule_whose_texts_a_rule_above_takes_is_told_with_what_is_taken(
    lint, above: str, below: str, told: str | None
) -> None:
    found = lint(two(above, below), "unreachable")

    if told is None:
        assert found == []
    else:
        (problem,) = found
        assert problem.message.startswith('"Below" can\'t answer: "Above" (line 8) ')
        assert any(part in problem.message for part in told.split("|"))
        assert problem.place.line in (12, 13) and problem.level == "warning"


def test_a_rule_that_only_emoji_before_the_words_would_reach_is_told_as_one_that_nothing_tried_does(lint) -> None:
    (problem,) = lint(two("{starts_with: open}", "{says: open now}"), "unreachable")
    assert problem.message.startswith('no text that we tried reaches "Below": "Above" (line 8) takes "open now"')
    assert problem.level == "warning"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("{says: open 🙏}", "{says: open}"),
        ("{says: hours}", "{contains: hours}"),
        ("{contains: opening hours}", "{contains: hours}"),
        ("{starts_with: open}", "{contains: open}"),
        ("{contains_all: [a, b]}", "{contains: a}"),
        ("{contains: hours, during: lunch}", "{says: opening hours}"),
        ("{contains: hours, during: lunch}", "{says: opening hours, during: hours}"),
        ("{contains: x, from: maria}", "{says: x, from: staff}"),
        ("{contains: x, from: staff}", "{says: x}"),
        ("{contains: x, first_time: yes}", "{says: x, first_time: no}"),
        ("{contains: x, language: es}", "{says: x, language: fr}"),
        ("{contains: x, has: picture}", "{says: x}"),
        ("{contains: x, if: 'body|length < 3'}", "{says: [x, y x]}"),
        ("{contains: x, date: 12-25}", "{says: x, date: 12-24 to 12-26}"),
        ("{matches: '^open$'}", "{says: open}"),
        ("{contains: price}", "{matches: 'price'}"),
        ("{matches: '\\bprice\\b'}", "{matches: 'price'}"),
        ("{contains: hour}", "{says: hours}"),
        ("{contains: adresse}", "{says: ladresse}"),
        ("{not: {contains: adresse}}", "{says: ladresse}"),
        ("{contains: '?'}", "{says: hours?}"),
        ("{says: <yes>}", "{says: [ok, gladly]}"),
    ],
)
def test_a_rule_that_some_text_reaches_is_left_alone(lint, above: str, below: str) -> None:
    assert lint(two(above, below), "unreachable") == []


@pytest.mark.parametrize("more", ["continue: yes", "once_per: 1 day"])
def test_a_rule_above_that_lets_its_texts_through_takes_none(lint, more: str) -> None:
    assert lint(two("{contains: hours}", "{says: hours}", more=more), "unreachable") == []


def test_a_rule_with_always_gets_its_turn_while_a_question_is_open(lint) -> None:
    file = two("{contains: bleeding}", "{says: i am bleeding}") + "    always: yes\n"
    assert lint(file, "unreachable") == []
    assert len(lint(file.replace("tag: x", "always: yes"), "unreachable")) == 1


def test_while_a_question_is_open_a_rule_with_always_passes_one_without_when(lint) -> None:
    file = two("{contains: x}", "{contains: bleeding}", more="always: yes") + "    always: yes\n"
    everything = file.replace("    when: {contains: x}\n", "")
    assert lint(everything, "unreachable") == []
    assert len(lint(everything[: everything.rindex("    always")], "unreachable")) == 1


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["{not: {matches: 'order \\d+'}}"], "{contains: [where, status]}"),
        (["{not: {matches: '^where is order \\d+$'}}"], "{contains: [where, status]}"),
        (["{not: {matches: 'order \\d+'}}"], "{matches: 'where .* status'}"),
        (["{all: [{matches: '[a-z]+'}, {not: {contains: list}}]}"], "{contains: price}"),
        (["{matches: 'price', not: {starts_with: [the]}}"], "{matches: 'prices?'}"),
        (["{matches: 'price', not: {contains_all: [big, list]}}"], "{contains: price}"),
        (["{any: [{not: {matches: 'order \\d+'}}, {contains: now}]}"], "{contains: where}"),
        (["{not: {matches: 'a \\d+'}}", "{not: {contains: [b]}}"], "{contains: where}"),
        # Nobody knows a text that this one finds.
        (["{not: {matches: '(?i:order) \\d'}}"], "{contains: [where, status]}"),
    ],
)
def test_what_rules_above_rule_out_may_stand_among_the_words_of_a_rule(lint, above: list[str], below: str) -> None:
    rules = "".join(f"  - {{name: R{n}, when: {when}, reply: x}}\n" for n, when in enumerate(above))
    assert lint(TOP + rules + f"  - {{name: Below, when: {below}, reply: x}}\n", "unreachable") == []


def test_what_a_rule_rules_out_is_taken_by_another(lint) -> None:
    file = (
        TOP
        + """  - {name: No list, when: {matches: price, not: {contains: list}}, reply: x}
  - {name: List, when: {matches: list}, reply: x}
  - {name: Prices, when: {contains: price}, reply: x}
"""
    )
    (problem,) = lint(file, "unreachable")
    assert problem.message.startswith('no text that we tried reaches "Prices"')


FAILING = """
rules:
  - name: Any
    {reply}
    examples: [hi]
conversations:
  talk: [{{ask: "{asks} days?", save: days}}, {{reply: ok}}]
otherwise: A person will read this.
"""


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ('reply: "1 of {{ 10 / (body|length) }}"', 0),
        ('reply: {text: x, media: "{{ body }}"}', 0),
        ('reply: {en: x, es: "{{ 10 / (body|length) }}"}', 0),
        ('ask: "1 of {{ 10 / (body|length) }}"', 0),
        ('remember: {visits: "{{ 1 / (body|length) }}"}', 0),
        ("start: talk", 0),
        ('reply: "You said {{ body }}"', 1),
    ],
)
def test_where_a_text_of_a_rule_may_go_wrong_otherwise_is_reached(lint, reply: str, told: int) -> None:
    asks = "{{ 10 / (body|length) }}" if "talk" in reply else "How many"
    assert len(lint(FAILING.format(reply=reply, asks=asks), "unreachable")) == told


def test_slips_reach_a_rule_that_allows_them(lint) -> None:
    assert lint(two("{says: price}", "{says: price}") + "    typos: yes\n", "unreachable") == []
    assert len(lint("typos: yes\n" + two("{says: price}", "{says: price}"), "unreachable")) == 1


def test_several_rules_together_are_all_named(lint) -> None:
    (problem,) = lint(
        TOP.lstrip("\n")
        + """  - {name: Open, when: {contains: open}, reply: x}
  - {name: Times, when: {says: [hours, times]}, reply: x}
  - {name: When, when: {says: [are you open, times]}, reply: x}
""",
        "unreachable",
    )
    assert problem.message == (
        '"When" can\'t answer: its texts are taken before, "are you open" by "Open" (line 8) and "times" by "Times" '
        "(line 9)"
    )
    assert problem.remedy == 'Move "When" above them, or give it words of its own.'


def test_one_rule_for_opening_hours_and_one_for_all_others_leave_nothing(lint) -> None:
    (problem,) = lint(
        TOP.lstrip("\n")
        + """  - {name: Day, when: {contains: price, during: hours}, reply: x}
  - {name: Night, when: {contains: price, outside: hours}, reply: x}
  - {name: Prices, when: {contains: [price list]}, reply: x}
otherwise: {reply: x}
""",
        "unreachable",
    )
    assert '"price list" by "Day" (line 8) or "Night" (line 9)' in problem.message


def test_otherwise_is_kept_although_rules_for_all_hours_stand_above(lint) -> None:
    file = (
        TOP + "  - {name: Day, when: {during: hours}, reply: x}\n  - {name: Night, when: {outside: hours}, reply: x}\n"
    )
    assert lint(file + "otherwise: {reply: x}\n", "unreachable") == []


def test_two_rules_that_wait_for_the_same_are_told_so(lint) -> None:
    (problem,) = lint(two("{says: [a, b]}", "{says: [b, a]}"), "unreachable")
    assert problem.remedy == "Both wait for the same. Keep one of them, or give each words of its own."


@pytest.mark.parametrize(
    ("below", "told"),
    [
        ("{says: [a, b], contains: c}", "no text fits all of its conditions at once, such as `says: a` and"),
        ("{says: a, not: {contains: a}}", "no text and no moment fits all of its conditions at once"),
        ("{during: hours, outside: hours}", "no text and no moment fits all of its conditions at once"),
    ],
)
def test_conditions_that_contradict_each_other_are_told(lint, below: str, told: str) -> None:
    (problem,) = lint(two("{says: x}", below), "unreachable")
    assert told in problem.message
    assert "`any:`" in problem.remedy


@pytest.mark.parametrize("below", ["{says: stop}", "{says: [cancel, end]}"])
def test_words_of_the_carriers_are_another_check_s(lint, below: str) -> None:
    assert lint(two("{contains: [stop, cancel, end]}", below), "unreachable") == []


def test_of_regular_expressions_it_says_that_it_only_tried(lint) -> None:
    (problem,) = lint(two("{matches: 'refill'}", "{matches: '(?P<med>[a-z]+) refill'}"), "unreachable")
    assert problem.level == "note"
    assert problem.message == (
        'no text that we tried reaches "Below": "Above" (line 8) takes all its texts before, such as "aspirin refill"'
    )


def test_words_that_a_regular_expression_above_finds_in_every_spelling_are_told(lint) -> None:
    (problem,) = lint(two("{matches: 'refill'}", "{says: [refill, my refill]}"), "unreachable")
    assert problem.level == "warning"
    assert 'no text that we tried reaches "Below": "Above" (line 8) takes "refill" and "my refill"' in problem.message


def test_a_rule_that_changes_the_contact_and_goes_on_may_let_the_next_one_fit(lint) -> None:
    joined = "  - {name: Join, when: {contains: x}, join: tips, continue: yes}\n"
    above = "  - {name: Above, when: {contains: x, on_list: tips}, reply: One}\n"
    below = "  - {name: Below, when: {says: x, on_list: tips}, reply: Two}\n"
    assert lint(TOP + above + joined + below, "unreachable") == []
    assert len(lint(TOP + joined + above + below, "unreachable")) == 1


@pytest.mark.parametrize("day", ["02-29", "2024-02-29", "2024-12-24", "12-31 to 01-02", "2099-12-31"])
def test_days_that_are_rare_past_or_far_away_upset_nothing(lint, day: str) -> None:
    file = two("{contains: x, date: DAY}", "{says: x, date: DAY}").replace("DAY", day)
    assert {problem.message for problem in lint(file, "unreachable")} <= {
        '"Below" can\'t answer: "Above" (line 8) takes "x" before'
    }


def test_a_finding_can_be_ignored_where_its_rule_begins(lint) -> None:
    file = two("{contains: hours}", "{says: hours}")
    ignored = file.replace("  - name: Below", "  # responder: ignore=unreachable\n  - name: Below")
    assert len(lint(file, "unreachable")) == 1
    assert lint(ignored, "unreachable") == []


def test_a_rule_in_another_file_is_named_with_its_file(tmp_path: Path) -> None:
    main, more = tmp_path / "rules.yaml", tmp_path / "more.yaml"
    main.write_text("include: more.yaml\nrules:\n  - name: Hello\n    reply: Hi.\n", encoding="utf-8")
    more.write_text("rules:\n  - {name: Prices, when: {says: price}, reply: From 60.}\n", encoding="utf-8")
    ruleset = rules.load(main)
    texts = {name: Path(name).read_text(encoding="utf-8") for name in ruleset.files}
    (found,) = [one for one in run(ruleset, texts, date(2026, 6, 2)) if one.code == "unreachable"]
    assert found.place.file == more.as_posix()
    assert f'"Hello" ({main.as_posix()}, line 3)' in found.message


@pytest.mark.parametrize(
    "starter", sorted(Path(rules.__file__).parent.parent.glob("starters/*.yaml")), ids=lambda p: p.stem
)
@pytest.mark.parametrize("name", ["unreachable", "shared-words"])
def test_the_starters_have_none(lint, starter: Path, name: str) -> None:
    assert lint(starter.read_text(encoding="utf-8"), name) == []


QUESTIONS = """
rules:
  - {name: Ask, when: {says: card}, ask: "Do you have a card?", as: card}
  - {name: Other, when: {says: other}, ask: "And another?", as: other}
"""


def answering(above: str, below: str, more: str = "") -> str:
    return (
        f"{QUESTIONS}  - {{name: Above, when: {{{above}}}, reply: One}}\n"
        f"  - {{name: Below, when: {{{below}}}, reply: Two{more}}}\notherwise: Soon.\n"
    )


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("answering: card", "answering: card, says: <yes>"),
        ("answering: card", "answering: card"),
        ("answering: card", "answering: card, contains: [when, where]"),
        ("answering: [other, card]", "answering: card, says: <yes>"),
        ("answering: card, contains: yes", "answering: card, says: yes please"),
        ("answering: reminder", "answering: reminder, says: <yes>"),
    ],
)
def test_a_rule_below_one_that_takes_any_answer_to_the_same_question_is_told(lint, above: str, below: str) -> None:
    (problem,) = lint(answering(above, below), "unreachable")

    assert problem.message.startswith('"Below" can\'t answer: "Above" (line 4)')


@pytest.mark.parametrize(
    ("above", "below", "more"),
    [
        ("answering: card, says: <yes>", "answering: card", ""),
        ("answering: other", "answering: card, says: <yes>", ""),
        ("answering: card", "answering: [card, other], says: <yes>", ""),
        ("answering: card", "answering: card, says: <yes>", ", always: yes"),
        ("contains: yes", "answering: card, says: yes please", ""),
        ("any: [{answering: card}, {says: x}]", "answering: card, says: <yes>", ""),
        ("not: {answering: card}", "answering: card, says: <yes>", ""),
        ("answering: card", "contains: yes", ""),
    ],
)
def test_a_rule_that_may_answer_a_question_is_no_problem(lint, above: str, below: str, more: str) -> None:
    assert lint(answering(above, below, more), "unreachable") == []


def test_what_a_conversation_cant_read_goes_to_the_first_rule_that_answers_it(lint) -> None:
    text = """
        rules:
          - {name: Go, when: {says: go}, start: size}
          - {name: Above, when: {answering: size}, reply: One}
          - {name: Below, when: {answering: size, contains: why}, reply: Two}
        conversations: {size: [{ask: Which size?, choices: [s, l]}, {reply: Done.}]}
        otherwise: Soon.
        """
    (problem,) = lint(text, "unreachable")

    assert problem.place.line == 4
