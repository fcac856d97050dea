"""Someone joins a list and isn't told how to stop.

Whoever joins a list will be texted without having asked each time. Carriers (and the law in most places) want the
first text after joining to say how to end it, and they block senders that don't. Put it in the reply of the rule with
``join``, in each of its languages:

    reply: You're on the list. One tip a month. Reply STOP to end, HELP for help. Msg & data rates may apply.

This check is content with the way to stop, in your words: STOP, or the words of a rule with ``leave``. Carriers also
like to see how often you text, HELP, and that message and data rates may apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from responder.core.conditions.matchers import Says
from responder.core.place import Place
from responder.core.rule import Join, Leave, Rule, Start
from responder.core.text.folding import fold
from responder.lint.check import Check, Finding, Subject
from responder.lint.conditions import conditions
from responder.lint.sayings import Saying, actions_in, as_sent, of_conversation, of_reply

_STOP = re.compile(
    r"\b(?:stop|opt[- ]?out|unsubscribe|leave|quit|to end|cancel|"
    r"baja|alto|parar|d[eé]sinscri\w*|arr[eê]t\w*|abmelden|abbestellen|sair|cancelar|salir)\b",
    re.IGNORECASE,
)


def find(subject: Subject) -> Iterator[Finding]:
    ways = _ways_out(subject)
    for rule in subject.rules():
        lists = [name for action in rule.actions if isinstance(action, Join) for name in action.lists]
        # The rule below says more to them, and it may well be that.
        if lists and not rule.goes_on:
            yield from _look(subject, rule.place, rule, lists, _first_texts(subject, rule), ways)
    for conversation in subject.ruleset.conversations.values():
        for step, action in actions_in(conversation):
            if isinstance(action, Join):
                said = of_conversation(conversation)
                yield from _look(subject, step.place, None, list(action.lists), said, ways)


def _first_texts(subject: Subject, rule: Rule) -> Iterator[Saying]:
    yield from of_reply(rule)
    for action in rule.actions:
        conversation = subject.ruleset.conversations.get(action.conversation) if isinstance(action, Start) else None
        if conversation is not None:
            yield from of_conversation(conversation)


def _look(
    subject: Subject, owner: Place, rule: Rule | None, lists: list[str], said: Iterable[Saying], ways: frozenset[str]
) -> Iterator[Finding]:
    texts: dict[str, list[str]] = {}
    for saying in said:
        texts.setdefault(saying.language, []).append(as_sent(subject, saying.template))
    for everybody in (texts.pop("", []) if len(texts) > 1 else [],):
        texts = {language: [*own, *everybody] for language, own in texts.items()}
    lacking = [language for language, own in texts.items() if not _says_how(own, ways)]
    if texts and not lacking:
        return
    named = ", ".join(f'"{name}"' for name in lists)
    where = f" in {', '.join(lacking)}" if lacking and lacking != [""] else ""
    yield Finding(
        subject.find_at(owner, "join:"),
        f"people join the list {named} and aren't told{where} how to stop its texts",
        "Add how often texts come and how to end them to the reply: `One text a month. Reply STOP to end.`",
        rule=rule,
        marked="join",
    )


def _says_how(texts: list[str], ways: frozenset[str]) -> bool:
    if any(_STOP.search(text) for text in texts):
        return True
    said = [f" {fold(text).text} " for text in texts]
    return any(f" {way} " in text for way in ways for text in said)


def _ways_out(subject: Subject) -> frozenset[str]:
    """The words that take people off a list, or stop everything."""
    ways = set(subject.ruleset.opt_out.stop_words)
    for rule in subject.rules():
        if any(isinstance(action, Leave) for action in rule.actions):
            said = (condition for condition in conditions(rule) if isinstance(condition, Says))
            ways.update(phrase.folded for condition in said for phrase in condition.phrases)
    return frozenset(ways)


BAD = """\
lists: {tips: A dental tip each month}
rules:
  - name: Join tips
    when: {says: [tips, join tips]}
    join: tips
    reply: You're on the list. One tip a month.
    examples: [Tips]
  - name: Leave tips
    when: {says: [leave tips, no more tips]}
    leave: tips
    reply: You will get no more tips.
    examples: [No more tips]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = BAD.replace("One tip a month.", "One tip a month. Reply STOP to end, HELP for help.")

CHECK = Check("no-stop-words", "warning", __doc__, find, BAD, GOOD)
