"""A workspace's recogniser learns from what was verified in it: gather, fit, try on lines held back, decide.

Every attempt begins at the shipped weights, not at an earlier attempt: the lines of that one are among today's, and
would count twice. Submissions that are held back are so for good, so that no attempt was ever fitted to them.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from rapidfuzz.distance import Levenshtein

from ocr_intake import __version__
from ocr_intake.errors import IntakeError
from ocr_intake.japanese.variants import variant_key
from ocr_intake.model.reading import Reading
from ocr_intake.model.review import Decision
from ocr_intake.pipeline.acceptance import Figures, Trial, Verdict, compared
from ocr_intake.pipeline.certain_text import letters_of
from ocr_intake.pipeline.verified_lines import KnownLine, known_lines
from ocr_intake.readers.adapting import FeatureReader, Sample, fit
from ocr_intake.readers.learnt import Learnt
from ocr_intake.readers.ppocr import Recogniser, weights_in_use
from ocr_intake.trust.audit import lot

if TYPE_CHECKING:
    from ocr_intake.store import Versions, Workspace

HELD_BACK: Final = 0.2
"""Share of the submissions that nothing is fitted to."""
SET_APART: Final = 0.15
"""Share of the submissions that say when to stop."""
FEWEST_LINES: Final = 100
"""Verified lines to fit to from which it is worth trying."""
FEWEST_HELD: Final = 30
"""Verified lines held back from which a comparison tells anything."""
FEWEST_WRITERS: Final = 5
"""Submissions that these must come from: below, chance is never ruled out."""
MOST_LINES: Final = 4_000
"""Verified lines that are fitted to, the latest ones: they take 200 megabytes."""
MOST_SURE: Final = 1_000
"""Surely read lines that are learnt along with them, and as many that are read again."""
UNLIKELY: Final = 4.0
"""Nats a character from which a picture shows something else than the text: a line that was cut out wrongly."""
MADE: Final = "learnt.made"
"""Actions in the audit trail."""
REFUSED: Final = "learnt.refused"
BACK: Final = "learnt.back"
_NEWS: Final = frozenset({*(f"field.{each.value}" for each in Decision), "submission.rejected", "submission.reopened"})
"""Actions that change which lines are verified."""


class TooFewLinesError(IntakeError):
    """Too little was verified."""

    key: ClassVar[str] = "learn.error.too_few"


class Listener(Protocol):
    """Hears how far it has come."""

    def gathered(self, lines: int) -> None:
        """So many verified lines are cut out."""

    def epoch(self, number: int) -> None:
        """So many rounds are done."""


class NullListener:
    """Nobody listens."""

    def gathered(self, lines: int) -> None:
        """Do nothing."""

    def epoch(self, number: int) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What a workspace says about the recogniser's last layer."""

    number: int
    """Of the version in force."""
    learnt: Learnt
    fits: bool
    """Whether it was learnt for the weights that are in use; otherwise they are used as they are."""


@dataclass(frozen=True, slots=True)
class NothingNew:
    """Nobody decided anything since the last attempt."""

    date: str


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """What one attempt came to."""

    learnt: Learnt
    """With the figures in its note."""
    figures: Figures
    lines: int
    """Verified lines that it was fitted to."""
    submissions: int
    """That these are from."""
    left_out: int
    """Verified lines that could not be used."""
    seconds: float

    @property
    def verdict(self) -> Verdict:
        """What becomes of it."""
        return self.figures.verdict


def in_force(versions: Versions) -> InForce | None:
    """What is in force in a workspace; None for the weights as they are shipped.

    Raises:
        BadLearntError: It is not what this program writes.
        WorkspaceDamagedError: It cannot be read.
        MissingWeightsError: The recogniser's weights are not installed.
    """
    number = versions.in_force()
    content = versions.content(number)
    if content is None:
        return None
    learnt = Learnt.from_bytes(content)
    return InForce(number, learnt, learnt.base == weights_in_use().sha256())


def learn(workspace: Workspace, listener: Listener | None = None) -> Attempt | NothingNew:
    """Fit the recogniser's last layer to a workspace's verified lines, and compare. Nothing is written.

    Args:
        workspace: opened.
        listener: hears how far it has come.

    Raises:
        TooFewLinesError: Too little was verified.
        NoHeadError: The weights' last layer cannot be got at.
    """
    began = time.monotonic()
    listener = listener or NullListener()
    before = _tried_before(workspace)
    if before is not None:
        return NothingNew(before)
    now = in_force(workspace.learnt)
    recogniser = Recogniser.load(learnt=now.learnt if now is not None and now.fits else None)
    reader = FeatureReader(recogniser)
    gathered = _gathered(workspace, reader, listener)
    _check(gathered)
    samples = gathered.samples()
    course = fit(samples, gathered.apart or samples, reader.head, recogniser.weights, listener.epoch)
    today = f"{datetime.now(UTC).astimezone():%Y-%m-%d}"
    learnt = replace(course.learnt, base=recogniser.source.sha256(), date=today)
    taught = Recogniser.load(learnt=learnt)
    figures = compared(
        [_trial(line, recogniser, taught) for line in gathered.held],
        [letters_of(_read(line, recogniser)) == letters_of(_read(line, taught)) for line in gathered.sure],
    )
    note = {
        "lines": gathered.lines,
        "epochs": course.chosen,
        "program": __version__,
        **asdict(figures),
    }
    return Attempt(
        learnt=replace(learnt, note=note),
        figures=figures,
        lines=gathered.lines,
        submissions=len(gathered.writers),
        left_out=gathered.left_out,
        seconds=time.monotonic() - began,
    )


def keep(workspace: Workspace, attempt: Attempt, by: str) -> int | None:
    """Put an attempt in force where its comparison says so, and record it either way.

    Returns:
        The number of the version; None where the weights in use stay.

    Raises:
        WorkspaceUnwritableError: It cannot be written.
    """
    figures = attempt.figures
    told: dict[str, str | int] = {
        "base": attempt.learnt.base[:12],
        "lines": attempt.lines,
        "held": figures.lines,
        "before": figures.wrong_before,
        "after": figures.wrong_after,
    }
    if attempt.verdict is not Verdict.ACCEPTED:
        workspace.audit(by, REFUSED, verdict=attempt.verdict.value, **told)
        return None
    number = workspace.learnt.keep_bytes(attempt.learnt.to_bytes())
    workspace.audit(by, MADE, number=number, digest=attempt.learnt.digest(), **told)
    return number


# ---------------------------------------------------------------------------------------------------------- gathering


@dataclass(slots=True)
class _Gathered:
    """The lines of a workspace, by what they are for."""

    fitted: deque[Sample] = field(default_factory=lambda: deque(maxlen=MOST_LINES))
    anchors: deque[Sample] = field(default_factory=lambda: deque(maxlen=MOST_SURE))
    """Of lines that were surely read, print for the most part: they keep what is learnt from changing those."""
    apart: deque[Sample] = field(default_factory=lambda: deque(maxlen=MOST_LINES))
    held: list[KnownLine] = field(default_factory=list)
    sure: list[KnownLine] = field(default_factory=list)
    lines: int = 0
    """Verified lines to fit to, those included that say when to stop."""
    writers: set[int] = field(default_factory=set)
    """Submissions that these are from."""
    left_out: int = 0

    def samples(self) -> list[Sample]:
        """What is fitted to: verified lines, and at most as many others, as the weights in use read them.

        Learning what was read along with what is new keeps it (Li and Hoiem, "Learning without Forgetting", ECCV 2016).
        """
        return [*self.fitted, *list(self.anchors)[-len(self.fitted) :]]


def _gathered(workspace: Workspace, reader: FeatureReader, listener: Listener) -> _Gathered:
    """Pictures to fit to become features at once, which are smaller."""
    found = _Gathered()
    for line in known_lines(workspace):
        chance = lot(workspace.identity, "learn", line.submission)
        if not line.verified:
            if chance >= HELD_BACK:
                found.anchors.extend(_samples(line, reader))
            elif len(found.sure) < MOST_SURE:
                found.sure.append(line)
            continue
        samples = _samples(line, reader)
        if not samples:
            found.left_out += 1
        elif chance < HELD_BACK:
            found.held.append(line)
        else:
            found.lines += 1
            found.writers.add(line.submission)
            (found.apart if chance < HELD_BACK + SET_APART else found.fitted).extend(samples)
        listener.gathered(found.lines + len(found.held))
    return found


def _samples(line: KnownLine, reader: FeatureReader) -> tuple[Sample, ...]:
    """A line's samples; a form of a kanji that the recogniser lacks is learnt as the one that it has."""
    text = line.text if reader.can_say(line.text) else "".join(map(variant_key, line.text))
    if not reader.can_say(text):
        return ()
    return tuple(each for each in reader.samples(line.image, text) if reader.loss(each) < UNLIKELY)


def _check(found: _Gathered) -> None:
    """Whether there is enough to learn from, and to tell whether it helped."""
    writers = len({line.submission for line in found.held})
    if found.lines < FEWEST_LINES or len(found.held) < FEWEST_HELD or writers < FEWEST_WRITERS:
        raise TooFewLinesError(
            lines=found.lines,
            fewest=FEWEST_LINES,
            held=len(found.held),
            fewest_held=FEWEST_HELD,
            writers=writers,
            fewest_writers=FEWEST_WRITERS,
        )


def _tried_before(workspace: Workspace) -> str | None:
    """The day of an attempt with the weights in use since which nobody decided anything; None where there is none."""
    base = weights_in_use().sha256()[:12]
    for event in reversed(workspace.audit_trail()):
        if event.action in _NEWS:
            return None
        if event.action in {MADE, REFUSED}:
            same = dict(event.detail).get("base") == base
            return f"{event.at.astimezone():%Y-%m-%d}" if same else None
    return None


# ---------------------------------------------------------------------------------------------------------- comparing


def _trial(line: KnownLine, before: Recogniser, after: Recogniser) -> Trial:
    """Signs do not count: what a line has of them is what the reader said."""
    truth = letters_of(line.text)
    wrong = (Levenshtein.distance(truth, letters_of(_read(line, each))) for each in (before, after))
    return Trial(line.submission, len(truth), *wrong)


def _read(line: KnownLine, recogniser: Recogniser) -> str:
    (answer,) = recogniser.read([line.image])
    return answer.text if isinstance(answer, Reading) else ""
