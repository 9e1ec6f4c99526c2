"""How far the values that nobody is asked about can be trusted: what the audit of them and known answers tell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from rapidfuzz.distance import Levenshtein

from ocr_intake.evaluate.texts_audited import TextAudit, text_audit
from ocr_intake.evaluate.verified import Seen, seen_values
from ocr_intake.japanese.compare import compared
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import KnownAnswer
from ocr_intake.trust.intervals import clopper_pearson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ocr_intake.model.pages import Channel
    from ocr_intake.store import Workspace


K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Audit:
    """Values of one kind, and what the audit of those that nobody is asked about found."""

    values: int
    """In all."""
    flagged: int
    """A person is asked for a reason."""
    drawn: int
    """By lot, of those without a reason."""
    audited: int
    """Of the drawn, the ones that a person has judged."""
    errors: int
    """Of the audited, the wrong ones."""
    rate: float | None
    """Estimated share of wrong ones among all values without a reason to look; None where nothing is audited.

    Each audited value counts as often as it stands for others: the inverse of the share that was drawn when it was
    read (Horvitz and Thompson, 1952; as a ratio, Hájek, 1971). With one share throughout it is errors / audited.
    """
    interval: tuple[float, float]
    """Limits of the 95 % interval: Clopper and Pearson's, with the effective sample size where shares differ (Korn and
    Graubard, Survey Methodology 24, 1998)."""

    @property
    def unseen(self) -> int:
        """Values without a reason to look that nobody was asked about."""
        return self.values - self.flagged - self.drawn


@dataclass(frozen=True, slots=True)
class Verifier:
    """How one reviewer did on values that were wrong on purpose."""

    name: str
    shown: int
    """Those that tell something: answered, and decided since to be something else than was shown."""
    missed: int

    @property
    def rate(self) -> float | None:
        """Share missed."""
        return self.missed / self.shown if self.shown else None

    @property
    def interval(self) -> tuple[float, float]:
        """Limits of its 95 % interval (Clopper and Pearson)."""
        return clopper_pearson(self.missed, self.shown)


@dataclass(frozen=True, slots=True)
class TrustReport:
    """What a workspace tells about its own trustworthiness."""

    whole: Audit
    fields: tuple[tuple[FieldName, Audit], ...]
    channels: tuple[tuple[Channel, Audit], ...]
    verified: int
    """Values that a person has judged one by one."""
    corrected: int
    """Of those, the ones that were wrong."""
    verifiers: tuple[Verifier, ...]
    """Those who met known answers, and nobody else."""
    all_verifiers: Verifier
    texts: TextAudit

    @property
    def unseen_errors(self) -> float | None:
        """About how many wrong values nobody was asked about."""
        return None if self.whole.rate is None else self.whole.rate * self.whole.unseen

    @property
    def missed_errors(self) -> float | None:
        """About how many wrong values reviewers looked at and let pass.

        Who misses a share m of the planted errors misses as large a share of the real ones, so that those found are
        1 - m of them (error seeding: Mills, "On the Statistical Validation of Computer Programs", IBM FSC-72-6015,
        1972). None without known answers, or where all were missed.
        """
        rate = self.all_verifiers.rate
        return None if rate is None or rate == 1 else self.corrected * rate / (1 - rate)


@dataclass(frozen=True, slots=True)
class Curve:
    """Risk and coverage: how much could be left unseen, and how much of that would be wrong."""

    points: tuple[tuple[float, float], ...]
    """``(coverage, risk)``, 0 to 1, with coverage rising."""
    values: int
    """Judged values behind it."""


def report(workspace: Workspace, consultation: str | None = None) -> tuple[TrustReport, tuple[Seen, ...]]:
    """The report, and the values that it is about."""
    seen = tuple(seen_values(workspace, consultation))
    judged = [value for value in seen if value.right is not None]
    texts = text_audit(workspace, consultation)
    everybody = verifiers(workspace, consultation)
    total = Verifier("", sum(v.shown for v in everybody), sum(v.missed for v in everybody))
    made = TrustReport(
        audit_of(seen),
        tuple((name, audit_of(part)) for name, part in _parts(seen, lambda value: value.field)),
        tuple((channel, audit_of(part)) for channel, part in _parts(seen, lambda value: value.channel)),
        len(judged),
        sum(value.right is False for value in judged),
        everybody,
        total,
        texts,
    )
    return made, seen


def verifiers(workspace: Workspace, consultation: str | None = None) -> tuple[Verifier, ...]:
    """Everybody's answers to values that were wrong on purpose, once the value itself is decided, by name.

    What was shown may have been right after all, since a program's own value can be wrong: then nobody missed anything.
    """
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for answer, field in workspace.known_answers(consultation):
        final = field.verification
        if final is None or answer.outcome is KnownAnswer.UNCLEAR:
            continue
        said, shown, read = (compared(field.name, each) for each in (final.value, answer.shown, field.proposal.value))
        if said == shown or Levenshtein.distance(said, shown) < Levenshtein.distance(said, read):
            continue
        counts[answer.by][0] += 1
        counts[answer.by][1] += answer.outcome is KnownAnswer.MISSED
    return tuple(Verifier(name, shown, missed) for name, (shown, missed) in sorted(counts.items()))


def audit_of(seen: Iterable[Seen]) -> Audit:
    """What the audit found among some values."""
    seen = tuple(seen)
    drawn = [(value, value.share) for value in seen if value.share is not None]
    audited = [(value, 1 / share) for value, share in drawn if value.right is not None and share > 0]
    errors = [weight for value, weight in audited if not value.right]
    weights = [weight for _, weight in audited]
    flagged = sum(bool(value.value.flags) for value in seen) - len(drawn)
    if not audited:
        return Audit(len(seen), flagged, len(drawn), 0, 0, None, (0.0, 1.0))
    rate = sum(errors) / sum(weights)
    effective = sum(weights) ** 2 / sum(weight**2 for weight in weights)
    return Audit(len(seen), flagged, len(drawn), len(audited), len(errors), rate, _interval(rate, effective))


def curve_of(seen: Iterable[Seen]) -> Curve:
    """Risk and coverage of judged values that have no reason to look but their confidence.

    A value that was drawn by lot stands for all its like.
    """
    judged = [(v.confidence, bool(v.right), 1 / (v.share or 1)) for v in seen if v.right is not None and _counts(v)]
    total = sum(weight for *_, weight in judged)
    points: list[tuple[float, float]] = []
    covered = wrong = 0.0
    by_confidence: dict[float, list[tuple[bool, float]]] = defaultdict(list)
    for confidence, right, weight in judged:
        by_confidence[confidence].append((right, weight))
    for confidence in sorted(by_confidence, reverse=True):
        covered += sum(weight for _, weight in by_confidence[confidence])
        wrong += sum(weight for right, weight in by_confidence[confidence] if not right)
        points.append((covered / total, wrong / covered))
    return Curve(tuple(points), len(judged))


def _counts(value: Seen) -> bool:
    """Whether a value is judged by its confidence; one without any flag was looked at because somebody chose to."""
    return not value.asked_anyway and bool(value.value.flags)


def _interval(rate: float, effective: float) -> tuple[float, float]:
    of = max(1, round(effective))
    return clopper_pearson(min(round(rate * of), of), of)


def _parts(seen: Sequence[Seen], key: Callable[[Seen], K]) -> list[tuple[K, list[Seen]]]:
    parts: dict[K, list[Seen]] = defaultdict(list)
    for value in seen:
        parts[key(value)].append(value)
    return list(parts.items())
