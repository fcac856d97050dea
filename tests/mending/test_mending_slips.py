"""``responder check --fix``: files of rules that were typed with slips, and what they become."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.mending import mended
from responder.mending.lines import one_slip
from responder.rules import RulesInvalid, load
from responder.rules.file_keys import KNOWN_NAMES

RULE = "rules:\n  - name: A\n    when: {{says: a}}\n    {}\n"
NBSP = "\u00a0"


def fixed(folder: Path, text: str | bytes) -> bytes:
    """The file as it becomes; the bytes as they are where nothing can be mended."""
    path = folder / "rules.yaml"
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    path.write_bytes(data)
    found = mended(path)
    assert path.read_bytes() == data
    return found[0].after if found else data


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("reply: “Hello there”", 'reply: "Hello there"'),
        ("reply: “It's” ", 'reply: "It\'s" '),
        ("reply: {{ first_name }}, hi", 'reply: "{{ first_name }}, hi"'),
        ('reply: {{ first_name }}, "hi"', "reply: '{{ first_name }}, \"hi\"'"),
        ("reply: *Free* cleaning", 'reply: "*Free* cleaning"'),
        ("reply: @us", 'reply: "@us"'),
        ("reply: %5 off", 'reply: "%5 off"'),
        ("reply: [New] hours", 'reply: "[New] hours"'),
        ("reply: `x`", 'reply: "`x`"'),
        ("reply: !Now", 'reply: "!Now"'),
        ("reply: Hours: 9 to 5", 'reply: "Hours: 9 to 5"'),
        ("reply: " + "Our hours: " + "x" * 100, 'reply: "Our hours: ' + "x" * 100 + '"'),
        ("reply: We're #1 here", 'reply: "We\'re #1 here"'),
        ("reply: 'tis the season", 'reply: "\'tis the season"'),
        ("reply: 'it's'", 'reply: "it\'s"'),
        ('reply: "a \\d"', "reply: 'a \\d'"),
        ("reply:Hello", "reply: Hello"),
        ("reply = Hello", "reply: Hello"),
        ("reply：Hello", "reply: Hello"),
        (f"reply:{NBSP}Hello", "reply: Hello"),
        (f'reply:{NBSP}"x: y"', 'reply: "x: y"'),
        ("rep\u200bly: Hello", "reply: Hello"),
        ("“reply”: Hello", "reply: Hello"),
        ("repyl: Hello", "reply: Hello"),
        ("repy: Hello", "reply: Hello"),
        ("reply: don\x92t", "reply: don’t"),
        ("reply: one\x0btwo", "reply: one two"),
    ],
)
def test_a_slip_that_can_mean_one_thing_only_is_mended(tmp_path: Path, line: str, becomes: str) -> None:
    after = fixed(tmp_path, RULE.format(line))

    assert after.decode() == RULE.format(becomes)
    assert load(tmp_path / "rules.yaml", read=lambda _: after).rules[0].name == "A"


@pytest.mark.parametrize(
    "line",
    [
        # A note to oneself, or text: only the writer knows.
        "reply: Call me # at noon",
        "reply: See #1 # twice",
        # Two settings on one line, or a text.
        "reply: text: Hello",
        # No setting is one slip away.
        "answr_text: Hello",
        "reply: Hello {{ firs_name }}",
        "reply: [Hello",
    ],
)
def test_what_could_mean_two_things_is_left_to_the_writer(tmp_path: Path, line: str) -> None:
    text = RULE.format(line)

    assert fixed(tmp_path, text).decode() == text


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        (
            "rules:\n  – name: A\n    reply: x\n  – name: B\n    reply: y\n",
            "rules:\n  - name: A\n    reply: x\n  - name: B\n    reply: y\n",
        ),
        ("rules:\n  • name: A\n    reply: x\n", "rules:\n  - name: A\n    reply: x\n"),
        (f"rules:\n  -{NBSP}name: A\n    reply: x\n", "rules:\n  - name: A\n    reply: x\n"),
        (f"rules:\n{NBSP}{NBSP}- name: A\n{NBSP * 4}reply: x\n", "rules:\n  - name: A\n    reply: x\n"),
        ("rules:\n\t- name: A\n\t  reply: x\n", "rules:\n  - name: A\n    reply: x\n"),
        ("rules:\n  - name: A\n\treply: x\n", "rules:\n  - name: A\n    reply: x\n"),
        ("\u200brules:\n  - name: A\n    reply: x\n", "rules:\n  - name: A\n    reply: x\n"),
        (
            "rules:\n  - name: A\n    when: {says: [“a”, “b”, c]}\n    reply: x\n",
            'rules:\n  - name: A\n    when: {says: ["a", "b", c]}\n    reply: x\n',
        ),
        # Each hides the next: the dash, a name one letter off, curly quotes, a text that needs quotes.
        (
            "rules:\n  – name: A\n    when: {contain: “a”}\n    reply: {{ body }} says: hi\n",
            'rules:\n  - name: A\n    when: {contains: "a"}\n    reply: "{{ body }} says: hi"\n',
        ),
        (
            "rules:\n  - name: A\n    when: says: a\n    reply:x\n",
            "rules:\n  - name: A\n    when: {says: a}\n    reply: x\n",
        ),
    ],
)
def test_layout_is_mended_as_well(tmp_path: Path, text: str, becomes: str) -> None:
    assert fixed(tmp_path, text).decode() == becomes


def test_several_slips_are_mended_together_and_all_else_stays_as_it_was(tmp_path: Path) -> None:
    text = """# Our rules

rules:
  - name:   A     # the first
    when: {contain: [price,   cost]}

    reply: {{ first_name }}, it's $80
    # A note about “quotes” – and dashes.
  - name: B
    when: {says: b}
    reply: “Well”
"""
    expected = text.replace("contain:", "contains:").replace("“Well”", '"Well"')
    expected = expected.replace("{{ first_name }}, it's $80", '"{{ first_name }}, it\'s $80"')

    assert fixed(tmp_path, text).decode() == expected


def test_what_can_be_mended_is_mended_beside_what_can_t(tmp_path: Path) -> None:
    text = RULE.format("reply: “Hello”") + "  - name: B\n    when: {says: b}\n    reply: Hi {{ nobody }}\n"

    assert fixed(tmp_path, text).decode() == text.replace("“Hello”", '"Hello"')


def test_ends_of_lines_and_the_byte_order_mark_stay(tmp_path: Path) -> None:
    text = "\ufeff" + RULE.format("reply: “Hello”").replace("\n", "\r\n")

    assert fixed(tmp_path, text) == text.replace("“Hello”", '"Hello"').encode("utf-8")


def test_a_file_in_another_encoding_is_left_alone(tmp_path: Path) -> None:
    data = RULE.format("reply: “Hello”").encode("cp1252")

    assert fixed(tmp_path, data) == data


def test_every_file_that_is_included_is_mended(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "rules.yaml").write_text("include: more/*.yaml\n" + RULE.format("reply: “Hello”"), encoding="utf-8")
    (tmp_path / "more" / "b.yaml").write_text(
        "rules:\n  - name: B\n    when: {says: b}\n    reply:x\n", encoding="utf-8"
    )

    found = mended(tmp_path / "rules.yaml")

    assert {one.path.name for one in found} == {"rules.yaml", "b.yaml"}
    after = {one.path: one.after for one in found}
    assert len(load(tmp_path / "rules.yaml", read=after.__getitem__).rules) == 2


def test_a_sound_file_stays_as_it_is(tmp_path: Path) -> None:
    text = RULE.format("reply: “Hello” and “good-bye” – it’s late")

    assert fixed(tmp_path, text).decode() == text


SLIPS = [
    "“a”",
    "{{ first_name }}",
    "x: y",
    "#1",
    "'a",
    "“",
    "\t",
    NBSP,
    "– ",
    "[a",
    "ok",
    ": ",
    "repyl: ",
    "\n    ",
    "a b",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SLIPS), min_size=1, max_size=5))
def test_mending_twice_changes_nothing_more_and_never_makes_it_worse(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("mending")
    text = RULE.format("reply: " + "".join(parts))
    after = fixed(folder, text)

    assert fixed(folder, after) == after
    assert wrong(folder, after) <= wrong(folder, text.encode())


def wrong(folder: Path, data: bytes) -> int:
    try:
        load(folder / "rules.yaml", read=lambda _: data)
    except RulesInvalid as invalid:
        return len(invalid.problems)
    return 0


@given(st.sampled_from(sorted(KNOWN_NAMES)), st.integers(0, 30), st.characters(categories=["Ll"]))
def test_a_name_is_one_slip_away_from_itself_with_one_letter_changed(name: str, at: int, letter: str) -> None:
    at = min(at, len(name))
    if len(name) >= 4:
        assert one_slip(name[:at] + letter + name[at:], name)
        assert one_slip(name[:at] + name[at + 1 :], name) or at == len(name)
    assert not one_slip(name, name)


def test_a_file_full_of_slips_is_loaded_a_few_times_only(tmp_path: Path) -> None:
    rules = "".join(f"  - name: R{n}\n    when: {{contain: w{n}}}\n    reply: “Hello {n}”\n" for n in range(300))
    text = "rules:\n" + rules

    expected = "".join(f'  - name: R{n}\n    when: {{contains: w{n}}}\n    reply: "Hello {n}"\n' for n in range(300))
    assert fixed(tmp_path, text).decode() == "rules:\n" + expected


BROKEN = sorted((Path(__file__).parents[1] / "rules" / "broken").glob("*.yaml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_files_as_people_really_break_them_never_become_worse(tmp_path: Path, path: Path) -> None:
    data = path.read_bytes()
    after = fixed(tmp_path, data)

    assert fixed(tmp_path, after) == after
    assert after == data or wrong(tmp_path, after) < wrong(tmp_path, data)
