"""``responder chat``"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.cli.look import plural, quoted, rendered, say, shown, styled
from responder.cli.pretend import at_option, from_option, pretend_at, pretend_sender
from responder.cli.rules_file import read_rules, rules_option

if TYPE_CHECKING:
    from responder.core.decision import Decision
    from responder.simulator import Simulator

PROMPT = "you> "
INDENT = " " * len(PROMPT)


@click.command()
@rules_option
@from_option
@at_option
def command(rules: Path | None, sender: str | None, at: str | None) -> None:
    """Try the rules: a phone in the terminal. Nothing is sent, nothing is saved.

    Type a text as a customer would and see the answer, with the rule that gave it. /help shows what else there is:
    other times, other senders, why a rule answered, and what is sent later. The rules are read again when you save
    them.
    """
    from responder.simulator import Simulator

    simulator = Simulator(read_rules(rules))
    pretend_at(simulator, at)
    phone = Phone(simulator, rules)
    phone.sender = pretend_sender(simulator.ruleset.business, sender)
    phone.greet()
    for line in _lines():
        if not phone.take(line):
            return


def _lines() -> Iterator[str]:
    """What is typed, or piped in; the latter is shown as if it were typed."""
    if sys.stdin.isatty():
        # It lets the arrow keys work; Windows brings its own.
        with suppress(ImportError):
            import readline  # noqa: F401
        while True:
            try:
                yield input(PROMPT)
            except (EOFError, KeyboardInterrupt):
                say()
                return
    for line in sys.stdin:
        text = line.rstrip("\r\n")
        say(f"{PROMPT}{shown(text)}")
        yield text


class Phone:
    """One conversation. ``take`` handles a typed line and says whether to go on."""

    def __init__(self, simulator: Simulator, rules: Path | None) -> None:
        from responder.cli.outgoing import Outgoing

        self.simulator = simulator
        self.rules = rules
        self.sender: str | None = None
        self.to: str | None = None
        self.body = ""
        self.outgoing = Outgoing(simulator)
        self._seen = self._stamps()

    def greet(self) -> None:
        name = self.simulator.ruleset.business.name or "your rules"
        say(styled(f"A phone to try {shown(name)}", "strong") + ". Nothing is sent, nothing is saved.")
        self.say_time()
        say("Type a text as a customer would. /help shows what else you can type, /quit ends.\n")

    def take(self, line: str) -> bool:
        if not line.strip():
            return True
        if line.startswith("/") and not line.startswith("//"):
            return self._command(line)
        self.reload()
        self.text(line.removeprefix("/"))
        return True

    def text(self, body: str, has: tuple[str, ...] = ()) -> None:
        """Text the business and show what comes back."""
        self.body = body
        decision = self.simulator.text(body, from_=self.sender, to=self.to, has=has)
        from responder.cli.effect_words import effect
        from responder.cli.explanation import say_reply

        for reply in decision.replies:
            say_reply(reply, INDENT)
        say(INDENT + styled(_caption(decision, body), "quiet"))
        for happened in decision.effects:
            say(INDENT + styled(f"↳ {effect(happened, self.simulator.local_now())}", "quiet"))
        for problem in decision.problems:
            say(INDENT + styled(shown(problem), "bad"))
        self.say_outgoing()
        say()

    def say_outgoing(self) -> None:
        """Show what went out apart from answers since this was shown last."""
        self.outgoing.say_new(self.sender, INDENT)

    def say_time(self) -> None:
        now = self.simulator.local_now()
        say(f"It is {now:%A} {now.day} {now:%B %Y}, {now:%H:%M} ({now.tzinfo}).")

    def reload(self) -> None:
        """Take the rules as they are now, where they were saved since; keep the old ones where they don't load."""
        stamps = self._stamps()
        if stamps == self._seen:
            return
        self._seen = stamps
        from responder.errors import ResponderError

        try:
            self.simulator.with_rules(read_rules(self.rules))
        except ResponderError as error:
            problems = getattr(error, "problems", ())
            for problem in problems:
                say(rendered(problem))
            say(styled("The rules as saved can't be used" + ("" if problems else f": {error}"), "bad"))
            say("The ones from before still answer.\n")
        else:
            self._seen = self._stamps()
            say(styled("The rules were saved; the new ones answer now.", "quiet"))

    def _stamps(self) -> dict[str, tuple[int, int]]:
        stamps = {}
        for name in self.simulator.ruleset.files:
            try:
                found = Path(name).stat()
                stamps[name] = (found.st_mtime_ns, found.st_size)
            except OSError:
                stamps[name] = (0, 0)
        return stamps

    def _command(self, line: str) -> bool:
        name, _, rest = line[1:].strip().partition(" ")
        if name in ("quit", "exit", "q"):
            return False
        found = COMMANDS.get(name)
        if found is None:
            from responder.core.suggest import did_you_mean

            meant = did_you_mean(name, COMMANDS).replace("`", "/", 1).replace("`", "") or " /help lists them."
            say(f"There is no /{shown(name)}.{meant}\n")
            return True
        try:
            found[0](self, rest.strip())
        except (ValueError, click.UsageError) as error:
            say(styled(shown(str(error)), "bad"))
        say()
        return True


def _caption(decision: Decision, body: str) -> str:
    """Under a reply: which rule, where it stands, and what the answer costs; or why there is none."""
    from responder.cli.explanation import cost

    fitting = [step for step in decision.trace.steps if step.verdict in ("yes", "error")]
    if decision.outcome in ("answered", "silent", "otherwise"):
        place = next((f", {step.place}" for step in fitting if step.name == decision.rule and step.place), "")
        told = f"{decision.rule or 'asked which question they mean'}{place}"
        return f"{told} · {cost(decision.replies)}" if decision.replies else f"{told} · no answer, on purpose"
    if decision.outcome == "nothing":
        from responder.core.text.tapbacks import read_tapback

        if (reaction := read_tapback(body)) is not None:
            what = "taken back: there is nothing to answer" if reaction.removed else "and nothing takes it"
            return f"a reaction, {what}. It is left alone: no answer"
        last = next((step for step in decision.trace.steps if step.kind == "otherwise"), None)
        why = f"otherwise keeps silent: {last.because[-1]}" if last else "there is no otherwise: no answer"
        return f"no rule fits, and {why}"
    stopped = [step for step in fitting if step.kind == "safety"]
    reason = "; ".join(stopped[-1].because) if stopped else "it isn't answered"
    return f"{stopped[-1].name if stopped else 'Safety'}: {reason}"


def _help(_phone: Phone, _rest: str) -> None:
    for name, (_, usage, about) in COMMANDS.items():
        say(f"  {'/' + name + ' ' + usage:<24}{about}")
    say(f"  {'/quit':<24}end")
    say("Anything else is sent as a text. Begin with // for a text that begins with /.")


def _time(phone: Phone, rest: str) -> None:
    if rest:
        pretend_at(phone.simulator, rest) if rest == "now" else phone.simulator.turn_to(rest)
        phone.say_outgoing()
    phone.say_time()


def _later(phone: Phone, rest: str) -> None:
    from responder.core.calendar.duration import parse_duration

    try:
        phone.simulator.advance(parse_duration(rest))
    except OverflowError:
        raise ValueError("there is no calendar for the years after 9999. Let less time pass") from None
    finally:
        phone.say_outgoing()
    phone.say_time()


def _due(phone: Phone, _rest: str) -> None:
    phone.outgoing.say_waiting()


def _from(phone: Phone, rest: str) -> None:
    phone.sender = pretend_sender(phone.simulator.ruleset.business, rest or None)
    say(f"You text from {phone.sender or 'a number that is nobody’s'} now.")


def _to(phone: Phone, rest: str) -> None:
    phone.to = pretend_sender(phone.simulator.ruleset.business, rest or None)
    say(f"You text to {phone.to or 'the business’s number'} now.")


def _with(phone: Phone, rest: str) -> None:
    from responder.simulator import ATTACHMENTS, LOCATION

    kinds = [*ATTACHMENTS, LOCATION]
    kind = next((kind for kind in kinds if rest.lower().startswith(kind)), None)
    if kind is None:
        raise ValueError(f"Say what comes along: {', '.join(kinds)}. For example: /with picture look at this")
    phone.text(rest[len(kind) :].strip(), (kind,))


def _why(phone: Phone, _rest: str) -> None:
    from responder.cli.explanation import say_decision

    try:
        say_decision(phone.body, phone.simulator.explain(), phone.simulator.local_now())
    except LookupError:
        say("Nothing was texted yet. Type a text first, then /why.")


def _who(phone: Phone, _rest: str) -> None:
    contact = phone.simulator.contact(phone.sender)
    say(f"{contact.address}, {'first text ever' if contact.first_seen is None else 'has texted before'}")
    for name, value in contact.fields.items():
        say(f"  {name}: {quoted(value)}")
    for what, names in (("tags", contact.tags), ("lists", contact.lists)):
        if names:
            say(f"  {what}: {', '.join(sorted(names))}")
    if contact.opted_out:
        say("  opted out: gets nothing from us")


def _reset(phone: Phone, _rest: str) -> None:
    count = len(phone.simulator.contacts)
    phone.simulator.forget_everyone()
    phone.outgoing = type(phone.outgoing)(phone.simulator)
    say(f"Forgot {plural(count, 'contact')}. The next text is their first.")


COMMANDS: dict[str, tuple[Callable[[Phone, str], None], str, str]] = {
    "why": (_why, "", "why the last text got its answer: every rule with its reasons"),
    "time": (_time, "[mon 14:00]", "what time it is, or the next Monday at 14:00 (now: back to the present)"),
    "later": (_later, "2 days", "let time pass, and see what is sent meanwhile"),
    "due": (_due, "", "what is to be sent later"),
    "from": (_from, "+15551234567", "text from another number, or as a member of staff"),
    "to": (_to, "+15557654321", "text to another of your numbers"),
    "with": (_with, "picture [text]", "send a picture, video, voice note, file, contact card or location"),
    "who": (_who, "", "what is known of the sender"),
    "reset": (_reset, "", "forget everyone, as on the first day"),
    "help": (_help, "", "this list"),
}
