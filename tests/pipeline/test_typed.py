"""What was typed into a file among what was read: its order, what shows it twice, what is written below a page."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.imaging.typesetting import SetLine
from ocr_intake.intake import decode, inspect
from ocr_intake.model.fields import FIELDS, FieldName, FlagCode
from ocr_intake.model.geometry import Box
from ocr_intake.model.pages import Channel, Page, PageRole, SourceFile, TypedText
from ocr_intake.model.reading import Direction, Line, PageReading, Reading, Typing
from ocr_intake.pipeline.assemble import assemble
from ocr_intake.pipeline.batch import Delivery, Tools, ingest
from ocr_intake.pipeline.page import read_page
from ocr_intake.pipeline.typed import TypedLines, moved, scaled, typeset, with_typed
from ocr_intake.readers.registry import load
from ocr_intake.store import Workspace
from ocr_intake.store.codec import decode as decoded
from ocr_intake.store.codec import encode
from tests.extract.builders import form as read_form
from tests.extract.builders import knowledge, line
from tests.intake.pdf_forms import A4, FormPage, Text, annotation, form, written
from tests.pipeline import fakes
from tests.pipeline.fakes import Here

WHITE = np.full((1000, 700), 255, np.uint8)


def first_page(path: Path) -> Page:
    """The first page of a file that can be read."""
    source = inspect(path)
    assert isinstance(source, SourceFile)
    found = decode(path, source, 1)
    assert isinstance(found, Page)
    return found


def page(*typed: TypedText, notes: tuple[str, ...] = ()) -> Page:
    return Page(1, WHITE.copy(), 100.0, bilevel=False, typed=typed, notes=notes)


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [each.text for each in lines]


def placed(*values: tuple[str, ...], left: int = 300, top: int = 100) -> TypedLines:
    """Typed texts one under the other, each in as many lines."""
    made = []
    for value in values:
        lines = []
        for number, text in enumerate(value, 1):
            lines.append(SetLine(text, Box(left, top, left + 30 * len(text), top + 30), goes_on=number < len(value)))
            top += 40
        made.append(tuple(lines))
    return TypedLines(tuple(made))


def among(lines: list[Line], typed: TypedLines) -> tuple[Line, ...]:
    return with_typed(lines, typed, (), 200.0, Direction.HORIZONTAL)


def test_typed_lines_stand_where_they_are_on_the_page() -> None:
    labels = [line("氏名", 100, 100), line("意見", 100, 140), line("以上", 100, 400)]
    found = among(labels, placed(("見本 太郎",), ("長い", "文です")))
    assert texts(found) == ["氏名", "見本 太郎", "意見", "長い", "文です", "以上"]
    assert [each.typing for each in found if each.typed] == [Typing.ENDS, Typing.GOES_ON, Typing.ENDS]
    assert {each.confidence for each in found if each.typed} == {1.0}


def test_a_value_stays_together_whatever_stands_beside_its_lines() -> None:
    found = texts(among([line("欄外", 100, 140)], placed(("一行目", "二行目", "三行目"))))
    start = found.index("一行目")
    assert found[start : start + 3] == ["一行目", "二行目", "三行目"]


def test_a_line_that_shows_the_same_text_is_left_out_and_any_other_kept() -> None:
    typed = replace(placed(("見本 太郎",)), fields=(TypedText("見本 太郎", Box(290, 90, 900, 300)),))
    same, other, outside = line("見本太朗", 300, 160), line("手で書き足した", 300, 220), line("見本太郎", 1000, 160)
    assert texts(among([same, other, outside], typed)) == ["見本 太郎", "見本太郎", "手で書き足した"]


def test_without_typed_text_nothing_changes() -> None:
    lines = [line("氏名", 100, 100), line("意見", 100, 140)]
    assert among(lines, TypedLines()) == tuple(lines)
    upright, typed = typeset(WHITE, (), page())
    assert upright is WHITE
    assert typed == TypedLines()


def test_places_follow_the_page() -> None:
    text = TypedText("見本", Box(10, 20, 110, 60), 20.0)
    (half,) = scaled([text], 0.5)
    assert (half.box, half.size) == (Box(5, 10, 55, 30), 10.0)
    (turned,) = moved([text], (1000, 700), 0.0, 180, (1000, 700))
    assert turned.box == Box(590, 940, 690, 980)


def test_notes_and_what_does_not_fit_are_written_below_the_page() -> None:
    small = TypedText("とても長い意見です。" * 40, Box(10, 20, 60, 40))
    upright, typed = typeset(WHITE, (small,), page(small, notes=("付せんの文",)))
    assert upright.shape[1] == 700
    assert upright.shape[0] > 1000
    assert (upright[:1000] == 255).all()
    assert (upright[1000:] < 128).any(), "a person sees it"
    below = [one for value in typed.values for one in value]
    assert all(one.box.top > 1000 and one.box.bottom < upright.shape[0] for one in below)
    assert "".join(one.text for one in below) == "付せんの文" + small.text


def test_what_is_typed_is_part_of_a_pages_digest() -> None:
    assert page(TypedText("甲", Box(0, 0, 9, 9))).digest != page(TypedText("乙", Box(0, 0, 9, 9))).digest
    assert page().digest == Page(1, WHITE.copy(), 100.0, bilevel=False).digest


def test_a_page_that_was_stored_before_is_read_as_one_without_typed_lines() -> None:
    stored = encode(read_form(("氏名", "佐藤 花子")), PageReading)
    assert isinstance(stored, dict)
    del stored["flags"]
    assert isinstance(stored["lines"], list)
    for each in stored["lines"]:
        assert isinstance(each, dict)
        del each["typing"]
    again = decoded(stored, PageReading)
    assert not any(each.typed for each in again.lines)
    assert again.flags == ()


def test_reasons_that_a_page_brings_become_the_submissions() -> None:
    made = replace(
        read_form(("氏名", "佐藤 花子"), ("意見", "公園の木を増やしてください。")), flags=(FlagCode.LAYER_OFF,)
    )
    (submission,) = assemble([made], [], knowledge()).submissions
    assert FlagCode.LAYER_OFF in {flag.code for flag in submission.flags}


OPINION = (
    "公園の木を切らないでほしい。木陰は、夏の暑さをやわらげます．\n「べンチ」も、ほしい!市民の声（例:高齢者）を聞いてください。"
    * 2
)


@pytest.mark.engine
@pytest.mark.parametrize("drawn", [None, "読めない絵"])
def test_what_is_typed_into_a_form_is_the_value_to_the_letter(tmp_path: Path, drawn: str | None) -> None:
    rows = {
        "氏名": "五百旗頭 マサル",
        "住所": "花巻市花城町９番３０号 ハイツ花城203号室",
        "電話番号": "０１９８（２４）２１１１",
    }
    fields = [
        Text(value, (180, 690 - 40 * i, 540, 714 - 40 * i), f"f{i}", appearance=drawn)
        for i, value in enumerate(rows.values())
    ]
    fields.append(Text(OPINION, (60, 300, 540, 540), "op", multiline=True, appearance=drawn))
    labels = [("パブリックコメント意見書", 60, 780), ("ご意見", 60, 550)]
    labels += [(label, 60, 696 - 40 * i) for i, label in enumerate(rows)]
    data = form(FormPage(labels, fields=fields, size=A4), need_appearances=drawn is None)
    path = written(tmp_path, data)
    found = first_page(path)
    done = read_page(found, load(("ppocr",)))
    assert done.reading.role is PageRole.CONTENT
    (made,) = assemble([done.reading], [], knowledge()).submissions
    values = {name: made.field(name) for name in FIELDS}
    assert values[FieldName.NAME].value == rows["氏名"]
    assert values[FieldName.ADDRESS].value == rows["住所"]
    assert values[FieldName.PHONE].value == rows["電話番号"]
    assert values[FieldName.OPINION].value == OPINION
    for name in (FieldName.NAME, FieldName.ADDRESS, FieldName.PHONE, FieldName.OPINION):
        assert values[name].flags == (), name
        region = values[name].regions[0].box
        seen = done.upright[region.top : region.bottom, region.left : region.right]
        assert (seen < 128).mean() > 0.05, "the picture shows the value"


@pytest.mark.engine
def test_a_note_reaches_the_person_who_looks(tmp_path: Path) -> None:
    labels = [("氏名　佐藤 花子", 60, 700), ("意見　公園の木を増やしてください。", 60, 650)]
    data = form(
        FormPage(labels, size=A4),
        change=lambda made: annotation(
            made, 0, "Text", (500, 650, 520, 670), Contents=pikepdf.String("駅前の木もお願いします")
        ),
    )
    path = written(tmp_path, data)
    found = first_page(path)
    done = read_page(found, load(("ppocr",)))
    assert done.upright.shape[0] == done.reading.height > found.pixels.shape[0]
    assert "駅前の木もお願いします" in [each.text for each in done.reading.lines]
    (made,) = assemble([done.reading], [], knowledge()).submissions
    assert FlagCode.NOTE_ON_PAGE in {flag.code for flag in made.flags}


def test_a_typed_line_has_two_equal_readings() -> None:
    (made,) = among([], placed(("020-0023",)))
    first, second = made.readings
    assert first == second
    assert isinstance(first, Reading)
    assert first.digits == "020-0023"


def test_attached_files_are_in_the_ledger(tmp_path: Path) -> None:
    """The form's own page is read, each attached file is a page that waits for somebody, and the sums agree."""

    def attach(made: pikepdf.Pdf) -> None:
        for name in ("別紙1.docx", "別紙2.pdf"):
            made.attachments[name] = pikepdf.AttachedFileSpec(made, b"PK", filename=name)

    path = written(tmp_path, form(FormPage(drawn=b"0 g 9 9 99 99 re f\n"), change=attach))
    tools = Tools(Here(tmp_path), lambda _: Knowledge({}), assembler=fakes.assemble)
    with Workspace.create(tmp_path / "workspace") as workspace:
        report = ingest(workspace, [path], {path: None}, Delivery("dx", Channel.POST, "係員A"), tools)
        ledger = workspace.ledger(deep=True)
    assert [dict(reason.detail)["name"] for _, reason in report.aside] == ["別紙1.docx", "別紙2.pdf"]
    assert (report.pages, report.submissions) == (3, 1)
    assert ledger.balances, ledger.imbalances
