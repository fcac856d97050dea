"""The JSON Schema (draft 2020-12) of rules.yaml, made of the same tables that the loader reads by."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from responder.rules.file_keys import FILE, LANGUAGE
from responder.rules.keys import Key, Table

DIALECT = "https://json-schema.org/draft/2020-12/schema"

NEEDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "rule": {"or_reply": ["once_per"], "as": ["ask"], "within": ["ask"]},
    "otherwise": {"or_reply": ["once_per"]},
    "follow_up": {"within": ["ask"], "times": ["repeat"]},
}
"""By table: settings that mean nothing without others, as the loader tells them, too."""

EITHER: Mapping[str, Sequence[tuple[str, str]]] = {"follow_up": [("after", "at"), ("text", "ask")]}
"""By table: pairs of settings of which there is exactly one."""


def json_schema() -> dict[str, Any]:
    """The schema as plain values. Editors that know it complete and check as one types."""
    return {
        "$schema": DIALECT,
        **_of_table(FILE),
        "title": "rules.yaml of responder",
        "$defs": {table.name: _of_table(table) for table in LANGUAGE if table is not FILE},
    }


def schema_text() -> str:
    """The schema as it stands in a file."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _of_table(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "title": table.title.replace("`", ""),
        "description": table.about,
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: _of_key(key) for key in table.keys},
    }
    if table.needs_one:
        schema["anyOf"] = [{"required": [name]} for name in table.needs_one]
    if table.name in NEEDS:
        schema["dependentRequired"] = {name: list(others) for name, others in NEEDS[table.name].items()}
    if table.name in EITHER:
        schema["allOf"] = [{"oneOf": [{"required": [name]} for name in pair]} for pair in EITHER[table.name]]
    required = [key.name for key in table.keys if key.required]
    return {**schema, "required": required} if required else schema


def _of_key(key: Key) -> dict[str, Any]:
    # Editors show `description` as it is; VS Code shows `markdownDescription` in its place, with code as code.
    markdown = {"markdownDescription": key.about} if "`" in key.about else {}
    return {
        **key.shape.schema,
        "title": key.name,
        "description": key.about.replace("`", ""),
        **markdown,
        "examples": list(key.examples),
    }
