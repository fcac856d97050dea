"""A load that takes rules from the one before gives what a load from scratch gives, to the last line number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from responder import rules
from responder.core.ruleset import Ruleset
from responder.rules import Problem, Reuse, RulesInvalid
from responder.rules.rule_keys import RULE

HEAD = """\
business: Bright Smile Dental
timezone: America/Chicago
hours: {mon-fri: "9:00-17:00"}
staff: {maria: +1 555 010 0002}
lists: {tips: A dental tip each month}
words:
  emergency: [bleeding, broken tooth]
"""

Outcome = Ruleset | tuple[Problem, ...]


def outcome(text: str, reuse: Reuse | None = None) -> Outcome:
    """What loading a text comes to: the rules, or all that is wrong."""
    try:
        return rules.loads(text, reuse=reuse)
    except RulesInvalid as error:
        return error.problems


def assert_the_same(text: str, reuse: Reuse) -> Outcome:
    found, expected = outcome(text, reuse), outcome(text)
    assert found == expected
    # Shows what equality leaves out, too.
    assert repr(found) == repr(expected)
    return found


def rule(name: str, settings: str = "reply: Hello.") -> str:
    return f"  - name: {name}\n" + "".join(f"    {line}\n" for line in settings.splitlines())


def file(*entries: str, head: str = HEAD, tail: str = "otherwise: A person will read this.\n") -> str:
    return f"{head}rules:\n{''.join(entries)}{tail}"


def is_reused(before: Ruleset, after: Ruleset, name: str) -> bool:
    """Whether the rule's conditions are the very objects of before."""
    (one,) = (rule for rule in before.rules if rule.name == name)
    (other,) = (rule for rule in after.rules if rule.name == name)
    return one.when is not None and one.when is other.when


class TestReuse:
    A, B, C = (rule(name, f"when: {{says: {name}}}\nreply: Hello.") for name in ("Apple", "Bread", "Cake"))

    def test_rules_whose_text_is_the_same_are_taken_over(self) -> None:
        reuse = Reuse()
        before = rules.loads(file(self.A, self.B, self.C), reuse=reuse)
        after = rules.loads(file(self.A, self.B.replace("Hello", "Hi"), self.C), reuse=reuse)
        assert is_reused(before, after, "Cake")
        assert not is_reused(before, after, "Bread")
        assert after == rules.loads(file(self.A, self.B.replace("Hello", "Hi"), self.C))

    def test_rules_below_an_insertion_are_taken_over_with_their_new_lines(self) -> None:
        reuse = Reuse()
        entry = rule("Cake", "when: {says: cake}\nreply: Hello.\nexamples:\n  - cake\n  - they_text: CAKE")
        before = rules.loads(file(self.A, entry), reuse=reuse)
        after = rules.loads(file(self.A, "\n  # New.\n", self.B, entry), reuse=reuse)
        assert is_reused(before, after, "Cake")
        assert after == rules.loads(file(self.A, "\n  # New.\n", self.B, entry))
        moved, cake = after.rules[2], before.rules[1]
        assert moved.place.line == cake.place.line + 5
        assert moved.examples[1].steps[0].place.line == cake.examples[1].steps[0].place.line + 5

    def test_other_facts_at_the_top_are_no_reason_to_trust_old_rules(self) -> None:
        reuse = Reuse()
        entry = rule("Apple", "when: {contains: <emergency>, during: hours}\nreply: Hello.")
        before = rules.loads(file(self.B, entry), reuse=reuse)
        for head in (
            HEAD.replace("bleeding", "burning"),
            HEAD.replace("9:00", "8:00"),
            HEAD.replace("America/Chicago", "Europe/Berlin"),
            HEAD.replace("maria", "mario"),
        ):
            after = assert_the_same(file(self.B, entry, head=head), reuse)
            assert isinstance(after, Ruleset)
            assert not is_reused(before, after, "Apple")

    def test_a_fact_that_rules_need_and_that_is_gone_is_told(self) -> None:
        reuse = Reuse()
        text = file(self.A, rule("Join", "when: {says: tips}\njoin: tips"))
        rules.loads(text, reuse=reuse)
        assert isinstance(assert_the_same(text.replace("lists: {tips: A dental tip each month}\n", ""), reuse), tuple)

    def test_a_name_that_stands_twice_is_told_though_both_rules_are_as_before(self) -> None:
        reuse = Reuse()
        rules.loads(file(self.A, self.B, self.C), reuse=reuse)
        assert isinstance(assert_the_same(file(self.A, self.B, self.C, self.B), reuse), tuple)

    def test_a_rule_that_an_example_names_and_that_is_gone_is_told(self) -> None:
        reuse = Reuse()
        example = rule("Apple", "reply: x\nexamples:\n  - {they_text: x, rule: Bread}")
        rules.loads(file(self.C, example, self.B), reuse=reuse)
        assert isinstance(assert_the_same(file(self.C, example, self.B), reuse), Ruleset)
        assert isinstance(assert_the_same(file(self.C, example), reuse), tuple)
        assert isinstance(assert_the_same(file(self.C, "# here\n", example, self.B), reuse), Ruleset)
        assert isinstance(assert_the_same(file(self.C, example), reuse), tuple)

    def test_a_field_that_no_rule_saves_any_more_is_told_where_it_is_used(self) -> None:
        reuse = Reuse()
        saves = rule("Plan", "when: {says: gold}\nremember: {plan: gold}\nreply: Noted.")
        uses = rule("Ask", "when: {says: plan}\nreply: Yours is {{ plan }}.")
        rules.loads(file(self.A, saves, uses), reuse=reuse)
        assert isinstance(assert_the_same(file(self.A, uses), reuse), tuple)
        assert isinstance(assert_the_same(file(self.A, self.B, saves, uses), reuse), Ruleset)

    def test_problems_are_those_of_a_first_load_and_the_next_load_reuses_still(self) -> None:
        reuse = Reuse()
        before = rules.loads(file(self.A, self.B, self.C), reuse=reuse)
        broken = self.B.replace("reply", "replly")
        assert isinstance(assert_the_same(file("\n\n", self.A, broken, self.C), reuse), tuple)
        after = assert_the_same(file(self.A, self.B, self.C), reuse)
        assert isinstance(after, Ruleset)
        assert is_reused(before, after, "Cake")

    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ('  - name: "Bread\n    reply: Hello.\n', "a quote that swallows the next rule"),
            ("  - name: Bread\n    when: {says: [a,\n    reply: Hello.\n", "a bracket that isn't closed"),
            ("  - name: Bread\n    reply: |+\n      Hello.\n\n\n", "empty lines that belong to the text"),
            (
                "  - name: Bread\n    reply: |\n      - name: Cake\n      # no comment\n",
                "a text that looks like a rule",
            ),
            ("  - name: Bread\n    reply: Hello,\n      you.\n\n      And you.\n", "a text of several lines"),
            ("  - name: Bread\n    reply: Hello.\n   # odd\n # odder\n", "comments in odd places"),
            ("  -\n    name: Bread\n    reply: Hello.\n", "a dash alone"),
            ("  - name: Bread\n    reply: &hello Hello.\n  - name: Rye\n    reply: *hello\n", "a value used twice"),
            ("  - name: Bread\n    reply: *hello\n", "a value that isn't there"),
            ("  - name: Bread\n\treply: Hello.\n", "a tab"),
            ("  - name: Bread\r\n    reply: Hello.\r\n", "lines of Windows"),
            ("  - name: Bread\n    reply: Hello.\nrules:\n  - name: Rye\n    reply: x\n", "rules that stand twice"),
            ("  - name: Bread\n    reply: Hello.\n---\n", "a second document"),
            ("  - name: Bread\n    reply: Hello.\nlimits: {rounds: 3}\n", "the rules end here"),
            ("  - name: Bread\n    reply: Hello.\n- name: Rye\n    reply: x\n", "a dash too far to the left"),
            ("  - name: Bread\n    reply: Hello.\n    - name: Rye\n", "a dash too far to the right"),
            ("  - name: Bread\n    reply: Hello.\u2028    silent: no\n", "a break that only YAML knows"),
            ("  - name: Bread\n    reply: 'Hello\n  - name: Rye'\n", "a rule in quotes"),
            ("  - {name: Bread, reply: Hello.}\n", "a rule in braces"),
            ("  - Bread\n", "no rule at all"),
            ("  - name: Bread\n    reply: Hello\u00a0!\n", "a space that doesn't break"),
            ("  - name: Bread\n\u00a0   reply: Hello\n", "a space that isn't one"),
            ("  - name: Bread\n    reply: Hello. #4\n", "a text that a sign cuts"),
        ],
        ids=lambda value: value if " " in value and "\n" not in value else "",
    )
    def test_a_change_of_any_form_is_read_as_from_scratch(self, changed: str, why: str) -> None:  # noqa: ARG002
        for tail in ("otherwise: x\n", 'otherwise: "x"\n', "", "# The end"):
            reuse = Reuse()
            rules.loads(file(self.A, self.B, self.C, tail=tail), reuse=reuse)
            assert_the_same(file(self.A, changed, self.C, tail=tail), reuse)
            assert_the_same(file(self.A, changed, "\n", self.C, tail=tail), reuse)
            assert_the_same(file(self.A, self.C, changed, tail=tail), reuse)
            assert_the_same(file(changed, self.C, tail=tail), reuse)

    def test_a_file_in_which_values_are_repeated_is_always_read_whole(self) -> None:
        reuse = Reuse()
        first, second = rule("Apple", "reply: &hello Hello."), rule("Bread", "reply: *hello")
        for text in ("Hello", "Goodbye", "Hello"):
            found = assert_the_same(file(self.C, first.replace("Hello", text), second), reuse)
            assert isinstance(found, Ruleset)

    def test_each_of_the_files_is_reused_by_itself(self, tmp_path: Path) -> None:
        main, more = tmp_path / "rules.yaml", tmp_path / "more.yaml"
        main.write_text(file(self.A, self.B, head="include: more.yaml\n"), encoding="utf-8")
        more.write_text("rules:\n" + self.C + rule("Date", "when: {says: date}\nreply: x"), encoding="utf-8")
        reuse = Reuse()
        before = rules.load(main, reuse=reuse)
        more.write_text("# More\nrules:\n" + self.C + rule("Date", "when: {says: date}\nreply: x"), encoding="utf-8")
        after = rules.load(main, reuse=reuse)
        assert after == rules.load(main)
        assert is_reused(before, after, "Bread")
        assert is_reused(before, after, "Date")
        main.write_text(file(self.A, self.B, head="include: more.yaml\nabout: {a: b}\n"), encoding="utf-8")
        assert rules.load(main, reuse=reuse) == rules.load(main)


EVERY_SETTING = [(key.name, example) for key in RULE.keys if key.name != "name" for example in key.examples]
NEEDED = {"or_reply": {"once_per": "2 days"}, "as": {"ask": "How was it?"}, "within": {"ask": "How was it?"}}
"""What a setting can't be without."""
AROUND = """\
about: {address: 12 Mill Lane}
phone: +1 555 010 9999
numbers: {front desk: +1 555 010 9999}
conversations:
  new_time:
    - ask: Which day?
"""
OTHER = rule(
    "Prices",
    "when: {matches: '(?P<med>x)'}\nremember: {plan: x, visits: x}\nreply: x\n"
    "follow_up: {name: price reminder, after: 2 days, text: x}",
)


@pytest.mark.parametrize(("name", "example"), EVERY_SETTING, ids=str)
def test_every_setting_of_a_rule_moves_with_its_rule(name: str, example: Any) -> None:
    matches = {"matches": "(?P<name>y)(?P<med>z)"}
    settings = {"name": "Mover", "when": matches, "reply": "Hello.", **NEEDED.get(name, {}), name: example}
    if name == "silent":
        del settings["reply"]
    dumped = yaml.safe_dump([settings], sort_keys=False, allow_unicode=True, width=1000)
    entry = "".join(f"  {line}\n" for line in dumped.splitlines())
    head = HEAD.replace("staff: {", "staff: {ben: +1 555 010 0003, ") + AROUND
    reuse = Reuse()
    before = outcome(file(OTHER, entry, head=head), reuse)
    assert isinstance(before, Ruleset), f"add what this setting needs to NEEDED or AROUND: {before}"
    after = assert_the_same(file(OTHER, "\n# Further down\n\n", entry, head=head), reuse)
    assert isinstance(after, Ruleset)
    assert after.rules[1].reply is before.rules[1].reply
    assert is_reused(before, after, "Mover")
    assert after.rules[1].place.line == before.rules[1].place.line + 3


SETTINGS = st.sampled_from(
    [
        "reply: Hello.",
        "when: {says: [a, <yes>]}\nreply: Hello.",
        "when: {contains: <emergency>}\nreply: |\n  Hello,\n\n  you.",
        "when: {contains: price}\nreply: |+\n  Hello.\n\n",
        "when:\n  says:\n    - a\n    - b # or not\nreply: >-\n  Hello\n  you.",
        "when: {says: [a,\n  b]}\nreply: 'Hello\n\n  you.'",
        "when: {matches: '(?P<med>[a-z]+) refill'}\nreply: '{{ med }}?'",
        "when: {matches: '(?P<med>[a-z]+) refill'}\nremember: {med: '{{ med }}'}\nreply: Noted.",
        "reply: Yours is {{ med }}.",
        "when: {outside: hours}\nonce_per: 12 hours\nor_reply: Later.\nreply: We open {{ next_opening }}.",
        "when: {from: maria}\nreply: '{{ first_name|title }}!'",
        "when: {says: tips}\njoin: tips\nreply: Welcome.\nexamples:\n  - tips\n  - {they_text: TIPS, on_lists: tips}",
        "reply: Hello.\nexamples:\n  - they_text: hi\n    rule: Rule 1\n    we_reply: Hello.",
        "when: {says: a}\nreply:\n  en: Hello.\n  es: Hola.",
        "# A note\nreply: Hello.\n\n# Another",
        "reply: Hello\u00a0!",
        "when: {answering: rating, says: [good, bad]}\nremember: {rated: '{{ body }}'}\nreply: Thanks.",
        "when: {answering: talk}\nreply: Thanks.",
        "when: {says: talk}\nstart: talk",
        "when: {says: not now}\nreply: x\ncancel: nudge",
        "when: {says: [opening, closing]}\ntypos: yes\nreply: x",
        "when: {contains: help me}\nnotify: maria\nhand_over: yes\nreply: A person comes.",
    ]
)
BASICS = (
    "when: {says: rate}\nask: How was it?\nas: rating",
    "when: {says: later}\nreply: x\nfollow_up:\n  - {name: nudge, after: 2 days, text: Well?}\n"
    "  - {after: 3 days, ask: Really?, unless: they reply}",
    "when: {says: med}\nremember: {med: x}\nreply: x",
)
"""What the others refer to."""
BETWEEN = st.sampled_from(["", "", "", "\n", "# A note\n", "  # A note\n\n", "      # A note\n"])
HEADS = st.sampled_from([HEAD, HEAD, HEAD, HEAD, HEAD.replace("bleeding", "burning"), HEAD.replace("tips", "news"), ""])
TALK = "conversations:\n  talk:\n    - {ask: Well?, save: said}\n    - {reply: 'So: {{ said }}'}\n"
TAILS = st.sampled_from(
    [
        f"{TALK}otherwise: A person will read this.\n",
        TALK,
        f"{TALK}\n# The end",
        f"{TALK}otherwise:\n  reply: x\n  remember: {{med: x}}\n",
        f"typos: yes\n{TALK}",
        f"{TALK}stories:\n  - name: One\n    steps:\n      - {{they_text: hi, rule: Rule 0}}\n",
        "",
    ]
)
SCRATCHES = st.sampled_from(
    ["'", '"', "[", "{", "}", ":", ": ", "\t", "\n", "\n  - ", "- ", "#", " #", "&a ", "*a", "|", "\r", "  ", "\u2028"]
)


@st.composite
def entries(draw: st.DrawFn) -> list[str]:
    settings = [*draw(st.lists(SETTINGS, min_size=1, max_size=5)), *BASICS]
    return [rule(f"Rule {n}", one) + draw(BETWEEN) for n, one in enumerate(settings)]


def edited(draw: st.DrawFn, before: Sequence[str]) -> list[str]:
    """The entries after someone was at them."""
    after = list(before)
    at = draw(st.integers(0, len(after) - 1))
    match draw(st.sampled_from(["change", "insert", "delete", "move", "repeat", "nothing"])):
        case "change":
            after[at] = rule(f"Rule {at}", draw(SETTINGS)) + draw(BETWEEN)
        case "insert":
            after.insert(at, rule(f"New {len(after)}", draw(SETTINGS)) + draw(BETWEEN))
        case "delete" if len(after) > 1:
            del after[at]
        case "move":
            after.append(after.pop(at))
        case "repeat":
            after.append(after[at])
    return after


@given(st.data())
def test_whatever_is_edited_a_load_that_reuses_is_as_one_from_scratch(data: st.DataObject) -> None:
    reuse = Reuse()
    now, head, tail = data.draw(entries()), data.draw(HEADS), data.draw(TAILS)
    for _ in range(4):
        text = file(*now, head=head, tail=tail)
        if data.draw(st.integers(0, 3)) == 0:
            at = data.draw(st.integers(0, len(text)))
            text = text[:at] + data.draw(SCRATCHES) + text[at:]
        if data.draw(st.integers(0, 9)) == 0:
            text = text.replace("\n", "\r\n")
        assert_the_same(text, reuse)
        now = edited(data.draw, now)
        if data.draw(st.integers(0, 3)) == 0:
            head, tail = data.draw(HEADS), data.draw(TAILS)


def test_ten_thousand_rules_of_which_one_changed_load_in_a_fraction_of_the_time() -> None:
    from time import process_time

    from benchmarks.corpus import rules as made_up_rules

    text, reuse = made_up_rules(5_000), Reuse()
    begun = process_time()
    rules.loads(text, reuse=reuse)
    first = process_time() - begun
    begun = process_time()
    rules.loads(text.replace("Rule 2500\n", "Rule two thousand five hundred\n"), reuse=reuse)
    assert process_time() - begun < first / 2


def test_the_memory_is_told_apart_by_the_names_of_files() -> None:
    reuse = Reuse()
    text = dedent("""\
        rules:
          - name: A
            reply: x
          - name: B
            reply: y
        """)
    first = rules.loads(text, "one.yaml", reuse=reuse)
    second = rules.loads(text, "two.yaml", reuse=reuse)
    assert first.rules[1].place.file == "one.yaml"
    assert second.rules[1].place.file == "two.yaml"
