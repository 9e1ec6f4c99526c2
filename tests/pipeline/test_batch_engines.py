"""The real engines on real samples, from files to submissions in a workspace."""

import re
from pathlib import Path

import pytest

from ocr_intake.cli.app import run
from ocr_intake.errors import ExitCode
from ocr_intake.model.fields import FieldName
from ocr_intake.store import StoredSubmission, Workspace

SAMPLES = Path(__file__).parents[2] / "samples"
FILES = ("FAX00175.pdf", "SCN_0018.png", "FAX00199.pdf")

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("engines") / "workspace"
    command = ["ingest", *(str(SAMPLES / name) for name in FILES), "--workspace", str(folder)]
    options = ["--consultation", "morioka-dx-2021", "--channel", "fax", "--received", "2021-09-14"]
    assert run([*command, *options]) == ExitCode.ATTENTION
    return folder


@pytest.fixture(scope="module")
def submissions(workspace: Path) -> dict[str, StoredSubmission]:
    with Workspace.open(workspace) as opened:
        return {made.file_name: made for made in opened.submissions()}


def test_everything_is_accounted_for(workspace: Path) -> None:
    with Workspace.open(workspace) as opened:
        ledger = opened.ledger(deep=True)
        assert ledger.balances
        assert (ledger.files.total, ledger.files.read, ledger.files.set_aside) == (3, 2, 1)
        assert (ledger.pages.total, ledger.pages.content) == (2, 2)


@pytest.mark.parametrize(
    ("file", "phone", "postal_code"),
    [("FAX00175.pdf", "0474726179", "2730015"), ("SCN_0018.png", "0194534645", "0280041")],
)
def test_what_stands_on_the_paper(
    submissions: dict[str, StoredSubmission], file: str, phone: str, postal_code: str
) -> None:
    for name, expected in ((FieldName.PHONE, phone), (FieldName.POSTAL_CODE, postal_code)):
        assert re.sub(r"\D", "", submissions[file].field(name).value or "") == expected


def test_both_readers_took_part_and_the_page_is_kept(workspace: Path, submissions: dict[str, StoredSubmission]) -> None:
    with Workspace.open(workspace) as opened, opened.ingest() as work:
        for made in submissions.values():
            (reading,) = work.page_readings(made.sha256)
            assert {reader.partition(" ")[0] for reader in reading.readers} >= {"ppocr", "tesseract"}
            assert any(line.text for line in reading.lines)
            assert opened.files.page_image(made.sha256, 1).read_bytes().startswith(b"\x89PNG")
            assert opened.page_size(made.sha256, 1) == (reading.width, reading.height)
