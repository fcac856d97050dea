"""The JSON Schema: valid itself, fits what loads, and knows every setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from responder import rules
from responder.rules.file_keys import LANGUAGE
from responder.rules.keys import Key, Table
from responder.rules.schema import json_schema
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


class Editor(yaml.SafeLoader):
    """YAML as editors read it (1.2): booleans are true and false, dates are texts."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if "timestamp" not in tag and "merge" not in tag]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


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
    assert [error.message for error in VALIDATOR.iter_errors(yaml.load(text, Editor))] == []


@pytest.mark.parametrize(("table", "key"), KEYS, ids=[f"{table.name}.{key.name}" for table, key in KEYS])
def test_every_setting_is_in_it_with_examples_that_fit(table: Table, key: Key) -> None:
    whole = json_schema()
    schema = whole if table.name == "file" else whole["$defs"][table.name]
    described = schema["properties"][key.name]
    assert described["description"] == key.about
    validator = Draft202012Validator({**described, "$defs": whole["$defs"]})
    for example in described["examples"]:
        assert [error.message for error in validator.iter_errors(example)] == []


@pytest.mark.parametrize(
    "text",
    [
        "buisness: x",
        "rules: [{reply: x}]",
        "rules: [{name: A, when: {keyword: x}}]",
        "rules: [{name: A, silent: maybe}]",
        "rules: [{name: A, when: {has: [photo]}}]",
        "rules: {name: A}",
        "stories: [{name: A}]",
        "opt_out: {answered_by: carrier}",
    ],
)
def test_what_doesnt_load_doesnt_fit(text: str) -> None:
    assert not VALIDATOR.is_valid(yaml.load(text, Editor))


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
    assert [error.message for error in VALIDATOR.iter_errors(yaml.load(text, Editor))] == []
