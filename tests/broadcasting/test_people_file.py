"""Files of people are read as spreadsheets write them, or refused with the line."""

from __future__ import annotations

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.broadcasting.people_file import NotAPeopleFile, read_people

ANA = "+12025550123"


def numbers(data: bytes | str, country: str = "US", **more: str) -> list[str]:
    raw = data.encode() if isinstance(data, str) else data
    return [one.number for one in read_people(raw, country, **more).people]


@pytest.mark.parametrize(
    "data",
    [
        b"phone,first_name\n+12025550123,Ana\n",
        b"\xef\xbb\xbfPhone;First name\r\n+12025550123;Ana\r\n",
        b"sep=;\r\nphone;first name\r\n202 555 0123;Ana\r\n",
        "phone\tfirst name\n+12025550123\tAna\n".encode("utf-16"),
        "phone,first name\n+12025550123,Ana\n".encode("utf-16-le"),
        "phone,first name\n+12025550123,Ana\n".encode("utf-16-be"),
        b'"Mobile","First name"\r\n\r\n"=""+12025550123""","Ana"\r\n,\r\n',
        b'phone,first_name\n="+12025550123",Ana\n',
        b"phone,first_name\n'+12025550123,Ana\n",
        b"first-name | Handynummer\nAna | (202) 555-0123\n",
        b"first_name,whatever\nAna,2025550123\n",
    ],
)
def test_every_way_in_which_spreadsheets_write_it_is_read(data: bytes) -> None:
    (person,) = read_people(data, "US").people
    assert (person.number, person.groups) == (ANA, ("first_name", "Ana"))


def test_a_file_of_western_windows_keeps_its_letters() -> None:
    (person,) = read_people("phone,name\n+12025550123,Zoë\n".encode("cp1252"), "US").people
    assert person.groups == ("name", "Zoë")


def test_numbers_without_a_country_code_are_of_the_business_s_country() -> None:
    assert numbers("phone\n020 7946 0018\n", "GB") == ["+442079460018"]


def test_lines_without_a_number_are_told_with_their_line_and_the_others_are_read() -> None:
    data = "phone,name\n\n+12025550123,Ana\nno,Bob\n1.2E+10,Cy\n,Di\n12345,Ed\n"
    found = read_people(data.encode(), "US")
    assert [(one.line, one.number) for one in found.people] == [(3, ANA)]
    assert [one.line for one in found.unreachable] == [4, 5, 6, 7]
    assert "rounded by a spreadsheet" in found.unreachable[1].because


def test_a_cell_may_hold_lines_and_separators_in_quotes() -> None:
    data = 'phone,note\n+12025550123,"a, b\nc"\n+12025550124,x\n'
    found = read_people(data.encode(), "US")
    assert [(one.line, one.groups[1]) for one in found.people] == [(2, "a, b\nc"), (4, "x")]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("", "is empty"),
        ("+12025550123,Ana\n", "where the names of the columns belong"),
        ("name,plan\nAna,gold\n", "No column is named phone"),
        ("phone,mobile\n2025550123,2025550124\n", "--phone-column"),
        ("phone,a,a\n2025550123,1,2\n", "Two columns have the name"),
        ("phone,a\n2025550123,1,2\n", "Line 2 has 3 cells"),
        ("PK\x03\x04\0\0", "exported as CSV"),
    ],
)
def test_what_can_not_be_read_is_told_in_words(data: str, told: str) -> None:
    with pytest.raises(NotAPeopleFile, match=told):
        read_people(data.encode(), "US")


def test_the_column_may_be_named() -> None:
    assert numbers("phone,mobile\n2025550123,2025550124\n", phone_column="Mobile") == ["+12025550124"]
    with pytest.raises(NotAPeopleFile, match="Did you mean `mobile`"):
        numbers("phone,mobile\n2025550123,2025550124\n", phone_column="mobil")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(NotAPeopleFile):
        read_people(data, "US")


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20), min_size=1, max_size=5))
def test_what_the_csv_module_writes_is_read_back(names: list[str]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["phone", "note"])
    writer.writerows([f"+1202555{n:04d}", f"x{name}x"] for n, name in enumerate(names))
    found = read_people(out.getvalue().encode(), "US").people
    assert [one.groups[1] for one in found] == [f"x{name}x" for name in names]
