"""What a command about the database wants to know of the rules, where they can be read: the time zone and the country
of the business."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.errors import ResponderError

if TYPE_CHECKING:
    from responder.core.ruleset import Ruleset


def rules_at_hand(rules: Path | None) -> Ruleset | None:
    """The rules that were named, else those of the settings, else None. Raises only where those that were named can't
    be read."""
    from responder.cli.rules_file import read_rules

    if rules is not None:
        return read_rules(rules)
    try:
        return read_rules(None)
    except ResponderError:
        return None


def contact_named(written: str, ruleset: Ruleset | None) -> str:
    """A contact's address from a number as people write it, with whatsapp: before it or without.

    Raises click.BadParameter.
    """
    from responder.core.phone import parse_number

    channel, number = re.fullmatch(r"(?s)((?:whatsapp|rcs):)?(.*)", written.strip()).groups()  # type: ignore[union-attr]
    try:
        parsed = parse_number(number, "US" if ruleset is None else ruleset.business.country)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--contact") from None
    return f"{channel or ''}{parsed}"
