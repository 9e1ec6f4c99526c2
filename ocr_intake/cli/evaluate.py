"""``ocr-intake evaluate``: how well the program reads a city's own paper, measured against truth."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from ocr_intake.cli.console import complain, say_json
from ocr_intake.cli.ingest_progress import shown
from ocr_intake.cli.ingest_tools import Desk, stopping
from ocr_intake.cli.state import State
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t

if TYPE_CHECKING:
    from ocr_intake.evaluate import Prediction, Truth, WrongField


class NoTruthError(IntakeError):
    """The truth holds no submission."""

    key: ClassVar[str] = "evaluate.error.no_truth"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class UnknownKeyError(IntakeError):
    """Results are to be told apart by something that the truth says nowhere."""

    key: ClassVar[str] = "evaluate.error.unknown_key"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class UnwritableError(IntakeError):
    """The list of wrong values cannot be written."""

    key: ClassVar[str] = "evaluate.error.unwritable"


def evaluate(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    truth: Annotated[Path, typer.Argument(metavar="TRUTH.jsonl", help=t("evaluate.option.truth"))],
    *,
    files: Annotated[Path | None, typer.Option(metavar="DIR", help=t("evaluate.option.files"))] = None,
    predictions: Annotated[
        Path | None, typer.Option(metavar="PRED.jsonl", help=t("evaluate.option.predictions"))
    ] = None,
    by: Annotated[str, typer.Option(metavar="KEYS", help=t("evaluate.option.by"))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=t("evaluate.option.json"))] = False,
    errors: Annotated[Path | None, typer.Option(metavar="FILE", help=t("evaluate.option.errors"))] = None,
    consultation: Annotated[str | None, typer.Option(metavar="ID", help=t("evaluate.option.consultation"))] = None,
    readers: Annotated[str | None, typer.Option(metavar="NAMES", help=t("evaluate.option.readers"))] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=256, metavar="N", help=t("evaluate.option.workers"))] = None,
) -> ExitCode:
    """Read, or take what was read, and print the measures."""
    from ocr_intake import evaluate as room
    from ocr_intake.cli.evaluate_output import tell

    truths = room.read_truth(truth)
    keys = _keys(by, truths, truth)
    if predictions is not None:
        predicted: Collection[Prediction] | None = room.read_predictions(predictions)
    else:
        desk = Desk(ctx.ensure_object(State), readers, workers)
        predicted = _read(desk, room.locate(truths, truth, files), consultation)
    if predicted is None:
        return ExitCode.INTERRUPTED
    result = room.evaluate(truths, tuple(predicted), keys)
    if as_json:
        say_json(result.as_json(), indent=2)
    else:
        tell(result)
    if errors is not None:
        _write(result.wrong, errors)
        complain(t("evaluate.wrote", count=len(result.wrong), path=errors))
    return ExitCode.OK


def _keys(by: str, truths: Collection[Truth], path: Path) -> tuple[str, ...]:
    """What results are told apart by.

    Raises:
        NoTruthError: There is nothing to measure against.
        UnknownKeyError: No line of the truth has one of them.
    """
    if not truths:
        raise NoTruthError(path=path)
    keys = tuple(dict.fromkeys(key.strip() for key in by.split(",") if key.strip()))
    for key in keys:
        if all(each.group(key) is None for each in truths):
            known = sorted({"stratum", *(name for each in truths for name in each.keys)})
            raise UnknownKeyError(key=key, known=", ".join(known))
    return keys


def _read(desk: Desk, files: Collection[Path], consultation: str | None) -> list[Prediction] | None:
    """What the program reads in these files; None when it was interrupted."""
    from ocr_intake.evaluate import prediction_of
    from ocr_intake.pipeline.files import read_files
    from ocr_intake.pipeline.scratch import scratch_without_workspace

    with (
        scratch_without_workspace() as scratch,
        stopping() as stop,
        shown(bar=True) as progress,
        desk.pool(scratch, stop, pictures=False) as pool,
    ):
        predictions = [
            prediction_of(done.path.name, submission)
            for done in read_files(tuple(files), pool, desk.knowledge(consultation), progress)
            for submission in done.outcome.submissions
        ]
    return None if stop.is_set() else predictions


def _write(wrong: Iterable[WrongField], path: Path) -> None:
    lines = [json.dumps(each.as_json(), ensure_ascii=False) + "\n" for each in wrong]
    try:
        path.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise UnwritableError(path=path) from error
