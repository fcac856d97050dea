"""``responder send``"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from responder.cli.look import plural, quoted, say, shown, styled
from responder.cli.progress import waiting
from responder.errors import ResponderError

if TYPE_CHECKING:
    from responder.sending import Sent
    from responder.settings import Settings
    from responder.sms.gateway import Outbound, Taken


@click.command()
@click.argument("to")
@click.argument("text", required=False, default="")
@click.option("--media", multiple=True, metavar="URL", help="A picture or file that comes along, by its web address.")
@click.option("--from", "sender", metavar="NUMBER", help="Which of your numbers, or Messaging Service, sends it.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and what it costs, and send nothing.")
def command(to: str, text: str, media: tuple[str, ...], sender: str | None, dry_run: bool) -> None:
    """Send TEXT to the number TO through Twilio: responder send +15551234567 "Your glasses are ready."

    With whatsapp: before the number it goes by WhatsApp. A number that opted out gets nothing.
    """
    from responder.settings import Settings

    settings = Settings.from_environment()
    if sender:
        settings = _from(settings, sender)
    if dry_run:
        _rehearse(settings, to, text, media)
        return
    with waiting("Handing the text to Twilio"):
        sent = _send(settings, to, text, media)
    told = f"{sent.cost}, {shown(sent.sid)}, {shown(sent.status)}"
    say(f"{styled('✓', 'good')} Twilio took it for {shown(sent.to)}: {told}.")
    _tell_cost(sent)


def _from(settings: Settings, sender: str) -> Settings:
    if sender.startswith("MG"):
        return replace(settings, messaging_service_sid=sender, from_number="")
    from responder.core.phone import parse_number

    try:
        number = parse_number(sender, _country(settings, sender))
    except ValueError as error:
        raise ResponderError(f"--from: {error}.") from None
    return replace(settings, from_number=number, messaging_service_sid="")


def _send(settings: Settings, to: str, text: str, media: tuple[str, ...]) -> Sent:
    from responder.sending import send_text
    from responder.sms.gateway import TwilioGateway
    from responder.store import Store

    with Store.open(settings.store_url) as store:
        country = _country(settings, to)
        return send_text(
            store, TwilioGateway(settings), settings, to, text, media, now=datetime.now(UTC), country=country
        )


class _NotSentOnPurposeError(Exception):
    """Carries what would have been sent."""

    def __init__(self, outbound: Outbound) -> None:
        super().__init__()
        self.outbound = outbound


class _Rehearsal:
    """A gateway behind which nothing is."""

    def send(self, outbound: Outbound) -> Taken:
        raise _NotSentOnPurposeError(outbound)


def _rehearse(settings: Settings, to: str, text: str, media: tuple[str, ...]) -> None:
    """All that ``send`` does, opt-outs and limits looked at, up to the moment before Twilio is asked."""
    from responder.core.text.segments import count
    from responder.sending import send_text
    from responder.store import Store

    with Store.open(settings.store_url) as store:
        try:
            country = _country(settings, to)
            send_text(store, _Rehearsal(), settings, to, text, media, now=datetime.now(UTC), country=country)
        except _NotSentOnPurposeError as stopped:
            outbound = stopped.outbound
    counted = count(text)
    say(f"Would send to {shown(outbound.to)} from {shown(outbound.from_ or outbound.service)}:")
    say(f"  {quoted(text, 200)}" if text else "  no words")
    for url in media:
        say(f"  [{shown(url)}]")
    say(f"  {plural(len(text), 'character')}, {plural(counted.segments, 'segment')} ({counted.encoding})")
    say("Nothing was sent.")


def _tell_cost(sent: Sent) -> None:
    if sent.costly and sent.segments > 1:
        named = " ".join(shown(character) for character in sent.costly[:10])
        say(f"  Only 70 characters fit into a segment with {named} in the text; without, 160 do.")


def _country(settings: Settings, written: str) -> str:
    """The country of a number without its code: the business's, where there are rules that say so."""
    if written.removeprefix("whatsapp:").removeprefix("rcs:").strip().startswith("+") or not settings.rules.exists():
        return "US"
    from responder.rules import load

    try:
        return load(settings.rules).business.country
    except ResponderError:
        return "US"
