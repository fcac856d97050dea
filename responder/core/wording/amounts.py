"""Money and numbers in the contact's language: ``$1,250``, ``1.250,50 €``."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from responder.core.wording.languages import country_of, locale_of
from responder.core.wording.times import in_plain_spaces

Number = int | float | Decimal | str

_LONGEST = 30
"""Characters of a number that are looked at."""
_DIGITS = 15
"""before the point: Decimal rounds to 28 digits, and Babel fails where they don't suffice."""
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)


def say_money(amount: Number, language: str = "en", currency: str = "") -> str:
    """The amount with its currency (ISO code; without one, that of the language's country); whole amounts without
    cents: ``$60``, ``$59.90``. What isn't a number comes back as it is."""
    number = as_decimal(amount)
    if number is None:
        return str(amount)
    from babel.numbers import get_currency_precision, get_territory_currencies, parse_pattern

    locale = locale_of(language)
    code = currency.upper() or (get_territory_currencies(country_of(language)) or ["USD"])[0]
    pattern = parse_pattern(locale.currency_formats["standard"].pattern)
    digits = 0 if number == number.to_integral_value() else get_currency_precision(code)
    pattern.frac_prec = (digits, digits)
    return in_plain_spaces(pattern.apply(number, locale, currency=code, currency_digits=False))


def say_number(amount: Number, language: str = "en") -> str:
    """The number with the language's separators: ``1,234.5``. What isn't a number comes back as it is."""
    number = as_decimal(amount)
    if number is None:
        return str(amount)
    from babel.numbers import format_decimal

    return in_plain_spaces(format_decimal(number, locale=locale_of(language)))


def as_decimal(amount: object) -> Decimal | None:
    """The number in ``amount`` (``1,250.00`` too), or None. Bounded: nobody prices in more than 15 digits."""
    if isinstance(amount, bool) or not isinstance(amount, int | float | Decimal | str):
        return None
    text = str(amount).strip() if not isinstance(amount, int) or abs(amount) < 10**_DIGITS else ""
    if not text or len(text) > _LONGEST:
        return None
    try:
        number = Decimal(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _DIGITS else None


def decimal_sign(language: str = "en") -> str:
    """What stands before the decimals in the language's country: ``.`` or ``,``."""
    from babel.numbers import get_decimal_symbol

    return get_decimal_symbol(locale_of(language))
