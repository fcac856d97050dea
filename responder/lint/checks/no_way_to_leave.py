"""A list that people can join by text and can't leave.

STOP always works, but it ends everything, appointments included. Who only wants to be off one list needs a rule with
``leave``:

    - name: Leave tips
      when: {says: [leave tips, no more tips]}
      leave: tips
      reply: You will get no more tips.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.rule import Join, Leave
from responder.lint.check import Check, Finding, Subject


def find(subject: Subject) -> Iterator[Finding]:
    left: set[str] = set()
    for rule in subject.rules():
        left.update(name for action in rule.actions if isinstance(action, Leave) for name in action.lists)
    seen: set[str] = set()
    for rule in subject.rules():
        for action in rule.actions:
            for name in action.lists if isinstance(action, Join) else ():
                if name in left or name in seen:
                    continue
                seen.add(name)
                yield Finding(
                    subject.find(rule, f"join: {name}"),
                    f'people can join the list "{name}", and no rule lets them leave it',
                    f"Add a rule such as `when: {{says: [leave {name}]}}` with `leave: {name}`.",
                    rule=rule,
                )


BAD = """\
lists: {tips: A dental tip each month}
rules:
  - name: Join tips
    when: {says: [tips, join tips]}
    join: tips
    reply: You're on the list. One tip a month. Reply STOP to end all texts.
    examples: [Tips]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
lists: {tips: A dental tip each month}
rules:
  - name: Join tips
    when: {says: [tips, join tips]}
    join: tips
    reply: You're on the list. One tip a month. Reply STOP to end all texts.
    examples: [Tips]
  - name: Leave tips
    when: {says: [leave tips, no more tips]}
    leave: tips
    reply: You will get no more tips.
    examples: [No more tips]
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("no-way-to-leave", "warning", __doc__, find, BAD, GOOD)
