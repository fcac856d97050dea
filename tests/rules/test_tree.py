"""The tree: text first, places, duplicate names, repetition, depth; and libyaml and PyYAML agree."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml import YAMLError

from responder.rules.problem import Problem
from responder.rules.syntax import builder, slow_parser
from responder.rules.syntax.builder import Builder
from responder.rules.syntax.source import Source
from responder.rules.syntax.tree import Broken, List, Node, Settings, Text


def built(text: str) -> tuple[Any, list[Problem]]:
    problems: list[Problem] = []
    return Builder(Source.of("rules.yaml", text), frozenset({"reply", "silent"}), problems).tree(), problems


def plain(node: Node | None) -> Any:
    if isinstance(node, Text):
        return node.value
    if isinstance(node, List):
        return [plain(item) for item in node.items]
    if isinstance(node, Settings):
        return {entry.key.value: plain(entry.value) for entry in node}
    return node if node is None else "broken"


@pytest.mark.parametrize(
    "written",
    [
        "yes",
        "no",
        "off",
        "on",
        "true",
        "null",
        "~",
        "017",
        "1_000",
        "0x1F",
        "1e3",
        "9:00-17:00",
        "12:30:45",
        "2026-12-25",
        "+15551234567",
        ".5",
        ".inf",
        "<yes>",
        "=",
        "<<",
    ],
)
def test_every_value_is_the_text_that_was_written(written: str) -> None:
    root, problems = built(f"a: {written}\n{written}: b\nc: [{written}]\n")
    assert plain(root) == {"a": written, written: "b", "c": [written]}
    assert problems == []


def test_places_are_those_of_the_file() -> None:
    root, _ = built("a: x\nb:\n  - {c: 'two words'}\n  - |\n    long\n    text\n")
    second = root.entries["b"].value.items
    entry = second[0].entries["c"]
    assert (entry.key.line, entry.key.column, entry.key.end_column) == (3, 6, 7)
    assert (entry.value.line, entry.value.column, entry.value.end_column) == (3, 9, 20)
    assert (second[1].line, second[1].block) == (4, True)


def test_columns_count_characters_not_bytes() -> None:
    root, _ = built("é😀: ü\n")
    entry = next(iter(root))
    assert (entry.key.end_column, entry.value.column) == (3, 5)


def test_a_name_that_stands_twice_is_told_at_the_second_and_the_first_counts() -> None:
    root, problems = built("a: 1\nb: 2\na: 3\n")
    assert plain(root) == {"a": "1", "b": "2"}
    assert [(p.code, p.place.line) for p in problems] == [("duplicate-key", 3)]


def test_a_repeated_part_is_read_where_it_is_repeated() -> None:
    root, problems = built("a: &same {x: 1}\nb: *same\n")
    assert plain(root) == {"a": {"x": "1"}, "b": {"x": "1"}}
    assert problems == []


def test_a_part_that_repeats_itself_is_told() -> None:
    root, problems = built("a: &a [*a]\n")
    assert sorted(p.code for p in problems) == ["endless", "text-start"]
    assert isinstance(root.entries["a"].value, List) and isinstance(root.entries["a"].value.items[0], Broken)


def test_few_lines_cant_unfold_into_millions() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for above, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{above}'] * 10)}]")
    _, problems = built("\n".join(lines) + "\n")
    assert [p.code for p in problems if p.code == "endless"] == ["endless"]


@pytest.mark.parametrize("text", ["[" * 900 + "]" * 900, "- " * 500 + "x", "a: " + "{b: " * 300 + "x" + "}" * 300])
def test_too_many_levels_are_told(text: str) -> None:
    _, problems = built(text)
    assert [p.code for p in problems] == ["too-deep"]


def test_an_empty_file_has_no_tree() -> None:
    assert built("# only a comment\n") == (None, [])


def events(parser: Any, text: str) -> list[Any]:
    found = []
    made = parser(text)
    while (event := made.get_event()) is not None:
        value = getattr(event, "value", None)
        style = getattr(event, "style", None) or None
        # Where nothing stands between two signs the two put it on either side.
        column = event.start_mark.column if value != "" else 0
        found.append((type(event).__name__, value, style, event.start_mark.line, column))
    return found


YAMLISH = st.lists(
    st.sampled_from(
        [
            "a: b\n",
            "- x\n",
            "  c: d\n",
            "  - e\n",
            "k: |\n  text\n  more\n",
            "q: 'it''s'\n",
            'd: "x\\ty"\n',
            "f: [a, {b: c}]\n",
            "# note\n",
            "é: 名前 😀\n",
            "p: several\n  lines\n",
            "e:\n",
            "h: x # y\n",
            "\n",
            "u: a:b\n",
            "v: {x: }\n",
            "w: >\n  fold\n",
        ]
    ),
    max_size=8,
).map("".join)


@given(YAMLISH)
def test_without_libyaml_the_same_is_read(text: str) -> None:
    try:
        expected = events(builder.Parser, text)
    except YAMLError:
        with pytest.raises(YAMLError):
            events(slow_parser.Parser, text)
        return
    assert events(slow_parser.Parser, text) == expected
