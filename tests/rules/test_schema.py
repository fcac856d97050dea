"""The JSON Schema: valid itself, fits what loads, and knows every setting."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from responder import rules
from responder.rules.file_keys import LANGUAGE
from responder.rules.keys import Key, Table
from responder.rules.schema import EITHER, NEEDS, json_schema, schema_text
from responder.rules.syntax.builder import Builder
from responder.rules.syntax.source import Source
from responder.rules.syntax.tree import List, Node, Settings, Text

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(json_schema())
KEYS = [(table, key) for table in LANGUAGE for key in table.keys]


def as_written(node: Node) -> Any:
    """The values as the loader reads them: every one a text."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, List):
        return [as_written(item) for item in node.items]
    assert isinstance(node, Settings)
    return {entry.key.value: as_written(entry.value) for entry in node}


class Editor(yaml.CSafeLoader):
    """YAML 1.1 as older editors read it: yes is true, 9:00 is 540, 017 is 15. Dates are texts."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if "timestamp" not in tag and "merge" not in tag]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Core(yaml.CSafeLoader):
    """YAML 1.2 with the core schema, as the YAML language server of editors reads it: yes, no, on, off, 9:00 and 017
    aren't booleans or times, dates are texts, ``<<`` is no merge."""


Core.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


def _whole_number(loader: Core, node: yaml.ScalarNode) -> int:
    return int(loader.construct_scalar(node), 8 if node.value.startswith("0o") else 16 if "x" in node.value else 10)


Core.add_constructor("tag:yaml.org,2002:int", _whole_number)


EDITORS = [Editor, Core]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


FILES = sorted([*ROOT.glob("rules.yaml"), *ROOT.glob("responder/starters/*.yaml"), *ROOT.glob("examples/**/*.yaml")])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_files_that_we_ship_fit_the_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rules.load(path)
    tree = Builder(Source.of(path.name, text), frozenset(), []).tree()
    assert tree is not None
    assert [error.message for error in VALIDATOR.iter_errors(as_written(tree))] == []
    for loader in EDITORS:
        assert [error.message for error in VALIDATOR.iter_errors(yaml.load(text, loader))] == []


@pytest.mark.parametrize(("table", "key"), KEYS, ids=[f"{table.name}.{key.name}" for table, key in KEYS])
def test_every_setting_is_in_it_with_examples_that_fit(table: Table, key: Key) -> None:
    whole = json_schema()
    schema = whole if table.name == "file" else whole["$defs"][table.name]
    described = schema["properties"][key.name]
    assert described["description"] == key.about.replace("`", "")
    assert described.get("markdownDescription", key.about) == key.about
    assert described["title"] == key.name
    assert described["examples"]
    validator = Draft202012Validator({**described, "$defs": whole["$defs"]})
    for example in described["examples"]:
        assert [error.message for error in validator.iter_errors(example)] == []


WRONG = [
    "buisness: x",
    "rules: [{reply: x}]",
    "rules: [{name: A, when: {keyword: x}}]",
    "rules: [{name: A, silent: maybe}]",
    "rules: [{name: A, when: {has: [photo]}, reply: x}]",
    "rules: {name: A}",
    "stories: [{name: A}]",
    "opt_out: {answered_by: carrier}",
    "rules: [{name: A, when: price, reply: x}]",
    "rules: [{name: A, when: [{says: a}], reply: x}]",
    "rules: [{name: A, when: {says: []}, reply: x}]",
    "rules: [{name: A, when: {says: {a: b}}, reply: x}]",
    "rules: [{name: A, when: {any: {says: a}}, reply: x}]",
    "rules: [{name: A, when: {all: []}, reply: x}]",
    "rules: [{name: A, when: {first_time: perhaps}, reply: x}]",
    "rules: [{name: A, when: {channel: telegram}, reply: x}]",
    "rules: [{name: A, when: {not: 5}, reply: x}]",
    "rules: [{name: A, reply: x, tag: {a: b}}]",
    "rules: [{name: A, reply: x, remember: first_name}]",
    "rules: [{name: A, reply: x, remember: {First Name: x}}]",
    "rules: [{name: A, reply: x, or_reply: y}]",
    "rules: [{name: A, reply: x, as: y}]",
    "rules: [{name: A, reply: x, within: 1 day}]",
    "rules: [{name: A, reply: x, follow_up: {text: y}}]",
    "rules: [{name: A, reply: x, follow_up: {after: 1 day}}]",
    "rules: [{name: A, reply: x, follow_up: {after: 1 day, at: '10:00', text: y}}]",
    "rules: [{name: A, reply: x, follow_up: {after: 1 day, text: y, ask: z}}]",
    "rules: [{name: A, reply: x, follow_up: {after: 1 day, text: y, times: 3}}]",
    "rules: [{name: A, reply: x, follow_up: {after: 1 day, text: y, unless: they sleep}}]",
    "rules: [{name: A, reply: x, examples: price}]",
    "rules: [{name: A, reply: x, examples: [{they_say: price}]}]",
    "rules: [{name: A, reply: x, notify: {text: y}}]",
    "conversations: {a: {ask: x}}",
    "conversations: {a: [{ask: x, expect: colour}]}",
    "conversations: {a: [{ask: x, save: Their Day}]}",
    "conversations: {a: [{ask: x, tries: -1}]}",
    "conversations: {a: []}",
    "limits: {replies: many}",
    "limits: {rounds: -1}",
    "limits: {reply: 5 in 10 seconds}",
    "otherwise: {reply: x, join: tips}",
    "otherwise: {reply: x, or_reply: y}",
    "lists: [tips]",
    "staff: maria",
    "hours: [mon-fri 9:00-17:00]",
    "stories: [{name: A, steps: [{they_text: a, we_say: b}]}]",
    "stories: [{name: A, given: {at: [mon]}, steps: [{they_text: a}]}]",
]
"""Files that aren't read, of which a schema can know it: names, kinds of values, closed sets, what belongs together."""


@pytest.mark.parametrize("text", WRONG)
def test_what_doesnt_load_doesnt_fit(text: str) -> None:
    for loader in EDITORS:
        assert not VALIDATOR.is_valid(yaml.load(text, loader))
    with pytest.raises(rules.RulesInvalid):
        rules.loads(text)


def test_no_table_takes_a_setting_that_it_doesnt_know() -> None:
    whole = json_schema()
    for table in (whole, *whole["$defs"].values()):
        assert table["additionalProperties"] is False
        assert table["title"]
        assert table["description"]


def test_what_settings_need_names_settings_that_are_there() -> None:
    by_name = {table.name: table.by_name for table in LANGUAGE}
    for table, needs in NEEDS.items():
        assert {*needs, *(other for others in needs.values() for other in others)} <= by_name[table].keys()
    for table, pairs in EITHER.items():
        assert {name for pair in pairs for name in pair} <= by_name[table].keys()


def test_the_schema_that_is_shipped_is_this_one() -> None:
    """`python docs/reference.py` writes it."""
    shipped = files("responder.rules") / "rules.schema.json"
    assert shipped.read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize(
    "text",
    [
        "rules: [{name: 017, when: {says: [yes, no, 5, true]}, reply: 5}]",
        "rules: [{name: A, reply: [one, {text: two, media: https://x.com/a.png}], once_per: 2 days, or_reply: x}]",
        "rules: [{name: A, reply: {en: Hi, es: [Hola, {media: https://x.com/a.png}]}}]",
        "rules: [{name: A, when: {any: [{says: a}, {not: {from: [staff, +15550100002]}}]}, silent: true}]",
        "otherwise: A person will read this.",
        "hours: {mon-fri: 9:00-17:00, sat: [10:00-12:00, 13:00-14:00]}",
        "closed: [2026-12-25, dec 24]",
        "limits: {replies: 5 in 10 seconds, rounds: 5, answer_short_codes: no}",
    ],
)
def test_what_loads_fits_also_as_an_editor_reads_it(text: str) -> None:
    for loader in EDITORS:
        assert [error.message for error in VALIDATOR.iter_errors(yaml.load(text, loader))] == []
