"""A text with a name in it that nobody ever saves.

``{{ first_name }}``, ``{{ last_name }}`` and ``{{ name }}`` are what a rule or a conversation has saved about the
person. Where nothing in the file saves them they are empty, and people are sent "Hi , how can we help?".

Say what to write instead, ``{{ first_name or "there" }}``, or put the words around it under a condition:
``Hi{% if first_name %} {{ first_name }}{% endif %}``. To save a name, ask for it in a conversation (``save:
first_name``), or take it from a text with ``remember``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from responder.core.rule import Remember
from responder.core.templates import Template, TemplateFailed
from responder.lint.check import Check, Finding, Subject
from responder.lint.sayings import Saying, actions_in, sayings

SAMPLE = "Ana"
_HOLES = re.compile(r"(?:^|\s)[,.!?;:](?:\s|$)|[^\S\n]{2,}|^\s|\s$|(?:^|\s)['’]s\b", re.MULTILINE)
_FROM = {"first_name": ("first_name", "name"), "name": ("name", "first_name", "last_name"), "last_name": ("last_name",)}


def find(subject: Subject) -> Iterator[Finding]:
    saved = _saved(subject)
    missing = {name for name, sources in _FROM.items() if saved.isdisjoint(sources)}
    for saying in sayings(subject.ruleset) if missing else ():
        yield from _look(subject, saying, missing)


def _saved(subject: Subject) -> frozenset[str]:
    """The names that some rule remembers, or some answer is saved as."""
    ruleset = subject.ruleset
    saved: set[str] = set()
    actions = [action for rule in subject.rules() for action in rule.actions]
    for conversation in ruleset.conversations.values():
        actions += [action for _, action in actions_in(conversation)]
        saved.update(step.question.save or "" for step in conversation.steps if step.question is not None)
    saved.update(name for action in actions if isinstance(action, Remember) for name, _ in action.fields)
    return frozenset(saved)


def _look(subject: Subject, saying: Saying, missing: set[str]) -> Iterator[Finding]:
    template = saying.template
    used = sorted(template.variables & missing)
    if not used:
        return
    shown = _rendered(template, used, "")
    if shown is None or (shown.strip() and len(_HOLES.findall(shown)) <= len(_holes(template, used))):
        return
    name = used[0]
    line = next((one.strip() for one in shown.splitlines() if _HOLES.search(one.strip()) or not one.strip()), shown)
    yield Finding(
        saying.find(subject, name),
        f'nothing saves {name}, so people are sent "{line.strip()[:60]}"',
        f'Write {{{{ {name} or "there" }}}}, or save the name with `remember` or in a conversation.',
        rule=saying.rule,
        marked=name,
    )


def _holes(template: Template, used: list[str]) -> list[str]:
    """The odd spaces that are there with a name, too."""
    shown = _rendered(template, used, SAMPLE)
    return [] if shown is None else _HOLES.findall(shown)


def _rendered(template: Template, used: list[str], name: str) -> str | None:
    values = {variable: name if variable in used else "x" for variable in template.variables}
    try:
        return template.render(values)
    except TemplateFailed:
        return None


BAD = """\
rules:
  - name: Hello
    when: {says: [hi, hello]}
    reply: Hi {{ first_name }}, how can we help?
    examples: [Hello]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
rules:
  - name: Hello
    when: {says: [hi, hello]}
    reply: Hi {{ first_name or "there" }}, how can we help?
    examples: [Hello]
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("unsaved-name", "warning", __doc__, find, BAD, GOOD)
