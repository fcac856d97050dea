"""A word that carriers keep for themselves is used as an ordinary word.

STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT, REVOKE and OPTOUT end all texts to the person who sends one of them
alone. START and UNSTOP resume them, HELP and INFO get the help reply. That happens before any rule is looked at, and on
most numbers the carrier does it whatever we do. So a rule that waits for CANCEL never answers, and a reply that says
"Reply CANCEL to cancel your appointment" makes people opt out of everything.

Use phrases ("cancel my appointment"), or another word (C, CHANGE, MOVE), and put what HELP and INFO should answer under
``opt_out: help_reply``. YES is special: only from someone who sent STOP before does it resume texts, so a rule may wait
for it, but let another word do as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from responder.core.answering.consent.carrier_words import ALSO_STOP, HELP_WORDS, START_WORDS, STOP_WORDS, YES_AS_START
from responder.core.conditions.matchers import Contains, Says, StartsWith
from responder.core.rule import OptIn, OptOut, Rule
from responder.core.ruleset import Ruleset
from responder.core.text.folding import Phrase
from responder.lint.check import Check, Finding, Subject
from responder.lint.conditions import conditions
from responder.lint.sayings import Saying, sayings

FAMILIES: dict[str, tuple[str, str]] = {
    "STOP": (
        "carriers take it as STOP, and the person gets no more texts at all",
        "Use a phrase (`cancel my appointment`) or another word (C, CHANGE, MOVE).",
    ),
    "STOP of yours": (
        "it stands under `opt_out: stop_words:`, and the person gets no more texts at all",
        "Take it out there, or use another word here.",
    ),
    "START": (
        "it resumes texts after a STOP, before any rule is looked at",
        "Use another word, such as JOIN or BEGIN.",
    ),
    "HELP": (
        "it gets the help reply before any rule is looked at",
        "Write what they should get under `opt_out:` as `help_reply:`, or use another word.",
    ),
}

SETTINGS = {Says: "says", StartsWith: "starts_with", Contains: "contains"}

_ASKS = re.compile(
    r"\b(?i:reply|text|send|answer|type|write|respond)\s+(?i:with\s+|back\s+|the\s+word\s+)?[\"'“‘]?"
    r"(?P<word>STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT|INFO)\b(?! (?:THAT|THIS|IT)\b)(?P<rest>[^.!?\n]*)",
)
_MEANT = re.compile(
    r"\b(?:unsubscribe|opt|stop|no more|end (?:them|these|texts|messages|all)|leave|help)\b", re.IGNORECASE
)


def find(subject: Subject) -> Iterator[Finding]:
    families = _families(subject.ruleset)
    for rule in subject.rules():
        yield from _in_conditions(subject, rule, families)
    for saying in sayings(subject.ruleset):
        yield from _in_texts(subject, saying)


def _families(ruleset: Ruleset) -> dict[str, str]:
    """Each word that never reaches a rule, and its family."""
    policy = ruleset.opt_out
    families = dict.fromkeys([*HELP_WORDS, *policy.help_words], "HELP")
    families |= dict.fromkeys([*START_WORDS, *policy.start_words], "START")
    families |= dict.fromkeys(policy.stop_words, "STOP of yours")
    return families | dict.fromkeys([*STOP_WORDS, *ALSO_STOP], "STOP")


def _in_conditions(subject: Subject, rule: Rule, families: dict[str, str]) -> Iterator[Finding]:
    for condition in conditions(rule):
        if not isinstance(condition, (Says, StartsWith, Contains)):
            continue
        taken: dict[str, list[Phrase]] = {}
        for phrase in condition.phrases:
            if phrase.folded in families:
                taken.setdefault(families[phrase.folded], []).append(phrase)
        for family, phrases in taken.items():
            if family in _wanted(rule):
                continue
            yield _taken(subject, rule, family, phrases, SETTINGS[type(condition)])
        if isinstance(condition, Says) and [phrase.folded for phrase in condition.phrases] == [YES_AS_START]:
            yield _only_yes(subject, rule, condition.phrases[0])


def _wanted(rule: Rule) -> set[str]:
    """The families whose words do what this rule does: that they never reach it changes nothing."""
    does = {type(action) for action in rule.actions}
    actions = (("STOP", OptOut), ("STOP of yours", OptOut), ("START", OptIn))
    return {family for family, action in actions if action in does}


def _taken(subject: Subject, rule: Rule, family: str, phrases: list[Phrase], setting: str) -> Finding:
    because, remedy = FAMILIES[family]
    words = _listed(dict.fromkeys(phrase.written for phrase in phrases))
    whole = setting == "says"
    told = words if whole else f"a text that is only {words}"
    written = phrases[0].written if phrases[0].list is None else f"<{phrases[0].list}>"
    return Finding(
        subject.find(rule, written, setting),
        f'{told} never reaches "{rule.name}": {because}',
        remedy,
        level="warning" if whole else "note",
        rule=rule,
        marked=written,
    )


def _only_yes(subject: Subject, rule: Rule, phrase: Phrase) -> Finding:
    return Finding(
        subject.find(rule, phrase.written, "says"),
        f'"{rule.name}" can only be answered with YES, which from someone who sent STOP before resumes texts instead',
        "Let another word do as well: `says: [<yes>, ok]`.",
        level="note",
        rule=rule,
        marked=phrase.written,
    )


def _in_texts(subject: Subject, saying: Saying) -> Iterator[Finding]:
    for found in _ASKS.finditer(saying.template.source):
        if not _MEANT.search(found["rest"]):
            family = "HELP" if found["word"] == "INFO" else "STOP"
            yield Finding(
                saying.find(subject, found["word"]),
                f"this reply asks people to text {found['word']}: {FAMILIES[family][0]}",
                FAMILIES[family][1],
                rule=saying.rule,
                marked=found["word"],
            )


def _listed(words: Iterable[str]) -> str:
    quoted = [f'"{word}"' for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


BAD = """\
rules:
  - name: Change an appointment
    when: {says: [cancel, move]}
    reply: Which day suits you better?
    examples: [Move]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
rules:
  - name: Change an appointment
    when: {says: [cancel my appointment, move]}
    reply: Which day suits you better?
    examples: [Cancel my appointment]
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("carrier-words", "warning", __doc__, find, BAD, GOOD)
