"""Fitting: from nothing, and drawn towards an earlier model without harm."""

import importlib.util
import math
import random
from collections.abc import Callable, Iterable
from importlib.machinery import ModuleSpec

import numpy as np
import pytest

from ocr_intake.errors import ExitCode, MissingLibraryError
from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.trust.calibration import FieldModel
from ocr_intake.trust.features import names_of
from ocr_intake.trust.fitting import FEWEST, Example, figures_of, fit

PHONE = FieldName.PHONE


def likely(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def examples(
    count: int, law: Callable[[float, float], float], seed: int = 0, fields: Iterable[FieldName] = (PHONE,)
) -> list[Example]:
    """Values of some fields with two features that tell something, right with the probability that the law says."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    made = []
    for field in fields:
        for number in range(count):
            first, second = chance.gauss(0, 1), chance.gauss(0, 1)
            vector = (first, second, *(0.0,) * (len(names_of(field)) - 2))
            made.append(Example(field, vector, chance.random() < law(first, second), str(number % 17)))
    return made


def shipped_law(first: float, second: float) -> float:
    return likely(2 + 2 * first + second)


REST = [Example(field, (0.0,) * len(names_of(field)), right=True, group="1") for field in FIELDS if field is not PHONE]
"""One value of each other field: fitting from nothing wants some of every field."""


def fitted_from_nothing(made: list[Example]) -> FieldModel:
    return fit([*made, *REST])[PHONE].model


def test_what_can_be_told_is_found_and_confidences_are_honest() -> None:
    model = fitted_from_nothing(examples(600, shipped_law))
    assert model.figures is not None
    assert model.figures.ece < 0.05
    assert model.figures.auroc is not None
    assert model.figures.auroc > 0.8
    assert model.probability((1.0, 1.0, *(0.0,) * (len(model.weights) - 2))) == pytest.approx(likely(5), abs=0.03)
    assert len(model.held_out.right) + len(model.held_out.wrong) == 600
    assert model.own.right == ()


def test_names_and_representatives_learn_from_each_other_and_answer_for_themselves() -> None:
    persons = (FieldName.NAME, FieldName.REPRESENTATIVE)
    rest = [e for e in REST if e.field not in persons]
    fitted = fit([*examples(100, shipped_law, fields=(*persons, PHONE)), *rest])
    name, representative = fitted[FieldName.NAME].model, fitted[FieldName.REPRESENTATIVE].model
    assert name.weights == representative.weights
    assert len(name.held_out.right) + len(name.held_out.wrong) == 100
    assert fitted[FieldName.NAME].values == 200


def test_all_alike_gives_their_share() -> None:
    model = fitted_from_nothing(examples(50, lambda *_: 1.0))
    assert model.probability((0.3,) * len(model.weights)) == pytest.approx(51 / 52)
    assert model.figures is None
    assert len(model.held_out.right) == 50


@pytest.fixture(scope="module")
def earlier() -> dict[FieldName, FieldModel]:
    return {field: one.model for field, one in fit([*examples(600, shipped_law), *REST]).items()}


def log_loss(model: FieldModel, law: Callable[[float, float], float]) -> float:
    made = examples(3000, law, seed=99)
    predicted = np.array([model.probability(e.vector or ()) for e in made])
    return figures_of(predicted, np.array([e.right for e in made])).log_loss


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hundred_values_of_the_same_paper_do_no_harm(earlier: dict[FieldName, FieldModel], seed: int) -> None:
    one = fit(examples(100, shipped_law, seed), earlier)[PHONE]
    assert log_loss(one.model, shipped_law) <= log_loss(earlier[PHONE], shipped_law) + 0.02


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hundred_values_of_other_paper_help(earlier: dict[FieldName, FieldModel], seed: int) -> None:
    """Another office's handwriting: half as sure as the readers think."""

    def law(first: float, second: float) -> float:
        return likely(-0.5 + first + second)

    one = fit(examples(100, law, seed), earlier)[PHONE]
    assert log_loss(one.model, law) < log_loss(earlier[PHONE], law) - 0.05
    assert one.before is not None
    assert one.model.figures is not None
    assert one.model.figures.log_loss < one.before.log_loss
    assert len(one.model.own.right) + len(one.model.own.wrong) == 100
    held_out, kept = one.model.held_out, earlier[PHONE].held_out
    assert (len(held_out.right), len(held_out.wrong)) == (len(kept.right), len(kept.wrong))


def test_few_values_leave_the_model_and_count_for_what_is_promised(earlier: dict[FieldName, FieldModel]) -> None:
    few = examples(FEWEST - 1, shipped_law)
    one = fit(few, earlier)[PHONE]
    assert one.kept
    assert one.model.weights == earlier[PHONE].weights
    assert len(one.model.own.right) + len(one.model.own.wrong) == FEWEST - 1


def test_absences_are_counted_and_counted_on(earlier: dict[FieldName, FieldModel]) -> None:
    made = examples(50, shipped_law)
    made += [Example(PHONE, None, right, "1", asked) for right, asked in [(True, False)] * 3 + [(False, True)] * 2]
    first = fitted_from_nothing(made)
    assert (first.absent.right, first.absent.wrong, first.missed.right, first.missed.wrong) == (3, 0, 0, 2)
    again = fit([Example(PHONE, None, right=False, group="1")], {**earlier, PHONE: first})[PHONE].model
    assert (again.absent.right, again.absent.wrong, again.own_absent.wrong) == (3, 1, 1)


def test_a_value_that_is_asked_about_anyway_is_no_outcome() -> None:
    made = [
        Example(e.field, e.vector, e.right, e.group, asked=number % 2 == 0)
        for number, e in enumerate(examples(100, shipped_law))
    ]
    held_out = fitted_from_nothing(made).held_out
    assert len(held_out.right) + len(held_out.wrong) == 50


def test_without_scikit_learn_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec

    def without(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "sklearn" else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    with pytest.raises(MissingLibraryError, match=r"ocr-intake\[calibration\]") as caught:
        fit([])
    assert caught.value.exit_code is ExitCode.MISSING_TOOL
