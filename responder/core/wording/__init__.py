"""Times, days, money and numbers in the contact's language, in characters that don't make a text dearer than it is.

The home of Babel, which is imported when something has to be said, not before.
"""

from responder.core.wording.amounts import decimal_sign, say_money, say_number
from responder.core.wording.languages import Language, country_of_timezone, language_of_country
from responder.core.wording.moments import MOMENT_PARTS, Moment
from responder.core.wording.saved import WORDED, SavedMoment, as_saved
from responder.core.wording.times import say_date, say_day, say_moment, say_time, say_when

__all__ = [
    "MOMENT_PARTS",
    "WORDED",
    "Language",
    "Moment",
    "SavedMoment",
    "as_saved",
    "country_of_timezone",
    "decimal_sign",
    "language_of_country",
    "say_date",
    "say_day",
    "say_moment",
    "say_money",
    "say_number",
    "say_time",
    "say_when",
]
