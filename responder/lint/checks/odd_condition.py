"""An ``if`` that is always so, or never, though it looks as if it depended on something.

``plan == "gold" or "silver"`` asks whether the plan is gold, or whether the word "silver" is there; and it is, so the
rule answers everyone. Write ``plan in ["gold", "silver"]``. In the same way ``plan != "gold" or plan != "silver"``
holds for everyone, since nobody has both; ``body|lower == "Yes"`` for nobody, since nothing in small letters is "Yes";
and ``country`` is always a code of two capitals, such as US.

Only what is certain is told. Most of what people put under ``if`` can be said without it: ``says``, ``from``, and
``contact: {plan: [gold, silver]}``.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.conditions.matchers import If
from responder.core.suggest import quoted
from responder.core.templates.oddities import Oddity, oddities
from responder.lint.check import Check, Finding, Subject
from responder.lint.conditions import conditions


def find(subject: Subject) -> Iterator[Finding]:
    for rule in subject.rules():
        for condition in conditions(rule):
            if not isinstance(condition, If):
                continue
            source = condition.expression.source
            # One finding a condition: what is odd in it twice is mended together.
            for odd in oddities(source)[:1]:
                message, remedy = _told(odd)
                written = odd.written or source
                place = subject.find(rule, written, "if")
                yield Finding(place, message, remedy, rule=rule, marked=written if place != rule.place else "")


def _told(odd: Oddity) -> tuple[str, str]:
    word, name = quoted(odd.written), odd.name or "plan"
    match odd.kind:
        case "constant":
            so = "always" if odd.always else "never"
            return (
                f"this condition is {so} so: it looks at nothing that changes",
                "Compare a name, or delete it.",
            )
        case "or text":
            return (
                f"{word} alone is always so: it isn't compared with anything",
                f"Write both in brackets: `{name} in ['one', 'other']`.",
            )
        case "two at once":
            return f"{name} can't be both at once", f"Write `or`, or `{name} in ['one', 'other']`."
        case "not one or the other":
            return (
                f"this is always so: {name} differs from one of the two whatever it is",
                "Write `and` in place of `or`.",
            )
        case "other case":
            letters = "small" if name.islower() else "capital"
            so = "always so" if odd.always else "never so"
            return f"this is {so}: {word} has other letters than the {letters} ones on the other side", (
                f"Write {quoted(name)}."
            )
    code = odd.written.upper() if len(odd.written) == 2 else "US"
    so = "always so" if odd.always else "never so"
    return f"this is {so}: `country` is a code of two capitals", f"Write {quoted(code)}, or use `from: {code}`."


BAD = """\
rules:
  - name: Good customers
    when:
      contains: discount
      if: plan == 'gold' or 'silver'
    reply: You have 10% off everything.
    examples: [Is there a discount?]
  - name: Gold
    when: {says: gold please}
    remember: {plan: gold}
    reply: You're gold now.
    examples: [Gold please]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
rules:
  - name: Good customers
    when:
      contains: discount
      if: plan in ['gold', 'silver']
    reply: You have 10% off everything.
    examples:
      - {they_text: Is there a discount?, given: {contact: {plan: gold}}}
  - name: Gold
    when: {says: gold please}
    remember: {plan: gold}
    reply: You're gold now.
    examples: [Gold please]
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("odd-condition", "warning", __doc__, find, BAD, GOOD)
