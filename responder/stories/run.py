"""Play examples and stories on the simulator and say what came out otherwise than expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from responder.core.contact import contact_address
from responder.core.decision import Decision
from responder.core.ruleset import Ruleset
from responder.core.story import Expect, Later, Said, Story
from responder.simulator import Simulator, stranger

What = Literal["replies", "contains", "rule", "saved", "tags", "lists", "opted out", "error", "clock"]


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that didn't hold. ``expected`` and ``actual`` are texts of messages for "replies" and
    "contains" (none: silence), else words for the reader."""

    what: What
    expected: tuple[str, ...] = ()
    actual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Played:
    """One text of a story and what came of it. ``decision`` is explained rule by rule where something failed.

    ``decision`` is None where the story's clock couldn't be turned, so that the text was never sent.
    """

    step: Said | Later
    decision: Decision | None
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One story, played to its end or to the first step that failed."""

    story: Story
    played: tuple[Played, ...]

    @property
    def passed(self) -> bool:
        return not any(step.failures for step in self.played)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of all of them."""

    results: tuple[Result, ...] = field(default=())

    @property
    def failed(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if not result.passed)

    @property
    def passed(self) -> bool:
        return not self.failed


def stories_of(ruleset: Ruleset) -> tuple[Story, ...]:
    """Every example, in the order of the rules, then every story."""
    rules = [*ruleset.rules, *([ruleset.otherwise] if ruleset.otherwise is not None else [])]
    return (*(example for rule in rules for example in rule.examples), *ruleset.stories)


def run(ruleset: Ruleset, stories: Iterable[Story] | None = None) -> Report:
    """Play these stories, or every example and story of the file."""
    return Report(tuple(play(ruleset, story) for story in (stories_of(ruleset) if stories is None else stories)))


def play(ruleset: Ruleset, story: Story) -> Result:
    """Play one story on a simulator of its own. It ends at the first step that fails: what follows would only echo."""
    played: list[Played] = []
    for step in _played(ruleset, story):
        played.append(step)
        if step.failures:
            break
    return Result(story, tuple(played))


def _played(ruleset: Ruleset, story: Story) -> Iterator[Played]:
    simulator = Simulator(ruleset)
    given = story.given
    sender = given.from_ or stranger(ruleset.business)
    if given.at is not None:
        simulator.turn_to(given.at, today=True)
    facts = bool(given.fields or given.tags or given.lists)
    known = facts if given.known is None else given.known
    if facts or known:
        address = contact_address(sender, given.channel)
        simulator.know(address, fields=given.fields, tags=given.tags, lists=given.lists, known=known)
    for step in story.steps:
        if isinstance(step, Later):
            yield Played(step, None, _turn(simulator, step))
        else:
            yield _say(simulator, story, step, sender)


def _turn(simulator: Simulator, step: Later) -> tuple[Failure, ...]:
    before = simulator.now
    if step.by is not None:
        simulator.advance(step.by)
    if step.until is not None:
        simulator.turn_to(step.until)
    if simulator.now >= before:
        return ()
    shown = before.astimezone(simulator.ruleset.business.timezone).strftime("%Y-%m-%d %H:%M")
    return (Failure("clock", (f"a moment after {shown}",), (step.until or "",)),)


def _say(simulator: Simulator, story: Story, step: Said, sender: str) -> Played:
    decision = simulator.text(
        step.body,
        from_=step.from_ or sender,
        to=step.to or story.given.to,
        channel=step.channel if step.channel != "sms" else story.given.channel,
        has=step.has,
    )
    failures = tuple(check(step.expect, decision, simulator.last_message().opt_out_scopes))
    return Played(step, simulator.explain() if failures else decision, failures)


def check(expect: Expect, decision: Decision, scopes: tuple[str, ...]) -> Iterator[Failure]:
    """Every expectation that this decision doesn't meet. ``scopes``: see ``InboundMessage.opt_out_scopes``."""
    replies = tuple(reply.text for reply in decision.replies)
    if decision.problems:
        yield Failure("error", (), decision.problems)
    if expect.rule is not None and not _answered_by(expect.rule, decision):
        yield Failure("rule", (expect.rule,), (decision.rule or "none",))
    if expect.replies is not None and _trimmed(expect.replies) != _trimmed(replies):
        yield Failure("replies", expect.replies, replies)
    missing = tuple(part for part in expect.contains if not any(part in text for text in replies))
    if missing:
        yield Failure("contains", missing, replies)
    yield from _check_contact(expect, decision, scopes)


def _check_contact(expect: Expect, decision: Decision, scopes: tuple[str, ...]) -> Iterator[Failure]:
    contact = decision.contact
    if expect.saved is not None:
        saved = {name: contact.fields.get(name, "") for name in expect.saved}
        if saved != dict(expect.saved):
            yield Failure("saved", _pairs(expect.saved), _pairs(saved))
    if expect.tags is not None and expect.tags != contact.tags:
        yield Failure("tags", tuple(sorted(expect.tags)), tuple(sorted(contact.tags)))
    if expect.lists is not None and expect.lists != contact.lists:
        yield Failure("lists", tuple(sorted(expect.lists)), tuple(sorted(contact.lists)))
    if expect.opted_out is not None and expect.opted_out != (out := contact.is_opted_out_of(scopes)):
        yield Failure("opted out", ("yes" if expect.opted_out else "no",), ("yes" if out else "no",))


def _answered_by(name: str, decision: Decision) -> bool:
    """Whether the rule of this name answered, alone or after others that ``continue``."""
    if name == "none":
        return decision.rule is None
    fitting = {step.name for step in decision.trace.steps if step.kind == "rule" and step.verdict == "yes"}
    return name == decision.rule or name in fitting


def _trimmed(texts: tuple[str, ...]) -> tuple[str, ...]:
    # A text under `|` ends in a line break that nobody sees.
    return tuple(text.strip() for text in texts)


def _pairs(values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{name}: {value}" if value else f"{name} empty" for name, value in values.items())
