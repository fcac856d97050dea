"""A conversation gives up with a promise to be in touch, and nobody is told.

Without ``give_up`` a person takes over and your staff are told. A ``give_up`` of your own takes the place of all that:
"Joe will call you" is sent, and Joe hears nothing of it. Tell him:

    give_up:
      reply: Joe will call you.
      notify: joe

``hand_over: yes`` beside it keeps the rules silent while he answers. Only promises are looked at, and only where the
file has ``staff``; where a step before, or the rule that begins the conversation, tells somebody, all is well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from responder.core.conversation import Conversation, Doing
from responder.core.rule import Action, Call, Forward, HandOver, Notify, Start, Webhook
from responder.lint.check import Check, Finding, Subject

_PROMISES = re.compile(
    r"""(?xi)
    \b(?!you\b)\w+(?:['’]ll|\ will|\ is\ going\ to|\ are\ going\ to)\b(?!\ (?:need|have|not)\b)[^.!?\n]{0,40}
        \b(?:call|phone|ring|text|message|contact|email|reach|write|reply|answer|get\ back|in\ touch)\b
    | \b(?:le|te|lo|la|les|los)\ (?:llamar|contactar|escribir|responder|contestar)(?:emos|á|án|é)\b
    | \bpondr(?:emos|á|án)\ en\ contacto\b | \b(?:va|van|vamos)\ a\ (?:llamar|escribir|contactar)
    | \b(?:rappeller|appeller|recontacter|contacter|répondr|écrir)(?:ons|a|ont|ai)\b
    | \b(?:ruf(?:t|en)|meld(?:et|en)|schreib(?:t|en))\b[^.!?\n]{0,30}\b(?:an|zurück|sich|uns|ihnen|dir)\b
    | \b(?:ligar|retornar|responder|escrever|telefonar)(?:emos|á|ão|ei)\b
    | \bentrar(?:emos|á|ão)\ em\ contato\b | \b(?:vai|vão|vamos)\ (?:ligar|escrever|responder)\b
    """
)
"""Somebody will call, write or be in touch, in the languages that answers are read in."""

_TELLS = (Notify, Forward, HandOver, Call, Webhook)


def find(subject: Subject) -> Iterator[Finding]:
    if not subject.ruleset.business.staff:
        return
    for conversation in subject.ruleset.conversations.values():
        told = any(_tells(rule.actions) for rule in subject.rules() if _begins(rule.actions, conversation))
        for step in conversation.steps:
            told = told or (step.doing is not None and _tells(step.doing.actions))
            gives_up = step.question.give_up if step.question is not None else None
            if told or gives_up is None or (promise := _promise(gives_up)) is None:
                continue
            yield Finding(
                subject.find_at(step.place, promise, "give_up"),
                "this promise is sent, and nobody is told of it",
                "Write the text as `reply:` under `give_up:`, with `notify: all` (or a name under `staff`) beside it.",
                marked=promise,
            )


def _promise(doing: Doing) -> str | None:
    """The words that promise something, where nothing is done about it."""
    if doing.reply is None or _tells(doing.actions) or any(isinstance(action, Start) for action in doing.actions):
        return None
    texts = (part.text.source for parts in doing.reply.by_language.values() for part in parts)
    return next((found[0] for text in texts if (found := _PROMISES.search(text)) is not None), None)


def _tells(actions: Iterable[Action]) -> bool:
    return any(isinstance(action, _TELLS) for action in actions)


def _begins(actions: Iterable[Action], conversation: Conversation) -> bool:
    return any(isinstance(action, Start) and action.conversation == conversation.name for action in actions)


BAD = """\
staff: {joe: +1 555 010 0002}
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
      give_up: Joe will call you.
    - reply: Thank you! We will text you to confirm {{ day }}.
      notify: joe
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
staff: {joe: +1 555 010 0002}
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
      give_up:
        reply: Joe will call you.
        notify: joe
    - reply: Thank you! We will text you to confirm {{ day }}.
      notify: joe
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("unkept-promise", "note", __doc__, find, BAD, GOOD)
