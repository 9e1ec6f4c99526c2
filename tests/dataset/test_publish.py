"""The published result, from ten verified opinions of one person and two organisations to four files."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from ocr_intake.config import Consultation
from ocr_intake.dataset import CannotWriteError, OlderFilesError
from ocr_intake.dataset.publish import Asked, NotReadyError, publish
from ocr_intake.dataset.publish.result import day_text
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import SubmissionDecision
from ocr_intake.store import Workspace
from tests.dataset.result_of import (
    CATEGORIES,
    MADE,
    NAMES,
    OPINIONS,
    answered,
    change,
    consultation_with_ten_opinions,
    run,
)
from tests.store.builders import VALUES, submission, workspace_with

TITLE = "(仮称)盛岡市行政デジタル・トランスフォーメーション推進計画(案)"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Consultation]]:
    with consultation_with_ten_opinions(tmp_path) as both:
        yield both


class Outline(HTMLParser):
    """What stands on a page, in order: headings, paragraphs, captions, cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"h1", "h2", "h3", "p", "caption", "th", "td", "title"}:
            self._open = tag
            self.found.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self.found[-1] = (self._open, self.found[-1][1] + data)


def test_the_page_has_the_structure_of_the_published_one(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    """Headings, their order, how many opinions of whom, the table's columns, the key of the categories."""
    done = run(made, tmp_path / "out")
    found = Outline(done.files[0].read_text(encoding="utf-8")).found
    assert [text for tag, text in found if tag == "h1"] == [f"{TITLE}に関する意見募集の結果について"]
    assert [text for tag, text in found if tag in {"h2", "h3"}] == [
        "意見の募集期間",
        "意見募集の方法",
        "受付意見数",
        "意見の趣旨と市の考え方",
        "反映区分",
    ]
    paragraphs = [text for tag, text in found if tag == "p"]
    assert paragraphs == [
        "盛岡市",
        "令和3年8月26日(木曜日)から令和3年9月14日(火曜日)まで",
        "郵送、ファクス、持参、応募フォーム",
        "10件(個人1人、団体2者)",
    ]
    place = found.index(("caption", "意見の趣旨と市の考え方（10行）"))
    assert [text for _, text in found[place + 1 : place + 5]] == ["No.", "意見の趣旨", "市の考え方", "反映区分"]
    key = found.index(("caption", "反映区分の説明と件数"))
    assert [text for _, text in found[key + 4 : place]] == [
        *("A", "計画に盛り込むもの", "0件"),
        *("B", "盛り込み済のもの", "5件"),
        *("C", "盛り込まないもの", "0件"),
        *("D", "期間中に検討するもの", "2件"),
        *("E", "その他、意見・感想等", "3件"),
    ]
    cells = [text for _, text in found[place + 5 :]]
    assert len(cells) == 40
    assert cells[0:40:4] == [str(number) for number in range(1, 11)]
    assert cells[1:40:4] == list(OPINIONS)
    assert [cell[0] for cell in cells[3:40:4]] == list(CATEGORIES)
    assert cells[3] == "B 盛り込み済のもの"


def test_every_file_says_the_same(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    done = run(made, tmp_path / "out")
    assert [path.name for path in done.files] == ["results.html", "results.xlsx", "results.docx", "results.csv"]
    assert sorted((tmp_path / "out").iterdir()) == sorted(done.files)
    expected = [["No.", "意見の趣旨", "市の考え方", "反映区分"]]
    expected += [[str(row.number), row.gist, row.answer or "", row.category or ""] for row in answered(made[0])]
    _, sheet_file, document_file, csv_file = done.files
    data = csv_file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) == expected
    book = openpyxl.load_workbook(sheet_file)
    assert book.sheetnames == ["概要", "意見の趣旨と市の考え方"]
    assert [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()] == expected
    overview = [[cell for cell in row if cell] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert ["受付意見数", "10件(個人1人、団体2者)"] in overview
    assert ["B", "盛り込み済のもの", "5件"] in overview
    document = docx.Document(str(document_file))
    assert [[cell.text for cell in row.cells] for row in document.tables[-1].rows] == expected
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "10件(個人1人、団体2者)" in texts
    assert [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 1"] == [
        "意見の募集期間",
        "意見募集の方法",
        "受付意見数",
        "意見の趣旨と市の考え方",
    ]


def test_a_document_repeats_its_headings_and_is_set_in_japanese(
    made: tuple[Workspace, Consultation], tmp_path: Path
) -> None:
    document: Any = docx.Document(str(run(made, tmp_path / "out").files[2]))
    for table in document.tables:
        first, *others = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in table._tbl.tr_lst)
        assert sum(column.w for column in table._tbl.tblGrid.gridCol_lst) <= (297 - 40) * 36_000
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in {"游明朝", "游ゴシック"}
        assert fonts.get(qn("w:eastAsiaTheme")) is None, "a theme's font would be taken instead"
        assert document.styles[name].element.rPr.find(qn("w:lang")).get(qn("w:eastAsia")) == "ja-JP"


def parts_of(path: Path) -> bytes:
    """Everything in a file, unpacked."""
    if path.suffix in {".xlsx", ".docx"}:
        with zipfile.ZipFile(path) as packed:
            assert {entry.date_time[0] for entry in packed.infolist()} == {1980}
            return b"".join(name.encode() + packed.read(name) for name in packed.namelist())
    return path.read_bytes()


def test_no_file_says_who_sent_what_or_who_made_it_when(
    made: tuple[Workspace, Consultation], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "kakari-k")
    personal = [*NAMES, "空想 一郎", "架空1丁目", *VALUES.values(), "S0001", "scan001", "係員"]
    for path in run(made, tmp_path / "out").files:
        data = parts_of(path)
        for text in (*personal, "kakari-k", str(tmp_path), "thumbnail", "python-docx", "2026"):
            assert text.encode() not in data, (path.name, text)
        assert path.stat().st_mode & 0o077 == 0
    about = docx.Document(str(tmp_path / "out" / "results.docx")).core_properties
    assert (about.author, about.last_modified_by, about.title) == (
        "盛岡市",
        "",
        f"{TITLE}に関する意見募集の結果について",
    )
    assert about.created is not None
    assert about.created.date().isoformat() == "2021-09-14"


def test_the_same_dataset_gives_the_same_bytes(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    first, second = (run(made, tmp_path / name).files for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_publishing_is_recorded(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    run(made, tmp_path / "out")
    event = made[0].audit_trail()[-1]
    assert (event.by, event.action) == ("係員A", "results.published")
    assert dict(event.detail) == {"consultation": "morioka-dx-2021", "draft": "0", "rows": "10", "opinions": "10"}


# ----------------------------------------------------------------------------------------------- drafts, and what waits


def test_without_answers_only_a_draft_is_made(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    with pytest.raises(NotReadyError, match=r"市の考え方がない行が 10 件.*\n.*反映区分がない行が 10 件") as refused:
        run(made, tmp_path / "out", rows=None)
    assert "No.1, No.2" in str(refused.value)
    assert not (tmp_path / "out").exists()
    done = run(made, tmp_path / "out", rows=None, draft=True)
    assert [path.name for path in done.files] == [f"results-draft.{end}" for end in ("html", "xlsx", "docx", "csv")]
    assert [row.gist for row in done.result.rows] == list(OPINIONS)
    note = "【案】公表前の確認用です。確定していない意見書 0 件、市の考え方または反映区分が決まっていない行 10 件。"
    page, sheet, document, table = done.files
    assert note in page.read_text(encoding="utf-8")
    book = openpyxl.load_workbook(sheet)
    assert note in [row[0] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert all("案" in each.oddHeader.right.text for each in book.worksheets)
    opened = docx.Document(str(document))
    assert note in [paragraph.text for paragraph in opened.paragraphs]
    assert opened.sections[0].header.paragraphs[0].text.startswith("案 ")
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert {row["状態"] for row in rows} == {"案"}


def test_what_is_not_verified_is_named_and_in_no_file(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    workspace, _ = made
    version = workspace.submission(2).version
    workspace.decisions.decide_submission(2, SubmissionDecision.REOPENED, by="係員B", version=version)
    rows = tuple(row for row in answered(workspace) if not row.key.startswith("S0002"))
    with pytest.raises(NotReadyError, match=r"確定していない意見書が 1 件あります（S0002）"):
        run(made, tmp_path / "out", rows=rows)
    done = run(made, tmp_path / "out", rows=rows, draft=True)
    assert (done.result.waiting, done.result.received) == (1, "7件(個人1人、団体1者)")
    assert not any(OPINIONS[5].encode() in parts_of(path) for path in done.files)


def test_acceptance_behind_the_rules_is_not_verification(tmp_path: Path) -> None:
    flagged = submission(flagged={FieldName.NAME: 0.2})
    with workspace_with(tmp_path, flagged, consultation="morioka-dx-2021") as workspace:
        workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員B", version=0)
        with consultation_with_ten_opinions(tmp_path / "other") as (_, consultation):
            pass
        with pytest.raises(NotReadyError, match="S0001"):
            publish(workspace, consultation, tmp_path / "out", by="係員A")


def test_a_category_that_is_not_configured_is_named(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    first, *others = answered(made[0])
    with pytest.raises(NotReadyError, match=r"設定にない反映区分の行が 1 件あります（No\.1）"):
        run(made, tmp_path / "out", rows=(replace(first, category="Z"), *others))


def test_a_draft_does_not_stand_beside_the_result(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    run(made, tmp_path / "out", draft=True)
    with pytest.raises(OlderFilesError, match="results-draft"):
        run(made, tmp_path / "out")
    workspace, consultation = made
    done = publish(workspace, consultation, tmp_path / "out", Asked(rows=answered(workspace)), replace=True, by="係員A")
    assert len(done.removed) == 4
    assert sorted((tmp_path / "out").iterdir()) == sorted(done.files)


def test_files_with_personal_data_do_not_stand_beside_the_result(
    made: tuple[Workspace, Consultation], tmp_path: Path
) -> None:
    (tmp_path / "personal.csv").write_text("x")
    with pytest.raises(OlderFilesError, match=r"personal\.csv"):
        run(made, tmp_path)


def test_a_folder_that_cannot_be_written_is_said(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotWriteError):
        run(made, tmp_path / "file")


# ------------------------------------------------------------------------------------------------------- personal data


def test_opinions_alone_are_masked_and_doubtful_ones_named(tmp_path: Path) -> None:
    opinions = ("見本太郎です。電話は019-000-0000です。", "隣の斎藤さんも賛成です。", "広場を広く。")
    with (
        consultation_with_ten_opinions(tmp_path / "other") as (_, consultation),
        workspace_with(tmp_path, submission(opinions=opinions), consultation="morioka-dx-2021") as workspace,
    ):
        workspace.decisions.decide_submission(1, SubmissionDecision.ACCEPTED, by="係員B", version=0)
        done = publish(workspace, consultation, tmp_path / "out", Asked(draft=True), by="係員A")
    assert [row.gist for row in done.result.rows] == ["○○です。電話は○○です。", *opinions[1:]]
    assert done.to_look_at == (2,)


def test_a_name_that_somebody_wrote_into_a_row_is_named_by_its_number(
    made: tuple[Workspace, Consultation], tmp_path: Path
) -> None:
    rows = change(answered(made[0]), 5, gist="見本商店会としては、申請書を減らしてほしい。")
    assert run(made, tmp_path / "out", rows=rows).to_look_at == (6,)
    assert run(made, tmp_path / "again").to_look_at == ()


def test_what_a_browser_would_run_is_text(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    attack = '<script>alert(1)</script><img src=x onerror="alert(2)">&"\'=1+1'
    rows = change(answered(made[0]), 0, gist=attack, answer=attack)
    page, _, document, table = run(made, tmp_path / "out", rows=rows).files
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<img" not in text
    assert ("td", attack) in Outline(text).found
    assert docx.Document(str(document)).tables[-1].rows[1].cells[1].text == attack
    assert attack in [row[1] for row in csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"), newline=""))]


def test_the_page_asks_for_nothing_from_anywhere(made: tuple[Workspace, Consultation], tmp_path: Path) -> None:
    text = run(made, tmp_path / "out").files[0].read_text(encoding="utf-8")
    for sign in ("http:", "https:", "src=", "url(", "@import", "<link", "<script", "//"):
        assert sign not in text


def test_days_are_told_by_their_era() -> None:
    assert day_text(date(2019, 4, 30)) == "平成31年4月30日(火曜日)"
    assert day_text(date(2019, 5, 1)) == "令和元年5月1日(水曜日)"
    assert day_text(date(2020, 1, 1)) == "令和2年1月1日(水曜日)"


def test_the_result_can_be_had_in_english(made: tuple[Workspace, Consultation], tmp_path: Path, english: None) -> None:
    text = run(made, tmp_path / "out").files[0].read_text(encoding="utf-8")
    assert '<html lang="en">' in text
    assert "10 opinions (individuals: 1, organisations: 2)" in text
    assert "2021-08-26 (Thursday) to 2021-09-14 (Tuesday)" in text


def test_a_consultation_that_nobody_wrote_to_has_a_result(tmp_path: Path) -> None:
    with (
        consultation_with_ten_opinions(tmp_path / "other") as (_, consultation),
        workspace_with(tmp_path, submission(), consultation="another") as workspace,
    ):
        done = publish(workspace, consultation, tmp_path / "out", by="係員A")
    assert done.result.received == "0件"
    texts = [text for _, text in Outline(done.files[0].read_text(encoding="utf-8")).found]
    assert texts[-1] == "意見の提出はありませんでした。"
    assert docx.Document(str(done.files[2])).paragraphs[-1].text == "意見の提出はありませんでした。"
    assert openpyxl.load_workbook(done.files[1]).worksheets[1].max_row == 1


def test_ten_opinions_of_three() -> None:
    """What the consultation's own published result has."""
    assert sum(len(each.opinions) for each in MADE) == len(OPINIONS) == len(CATEGORIES) == 10
    assert set(CATEGORIES) == {"B", "E", "D"}
