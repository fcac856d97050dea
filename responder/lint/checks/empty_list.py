"""A list that nobody can join by text.

A list is declared under ``lists``, and no rule has ``join`` for it. If its members come another way, leave it as it is.
Otherwise write a rule that lets people on it, or take the list out:

    - name: Join tips
      when: {says: [tips, join tips]}
      join: tips
      reply: You're on the list. One tip a month. Reply STOP to end.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.rule import Action, Join
from responder.lint.check import Check, Finding, Subject
from responder.lint.sayings import actions_in


def find(subject: Subject) -> Iterator[Finding]:
    joined = {name for action in _actions(subject) if isinstance(action, Join) for name in action.lists}
    for name in subject.ruleset.business.lists:
        if name not in joined:
            yield Finding(
                subject.find_anywhere(f"{name}:"),
                f'no rule lets people join the list "{name}"',
                f"Add a rule such as `when: {{says: [join {name}]}}` with `join: {name}`, or take the list out.",
                marked=name,
            )


def _actions(subject: Subject) -> Iterator[Action]:
    for rule in subject.rules():
        yield from rule.actions
    for conversation in subject.ruleset.conversations.values():
        yield from (action for _, action in actions_in(conversation))


BAD = """\
lists: {tips: A dental tip each month}
rules:
  - name: Tips
    when: {says: tips}
    reply: You're on the list. One tip a month. Reply STOP to end.
    examples: [Tips]
  - name: Leave tips
    when: {says: [leave tips, no more tips]}
    leave: tips
    reply: You will get no more tips.
    examples: [No more tips]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = BAD.replace("when: {says: tips}\n", "when: {says: tips}\n    join: tips\n")

CHECK = Check("empty-list", "note", __doc__, find, BAD, GOOD)
