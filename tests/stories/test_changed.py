"""After a change only those examples are played again that can come out otherwise, and no failing one is missed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder import rules
from responder.stories.changed import to_play
from responder.stories.gate import complaints
from responder.stories.run import run


def rule(name: str, when: str, *examples: str, more: str = "") -> str:
    lines = [
        f"  - name: {name}",
        f"    when: {{{when}}}",
        f"    reply: This is {name}.",
        *([f"    {more}"] if more else []),
    ]
    lines += ["    examples:", *(f"      - {example}" for example in examples)] if examples else []
    return "\n".join(lines) + "\n"


def file(*entries: str, head: str = "", tail: str = "otherwise: A person will read this.\n") -> str:
    return f"{head}rules:\n{''.join(entries)}{tail}"


APPLE = rule("Apple", "says: apple", "apple", "APPLE!")
BREAD = rule("Bread", "contains: bread", "do you have bread?", "fresh bread")
CAKE = rule("Cake", "starts_with: cake", "cake for four")


def played(before: str, after: str) -> list[str]:
    """The texts of the examples that are played after such a change."""
    return [story.name.partition(": ")[2] for story in to_play(rules.loads(before), rules.loads(after))]


class TestToPlay:
    def test_nothing_is_played_where_only_lines_moved(self) -> None:
        assert played(file(APPLE, BREAD, CAKE), file("\n# Fruit\n", APPLE, "\n\n", BREAD, CAKE)) == []

    def test_the_examples_of_a_changed_rule_are(self) -> None:
        changed = CAKE.replace("This is", "That is")
        assert played(file(APPLE, BREAD, CAKE), file(APPLE, BREAD, changed)) == ['"cake for four"']

    def test_and_those_of_others_that_it_could_answer_now_or_could_before(self) -> None:
        greedy = rule("Greedy", "contains: [fresh, four]")
        expected = ['"fresh bread"', '"cake for four"']
        assert played(file(APPLE, BREAD, CAKE), file(greedy, APPLE, BREAD, CAKE)) == expected
        assert played(file(greedy, APPLE, BREAD, CAKE), file(APPLE, BREAD, CAKE)) == expected

    def test_a_rule_that_moved_counts_as_changed_with_those_that_it_passed(self) -> None:
        assert played(file(APPLE, BREAD, CAKE), file(APPLE, CAKE, BREAD)) == [
            '"cake for four"',
            '"do you have bread?"',
            '"fresh bread"',
        ]

    def test_a_new_example_is_played_with_the_others_of_its_rule(self) -> None:
        more = rule("Apple", "says: apple", "apple", "APPLE!", "Apple?")
        assert played(file(APPLE, BREAD), file(more, BREAD)) == ['"apple"', '"APPLE!"', '"Apple?"']

    @pytest.mark.parametrize(
        "change",
        [
            {"head": "business: Bright Smile Dental\n"},
            {"head": "limits: {rounds: 3}\n"},
            {"head": "opt_out: {stop_words: [apple]}\n"},
            {"head": 'blocked: ["+44*"]\n'},
            {"tail": "otherwise: Nobody will.\n"},
            {"tail": ""},
        ],
        ids=str,
    )
    def test_all_are_where_anything_else_changed(self, change: dict[str, str]) -> None:
        assert len(played(file(APPLE, BREAD, CAKE), file(APPLE, BREAD, CAKE, **change))) == 5

    def test_conversations_and_what_depends_on_an_open_question_are_played_after_any_change(self) -> None:
        story = "stories:\n  - name: Both\n    steps:\n      - {they_text: apple, rule: Apple}\n"
        asks = "  - name: Asks\n    when: {says: ask}\n    ask: Really?\n    examples: [ask]\n"
        answers = (
            "  - name: Sure\n    when: {answering: Asks, says: sure}\n    reply: Good.\n"
            "    examples:\n      - {they_text: sure, given: {question: Asks}}\n"
        )
        before = rules.loads(file(APPLE, asks, answers, BREAD, tail=story))
        after = rules.loads(file(APPLE, asks, answers, CAKE, tail=story))
        assert [one.name for one in to_play(before, after)] == ['Sure: "sure"', 'Cake: "cake for four"', "Both"]


def test_the_gate_finds_the_example_that_a_new_rule_takes_away() -> None:
    before = rules.loads(file(APPLE, BREAD, CAKE))
    after = rules.loads(file(rule("Greedy", "contains: fresh"), APPLE, BREAD, CAKE))
    assert complaints(before) == ()
    assert complaints(after, before) == complaints(after)
    assert len(complaints(after, before)) == 1


WORDS = st.sampled_from(["apple", "bread", "cake", "aple", "breed", "fresh", "cream", "yes", "stop", "éclair"])
PHRASES = st.lists(WORDS, min_size=1, max_size=2).map(" ".join)
WHEN = st.one_of(
    st.builds("{}: [{}, {}]".format, st.sampled_from(["says", "starts_with", "contains"]), PHRASES, PHRASES),
    st.builds("contains_all: [{}, {}]".format, WORDS, WORDS),
    st.builds("matches: '{}.*{}'".format, WORDS, WORDS),
    st.builds("not: {{contains: {}}}".format, WORDS),
    st.builds("contains: {}, not: {{says: {}}}".format, WORDS, PHRASES),
    st.builds("contains: {}, first_time: {}".format, WORDS, st.sampled_from(["yes", "no"])),
)
MORE = st.sampled_from(["", "", "continue: yes", "typos: yes", "tag: seen", "once_per: 1 hour"])


ENTRIES = st.tuples(WHEN, MORE, st.lists(PHRASES, max_size=3, unique=True))
Entries = dict[int, tuple[str, str, list[str]]]
"""By the number in the rule's name: its condition, what else it does, and its examples."""


def written(entries: Entries, tail: str = "") -> str:
    return file(*(rule(f"R{n}", when, *texts, more=more) for n, (when, more, texts) in entries.items()), tail=tail)


def without_failing(entries: Entries) -> Entries:
    failed = {result.story.name for result in run(rules.loads(written(entries))).failed}
    return {
        n: (when, more, [text for text in texts if f'R{n}: "{text}"' not in failed])
        for n, (when, more, texts) in entries.items()
    }


@given(st.data())
def test_whatever_changes_no_example_that_fails_is_left_out(data: st.DataObject) -> None:
    now = without_failing(dict(enumerate(data.draw(st.lists(ENTRIES, min_size=1, max_size=8)))))
    before = rules.loads(written(now))
    assert complaints(before) == ()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.sampled_from(sorted(now)))
        match data.draw(st.sampled_from(["change", "insert", "delete", "move"])):
            case "change":
                now[at] = data.draw(ENTRIES)
            case "insert":
                now = {100 + len(now): data.draw(ENTRIES), **now}
            case "delete" if len(now) > 1:
                del now[at]
            case "move":
                now[at] = now.pop(at)
    after = rules.loads(written(now, data.draw(st.sampled_from(["", "", "", "otherwise: x\n"]))))
    assert complaints(after, before) == complaints(after)
