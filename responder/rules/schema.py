"""The JSON Schema (draft 2020-12) of rules.yaml, made of the same tables that the loader reads by."""

from __future__ import annotations

from typing import Any

from responder.rules.file_keys import FILE, LANGUAGE
from responder.rules.keys import Table

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema as plain values. Editors that know it complete and check as one types."""
    return {
        "$schema": DIALECT,
        "title": "rules.yaml of responder",
        **_of_table(FILE),
        "$defs": {table.name: _of_table(table) for table in LANGUAGE if table is not FILE},
    }


def _of_table(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "description": table.about,
        "type": "object",
        "additionalProperties": False,
        "properties": {
            key.name: {**key.shape.schema, "description": key.about, "examples": list(key.examples)}
            for key in table.keys
        },
    }
    required = [key.name for key in table.keys if key.required]
    if table.needs_one:
        schema["anyOf"] = [{"required": [name]} for name in table.needs_one]
    return {**schema, "required": required} if required else schema
