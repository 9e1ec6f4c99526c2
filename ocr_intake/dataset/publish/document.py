"""The result as a document (DOCX): real headings, tables whose first row is repeated on each page, Japanese fonts.

What a document usually tells of who wrote it when is not in it: the city is its author, and the last day of the
consultation its date.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from ocr_intake.i18n import language, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from docx.document import Document as Made

    from ocr_intake.dataset.publish.result import Result

_SERIF: Final = "游明朝"
_SANS: Final = "游ゴシック"
_DARK: Final = RGBColor(0x0B, 0x2F, 0x52)
_MM: Final = 56.7
"""Twentieths of a point in a millimetre, in which tables are measured."""
_WIDTHS: Final = (14, 112, 110, 20)
"""Millimetres of the columns of the table, on A4 lengthwise."""
_KEY_WIDTHS: Final = (30, 120, 30)
_CHANNEL_WIDTHS: Final = (60, 120)
_NOT_XML: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""What the parts of the file say of when they were packed."""


def write_document(result: Result, stream: BinaryIO, scratch: Path | None) -> None:  # noqa: ARG001 - as the others
    """The whole document."""
    document = Document()
    _set_up(document, result)
    document.add_heading(result.heading, 0)
    document.add_paragraph(result.city)
    if result.draft:
        run = document.add_paragraph().add_run(result.draft_note)
        run.bold = True
    for name, text in (("period", result.period), ("ways", result.ways_text), ("received", result.received)):
        document.add_heading(t(f"publish.section.{name}"), 1)
        document.add_paragraph(text)
    channels = tuple(result.channels())
    if channels:
        _add_table(document, (t("publish.column.channel"), t("publish.column.received")), channels, _CHANNEL_WIDTHS)
    if result.withheld:
        document.add_paragraph(result.withheld)
    document.add_heading(t("publish.section.answers"), 1)
    if not result.rows:
        document.add_paragraph(t("publish.none"))
    else:
        document.add_heading(t("publish.section.key"), 2)
        headings = (t("publish.column.code"), t("publish.column.meaning"), t("publish.column.times"))
        _add_table(document, headings, tuple(result.key()), _KEY_WIDTHS)
        document.add_paragraph()
        _add_table(document, result.headings, (result.cells(row) for row in result.rows), _WIDTHS)
    _save(document, stream)


def _set_up(document: Made, result: Result) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    for name, font, size in (
        ("Normal", _SERIF, 10.5),
        ("Title", _SANS, 18),
        ("Heading 1", _SANS, 14),
        ("Heading 2", _SANS, 12),
    ):
        style: Any = document.styles[name]
        style.font.size = Pt(size)
        style.font.name = font
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "eastAsiaTheme", "hAnsiTheme", "cstheme"):  # which would win over the names
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), font)
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), "en-GB" if language() == "en" else "ja-JP")
        spoken.set(qn("w:eastAsia"), "ja-JP")
        style.element.get_or_add_rPr().append(spoken)
        if name != "Normal":
            style.font.color.rgb = _DARK
    _set_footer(section.footer.paragraphs[0])
    if result.draft:
        section.header.paragraphs[0].text = f"{t('publish.draft_mark')} {result.heading}"
    about, day = document.core_properties, datetime.combine(result.end, time(), UTC)
    about.title, about.author, about.last_modified_by = result.heading, result.city, ""
    about.comments = about.keywords = about.subject = about.category = ""
    about.created = about.modified = day
    about.revision = 1
    about.language = language()
    package = document.part.package
    for key, relation in tuple(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # of the library's own empty page
            del package.rels[key]


def _set_footer(paragraph: Any) -> None:  # noqa: ANN401
    """The number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - the library has no word for fields


def _add_table(document: Made, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
    """A table whose first row is repeated on each page, and of whose rows none is broken over two.

    The rows are made as they are stored: by way of the library's own cells ten thousand take minutes.
    """
    table = document.add_table(0, len(headings))
    table.style = "Table Grid"
    table.autofit = False
    body = table._tbl  # noqa: SLF001 - as above
    for column, width in zip(body.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(width)
    body.append(_row(headings, widths, heading=True))
    for row in rows:
        body.append(_row(row, widths, heading=False))


def _row(cells: Sequence[str], widths: Sequence[int], *, heading: bool) -> Any:  # noqa: ANN401
    marks = "<w:cantSplit/>" + ("<w:tblHeader/>" if heading else "")
    parts = "".join(_cell(text, width, heading=heading) for text, width in zip(cells, widths, strict=True))
    return parse_xml(f"<w:tr {nsdecls('w')}><w:trPr>{marks}</w:trPr>{parts}</w:tr>")


def _cell(text: str, width: int, *, heading: bool) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="E8EEF4"/>' if heading else ""
    bold = "<w:rPr><w:b/></w:rPr>" if heading else ""
    lines = _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{round(width * _MM)}" w:type="dxa"/>{shade}</w:tcPr>'
        f"<w:p><w:r>{bold}{runs}</w:r></w:p></w:tc>"
    )


def _save(document: Made, stream: BinaryIO) -> None:
    """As the library does, without the time of day in each part."""
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, parts.read(name))
