"""From which number a broadcast goes out, when it begins, and how fast it goes, by its options."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from responder.errors import ResponderError

if TYPE_CHECKING:
    from responder.broadcasting.planning import Pace
    from responder.core.ruleset import Ruleset
    from responder.settings import Settings


def pace_of(settings: Settings, ruleset: Ruleset, options: dict[str, Any]) -> tuple[str, Pace]:
    """From which number, when, and how fast."""
    from responder.broadcasting.planning import Pace
    from responder.sms.rates import rate_of

    sender = _sender(settings, ruleset, options["sender"])
    rate = settings.rate or rate_of(sender)
    now = datetime.now(UTC)
    at = now if options["at"] is None else _moment(options["at"], now.astimezone(ruleset.business.timezone))
    every = timedelta(seconds=1 / options["rate"]) if options["rate"] else timedelta()
    return sender, Pace(at, rate, every)


def _moment(written: str, now: datetime) -> datetime:
    from responder.core.calendar.moment import next_moment

    try:
        at = next_moment(written, now).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(f"{error}.", param_hint="--at") from None
    if at < now:
        raise click.BadParameter(f"{written!r} is past.", param_hint="--at")
    return at


def _sender(settings: Settings, ruleset: Ruleset, given: str | None) -> str:
    from responder.core.phone import parse_number

    if given and not given.startswith("MG"):
        try:
            return parse_number(given, ruleset.business.country)
        except ValueError as error:
            raise click.BadParameter(f"{error}.", param_hint="--from") from None
    sender = given or settings.messaging_service_sid or settings.from_number
    if not sender:
        raise ResponderError(
            "Set TWILIO_FROM to your Twilio number, or TWILIO_MESSAGING_SERVICE_SID, to send texts; or name it: --from."
        )
    return sender.removeprefix("whatsapp:").removeprefix("rcs:")
