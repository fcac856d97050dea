"""Replies, with names in them, media and languages, and what rules save."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from responder.core.rule import Join, Leave, OncePer, OptIn, OptOut, Remember, Rule, Tag, Untag
from responder.core.ruleset import Ruleset
from responder.rules import Problem

MakeRule = Callable[..., Rule]
OneProblem = Callable[[str], Problem]
Problems = Callable[[str], list[Problem]]
Load = Callable[[str], Ruleset]


def replies(rule: Rule) -> dict[str, list[tuple[str, list[str]]]]:
    assert rule.reply is not None
    return {
        language: [(part.text.source, [url.source for url in part.media]) for part in parts]
        for language, parts in rule.reply.by_language.items()
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Hello", {"": [("Hello", [])]}),
        ("no", {"": [("no", [])]}),
        ("|\n  One\n  Two\n\n", {"": [("One\nTwo", [])]}),
        (">\n  One\n  two\n", {"": [("One two", [])]}),
        ("One\n  two", {"": [("One two", [])]}),
        ("[One, 2]", {"": [("One", []), ("2", [])]}),
        ("{text: Hi, media: https://x.com/a.png}", {"": [("Hi", ["https://x.com/a.png"])]}),
        ("{media: [https://x.com/a.png, https://x.com/b.png]}", {"": [("", ["https://x.com/a.png", "https://x.com/b.png"])]}),
        ("[One, {media: https://x.com/a.png}]", {"": [("One", []), ("", ["https://x.com/a.png"])]}),
        ("{en: Hi, es: Hola}", {"en": [("Hi", [])], "es": [("Hola", [])]}),
        ("{pt-BR: [Oi, Tchau], no: Hei}", {"pt-BR": [("Oi", []), ("Tchau", [])], "no": [("Hei", [])]}),
        ("{en: {text: Hi, media: https://x.com/a.png}}", {"en": [("Hi", ["https://x.com/a.png"])]}),
    ],
)  # fmt: skip
def test_a_reply_may_be_a_text_several_with_media_or_by_language(
    rule: MakeRule, written: str, expected: dict[str, list[tuple[str, list[str]]]]
) -> None:
    assert replies(rule(f"reply: {written}")) == expected


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("[]", "empty"),
        ("''", "empty"),
        ("[a, b, c, d, e, f, g, h, i, j, k]", "too-many"),
        ("[[a]]", "wrong-type"),
        ("{text: [a]}", "wrong-type"),
        ("{text: Hi, media: map.png}", "not-a-web-address"),
        ("{text: Hi, media: [https://x.com/a.png, ftp://x.com/b.png]}", "not-a-web-address"),
        ("{english: Hi}", "unknown-language"),
        ("{en: Hi, sp: Hola}", "unknown-language"),
        ("{text: Hi, es: Hola}", "unknown-key"),
    ],
)
def test_what_cant_be_a_reply_is_told(problem: OneProblem, written: str, code: str) -> None:
    assert problem(f"rules:\n  - name: A\n    reply: {written}\n").code == code


def test_a_reply_that_no_phone_could_get_is_told(problem: OneProblem) -> None:
    assert problem(f"rules:\n  - name: A\n    reply: {'word ' * 4000}\n").code == "too-long"


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ("reply: Hi {{ first_name }}, {{ business }}", ""),
        ("when: {starts_with: order}\nreply: You want {{ rest }}", ""),
        ("when: {matches: '(?P<med>[a-z]+) refill'}\nreply: '{{ med }} {{ match.med }}'", ""),
        ("when: {any: [{matches: ['x', '(?<med>a)']}, {starts_with: b}]}\nreply: '{{ med }}{{ rest }}'", ""),
        ("when: {matches: 'i am (?P<name>.+)'}\nremember: {first_name: '{{ match.name }}'}\nreply: Hi {{ name }}", ""),
        ("remember: {plan: gold}\nreply: 'Your plan is {{ plan }} {{ contact.plan }}'", ""),
        ("reply: At {{ about.address }}", ""),
        ("reply: '{{ now|time }} {{ next_opening|day }} {{ 60|money }}'", ""),
        ("reply: Hi {{ frist_name }}", "frist_name"),
        ("reply: At {{ about.adress }}", "adress"),
        ("reply: You want {{ rest }}", "rest"),
        ("when: {not: {matches: '(?P<med>a)'}}\nreply: '{{ med }}'", "med"),
        ("when: {matches: '(?P<med>a)'}\nreply: '{{ match.mde }}'", "mde"),
        ("reply: '{{ match.med }}'", "match"),
        ("reply: '{{ contact.plam }}'", "plam"),
        ("reply: x\nonce_per: 1 day\nor_reply: '{{ plam }}'", "plam"),
        ("reply: {en: Hi, es: '{{ plam }}'}", "plam"),
        ("reply: {text: Hi, media: 'https://x.com/{{ plam }}.png'}", "plam"),
        ("remember: {plan: '{{ plam }}'}", "plam"),
        ("when: {if: plam}\nreply: x", "plam"),
    ],
)  # fmt: skip
def test_a_text_may_use_the_names_that_are_filled_and_no_others(
    load: Load, problem: OneProblem, settings: str, name: str
) -> None:
    body = "\n".join(f"    {line}" for line in settings.splitlines())
    text = f"about:\n  address: 12 Mill Lane\nrules:\n  - name: A\n{body}\n"
    if not name:
        load(text)
        return
    found = problem(text)
    assert found.code == "unknown-variable"
    assert name in found.source_line[found.place.column - 1 :] or name in found.message


def test_a_field_that_any_rule_saves_is_known_in_all(load: Load) -> None:
    ruleset = load("rules:\n  - {name: A, reply: 'Your plan is {{ plan }}'}\n  - {name: B, remember: {plan: gold}}\n")
    assert ruleset.fields == {"plan"}


def test_every_unknown_name_of_a_text_is_told_in_its_line(problems: Problems) -> None:
    found = problems("rules:\n  - name: A\n    reply: |\n      Hi {{ frist_name }},\n      from {{ busines }}.\n")
    assert [(p.place.line, p.place.column, p.code) for p in found] == [
        (4, 13, "unknown-variable"),
        (5, 15, "unknown-variable"),
    ]
    assert "Did you mean `first_name`?" in found[0].remedy


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Hi {{ first_name }", "template"),
        ("Hi {{ first_name | shout }}", "template"),
        ("Hi {{ first_name.upper() }}", "template"),
        ("Hi {% if first_name %}there", "template"),
        ("'{{ body.__class__ }}'", "template"),
        ("'{{ about }}'", "template"),
        ("'{{ 1 / 0 }}'", "template-fails"),
    ],
)
def test_a_text_that_cant_be_filled_in_is_told(problem: OneProblem, written: str, code: str) -> None:
    assert problem(f"rules:\n  - name: A\n    reply: {written}\n").code == code


@pytest.mark.parametrize(
    ("settings", "actions"),
    [
        ("tag: [a, b, a]", (Tag(("a", "b")),)),
        ("untag: a", (Untag(("a",)),)),
        ("join: tips", (Join(("tips",)),)),
        ("leave: [tips]", (Leave(("tips",)),)),
        ("opt_out: yes", (OptOut(),)),
        ("opt_in: yes\nopt_out: no", (OptIn(),)),
        ("tag: a\njoin: tips", (Tag(("a",)), Join(("tips",)))),
    ],
)
def test_actions_come_in_the_order_of_the_file(rule: MakeRule, settings: str, actions: tuple[object, ...]) -> None:
    assert rule(settings, "lists: {tips: A tip}").actions == actions


def test_remember_keeps_templates(rule: MakeRule) -> None:
    (action,) = rule("remember: {plan: gold, first_name: '{{ body }}'}").actions
    assert isinstance(action, Remember)
    assert [(name, template.source) for name, template in action.fields] == [
        ("plan", "gold"),
        ("first_name", "{{ body }}"),
    ]


@pytest.mark.parametrize(
    ("name", "code", "better"),
    [("Plan", "odd-name", "`plan`"), ("pet name", "odd-name", "`pet_name`"), ("phone", "taken-name", "`their_phone`"),
     ("from", "taken-name", "`their_from`"), ("___", "odd-name", "`plan`")],
)  # fmt: skip
def test_a_field_has_a_name_that_replies_can_use(problem: OneProblem, name: str, code: str, better: str) -> None:
    found = problem(f"rules:\n  - name: A\n    remember: {{{name}: x}}\n")
    assert found.code == code and better in found.remedy


def test_a_list_that_isnt_there_comes_with_the_nearest(problem: OneProblem) -> None:
    found = problem("lists: {tips: A tip}\nrules:\n  - {name: A, join: tipps}\n")
    assert (found.code, found.remedy) == ("unknown-list", "Did you mean `tips`?")


def test_a_list_in_a_file_without_lists_comes_with_how_to_add_it(problem: OneProblem) -> None:
    assert "lists:\n    tips:" in problem("rules:\n  - {name: A, leave: tips}\n").remedy


def test_once_per_keeps_its_words_and_what_to_say_instead(rule: MakeRule) -> None:
    made = rule("once_per: 12 hours\nor_reply: We have your message.").once_per
    assert isinstance(made, OncePer)
    assert (made.time.total_seconds(), made.written) == (43_200, "12 hours")
    assert made.or_reply is not None and made.or_reply.by_language[""][0].text.source == "We have your message."


def test_nothing_is_no_text_to_say_instead_unless_in_quotes(rule: MakeRule) -> None:
    silent, said = rule("once_per: 1 day\nor_reply: Nothing"), rule('once_per: 1 day\nor_reply: "nothing"')
    assert silent.once_per is not None and silent.once_per.or_reply is not None
    assert silent.once_per.or_reply.by_language == {"": ()}
    assert said.once_per is not None and said.once_per.or_reply is not None
    assert said.once_per.or_reply.by_language[""][0].text.source == "nothing"


def test_flags_are_off_unless_said(rule: MakeRule) -> None:
    plain, marked = rule("when: {says: a}"), rule("continue: yes\nalways: yes\nsilent: yes")
    assert (plain.goes_on, plain.always, plain.silent) == (False, False, False)
    assert (marked.goes_on, marked.always, marked.silent) == (True, True, True)


def test_otherwise_may_be_a_text_or_settings(load: Load) -> None:
    short = load("otherwise: A person will read this.\n").otherwise
    long = load("otherwise:\n  once_per: 24 hours\n  reply: A person will read this.\n").otherwise
    assert short is not None and long is not None
    assert (short.name, short.reply) == ("otherwise", long.reply)


IF = """
timezone: America/Chicago
hours: {{mon-fri: 9-17}}
rules:
  - {{name: Late, when: {{if: '{condition}'}}, reply: late, remember: {{visits: "3"}}}}
"""


@pytest.mark.parametrize(
    ("condition", "told", "remedy"),
    [
        ('now > "18:00"', "`now` is a moment", "`now.hour >= 18`"),
        ("next_opening > 5", "`next_opening` is a moment", "`next_opening.hour"),
        ("visits + 1 > 3", "write `~` to put texts together, or `name|int` to add numbers", ""),
        ("1/0", "it divides by zero", ""),
        (
            "body|round > 3",
            "for someone who writes a word and of whom nothing is saved yet",
            "`contact.visits|int > 3`",
        ),
        ('contact.visits > "3"', "of whom nothing is saved yet: a value that it needs is empty", "Ask for the value"),
    ],
)
def test_an_if_that_cant_be_worked_out_is_told_when_the_file_is_read(
    problem: OneProblem, condition: str, told: str, remedy: str
) -> None:
    found = problem(IF.format(condition=condition))
    assert (found.code, found.place.line) == ("template-fails", 4)
    assert told in found.message and remedy in found.remedy


@pytest.mark.parametrize(
    "condition",
    [
        "now.hour >= 18",
        "contact.visits|int > 3",
        'contact.visits and contact.visits > "3"',
        'visits > "3"',
        'body > "a"',
        'now.weekday in ["monday"]',
    ],
)
def test_an_if_that_holds_its_own_for_anyone_loads(load: Load, condition: str) -> None:
    assert load(IF.format(condition=condition)).rules[0].when is not None


def test_an_if_may_count_on_what_the_rules_regular_expression_finds(load: Load) -> None:
    when = "{matches: '(?P<count>[0-9]+) people', if: count|round > 3}"
    assert load(f"rules:\n  - {{name: A, when: {when}, reply: x}}\n").rules[0].when is not None
