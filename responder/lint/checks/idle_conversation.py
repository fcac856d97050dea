"""A conversation that nothing begins.

A conversation begins when a rule, or a step of another conversation, says ``start`` and its name. This one stands under
``conversations`` and is never asked:

    - name: New time
      when: {contains: [reschedule, another time]}
      start: new_time
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.rule import Start
from responder.lint.check import Check, Finding, Subject
from responder.lint.sayings import actions_in


def find(subject: Subject) -> Iterator[Finding]:
    conversations = subject.ruleset.conversations
    begun = {action.conversation for rule in subject.rules() for action in rule.actions if isinstance(action, Start)}
    waiting = list(begun)
    while waiting:
        conversation = conversations.get(waiting.pop())
        for _, action in actions_in(conversation) if conversation is not None else ():
            if isinstance(action, Start) and action.conversation not in begun:
                begun.add(action.conversation)
                waiting.append(action.conversation)
    for name, conversation in conversations.items():
        if name not in begun:
            yield Finding(
                conversation.place,
                f'nothing begins the conversation "{name}"',
                f"Add `start: {name}` to the rule that should begin it.",
                marked=name,
            )


BAD = """\
rules:
  - name: Another time
    when: {contains: [reschedule, another time]}
    reply: We will find one.
    examples: [Can I have another time?]
conversations:
  new_time:
    - ask: Which day suits you better?
      save: day
      expect: day
    - reply: Thank you! We will text you to confirm {{ day }}.
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = BAD.replace("reply: We will find one.", "start: new_time")

CHECK = Check("idle-conversation", "warning", __doc__, find, BAD, GOOD)
