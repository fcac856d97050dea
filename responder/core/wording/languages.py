"""Language tags, the countries they are spoken in, and Babel's locales for them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.core import Locale

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?", re.ASCII)

# What most people are answered in, so that usual countries need no Babel.
_COUNTRIES = {
    "en": "US GB AU NZ IE ZA NG GH KE JM TT BS BB BZ GY SG CA",
    "es": "ES MX AR CO PE VE CL EC GT CU BO DO HN PY SV NI CR PA UY PR GQ",
    "fr": "FR SN CI ML BF NE TG BJ GA CG CD MC GP MQ GF RE GN",
    "de": "DE AT LI CH",
    "pt": "BR PT AO MZ CV ST GW",
    "it": "IT SM VA",
    "nl": "NL SR BE",
}
_LANGUAGE_OF = {country: language for language, countries in _COUNTRIES.items() for country in countries.split()}


class Language(str):
    """A language tag (``es``, ``pt-BR``) that also knows the country of the business.

    It is the plain tag everywhere a text is; the country decides the clock, the order of dates and the currency
    where the tag names none. ``Language("es", "US")`` says 2:00 p.m. and $60.
    """

    country: str

    __slots__ = ("country",)

    def __new__(cls, tag: str, country: str = "") -> Language:
        language = super().__new__(cls, tag)
        language.country = country
        return language


def language_of_country(country: str | None) -> str | None:
    """The language that most people of a country (ISO code, ``MX``) read: a tag without country, or None."""
    if not country:
        return None
    code = country.upper()
    if code in _LANGUAGE_OF or not re.fullmatch(r"[A-Z]{2}", code):
        return _LANGUAGE_OF.get(code)
    from babel.languages import get_official_languages

    official = get_official_languages(code, de_facto=True)
    return str(official[0]).partition("_")[0] if official else None


def country_of_timezone(name: str) -> str | None:
    """The country (ISO code) that a time zone lies in: ``America/Chicago`` is in ``US``; None for ``UTC``."""
    from babel.core import get_global

    zone = get_global("zone_aliases").get(name, name)
    country = str(get_global("zone_territories").get(zone, ""))
    return country if len(country) == 2 and country.isalpha() and country != "ZZ" else None


def locale_of(language: str) -> Locale:
    """Babel's locale for a tag, with the country of a ``Language`` where that exists. English for anything unknown:
    the tag may be what someone texted."""
    return _locale(language[:20], getattr(language, "country", ""))


def country_of(language: str) -> str:
    """The country whose money is meant: of the business, else of the tag, else where the language is most spoken."""
    country = getattr(language, "country", "") or locale_of(language).territory
    if country and country.isalpha():
        return str(country)
    from babel.core import get_global

    likely = get_global("likely_subtags").get(locale_of(language).language, "")
    return str(likely).rpartition("_")[2] or "US"


@lru_cache(maxsize=512)
def _locale(tag: str, country: str) -> Locale:
    from babel.core import Locale, UnknownLocaleError

    found = _TAG.fullmatch(tag)
    language, script, region = found.groups() if found else ("en", None, None)
    for name in _identifiers(language.lower(), script, region or country):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en")


def _identifiers(language: str, script: str | None, country: str) -> list[str]:
    """The names to try, best first."""
    country = country.upper() if re.fullmatch(r"[A-Za-z]{2}|\d{3}", country, re.ASCII) else ""
    names = [f"{language}_{script.title()}_{country}", f"{language}_{script.title()}"] if script else []
    names += [f"{language}_{country}", language, f"en_{country}"]
    return [name for name in names if not name.endswith("_")]
