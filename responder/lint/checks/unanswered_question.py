"""A question is asked, and no rule waits for its answer.

``ask`` leaves a question open, for rules whose ``when`` has ``answering`` and its name. Without such a rule the answer
is taken for an ordinary text, and "yes" or "tomorrow" alone fits few of the other rules:

    - name: Time is fine
      when: {answering: Remind me, says: [<yes>]}
      reply: See you then!

Where the question names the words to reply with ("Reply BOOK") and other rules take them, all is well. What the steps
of a conversation ask is read by the conversation itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.conditions.question_matchers import Answering
from responder.core.suggest import quoted
from responder.lint.check import Check, Finding, Subject
from responder.lint.conditions import conditions
from responder.lint.promised import heard_before_rules, is_taken, promised
from responder.lint.sayings import Saying, sayings


def find(subject: Subject) -> Iterator[Finding]:
    heard: set[str] = set()
    for rule in subject.rules():
        heard.update(
            name for condition in conditions(rule) if isinstance(condition, Answering) for name in condition.names
        )
    for saying in sayings(subject.ruleset):
        name = saying.question
        if not name or name in heard or _names_words_of_rules(subject, saying):
            continue
        heard.add(name)
        yield Finding(
            saying.find(subject, "ask:"),
            f"nobody waits for the answer to this question: no rule has `answering: {name}`",
            f"Add a rule with `when: {{answering: {_written(name)}}}`, or write `{_instead(saying)}:` for `ask:`.",
            rule=saying.rule,
            marked="ask",
        )


def _written(name: str) -> str:
    return quoted(name) if any(sign in name for sign in ":,{}[]#'\"") else name


def _instead(saying: Saying) -> str:
    return "text" if saying.line else "reply"


def _names_words_of_rules(subject: Subject, saying: Saying) -> bool:
    ruleset = subject.ruleset
    words = [word for word in promised(saying.template.source) if not heard_before_rules(ruleset, word)]
    return bool(words) and all(is_taken(ruleset, word) for word in words)


BAD = """\
rules:
  - name: Late
    when: {contains: running late}
    ask: Thanks for telling us. Will you be here within 15 minutes?
    examples: [I'm running late]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
rules:
  - name: Late
    when: {contains: running late}
    ask: Thanks for telling us. Will you be here within 15 minutes?
    examples: [I'm running late]
  - name: A little late
    when: {answering: Late, says: <yes>}
    reply: We hold your chair. See you soon!
    examples:
      - Yes
  - name: Too late
    when: {answering: Late}
    reply: Then please call us for a new time.
    examples:
      - No, sorry
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("unanswered-question", "warning", __doc__, find, BAD, GOOD)
