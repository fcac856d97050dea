"""decide(): what follows from one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from responder.core.answering.asking.hearing import hear
from responder.core.answering.asking.questions import NO_LAPSES, lapses, still_there
from responder.core.answering.explain import NO_SAFETY, otherwise_not_needed, rules_not_needed
from responder.core.answering.limits import shape_of
from responder.core.answering.reactions import taken_back
from responder.core.answering.safety import Ruling, rule_on
from responder.core.answering.settling import Result, settled
from responder.core.answering.taking_over import HANDED_OVER, passed_on, taken_over
from responder.core.answering.walk import Walk
from responder.core.conditions.reasons import listed
from responder.core.conditions.situation import situation_of
from responder.core.contact import Contact
from responder.core.decision import Decision, Left, OptedOut, Outcome
from responder.core.message import InboundMessage
from responder.core.ruleset import Ruleset


def decide(
    ruleset: Ruleset, message: InboundMessage, contact: Contact, now: datetime, *, explain: bool = False
) -> Decision:
    """All that follows from one text. Reads nothing but its arguments, and never raises for any message or contact.

    ``now`` is aware. ``explain`` gives every rule a step in the trace, those after the answer too ("not needed"),
    with near misses; without it the trace holds the rules that were looked at, and in large files only counts those
    that no word of the text calls for.
    """
    now = now.astimezone(UTC)
    situation = situation_of(message, contact, now, ruleset.business)
    shape = shape_of(situation.folded)
    lapsed = lapses(contact, ruleset.conversations, now) if contact.questions else NO_LAPSES
    ruling = rule_on(ruleset, situation, shape, now)
    if contact.handed_over_until is not None and (ruling is None or ruling.rules in ("muted", "always")):
        ruling = taken_over(contact.handed_over_until, situation, ruling) or ruling
    walk = Walk(ruleset, still_there(situation, lapsed), explain)
    result = _by_rules(walk, ruleset, explain) if ruling is None else _by_safety(ruling, walk, ruleset, explain)
    return settled(result, ruleset, situation, now, shape, lapsed)


def _by_rules(walk: Walk, ruleset: Ruleset, explain: bool) -> Result:
    if (step := taken_back(walk.situation)) is not None:
        walk.steps.append(step)
        return Result("nothing", None, (), (), walk.steps)
    unlisted = 0
    if explain:
        walk.steps.append(NO_SAFETY)
    contact = walk.situation.contact
    if contact.questions or contact.choosing is not None:
        hear(walk)
    if explain:
        # Looking at every rule comes to the same as asking the index, and says of each why not.
        walk.through(range(len(ruleset.rules)) if not walk.ended else (), ())
        walk.steps += rules_not_needed(ruleset, walk.steps, walk.situation)
    elif not walk.ended:
        index = ruleset.index
        asides = sum(step.kind != "rule" for step in walk.steps)
        reached = walk.through(index.candidates(walk.situation), index.passed)
        unlisted = max(0, reached + asides - len(walk.steps))
    walk.fall_back()
    if explain:
        walk.steps += otherwise_not_needed(ruleset, walk.steps)
    return Result(
        walk.outcome,
        walk.rule,
        walk.replies,
        walk.effects,
        walk.steps,
        unlisted,
        walk.problems,
        walk.stamped,
        walk.unlimited,
        walk.choosing,
        walk.always,
    )


def _by_safety(ruling: Ruling, walk: Walk, ruleset: Ruleset, explain: bool) -> Result:
    steps = [ruling.step]
    result = Result("safety", None, ruling.replies, ruling.effects, steps, 0, ruling.problems)
    if ruling.rules == "opt in":
        result = _opted_in(walk, ruleset, result)
    elif ruling.rules in ("muted", "always"):
        result = _muted(walk, ruleset, result, but_always=ruling.rules == "always")
    elif ruling.rules == "handed over":
        result = _handed_over(walk, ruleset, result)
    if explain:
        steps += rules_not_needed(ruleset, steps)
        steps += otherwise_not_needed(ruleset, steps)
    return result


def _opted_in(walk: Walk, ruleset: Ruleset, result: Result) -> Result:
    """Where one of our rules opted them out, a rule with ``opt_in`` may answer."""
    walk.through(ruleset.index.opt_in, ())
    result.steps.extend(walk.steps)
    result = result._replace(problems=walk.problems)
    scopes = walk.situation.message.opt_out_scopes
    if walk.rule is None or walk.situation.contact.is_opted_out_of(scopes):
        return result
    return result._replace(
        outcome=walk.outcome,
        rule=walk.rule,
        replies=walk.replies,
        effects=walk.effects,
        stamped=walk.stamped,
        urgent=walk.unlimited,
    )


def _handed_over(walk: Walk, ruleset: Ruleset, result: Result) -> Result:
    """While a person answers, what they text goes to that person. Rules with ``always`` and a ``when``, as for
    emergencies, get through with all that they do."""
    before = walk.situation
    walk.through(ruleset.index.candidates(before), ())
    always = _with_conditions(walk.always, ruleset)
    effects = passed_on(before, walk.effects, always)
    by_rules = any(effect.rule != HANDED_OVER for effect in effects)
    result = result._replace(effects=effects, problems=walk.problems, insistent=always)
    if always:
        result = _got_through(walk, always, result)
    elif by_rules:
        result = result._replace(rule=walk.rule)
    result.steps.extend(walk.steps if by_rules or always else ())
    return result


def _with_conditions(names: Sequence[str], ruleset: Ruleset) -> list[str]:
    """Those of these rules that have a ``when``: one without is for every text, and no emergency."""
    if not names:
        return []
    unasked = {rule.name for rule in ruleset.rules if rule.when is None}
    return [name for name in names if name not in unasked]


def _muted(walk: Walk, ruleset: Ruleset, result: Result, *, but_always: bool) -> Result:
    """Over the limit nothing is said, but who asks to be left alone is. ``but_always``: rules with ``always`` get
    through, with all that they do."""
    index = ruleset.index
    walk.through(index.candidates(walk.situation), ())
    always = walk.always if but_always else ()
    effects = [effect for effect in walk.effects if isinstance(effect, (OptedOut, Left)) or effect.rule in always]
    result = result._replace(effects=effects, rule=walk.rule if effects else None, problems=walk.problems)
    if always:
        result = _got_through(walk, always, result)
    result.steps.extend(walk.steps if effects or always else ())
    return result


def _got_through(walk: Walk, always: Sequence[str], result: Result) -> Result:
    """What rules with ``always`` say, although safety would have ended it."""
    (held,) = result.steps
    names = listed([f"'{name}'" for name in always], "and")
    because = f"but {names} {'gets' if len(always) == 1 else 'get'} through: `always: yes`"
    result.steps[:] = [replace(held, verdict="no", because=(*held.because, because))]
    outcome: Outcome = "answered" if walk.urgent else "silent"
    return result._replace(
        outcome=outcome,
        rule=always[0],
        replies=walk.urgent,
        urgent=walk.urgent,
        stamped=[name for name in walk.stamped if name in always],
        insistent=always,
    )
