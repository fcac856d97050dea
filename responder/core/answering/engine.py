"""decide(): what follows from one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from responder.core.answering.effects import applied
from responder.core.answering.explain import NO_SAFETY, otherwise_not_needed, rules_not_needed
from responder.core.answering.limits import remembered, sayable, shape_of
from responder.core.answering.replies import MOST_TEXTS
from responder.core.answering.safety import Ruling, rule_on
from responder.core.answering.walk import Walk
from responder.core.conditions.reasons import listed
from responder.core.conditions.situation import Situation
from responder.core.contact import Contact, Exchange
from responder.core.decision import Decision, Effect, Left, OptedOut, Outcome, Step, Trace
from responder.core.message import InboundMessage, Reply
from responder.core.ruleset import Ruleset
from responder.core.text.folding import clean, fold


def decide(
    ruleset: Ruleset, message: InboundMessage, contact: Contact, now: datetime, *, explain: bool = False
) -> Decision:
    """All that follows from one text. Reads nothing but its arguments, and never raises for any message or contact.

    ``now`` is aware. ``explain`` gives every rule a step in the trace, those after the answer too ("not needed"),
    with near misses; without it the trace holds the rules that were looked at, and in large files only counts those
    that no word of the text calls for.
    """
    now = now.astimezone(UTC)
    business = ruleset.business
    folded = fold(message.body)
    situation = Situation(message, folded, clean(message.body), contact, now.astimezone(business.timezone), business)
    shape = shape_of(folded)
    ruling = rule_on(ruleset, situation, shape, now)
    walk = Walk(ruleset, situation, explain)
    result = _by_rules(walk, ruleset, explain) if ruling is None else _by_safety(ruling, walk, ruleset, explain)
    return _settled(result, ruleset, situation, now, shape)


@dataclass(frozen=True, slots=True)
class _Result:
    """What safety or the rules want, before the limits on words."""

    outcome: Outcome
    rule: str | None
    replies: Sequence[Reply]
    effects: Sequence[Effect]
    steps: list[Step]
    unlisted: int = 0
    problems: Sequence[str] = ()
    stamped: Sequence[str] = ()
    urgent: Sequence[Reply] = ()
    """Those of the replies that the limits don't hold back."""


def _by_rules(walk: Walk, ruleset: Ruleset, explain: bool) -> _Result:
    unlisted = 0
    if explain:
        # Looking at every rule comes to the same as asking the index, and says of each why not.
        walk.steps.append(NO_SAFETY)
        walk.through(range(len(ruleset.rules)), ())
        walk.steps += rules_not_needed(ruleset, walk.steps, walk.situation)
    else:
        index = ruleset.index
        reached = walk.through(index.candidates(walk.situation.folded), index.passed)
        unlisted = reached - len(walk.steps)
    walk.fall_back()
    if explain:
        walk.steps += otherwise_not_needed(ruleset, walk.steps)
    return _Result(
        walk.outcome,
        walk.rule,
        walk.replies,
        walk.effects,
        walk.steps,
        unlisted,
        walk.problems,
        walk.stamped,
        walk.urgent,
    )


def _by_safety(ruling: Ruling, walk: Walk, ruleset: Ruleset, explain: bool) -> _Result:
    steps = [ruling.step]
    result = _Result("safety", None, ruling.replies, ruling.effects, steps, 0, ruling.problems)
    if ruling.rules == "opt in":
        result = _opted_in(walk, ruleset, result)
    elif ruling.rules in ("muted", "always"):
        result = _muted(walk, ruleset, result, but_always=ruling.rules == "always")
    if explain:
        steps += rules_not_needed(ruleset, steps)
        steps += otherwise_not_needed(ruleset, steps)
    return result


def _opted_in(walk: Walk, ruleset: Ruleset, result: _Result) -> _Result:
    """Where one of our rules opted them out, a rule with ``opt_in`` may answer."""
    walk.through(ruleset.index.opt_in, ())
    result.steps.extend(walk.steps)
    result = replace(result, problems=walk.problems)
    scopes = walk.situation.message.opt_out_scopes
    if walk.rule is None or walk.situation.contact.is_opted_out_of(scopes):
        return result
    return replace(
        result,
        outcome=walk.outcome,
        rule=walk.rule,
        replies=walk.replies,
        effects=walk.effects,
        stamped=walk.stamped,
        urgent=walk.urgent,
    )


def _muted(walk: Walk, ruleset: Ruleset, result: _Result, *, but_always: bool) -> _Result:
    """Over the limit nothing is said, but who asks to be left alone is. ``but_always``: rules with ``always`` get
    through, with all that they do."""
    index = ruleset.index
    walk.through(index.candidates(walk.situation.folded), ())
    always = walk.always if but_always else ()
    effects = [effect for effect in walk.effects if isinstance(effect, (OptedOut, Left)) or effect.rule in always]
    result = replace(result, effects=effects, rule=walk.rule if effects else None, problems=walk.problems)
    if always:
        (limits,) = result.steps
        names = listed([f"'{name}'" for name in always], "and")
        because = f"but {names} {'gets' if len(always) == 1 else 'get'} through: `always: yes`"
        result.steps[:] = [replace(limits, verdict="no", because=(*limits.because, because))]
        stamped = [name for name in walk.stamped if name in always]
        outcome: Outcome = "answered" if walk.urgent else "silent"
        result = replace(
            result, outcome=outcome, rule=always[0], replies=walk.urgent, urgent=walk.urgent, stamped=stamped
        )
    result.steps.extend(walk.steps if effects or always else ())
    return result


def _settled(result: _Result, ruleset: Ruleset, situation: Situation, now: datetime, shape: str) -> Decision:
    """Apply the limits on words, and everything else, to the contact."""
    before, limits = situation.contact, ruleset.limits
    said = sayable(limits, before.history, result.replies[:MOST_TEXTS], now, result.urgent)
    outcome = result.outcome
    if said.because is not None:
        result.steps.append(Step("safety", "limits", "yes", (said.because,)))
        outcome = outcome if said.replies else "safety"
    changed = applied(before, result.effects) if result.effects else before
    stamps = before.last_answered
    if result.stamped:
        stamps = {**stamps, **dict.fromkeys(result.stamped, now)}
    contact = replace(
        changed,
        first_seen=before.first_seen or now,
        last_seen=now,
        history=remembered(limits, before.history, Exchange(now, shape, said.digests)),
        last_answered=stamps,
    )
    return Decision(
        outcome,
        result.rule,
        said.replies,
        tuple(result.effects),
        contact,
        Trace(tuple(result.steps), result.unlisted),
        tuple(result.problems),
        ruleset.digest,
    )
