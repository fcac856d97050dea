"""What is never sent: opt-outs, blocked senders, limits, quiet hours."""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.answering.consent.carrier_words import ALSO_STOP, HELP_WORDS, START_WORDS, STOP_WORDS
from responder.core.calendar.hours import Window
from responder.core.rule import FollowUp, OptIn, OptOut
from responder.core.ruleset import OptOutPolicy, Rate, Ruleset
from responder.describing.conditions import sender
from responder.describing.page import Line, listed, quoted, tidy
from responder.describing.times import length, window
from responder.describing.wordings import Wordings


def promises(ruleset: Ruleset, wordings: Wordings) -> Iterator[Line]:
    """A sentence for each thing that we never do."""
    yield from _stopping(ruleset.opt_out, wordings)
    for kind, what in ((OptOut, "end all of our texts"), (OptIn, "allow them again")):
        names = [quoted(rule.name) for rule in ruleset.rules if any(isinstance(one, kind) for one in rule.actions)]
        if names:
            yield Line(
                f"What people say to the {'rule' if len(names) == 1 else 'rules'} {listed(names)} can {what}, too."
            )
    if ruleset.blocked:
        yield Line(f"We never answer {listed([sender(one) for one in ruleset.blocked], 'or')}.")
    if not ruleset.limits.answer_short_codes:
        yield Line("We never answer short codes or senders without a phone number: machines send from them.")
    yield Line("We never answer our own numbers.")
    yield from _limits(ruleset)
    yield from _quiet(ruleset)
    yield Line("While a person of ours has taken over, nothing is answered automatically.")


def _stopping(policy: OptOutPolicy, wordings: Wordings) -> Iterator[Line]:
    stop = _words(STOP_WORDS | ALSO_STOP | policy.stop_words)
    start = _words(START_WORDS | policy.start_words)
    yield Line(
        f"We never text anybody who has told us to stop. Each of these words alone does that: {stop}. "
        f"It holds until they text {start}, or “YES” where the carrier takes that for a START."
    )
    if policy.in_other_words:
        yield Line("It also counts if they say it in other words, such as “lose my number”.")
    who = {
        "twilio": "Twilio, which carries our texts, confirms it; we send nothing more.",
        "us": "We confirm it with one text, the last one.",
        None: "Twilio, which carries our texts, confirms it; on short codes and WhatsApp we do, with one last text.",
    }
    yield Line(who[policy.answered_by])
    for spec, words in (
        (policy.stop_reply, "Where we confirm a STOP ourselves, we say"),
        (policy.start_reply, "Where we confirm a START ourselves, we say"),
        (policy.help_reply, "Where we answer a call for help ourselves, we say"),
    ):
        if spec is not None:
            yield from wordings.said(spec, words)
    yield Line(f"Each of these words alone asks for help, and is answered: {_words(HELP_WORDS | policy.help_words)}.")


def _words(words: frozenset[str]) -> str:
    return listed([quoted(word.upper()) for word in sorted(words)], "or")


def _limits(ruleset: Ruleset) -> Iterator[Line]:
    limits = ruleset.limits
    always = [quoted(rule.name) for rule in ruleset.rules if rule.always]
    but = f" Only {listed(always)} may." if always else ""
    if limits.replies:
        yield Line(
            f"We never send one person more than {listed([_rate(one, 'answer') for one in limits.replies], 'or')}.{but}"
        )
    same = limits.same_words
    yield Line(f"We never send one person the same words more than {_rate(same, 'time')}.{but}")
    if limits.unasked:
        rates = listed([_rate(one, "text") for one in limits.unasked], "or")
        yield Line(f"We never send one person more than {rates} that they didn't just ask for.")
    if limits.passed_on:
        rates = listed([_rate(one, "text") for one in limits.passed_on], "or")
        yield Line(f"Because of one person, we never send each of our staff more than {rates}.{but}")
    if limits.budget is not None:
        yield Line(
            f"When our budget ({tidy(limits.budget.written)}) is used up, we only answer until the next month begins."
        )
    yield Line(f"If a machine seems to be answering us, we stop within {limits.rounds} rounds.")


def _rate(rate: Rate, what: str) -> str:
    return f"{rate.count} {what}{'' if rate.count == 1 else 's'} in {length(rate.within)}"


def _quiet(ruleset: Ruleset) -> Iterator[Line]:
    quiet = ruleset.limits.quiet_hours
    urgent = [quoted(name) for name, action in _planned(ruleset) if action.urgent]
    if quiet is None:
        yield Line("There are no quiet hours: texts that are sent later may come at any time of the day.")
        return
    but = f" Only {listed(urgent)} may come then." if urgent else ""
    yield Line(
        f"But for our staff, we text nobody in quiet hours who hasn't just texted us, by the clock where they are "
        f"({_hours(quiet, ruleset.business.country)}). What is due then waits.{but}"
    )


def _planned(ruleset: Ruleset) -> Iterator[tuple[str, FollowUp]]:
    """Every follow-up with what it is called."""
    doing = [(rule.name, rule.actions) for rule in ruleset.rules]
    doing += [("what we do if nothing fits", ruleset.otherwise.actions)] if ruleset.otherwise is not None else []
    for conversation in ruleset.conversations.values():
        doing += [(conversation.name, step.doing.actions) for step in conversation.steps if step.doing is not None]
    for name, actions in doing:
        for action in actions:
            if isinstance(action, FollowUp):
                yield action.name or name, action


def _hours(quiet: Window, country: str) -> str:
    return window(quiet, country)
