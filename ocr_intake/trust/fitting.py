"""Fitting a calibration: examples in, models and honest figures out. The one place that knows scikit-learn.

Figures and held-out confidences come from nested cross-validation: the values of a group are judged by models that saw
nothing of it, neither when they were fitted nor when their strength was chosen.
"""

from __future__ import annotations

import importlib.util
import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from ocr_intake.errors import MissingLibraryError
from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.trust.calibration import FieldModel, Figures, HeldOut, Tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from numpy.typing import NDArray

    Vector: TypeAlias = NDArray[np.float64]

OUTER, INNER = 5, 4
"""Folds: for figures, and within their training parts for the strength."""
STRENGTHS: Final = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Inverse regularisation that is tried where a model is fitted from nothing."""
NEARNESS: Final = ((0.001, 1.0), (0.01, 1.0), (0.1, 1.0), (0.01, 0.2), (0.1, 0.2), (1.0, 0.2))
"""What is tried where a model is drawn towards an earlier one: inverse regularisation of what differs from it, and how
much one of the earlier one's held-out values weighs."""
FEWEST, FEWEST_WRONG = 40, 4
"""Values, and wrong ones among them, from which a field of a workspace gets a model of its own."""
POOLED: Final = (FieldName.NAME, FieldName.REPRESENTATIVE)
"""Both are personal names with the same features: fitted together."""
_FIXED: Final = 30.0
"""How much larger the earlier model's score is made, so that regularisation leaves its coefficient alone."""


@dataclass(frozen=True, slots=True)
class Example:
    """What was proposed for one field of one submission, and whether that was right."""

    field: FieldName
    vector: tuple[float, ...] | None
    """The features of a value; None where none was proposed."""
    right: bool
    group: str
    """Folds never split one."""
    asked: bool = False
    """A person looks at it whatever the confidence: it cannot be a silent error."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A field's new model, and how the earlier one did on the same values."""

    model: FieldModel
    values: int
    """Judged values of the field (of all that are fitted together)."""
    wrong: int
    """Of these, the wrong ones."""
    before: Figures | None = None
    kept: bool = False
    """There were too few values for a new model: it is the earlier one."""


class _Setting(NamedTuple):
    strength: float
    anchor: float


@dataclass(frozen=True, slots=True, eq=False)
class _Data:
    """The values of one field (or of several that are fitted together)."""

    x: Vector
    """(values, features)"""
    y: NDArray[np.bool_]
    groups: NDArray[np.str_]

    def part(self, chosen: NDArray[np.intp]) -> _Data:
        return _Data(self.x[chosen], self.y[chosen], self.groups[chosen])


def require_scikit_learn() -> None:
    """Say at once, before anything is read, that fitting is not possible here.

    Raises:
        MissingLibraryError: scikit-learn is not installed.
    """
    if importlib.util.find_spec("sklearn") is None:
        raise MissingLibraryError(library="scikit-learn", extra="calibration")


def fit(examples: Sequence[Example], prior: Mapping[FieldName, FieldModel] | None = None) -> dict[FieldName, Fitted]:
    """A model for each field.

    Args:
        examples: values, and fields without one.
        prior: earlier models that the new ones are drawn towards: a hundred values then help without harm. None to
            fit from nothing.

    Raises:
        MissingLibraryError: scikit-learn is not installed.
    """
    require_scikit_learn()
    fitted: dict[FieldName, Fitted] = {}
    for field in FIELDS:
        mine = [e for e in examples if e.field is field]
        pool = [e for e in examples if e.field in POOLED] if field in POOLED else mine
        earlier = prior[field] if prior is not None else None
        one = _fit_field(field, pool, earlier)
        fitted[field] = replace(one, model=_with_absences(one.model, mine, earlier))
    return fitted


def figures_of(predicted: Vector, right: NDArray[np.bool_]) -> Figures:
    """How good held-out confidences are."""
    clipped = np.clip(predicted, 1e-6, 1 - 1e-6)
    loss = -np.where(right, np.log(clipped), np.log1p(-clipped)).mean()
    return Figures(
        len(right), int((~right).sum()), round(float(loss), 4), _ece(predicted, right), _auroc(predicted, right)
    )


def _fit_field(field: FieldName, pool: Sequence[Example], earlier: FieldModel | None) -> Fitted:
    examples = [e for e in pool if e.vector is not None]
    wrong = sum(not e.right for e in examples)
    if not examples:
        if earlier is None:
            raise ValueError(f"no value of {field.value} to fit with")
        return Fitted(earlier, 0, 0, kept=True)
    data = _Data(
        np.array([e.vector for e in examples], dtype=np.float64),
        np.array([e.right for e in examples], dtype=bool),
        np.array([e.group for e in examples]),
    )
    counts = np.array([e.field is field and not e.asked for e in examples])
    if earlier is not None and (len(examples) < FEWEST or wrong < FEWEST_WRONG or wrong == len(examples)):
        seen = _held_out(_applied(earlier, data.x), data.y, counts)
        return Fitted(replace(earlier, own=seen), len(examples), wrong, kept=True)
    if wrong in {0, len(examples)}:
        alike = _constant(data)
        seen = _held_out(_applied(alike, data.x), data.y, counts)
        return Fitted(replace(alike, held_out=seen), len(examples), wrong)
    predicted = _nested(data, earlier)
    seen, figures = _held_out(predicted, data.y, counts), figures_of(predicted, data.y)
    model = replace(_fitted(data, _best(data, earlier), earlier), figures=figures)
    if earlier is None:
        return Fitted(replace(model, held_out=seen), len(examples), wrong)
    before = figures_of(_applied(earlier, data.x), data.y)
    return Fitted(replace(model, own=seen), len(examples), wrong, before)


def _held_out(predicted: Vector, right: NDArray[np.bool_], counts: NDArray[np.bool_]) -> HeldOut:
    return HeldOut(_ascending(predicted[counts & right]), _ascending(predicted[counts & ~right]))


def _constant(data: _Data) -> FieldModel:
    """All alike: nothing tells right from wrong, and confidence is their share, drawn a little towards even chances."""
    share = (data.y.sum() + 1) / (len(data.y) + 2)
    return FieldModel(math.log(share / (1 - share)), (0.0,) * data.x.shape[1])


def _with_absences(model: FieldModel, examples: Sequence[Example], earlier: FieldModel | None) -> FieldModel:
    """Count how often the paper really had nothing; what the earlier model counted counts on."""
    counted = Counter((e.asked, e.right) for e in examples if e.vector is None)
    absent, missed = (Tally(counted[asked, True], counted[asked, False]) for asked in (False, True))
    if earlier is None:
        return replace(model, absent=absent, missed=missed)
    return replace(model, absent=earlier.absent.and_(absent), missed=earlier.missed.and_(missed), own_absent=absent)


# ------------------------------------------------------------------------------------------------------------ models


def _nested(data: _Data, earlier: FieldModel | None) -> Vector:
    """Each value's confidence by a model that saw nothing of its group."""
    predicted = np.full(len(data.y), data.y.mean())
    for train, test in _folds(data, OUTER):
        part = data.part(train)
        if part.y.all() or not part.y.any():
            predicted[test] = _applied(earlier or _constant(part), data.x[test])
        else:
            predicted[test] = _applied(_fitted(part, _best(part, earlier), earlier), data.x[test])
    return predicted


def _best(data: _Data, earlier: FieldModel | None) -> _Setting | None:
    """The setting with the least log loss on held-out groups; None for the earlier model as it is."""
    settings = [_Setting(c, 0.0) for c in STRENGTHS] if earlier is None else [_Setting(*pair) for pair in NEARNESS]
    losses = dict.fromkeys(settings, 0.0)
    as_it_is = 0.0
    for train, test in _folds(data, INNER):
        part, held = data.part(train), data.part(test)
        if earlier is not None:
            as_it_is += _loss(_applied(earlier, held.x), held.y)
        for setting in settings:
            model = earlier or _constant(part)
            if part.y.any() and not part.y.all():
                model = _fitted(part, setting, earlier)
            losses[setting] += _loss(_applied(model, held.x), held.y)
    best = min(settings, key=lambda setting: losses[setting])
    return None if earlier is not None and as_it_is <= losses[best] else best


def _fitted(data: _Data, setting: _Setting | None, earlier: FieldModel | None) -> FieldModel:
    """A model; drawn towards the earlier one where there is one.

    Then the score is that of the earlier model, stretched and moved, plus a small correction by features. Stretch and
    shift are held by the earlier model's own held-out values, the correction by regularisation.
    """
    from sklearn.linear_model import LogisticRegression

    if earlier is None:
        assert setting is not None  # noqa: S101 - _best gives none only beside an earlier model
        fresh = LogisticRegression(C=setting.strength, max_iter=5000).fit(data.x, data.y)
        return FieldModel(float(fresh.intercept_[0]), tuple(float(w) for w in fresh.coef_[0]))
    if setting is None:
        return earlier
    middle = data.x.mean(axis=0)
    rows = np.column_stack([_scores(earlier, data.x) * _FIXED, data.x - middle])
    anchors = np.array([*earlier.held_out.right, *earlier.held_out.wrong])
    anchor_scores = np.log(np.clip(anchors, 1e-4, 1 - 1e-4) / (1 - np.clip(anchors, 1e-4, 1 - 1e-4)))
    held = np.column_stack([anchor_scores * _FIXED, np.zeros((len(anchors), len(middle)))])
    right = np.array([True] * len(earlier.held_out.right) + [False] * len(earlier.held_out.wrong), dtype=bool)
    weights = np.concatenate([np.ones(len(data.y)), np.full(len(anchors), setting.anchor)])
    near = LogisticRegression(C=setting.strength, max_iter=5000)
    near.fit(np.concatenate([rows, held]), np.concatenate([data.y, right]), sample_weight=weights)
    stretch, change, shift = float(near.coef_[0][0]) * _FIXED, near.coef_[0][1:], float(near.intercept_[0])
    mixed = tuple(stretch * w + float(d) for w, d in zip(earlier.weights, change, strict=True))
    moved = 1 / (1 + np.exp(-np.clip(anchor_scores * stretch + shift, -40, 40)))
    return replace(
        earlier,
        intercept=stretch * earlier.intercept + shift - float(change @ middle),
        weights=mixed,
        held_out=HeldOut(_ascending(moved[right]), _ascending(moved[~right])),
    )


def _folds(data: _Data, count: int) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    from sklearn.model_selection import GroupKFold

    count = min(count, len(set(data.groups)))
    if count < 2:
        return []
    return list(GroupKFold(count, shuffle=True, random_state=0).split(data.x, data.y, data.groups))


def _scores(model: FieldModel, x: Vector) -> Vector:
    return np.asarray(x @ np.array(model.weights) + model.intercept, dtype=np.float64)


def _applied(model: FieldModel, x: Vector) -> Vector:
    return np.asarray(1 / (1 + np.exp(-np.clip(_scores(model, x), -40, 40))), dtype=np.float64)


# ----------------------------------------------------------------------------------------------------------- figures


def _loss(predicted: Vector, right: NDArray[np.bool_]) -> float:
    """Log loss, summed."""
    clipped = np.clip(predicted, 1e-6, 1 - 1e-6)
    return float(-np.where(right, np.log(clipped), np.log1p(-clipped)).sum())


def _ece(predicted: Vector, right: NDArray[np.bool_], bins: int = 10) -> float:
    order = np.argsort(predicted, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    off = sum(len(part) * abs(predicted[part].mean() - right[part].mean()) for part in parts)
    return round(float(off / len(order)), 4)


def _auroc(predicted: Vector, right: NDArray[np.bool_]) -> float | None:
    from sklearn.metrics import roc_auc_score

    return round(float(roc_auc_score(right, predicted)), 4) if right.any() and not right.all() else None


def _ascending(confidences: Vector) -> tuple[float, ...]:
    return tuple(sorted(float(c) for c in confidences))
