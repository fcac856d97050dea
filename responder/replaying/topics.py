"""What texts that no rule is near have in common: a word that is frequent in them and rare in all the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from responder.core.answers.small_words import words
from responder.core.text.one_slip import deletions, is_slip
from responder.replaying.nearness import Nearness, is_plain
from responder.replaying.unanswered import Heard, Wording

SHORTEST = 4
MOST = 20

SMALL = words(
    "about after again also and any anyone are because been before being but can cant could did does doing done "
    "dont each else even ever every for from get getting give going good got great had has have having hello help "
    "her here hey him his how however into its just know let lets like look looking made make many may maybe more "
    "most much must need needs never not now off okay one only other our out over please put quick question "
    "really right said same say see she should some someone something soon still sure take tell text than thank "
    "thanks that thats the their them then there these they thing things think this those time today tomorrow too "
    "tonight until very want wanted wants was way well were what whats when where which while who why will wish "
    "with would wondering yes yet you your youre yours "
    "como cuando donde esta este esto favor gracias hola para pero porque puede puedo quiero tiene tengo todo una "
    "avec bonjour comment dans est pour merci quand quel quelle vous votre voudrais "
    "aber bitte danke das der die eine einen haben hallo ich ist kann mit und wann was wie "
    "com mais muito obrigado obrigada ola onde para quando quero voce"
)
"""Words that say nothing about what a text is about."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Texts that share a word. ``words``: it, and the ways in which it was misspelt, the most frequent first."""

    words: tuple[str, ...]
    wordings: tuple[Wording, ...]

    @property
    def texts(self) -> int:
        return sum(one.unanswered for one in self.wordings)

    @property
    def people(self) -> int:
        return len({contact for one in self.wordings for contact in one.contacts})

    @property
    def name(self) -> str:
        return self.words[0].capitalize()


def topics(
    heard: Heard, wordings: Sequence[Wording], nearness: Nearness, least: int, known: Collection[str] = ()
) -> list[Topic]:
    """Topics of at least so many texts of two people or more, the largest first; each text is in one at most.

    The word that is taken next is the one that is most frequent in texts without an answer, weighed by how rare it is
    in all texts. Words that are one slip apart are one word. ``known``: words that are no topics, as they belong to
    rules.
    """
    everywhere = _counted((one, one.texts) for one in heard.wordings.values())
    rest = list(wordings)
    found: list[Topic] = []
    while rest and len(found) < MOST:
        here = _counted((one, one.unanswered) for one in rest)
        new = (word for word in here if len(word) >= SHORTEST and word not in SMALL and word not in known)
        fit = [word for word in new if nearness.is_fit(word)]
        weighed = {word: here[word] * log((heard.texts + 1) / everywhere[word]) for word in fit}
        topic = next(_topics(rest, here, sorted(fit, key=lambda word: (-weighed[word], word)), least), None)
        if topic is None:
            break
        found.append(topic)
        taken = {id(one) for one in topic.wordings}
        rest = [one for one in rest if id(one) not in taken]
    return sorted(found, key=lambda topic: (-topic.texts, topic.words))


def _topics(rest: list[Wording], here: dict[str, int], ordered: list[str], least: int) -> Iterator[Topic]:
    spelt = _spellings(ordered)
    named = frozenset(name for one in rest for name in one.names)
    for word in ordered:
        spellings = sorted(spelt(word) - named, key=lambda one: (-here[one], one))
        if word in named or sum(here[one] for one in spellings) < least:
            continue
        wordings = tuple(one for one in rest if not one.folded_words.isdisjoint(spellings))
        topic = Topic(tuple(spellings), wordings)
        if topic.texts >= least and topic.people >= 2:
            yield topic


def _spellings(known: list[str]) -> Callable[[str], set[str]]:
    """Gives a word's own spelling and those among ``known`` that are one slip apart from it."""
    parts: dict[str, list[str]] = {}
    for word in known:
        for part in deletions(word):
            parts.setdefault(part, []).append(word)

    def of(word: str) -> set[str]:
        return {word} | {other for part in deletions(word) for other in parts.get(part, ()) if is_slip(other, word)}

    return of


def _counted(wordings: Iterable[tuple[Wording, int]]) -> dict[str, int]:
    """How many texts have each word."""
    found: dict[str, int] = {}
    for wording, texts in wordings:
        for word in wording.folded_words:
            if is_plain(word):
                found[word] = found.get(word, 0) + texts
    return found
