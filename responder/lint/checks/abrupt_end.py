"""A conversation that says nothing to the last answer.

Its last step asks something. The answer is read and saved, and then the conversation is over: whoever answered gets no
text, and doesn't know whether all is well. Let a step say so at the end:

    - reply: Thank you! We will text you to confirm {{ day }}.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.lint.check import Check, Finding, Subject


def find(subject: Subject) -> Iterator[Finding]:
    for name, conversation in subject.ruleset.conversations.items():
        last = conversation.steps[-1]
        if last.question is None:
            continue
        place = subject.find_at(last.place, "ask")
        yield Finding(
            place,
            f'the conversation "{name}" ends with this question: whoever answers it gets no text back',
            "Add a step behind it, such as `- reply: Thank you!`",
            marked="ask",
        )


BAD = """\
rules:
  - name: Another time
    when: {contains: [reschedule, another time]}
    start: new_time
    examples: [Can I have another time?]
conversations:
  new_time:
    - ask: Which day suits you better?
      save: day
      expect: day
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
rules:
  - name: Another time
    when: {contains: [reschedule, another time]}
    start: new_time
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

CHECK = Check("abrupt-end", "note", __doc__, find, BAD, GOOD)
