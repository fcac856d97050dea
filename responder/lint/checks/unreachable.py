"""A rule that can never answer, because rules above it take all of its texts.

Rules are read from top to bottom and the first that fits answers. A rule without ``when`` fits every text, so whatever
stands below it is never looked at. And where a rule above has ``contains: hours``, a rule below that waits for "opening
hours" never gets that text. Move the rule with the longer phrases above the other, or give it words of its own. The
same goes for rules that wait for one question: below ``answering: card`` alone, one with ``answering: card`` and
``says: <yes>`` never answers.

The rule that takes them is named with a text that shows it; ``responder why "opening hours"`` says more. A rule above
with ``continue: yes``, or with ``once_per`` and no ``or_reply``, lets texts through and is no problem, and neither is
one that only answers at other hours, to other people, or at another number.

A reply with something in it that may go wrong (``{{ 100 / visits|int }}``) leaves the text to ``otherwise`` then, so
that ``otherwise`` has its use below every rule.

A regular expression can be fitted by more texts than can be tried. Where rules above took all that were, the message
says so, and it is a note. It also says so of a ``says`` below ``starts_with``, which only emoji before the words would
let through.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.rule import Rule
from responder.core.suggest import quoted
from responder.lint.check import Check, Finding, Subject
from responder.lint.conditions import answers_everything
from responder.lint.reasoning.cases import Fits, Words, cases
from responder.lint.reasoning.certainty import Certainty
from responder.lint.reasoning.reach import Reach, Taken
from responder.lint.reasoning.wording import listed, named, takes


def find(subject: Subject) -> Iterator[Finding]:
    told: set[str] = set()
    for rule, below in _below_those_that_answer_everything(subject):
        told.update(reach.rule.name for reach in below)
        yield _below_everything(rule, below)
    for reach in subject.survey.reaches:
        # Whoever has rules for opening hours and for all others does well to keep an `otherwise` all the same.
        if reach.never_answers and reach.rule.name not in told and reach.rule is not subject.ruleset.otherwise:
            yield _taken(subject, reach) if reach.taken else _impossible(subject, reach)


def _below_those_that_answer_everything(subject: Subject) -> Iterator[tuple[Rule, list[Reach]]]:
    """The first rule that answers every text, and the rules that so never answer."""
    reaches = subject.survey.reaches
    for position, rule in enumerate(subject.ruleset.rules):
        if answers_everything(rule):
            below = [reach for reach in reaches[position + 1 :] if reach.never_answers and reach.taken]
            if below:
                yield rule, below
            return


def _below_everything(rule: Rule, below: list[Reach]) -> Finding:
    first, others = below[0].rule, len(below) - 1
    more = f" and {_rules(others)} below it" if others else ""
    return Finding(
        first.place,
        f"nothing reaches {quoted(first.name)}{more}: {named(rule, first)} has no `when`, so it answers every text "
        f"before, such as {quoted(below[0].taken[0].sample)}",
        f"Give {quoted(rule.name)} a `when`, or move it to the end of the rules.",
        rule=first,
    )


def _rules(count: int) -> str:
    return "the rule" if count == 1 else f"the {count} rules"


def _taken(subject: Subject, reach: Reach) -> Finding:
    rule, taken = reach.rule, reach.taken
    sure = all(one.sure for one in taken)
    takers = list({taker.name: taker for one in taken for taker in one.by}.values())
    written, setting = _first_words(taken)
    whole = all(any(isinstance(atom, Words) and atom.kind == "says" for atom in one.case) for one in taken)
    claim = f"{quoted(rule.name)} can't answer" if sure else f"no text that we tried reaches {quoted(rule.name)}"
    return Finding(
        subject.find(rule, written, setting) if written else rule.place,
        f"{claim}: {_who_takes(rule, taken, takers)}",
        _remedy(rule, takers),
        level=None if sure or whole else "note",
        rule=rule,
        marked=written if written and subject.find(rule, written, setting) != rule.place else "",
    )


def _who_takes(rule: Rule, taken: tuple[Taken, ...], takers: list[Rule]) -> str:
    if len(takers) == 1:
        return f"{named(takers[0], rule)} {takes([one.case for one in taken], taken[0].sample)}"
    shown: dict[str, str] = {}
    for one in taken:
        by = " or ".join(named(taker, rule) for taker in one.by)
        if one.sample:
            shown.setdefault(by, f"{quoted(one.sample)} by {by}")
    return f"its texts are taken before, {listed(list(shown.values()), 'and')}"


def _remedy(rule: Rule, takers: list[Rule]) -> str:
    if len(takers) > 1:
        return f"Move {quoted(rule.name)} above them, or give it words of its own."
    (taker,) = takers
    back = cases(taker.when) or []
    if back and all(Certainty(case).holds(rule.when) for case in back):
        return "Both wait for the same. Keep one of them, or give each words of its own."
    return f"Move {quoted(rule.name)} above {quoted(taker.name)}, or give it words of its own."


def _first_words(taken: tuple[Taken, ...]) -> tuple[str, str]:
    """What to point at: the first words as they stand in the file, and their setting."""
    for atom in taken[0].case:
        if isinstance(atom, Words):
            name = atom.phrase.list
            return f"<{name}>" if name is not None else atom.phrase.written, atom.kind
        if isinstance(atom, Fits):
            return atom.pattern.source, "matches"
    return "", ""


def _impossible(subject: Subject, reach: Reach) -> Finding:
    words = [atom for atom in reach.impossible[0] if isinstance(atom, Words)]
    place = subject.find(reach.rule, words[0].phrase.written, words[0].kind) if words else reach.rule.place
    because = "no text and no moment fits all of its conditions at once"
    if len(words) > 1:
        because = "no text fits all of its conditions at once, such as {} and {}".format(
            *(f"`{atom.kind}: {atom.phrase.written}`" for atom in words[:2])
        )
    return Finding(
        place,
        f"{quoted(reach.rule.name)} can't answer: {because}",
        "All that stands under `when` must hold together. Where one of them is enough, put them under `any:`.",
        rule=reach.rule,
    )


BAD = """\
timezone: America/Chicago
hours: {mon-fri: 9:00-17:00}
rules:
  - name: Hours
    when: {contains: [hours, open]}
    reply: We're open Monday to Friday from 9 to 5.
    examples: [Are you open?]
  - name: Holiday hours
    when: {contains: [holiday hours, open at Christmas]}
    reply: We're closed from December 24 to 26.
    examples: [Are you open at Christmas?]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
timezone: America/Chicago
hours: {mon-fri: 9:00-17:00}
rules:
  - name: Holiday hours
    when: {contains: [holiday hours, open at Christmas]}
    reply: We're closed from December 24 to 26.
    examples: [Are you open at Christmas?]
  - name: Hours
    when: {contains: [hours, open]}
    reply: We're open Monday to Friday from 9 to 5.
    examples: [Are you open?]
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("unreachable", "warning", __doc__, find, BAD, GOOD)
