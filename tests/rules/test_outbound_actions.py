"""What rules do for others than the contact, as it is written; and what can't be written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from responder.core.rule import Call, Forward, HandOver, Notify, Rule, Webhook
from responder.core.ruleset import Ruleset
from responder.rules import Problem

TOP = """
phone: +1 555 010 9999
staff: {Maria: +1 555 010 0002, ben: +1 555 010 0003}
numbers: {front desk: +1 555 010 9999}
"""


@pytest.mark.parametrize(
    ("written", "action"),
    [
        ("notify: maria", Notify(("Maria",))),
        ("notify: [maria, ben, Maria]", Notify(("Maria", "ben"))),
        ("notify: all", Notify(())),
        ("notify: [all, ben]", Notify(())),
        ("notify: {to: ben}", Notify(("ben",))),
        ("forward: +1 555 010 0004", Forward("+15550100004", "+1 555 010 0004")),
        ("forward: Ben", Forward("+15550100003", "Ben")),
        ("hand_over: yes", HandOver(timedelta(hours=2), "2 hours")),
        ("hand_over: 30 minutes", HandOver(timedelta(minutes=30), "30 minutes")),
        ("hand_over: {for: 1 day}", HandOver(timedelta(days=1), "1 day")),
        ("webhook: https://example.com/texts?key=1", Webhook("https://example.com/texts?key=1")),
        ("webhook: http://127.0.0.1:8080/texts", Webhook("http://127.0.0.1:8080/texts")),
        ("webhook: http://[::1]/texts", Webhook("http://[::1]/texts")),
        ("webhook: https://10.0.0.25:8443/", Webhook("https://10.0.0.25:8443/")),
        ("webhook: https://müller.example.", Webhook("https://müller.example.")),
        ("webhook: https://हिन्दी.example/texts", Webhook("https://हिन्दी.example/texts")),
        ("webhook: https://my_desk/texts", Webhook("https://my_desk/texts")),
    ],
)
def test_each_is_an_action(rule: Callable[..., Rule], written: str, action: object) -> None:
    assert rule(written, TOP).actions == (action,)


def test_a_notice_has_words_of_its_own_that_use_what_the_rule_finds(rule: Callable[..., Rule]) -> None:
    made = rule("when: {matches: '(?P<med>[a-z]+) refill'}\nnotify: {to: ben, text: '{{ med }} please'}", TOP)
    (action,) = made.actions
    assert isinstance(action, Notify) and action.text is not None
    assert action.text.source == "{{ med }} please"


def test_one_of_these_is_enough_for_a_rule_to_do_something(load: Callable[[str], Ruleset]) -> None:
    made = load(f"{TOP}\nrules:\n  - name: A\n    notify: all\n  - name: B\n    hand_over: yes\n")
    assert [len(one.actions) for one in made.rules] == [1, 1]


@pytest.mark.parametrize(
    ("written", "to", "name"),
    [
        ("call: Your table is ready.", "", ""),
        ("call: {say: Your table is ready.}", "", ""),
        ("call: {to: them, say: Your table is ready.}", "", ""),
        ("call: {to: maria, say: Your table is ready.}", "+15550100002", "maria"),
        ("call: {to: +1 555 010 0004, say: Your table is ready.}", "+15550100004", "+1 555 010 0004"),
    ],
)
def test_a_call_says_a_text_to_them_or_to_somebody_else(
    rule: Callable[..., Rule], written: str, to: str, name: str
) -> None:
    (action,) = rule(written, TOP).actions
    assert isinstance(action, Call)
    assert (action.to, action.written) == (to, name)
    assert [part.text.source for part in action.say.by_language[""]] == ["Your table is ready."]


def test_what_is_said_may_stand_in_several_languages(rule: Callable[..., Rule]) -> None:
    (action,) = rule("call: {say: {en: Ready., es: Lista.}}", TOP).actions
    assert isinstance(action, Call) and list(action.say.by_language) == ["en", "es"]


def test_handing_over_can_be_written_as_no(rule: Callable[..., Rule]) -> None:
    assert rule("hand_over: no", TOP).actions == ()


def test_otherwise_may_do_all_of_them(load: Callable[[str], Ruleset]) -> None:
    made = load(
        f"{TOP}\nrules: []\notherwise:\n  notify: all\n  forward: ben\n  hand_over: yes\n  call: Hi.\n  webhook: https://example.com\n"
    )
    assert made.otherwise is not None
    assert [type(action) for action in made.otherwise.actions] == [Notify, Forward, HandOver, Call, Webhook]


@pytest.mark.parametrize(
    ("written", "code", "message", "remedy"),
    [
        ("notify: mria", "unknown-staff", 'nobody under `staff` is called "mria"', "Did you mean `Maria`?"),
        ("notify: +1 555 010 0002", "unknown-staff", "nobody under `staff`", "Give the number a name under `staff:`"),
        ("notify: {text: hi}", "missing-setting", '`notify` needs "to", and there is none', "`to: maria`"),
        ("notify: {to: ben, text: '{{ nme }}'}", "unknown-variable", '"nme" isn\'t known here', "Did you mean `name`?"),
        ("notify: {too: ben}", "unknown-key", '"too" isn\'t a setting here', "Did you mean `to`?"),
        ("forward: Bn", "unknown-staff", 'nobody under `staff` is called "Bn"', "Did you mean `ben`?"),
        ("forward: 24725", "not-a-number", "too short for the number of a person", "as `+1 555 010 0002`"),
        ("forward: +1 555 010 9999", "own-number", "is one of your own numbers", "a phone that a person reads"),
        ("hand_over: 2 parsecs", "not-a-time", "isn't a unit of time", "`12 hours`"),
        ("hand_over: {for: long}", "not-a-time", "isn't a length of time", "`12 hours`"),
        ("webhook: example.com", "not-a-web-address", "isn't a web address", "`webhook: https://example.com/texts`"),
        ("webhook: ftp://example.com", "not-a-web-address", "isn't a web address", "https://"),
        ("webhook: https://exa mple.com", "not-a-web-address", "isn't a web address", "https://"),
        ("webhook: https://example.com:99999/", "not-a-web-address", "isn't a web address", "https://"),
        ("webhook: http://example.com", "not-https", "isn't safe", "Write https://"),
        ("webhook: https://example.com:0/", "not-a-web-address", "isn't a web address", "https://"),
        ("webhook: https://.", "not-a-web-address", "isn't a web address", "https://"),
        ("webhook: https://-/", "not-a-web-address", "isn't a web address", "https://"),
        ("webhook: https://a..b/", "not-a-web-address", "isn't a web address", "https://"),
        ("webhook: https://a-.example.com/", "not-a-web-address", "isn't a web address", "https://"),
        ("webhook: https://10.0.0.256/", "not-a-web-address", "isn't a web address", "https://"),
        ("webhook: https://10.0.0/", "not-a-web-address", "isn't a web address", "https://"),
        (f"webhook: https://{'a' * 64}.com", "not-a-web-address", "isn't a web address", "https://"),
        (f"webhook: https://{'a.' * 130}com", "not-a-web-address", "isn't a web address", "https://"),
        ("webhook: 'https://[::g]/'", "not-a-web-address", "isn't a web address", "https://"),
        ("webhook: https://user:secret@example.com/x", "secret-in-address", "no password may stand", "before the `@`"),
        ("webhook: https://localhost.example.com@evil", "secret-in-address", "no name and no password", "elsewhere"),
        ("webhook: http://localhost.example.com", "not-https", "isn't safe", "Write https://"),
        ("webhook: 'https://x.com/{{ body }}'", "not-a-web-address", "it is the same for every text", "without {{ }}"),
        ("webhook: {url: https://x.com, wait: yes}", "not-yet", "doesn't wait for an answer", "the address alone"),
        ("call: {to: them}", "missing-setting", '`call` needs "say", and there is none', "`say: Your"),
        ("call: maria", "missing-setting", 'whom to call, "maria", and not what to say', "{to: maria, say:"),
        ("call: +1 555 010 0004", "missing-setting", "whom to call", "Write both"),
        (
            "call: {to: mria, say: hi}",
            "unknown-staff",
            'nobody under `staff` is called "mria"',
            "Did you mean `Maria`?",
        ),
        ("call: {to: front desk, say: hi}", "unknown-staff", "nobody under `staff`", "a number or a name"),
        (
            "call: {to: +1 555 010 9999, say: hi}",
            "own-number",
            "is one of your own numbers",
            "a phone that a person reads",
        ),
        ("call: {say: [One., Two.]}", "wrong-type", "one text", "say: Your table is ready."),
        ("call: {say: {text: hi, media: https://x.example/a.png}}", "wrong-type", "no picture shown", "`reply` beside"),
        ("call: {say: 'Hi {{ nme }}'}", "unknown-variable", '"nme" isn\'t known here', "Did you mean `name`?"),
        (f"call: {'ab ' * 600}", "too-long", "1,500 can be said in a call", "Shorten it"),
    ],
)
def test_what_cannot_be_is_told_with_what_to_write(
    problem: Callable[[str], Problem],
    written: str,
    code: str,
    message: str,
    remedy: str,
) -> None:
    found = problem(f"{TOP}\nrules:\n  - name: A\n    reply: hi\n    {written}\n")
    assert found.code == code
    assert message in found.message
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("written", "name"), [("notify: all", "notify"), ("notify: maria", "notify"), ("notify: {to: maria}", "to")]
)
def test_without_staff_it_is_told_how_to_add_some(problem: Callable[[str], Problem], written: str, name: str) -> None:
    found = problem(f"rules:\n  - name: A\n    {written}\n")
    message = f'there is nobody for "{name}": the file names no staff'
    assert (found.code, found.message) == ("unknown-staff", message)
    assert "staff:\n    maria: +1 555 010 0002" in found.remedy
