"""What a PDF holds beside what is drawn: pages by its tree, attached files, forms that only one program can show."""

import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from ocr_intake.cli.wording import describe
from ocr_intake.intake import Limits, decode, inspect
from ocr_intake.intake.pdf_page import copy_page, look
from ocr_intake.intake.pdf_structure import Contents, UnreadablePdfError, contents_of, leaves_of, opened
from ocr_intake.model.pages import Page, SetAside, SourceFile
from tests.intake.papers import PdfSheet, pdf
from tests.intake.pdf_forms import FormPage, Text, annotation, form, written

BAR = FormPage(drawn=b"0 g 100 100 200 200 re f\n")


def pages_of(path: Path, limits: Limits | None = None) -> list[Page | SetAside]:
    source = inspect(path, limits or Limits())
    assert isinstance(source, SourceFile), source
    return [decode(path, source, number) for number in range(1, source.pages + 1)]


def bars(count: int) -> list[FormPage]:
    """Pages that tell which they are by the height of a bar."""
    return [FormPage(drawn=b"0 g 100 100 200 %d re f\n" % (50 * n)) for n in range(1, count + 1)]


def heights(pages: list[Page | SetAside]) -> list[int]:
    """In steps of 50 points."""
    made = [page for page in pages if isinstance(page, Page)]
    assert len(made) == len(pages), pages
    return [round(int((page.pixels < 128).any(axis=1).sum()) / 300 * 72 / 50) for page in made]


@pytest.mark.parametrize("count", ["1", "7", "0", "-1", "999999999", "(x)"])
def test_what_a_file_says_of_its_pages_is_not_believed(tmp_path: Path, count: str) -> None:
    data = pdf(*[PdfSheet(300, 300, drawn=b"0 g 100 100 100 %d re f" % (50 * n)) for n in (1, 2, 3)])
    assert b"/Count 3" in data
    path = written(tmp_path, data.replace(b"/Count 3", b"/Count " + count.encode()))
    assert heights(pages_of(path)) == [1, 2, 3]


def test_a_count_that_is_missing(tmp_path: Path) -> None:
    data = pdf(PdfSheet(drawn=b"0 g 9 9 99 99 re f"), PdfSheet(drawn=b"0 g 9 9 99 99 re f"))
    assert len(pages_of(written(tmp_path, data.replace(b"/Count 2", b"/Cownt 2")))) == 2


def change_tree(change: Callable[[pikepdf.Pdf, pikepdf.Object], None]) -> bytes:
    return form(*bars(2), change=lambda made: change(made, made.Root.Pages))


def test_a_tree_in_a_circle_ends(tmp_path: Path) -> None:
    def circle(made: pikepdf.Pdf, tree: pikepdf.Object) -> None:
        tree.Kids.append(tree)
        tree.Count = 3

    assert heights(pages_of(written(tmp_path, change_tree(circle)))) == [1, 2]


def test_a_page_that_is_listed_twice_is_two(tmp_path: Path) -> None:
    def twice(made: pikepdf.Pdf, tree: pikepdf.Object) -> None:
        tree.Kids.append(tree.Kids[0])

    assert heights(pages_of(written(tmp_path, change_tree(twice)))) == [1, 2, 1]


def test_nested_nodes_hand_down_what_pages_do_not_say(tmp_path: Path) -> None:
    def nest(made: pikepdf.Pdf, tree: pikepdf.Object) -> None:
        kids = list(tree.Kids)
        inner = made.make_indirect(
            Dictionary(Type=Name.Pages, Kids=Array(kids), Count=0, MediaBox=Array([0, 0, 300, 842]), Rotate=90)
        )
        for kid in kids:
            del kid.MediaBox
            kid.Parent = inner
        tree.Kids = Array([inner])

    pages = pages_of(written(tmp_path, change_tree(nest)))
    assert [page.pixels.shape[0] < page.pixels.shape[1] for page in pages if isinstance(page, Page)] == [True, True]


def test_a_tree_that_fans_out_without_end_is_no_burden(tmp_path: Path) -> None:
    def fan(made: pikepdf.Pdf, tree: pikepdf.Object) -> None:
        node = made.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([])))
        for _ in range(40):
            node = made.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([node, node])))
        tree.Kids.append(node)

    path = written(tmp_path, change_tree(fan))
    source = inspect(path)
    if isinstance(source, SourceFile):
        assert isinstance(decode(path, source, 1), Page | SetAside)


def attach(made: pikepdf.Pdf, name: str = "別紙.docx") -> None:
    made.attachments[name] = pikepdf.AttachedFileSpec(made, b"PK", filename=name)


def file_inside(made: pikepdf.Pdf, name: str) -> pikepdf.Object:
    stream = made.make_stream(b"data")
    return made.make_indirect(Dictionary(Type=Name.Filespec, F=String(name), EF=Dictionary(F=stream)))


def test_an_attached_file_is_set_aside_by_name(tmp_path: Path) -> None:
    page, attached = pages_of(written(tmp_path, form(BAR, change=attach)))
    assert isinstance(page, Page)
    assert attached == SetAside("pdf_attachment", 2, (("name", "別紙.docx"),))
    assert "別紙.docx" in describe(attached)


def test_a_file_is_counted_once_however_often_it_is_named(tmp_path: Path) -> None:
    def several(made: pikepdf.Pdf) -> None:
        attach(made)
        inside = file_inside(made, "図.pdf")
        annotation(made, 0, "FileAttachment", (10, 10, 30, 30), FS=inside)
        made.pages[0].obj.AF = Array([inside])
        annotation(made, 0, "Sound", (40, 10, 60, 30))

    found = pages_of(written(tmp_path, form(BAR, change=several)))
    assert [dict(one.detail)["name"] for one in found if isinstance(one, SetAside)] == ["別紙.docx", "図.pdf", "Sound"]


def test_a_name_from_outside_is_made_harmless(tmp_path: Path) -> None:
    name = "\x1b[31m\u202e" + "長" * 300 + ".pdf"

    def pin(made: pikepdf.Pdf) -> None:
        annotation(made, 0, "FileAttachment", (10, 10, 30, 30), FS=file_inside(made, name))

    attached = pages_of(written(tmp_path, form(BAR, change=pin)))[1]
    assert isinstance(attached, SetAside)
    (shown,) = (value for key, value in attached.detail if key == "name")
    assert shown.isprintable()
    assert len(shown) <= 80


def test_too_many_attachments_are_too_many_pages(tmp_path: Path) -> None:
    def many(made: pikepdf.Pdf) -> None:
        for number in range(10):
            attach(made, f"{number}.pdf")

    path = written(tmp_path, form(BAR, change=many))
    result = inspect(path, Limits(max_pages=5))
    assert isinstance(result, SetAside)
    assert result.code == "too_many_pages"


def test_the_cover_of_a_portfolio_is_no_comment(tmp_path: Path) -> None:
    def bundle(made: pikepdf.Pdf) -> None:
        attach(made, "意見.pdf")
        made.Root.Collection = Dictionary(Type=Name.Collection, View=Name.T)

    found = pages_of(written(tmp_path, form(BAR, change=bundle)))
    assert [one.code for one in found if isinstance(one, SetAside)] == ["pdf_portfolio", "pdf_attachment"]


def test_a_portfolio_of_nothing_is_a_file_like_any(tmp_path: Path) -> None:
    def bundle(made: pikepdf.Pdf) -> None:
        made.Root.Collection = Dictionary(Type=Name.Collection)

    assert isinstance(pages_of(written(tmp_path, form(BAR, change=bundle)))[0], Page)


def xfa(made: pikepdf.Pdf) -> None:
    if "/AcroForm" not in made.Root:
        made.Root.AcroForm = Dictionary(Fields=Array([]))
    made.Root.AcroForm.XFA = made.make_stream(b"<xdp/>")


def test_a_form_without_pages_of_its_own_is_set_aside(tmp_path: Path) -> None:
    result = inspect(written(tmp_path, form(BAR, change=xfa)))
    assert result == SetAside("pdf_xfa")
    assert "Acrobat" in describe(result)


def test_a_static_form_is_read_with_what_was_typed(tmp_path: Path) -> None:
    page = pages_of(written(tmp_path, form(FormPage(fields=[Text("見本 太郎", (100, 300, 300, 320))]), change=xfa)))[0]
    assert isinstance(page, Page)
    assert [typed.text for typed in page.typed] == ["見本 太郎"]


def test_a_dynamic_form_with_fields_for_the_reader_is_set_aside_too(tmp_path: Path) -> None:
    def dynamic(made: pikepdf.Pdf) -> None:
        xfa(made)
        made.Root.NeedsRendering = True

    data = form(FormPage(fields=[Text("見本", (100, 300, 300, 320))]), change=dynamic)
    assert inspect(written(tmp_path, data)) == SetAside("pdf_xfa")


def everything() -> bytes:
    """A file with something of all that is looked at."""

    def add(made: pikepdf.Pdf) -> None:
        attach(made)
        layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("意見")))
        made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        made.pages[0].obj.Resources.Properties = Dictionary(L=layer)
        made.pages[0].obj.CropBox = Array([0, 0, 300, 300])
        annotation(made, 0, "FreeText", (10, 10, 90, 40), Contents=String("文"), DA=String("/J 9 Tf"))
        annotation(made, 0, "Text", (10, 10, 90, 40), Contents=String("注"))
        annotation(made, 0, "Widget", (10, 10, 90, 40), FT=Name.Ch, V=String("a"), Opt=Array([String("a")]))

    field = Text("見本\n太郎", (100, 300, 300, 320), appearance="見本")
    return form(FormPage([("氏名", 20, 300)], fields=[field]), BAR, need_appearances=True, change=add)


EVERYTHING = everything()
TOKENS = list(re.finditer(rb"/[A-Za-z]+|\d+ 0 R|-?\d+(?:\.\d+)?|true|\([^)]*\)|<[0-9a-fA-F]+>|<<|>>|\[|\]", EVERYTHING))
OTHERS = [b"null", b"-1", b"0", b"9" * 30, b"1e400", b"[ ]", b"<< >>", b"(x)", b"/Name", b"1 0 R", b"2 0 R", b"99 0 R"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(TOKENS) - 1), st.sampled_from(OTHERS)), min_size=1, max_size=5))
def test_whatever_stands_in_an_entry_is_taken_or_refused(tmp_path: Path, changes: list[tuple[int, bytes]]) -> None:
    data = EVERYTHING
    for at, other in sorted(dict(changes).items(), reverse=True):
        data = data[: TOKENS[at].start()] + b" " + other + b" " + data[TOKENS[at].end() :]
    path = written(tmp_path, data)
    try:
        contents_of(path, 100)
        with opened(path) as made:
            leaves = leaves_of(made, 100)
            for leaf in leaves:
                look(made, leaf)
            if leaves:
                copy_page(made, leaves[0], tmp_path / "copy.pdf", whole=True)
    except UnreadablePdfError:
        pass


def test_all_of_it_is_found_where_nothing_was_changed(tmp_path: Path) -> None:
    path = written(tmp_path, EVERYTHING)
    assert contents_of(path, 100) == Contents(2, ("別紙.docx",))
    with opened(path) as made:
        found = look(made, leaves_of(made, 100)[0])
    assert sorted(typed.text for typed in found.typed) == ["a", "文"]
    assert sorted(found.notes) == ["注", "見本\n太郎"]
    assert found.layer_off
    assert found.cropped is not None
