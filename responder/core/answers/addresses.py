"""Phone numbers and email addresses in an answer."""

from __future__ import annotations

import re
from typing import Final

from responder.core.answers.fit import Fit, Misfit
from responder.core.answers.typed import plain
from responder.core.conditions.situation import Situation
from responder.core.phone import parse_number

# An address is compared with what people type, not with all that the standards allow (quotes, comments, spaces): what
# only a standard allows is more often a slip than an address. Each piece is bounded, so that no text takes long.
_EMAIL: Final = re.compile(
    r"(?<![\w.+%@-])([a-z0-9_][\w.+%'-]{0,63})@((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24})(?![\w@-])",
    re.IGNORECASE,
)
_SHORTEST_NUMBER: Final = 7
_NUMBER: Final = re.compile(r"(?<![\d\w])\+?[(\d][\d ().\-/]{5,24}\d(?![\d\w])", re.ASCII)

_THIS_NUMBER: Final = re.compile(
    r"(?:(?:you can )?(?:use|call|text)(?: me)?(?: on| at)? )?(?:this|same|this same|the same)"
    r"(?: (?:one|number|phone))?"
    r"|(?:a |al |en )?(?:este|el mismo|mismo|este mismo)(?: numero)?"
    r"|(?:a |sur )?(?:ce numero|(?:le meme|celui ci)(?: numero)?)"
    r"|(?:unter |auf )?(?:diese|dieser|die gleiche|dieselbe)(?: nummer)?"
    r"|(?:neste|esse|nesse|este|esse mesmo)(?: numero)?"
)
_LONGEST_ADDRESS: Final = 254


def read_email(situation: Situation) -> Fit | Misfit:
    """An email address anywhere in the text. The domain is written small; the part before it as they typed it."""
    found = []
    for local, domain in _EMAIL.findall(situation.clean):
        local = local.rstrip(".'")
        if local and ".." not in local and len(local) + len(domain) < _LONGEST_ADDRESS:
            found.append(f"{local}@{domain.lower()}")
    different = {address.casefold(): address for address in found}
    if not different:
        return Misfit("there is no email address in it")
    if len(different) > 1:
        return Misfit("there are several email addresses in it")
    return Fit(found[0], found[0])


def read_phone(situation: Situation) -> Fit | Misfit:
    """A phone number anywhere in the text, in E.164; "this number" is the one they text from."""
    sender = situation.message.from_
    if sender.startswith("+") and _THIS_NUMBER.fullmatch(plain(situation.clean[:60]).strip(" .!")):
        return Fit(sender, f"{sender}, from which they text")
    numbers: dict[str, None] = {}
    why = "there is no phone number in it"
    for written in _NUMBER.findall(situation.clean):
        if sum(map(str.isdigit, written)) < _SHORTEST_NUMBER:
            continue
        try:
            numbers[parse_number(written, situation.business.country)] = None
        except ValueError as error:
            why = str(error).partition(". ")[0]
    if len(numbers) > 1:
        return Misfit("there are several phone numbers in it")
    return Fit(*[next(iter(numbers))] * 2) if numbers else Misfit(why)
