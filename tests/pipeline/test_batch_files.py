"""Reading without a workspace: outcomes in the order of the files, whatever order the pages come in."""

from pathlib import Path

import pytest

from ocr_intake.extract.knowledge import Knowledge
from ocr_intake.extract.page_model import BadPageModelError
from ocr_intake.pipeline.files import FileRead, read_files
from ocr_intake.pipeline.worker import MachineFailedError
from tests.pipeline import fakes
from tests.pipeline.fakes import Here, picture


def read(paths: list[Path], pool: Here) -> list[FileRead]:
    return list(read_files(paths, pool, Knowledge({}), assembler=fakes.assemble))


def test_files_come_in_their_order_with_all_their_pages(tmp_path: Path) -> None:
    broken = tmp_path / "b.pdf"
    broken.write_bytes(b"%PDF-1.4 cut off")
    paths = [
        picture(tmp_path / "a.tif", fakes.FINE, fakes.TRIPS, fakes.BLANK),
        broken,
        picture(tmp_path / "c.png", fakes.FINE),
        broken,
    ]
    done = read(paths, Here(tmp_path))
    assert [each.path for each in done] == paths
    assert [each.reason.code if each.reason else "" for each in done] == ["", "truncated", "", "truncated"]
    assert [(page.number, str(page.role)) for page in done[0].outcome.pages] == [
        (1, "content"),
        (2, "set_aside"),
        (3, "blank"),
    ]
    assert [len(each.outcome.submissions) for each in done] == [1, 0, 1, 0]


def test_files_that_are_not_complete_when_it_is_stopped_are_left_out(tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{n}.tif", fakes.FINE, fakes.FINE, shade=n) for n in range(3)]
    done = read(paths, Here(tmp_path, until=4))  # of six; the second pages come first
    assert [each.path.name for each in done] == ["0.tif"]


def test_a_file_that_trips_extraction_does_not_stop_the_others(tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{n}.png", fakes.FINE, shade=n) for n in range(2)]
    done = list(read_files(paths, Here(tmp_path), Knowledge({}), assembler=fakes.stumbling))
    assert [[page.reason.code for page in each.outcome.pages if page.reason] for each in done] == [
        ["extraction_failed"],
        ["extraction_failed"],
    ]


def test_a_broken_installation_stops_it(tmp_path: Path) -> None:
    def broken(*_: object) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    paths = [picture(tmp_path / "a.png", fakes.FINE)]
    with pytest.raises(MachineFailedError):
        list(read_files(paths, Here(tmp_path), Knowledge({}), assembler=broken))  # type: ignore[arg-type]


def test_a_page_model_that_is_missing_stops_it_and_is_named(tmp_path: Path) -> None:
    def unable(*_: object) -> None:
        raise BadPageModelError(problem="FileNotFoundError")

    paths = [picture(tmp_path / "a.png", fakes.FINE)]
    with pytest.raises(BadPageModelError, match=r"page_model\.onnx"):
        list(read_files(paths, Here(tmp_path), Knowledge({}), assembler=unable))  # type: ignore[arg-type]


def test_nothing_is_nothing(tmp_path: Path) -> None:
    assert read([], Here(tmp_path)) == []
