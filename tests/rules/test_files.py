"""One file or many: include, stories beside the rules, names in problems, and what can't be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from responder import rules
from responder.errors import RulesUnreadable
from responder.rules import Problem, RulesInvalid

Write = Callable[..., Path]


def problems(path: Path) -> list[Problem]:
    with pytest.raises(RulesInvalid) as caught:
        rules.load(path)
    return list(caught.value.problems)


def only(path: Path) -> Problem:
    (found,) = problems(path)
    return found


def names(path: Path) -> list[str]:
    return [rule.name for rule in rules.load(path).rules]


RULE = "rules:\n  - {{name: {0}, reply: x}}\n"


def test_included_rules_come_after_a_files_own_in_the_order_of_the_names(write: Write) -> None:
    path = write(
        rules_yaml="include: [more/*.yaml]\n" + RULE.format("Own"),
        more__b_yaml=RULE.format("B"),
        more__a_yaml=RULE.format("A"),
    )
    assert names(path) == ["Own", "A", "B"]


def test_files_come_in_the_order_in_which_they_are_included(write: Write) -> None:
    path = write(
        rules_yaml=RULE.format("Own") + "include: [more/b.yaml, more/a.yaml]\n",
        more__b_yaml=RULE.format("B"),
        more__a_yaml=RULE.format("A"),
    )
    assert names(path) == ["Own", "B", "A"]


def test_an_included_file_includes_from_its_own_folder(write: Write) -> None:
    path = write(
        rules_yaml="include: more/a.yaml\n",
        more__a_yaml="include: deeper/b.yaml\n" + RULE.format("A"),
        more__deeper__b_yaml=RULE.format("B"),
    )
    assert names(path) == ["A", "B"]


def test_facts_may_stand_in_any_of_the_files(write: Write) -> None:
    path = write(
        rules_yaml="""
            include: [facts.yaml, rules.yaml.d/*.yaml]
            words: {urgent: [<emergency>, now]}
            rules:
              - {name: A, when: {says: [<urgent>], from: maria}, join: tips, reply: "{{ about.address }} {{ plan }}"}
        """,
        facts_yaml="""
            timezone: America/Chicago
            staff: {maria: +1 555 010 0002}
            words: {emergency: [bleeding]}
            lists: {tips: A tip}
            about: {address: 12 Mill Lane}
            rules:
              - {name: B, remember: {plan: gold}}
        """,
    )
    ruleset = None
    with pytest.raises(RulesInvalid) as caught:
        ruleset = rules.load(path)
    assert ruleset is None and [p.code for p in caught.value.problems] == ["include"]
    path.write_text(path.read_text().replace(", rules.yaml.d/*.yaml", ""))
    ruleset = rules.load(path)
    assert [rule.name for rule in ruleset.rules] == ["A", "B"]
    assert ruleset.business.staff == {"maria": "+15550100002"}


def test_every_problem_names_its_own_file(write: Write) -> None:
    path = write(rules_yaml="include: a.yaml\nbusines: x\n", a_yaml="rules:\n  - {name: A, replly: x}\n")
    assert [(Path(p.place.file).name, p.place.line, p.code) for p in problems(path)] == [
        ("rules.yaml", 2, "unknown-key"),
        ("a.yaml", 2, "unknown-key"),
    ]


def test_a_fact_or_a_name_in_two_files_is_told_at_the_second_with_the_first(write: Write) -> None:
    path = write(
        rules_yaml="business: A\nabout: {address: x}\nrules:\n  - {name: A, reply: x}\ninclude: a.yaml\n",
        a_yaml="business: B\nabout: {address: y}\nrules:\n  - {name: a, reply: x}\n",
    )
    found = problems(path)
    assert [p.code for p in found] == ["duplicate-key", "duplicate-key", "duplicate-name"]
    assert all(Path(p.place.file).name == "a.yaml" and "rules.yaml:" in p.message for p in found)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"rules_yaml": "include: rules.yaml\n"}, "includes itself"),
        ({"rules_yaml": "include: a.yaml\n", "a_yaml": "include: rules.yaml\n"}, "in turn"),
        ({"rules_yaml": "include: [a.yaml, '*a.yaml']\n", "a_yaml": "business: x\n"}, "included already"),
        ({"rules_yaml": "include: b.yaml\n", "a_yaml": "business: x\n"}, "no file"),
        ({"rules_yaml": "include: '**b'\n"}, "no file"),
    ],
)
def test_an_include_that_cant_be_is_told(write: Write, files: dict[str, str], words: str) -> None:
    found = only(write(**files))
    assert found.code == "include" and words in found.message


def test_a_misspelled_include_comes_with_the_file_that_is_there(write: Write) -> None:
    path = write(rules_yaml="include: price.yaml\n", prices_yaml="business: x\n")
    assert "prices.yaml" in only(path).remedy


def test_a_pattern_that_finds_nothing_isnt_a_misspelled_file(write: Write) -> None:
    path = write(rules_yaml="include: sub/*.yaml\n", tab_yaml="business: x\n")
    assert "Did you mean" not in only(path).remedy


def test_a_text_that_is_no_file_cant_include(problem: Callable[[str], Problem]) -> None:
    assert problem("include: a.yaml\n").code == "include"


def test_stories_beside_the_rules_are_read(write: Write) -> None:
    path = write(
        rules_yaml=RULE.format("A"),
        stories__b_yaml="- name: From a list\n  steps: [{they_text: hi, rule: A}]\n",
        stories__a_yaml="stories:\n  - name: From a setting\n    steps: [{they_text: hi, rule: A}]\n",
    )
    ruleset = rules.load(path)
    assert [story.name for story in ruleset.stories] == ["From a setting", "From a list"]
    assert [Path(name).name for name in ruleset.files] == ["rules.yaml", "a.yaml", "b.yaml"]


@pytest.mark.parametrize(
    "text", ["rules:\n  - {name: B, reply: x}\n", "- {name: X, steps: [{they_text: hi, rule: B}]}\n", "hello\n"]
)
def test_a_file_of_stories_holds_stories_only(write: Write, text: str) -> None:
    assert Path(only(write(rules_yaml=RULE.format("A"), stories__a_yaml=text)).place.file).name == "a.yaml"


def test_the_digest_changes_with_every_byte_of_every_file(write: Write) -> None:
    def digest(own: str, other: str) -> str:
        return rules.load(write(rules_yaml=own, a_yaml=other)).digest

    own, other = "include: a.yaml\n", RULE.format("A")
    first = digest(own, other)
    assert len(first) == 16 and digest(own, other) == first
    assert len({first, digest(own + "# note\n", other), digest(own, other + "\n")}) == 3


def test_a_draft_takes_the_place_of_a_file(write: Write) -> None:
    path = write(rules_yaml=RULE.format("Old"))

    def read(wanted: Path) -> bytes:
        return RULE.format("New").encode() if wanted == path else wanted.read_bytes()

    assert [rule.name for rule in rules.load(path, read=read).rules] == ["New"]


def test_names_are_shown_as_they_were_given(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(rules_yaml="include: more/a.yaml\n", more__a_yaml=RULE.format("A"))
    monkeypatch.chdir(path.parent)
    ruleset = rules.load(Path("rules.yaml"))
    assert ruleset.files == ("rules.yaml", "more/a.yaml")
    assert str(ruleset.rules[0].place) == "more/a.yaml:2"


@pytest.mark.parametrize(("name", "words"), [("missing.yaml", "isn't there"), (".", "is a folder")])
def test_a_file_that_cant_be_read_is_told_plainly(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(RulesUnreadable, match=words):
        rules.load(tmp_path / name)


def test_a_file_in_the_wrong_encoding_is_a_problem_in_it(write: Write) -> None:
    path = write(rules_yaml="include: a.yaml\n", a_yaml="business: Café\n".encode("cp1252"))
    found = only(path)
    assert (found.code, Path(found.place.file).name) == ("not-utf-8", "a.yaml")
