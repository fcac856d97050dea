"""Reading bytes: encodings, byte order marks, characters that no text has, files that are too large."""

from __future__ import annotations

import pytest

from responder.rules.problem import Problem
from responder.rules.syntax import source


def only_problem(data: bytes) -> Problem:
    _, found = source.read("rules.yaml", data)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfbusiness: x", b"business: x", "business: caf\u00e9".encode()])
def test_utf_8_is_read_with_and_without_a_byte_order_mark(data: bytes) -> None:
    read, found = source.read("rules.yaml", data)
    assert read.text.startswith("business") and found == []


@pytest.mark.parametrize(
    "data",
    ["business: x".encode("utf-16"), "business: x".encode("utf-16-be"), b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"],
    ids=["utf-16 with a mark", "utf-16 without", "a picture"],
)
def test_utf_16_is_told_with_how_to_save_the_file(data: bytes) -> None:
    found = only_problem(data)
    assert (found.code, found.place.line) == ("not-utf-8", 1)
    assert "UTF-16" in found.message and "Notepad" in found.remedy


def test_a_letter_of_windows_is_told_with_its_place_and_the_line_as_windows_shows_it() -> None:
    found = only_problem("business: x\nreply: Un café, s'il vous plaît\n".encode("cp1252"))
    assert (found.place.line, found.place.column) == (2, 14)
    assert found.source_line == "reply: Un café, s'il vous plaît"
    assert '"é"' in found.message and "UTF-8" in found.remedy


def test_invisible_characters_are_told_each_with_its_place() -> None:
    _, found = source.read("rules.yaml", "a: b\x07c\nd: e\ufefff\n".encode())
    assert [(p.code, p.place.line, p.place.column) for p in found] == [
        ("invisible-character", 1, 5),
        ("invisible-character", 2, 5),
    ]


def test_a_file_full_of_them_is_told_briefly() -> None:
    _, found = source.read("rules.yaml", b"\x01\n" * 1000)
    assert len(found) == source.MOST_CHARACTERS_TOLD


def test_a_file_that_is_far_too_large_is_refused() -> None:
    assert only_problem(b"#" * (source.LARGEST + 1)).code == "file-too-large"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_makes_the_same_lines(end: str) -> None:
    assert source.Source.of("x", f"a{end}b{end}").lines == ["a", "b", ""]
