"""What people decided in a workspace, as judgements of what the program had proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.evaluate.texts import text_errors
from ocr_intake.japanese.compare import compared
from ocr_intake.model.fields import FieldName, FlagCode
from ocr_intake.model.review import Decision
from ocr_intake.store import SubmissionState
from ocr_intake.trust.examples import example_of, surely_asked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ocr_intake.model.fields import FieldValue
    from ocr_intake.model.pages import Channel
    from ocr_intake.store import StoredField, StoredSubmission, Workspace
    from ocr_intake.trust.fitting import Example


@dataclass(frozen=True, slots=True)
class Seen:
    """One proposed value of a submission that was not rejected, and what people made of it."""

    submission: int
    channel: Channel
    value: FieldValue
    right: bool | None
    """Whether it is what a person found on the paper, looking at this value; None where nobody looked, or could not
    read it. Accepting a submission as a whole is no look at each of its values."""
    by: tuple[tuple[str, datetime], ...] = ()
    """Who decided that, and when: several for what several decisions make up together. Nobody where two people typed
    it: they cannot have nodded at what was shown."""

    @property
    def field(self) -> FieldName:
        """Which field."""
        return self.value.name

    @property
    def confidence(self) -> float:
        """How sure it was that ``right`` is so: of a long text that its pieces are the right ones."""
        return dict(self.value.evidence).get("pieces", self.value.confidence)

    @property
    def share(self) -> float | None:
        """The share of its like that was drawn when it was drawn by lot; None where it was not."""
        for flag in self.value.flags:
            if flag.code is FlagCode.AUDIT:
                return float(dict(flag.detail)["share"])
        return None

    @property
    def asked_anyway(self) -> bool:
        """Whether a person looks whatever the confidence."""
        return surely_asked(self.value)

    def example(self) -> Example | None:
        """To fit with; None where it is not judged or an older program read it."""
        if self.right is None:
            return None
        return example_of(self.value, str(self.submission), right=self.right)


def seen_values(workspace: Workspace, consultation: str | None = None) -> Iterator[Seen]:
    """Every field of every submission of a consultation (or all) that was not rejected, by submission."""
    states = (SubmissionState.PROPOSED, SubmissionState.ACCEPTED)
    for submission in workspace.submissions(consultation, states):
        if submission.purged or submission.entered:  # there is nothing left to judge, or never was
            continue
        for field in submission.fields:
            whole = field.name is FieldName.OPINION
            right = _opinions_right(submission) if whole else _right(field)
            decided = submission.opinions if whole else (field,)
            by = tuple(
                (each.by, each.at)
                for value in decided
                if (each := value.verification) is not None and len(value.keyings) < 2
            )
            yield Seen(submission.id, submission.channel, field.proposal, right, by)


def _right(field: StoredField) -> bool | None:
    """Whether a proposed value is what was decided."""
    verification = field.verification
    if verification is None or verification.decision is Decision.ILLEGIBLE:
        return None
    return compared(field.name, verification.value) == compared(field.name, field.proposal.value)


def _opinions_right(submission: StoredSubmission) -> bool | None:
    """Whether the right pieces of writing were found for all opinions together.

    Single characters are no matter here (see ``texts_audited``), nor how the pieces are cut into single opinions.
    """
    proposed = [opinion for opinion in submission.opinions if opinion.added_by is None]
    if any(not opinion.decided or opinion.illegible for opinion in proposed):
        return None
    found = "".join(opinion.proposal.value or "" for opinion in proposed)
    final = "".join(opinion.value or "" for opinion in submission.opinions)
    return text_errors(found, final).whole
