"""The result as one HTML file: nothing is fetched from anywhere, and it works without a server, on paper and phones.

Made for people with and without a mouse, a large screen, or sight (JIS X 8341-3:2016, level AA): headings in order, a
way past them, tables with captions and headings of rows and columns, contrasts of 7:1 for text. On a narrow screen
each row becomes a card; the roles that say what is a table are written out, for browsers forget them then.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, BinaryIO, Final

from ocr_intake.i18n import language, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from ocr_intake.dataset.publish.result import Result

_STYLE: Final = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem 1.25rem 3rem; background: #fff; color: #1a1a1a;
  font: 1rem/1.8 "BIZ UDPGothic", "Hiragino Sans", "Noto Sans JP", "Yu Gothic UI", Meiryo, sans-serif;
  line-break: strict; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.5; margin: .25rem 0 1rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; padding-left: .6rem; border-left: .35rem solid #0b4f8a; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
p { margin: .25rem 0; }
.skip { position: absolute; left: 1rem; top: -5rem; padding: .5rem 1rem; background: #0b4f8a; color: #fff; }
.skip:focus { top: 0; outline: 3px solid #1a1a1a; outline-offset: 2px; }
.city { font-size: 1rem; }
.count { font-size: 1.25rem; font-weight: bold; }
.draft { border: 3px solid #8a1c0b; color: #8a1c0b; font-weight: bold; padding: .5rem 1rem; margin: 1rem 0; }
table { border-collapse: collapse; margin: .75rem 0; }
caption { text-align: left; font-weight: bold; padding: .25rem 0; }
th, td { border: 1px solid #767676; padding: .5rem .75rem; text-align: left; vertical-align: top; font-weight: normal; }
thead th { background: #e8eef4; font-weight: bold; }
td { white-space: pre-line; }
.answers { width: calc(100% - 2px); table-layout: fixed; }
.answers .n { width: 4rem; } .answers .c { width: 6.5rem; }
.answers .c, .answers .n { text-align: center; }
.label { display: none; }
@media (max-width: 44rem) {
  .answers, .answers caption, .answers tbody, .answers tr, .answers td, .answers tbody th {
    display: block; width: auto; }
  .answers thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .answers tr { border: 1px solid #767676; border-radius: .4rem; margin: 0 0 1rem; }
  .answers tr > * { border: 0; border-top: 1px solid #c4c4c4; text-align: left !important; }
  .answers tr > th { border-top: 0; background: #e8eef4; font-weight: bold; border-radius: .4rem .4rem 0 0; }
  .answers .n, .answers .c { width: auto; }
  .answers tr > *::before { content: attr(data-label); display: block; font-weight: bold; }
  .answers tr > th::before { display: inline; margin-right: .4rem; }
  .label { display: inline; }
}
@media print {
  @page { size: A4; margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .skip { display: none; }
  h2, h3, caption { break-after: avoid; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  #answers { break-before: page; }
}
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def write_web_page(result: Result, stream: BinaryIO, scratch: Path | None) -> None:  # noqa: ARG001 - as the others
    """The whole page."""
    stream.writelines(part.encode() for part in _page(result))


def _page(result: Result) -> Iterator[str]:
    title = result.heading if not result.draft else f"{t('publish.draft_mark')} {result.heading}"
    yield (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} | {escape(result.city)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#answers">{escape(t("publish.skip"))}</a>\n'
        f'<header>\n<p class="city">{escape(result.city)}</p>\n<h1>{escape(result.heading)}</h1>\n'
    )
    if result.draft:
        yield f'<p class="draft">{escape(result.draft_note)}</p>\n'
    yield "</header>\n<main>\n"
    yield from _section("period", (f"<p>{escape(result.period)}</p>",))
    yield from _section("ways", (f"<p>{escape(result.ways_text)}</p>",))
    yield from _section("received", _received(result))
    yield from _section("answers", _answers(result))
    yield "</main>\n</body>\n</html>\n"


def _section(name: str, content: Iterable[str]) -> Iterator[str]:
    heading = escape(t(f"publish.section.{name}"))
    yield f'<section id="{name}" aria-labelledby="h-{name}" tabindex="-1">\n<h2 id="h-{name}">{heading}</h2>\n'
    for part in content:
        yield f"{part}\n"
    yield "</section>\n"


def _received(result: Result) -> Iterator[str]:
    yield f'<p class="count">{escape(result.received)}</p>'
    channels = tuple(result.channels())
    if channels:
        headings = (t("publish.column.channel"), t("publish.column.received"))
        yield from _table(t("publish.by_channel"), headings, channels)
    if result.withheld:
        yield f"<p>{escape(result.withheld)}</p>"


def _answers(result: Result) -> Iterator[str]:
    if not result.rows:
        yield f"<p>{escape(t('publish.none'))}</p>"
        return
    yield f"<h3>{escape(t('publish.section.key'))}</h3>"
    headings = (t("publish.column.code"), t("publish.column.meaning"), t("publish.column.times"))
    yield from _table(t("publish.key_caption"), headings, tuple(result.key()))
    yield from _cards(result)


def _table(caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"<table>\n<caption>{escape(caption)}</caption>\n<thead><tr>"
    yield "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings) + "</tr></thead>\n<tbody>"
    for first, *others in rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in others)
        yield f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>'
    yield "</tbody>\n</table>"


def _cards(result: Result) -> Iterator[str]:
    """The table of opinions and answers: a row a card where the screen is narrow."""
    labels = {each.code: each.label for each in result.categories}
    number, gist, answer, category = (escape(heading) for heading in result.headings)
    column = 'role="columnheader" scope="col"'
    caption = escape(t("publish.answers_caption", count=len(result.rows)))
    yield (
        f'<table class="answers" role="table">\n<caption>{caption}</caption>\n<thead role="rowgroup"><tr role="row">'
        f'<th {column} class="n">{number}</th><th {column}>{gist}</th><th {column}>{answer}</th>'
        f'<th {column} class="c">{category}</th></tr></thead>\n<tbody role="rowgroup">'
    )
    for row in result.rows:
        cells = [escape(cell) for cell in result.cells(row)]
        meaning = labels.get(row.category or "")
        label = f'<span class="label"> {escape(meaning)}</span>' if meaning else ""
        yield (
            f'<tr role="row"><th role="rowheader" scope="row" class="n" data-label="{number}">{cells[0]}</th>'
            f'<td role="cell" data-label="{gist}">{cells[1]}</td><td role="cell" data-label="{answer}">{cells[2]}</td>'
            f'<td role="cell" class="c" data-label="{category}">{cells[3]}{label}</td></tr>'
        )
    yield "</tbody>\n</table>"
