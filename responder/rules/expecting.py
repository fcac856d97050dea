"""What an answer has to be: ``expect``, ``choices`` and ``matches`` of a step that asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from responder.core.answering.consent.carrier_words import ALSO_STOP, HELP_WORDS, START_WORDS, STOP_WORDS
from responder.core.conversation import Expected, Kind
from responder.core.patterns import Pattern, PatternProblem
from responder.core.ruleset import OptOutPolicy
from responder.core.suggest import quoted
from responder.core.text.folding import Phrase
from responder.rules.desk import Desk
from responder.rules.keys import Key, Shape
from responder.rules.readers.phrases import phrases
from responder.rules.readers.scalars import one_of, text
from responder.rules.readers.texts import pattern
from responder.rules.schema_parts import TEXT, names_to, one_or_many
from responder.rules.syntax.tree import Broken, Entry, List, Node, Settings
from responder.rules.words import built_in

KINDS: tuple[str, ...] = get_args(Kind)
MOST_CHOICES = 30
LONGEST_CHOICE = 60

KIND_INSTEAD = {
    other.replace("_", " "): kind
    for kind, others in {
        "text": "string words anything free_text any answer",
        "yes or no": "yes/no yesno yes_no boolean bool yes no yes_and_no y/n",
        "number": "int integer numbers digits amount count numeric",
        "day": "weekday day_of_week days",
        "time": "clock hour time_of_day",
        "date": "birthday birthdate calendar_date datetime dates",
        "phone": "phone_number telephone mobile cell number_to_call",
        "email": "e-mail mail email_address e_mail",
        "name": "full_name first_name person names",
        "photo": "picture image pic media photos photograph",
        "choices": "choice option options one_of",
        "matches": "match regex regexp pattern",
    }.items()
    for other in others.split()
}
"""Other words that people use for the kinds."""

_kind = one_of(*KINDS, instead=KIND_INSTEAD)


def kind(node: Node, desk: Desk, name: str) -> str | None:
    """The kind of an answer."""
    if isinstance(node, List):
        remedy = "Write them as `choices: [morning, afternoon]`. " + f"`{name}` takes one kind, such as `{name}: day`."
        desk.error(node, "wrong-type", f'"{name}" takes one kind of answer, and this is a list', remedy)
        return None
    return _kind(node, desk, name)


def choices(node: Node, desk: Desk, name: str) -> dict[str, tuple[Phrase, ...]] | None:
    """The name of each choice with the words that mean it, its name first."""
    made: list[tuple[Node, str | None, tuple[Phrase, ...] | None]]
    if isinstance(node, List):
        made = [(item, text(item, desk, name), ()) for item in node.items]
    elif isinstance(node, Settings):
        made = [(one.key, one.key.value.strip(), _words(one, desk)) for one in node]
    else:
        example = f"{name}: {{morning: [am, early], afternoon: [pm, late]}}"
        desk.wrong_kind(node, name, "a list of choices, or choices with the words that mean them", example)
        return None
    if len(made) < 2 or len(made) > MOST_CHOICES:
        message = f'"{name}" has {len(made)} of them, and it takes 2 to {MOST_CHOICES}'
        desk.error(node, "too-many" if made else "empty", message, f"Write them like `{name}: [morning, afternoon]`.")
        return None
    found: dict[str, tuple[Phrase, ...]] = {}
    before = len(desk.problems)
    meant: dict[str, str] = {}
    for place, called, words in made:
        if called is None or words is None:
            return None
        if called in found:
            desk.error(place, "shared-word", f"{quoted(called)} is there twice", "Take one of the two out.")
        found[called] = _phrases(place, called, words, desk)
        _tell_shared(place, called, found[called], meant, desk)
    return found if len(desk.problems) == before else None


def _words(entry: Entry, desk: Desk) -> tuple[Phrase, ...] | None:
    return None if isinstance(entry.value, Broken) else phrases(entry.value, desk, entry.key.value)


def _phrases(place: Node, called: str, words: tuple[Phrase, ...], desk: Desk) -> tuple[Phrase, ...]:
    """The words of one choice; what no text could ever say is told."""
    itself = Phrase.of(called)
    if not itself.folded or len(called) > LONGEST_CHOICE:
        what = "has nothing that a text could say" if not itself.folded else f"is longer than {LONGEST_CHOICE} letters"
        desk.error(place, "odd-name", f"the choice {quoted(called)} {what}", "Write a word or two.")
    made = {phrase.folded: phrase for phrase in (itself, *words)}
    for folded, phrase in made.items():
        if taken := desk.facts.taken_words.get(folded):
            remedy = "Choose another word, such as `call it off` for `cancel`."
            desk.error(place, "taken-word", f"{quoted(phrase.written)} can't be an answer: {taken}", remedy)
    return tuple(made.values())


def _tell_shared(place: Node, called: str, words: tuple[Phrase, ...], meant: dict[str, str], desk: Desk) -> None:
    for phrase in words:
        other = meant.setdefault(phrase.folded, called)
        if other != called:
            message = f"{quoted(phrase.written)} means two of the choices: {quoted(other)} and {quoted(called)}"
            desk.error(place, "shared-word", message, "Take it out at one of the two.")


def words_taken(policy: OptOutPolicy) -> Mapping[str, str]:
    """Words that never get to a question where they are the whole text, folded, with what they do."""
    # BACK and CANCEL THAT aren't here: where a choice is called so, the choice is meant.
    stop = "it opts out of everything, before a question sees it"
    reasons = (
        (HELP_WORDS | policy.help_words, "it asks for help, before a question sees it"),
        (START_WORDS | policy.start_words, "it opts in again, before a question sees it"),
        (STOP_WORDS | ALSO_STOP | policy.stop_words, stop),
    )
    return {word: reason for words, reason in reasons for word in words}


EXPECT_KEYS = (
    Key(
        "expect",
        "What the answer has to be: text (unless said), yes or no, number, day, time, date, phone, email, name, photo.",
        Shape(kind, {"enum": [*KINDS, "yes/no", "yes_or_no"]}),
        ("day", "yes or no"),
        instead="expects type kind answer_type wants expected must_be format",
    ),
    Key(
        "choices",
        "The answers to choose from, each with the words that also mean it. They may answer by its number, too.",
        Shape(choices, {"anyOf": [names_to(one_or_many(TEXT)), {"type": "array", "items": TEXT, "minItems": 2}]}),
        ({"morning": ["am", "early"], "afternoon": ["pm", "late"]}, ["red", "white"]),
        instead="choice options option one_of answers select choose",
    ),
    Key(
        "matches",
        "The answer has to hold this regular expression (RE2). What it finds is saved: its group of the name under "
        "`save`, or all of it.",
        Shape(pattern, {"type": "string"}),
        ("[a-z]{2}-\\d{4}",),
        instead="match regex regexp pattern",
    ),
)


def expected_of(found: dict[str, Entry], values: dict[str, Any], desk: Desk) -> Expected | None:
    """What the answer of a step has to be; None where that was told as a problem."""
    ways = [key for key in ("choices", "matches") if key in found]
    wanted = values.get("expect")
    if len(ways) == 2 or (ways and wanted is not None and wanted != ways[0]):
        one, other = (*ways, "expect")[:2]
        message = f'"{one}" and "{other}" both say what the answer has to be'
        desk.error(found[other].key, "opposites", message, "Delete one of the two.")
        return None
    if wanted in ("choices", "matches") and not ways:
        message = f'"expect: {wanted}" needs "{wanted}", and there is none'
        remedy = "Write `choices: [morning, afternoon]`" if wanted == "choices" else "Write `matches: …`"
        desk.error(found["expect"].key, "missing-setting", message, f"{remedy} in place of it.")
        return None
    if any(key in found and key not in values for key in ("expect", *ways)):
        return None
    if "choices" in values:
        return Expected("choices", values["choices"])
    if "matches" in values:
        return _matching(found["matches"].value, values["matches"], values.get("save", ""), desk)
    if wanted == "yes or no":
        return Expected(wanted, yes=_list("yes", desk), no=_list("no", desk))
    if wanted == "name":
        others = tuple(phrase for one in ("no", "greeting", "thanks") for phrase in _list(one, desk))
        return Expected(wanted, yes=_list("yes", desk), no=others)
    return Expected(wanted or "text")


def _list(name: str, desk: Desk) -> tuple[Phrase, ...]:
    """A word list: the writer's own, or the built-in one."""
    own = desk.facts.words
    return own[name] if name in own else built_in(name)


def _matching(node: Node, made: Pattern, save: str, desk: Desk) -> Expected | None:
    """The pattern with a group for what is saved."""
    if save and save in made.names:
        return Expected("matches", pattern=made, group=save)
    group = "all_of_it"
    while group in made.names:
        group += "_"
    try:
        return Expected("matches", pattern=Pattern.compile(f"(?P<{group}>{made.source})"), group=group)
    except PatternProblem as problem:
        desk.error(node, "regex", problem.message, problem.remedy)
        return None
