from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any, ClassVar

import jsonschema
import pytest
import yaml

from responder.cli.init import KINDS, SCHEMA, starter


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_writes_is_clean_and_its_examples_pass(run, folder, kind: str) -> None:
    written = run("init", kind)

    assert (written.exit_code, (folder / "rules.yaml").exists()) == (0, True)
    checked = run("check", "--strict")
    assert (checked.exit_code, "warning" in checked.output, "note" in checked.output) == (0, False, False), (
        checked.output
    )
    played = run("test")
    assert played.exit_code == 0, played.output
    assert "story" in played.output or "stories" in played.output


@pytest.mark.parametrize("kind", KINDS)
def test_its_first_line_names_the_schema_that_stands_beside_it(run, folder, kind: str) -> None:
    run("init", kind, "answers/rules.yaml")

    first = (folder / "answers" / "rules.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA}"
    assert json.loads((folder / "answers" / SCHEMA).read_text(encoding="utf-8"))["$schema"]


def test_without_a_kind_it_is_a_clinic_and_the_others_are_named(run, folder) -> None:
    output = run("init").output

    assert "Bright Smile Dental" in (folder / "rules.yaml").read_text(encoding="utf-8")
    assert "responder init salon" in output and "responder chat" in output


@pytest.mark.parametrize(
    "name", ["a.yaml", "restaurant.yaml", "quite-a-long-name-for-a-file-of-rules.yaml", "my rules.yaml"]
)
def test_what_next_can_be_copied_into_a_shell(run, name: str) -> None:
    output = run("init", "restaurant", name).output

    steps = re.findall(r"^  \d\. (responder .*?)  +([a-z].*)$", output, re.M)
    assert [shlex.split(command) for command, _ in steps] == [
        ["responder", "check", name],
        ["responder", "chat", "--rules", name],
        ["responder", "serve", "--tunnel", "--rules", name],
    ]
    assert len({line.index(about) for (_, about) in steps for line in output.splitlines() if about in line}) == 1


def test_a_file_that_is_there_stays_as_it_is(run, folder) -> None:
    (folder / "rules.yaml").write_text("mine")

    result = run("init")

    assert (result.exit_code, (folder / "rules.yaml").read_text()) == (2, "mine")
    assert "rules.yaml is there already, and it stays as it is." in result.output


def test_force_keeps_the_old_file_beside_the_new_one(run, folder) -> None:
    (folder / "rules.yaml").write_text("first")
    run("init", "--force")
    (folder / "rules.yaml").write_text("second")
    result = run("init", "--force")

    assert (folder / "rules.yaml.old").read_text() == "first"
    assert (folder / "rules.yaml.old2").read_text() == "second"
    assert "kept as rules.yaml.old2" in result.output


def test_a_schema_of_ours_is_renewed_and_a_file_of_somebody_else_is_not(run, folder) -> None:
    (folder / SCHEMA).write_text('{"$schema": "https://json-schema.org/draft/2020-12/schema", "old": true}')
    run("init")
    assert "old" not in json.loads((folder / SCHEMA).read_text())

    (folder / SCHEMA).write_text("my notes")
    run("init", "--force")
    assert (folder / SCHEMA).read_text() == "my notes"


def test_a_place_that_can_not_be_written_is_told_plainly(run, folder) -> None:
    (folder / "file").write_text("")

    result = run("init", "salon", "file/rules.yaml")

    assert (result.exit_code, "can't be written" in result.output) == (2, True)


class AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2, in which yes and 9:00 are texts: what editors with a schema read."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for tag, pattern in (
    ("bool", "true|false"),
    ("null", "~|null|"),
    ("int", "[-+]?[0-9]+"),
    ("float", r"[-+]?[0-9]+\.[0-9]*"),
):
    AsEditorsRead.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^({pattern})$"), None)


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_that_knows_the_schema_finds_nothing_wrong(run, folder, kind: str) -> None:
    run("init", kind)
    schema = json.loads((folder / SCHEMA).read_text(encoding="utf-8"))
    # The loader is PyYAML's safe one with fewer guesses.
    written = yaml.load((folder / "rules.yaml").read_text(encoding="utf-8"), AsEditorsRead)

    assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(written)] == []


def test_what_people_say_of_themselves_isn_t_taken_for_a_name(run) -> None:
    run("init", "clinic")

    assert "“Their name” answered" in run("why", "My name is ana").output
    assert "“Their name” answered" not in run("why", "this is urgent").output


def test_the_shipped_rules_are_the_clinic_s() -> None:
    shipped = Path(__file__).parents[2] / "rules.yaml"

    assert starter("clinic").endswith("\n\n" + shipped.read_text(encoding="utf-8"))
