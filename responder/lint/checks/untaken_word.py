"""A text asks people to reply with a word, and no rule takes that word.

"Reply R for a new time" makes people text R. If no rule waits for R, they get whatever ``otherwise`` says, and believe
that it is done. Add the word to a rule, or ask for another one:

    - name: New time
      when: {says: [r, new time]}
      reply: Which day suits you better?

Words in capitals (or the numbers from 1 to 99) behind Reply, Text, Answer and the like are looked at, in English,
Spanish, French, German and Portuguese. STOP, START and HELP are always heard, and what the steps of a conversation ask
for is read by the conversation itself. It is a note where no rule takes any of the words: perhaps a person reads them.
"""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.rule import Rule, Start
from responder.core.suggest import quoted
from responder.lint.check import Check, Finding, Subject
from responder.lint.promised import heard_before_rules, is_taken, promised
from responder.lint.sayings import Saying, of_rule


def find(subject: Subject) -> Iterator[Finding]:
    for rule in subject.rules():
        if any(isinstance(action, Start) for action in rule.actions):
            # The conversation that it starts may wait for the word.
            continue
        told: set[str] = set()
        for saying in of_rule(rule):
            yield from (finding for finding in _look(subject, rule, saying) if finding.marked not in told)
            told.update(promised(saying.template.source))


def _look(subject: Subject, rule: Rule, saying: Saying) -> Iterator[Finding]:
    ruleset = subject.ruleset
    words = [word for word in promised(saying.template.source) if not heard_before_rules(ruleset, word)]
    lost = [word for word in words if not is_taken(ruleset, word, saying.question)]
    for word in lost:
        yield Finding(
            saying.find(subject, word),
            f"people are asked to reply {word}, and no rule takes it",
            f"Add {quoted(word)} to the words of the rule that should answer, or ask for another word.",
            level="warning" if len(lost) < len(words) else "note",
            rule=rule,
            marked=word,
        )


BAD = """\
rules:
  - name: Book
    when: {contains: [book, appointment]}
    reply: Shall we find you a time? Reply NEXT for the next free one, or CALL and we ring you.
    examples: [I want to book]
  - name: Next free
    when: {says: [next, next time]}
    reply: The next free time is tomorrow at 10.
    examples: [Next]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = BAD.replace(
    "otherwise:\n",
    """\
  - name: Call them
    when: {says: call}
    reply: We ring you today.
    examples: [Call]
otherwise:
""",
)

CHECK = Check("untaken-word", "warning", __doc__, find, BAD, GOOD)
