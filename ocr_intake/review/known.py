"""Known answers: questions that show a wrong value on purpose, to measure how many wrong values a reviewer lets pass.

What is said to one is never a decision on the value, whatever was said: what was typed may hold the planted error
beside a real correction. The value is asked about again as it was read. So nothing planted can reach the dataset.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import Levenshtein

from ocr_intake.japanese.compare import compared
from ocr_intake.japanese.lookalikes import alike
from ocr_intake.model.fields import FIELDS, Candidate, FieldName
from ocr_intake.model.review import Decision, KnownAnswer
from ocr_intake.review.steps import field_of, value_of
from ocr_intake.review.tasks import choices_for
from ocr_intake.review.values import InvalidValueError, check_value
from ocr_intake.trust.audit import drawn, lot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocr_intake.review.tasks import ReviewTask
    from ocr_intake.store import StoredField, Workspace

PLANTABLE: Final = frozenset(FIELDS) - {FieldName.OPINION}
"""An opinion is too long for one wrong character to be a fair test, but where single ones are looked at."""
_DIGITS: Final = {
    "0": "68",
    "1": "74",
    "2": "73",
    "3": "85",
    "4": "91",
    "5": "36",
    "6": "05",
    "7": "12",
    "8": "30",
    "9": "74",
}
"""What a digit is taken for."""
_SAID: Final = {
    Decision.ACCEPTED: KnownAnswer.MISSED,
    Decision.ABSENT: KnownAnswer.CAUGHT,
    Decision.ILLEGIBLE: KnownAnswer.UNCLEAR,
}
"""What an answer without a text says to a value that was wrong on purpose."""


def is_planted(field: StoredField, seed: str, share: float) -> bool:
    """Whether the lot falls on a value to be shown wrong; the same for everybody, so that it is shown wrong once."""
    return field.name in PLANTABLE and field.value is not None and drawn(seed, "known", field.id, share=share)


def planted(field: StoredField, seed: str) -> StoredField | None:
    """The value as it is shown wrong, the right reading among its candidates; None where nothing plausible is there."""
    read = field.proposal.value
    if read is None:
        return None
    texts = tuple(dict.fromkeys(_plausible(field, read)))
    if not texts:
        return None
    shown = texts[int(lot(seed, "which", field.id) * len(texts))]
    others = (Candidate(read, field.proposal.confidence, field.proposal.source), *field.proposal.candidates)
    candidates = tuple(candidate for candidate in others if candidate.text != shown)
    return replace(field, proposal=replace(field.proposal, value=shown, candidates=candidates))


def outcome(name: FieldName, read: str, shown: str, said: str) -> KnownAnswer:
    """What a text says that was chosen or typed in place of the one shown.

    It is caught when it is nearer to what was read than to what was shown; anything else still has the error in it.
    """
    text, wrong, right = (compared(name, each) for each in (said, shown, read))
    if text == wrong:
        return KnownAnswer.MISSED
    nearer = Levenshtein.distance(text, right) < Levenshtein.distance(text, wrong)
    return KnownAnswer.CAUGHT if nearer else KnownAnswer.UNCLEAR


def perhaps_known(workspace: Workspace, task: ReviewTask, share: float) -> ReviewTask:
    """The question, or the same one with a wrong value where the lot fell on it and nobody was shown one yet."""
    field, seed = field_of(task), workspace.identity
    if task.submission.entered or not field.open_flags or not is_planted(field, seed, share):
        return task  # of what the program did not read there is no paper to tell a wrong value by
    shown = planted(field, seed)
    if shown is None or workspace.is_known_answer(field.id):
        return task
    return replace(task, field=shown, choices=choices_for(shown), known=True)


def verdict(task: ReviewTask, decision: Decision, said: str | None) -> KnownAnswer:
    """What an answer says to the value of a task that was wrong on purpose."""
    if said is None:
        return _SAID[decision]
    shown = field_of(task)
    read = value_of(task.submission, shown.id).proposal.value
    return outcome(shown.name, read or "", shown.value or "", said)


def perhaps_known_place(workspace: Workspace, field: StoredField, doubt: int, share: float) -> str | None:
    """What is shown in a doubtful place of a text where the lot fell on it; None for what was read. Once a text.

    Args:
        workspace: Where it is.
        field: The text.
        doubt: Which of its doubts, from 0.
        share: Of all such places.
    """
    seed, written = workspace.identity, field.proposal.written
    if written is None or not drawn(seed, "known", field.id, doubt, share=share):
        return None
    where = written.doubts[doubt]
    read = (field.proposal.value or "")[where.start : where.end]
    others = [
        other
        for other in dict.fromkeys(where.alternatives)
        if len(other) == 1 and compared(field.name, other) != compared(field.name, read)
    ]
    if not others or workspace.is_known_answer(field.id):
        return None
    return others[int(lot(seed, "which", field.id, doubt) * len(others))]


def _plausible(field: StoredField, read: str) -> Iterator[str]:
    """Wrong values that a reader might have come to: other candidates first, then one character for its look-alike."""
    name = field.name
    candidates = [candidate.text for candidate in field.proposal.candidates]
    swapped = (
        read[:place] + other + read[place + 1 :]
        for place, char in enumerate(read)
        for other in (_DIGITS.get(char) or alike(char)[:3])
    )
    for text in (*candidates, *swapped):
        if compared(name, text) != compared(name, read) and _can_be_saved(name, text):
            yield text


def _can_be_saved(name: FieldName, text: str) -> bool:
    """Whether a person could have typed it: what nobody could save would give itself away."""
    try:
        return check_value(name, text).text == text
    except InvalidValueError:
        return False
