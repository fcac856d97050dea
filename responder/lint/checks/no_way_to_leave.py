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

from responder.core.place import Place
from responder.core.rule import Action, Join, Leave, Rule
from responder.lint.check import Check, Finding, Subject
from responder.lint.sayings import actions_in


def find(subject: Subject) -> Iterator[Finding]:
    left = {name for _, _, action in _all(subject) if isinstance(action, Leave) for name in action.lists}
    seen: set[str] = set()
    for owner, rule, action in _all(subject):
        for name in action.lists if isinstance(action, Join) else ():
            if name in left or name in seen:
                continue
            seen.add(name)
            yield Finding(
                subject.find_at(owner, f"join: {name}"),
                f'people can join the list "{name}", and no rule lets them leave it',
                f"Add a rule such as `when: {{says: [leave {name}]}}` with `leave: {name}`.",
                rule=rule,
            )


def _all(subject: Subject) -> Iterator[tuple[Place, Rule | None, Action]]:
    """What rules and steps of conversations do."""
    for rule in subject.rules():
        yield from ((rule.place, rule, action) for action in rule.actions)
    for conversation in subject.ruleset.conversations.values():
        yield from ((step.place, None, action) for step, action in actions_in(conversation))


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

GOOD = BAD.replace(
    "otherwise:\n",
    """\
  - name: Leave tips
    when: {says: [leave tips, no more tips]}
    leave: tips
    reply: You will get no more tips.
    examples: [No more tips]
otherwise:
""",
)

CHECK = Check("no-way-to-leave", "warning", __doc__, find, BAD, GOOD)
