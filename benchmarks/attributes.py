# ruff: noqa: INP001 - a folder of scripts
"""How often the choice that is marked on a form is proposed, by the form's family of layout.

Forms are drawn (``ticked_forms.py``), read by both readers, and answered as intake does it. Each family was tuned on or
left out of that as a whole. Right, wrong and missed count answers: nothing must be proposed where nothing or two
choices are marked.

    python -m benchmarks.attributes [--pages 4] [--seed 1] [--families NAME ...] [--keep FOLDER] [--answers]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2

from benchmarks.ticked_forms import FAMILIES, QUESTIONS, Family, Question, form
from ocr_intake.extract.answers import answers
from ocr_intake.intake import decode, inspect
from ocr_intake.model.attributes import AskedAttribute, AttributeKind, AttributeMark
from ocr_intake.model.pages import Page, SourceFile
from ocr_intake.model.reading import PageReading
from ocr_intake.model.submission import FileOutcome, Submission, SubmitterKind
from ocr_intake.pipeline.page import read_page
from ocr_intake.pipeline.ticked import marked, picture_in
from ocr_intake.readers.registry import load
from ocr_intake.store.codec import pack, unpack
from training.calibration import shipped_readers
from training.damage import save
from training.dice import Dice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocr_intake.readers.registry import Engines

COLUMNS: Final = ("marked", "proposed", "right", "wrong", "missed", "empty", "empty_wrong")


def main() -> int:
    """Draw, read, answer and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [each.name for each in FAMILIES]
    parser.add_argument("--pages", type=int, default=4, help="of each family, three questions each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--families", nargs="*", choices=names, default=names)
    parser.add_argument("--keep", type=Path, help="where what was read is kept, and taken from")
    parser.add_argument("--answers", action="store_true", help="print every answer that is wrong or missed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        keep = arguments.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        total = {True: Counter[str](), False: Counter[str]()}
        engines = load(shipped_readers())
        sys.stdout.write(f"{'family':<22}{''.join(f'{each:>12}' for each in COLUMNS)}\n")
        for family in FAMILIES:
            if family.name not in arguments.families:
                continue
            counts = Counter[str]()
            for page in range(arguments.pages):
                name = f"{arguments.seed}-{family.name.replace(' ', '_')}-{page}"
                for question, value in _answered(keep / name, Dice(name), family, engines):
                    counts += _count(question, value)
                    if arguments.answers and value != question.answer:
                        sys.stdout.write(f"  {name} {question.label} {question.answer}: {value}\n")
            total[family.tuned] += counts
            _print(family.name, counts)
        for tuned, counts in total.items():
            _print("all tuned on" if tuned else "all left out", counts)
    return 0


def _print(name: str, counts: Counter[str]) -> None:
    sys.stdout.write(f"{name:<22}{''.join(f'{counts[each]:>12}' for each in COLUMNS)}\n")
    sys.stdout.flush()


def _count(question: Question, value: str | None) -> Counter[str]:
    if question.answer is None:
        return Counter(empty=1, empty_wrong=int(value is not None), proposed=int(value is not None))
    proposed = value is not None
    right = value == question.answer
    return Counter(
        marked=1, proposed=int(proposed), right=int(right), wrong=int(proposed and not right), missed=int(not proposed)
    )


def _answered(path: Path, dice: Dice, family: Family, engines: Engines) -> Iterator[tuple[Question, str | None]]:
    """Each question of a page with what is proposed."""
    drawn, questions = form(dice, family)
    read, picture = path.with_suffix(".json"), path.with_suffix(".png")
    if not (read.is_file() and picture.is_file()):
        file = path.with_suffix(".tif")
        save([drawn], file)
        source = inspect(file)
        page = decode(file, source, 1) if isinstance(source, SourceFile) else source
        if not isinstance(page, Page):
            sys.exit(f"{file}: {page}")
        found = read_page(page, engines)
        cv2.imwrite(str(picture), found.upright[..., ::-1] if found.upright.ndim == 3 else found.upright)
        read.write_bytes(pack(found.reading, PageReading))
        file.unlink()
    reading = unpack(read.read_bytes(), PageReading)
    asked = [_asked(each) for each in questions]
    made = Submission((1,), SubmitterKind.INDIVIDUAL, (), attributes=answers(asked, [reading]))
    grey = picture_in(picture.read_bytes())
    outcome = marked(FileOutcome((made,), ()), asked, [reading], lambda _: grey)
    values = [each.value.value for each in outcome.submissions[0].attributes]
    return zip(questions, values, strict=True)


def _asked(question: Question) -> AskedAttribute:
    """What a consultation declares that has this form: all wordings of the label, the choices that the form has."""
    labels = next(labels for name, labels, choices in QUESTIONS if name == question.id and choices == question.choices)
    mark = AttributeMark(question.id, AttributeKind.CHOICE, labels[0])
    return AskedAttribute(mark, labels, tuple((each, (each,)) for each in question.choices))


if __name__ == "__main__":
    sys.exit(main())
