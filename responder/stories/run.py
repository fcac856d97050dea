"""Play examples and stories on the simulator and say what came out otherwise than expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from responder.core.contact import Contact, contact_address
from responder.core.decision import Decision
from responder.core.ruleset import Ruleset
from responder.core.story import Expect, Given, Later, Said, Story
from responder.simulator import Simulator, TooManyTexts, stranger
from responder.stories.failure import NONE, Failure
from responder.stories.sending import Stage


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
    simulator = _begun(ruleset, story)
    stage = Stage(simulator, _sender(ruleset, story.given))
    before: Said | Later | None = None
    for step in story.steps:
        if _begins(step, before):
            stage.forget_sent()
        if isinstance(step, Later):
            yield Played(step, None, (*_turn(simulator, step), *stage.check(step.sends)))
        else:
            yield _say(stage, story, step)
        before = step


def _sender(ruleset: Ruleset, given: Given) -> str:
    return given.from_ or stranger(ruleset.business)


def _begun(ruleset: Ruleset, story: Story) -> Simulator:
    simulator, given = Simulator(ruleset), story.given
    if given.at is not None:
        simulator.turn_to(given.at, today=True)
    address = contact_address(_sender(ruleset, given), given.channel)
    facts = bool(given.fields or given.tags or given.lists or given.questions)
    known = facts if given.known is None else given.known
    if facts or known:
        simulator.know(address, fields=given.fields, tags=given.tags, lists=given.lists, known=known)
    for question in given.questions:
        simulator.ask(question, address)
    return simulator


def _begins(step: Said | Later, before: Said | Later | None) -> bool:
    """Whether what was sent before this step isn't what its ``we_send`` is about. Time that passes in several steps
    counts together; a text counts for itself, with the time that passes in the same step."""
    if isinstance(before, Later):
        return not before.goes_on and (isinstance(step, Said) or step.goes_on)
    return True


def _turn(simulator: Simulator, step: Later) -> tuple[Failure, ...]:
    before = simulator.now
    try:
        if step.by is not None:
            simulator.advance(step.by)
        if step.until is not None:
            simulator.turn_to(step.until)
    except OverflowError:
        return (Failure("error", (), ("there is no calendar for the years after 9999",)),)
    except TooManyTexts as error:
        return (Failure("error", (), (str(error),)),)
    if simulator.now >= before:
        return ()
    shown = before.astimezone(simulator.ruleset.business.timezone).strftime("%Y-%m-%d %H:%M")
    return (Failure("clock", (f"a moment after {shown}",), (step.until or "",)),)


def _say(stage: Stage, story: Story, step: Said) -> Played:
    simulator, given = stage.simulator, story.given
    decision = simulator.text(
        step.body,
        from_=step.from_ or _sender(simulator.ruleset, given),
        to=step.to or given.to,
        channel=step.channel if step.channel != "sms" else given.channel,
        has=step.has,
    )
    stage.them = decision.contact.address
    failures = (
        *check(step.expect, decision, simulator.last_message().opt_out_scopes, simulator.now),
        *stage.check(step.expect.sends),
    )
    return Played(step, simulator.explain() if failures else decision, failures)


def check(expect: Expect, decision: Decision, scopes: tuple[str, ...], now: datetime) -> Iterator[Failure]:
    """Every expectation that this decision of ``now`` doesn't meet, but for what is sent apart from the answer.
    ``scopes``: see ``InboundMessage.opt_out_scopes``."""
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
    yield from _check_questions(expect, decision.contact, now)


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


def _check_questions(expect: Expect, contact: Contact, now: datetime) -> Iterator[Failure]:
    opened = tuple(question.name for question in contact.questions if question.is_open(now))
    if expect.question is not None and (bool(opened) if expect.question == NONE else expect.question not in opened):
        yield Failure("question", (expect.question,), opened or (NONE,))
    handed_over = contact.handed_over_until is not None and contact.handed_over_until > now
    if expect.handed_over is not None and expect.handed_over != handed_over:
        yield Failure("handed over", ("yes" if expect.handed_over else "no",), ("yes" if handed_over else "no",))


def _answered_by(name: str, decision: Decision) -> bool:
    """Whether the rule or the conversation of this name answered, alone or after others that ``continue``."""
    if name == NONE:
        return decision.rule is None
    fitting = {
        step.name for step in decision.trace.steps if step.kind in ("rule", "question") and step.verdict == "yes"
    }
    return name == decision.rule or name in fitting


def _trimmed(texts: tuple[str, ...]) -> tuple[str, ...]:
    # A text under `|` ends in a line break that nobody sees.
    return tuple(text.strip() for text in texts)


def _pairs(values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{name}: {value}" if value else f"{name} empty" for name, value in values.items())
