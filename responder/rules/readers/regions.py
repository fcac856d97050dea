"""The two-letter codes of countries (ISO 3166-1), and the country that a business is in."""

from __future__ import annotations

from responder.core.phone import country_of, country_of_timezone

_WRITTEN = (
    "AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC "
    "CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA "
    "GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE "
    "KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS "
    "MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS "
    "RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW "
    "TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
COUNTRIES = frozenset(_WRITTEN.split())

INSTEAD = {"UK": "GB", "EN": "GB", "USA": "US", "MEX": "MX", "CAN": "CA", "GER": "DE"}
"""What people write for a country, and its code."""

_US_CITIES = ("New_York", "Chicago", "Denver", "Los_Angeles", "Phoenix", "Detroit")
"""Their zones are known without Babel, which takes longer to import than a small file of rules to read."""

_NORTH_AMERICA = ("US", "CA", "PR", "DO", "JM", "TT", "BS", "BB", "GU", "VI", "AG", "AI", "BM", "DM", "GD", "KN")
"""Countries that share +1: there a number alone hardly tells."""


def country_of_zone(zone: str) -> str | None:
    """The country that a time zone lies in, or None for zones such as UTC."""
    continent, _, city = zone.partition("/")
    return "US" if continent == "America" and city in _US_CITIES else country_of_timezone(zone)


def country_of_phone(number: str, here: str) -> str:
    """The country of a number in E.164. ``here``: the country of the time zone, which decides among those of +1."""
    if number.startswith("+1"):
        return here if here in _NORTH_AMERICA else "US"
    return country_of(number) or here
