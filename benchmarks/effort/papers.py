"""The truth beside what was read: which paper a stored submission is, and what each of its values should be. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from benchmarks.effort.places import shares
from ocr_intake.evaluate.matching import match
from ocr_intake.evaluate.records import STRATUM, Prediction
from ocr_intake.japanese.compare import compared
from ocr_intake.model.fields import FIELDS, FieldName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ocr_intake.evaluate.records import Truth
    from ocr_intake.store import StoredField, StoredSubmission

SHORT = tuple(name for name in FIELDS if name is not FieldName.OPINION)


@dataclass(frozen=True, slots=True)
class Papers:
    """Every paper of a set, and the submissions that were made of it."""

    of: Mapping[int, Truth]
    """By the number of the submission; those that are no paper by themselves (pages torn apart) are missing."""
    missing: tuple[Truth, ...]
    """Papers that no submission was made of."""


def papers(truths: Sequence[Truth], submissions: Iterable[StoredSubmission]) -> Papers:
    """Pair them as the program's evaluation does: the same file, the most pages in common."""
    predictions = {}
    for stored in submissions:
        prediction = Prediction(stored.file_name, stored.pages, {})
        predictions[id(prediction)] = (prediction, stored.id)
    found = match(truths, [prediction for prediction, _ in predictions.values()])
    return Papers({predictions[id(prediction)][1]: truth for truth, prediction in found.pairs}, found.missing)


def stratum(truth: Truth) -> str:
    """The kind of paper: typed or by hand, scanned or faxed."""
    return truth.group(STRATUM) or ""


def wanted(truth: Truth, submission: StoredSubmission, field: StoredField) -> str | None:
    """What a value of a submission should be: of an opinion its part of the paper's opinion, as the program cut it.

    How a text is cut into opinions is not judged. Shares are of what the program read, not of what people made of it
    since: a part keeps its share while others are mended.
    """
    if field.name is not FieldName.OPINION:
        return truth.values.get(field.name)
    read = [(opinion.marker, opinion.proposal.value or "") for opinion in submission.opinions]
    number = [opinion.id for opinion in submission.opinions].index(field.id)
    return shares(read, truth.values.get(FieldName.OPINION, ""))[number] or None


@dataclass(frozen=True, slots=True)
class Left:
    """Errors in the dataset, of one submission or of many."""

    fields: int = 0
    """Values, opinions apart, that the paper or the dataset has."""
    wrong: int = 0
    characters: int = 0
    """Of the paper's opinions."""
    wrong_characters: int = 0
    """Insertions, deletions and replacements that would make the opinions right."""
    submissions: int = 0
    wrong_kinds: int = 0
    """Individuals for organisations, or the other way round."""
    by_field: tuple[tuple[FieldName, int], ...] = ()
    """Wrong values, once an entry."""

    def __add__(self, other: Left) -> Left:
        return Left(
            self.fields + other.fields,
            self.wrong + other.wrong,
            self.characters + other.characters,
            self.wrong_characters + other.wrong_characters,
            self.submissions + other.submissions,
            self.wrong_kinds + other.wrong_kinds,
            self.by_field + other.by_field,
        )

    @property
    def per_thousand(self) -> float:
        """Wrong values in 1,000."""
        return 1000 * self.wrong / self.fields if self.fields else 0.0

    @property
    def characters_per_thousand(self) -> float:
        """Wrong characters in 1,000 of the opinions."""
        return 1000 * self.wrong_characters / self.characters if self.characters else 0.0


def left(truth: Truth, submission: StoredSubmission | None) -> Left:
    """What is wrong in the end; everything that the paper has, where no submission was made of it."""
    fields, wrong = 0, []
    for name in SHORT:
        right = compared(name, truth.values.get(name))
        value = "" if submission is None else compared(name, submission.field(name).value)
        fields += bool(right or value)
        wrong += [name] if right != value else []
    right = compared(FieldName.OPINION, truth.values.get(FieldName.OPINION))
    opinions = () if submission is None else submission.final_opinions
    text = compared(FieldName.OPINION, "".join(opinion.marker + (opinion.value or "") for opinion in opinions))
    kind = submission is None or truth.kind not in {None, submission.kind.value}
    return Left(
        fields,
        len(wrong),
        len(right),
        Levenshtein.distance(text, right),
        1,
        int(kind),
        tuple((name, 1) for name in wrong),
    )
