"""Redacted originals: nothing of what was painted over can be got out of the file, by any way in."""

from __future__ import annotations

import importlib.util
import io
import re
import subprocess
from pathlib import Path

import numpy as np
import pikepdf
import pytesseract
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr_intake.cli.app import run
from ocr_intake.dataset.redaction.paper import RedactedPages, WhyLeftOut, redacted_pdf
from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision, SubmissionDecision
from ocr_intake.store import Workspace

SIZE, DPI = 46, 200
PERSONAL = ("見本", "太郎", "内丸", "651", "4111", "0532", "高橋", "健一", "サンプル")
"""Pieces of what is planted; the name is nobody's."""
_TOP = "2021年9月1日 10:15   見本太郎 019-651-4111   P.1/1"
_HEAD = (
    "盛岡市デジタル化計画への意見",
    "氏名　見本 太郎",
    "住所　岩手県盛岡市内丸12番2号サンプル荘205",
    "電話番号　019-651-4111",
)
_BODY = (
    "【意見】",
    "窓口の手続きを簡単にしてください。",
    "隣の高橋健一さんも困っています。",
    "電話019-651-4111へ返事をください。",
)


def font(size: int = SIZE) -> ImageFont.FreeTypeFont:
    spec = importlib.util.find_spec("matplotlib_fontja")
    assert spec is not None
    assert spec.origin is not None
    (found,) = Path(spec.origin).parent.rglob("ipaexg.ttf")
    return ImageFont.truetype(str(found), size)


def drawn(path: Path) -> None:
    """A fax in colours: header, sender, a seal beside the name, an opinion with people and numbers in it."""
    page = Image.new("RGB", (1654, 2339), "white")
    draw = ImageDraw.Draw(page)
    draw.text((120, 40), _TOP, fill="black", font=font(28))
    for number, line in enumerate((*_HEAD, *_BODY)):
        draw.text((160, 240 + 130 * number), line, fill="black", font=font())
    draw.ellipse((760, 350, 860, 450), outline=(200, 40, 40), width=5)
    draw.text((785, 370), "見\n本", fill=(200, 40, 40), font=font(26), spacing=2)
    page.save(path, dpi=(DPI, DPI))


def accept_all(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        for submission in list(workspace.submissions()):
            for value in submission.undecided:
                now = next(each for each in workspace.submission(submission.id).values if each.id == value.id)
                choice = Decision.ABSENT if now.value is None else Decision.ACCEPTED
                workspace.decisions.decide(now.id, choice, None, by="点検", version=now.version)
            version = workspace.submission(submission.id).version
            workspace.decisions.decide_submission(
                submission.id, SubmissionDecision.ACCEPTED, by="点検", version=version
            )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that has really read the page, everything on it accepted."""
    place = tmp_path_factory.mktemp("paper")
    drawn(place / "見本太郎.png")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OCR_INTAKE_WORKSPACE", str(place / "workspace"))
        run(["ingest", str(place / "見本太郎.png"), "--consultation", "morioka-dx-2021", "--channel", "fax"])
    accept_all(place / "workspace")
    return place


@pytest.fixture(scope="module")
def made(office: Path) -> tuple[Path, RedactedPages]:
    with Workspace.open(office / "workspace") as workspace:
        return office / "out.pdf", redacted_pdf(workspace, None, office / "out.pdf", by="点検")


@pytest.mark.engine
class TestNothingIsLeft:
    def test_the_page_is_there(self, made: tuple[Path, RedactedPages]) -> None:
        path, done = made
        assert (done.pages, done.submissions, done.left_out) == (1, 1, ())
        assert path.stat().st_mode & 0o077 == 0

    def test_the_file_holds_one_picture_a_page_and_nothing_else(self, made: tuple[Path, RedactedPages]) -> None:
        data = made[0].read_bytes()
        assert data.count(b"%%EOF") == 1, "no earlier version of it"
        for word in (b"/Info", b"/Metadata", b"/Thumb", b"/Font", b"/EmbeddedFile", b"/Names", b"Exif", b"Adobe"):
            assert word not in data
        with pikepdf.open(made[0]) as pdf:
            assert pdf.check_pdf_syntax() == []
            assert set(pdf.trailer.keys()) == {"/Size", "/Root"}
            kinds = [str(each.get("/Type", each.get("/Subtype"))) for each in pdf.objects if hasattr(each, "get")]
            assert sorted(kinds) == ["/Catalog", "/Page", "/Pages", "/XObject", "None"]
            for each in pdf.objects:
                if isinstance(each, pikepdf.Stream) and each.get("/Subtype") != "/Image":
                    assert re.fullmatch(rb"q [0-9. ]+ cm /P Do Q", each.read_bytes())
        for name in ("見本太郎", "out", "png"):
            assert name.encode() not in data
            assert name.encode("utf-16-be") not in data

    def test_no_text_can_be_taken_out(self, made: tuple[Path, RedactedPages]) -> None:
        said = subprocess.run(["pdftotext", str(made[0]), "-"], capture_output=True, check=True)  # noqa: S607
        assert said.stdout.strip() == b""

    def test_what_a_reader_reads_in_the_pixels_is_the_opinion_alone(self, made: tuple[Path, RedactedPages]) -> None:
        pixels = picture(made[0])
        text = "".join(pytesseract.image_to_string(pixels, lang="jpn", config="--psm 6").split())
        for each in (pixels, Image.eval(pixels.convert("L"), lambda value: 255 - value)):
            read = "".join(pytesseract.image_to_string(each, lang="jpn", config="--psm 6").split())
            assert [piece for piece in PERSONAL if piece in read] == []
        assert "簡単にして" in text, "the opinion itself is left standing"
        original = "".join(
            pytesseract.image_to_string(
                Image.open(made[0].parent / "見本太郎.png"), lang="jpn", config="--psm 6"
            ).split()
        )
        assert [piece for piece in PERSONAL if piece in original], "the reader would have read it"

    @pytest.mark.parametrize(
        "box",
        [(110, 30, 1300, 75), (310, 372, 580, 415), (762, 352, 858, 448), (165, 502, 1160, 545), (165, 634, 705, 675)],
        ids=["header", "name", "seal", "address", "phone"],
    )
    def test_the_pixels_are_all_one_colour(
        self, made: tuple[Path, RedactedPages], box: tuple[int, int, int, int]
    ) -> None:
        assert np.asarray(picture(made[0]).crop(box).convert("L")).max() < 40

    def test_it_is_the_same_file_each_time(self, office: Path, made: tuple[Path, RedactedPages]) -> None:
        with Workspace.open(office / "workspace") as workspace:
            redacted_pdf(workspace, None, office / "again.pdf", by="点検")
        assert (office / "again.pdf").read_bytes() == made[0].read_bytes()

    def test_the_command(self, office: Path, capsys: pytest.CaptureFixture[str]) -> None:
        where = ["--workspace", str(office / "workspace")]
        assert run(["redact", "pdf", str(office / "out.txt"), *where]) == ExitCode.USAGE
        assert run(["redact", "pdf", str(office / "out.pdf"), *where]) == ExitCode.USAGE
        assert run(["redact", "pdf", str(office / "out.pdf"), "--overwrite", *where]) == ExitCode.OK
        assert "意見書 1 件、1 ページ" in capsys.readouterr().out

    def test_what_stands_nobody_knows_where_is_not_put_out(self, office: Path) -> None:
        """A name that a person typed in place of quite another one: the paper has it somewhere."""
        with Workspace.open(office / "workspace") as workspace:
            version = workspace.submission(1).version
            reopened = workspace.decisions.decide_submission(1, SubmissionDecision.REOPENED, by="点検", version=version)
            name = reopened.field(FieldName.NAME)
            workspace.decisions.decide(name.id, Decision.EDITED, "別人 次郎", by="点検", version=name.version)
            version = workspace.submission(1).version
            workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="点検", version=version)
            done = redacted_pdf(workspace, None, office / "none.pdf", by="点検")
        assert done.pages == 0
        (only,) = done.left_out
        assert (only.submission, only.page, only.why, only.field) == ("S0001", 1, WhyLeftOut.UNPLACED, FieldName.NAME)


def drawn_on(page: pikepdf.Page) -> pikepdf.Stream:
    image = page.Resources.XObject.P
    assert isinstance(image, pikepdf.Stream)
    return image


def picture(path: Path) -> Image.Image:
    with pikepdf.open(path) as pdf:
        return pikepdf.PdfImage(drawn_on(pdf.pages[0])).as_pil_image().convert("RGB")


def test_pictures_have_no_marks_of_their_maker(tmp_path: Path) -> None:
    from ocr_intake.dataset.redaction.pdf import PictureWriter

    stream = io.BytesIO()
    writer = PictureWriter(stream)
    grey = np.linspace(0, 255, 120 * 80).reshape(120, 80).astype(np.uint8)
    for pixels in (grey, (grey > 90).astype(np.uint8) * 255, np.dstack([grey] * 3)):
        writer.add(pixels, 100.0)
    writer.finish()
    with pikepdf.open(io.BytesIO(stream.getvalue())) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert [tuple(float(side) for side in page.mediabox) for page in pdf.pages] == [(0, 0, 57.6, 86.4)] * 3
        for page, like in zip(pdf.pages, (grey, (grey > 90) * 255, grey), strict=True):
            seen = np.asarray(pikepdf.PdfImage(drawn_on(page)).as_pil_image().convert("L")).astype(int)
            assert np.abs(seen - like).max() < 30
