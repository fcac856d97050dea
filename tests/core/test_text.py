"""Text is made alike as the language reference says, whatever a phone sends."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from responder.core.text.folding import Phrase, clean, fold
from responder.core.text.letters import ALIKE, Table

# Pieces that change each other when they stand side by side: accents, joiners, halves of letters, parts of emoji.
TRICKY = (
    "aIßıİǆŉøÆéñйЁΣςΰ\u0301\u0308\u0345\u3099\u309a\u200d\u200c\u200b\ufe0f\u20e3\u034f\u00ad\u115f\u1160\u3164\u1100\u1161\u11a8"
    "かカｶﾞ时予เที่ไไ한ﾡក្က\u0928\u093c\u09c7\u09be\u0f71\u0f72"
    "0179#*+$<>=~^'’`´\"«»-–_.,!?…‼½№㍿™\ufffc\ufffe\u2800\ud800\udfff"
    "👍👩🏽🏿❤⚕🇺🇸🇬🏴\U000e0067\U000e0062\U000e007f\U0001fae8\ue000 \u00a0\t\n\x00\x01\x02\x1f"
)
anything = st.text(alphabet=st.one_of(st.sampled_from(TRICKY), st.characters()), max_size=30)


@pytest.mark.parametrize(
    ("written", "alike"),
    [
        ("yes", "YES!!"),
        ("yes", "  Yes. "),
        ("yes", "“Yes”"),
        ("yes", "*yes*"),
        ("yes", "(yes)"),
        ("yes", "¡yes!"),
        ("yes", "y\u200be\u00ads"),
        ("yes", "\ufeffyes\u200d"),
        ("yes", "yes\ufffc"),
        ("yes", "y\ud800es"),
        ("yes", "ｙｅｓ"),
        ("yes", "𝐲𝐞𝐬"),
        ("yes please", "yes,please"),
        ("yes please", "Yes\u00a0 \n please"),
        ("dont", "don't"),
        ("don't", "Don’t"),
        ("don't", "don´t"),
        ("don't", "don`t"),
        ("don't", "DONʼT"),
        ("join tips", "join-tips"),
        ("join tips", "join–tips"),
        ("ok thx", "ok/thx"),
        ("si", "Sí"),
        ("si", "si\u0301"),
        ("manana", "MAÑANA"),
        ("francais", "Français"),
        ("strasse", "Straße"),
        ("strasse", "STRASSE"),
        ("oeuvre", "Œuvre"),
        ("zloty", "złoty"),
        ("istanbul", "İSTANBUL"),
        ("hayır", "HAYIR"),
        ("да иои", "Да, йой"),
        ("елка", "Ёлка"),
        ("ναί", "ΝΑΙ"),
        ("σας", "ΣΑΣ"),
        ("👍", "👍🏽"),
        ("👍", "👍🏿!"),
        ("❤", "❤️"),
        ("great 👍", "Great👍"),
        ("1", "1️⃣"),
        ("1 2", "1️⃣2️⃣"),
        ("1", "1."),
        ("1", "#1"),
        ("1", "(1)"),
        ("10:30", "10.30"),
        ("ガ", "ｶﾞ"),
        ("が", "か\u3099"),
        ("が", "か\u200b\u3099"),
        ("한", "\u1112\u1161\u11ab"),
    ],
)
def test_these_are_alike(written: str, alike: str) -> None:
    assert fold(alike).text == fold(written).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("が", "か"),
        ("パ", "ハ"),
        ("ที่", "ที"),
        ("कि", "क"),
        ("क़", "क"),
        ("שׁ", "ש"),
        ("A+", "A"),
        ("<3", "3"),
        ("$60", "60"),
        ("🇺🇸", "🇬🇧"),
        ("👨‍👩‍👧", "👨👩👧"),
        ("👩‍⚕️", "👩"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴"),
        ("yes", "yes please"),
    ],
)
def test_these_are_not_alike(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        (" \n\t ", ()),
        ("\u200b\ufe0f\ud800", ()),
        ("?", ("?",)),
        ("! !", ("!!",)),
        ("…", ("...",)),
        ("“”", ('""',)),
        ("’", ("'",)),
        ("How much?", ("how", "much")),
        ("That's $5, ok?", ("thats", "$", "5", "ok")),
        ("🇺🇸🇬🇧", ("🇺🇸", "🇬🇧")),
        ("👨‍👩‍👧👍🏽👍", ("👨‍👩‍👧", "👍", "👍")),
        ("hi🏴󠁧󠁢󠁥󠁮󠁧󠁿ok", ("hi", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "ok")),
        ("予約したいBOOK2", ("予約したい", "book2")),
        ("Tシャツ", ("t", "シャツ")),
        ("👍\u200d yes", ("👍", "yes")),
        ("new\U0001fae8one", ("new", "\U0001fae8", "one")),
    ],
)
def test_a_text_has_these_words(text: str, words: tuple[str, ...]) -> None:
    folded = fold(text)
    assert (folded.words, folded.text, folded.padded) == (words, " ".join(words), f" {' '.join(words)} ")


@settings(deadline=None)
@given(anything)
@example("≠\u0338=")
@example("🏴\U000e0067\U000e007f\U000e0067")
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once.text).text == once.text


@settings(deadline=None)
@given(anything)
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)).text == fold(unicodedata.normalize("NFC", text)).text


@settings(deadline=None)
@given(st.text(alphabet="abzßéñøŁőжйёЩσςάΐİıæœ' -!", max_size=20))
def test_capitals_are_the_same(text: str) -> None:
    assert fold(text.upper()).text == fold(text).text


@settings(deadline=None)
@given(anything)
def test_words_have_no_gaps_inside(text: str) -> None:
    assert [word for word in fold(text).words if not word or word.split() != [word]] == []


@settings(deadline=None)
@given(anything)
def test_a_text_keeps_what_was_sent(text: str) -> None:
    assert fold(text).written == text


@settings(deadline=None)
@given(anything)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@settings(deadline=None)
@given(anything)
def test_a_clean_text_can_be_written_anywhere(text: str) -> None:
    clean(text).encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Sí, Mañana ", "Sí, Mañana"),
        ("“Don’t” ´n´ go", "\"Don't\" 'n' go"),
        ("a\u200bb\ufeff\ud800c\x00", "abc"),
        ("e\u0301", "é"),
        ("ｂｏｏｋ　２", "book 2"),
        ("a\u00a0b\nc", "a b\nc"),
        ("❤️ 👩‍⚕️ 👍🏽", "❤ 👩‍⚕ 👍🏽"),
        ("می‌خواهم", "می‌خواهم"),
        ("STOP\u200d \n", "STOP"),
    ],
)
def test_a_text_for_regular_expressions_keeps_case_and_accents(text: str, expected: str) -> None:
    assert clean(text) == expected


def phrase(written: str) -> Phrase:
    return Phrase.of(written)


def test_a_phrase_is_the_whole_text() -> None:
    assert phrase("how much").is_whole(fold("How much?!"))
    assert not phrase("how much").is_whole(fold("How much is it"))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("price", "What's your price?"),
        ("price", "price"),
        ("price", "PRICE/cost"),
        ("how much", "So, how  much is it"),
        ("don't", "i dont know"),
        ("👍", "great👍🏽thanks"),
        ("$60", "is it $60?"),
        ("60", "is it $60?"),
        ("予約", "明日の予約をお願いします"),
        ("预约", "我想预约明天"),
        ("ราคา", "ขอทราบราคาหน่อยครับ"),
        ("book", "我要book一下"),
        ("tシャツ", "赤いTシャツください"),
        ("?", "How much?"),
        ("adresse", "Quelle est l'adresse ?"),
        ("adresse", "Quelle est l’adresse ?"),
        ("urgence", "C'est d’urgence"),
        ("aide", "J’ai besoin d'aide"),
        ("uscita", "dov'è l'uscita"),
        ("l'adresse", "quelle est ladresse"),
    ],
)
def test_a_phrase_is_in_the_text(written: str, text: str) -> None:
    assert phrase(written).is_in(fold(text))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("price", "priceless"),
        ("rice", "price"),
        ("how much", "how very much"),
        ("ที", "ที่"),
        ("tシャツ", "setシャツ"),
        ("?", "How much"),
        ("hara", "O'Hara"),
        ("all", "y'all"),
        ("予約", "予定"),
        ("", "anything"),
        ("\u200b", "anything"),
        ("", ""),
    ],
)
def test_a_phrase_is_not_in_the_text(written: str, text: str) -> None:
    assert not phrase(written).is_in(fold(text))


@pytest.mark.parametrize(
    ("written", "text", "rest"),
    [
        ("join", "Join:  Ana María!", "Ana María!"),
        ("join", "JOIN", ""),
        ("join", "join...", ""),
        ("join", "join", ""),
        ("join", "join: “Ana”", "“Ana”"),
        ("join", "(join) ana", "ana"),
        ("join", "join - #5 $60", "#5 $60"),
        ("my name is", "My name is Zoë", "Zoë"),
        ("don't", "Don’t  Call ME", "Call ME"),
        ("cafe", "cafe\u0301 Zoe\u0301", "Zoe\u0301"),
        ("strasse", "Straße 5", "5"),
        ("予約", "予約 明日の3時", "明日の3時"),
        ("予約", "予約明日", "明日"),
        ("か", "か\u3099", None),
        ("👍", "👍🏽 Great", "Great"),
        ("👩‍⚕️", "👩🏽‍⚕️ please", "please"),
        ("🇺🇸", "🇺🇸🇬🇧", "🇬🇧"),
        ("1", "1️⃣ Please", "Please"),
        ("?", "?Help", "Help"),
        ("?", "?? Help", "Help"),
        ("join", "joining", None),
        ("join", "please join", None),
        ("adresse", "l'adresse", None),
        ("ที", "ที่นี่", None),
        ("?", "help?", None),
        ("", "help", None),
    ],
)
def test_the_rest_is_in_the_senders_own_spelling(written: str, text: str, rest: str | None) -> None:
    assert phrase(written).starts(fold(text)) == rest


@settings(deadline=None)
@given(anything, anything)
@example("か", "か\u3099")
@example("½", "1 2 3")
def test_a_phrase_that_starts_a_text_leaves_the_end_of_what_was_sent(written: str, text: str) -> None:
    rest = phrase(written).starts(fold(text))
    assert rest is None or rest in text or rest in clean(text)


@settings(deadline=None)
@given(anything, anything)
def test_a_phrase_before_a_text_starts_it(written: str, text: str) -> None:
    made = phrase(written)
    if made.letters and not made.unbroken:
        assert made.starts(fold(f"{made.folded} {text}")) is not None


@settings(deadline=None)
@given(anything, anything, anything)
def test_a_phrase_between_spaces_is_in_the_text(before: str, written: str, after: str) -> None:
    made = phrase(written)
    if made.letters:
        assert made.is_in(fold(f"{before} {made.folded} {after}"))


@settings(deadline=None)
@given(anything)
def test_a_whole_text_is_also_in_itself_and_starts_itself(text: str) -> None:
    folded = fold(text)
    made = phrase(text)
    assert made.is_whole(folded) == (made.starts(folded) is not None) == made.is_in(folded) == (folded.text != "")


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Yes 😀", "yes"),
        ("no😔", "no"),
        ("❤️‍🔥 Amen 🙏🏽", "amen"),
        ("English 🇬🇧", "english"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f English", "english"),
        ("はい😀", "はい"),
        ("😀 yes 👎", "yes 👎"),
        ("yes 👍 please ⭐", "yes 👍 please"),
        ("yes", ""),
        ("ok ❶", ""),
        ("$60", ""),
        ("2️⃣", ""),
        ("👍👍", ""),
        ("🛑 👍", ""),
        ("yes ❌", ""),
    ],
)
def test_emoji_at_the_ends_are_left_out_of_a_second_form(written: str, bare: str) -> None:
    assert fold(written).bare == bare


@settings(deadline=None)
@given(st.text(alphabet=st.one_of(st.sampled_from(TRICKY + "😀🙏👎🛑🙅♀ yesn"), st.characters()), max_size=20))
def test_the_form_without_emoji_is_a_part_of_the_text_and_has_none_to_leave_out(text: str) -> None:
    folded = fold(text)
    assert fold(folded.text).bare == folded.bare
    if folded.bare:
        again = fold(folded.bare)
        assert (again.text, again.bare) == (folded.bare, "") and folded.text != folded.bare
        assert f" {folded.bare} " in folded.padded


@settings(deadline=None)
@given(anything, anything)
def test_an_index_of_words_finds_every_phrase_that_it_may_prune(written: str, text: str) -> None:
    made, folded = phrase(written), fold(text)
    if made.is_in(folded) and not made.unbroken:
        assert set(made.words) <= set(folded.every_word)


def test_a_phrase_tells_where_it_comes_from() -> None:
    made = Phrase.of("Sí", "yes", "es")
    assert (made.written, made.folded, made.words, made.list, made.language) == ("Sí", "si", ("si",), "yes", "es")


def test_rare_characters_cannot_fill_the_memory() -> None:
    for code in range(0x10FFFF):
        if code % 37 == 0:
            fold(chr(code))
    assert len(ALIKE) <= Table.LIMIT
