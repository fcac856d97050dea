"""A description as text, Markdown, a fragment of HTML, or a whole page."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from html import escape

from responder.describing.page import Item, Line, Policy, Section, tidy

WIDTH = 88

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
_BLOCK = re.compile(r"^(\s*)([-+=]|\d{1,9}(?=[.)]))")
"""What would begin a list, a heading or a table at the start of a line."""

_LINK = re.compile(r"https?://[^\s<>\"”]+[^\s<>\"”.,;:!?)\]]")


def as_text(policy: Policy) -> str:
    """For a terminal or a plain file."""
    return "\n".join(_text(policy)) + "\n"


def _text(policy: Policy) -> Iterator[str]:
    yield policy.title
    yield "=" * len(policy.title)
    yield ""
    yield textwrap.fill(policy.about, WIDTH)
    for section in policy.sections:
        yield from ("", "", section.title, "-" * len(section.title))
        if section.about:
            yield from ("", textwrap.fill(section.about, WIDTH))
        if section.lines:
            yield ""
            yield from _text_lines(section.lines, "")
        for number, item in enumerate(section.items, 1):
            yield from ("", f"{f'{number}. ' if section.numbered else ''}{_one_line(item.name)}")
            yield from _text_lines(item.lines, "   ")


def _text_lines(lines: tuple[Line, ...], indent: str) -> Iterator[str]:
    for line in lines:
        yield textwrap.fill(_one_line(line.words), WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")
        for said in line.said:
            for number, part in enumerate(said.split("\n")):
                bar = f"{indent}  {'>' if not number else ' '} "
                yield textwrap.fill(part, WIDTH, initial_indent=bar, subsequent_indent=f"{indent}    ") or bar.rstrip()
        for point in line.points:
            dash = f"{indent}  - "
            yield textwrap.fill(_one_line(point), WIDTH, initial_indent=dash, subsequent_indent=f"{indent}    ")


def as_markdown(policy: Policy) -> str:
    """Markdown (CommonMark); nothing of the file is read as markup."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_markdown(policy))).strip() + "\n"


def _markdown(policy: Policy) -> Iterator[str]:
    yield from (f"# {_md(policy.title)}", "", _md(policy.about), "")
    for section in policy.sections:
        yield from (f"## {_md(section.title)}", "")
        if section.about:
            yield from (_md(section.about), "")
        yield from _markdown_lines(section.lines)
        for number, item in enumerate(section.items, 1):
            counted = f"{number}\\. " if section.numbered else ""
            yield from ("", f"### {counted}{_md(item.name)}", "")
            yield from _markdown_lines(item.lines)
        yield ""


def _markdown_lines(lines: tuple[Line, ...]) -> Iterator[str]:
    for line in lines:
        yield f"- {_md(line.words)}"
        for said in line.said:
            # Two spaces would do for a new line, but editors take them away; a backslash stays.
            parts = "\\\n  > ".join(_md(part) or "&nbsp;" for part in said.split("\n"))
            yield from ("", f"  > {parts}", "")
        yield from (f"  - {_md(point)}" for point in line.points)


def _md(text: str) -> str:
    """The text on one line, so that nothing in it is markup; web addresses are links."""
    plain, made, end = _one_line(text), [], 0
    for found in _LINK.finditer(plain):
        made += [_SPECIAL.sub(r"\\\1", plain[end : found.start()]), f"<{found[0]}>"]
        end = found.end()
    return _BLOCK.sub(r"\1\\\2", "".join([*made, _SPECIAL.sub(r"\\\1", plain[end:])]))


def _one_line(text: str) -> str:
    return " ".join(tidy(text).split())


def as_html(policy: Policy) -> str:
    """A fragment of HTML: an ``article`` without style, to be shown in a page. Everything of the file is escaped."""
    return "\n".join(_html(policy)) + "\n"


def _html(policy: Policy) -> Iterator[str]:
    yield '<article class="policy">'
    yield f"<h1>{escape(policy.title)}</h1>"
    yield f'<p class="about">{escape(policy.about)}</p>'
    for section in policy.sections:
        yield "<section>"
        yield f"<h2>{escape(section.title)}</h2>"
        if section.about:
            yield f'<p class="about">{escape(section.about)}</p>'
        yield from _html_lines(section.lines)
        if section.items:
            yield from _html_items(section)
        yield "</section>"
    yield "</article>"


def _html_items(section: Section) -> Iterator[str]:
    kind = "ol" if section.numbered else "ul"
    yield f'<{kind} class="items">'
    for item in section.items:
        yield from _html_item(item)
    yield f"</{kind}>"


def _html_item(item: Item) -> Iterator[str]:
    yield "<li>"
    yield f"<h3>{escape(_one_line(item.name))}</h3>"
    yield from _html_lines(item.lines)
    yield "</li>"


def _html_lines(lines: tuple[Line, ...]) -> Iterator[str]:
    for line in lines:
        yield f"<p>{_linked(_one_line(line.words))}</p>"
        for said in line.said:
            yield f"<blockquote>{_linked(said).replace(chr(10), '<br>')}</blockquote>"
        if line.points:
            yield f"<ul>{''.join(f'<li>{_linked(_one_line(point))}</li>' for point in line.points)}</ul>"


def _linked(text: str) -> str:
    """The text escaped, with web addresses as links."""
    made, end = [], 0
    for found in _LINK.finditer(text):
        address = escape(found[0])
        made += [escape(text[end : found.start()]), f'<a href="{address}" rel="noreferrer">{address}</a>']
        end = found.end()
    return "".join([*made, escape(text[end:])])


_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6573; --line: #d9dee6; --paper: #fff; --bubble: #eef4ff }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebf0; --soft: #a5afbd; --line: #38414e; --paper: #14181e; --bubble: #1f2b3f }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
.policy { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; overflow-wrap: anywhere }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .5rem }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line) }
h3 { font-size: 1rem; margin: 0 0 .15rem }
p { margin: .2rem 0 }
p.about { color: var(--soft) }
ul { margin: .2rem 0; padding-left: 1.25rem }
.items { margin: .75rem 0; padding: 0 0 0 1.75rem }
ul.items { list-style: none; padding: 0 }
.items > li { margin: 0 0 1rem; break-inside: avoid }
.items > li::marker { color: var(--soft); font-weight: 600 }
blockquote { margin: .25rem 0 .35rem; padding: .4rem .75rem; border-radius: .6rem; background: var(--bubble);
  width: fit-content; max-width: 100%; box-sizing: border-box }
a { color: inherit }
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --bubble: #fff }
  @page { margin: 15mm }
  body { font-size: 10.5pt }
  .policy { max-width: none; padding: 0 }
  blockquote { border: 1px solid var(--line) }
  h2 { break-after: avoid }
  a { text-decoration: none }
}
"""


def as_page(policy: Policy) -> str:
    """A whole page of HTML that needs nothing else, for a screen or for paper."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(policy.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"{as_html(policy)}</body>\n</html>\n"
    )


FORMATS: dict[str, Callable[[Policy], str]] = {"text": as_text, "markdown": as_markdown, "html": as_page}
