"""``shared-words``: words in a rule that another rule takes, though others of its texts reach it."""

from __future__ import annotations

import pytest

FILE = """timezone: America/Chicago
hours: {{mon-fri: 9:00-17:00}}
staff: {{maria: +1 555 010 0002}}
words: {{pain: [toothache, it hurts]}}
rules:
  - name: Above
    when: {above}
    reply: One
  - name: Below
    when: {below}
    reply: Two
"""


@pytest.mark.parametrize(
    ("above", "below", "level", "message"),
    [
        (
            "{contains: [price, cost]}",
            "{contains: [price, whitening]}",
            "warning",
            '"Below" never gets "price": "Above" (line 6) waits for it too, and stands above',
        ),
        (
            "{says: [hours, open, times]}",
            "{says: [Hours!, TIMES, closed]}",
            "warning",
            '"Below" never gets "Hours!" and "TIMES": "Above" (line 6) waits for them too, and stands above',
        ),
        (
            "{starts_with: order}",
            "{starts_with: [order, buy]}",
            "warning",
            '"Below" never gets "order": "Above" (line 6) waits for it too, and stands above',
        ),
        (
            "{contains: price}",
            "{says: [price list, catalogue]}",
            "note",
            '"Below" never gets "price list": "Above" (line 6) takes it before',
        ),
        (
            "{contains: <pain>}",
            "{contains: [toothache, tooth]}",
            "warning",
            '"Below" never gets "toothache": "Above" (line 6) waits for it too, and stands above',
        ),
        (
            "{says: [<yes>, c]}",
            "{says: [sure, order]}",
            "warning",
            '"Below" never gets "sure": "Above" (line 6) waits for it too, and stands above',
        ),
        (
            "{contains: price}",
            "{contains: [price, cost], during: hours}",
            "warning",
            '"Below" never gets "price": "Above" (line 6) waits for it too, and stands above',
        ),
    ],
)
def test_words_that_never_come_to_a_rule_are_told_with_the_rule_that_takes_them(
    lint, above: str, below: str, level: str, message: str
) -> None:
    (problem,) = lint(FILE.format(above=above, below=below), "shared-words")

    assert (problem.place.line, problem.level, problem.message) == (10, level, message)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        # The exact word first, the same word anywhere below.
        ("{says: price}", "{contains: [price, cost]}"),
        ("{says: price}", "{starts_with: [price, cost]}"),
        ("{contains: price list}", "{contains: [price, cost]}"),
        # They part by something else.
        ("{contains: price, during: hours}", "{contains: [price, cost]}"),
        ("{contains: price, during: hours}", "{contains: [price, cost], outside: hours}"),
        ("{contains: price, from: maria}", "{contains: [price, cost]}"),
        ("{contains: price, language: es}", "{contains: [price, cost]}"),
        ("{contains: price, channel: whatsapp}", "{contains: [price, cost]}"),
        ("{contains: price, first_time: yes}", "{contains: [price, cost]}"),
        ("{contains: price, has: picture}", "{contains: [price, cost]}"),
        ("{contains_all: [price, cleaning]}", "{contains: [price, cost]}"),
        ("{contains: price, not: {contains: cleaning}}", "{contains: [price, cost]}"),
        # Nobody expects every word of a built-in list to count.
        ("{says: [ok, sure]}", "{says: <yes>}"),
        ("{says: <yes>}", "{says: <thanks>}"),
        # Texts with words of both are what people write.
        ("{contains: price}", "{contains: [appointment, book]}"),
        # It is the word beside others that counts.
        ("{contains: price}", "{any: [{contains: cost}, {contains_all: [whitening, price]}]}"),
        # All of it is taken: that is another check's.
        ("{contains: price}", "{contains: price}"),
        # Carriers have them.
        ("{says: [stop, x]}", "{says: [stop, y]}"),
    ],
)
def test_rules_that_share_words_and_part_by_something_are_left_alone(lint, above: str, below: str) -> None:
    assert lint(FILE.format(above=above, below=below), "shared-words") == []


@pytest.mark.parametrize("more", ["continue: yes", "once_per: 1 day"])
def test_a_rule_that_lets_its_texts_through_takes_no_words(lint, more: str) -> None:
    file = FILE.format(above="{contains: [price, cost]}", below="{contains: [price, whitening]}")
    assert len(lint(file, "shared-words")) == 1
    assert lint(file.replace("reply: One", f"reply: One\n    {more}"), "shared-words") == []


def test_typos_that_reach_a_rule_leave_its_exact_word_dead(lint) -> None:
    file = FILE.format(above="{says: price}", below="{says: price}") + "    typos: yes\n"
    (problem,) = lint(file, "shared-words")
    assert problem.message.startswith('"Below" never gets "price": ')


def test_it_says_where_the_word_stands_and_what_to_do(lint) -> None:
    (problem,) = lint(FILE.format(above="{contains: price}", below="{says: [x, price list]}"), "shared-words")

    assert problem.source_line[problem.place.column - 1 : problem.end_column - 1] == "price list"
    assert problem.remedy == 'Move "Below" above "Above" if it should get "price list"; else take it out of it.'


def test_a_word_that_two_rules_share_between_them_names_both(lint) -> None:
    file = FILE.format(above="{contains: price, during: hours}", below="{contains: price, outside: hours}")
    (problem,) = lint(file + "  - {name: Third, when: {contains: [price, cost]}, reply: x}\n", "shared-words")
    assert '"Above" (line 6) or "Below" (line 9) waits for it too' in problem.message
