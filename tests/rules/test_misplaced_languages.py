"""Texts by language that lack their ``reply``, and settings that only a later version has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from responder.core.ruleset import Ruleset
from responder.rules import Problem

OneProblem = Callable[[str], Problem]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("otherwise: {en: Hello, es: Hola}", "en"),
        ("otherwise:\n  once_per: 1 day\n  english: Hello\n  español: Hola", "english"),
        ("rules:\n  - name: A\n    when: {says: a}\n    es: Hola\n    pt-BR: [Olá, Tudo bem?]", "es"),
        ("rules: [{name: A, when: {says: a}, start: c}]\nconversations: {c: [{en: Hello, es: Hola}]}", "en"),
    ],
)
def test_languages_without_reply_are_one_error(problems: Callable[[str], list[Problem]], text: str, first: str) -> None:
    told = problems(text)[0]
    assert (told.code, told.message) == ("unknown-key", "languages can't stand here by themselves")
    assert told.remedy.startswith(f"Put the languages under `reply:`:\n  reply:\n    {first}: …")


def test_nothing_else_is_told_of_them(problem: OneProblem) -> None:
    assert problem("otherwise: {en: Hello, es: Hola}").remedy.endswith("\n    en: …\n    es: …")


def test_what_is_wrong_in_their_texts_is_told_too(problems: Callable[[str], list[Problem]]) -> None:
    found = problems("otherwise:\n  en: Hello {{ frst_name }}\n  es: Hola")
    assert [one.code for one in found] == ["unknown-key"] or [one.place.line for one in found] == [2, 2]


@pytest.mark.parametrize("written", ["is: nice", "no: 1", "id: x", "ht: {a: b}"])
def test_what_is_no_language_is_told_as_any_unknown_setting(
    problems: Callable[[str], list[Problem]], written: str
) -> None:
    found = problems(f"rules:\n  - name: A\n    when: {{says: a}}\n    reply: hi\n    {written}\n")
    assert not any("languages" in one.message for one in found)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("reminders: {appointment: [{before: 1 day, text: x}]}\notherwise: hi", "This version sends no reminders"),
        ("missed_call: {reply: x}\notherwise: hi", "This version doesn't hear of missed calls"),
        ("rules: [{name: A, when: {says: a}, reply: x, appointment: confirmed}]", "This version knows no appointments"),
    ],
)
def test_settings_of_later_versions_are_told_as_such(problem: OneProblem, text: str, remedy: str) -> None:
    found = problem(text)
    assert found.code == "unknown-key" and found.remedy.startswith(remedy)


def test_match_without_groups_is_told_once_in_one_place(problem: OneProblem) -> None:
    found = problem("rules: [{name: A, when: {says: a}, reply: 'Hi {{ match }}'}]")
    assert (found.code, found.message) == ("unknown-variable", '"match" isn\'t known here')


def test_two_unknown_names_of_one_text_are_both_told(problems: Callable[[str], list[Problem]]) -> None:
    found = problems("rules: [{name: A, when: {says: a}, reply: 'Hi {{ frst }} {{ scnd }}'}]")
    assert [one.message.split('"')[1] for one in found] == ["frst", "scnd"]


def test_a_reply_by_languages_is_as_ever(load: Callable[[str], Ruleset]) -> None:
    ruleset = load("otherwise: {reply: {en: Hello, es: Hola}}")
    assert ruleset.otherwise is not None and ruleset.otherwise.reply is not None
    assert list(ruleset.otherwise.reply.by_language) == ["en", "es"]
