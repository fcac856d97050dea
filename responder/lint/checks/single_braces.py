"""Braces or a star that will be taken letter by letter.

What is filled in stands in two braces: ``Hi {{ first_name }}``. With one, ``Hi {first_name}``, people are sent the
braces. Write two, as ``{{ first_name }}``.

The words of ``says``, ``starts_with``, ``contains`` and ``contains_all`` are compared with the text letter by letter:
nothing is filled into them, and ``pric*`` doesn't find "prices". List the words, or write a regular expression under
``matches``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from responder.core.conditions.matchers import Contains, ContainsAll, Matches, Says, StartsWith
from responder.core.place import Place
from responder.core.rule import Remember, ReplySpec, Rule
from responder.core.templates import ALWAYS_KNOWN, Template
from responder.lint.check import Check, Finding, Subject
from responder.lint.conditions import conditions
from responder.lint.sayings import of_conversation, of_rule

_BRACED = re.compile(r"(?<!\{)\{ *(?P<name>[^\W\d]\w*(?:[ .]\w+)?) *\}(?!\})")
_IN_WORDS = re.compile(r"(?P<braces>\{+[^{}]*\}+)|\w\*|\*\w")


def find(subject: Subject) -> Iterator[Finding]:
    for rule in subject.rules():
        known = _known(subject, rule)
        for place, template in _templates(subject, rule):
            for found, name in _slips(template, known):
                yield _of_reply(place(found), found, name, rule)
        yield from _in_conditions(subject, rule)
    for conversation in subject.ruleset.conversations.values():
        for saying in of_conversation(conversation):
            for found, name in _slips(saying.template, _known(subject, None)):
                yield _of_reply(saying.find(subject, found), found, name, None)
    policy = subject.ruleset.opt_out
    for reply in (policy.stop_reply, policy.start_reply, policy.help_reply):
        for template in _of(reply):
            for found, name in _slips(template, _known(subject, None)):
                yield _of_reply(_anywhere(subject, found), found, name, None)
    for words in subject.ruleset.words.values():
        for word in words:
            if slip := _IN_WORDS.search(word):
                yield _of_words(_anywhere(subject, word), word, slip, None)


def _known(subject: Subject, rule: Rule | None) -> frozenset[str]:
    """The names that a reply may fill in, with their parts."""
    ruleset = subject.ruleset
    fields = {*ruleset.fields, "first_name", "last_name", "name", "language"}
    known = {*ALWAYS_KNOWN, *fields, *(f"contact.{name}" for name in fields)}
    known.update(f"about.{name}" for name in ruleset.business.about)
    for condition in conditions(rule) if rule is not None else ():
        for pattern in condition.patterns if isinstance(condition, Matches) else ():
            known.update((*pattern.names, *(f"match.{name}" for name in pattern.names)))
    return frozenset(known - {"about", "contact", "match"})


def _templates(subject: Subject, rule: Rule) -> Iterator[tuple[Callable[[str], Place], Template]]:
    """Everything of a rule that may be filled in, and how to find where in the file something of it stands."""
    for saying in of_rule(rule):
        yield partial(saying.find, subject), saying.template
    for action in rule.actions:
        if isinstance(action, Remember):
            yield from ((partial(subject.find, rule, after="remember"), template) for _, template in action.fields)


def _of(reply: ReplySpec | None) -> Iterator[Template]:
    for parts in reply.by_language.values() if reply is not None else ():
        for part in parts:
            yield from (part.text, *part.media)


def _slips(template: Template, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What stands in single braces, and the name that was meant."""
    for found in _BRACED.finditer(template.source):
        name = found["name"].lower().replace(" ", "_")
        if name in known:
            yield found[0], name


def _of_reply(place: Place, found: str, name: str, rule: Rule | None) -> Finding:
    message = f"people are sent {found} as it stands: one pair of braces fills nothing in"
    return Finding(place, message, f"Write {{{{ {name} }}}}.", rule=rule, marked=found)


def _in_conditions(subject: Subject, rule: Rule) -> Iterator[Finding]:
    for condition in conditions(rule):
        if isinstance(condition, ContainsAll):
            phrases = [phrase for group in condition.groups for phrase in group]
        elif isinstance(condition, (Says, StartsWith, Contains)):
            phrases = list(condition.phrases)
        else:
            continue
        for phrase in phrases:
            # Lists of words have a place of their own.
            if phrase.list is None and (slip := _IN_WORDS.search(phrase.written)):
                yield _of_words(subject.find(rule, phrase.written, "when"), phrase.written, slip, rule)


def _of_words(place: Place, written: str, slip: re.Match[str], rule: Rule | None) -> Finding:
    if slip["braces"]:
        message = f'nothing is filled into "{written}": words are compared letter by letter'
        remedy = "Write what people text, or ask with a condition such as `if: 'first_name and first_name in body'`."
    else:
        message = f'the star in "{written}" stands for nothing: words are compared letter by letter'
        remedy = "List the words (`price, prices`), or write a regular expression: `matches: '\\bpric'`."
    return Finding(place, message, remedy, rule=rule, marked=written)


def _anywhere(subject: Subject, written: str) -> Place:
    for file in subject.ruleset.files:
        for number, line in enumerate(subject.lines(file), start=1):
            if written in line and not line.lstrip().startswith("#"):
                return Place(file, number, line.index(written) + 1)
    return subject.top()


BAD = """\
rules:
  - name: Hello
    when: {says: [hi, hello]}
    reply: Hi {first_name}, how can we help?
    examples: [Hello]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
rules:
  - name: Hello
    when: {says: [hi, hello]}
    reply: Hi{% if first_name %} {{ first_name }}{% endif %}, how can we help?
    examples: [Hello]
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("single-braces", "warning", __doc__, find, BAD, GOOD)
