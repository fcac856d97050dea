"""A file of people, as spreadsheets write them: who is in it, and what it says of each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from responder.core.phone import is_short_code, parse_number
from responder.core.suggest import did_you_mean
from responder.errors import ResponderError

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read."""

PHONE_NAMES = frozenset(
    {
        "phone", "phone_number", "phonenumber", "phone_no", "mobile", "mobile_phone", "mobile_number", "cell",
        "cell_phone", "cellphone", "number", "telephone", "tel", "to", "msisdn", "contact",
        "telefon", "telefonnummer", "handy", "handynummer", "mobil", "mobilnummer", "rufnummer",
        "telefono", "teléfono", "movil", "móvil", "celular", "telefone", "numero", "número", "numéro", "téléphone",
        "portable",
    }
)  # fmt: skip
"""How the column with the number is called, folded as ``name_of`` does."""

_FORMULA = re.compile(r'="?(.*?)"?', re.DOTALL)
_ROUNDED = re.compile(r"[0-9][.,]?[0-9]*[eE][+]?[0-9]{1,2}", re.ASCII)
_SEPARATORS = ",;\t|"


class NotAPeopleFile(ResponderError):
    """The file of people can't be used. Save it as CSV, with the names of the columns in its first line."""


@dataclass(frozen=True, slots=True)
class Person:
    """One line. ``groups``: what its other columns say, name and value in turn."""

    line: int
    number: str
    """E.164."""
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A line without a number that can be texted. ``because``: a sentence."""

    line: int
    because: str


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """All that is in a file. ``columns``: the names of the values besides the number."""

    people: tuple[Person, ...]
    unreachable: tuple[Unreachable, ...]
    phone_column: str
    columns: tuple[str, ...]


def read_people(data: bytes, country: str, phone_column: str | None = None) -> PeopleFile:
    """The people in a CSV file. ``country`` (two letters) is for numbers without a country code; ``phone_column`` the
    header of the column with the number, where it isn't clear. Raises NotAPeopleFile with the line."""
    if len(data) > LARGEST:
        raise NotAPeopleFile(f"The file is larger than {LARGEST // 1024 // 1024} MB. Send it in parts.")
    lines = _lines(_text(data))
    header = next(lines, None)
    if header is None:
        raise NotAPeopleFile("The file is empty. Its first line names the columns, one of them phone.")
    first, titles = header
    names = _names(first, titles)
    rows = [_fitted(line, cells, names) for line, cells in lines]
    place = _phone_place(titles, names, rows, phone_column)
    people: list[Person] = []
    unreachable: list[Unreachable] = []
    kept = [(at, name) for at, name in enumerate(names) if name and at != place]
    for line, cells in rows:
        try:
            number = number_of(cells[place], country)
        except ValueError as error:
            unreachable.append(Unreachable(line, str(error)))
            continue
        people.append(Person(line, number, tuple(part for at, name in kept for part in (name, cells[at]))))
    return PeopleFile(tuple(people), tuple(unreachable), titles[place].strip(), tuple(name for _, name in kept))


def number_of(cell: str, country: str) -> str:
    """The number in a cell, in E.164. Raises ValueError with a sentence."""
    if not cell:
        raise ValueError("there is no number in it")
    if _ROUNDED.fullmatch(cell):
        raise ValueError(
            f"{cell} was rounded by a spreadsheet, and the number is lost. Format the column as text, and type it anew"
        )
    number = parse_number(cell, country)
    if is_short_code(number):
        raise ValueError(f"{number} is too short for a phone number")
    return number


def name_of(title: str) -> str:
    """A header as the name of a value in the text: ``First name`` is ``first_name``. Empty where nothing is left."""
    return re.sub(r"\W+", "_", title.strip().lower()).strip("_")


def _text(data: bytes) -> str:
    """The text of the file in whatever encoding a spreadsheet wrote it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    # UTF-16 without its mark: every other byte of plain letters is nothing.
    beginning = data[:200]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(beginning) > 3 and beginning[offset::2].count(0) > len(beginning) // 4:
            return _decoded(data, encoding)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise NotAPeopleFile("The file isn't text all through. Save it as CSV once more.") from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that isn't blank, with its number. Raises NotAPeopleFile."""
    if "\0" in text or text.startswith("PK\x03\x04"):
        raise NotAPeopleFile("The file isn't text: a spreadsheet is exported as CSV first.")
    separator, skipped = None, 0
    if found := re.match(r"sep=(.)\r?\n", text, re.IGNORECASE):
        separator, text, skipped = found[1], text[found.end() :], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or _separator(text))
    begins = 1
    try:
        for cells in reader:
            cleaned = [_cell(cell) for cell in cells]
            if any(cleaned):
                yield begins + skipped, cleaned
            begins = reader.line_num + 1
    except csv.Error as error:
        raise NotAPeopleFile(f"Line {begins + skipped} can't be read: {error}. Is a quote missing in it?") from None


def _separator(text: str) -> str:
    """What stands between the cells, by the first line: what is inside of quotes doesn't count."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=bare.count)


def _cell(cell: str) -> str:
    """What one sees in a cell: to keep a number as it is, spreadsheets write ``="+1555"``, or an apostrophe first."""
    cell = cell.strip().strip("\ufeff\u200b\u202a\u202c")
    if cell.startswith("=") and (found := _FORMULA.fullmatch(cell)):
        cell = found[1]
    return cell.removeprefix("'").strip()


def _names(line: int, titles: Sequence[str]) -> list[str]:
    names = [name_of(title) for title in titles]
    if any(re.fullmatch(r"\+?[0-9 ()./-]{7,}", title) for title in titles):
        raise NotAPeopleFile(
            f"Line {line} holds a phone number where the names of the columns belong. Put a first line with them, as "
            "phone,first_name."
        )
    for name in names:
        if name and names.count(name) > 1:
            raise NotAPeopleFile(f"Two columns have the name {name!r}. Give one of them another.")
    return names


def _fitted(line: int, cells: list[str], names: Sequence[str]) -> tuple[int, list[str]]:
    """As many cells as there are columns."""
    if any(cells[len(names) :]):
        raise NotAPeopleFile(
            f"Line {line} has {len(cells)} cells, and there are {len(names)} columns. Put what has a separator in it "
            "in quotes."
        )
    return line, [*cells[: len(names)], *[""] * (len(names) - len(cells))]


def _phone_place(
    titles: Sequence[str], names: Sequence[str], rows: Iterable[tuple[int, list[str]]], wanted: str | None
) -> int:
    """Which column holds the number. Raises NotAPeopleFile."""
    if wanted is not None:
        if name_of(wanted) not in names:
            meant = did_you_mean(name_of(wanted), names)
            raise NotAPeopleFile(f"There is no column {wanted!r}.{meant} There are: {_listed(titles)}.")
        return list(names).index(name_of(wanted))
    named = [at for at, name in enumerate(names) if name in PHONE_NAMES]
    if not named:
        sample = [cells for _, cells in rows][:50]
        named = [at for at in range(len(names)) if sample and all(_looks_like_one(cells[at]) for cells in sample)]
    if len(named) == 1:
        return named[0]
    if named:
        raise NotAPeopleFile(
            f"{_listed([titles[at] for at in named])} may all hold the number. Say which: --phone-column."
        )
    raise NotAPeopleFile(
        f"No column is named phone. Say which holds the number: --phone-column. There are: {_listed(titles)}."
    )


def _looks_like_one(cell: str) -> bool:
    return sum(character.isdigit() for character in cell) >= 7 and not any(map(str.isalpha, cell))


def _listed(titles: Iterable[str]) -> str:
    return ", ".join(repr(title.strip()[:40]) for title in titles)
