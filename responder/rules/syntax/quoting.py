"""A text as it has to be written so that YAML keeps every character of it."""

from __future__ import annotations


def in_quotes(text: str) -> str:
    """The text in the quotes that keep every character of it as it is."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
