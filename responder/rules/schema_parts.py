"""Pieces of JSON Schema that many settings share.

An editor's YAML turns ``no`` into false and ``017`` into 15 before it looks at a schema, so that text must be allowed
to be a number or a boolean there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

TEXT: Schema = {"type": ["string", "number", "boolean"]}
PROSE: Schema = {"type": ["string", "number", "boolean"]}
YES_NO: Schema = {"enum": [True, False, "yes", "no", "on", "off", "true", "false", "Yes", "No"]}
WHOLE_NUMBER: Schema = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[1-9][0-9]*$"}]}
DURATION: Schema = {"type": "string", "pattern": "[0-9A-Za-z]"}
PHONE: Schema = {"type": ["string", "integer"]}


def one_or_many(item: Schema) -> Schema:
    """One of these, or a list of them."""
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


def names_to(value: Schema, names: Schema | None = None) -> Schema:
    """Names of one's own choice, each with such a value."""
    schema = {"type": "object", "additionalProperties": value}
    return schema if names is None else {**schema, "propertyNames": names}


def table(name: str) -> Schema:
    """The settings of a table, which stands under ``$defs``."""
    return {"$ref": f"#/$defs/{name}"}
