"""A file of rules in plain English."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from responder import rules
from responder.core.ruleset import Ruleset
from responder.describing import as_html, as_markdown, as_page, as_text, policy_of
from responder.describing.conditions import condition_sentence
from responder.rules.actions import ACTION_KEYS
from responder.rules.conditions import WHEN
from responder.rules.follow_ups import FOLLOW_UP_KEYS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STARTERS = sorted((ROOT / "responder" / "starters").glob("*.yaml"))
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))

FACTS: dict[str, Any] = {
    "business": "Rosa's",
    "phone": "+1 555 010 9999",
    "timezone": "America/Chicago",
    "hours": {"mon-fri": "9:00-17:00"},
    "windows": {"mornings": "mon-fri 8:00-12:00"},
    "staff": {"maria": "+1 555 010 0002", "ben": "+1 555 010 0004"},
    "numbers": {"front desk": "+1 555 010 9999"},
    "lists": {"tips": "A tip each month"},
}
KEPT = {
    "name": "Kept",
    "when": {"says": "keep"},
    "tag": "new patient",
    "remember": {"plan": "gold", "visits": "3"},
    "silent": "yes",
}
ASKS = {"name": "Rate us", "when": {"says": "rate"}, "ask": "How was it?"}
TALK = {"new_time": [{"ask": "Which day?", "expect": "day", "save": "day"}]}


def ruleset_of(*these: dict[str, Any], **top: Any) -> Ruleset:
    file = {**FACTS, "conversations": TALK, **top, "rules": [KEPT, ASKS, *these]}
    return rules.loads(yaml.safe_dump(file, sort_keys=False, allow_unicode=True), "rules.yaml")


def sentence(when: str) -> str:
    """The sentence for a condition as it stands in a file."""
    ruleset = ruleset_of({"name": "It", "when": yaml.load(when, yaml.BaseLoader), "silent": "yes"})
    return condition_sentence(ruleset.rules[-1].when, "US", ruleset.words)


@pytest.mark.parametrize("path", STARTERS, ids=lambda path: path.stem)
def test_the_starters_read_like_this(path: Path) -> None:
    """To renew: responder describe responder/starters/KIND.yaml --output tests/describing/KIND.md"""
    assert as_markdown(policy_of(rules.load(path))) == (HERE / f"{path.stem}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("{contains: [price, how much]}", "When a text has “price” or “how much” in it"),
        ("{says: <thanks>}", "When a text is just a word of thanks"),
        (
            "{contains: price, outside: hours, not: {from: staff}}",
            "When a text has “price” in it, outside opening hours, unless it comes from our staff",
        ),
        ("{during: mornings}", "When a text comes during “mornings” (Monday to Friday, 8:00 AM to noon)"),
        ("{not: {during: closed}}", "When a text comes, unless it comes while we are closed"),
        (
            "{any: [{says: a}, {all: [{contains: b}, {has: picture}]}]}",
            "When a text is just “a”, or both has “b” in it and comes with a picture",
        ),
        (
            "{any: [{says: a}, {on_list: tips}]}",
            "When a text is just “a”, or the person is on our list “tips”",
        ),
        ("{answering: Rate us}", "When the person who texts is answering our question “Rate us”"),
        (
            "{contact: {plan: gold, visits: '> 3'}}",
            "When the person who texts has “gold” as “plan” and has above 3 as “visits”",
        ),
        ("{contact: {plan: ''}}", "When the person who texts has no “plan” on record"),
        ("{date: [dec 25, dec 28 to jan 2]}", "When a text comes on 25 December or from 28 December to 2 January"),
        ("{from: [GB, +44*, unknown]}", "When a text comes from a number of United Kingdom, a number that begins "
         "with +44 or somebody who has never texted before"),
        ("{not: [{says: a}, {has: video}]}", "When a text comes, unless it is just “a” or comes with a video"),
        (
            "{any: [{contains: b}, {not: {any: [{says: a}, {has: video}]}}]}",
            "When a text has “b” in it, or both isn't just “a” and doesn't come with a video",
        ),
        (
            "{matches: '^(?P<stars>[1-5])$'}",
            "When a text has something in it like “1” (the pattern “^(?P<stars>[1-5])$”)",
        ),
    ],
)  # fmt: skip
def test_a_condition_is_one_sentence(when: str, words: str) -> None:
    assert sentence(when) == words


@pytest.mark.parametrize("key", WHEN.keys, ids=lambda key: key.name)
def test_every_key_of_when_has_words(key: Any) -> None:
    for example in key.examples:
        made = ruleset_of({"name": "It", "when": {key.name: example}, "silent": "yes"})
        words = condition_sentence(made.rules[-1].when, "US", made.words)
        assert words.startswith("When ")
        assert len(words) > len("When a text comes")


@pytest.mark.parametrize("key", [*ACTION_KEYS, *FOLLOW_UP_KEYS], ids=lambda key: key.name)
def test_every_action_has_words(key: Any) -> None:
    """The rule with the action reads differently from the rule without."""
    for example in key.examples:
        groups = {"matches": "(?P<name>x)(?P<given>y)"}
        rule: dict[str, Any] = {"name": "It", "when": groups, "reply": "Hi"}
        later = {"name": "Later", "when": {"says": "later"}, "follow_up": [{"name": "price reminder", "after": "1 day",
                 "text": "x"}, {"name": "next visit", "after": "2 days", "text": "x"}]}  # fmt: skip
        plain = as_text(policy_of(ruleset_of(later, rule)))
        assert as_text(policy_of(ruleset_of(later, {**rule, key.name: example}))) != plain


@pytest.mark.parametrize("path", [*STARTERS, *EXAMPLES], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_rule_conversation_list_or_follow_up_is_lost(path: Path) -> None:
    ruleset = rules.load(path)
    policy = policy_of(ruleset)
    names = [rule.name for rule in ruleset.rules]
    names += [*ruleset.conversations, *ruleset.business.lists, *ruleset.words]
    shown = [item.name for section in policy.sections for item in section.items]
    assert set(names) <= set(shown)
    for written in (as_text(policy), as_markdown(policy), as_page(policy)):
        assert "{{" not in written.partition("</style>")[2]
        assert "None" not in written


def test_facts_are_filled_in_and_what_differs_for_each_person_is_in_brackets() -> None:
    rule = {
        "name": "It",
        "reply": '{{ business }}: hi {{ first_name or "friend" }}, at {{ about.address }}, {{ visits|int + 1 }}'
        "{% if plan %}, {{ plan }}{% else %}, no plan{% endif %}",
    }
    text = as_markdown(policy_of(ruleset_of(rule, about={"address": "12 Mill Lane"}))).replace("\\", "")
    assert (
        "Rosa's: hi [first name, or “friend”], at 12 Mill Lane, [worked out: visits|int + 1]"
        "[if we know the plan: , [plan] / else: , no plan]"
    ) in text


def test_follow_ups_say_when_and_what_takes_them_back() -> None:
    follow_up = {
        "after": "2 days",
        "text": "Still there?",
        "unless": ["they reply", {"on_list": "tips"}],
        "repeat": "1 week",
        "times": "4",
        "urgent": "yes",
    }
    text = as_text(policy_of(ruleset_of({"name": "Prices", "when": {"says": "p"}, "follow_up": follow_up})))
    assert "2 days later, after the rule “Prices”, we send:\n     > Still there?" in text
    assert "It is sent again every 1 week, 4 times in all." in text
    plain = " ".join(text.split())
    assert (
        "It is not sent if they write to us before, the person is on our list “tips” or they have opted out." in plain
    )
    assert "Only “Prices” may come then." in plain


def test_what_we_never_do_follows_the_file() -> None:
    quiet = policy_of(ruleset_of(limits={"quiet_hours": "none"}, opt_out={"stop_words": ["basta"]}, blocked=["+44*"]))
    text = " ".join(as_text(quiet).split())
    assert "“BASTA”" in text
    assert "There are no quiet hours" in text
    assert "We never answer a number that begins with +44." in text
    assert "(Every day, 9:00 PM to 8:00 AM)" in " ".join(as_text(policy_of(ruleset_of())).split())


HOSTILE = (
    '<script>alert(1)</script> | a *b* _c_ `d` [e](javascript:f) # & "q" <b> ~~x~~ <https://a.b/"onload=x> \u202eabc'
)


class Strict(HTMLParser):
    """Elements as they open and close, and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile(text: str) -> Ruleset:
    rule = {
        "name": f"N {text}"[:80],
        "when": {"contains": [f"w {text}"]},
        "reply": f"r {text}",
        "tag": f"t {text}"[:60],
    }
    return ruleset_of(rule, business=f"B {text}", about={"note": f"a {text}"})


def check_escaped(ruleset: Ruleset) -> None:
    policy = policy_of(ruleset)
    page = Strict()
    page.feed(as_page(policy))
    page.close()
    assert page.open == []
    ours = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "article",
        "section",
        "h1",
        "h2",
        "h3",
        "p",
        "ol",
        "ul",
        "li",
    }
    assert page.seen <= ours | {"blockquote", "br", "a"}
    assert page.attributes <= {"lang", "charset", "name", "content", "class", "href", "rel"}
    tokens = MarkdownIt("commonmark", {"html": True}).parse(as_markdown(policy))
    inside = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inside} <= {
        "text", "text_special", "softbreak", "hardbreak", "link_open", "link_close",
    }  # fmt: skip
    assert not [token for token in tokens if token.type in ("html_block", "code_block", "fence", "hr", "table_open")]
    for child in inside:
        if child.type == "link_open":
            assert re.match(r"https?://", str(child.attrs["href"]))
    assert "\u202e" not in as_text(policy)


def test_nothing_of_the_file_is_read_as_markup() -> None:
    check_escaped(hostile(HOSTILE))


SIGNS = [*" abc0159.)(<>&\"'`*_~#|\\[]!-+=:/\n$@ü\u202e", "https://"]


@given(st.text(st.sampled_from(SIGNS[:-1]), min_size=1, max_size=30) | st.lists(st.sampled_from(SIGNS)).map("".join))
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_the_file_stays_text(text: str) -> None:
    check_escaped(hostile(text.replace("\n", " ")))
    ruleset = ruleset_of({"name": "It", "reply": f"a\n{text}\nb"})
    check_escaped(ruleset)


def test_the_page_is_complete_and_the_fragment_is_part_of_it() -> None:
    policy = policy_of(ruleset_of())
    page, fragment = as_page(policy), as_html(policy)
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert fragment in page
    assert fragment.startswith("<article")
    assert "<style" not in fragment
    assert not re.search(r"""(src|href)=["'](?!https?://)|url\(|@import|<script""", page)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_slips_that_count_are_told_where_they_count() -> None:
    told = "A slip of one letter in a longer word counts, too."
    rule = {"name": "It", "when": {"says": "opening hours"}, "reply": "9 to 5"}
    assert told not in as_text(policy_of(ruleset_of(rule)))
    assert told in as_text(policy_of(ruleset_of(rule, typos="yes")))
    assert told in as_text(policy_of(ruleset_of({**rule, "typos": "yes"})))
    assert told not in as_text(policy_of(ruleset_of({**rule, "typos": "no"}, typos="yes")))


def test_a_conversation_is_told_step_by_step() -> None:
    steps = [
        {"ask": "Which day?", "expect": "day", "save": "day", "tries": "1", "give_up": {"reply": "Never mind."}},
        {"when": {"not": {"on_list": "tips"}}, "reply": "Noted: {{ day }}", "notify": "maria"},
    ]
    text = as_text(policy_of(ruleset_of(conversations={"booking": steps})))
    told = " ".join(text.partition("booking\n")[2].partition("What we send")[0].split())
    assert told.startswith(
        "Step 1. We ask: > Which day? We expect a day, which we keep as “day”. An answer counts for 1 day. "
        "If it is something else, we ask once more. After that, we give up: We say: > Never mind. "
        "Step 2. Only if the person isn't on our list “tips”. We say: > Noted: [day] "
        "We text “maria” who it was and what they wrote."
    )
