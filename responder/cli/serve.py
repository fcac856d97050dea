"""``responder serve``"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.cli.look import plural, say, shown, styled
from responder.cli.rules_file import read_rules, rules_option, rules_path
from responder.errors import ResponderError, SettingsError

if TYPE_CHECKING:
    from responder.core.ruleset import Ruleset
    from responder.reload import Snapshot
    from responder.settings import Settings
    from responder.tunnel import Pointed

CONSOLE = "Twilio console, Phone Numbers, Manage, Active numbers, your number, Messaging Configuration"


@click.command()
@rules_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes; more than 1 needs PostgreSQL.",
)
@click.option("--no-worker", is_flag=True, help="Only answer, and leave what is due to `responder worker`.")
@click.option("--tunnel", is_flag=True, help="Open a public address with ngrok and point your Twilio number at it.")
@click.option("--restore-webhook", is_flag=True, help="With --tunnel: put the number's old webhook back at the end.")
@click.option("--take-over", is_flag=True, help="With --tunnel: also take a number from a Twilio application.")
@click.option("--no-signature", is_flag=True, help="Answer requests that Twilio didn't sign, from this machine only.")
def command(
    rules: Path | None,
    host: str,
    port: int,
    workers: int,
    no_worker: bool,
    tunnel: bool,
    restore_webhook: bool,
    take_over: bool,
    no_signature: bool,
) -> None:
    """Answer texts: start the server, and answer what Twilio posts to /sms with the rules.

    What is due later, follow-ups say, is sent by a process beside it, unless --no-worker leaves that to others.

    Save the rules file and the new rules answer from the next text on; if they have an error, the old ones go on. Stop
    with Ctrl-C.
    """
    from responder.settings import Settings

    if (restore_webhook or take_over) and not tunnel:
        raise click.UsageError("--restore-webhook and --take-over belong to --tunnel.")
    if tunnel and no_signature:
        # What comes through the tunnel comes from this machine, as far as the server can see.
        raise click.UsageError("--no-signature with --tunnel would let anybody on the internet text the rules.")
    settings = replace(Settings.from_environment(), rules=rules_path(rules))
    from responder.reload import snapshot

    before = snapshot([settings.rules])
    ruleset = read_rules(rules)
    tried = {**snapshot([settings.rules, *map(Path, ruleset.files)]), **before}
    say(_about_rules(ruleset, settings))
    if waiting := _about_waiting(ruleset, settings):
        say(waiting)
    # The workers read them for themselves; ten thousand needn't stay here too.
    del ruleset
    server = Running(settings, host, port, verify=not no_signature)
    with ExitStack() as at_the_end:
        if tunnel:
            server.open_tunnel(at_the_end, take_over, restore_webhook)
        server.run(workers, tried, worker=not no_worker)
    say("Stopped.")


def _about_rules(ruleset: Ruleset, settings: Settings) -> str:
    name = f"{styled(shown(ruleset.business.name), 'strong')}: " if ruleset.business.name else ""
    return f"{name}{plural(len(ruleset.rules), 'rule')} from {shown(str(settings.rules))}"


def _about_waiting(ruleset: Ruleset, settings: Settings) -> str:
    """What the rules send apart from answers that can't be sent as long as settings are missing; empty where all is
    there, or they send nothing of the kind."""
    from responder.core.answering.outgoing.later import actions_of
    from responder.core.rule import Call, FollowUp, Forward, Notify

    kinds = {Notify: "notify", Forward: "forward", Call: "call", FollowUp: "follow_up"}
    found = {type(action) for _, actions in actions_of(ruleset) for action in actions}
    names = [f"`{name}`" for kind, name in kinds.items() if kind in found]
    missing = _missing_to_send(settings)
    if not names or not missing:
        return ""
    return (
        f"{styled('!', 'warning')} What the rules send under {_listed(names)} waits until {_listed(missing)} "
        f"{'is' if len(missing) == 1 else 'are'} set; nothing is lost meanwhile. {_as_typed()} chat shows it."
    )


def _missing_to_send(settings: Settings) -> list[str]:
    """The settings that texts can't be sent without."""
    needed = {
        "TWILIO_ACCOUNT_SID": settings.account_sid,
        "TWILIO_AUTH_TOKEN": settings.auth_tokens,
        "TWILIO_FROM (or TWILIO_MESSAGING_SERVICE_SID)": settings.from_number or settings.messaging_service_sid,
    }
    return [name for name, value in needed.items() if not value]


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _require_number(settings: Settings) -> None:
    """Raises SettingsError where it isn't said which number of which account is to be pointed at the tunnel."""
    missing = _missing_to_send(settings)
    if missing:
        raise SettingsError(
            f"--tunnel points your Twilio number at this machine and needs {', '.join(missing)}. Copy "
            f"{'it' if len(missing) == 1 else 'them'} from the Twilio console into a file named .env in this folder."
        )


def _whom(pointed: Pointed) -> str:
    """What one can text now."""
    return ", ".join(pointed.numbers) or f"The Messaging Service {pointed.sid}, which has no number yet,"


class Running:
    """One run of the server: what it is told, and what it tells."""

    def __init__(self, settings: Settings, host: str, port: int, *, verify: bool) -> None:
        self.settings = settings
        self.host = host
        self.port = port
        self.verify = verify
        self._tunnel = False
        self._take_over = False
        self._restore = False
        self._pointed: Pointed | None = None
        self._pointing = threading.Lock()

    def open_tunnel(self, at_the_end: ExitStack, take_over: bool, restore: bool) -> None:
        """Open the tunnel, so that the server knows its public address before it starts."""
        from responder.tunnel import open_tunnel, watch_tunnel

        # Before ngrok, which may have to be downloaded first.
        _require_number(self.settings)
        opened = open_tunnel(self.port, self.settings, progress=say)
        at_the_end.callback(opened.close)
        at_the_end.callback(watch_tunnel(opened))
        self.settings = replace(self.settings, public_url=opened.public_url)
        self._tunnel, self._take_over, self._restore = True, take_over, restore
        at_the_end.callback(self._put_back)

    def run(self, workers: int, tried: Snapshot, *, worker: bool) -> None:
        """Serve until stopped. ``tried``: see ``responder.serving.serve``."""
        from responder.serving import serve

        serve(
            self.settings,
            host=self.host,
            port=self.port,
            workers=workers,
            verify=self.verify,
            worker=worker,
            on_ready=self._tell,
            tried=tried,
        )

    def _tell(self) -> None:
        """Once it answers: where, for whom, and what is still to be done."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        say(f"{styled('✓', 'good')} Answering at http://{host}:{self.port}")
        if not self.verify:
            self._tell_unsigned(host)
        elif self._tunnel:
            self._point()
        else:
            self._tell_address()
        self._tell_missing()
        say("Stop with Ctrl-C.\n")

    def _tell_unsigned(self, host: str) -> None:
        say(f"{styled('!', 'warning')} Signatures aren't checked: anybody on this machine can text the rules.")
        # curl sends a + as it is, which in a form is a space. And a text with a sid that was there gets the old answer;
        # not every shell has $RANDOM.
        say(
            f"  Try: curl {shlex.quote(f'http://{host}:{self.port}/sms')} -d MessageSid=SM$(date +%s)$RANDOM "
            "--data-urlencode From=+12025550123 --data-urlencode To=+12025550100 --data-urlencode Body=hello"
        )

    def _tell_address(self) -> None:
        from responder.settings import without_login

        url = self.settings.public_url
        if url:
            say(f"  Public address: {shown(without_login(url))}")
            self._tell_paste(url)
        else:
            say(
                f"{styled('!', 'warning')} RESPONDER_PUBLIC_URL isn't set. Set it to the address under which Twilio "
                "reaches this\n  machine, such as https://texts.example.com: signatures are checked over it. Without "
                "one of your own,\n  use --tunnel."
            )

    def _tell_paste(self, url: str) -> None:
        say(f"  Paste into the {CONSOLE}:")
        from responder.settings import without_login

        bare = without_login(url)
        say(f"    A message comes in: Webhook, {styled(shown(bare) + '/sms', 'strong')}, HTTP POST")
        if bare != url:
            say("    with the user name and password of RESPONDER_PUBLIC_URL before the host")

    def _tell_missing(self) -> None:
        if self.verify and not self.settings.auth_tokens and not self.settings.shared_keys:
            say(
                f"{styled('!', 'warning')} TWILIO_AUTH_TOKEN isn't set, so every webhook is refused. Copy it from the "
                "first page of\n  the Twilio console into a file named .env, as TWILIO_AUTH_TOKEN=..., and start again."
            )
            say(f"  To try the answers without Twilio: {_as_typed()} chat")

    def _point(self) -> None:
        """Point the number at the tunnel; where that can't be, say what to paste by hand."""
        from responder.tunnel import point_number

        url = self.settings.public_url
        say(f"{styled('✓', 'good')} Public address: {styled(shown(url), 'strong')}")
        try:
            with self._pointing:
                self._pointed = point_number(self.settings, url, take_over=self._take_over)
        except ResponderError as error:
            say(f"{styled('!', 'warning')} {shown(str(error))}")
            self._tell_paste(url)
            return
        several = len(self._pointed.numbers) > 1
        did = f"point{'' if several else 's'} here now" if self._pointed.changes else "pointed here already"
        text = f" Text {'one of them' if several else 'it'} from your phone!" if self._pointed.numbers else ""
        say(f"{styled('✓', 'good')} {_whom(self._pointed)} {did}.{text}")
        for note in self._pointed.notes:
            say(f"  {shown(note)}")

    def _put_back(self) -> None:
        with self._pointing:
            pointed = self._pointed
        if pointed is None or not pointed.changes:
            return
        if not self._restore:
            say(
                f"{pointed.number or f'The Messaging Service {pointed.sid}'} still points at {pointed.url}, which "
                "nobody answers now. Start again with --tunnel, or add --restore-webhook next time."
            )
            return
        try:
            restored = pointed.restore()
        except ResponderError as error:
            say(f"The old webhook couldn't be put back: {shown(str(error))}", err=True)
            return
        say("The old webhook is back." if restored else "The webhook was changed by someone else meanwhile; it stays.")


def _as_typed() -> str:
    """How this command can be called again: by its name, or by its path where the shell doesn't know the name."""
    if shutil.which("responder") is not None or not os.access(sys.argv[0], os.X_OK):
        return "responder"
    return shlex.quote(os.path.relpath(sys.argv[0]))
