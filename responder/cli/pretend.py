"""Who texts, to where and when, for commands that try rules without a phone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from responder.core.business import Business
    from responder.simulator import Simulator

from_option = click.option("--from", "sender", metavar="NUMBER", help="Who texts: a number, or a name under `staff`.")
to_option = click.option("--to", metavar="NUMBER", help="Which of your numbers they text, or its name under `numbers`.")
at_option = click.option("--at", metavar="WHEN", help='When: "mon 14:00", "9am", "2026-12-25 10:00". [default: now]')
has_option = click.option(
    "--has",
    multiple=True,
    metavar="KIND",
    help="What comes along: picture, video, voice note, file, contact card, location.",
)


def pretend_at(simulator: Simulator, at: str | None) -> None:
    """Turn the clock to now, then to the next such moment."""
    simulator.set_time(datetime.now(UTC))
    if at is None or at.strip() == "now":
        return
    try:
        simulator.turn_to(at)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def pretend_sender(business: Business, written: str | None) -> str | None:
    """A number as the engine knows it: E.164 or a short code. Names of staff and of own numbers count, too."""
    if written is None:
        return None
    named = {**business.staff, **business.numbers}
    if written in named:
        return named[written]
    from responder.core.phone import parse_number

    try:
        return parse_number(written, business.country)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
