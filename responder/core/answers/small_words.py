"""Small words that turn an answer round or leave it open, in five languages, as ``typed.plain`` writes them."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final


def words(rows: str) -> frozenset[str]:
    """The words of a text with spaces between them."""
    return frozenset(rows.split())


NEGATIONS = words(
    "not dont doesnt didnt cant cannot couldnt wont wouldnt isnt never "
    "except without but neither nor excluding besides "
    "tampoco excepto salvo menos nunca ni sino "
    "pas sauf jamais sans ne "
    "nicht kein keine keinen ausser nie niemals ohne "
    "nao exceto nem jamais sem"
)
"""What stands behind one of these isn't what they want."""

PLAIN_NO = frozenset({"no", "non", "nein"})
"""These do so too, but for a comma between ("no, monday")."""

NOT_JUST_THEN = words(
    "after before until till between from since by every any anytime either "
    "despues antes hasta entre desde cada cualquier "
    "apres avant jusqua jusqu entre depuis chaque "
    "nach vor bis zwischen ab seit jeder jeden jede "
    "depois antes ate entre desde cada qualquer"
)
"""A day or a time behind one of these is only the end of a stretch."""

HEDGES = words(
    "but if unless except maybe perhaps only though although however depends instead rather different another "
    "pero quizas quiza tal depende mejor otro otra solo excepto aunque "
    "mais peut sauf seulement plutot autre depend "
    "aber wenn falls vielleicht nur lieber andere anderen anderer ausser kommt "
    "mas talvez depende melhor outro outra exceto embora or oder ou"
)
"""A yes or a no with one of these in what follows isn't a plain one."""

NO_TROUBLE = (
    "no problem",
    "no problems",
    "no prob",
    "no worries",
    "no probs",
    "no hay problema",
    "sin problema",
    "sin problemas",
    "pas de probleme",
    "pas de souci",
    "pas de soucis",
    "kein problem",
    "nao tem problema",
    "nao ha problema",
    "sem problema",
    "sem problemas",
)
"""Kindness with a no in it."""


_NO_LONGER: Final = words(
    "not dont doesnt didnt cant cannot couldnt wont wouldnt isnt never nunca tampoco pas jamais nicht nie nao"
)
"""What turns round what stands before it: "tuesday doesn't work", "el martes no puedo"."""

DONT_KNOW: Final = (
    "i dont know",
    "dont know",
    "no idea",
    "no clue",
    "not sure",
    "no se",
    "no lo se",
    "no tengo idea",
    "no tengo ni idea",
    "no estoy seguro",
    "no estoy segura",
    "je ne sais pas",
    "je sais pas",
    "aucune idee",
    "weiss nicht",
    "weiss ich nicht",
    "keine ahnung",
    "nao sei",
    "nao tenho certeza",
    "nao faco ideia",
)
"""A no in form, and none in meaning."""

_CLAUSE: Final = re.compile(r"[,.;:!?\n]|\s[-–—]\s")
_NEAR: Final = 4
"""Words before something in which a "not" is about it."""


def is_turned_round(before: str, after: str, languages: Collection[str]) -> bool:
    """Whether the plain text before or after something says that it isn't meant: "not …", "no puedo el …", "… doesn't
    work". A comma ends that: "no, …". ``languages``: what they likely write; in Portuguese "no" is "on the"."""
    for kind in NO_TROUBLE:
        before, after = before.replace(kind, " "), after.replace(kind, " ")
    plain_no = PLAIN_NO - {"no"} if "pt" in languages else PLAIN_NO
    ahead = _CLAUSE.split(before)[-1].split()[-_NEAR:]
    behind = _CLAUSE.split(after)[0].split()[:_NEAR]
    return not (NEGATIONS | plain_no).isdisjoint(ahead) or not (_NO_LONGER | plain_no).isdisjoint(behind)
