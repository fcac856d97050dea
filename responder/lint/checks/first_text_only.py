"""Staff hear of the first text only, though people go on texting.

Within the time of ``once_per`` the rule doesn't hold again for the same contact, and so it does nothing of what it
does: neither does it answer, nor is anybody told. "A person will read this soon" and a ``notify`` with ``once_per: 24
hours`` tell your staff of the first text of the day, and of no other. What should be said once only is the reply:

    otherwise:
      reply: A person will read this soon.
      notify: maria
      once_per: 24 hours
      or_reply: nothing

With ``or_reply`` the rule goes on to hold. ``nothing`` says nothing more, and your staff are told of every text. The
same goes for ``forward``, ``hand_over`` and ``webhook``. A rule that says nothing at all is left alone: there it is the
telling that should be done once. So is one whose further texts ``otherwise`` tells of.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.rule import OTHERWISE, Call, Forward, HandOver, Notify, Rule, Webhook
from responder.core.suggest import quoted
from responder.lint.check import Check, Finding, Subject

_SETTINGS = {Notify: "notify", Forward: "forward", HandOver: "hand_over", Call: "call", Webhook: "webhook"}


def find(subject: Subject) -> Iterator[Finding]:
    otherwise = subject.ruleset.otherwise
    for rule in subject.rules():
        once, tells = rule.once_per, _tells(rule)
        if once is None or once.or_reply is not None or not tells or (rule.reply is None and rule.ask is None):
            continue
        if otherwise is not None and rule is not otherwise and _tells_always(otherwise):
            # What this rule lets through is told of there.
            continue
        yield Finding(
            subject.find(rule, "once_per"),
            f"within {once.written} of the first text {_named(rule)} doesn't hold again, so `{tells}` is for that "
            "text only",
            f"Add `or_reply: nothing`: then only the reply is sent once, and `{tells}` is for every text.",
            rule=rule,
            marked="once_per",
        )


def _named(rule: Rule) -> str:
    return "`otherwise`" if rule.name == OTHERWISE else quoted(rule.name)


def _tells(rule: Rule) -> str:
    """The setting by which a rule tells a person or a program; empty where it tells none."""
    told = [one for one in rule.actions if not isinstance(one, Call) or one.to]
    return next((name for kind, name in _SETTINGS.items() if any(isinstance(one, kind) for one in told)), "")


def _tells_always(rule: Rule) -> bool:
    return bool(_tells(rule)) and (rule.once_per is None or rule.once_per.or_reply is not None)


BAD = """\
staff: {maria: +1 555 010 0002}
rules:
  - name: Prices
    when: {contains: [price, how much]}
    reply: A check-up is $60.
    examples: [How much is it?]
otherwise:
  reply: A person will read this soon.
  notify: maria
  once_per: 24 hours
"""

GOOD = """\
staff: {maria: +1 555 010 0002}
rules:
  - name: Prices
    when: {contains: [price, how much]}
    reply: A check-up is $60.
    examples: [How much is it?]
otherwise:
  reply: A person will read this soon.
  notify: maria
  once_per: 24 hours
  or_reply: nothing
"""

CHECK = Check("first-text-only", "warning", __doc__, find, BAD, GOOD)
