"""The variables of a reply or an ``if``: only those that it uses are worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from responder.core.message import NOTHING
from responder.core.wording import Language, Moment, as_saved

if TYPE_CHECKING:
    from responder.core.conditions.situation import Situation


def values_for(variables: Iterable[str], situation: Situation, groups: Mapping[str, str] = NOTHING) -> dict[str, Any]:
    """What each variable is now. What a regular expression found under a name wins over what else has that name, and
    what isn't known (a field that nobody saved yet) is empty."""
    values: dict[str, Any] = {}
    for name in variables:
        if groups.get(name):
            values[name] = groups[name]
        elif name in _WORKED_OUT:
            values[name] = _WORKED_OUT[name](situation, groups)
        else:
            values[name] = _field(name, situation)
    return values


def _field(name: str, situation: Situation) -> str | int | float:
    """A saved field, in words where conversations save a day, a time or a number in it."""
    value, kind = situation.contact.fields.get(name, ""), situation.business.kinds.get(name)
    if kind is None:
        return value
    return as_saved(value, kind, language_of(situation), situation.now.date())


def _contact(situation: Situation, _: Mapping[str, str]) -> Mapping[str, str | int | float]:
    kinds = situation.business.kinds
    if not kinds:
        return situation.contact.fields
    return {**situation.contact.fields, **{name: _field(name, situation) for name in kinds}}


def language_of(situation: Situation) -> Language:
    """The language that times and numbers are worded in: the reply's, else the contact's, else the file's."""
    business = situation.business
    return Language(situation.language or situation.contact.language or business.language, business.country)


def _first_name(situation: Situation, _: Mapping[str, str]) -> str:
    fields = situation.contact.fields
    return fields.get("first_name") or (fields.get("name", "").split() or [""])[0]


def _name(situation: Situation, _: Mapping[str, str]) -> str:
    fields = situation.contact.fields
    if name := fields.get("name"):
        return name
    return " ".join(part for part in (fields.get("first_name"), fields.get("last_name")) if part)


def _next_opening(situation: Situation, _: Mapping[str, str]) -> Moment | str:
    hours = situation.business.hours
    opening = hours.next_opening(situation.now) if hours is not None else None
    return "" if opening is None else Moment(opening, situation.now, language_of(situation))


def _country(situation: Situation, _: Mapping[str, str]) -> str:
    if situation.message.country:
        return situation.message.country
    from responder.core.phone import country_of

    sender = situation.message.from_
    return (country_of(sender) or "") if sender.startswith("+") else ""


_WORKED_OUT: Mapping[str, Callable[[Situation, Mapping[str, str]], Any]] = {
    "from": lambda s, _: s.message.from_,
    "to": lambda s, _: s.message.to,
    "body": lambda s, _: s.message.body,
    "rest": lambda _, groups: groups.get("rest", ""),
    "match": lambda _, groups: groups,
    "contact": _contact,
    "first_name": _first_name,
    "name": _name,
    "business": lambda s, _: s.business.name,
    "phone": lambda s, _: s.business.phone_written or s.business.phone,
    "about": lambda s, _: s.business.about,
    "now": lambda s, _: Moment(s.now, s.now, language_of(s), relative=False),
    "next_opening": _next_opening,
    "open_now": lambda s, _: s.business.hours is not None and s.business.hours.is_open(s.now),
    "city": lambda s, _: s.message.city,
    "state": lambda s, _: s.message.state,
    "country": _country,
    "language": lambda s, _: language_of(s),
}
