"""What days and months are called in five languages, and in texts, as ``typed.plain`` writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _numbered(rows: tuple[str, ...], first: int) -> dict[str, int]:
    return {word: number for number, row in enumerate(rows, first) for word in row.split()}


WEEKDAYS: Final[Mapping[str, int]] = _numbered(
    (
        "monday mondays mon lunes lundi montag montags",
        "tuesday tuesdays tue tues teusday tuseday martes mardi dienstag dienstags",
        "wednesday wednesdays wed weds wensday wendsday wednsday miercoles mercredi mittwoch mittwochs",
        "thursday thursdays thu thur thurs thrusday thursady jueves jeudi donnerstag donnerstags",
        "friday fridays fri firday viernes vendredi freitag freitags",
        "saturday saturdays sat satruday saturdy sabado samedi samstag samstags sonnabend",
        "sunday sundays sun domingo dimanche sonntag sonntags",
    ),
    0,
)
"""Monday 0. Names that mean a day whatever the language of the text."""

SHORT_WEEKDAYS: Final[Mapping[str, Mapping[str, int]]] = {
    "en": _numbered(("mo", "tu", "we", "th", "fr", "sa", "su"), 0),
    "es": _numbered(("lun", "mar", "mie", "jue", "vie", "sab", "dom"), 0),
    "fr": _numbered(("lun", "mar", "mer", "jeu", "ven", "sam", "dim"), 0),
    "de": _numbered(("mo", "di", "mi", "do", "fr", "sa", "so"), 0),
    "pt": _numbered(
        ("segunda seg", "terca ter", "quarta qua", "quinta qui", "sexta sex", "sab", "dom"),
        0,
    ),
}
"""Short names, which are other words elsewhere ("so", "mar", "segunda"): they count in their own language's texts."""

MONTHS: Final[Mapping[str, int]] = _numbered(
    (
        "january jan janu enero ene janvier janv januar janner jaenner janeiro",
        "february feb febuary febrero fevrier fevr fev februar fevereiro",
        "march mar marzo mars marz maerz mrz marco",
        "april apr abril abr avril avr",
        "may mayo mai maio",
        "june jun junio juin juni junho",
        "july jul julio juillet juil juli julho",
        "august aug agosto ago aout",
        "september sept sep septiembre setiembre septembre setembro set",
        "october oct octubre octobre oktober okt outubro out",
        "november nov noviembre novembre novembro",
        "december dec diciembre dic decembre dezember dez dezembro",
    ),
    1,
)

FROM_TODAY: Final[Mapping[str, int]] = {
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "pasado manana": 2,
    "apres demain": 2,
    "ubermorgen": 2,
    "uebermorgen": 2,
    "depois de amanha": 2,
    "esta manana": 0,
    "esta tarde": 0,
    "esta noche": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "ce matin": 0,
    "ce soir": 0,
    "cet apres midi": 0,
    "heute morgen": 0,
    "hoje de manha": 0,
    "esta manha": 0,
    "tomorrow": 1,
    "tommorow": 1,
    "tommorrow": 1,
    "tomorow": 1,
    "tomorro": 1,
    "tmrw": 1,
    "tmr": 1,
    "tmw": 1,
    "tmrow": 1,
    "2moro": 1,
    "2morrow": 1,
    "manana": 1,
    "demain": 1,
    "morgen": 1,
    "amanha": 1,
    "today": 0,
    "tonight": 0,
    "2day": 0,
    "hoy": 0,
    "aujourdhui": 0,
    "aujourd hui": 0,
    "heute": 0,
    "hoje": 0,
    "yesterday": -1,
    "ayer": -1,
    "gestern": -1,
    "ontem": -1,
}
"""Days from today on; longer phrases before those that stand in them. ("hier" is here in German: it isn't read.)"""

NEXT_WEEK: Final = (
    "next week",
    "the week after",
    "la proxima semana",
    "proxima semana",
    "la semana que viene",
    "semana que viene",
    "la semana proxima",
    "la semaine prochaine",
    "semaine prochaine",
    "nachste woche",
    "nachster woche",
    "naechste woche",
    "kommende woche",
    "kommender woche",
    "na proxima semana",
    "semana que vem",
)

COUNTS: Final[Mapping[str, int]] = _numbered(
    (
        "a an one un una uno une ein eine einer einem um uma",
        "two dos deux zwei dois duas couple",
        "three tres trois drei",
        "four cuatro quatre vier quatro",
        "five cinco cinq funf fuenf",
        "six seis sechs",
        "seven siete sept sieben sete",
        "eight ocho huit acht oito",
        "nine nueve neuf neun nove",
        "ten diez dix zehn dez",
    ),
    1,
)

DAYS_LONG: Final = ("days?", "dias?", "jours?", "tage?n?")
WEEKS_LONG: Final = ("weeks?", "semanas?", "semaines?", "wochen?")
