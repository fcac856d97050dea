"""``responder why``"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from responder.cli.pretend import at_option, from_option, has_option, pretend_at, pretend_sender, to_option
from responder.cli.rules_file import read_rules, rules_option

if TYPE_CHECKING:
    from responder.core.decision import Decision
    from responder.core.message import InboundMessage


@click.command()
@click.argument("text", required=False)
@rules_option
@from_option
@to_option
@at_option
@has_option
@click.option("--sid", metavar="SM...", help="Explain a text that came in, from what was kept with it.")
@click.option("--json", "as_json", is_flag=True, help="Print plain values for another program.")
def command(
    text: str | None,
    rules: Path | None,
    sender: str | None,
    to: str | None,
    at: str | None,
    has: tuple[str, ...],
    sid: str | None,
    as_json: bool,
) -> None:
    """Explain which rule answers TEXT, and why: every rule with its verdict, its reasons and its near misses.

    Nothing is sent and nothing is saved. With --sid it shows how a text that really came was answered.
    """
    if sid:
        from responder.cli.kept import explain_kept

        explain_kept(sid, as_json)
        return
    if text is None:
        raise click.UsageError('Which text? Write it in quotes, as in: responder why "how much is a cleaning"')
    from responder.simulator import Simulator

    simulator = Simulator(read_rules(rules))
    pretend_at(simulator, at)
    business = simulator.ruleset.business
    try:
        simulator.text(text, from_=pretend_sender(business, sender), to=pretend_sender(business, to), has=has)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    decision = simulator.explain()
    if as_json:
        from responder.cli.plain_json import json_text

        click.echo(json_text(plain(simulator.last_message(), decision)))
        return
    from responder.cli.explanation import say_decision

    say_decision(text, decision, simulator.local_now())


def plain(message: InboundMessage, decision: Decision) -> dict[str, Any]:
    """The decision in plain values."""
    from dataclasses import asdict

    return {
        "text": message.body,
        "from": message.from_,
        "to": message.to,
        "outcome": decision.outcome,
        "rule": decision.rule,
        "replies": [asdict(reply) for reply in decision.replies],
        "effects": [{"effect": type(effect).__name__, **asdict(effect)} for effect in decision.effects],
        "problems": list(decision.problems),
        **decision.trace.to_json(),
    }
