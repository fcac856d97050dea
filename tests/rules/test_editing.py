"""A change in a file of rules leaves all the rest as the writer has it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules import loads
from responder.rules.editing.saving import NotSaved, Rewrite, save
from responder.rules.editing.spots import CannotEdit
from responder.rules.editing.words import BOM, with_example, with_rule, with_typos, with_word
from responder.rules.problem import RulesInvalid
from responder.rules.syntax.quoting import in_quotes

TOP = "# ours\nrules:\n  - name: Prices  # dear\n"


def added(when: str, key: str = "contains", word: str = "prise") -> str:
    """What became of the lines of ``when``."""
    text = f"{TOP}{when}\n    reply: $60\n"
    after = with_word("rules.yaml", text.encode(), "Prices", key, word).decode()
    loads(after)
    assert after.startswith(TOP)
    assert after.endswith("\n    reply: $60\n")
    return after.removeprefix(TOP).removesuffix("\n    reply: $60\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    when: {contains: price}", "    when: {contains: [price, prise]}"),
        ("    when: {contains: [price, cost]}", "    when: {contains: [price, cost, prise]}"),
        ("    when: {contains: [price, cost,]}", "    when: {contains: [price, cost, prise,]}"),
        ("    when: {contains: <help>}  # all", "    when: {contains: [<help>, prise]}  # all"),
        ("    when:\n      contains: price # why", "    when:\n      contains: [price, prise] # why"),
        ("    when:\n      contains: 'it''s, how much'", "    when:\n      contains: ['it''s, how much', prise]"),
        ("    when:\n      contains: price {now}", '    when:\n      contains: ["price {now}", prise]'),
        (
            "    when:\n      contains:\n        - price\n        - cost # dear\n      channel: sms",
            "    when:\n      contains:\n        - price\n        - cost # dear\n        - prise\n      channel: sms",
        ),
        ("    when:\n      contains:\n      - price", "    when:\n      contains:\n      - price\n      - prise"),
        (
            "    when:\n      contains: [\n        price,  # one\n        cost  # two\n      ]",
            "    when:\n      contains: [\n        price,  # one\n        cost, prise  # two\n      ]",
        ),
    ],
)
def test_a_word_is_added_however_the_list_is_written(before: str, after: str) -> None:
    assert added(before) == after


@pytest.mark.parametrize("word", ["yes", "no", "null", "12", "how much", "where's", "a: b", "#1", "it's", '"x"', "- a"])
def test_a_word_is_quoted_where_it_would_be_read_otherwise(word: str) -> None:
    for when in ("    when: {contains: price}", "    when:\n      contains:\n        - price"):
        after = f"{TOP}{added(when, word=word)}\n    reply: $60\n"
        (rule,) = loads(after).rules
        assert [phrase.written for phrase in rule.when.phrases] == ["price", word]  # type: ignore[union-attr]


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    text = "rules:\r\n  - name: Prices\r\n    when:\r\n      says:\r\n        - price\r\n    reply: $60\r\n"
    after = with_word("rules.yaml", BOM + text.encode(), "Prices", "says", "prise")
    assert after == BOM + text.replace("- price\r\n", "- price\r\n        - prise\r\n").encode()


@given(
    st.lists(st.text("abßéж yes:#-'\",[]{}&*!|>%@`?.0", min_size=1, max_size=8), min_size=1, max_size=4),
    st.text("abßéж yes:#-'\",[]{}&*!|>%@`?.0", min_size=1, max_size=8),
    st.sampled_from(["block", "flow"]),
)
def test_any_word_that_the_language_takes_is_read_back_as_it_was_meant(words: list[str], word: str, way: str) -> None:
    quoted = [in_quotes(one) for one in words]
    lines = "".join(f"\n        - {one}" for one in quoted)
    when = f"contains: [{', '.join(quoted)}]" if way == "flow" else f"contains:{lines}"
    text = f"{TOP}    when:\n      {when}\n    reply: $60\n"
    try:
        (rule,) = loads(text).rules
        (meant,) = loads(f"rules: [{{name: A, when: {{contains: [{in_quotes(word)}]}}, reply: a}}]").rules
    except RulesInvalid:
        return
    (after,) = loads(with_word("rules.yaml", text.encode(), "Prices", "contains", word).decode()).rules
    # What is alike stands once.
    both = {phrase.folded: phrase for phrase in (*meant.when.phrases, *rule.when.phrases)}  # type: ignore[union-attr]
    assert {phrase.folded: phrase for phrase in after.when.phrases} == both  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rules: [{name: Other, reply: a}]", "no rule of that name"),
        ("rules: [{name: Prices, reply: a}]", "doesn't stand directly under"),
        ("rules: [{name: Prices, when: {any: [{contains: a}]}, reply: a}]", "doesn't stand directly under"),
        ("rules:\n  - name: Prices\n    when:\n      contains: |\n        price\n    reply: a", "several lines"),
        ("business: A", "no rules"),
        ("rules: [", "mended"),
    ],
)
def test_what_cannot_be_changed_by_itself_says_why(text: str, reason: str) -> None:
    with pytest.raises(CannotEdit, match=reason):
        with_word("rules.yaml", text.encode(), "Prices", "contains", "prise")


def test_an_example_is_added_to_a_list_of_texts_and_to_no_other() -> None:
    text = "rules:\n  - name: Prices\n    when: {contains: price}\n    reply: a\n    examples: [price please]\n"
    after = with_example("rules.yaml", text.encode(), "Prices", "the prise: what?").decode()
    assert after == text.replace("please]", 'please, "the prise: what?"]')
    with pytest.raises(CannotEdit):
        with_example("rules.yaml", text.replace("[price please]", "[{they_text: price}]").encode(), "Prices", "x")
    with pytest.raises(CannotEdit):
        with_example("rules.yaml", text.replace("    examples: [price please]\n", "").encode(), "Prices", "x")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    when: {says: price}  # why", "    when: {says: price}  # why\n    typos: yes"),
        (
            "    when:\n      says:\n        - price\n\n    # what we say",
            "    when:\n      says:\n        - price\n    typos: yes\n\n    # what we say",
        ),
    ],
)
def test_typos_is_written_below_when(before: str, after: str) -> None:
    text = f"{TOP}{before}\n    reply: $60\n"
    made = with_typos("rules.yaml", text.encode(), "Prices")
    assert made.decode() == f"{TOP}{after}\n    reply: $60\n"
    loads(made.decode())
    with pytest.raises(CannotEdit, match="already"):
        with_typos("rules.yaml", made, "Prices")


def test_typos_is_written_between_brackets() -> None:
    text = "rules: [{name: Prices, when: {says: price}, reply: a}]"
    made = with_typos("rules.yaml", text.encode(), "Prices").decode()
    assert made == "rules: [{name: Prices, when: {says: price}, typos: yes, reply: a}]"


def test_a_new_rule_comes_behind_the_others_and_before_what_follows() -> None:
    text = (
        "rules:\n  - name: Prices\n    when: {contains: price}\n    reply: |\n      a\n\n      b\n\n"
        "# the end\notherwise:\n  reply: c\n"
    )
    after = with_rule(
        "rules.yaml", text.encode(), "Parking", ("parking",), "Behind\nthe house.", ("parking?",)
    ).decode()
    assert after == text.replace(
        "      b\n",
        "      b\n  - name: Parking\n    when: {contains: [parking]}\n    reply: |\n      Behind\n      the house.\n"
        '    examples:\n      - "parking?"\n',
    )
    assert [rule.name for rule in loads(after).rules] == ["Prices", "Parking"]


def test_rules_with_empty_lines_between_them_get_one_more_after_another() -> None:
    text = "rules:\n- name: A\n  when: {says: a}\n  reply: a\n\n- name: B\n  when: {says: b}\n  reply: b"
    after = with_rule("rules.yaml", text.encode(), "C", ("cake",), "c", ("a cake",)).decode()
    assert after.startswith(text + "\n\n- name: C\n  when: {contains: [cake]}\n")
    assert len(loads(after).rules) == 3


def test_a_file_is_written_whole_with_its_permissions_and_behind_its_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "rules.yaml"
    real.write_bytes(b"a")
    real.chmod(0o640)
    link.symlink_to(real)
    save([Rewrite(link, b"a", b"b")])
    assert (real.read_bytes(), link.is_symlink(), real.stat().st_mode & 0o777) == (b"b", True, 0o640)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["real.yaml", "rules.yaml"]


@pytest.fixture
def three(tmp_path: Path) -> list[Rewrite]:
    """Three files as they are, to be written."""
    paths = [tmp_path / name for name in ("a.yaml", "b.yaml", "c.yaml")]
    for path in paths:
        path.write_bytes(b"before")
    return [Rewrite(path, b"before", b"after") for path in paths]


def contents(files: list[Rewrite]) -> list[bytes]:
    return [one.path.read_bytes() for one in files]


def test_a_file_that_was_changed_meanwhile_is_left_alone_and_so_are_the_others(three: list[Rewrite]) -> None:
    three[1].path.write_bytes(b"mine")
    with pytest.raises(NotSaved, match="changed meanwhile") as raised:
        save(three)
    assert (raised.value.path, raised.value.changed) == (three[1].path, ())
    assert contents(three) == [b"before", b"mine", b"before"]


def test_where_one_file_can_not_be_made_none_is_written(tmp_path: Path, three: list[Rewrite]) -> None:
    # The new file beside it needs a longer name.
    long = tmp_path / ("x" * 250)
    long.write_bytes(b"before")
    with pytest.raises(NotSaved, match="name too long"):
        save([*three, Rewrite(long, b"before", b"after")])
    assert contents(three) == [b"before"] * 3
    assert len(list(tmp_path.iterdir())) == 4


def test_where_one_file_can_not_be_replaced_those_before_are_put_back(
    three: list[Rewrite], monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, {three[2].path: 1})
    with pytest.raises(NotSaved, match="busy") as raised:
        save(three)
    assert (raised.value.path, raised.value.changed) == (three[2].path, ())
    assert contents(three) == [b"before"] * 3
    assert len(list(three[0].path.parent.iterdir())) == 3


def test_what_can_not_be_put_back_is_named(three: list[Rewrite], monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, {three[2].path: 1, three[0].path: 2})
    with pytest.raises(NotSaved) as raised:
        save(three)
    assert raised.value.changed == (three[0].path,)
    assert contents(three) == [b"after", b"before", b"before"]
    assert len(list(three[0].path.parent.iterdir())) == 3


def refuse(monkeypatch: pytest.MonkeyPatch, nth: dict[Path, int]) -> None:
    """A disk that refuses to replace these files, each the time that is given."""
    left = dict(nth)
    really = Path.replace

    def replace(self: Path, target: Path) -> Path:
        left[target] = left.get(target, 0) - 1
        if left[target] == 0:
            raise OSError(errno.EBUSY, "busy")
        return really(self, target)

    monkeypatch.setattr(Path, "replace", replace)
