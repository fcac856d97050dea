"""``responder check --fix``: replies that cost more than they need become cheaper, and nothing else changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from responder.mending import mended

TODAY = date(2026, 6, 2)
LONG = "We are open from Monday to Friday and at weekends by appointment, come by"
FILE = """rules:
  - name: A
    when: {{says: [it’s open, a]}}
    reply: {reply}
    examples: [a]
otherwise: {{reply: Soon}}
"""


def fixed(folder: Path, text: str) -> str:
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    found = mended(path, TODAY)
    return found[0].after.decode("utf-8") if found else text


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("it’s easy", "it's easy"),
        ("easy – really", "easy - really"),
        ("or not…", "or not..."),
        ("at\u00a09", "at 9"),
        ("it’s “easy”", 'it\'s "easy"'),
        ("no\u200bspace", "nospace"),
    ],
)
def test_signs_that_make_a_reply_costly_become_plain(tmp_path: Path, written: str, becomes: str) -> None:
    text = FILE.format(reply=f"{LONG} {written}")

    assert fixed(tmp_path, text) == FILE.format(reply=f"{LONG} {becomes}")


def test_in_double_quotes_other_quotes_become_single_ones(tmp_path: Path) -> None:
    text = FILE.format(reply=f'"{LONG}: “easy”"')

    assert fixed(tmp_path, text) == FILE.format(reply=f"\"{LONG}: 'easy'\"")


@pytest.mark.parametrize(
    "reply",
    [
        # It is one text as it stands.
        "It’s easy",
        # It stays costly for what belongs there.
        f"{LONG} mañana, ¿sí? It’s easy á",
        f"{LONG} it’s easy 😀",
        # The plain one is as dear.
        "It’s easy " + "x" * 55,
    ],
)
def test_where_it_saves_nothing_a_reply_stays(tmp_path: Path, reply: str) -> None:
    text = FILE.format(reply=reply)

    assert fixed(tmp_path, text) == text


def test_what_examples_and_stories_quote_goes_along(tmp_path: Path) -> None:
    text = f"""rules:
  - name: A
    when: {{says: a}}
    reply: |
      {LONG}
      and it’s easy.
    # It’s a note.
    examples:
      - they_text: a
        we_reply: |
          {LONG}
          and it’s easy.
otherwise: {{reply: Soon}}
stories:
  - name: Somebody asks
    steps:
      - they_text: a
        we_reply_contains: and it’s easy.
"""

    assert fixed(tmp_path, text) == text.replace("and it’s", "and it's")


def test_a_comment_that_ignores_the_check_is_heeded(tmp_path: Path) -> None:
    text = FILE.format(reply=f"{LONG} it’s easy  # responder: ignore=costly-reply")

    assert fixed(tmp_path, text) == text


def test_what_is_sent_later_and_in_each_language_counts_too(tmp_path: Path) -> None:
    text = f"""timezone: UTC
rules:
  - name: A
    when: {{says: a}}
    reply:
      en: {LONG} it’s easy
      es: Abrimos hoy
    follow_up:
      - after: 1 day
        text: {LONG} – really
otherwise: {{reply: Soon}}
"""

    assert fixed(tmp_path, text) == text.replace("it’s", "it's").replace("–", "-")


def test_mending_twice_changes_nothing_more(tmp_path: Path) -> None:
    once = fixed(tmp_path, FILE.format(reply=f"{LONG} it’s – “easy”…"))

    assert fixed(tmp_path, once) == once


def test_files_with_everything_in_them_are_compared_too(tmp_path: Path) -> None:
    text = f"""business: Rosa's
timezone: America/Chicago
hours: {{mon-fri: 9-17}}
staff: {{maria: +1 555 010 0002}}
lists: {{tips: Tips}}
rules:
  - name: Refill
    when: {{matches: '(?P<med>[a-z]+) refill', during: hours, if: med != 'x', from: unknown}}
    remember: {{med: '{{{{ med }}}}'}}
    notify: maria
    reply: "{LONG} it’s {{{{ med }}}}"
  - name: Sign up
    when: {{contact: {{med: '> 3'}}, date: 12-25}}
    start: talk
conversations:
  talk:
    - {{ask: Which day?, save: day, expect: day}}
    - {{ask: How many?, save: many, expect: number}}
otherwise: {{reply: Soon}}
"""

    assert fixed(tmp_path, text) == text.replace("it’s", "it's")


def test_one_reply_that_can_t_be_made_plain_holds_no_other_back(tmp_path: Path) -> None:
    text = "rules:\n" + "".join(
        f"  - name: {name}\n    when: {{says: {name}}}\n    reply: {reply}\n"
        for name, reply in (("a", f'"{LONG}: “easy”"'), ("b", f"{LONG} it’s easy"), ("c", f"– {LONG} –"))
    )

    after = fixed(tmp_path, text)

    assert after.splitlines()[3].endswith(": 'easy'\"")
    assert after.splitlines()[6].endswith(" it's easy")
    assert after.splitlines()[9] == text.splitlines()[9]
