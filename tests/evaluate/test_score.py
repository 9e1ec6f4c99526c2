"""Measures against figures worked out by hand, and what must hold whatever is measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.evaluate import Evaluation, Measures, Predicted, Prediction, Truth, evaluate, prediction_of
from ocr_intake.evaluate.measures import auroc, auto_accept
from ocr_intake.model.fields import FIELDS, FieldName, FieldValue, Flag, FlagCode
from ocr_intake.model.submission import Submission, SubmitterKind

NAME, ADDRESS, PHONE, OPINION = FieldName.NAME, FieldName.ADDRESS, FieldName.PHONE, FieldName.OPINION

TRUTHS = (
    Truth(
        "a.tif",
        (1,),
        {NAME: "見本 太郎", PHONE: "019-000-0001", OPINION: "賛成です。"},
        "individual",
        "1",
        {"hand": "typed"},
    ),
    Truth("a.tif", (2, 3), {NAME: "見本 花子", PHONE: "019-000-0002"}, "individual", "2", {"hand": "typed"}),
    Truth("b.pdf", (1,), {NAME: "例 一郎"}, "individual", "3", {"hand": "stroke"}),
    Truth("c.png", (1,), {NAME: "例 二郎"}, "individual", "4"),
)
PREDICTIONS = (
    # right; a wrong digit that nobody is asked about; one character of five wrong, flagged
    Prediction(
        "a.tif",
        (1,),
        {
            NAME: Predicted("見本太郎", 0.9),
            PHONE: Predicted("019-000-0007", 0.9),
            OPINION: Predicted("賛成ですね", 0.3, flagged=True),
            ADDRESS: Predicted("どこか", 0.2),
        },
        "individual",
    ),
    # pages are not exactly right; two characters of four wrong and flagged; right but flagged
    Prediction(
        "folder/a.tif",
        (3,),
        {NAME: Predicted("見木花小", 0.5, flagged=True), PHONE: Predicted("０１９００００００２", 0.8, flagged=True)},
        "organization",
    ),
    # no pages told, but one truth and one prediction: the same. Right, nobody asked
    Prediction("b.pdf", (), {NAME: Predicted("例一郎", 0.7)}, "individual"),
    # somebody's cover sheet, and no prediction at all for c.png
    Prediction("b2.pdf", (1,), {NAME: Predicted("表紙", 0.9)}, "individual"),
)


@pytest.fixture
def evaluation() -> Evaluation:
    return evaluate(TRUTHS, PREDICTIONS, ["hand", "stratum"])


def measures(evaluation: Evaluation, group: str, key: str = "", label: str | None = None) -> Measures:
    return next(
        dict(stratum.fields)[group] for stratum in evaluation.strata if (stratum.key, stratum.label) == (key, label)
    )


def test_submissions_are_matched_by_file_and_pages(evaluation: Evaluation) -> None:
    assert (evaluation.submissions, evaluation.predicted, evaluation.matched) == (4, 4, 3)
    assert [truth.id for truth in evaluation.missing] == ["4"]
    assert [prediction.file for prediction in evaluation.extra] == ["b2.pdf"]
    assert (evaluation.pages.hits, evaluation.pages.of) == (1, 3)
    assert (evaluation.strata[0].kind.hits, evaluation.strata[0].kind.of) == (2, 4)


def test_names_by_hand(evaluation: Evaluation) -> None:
    """Right, two of four characters wrong (flagged), right, and not found at all (so nobody is asked)."""
    name = measures(evaluation, "name")
    assert name.count == 4
    assert name.exact.share == 2 / 4
    assert name.exact.interval == pytest.approx((0.0676, 0.9324), abs=5e-5)
    assert name.cer == (0 + 0.5 + 0 + 1) / 4
    assert name.cer_pooled == (2 + 3) / (4 + 4 + 3 + 3)
    assert name.empty.share == 1 / 4
    assert name.flagged.share == 1 / 4
    assert (name.silent.hits, name.silent.of) == (1, 3)
    assert name.flag_recall.share == 1 / 2
    # right at 0.9 and 0.7, wrong at 0.5; the one that was not found has no confidence
    assert name.auroc == 1
    # accepted down to 0.7: two of four, none wrong
    assert name.auto_accept == (2 / 4, 2 / 4)


def test_telephone_numbers_by_hand(evaluation: Evaluation) -> None:
    phone = measures(evaluation, "phone")
    assert phone.count == 2
    assert phone.exact.share == 1 / 2
    assert phone.cer == (0.1 + 0) / 2
    assert phone.silent.share == 1
    assert phone.flag_recall.share == 0
    assert phone.auroc == 0
    assert list(phone.auto_accept) == [0, 0]
    assert (phone.spurious.hits, phone.spurious.of) == (0, 2)


def test_a_value_that_the_paper_does_not_have_is_spurious(evaluation: Evaluation) -> None:
    address = measures(evaluation, "address")
    assert address.count == 0
    assert address.exact.share is None
    assert address.cer is None
    assert (address.spurious.hits, address.spurious.of, address.spurious_unflagged) == (1, 4, 1)


def test_everything_together(evaluation: Evaluation) -> None:
    everything, without_opinion = measures(evaluation, "ALL"), measures(evaluation, "ALL_BUT_OPINION")
    assert (everything.count, without_opinion.count) == (7, 6)
    assert (everything.exact.hits, without_opinion.exact.hits) == (3, 3)
    assert without_opinion.cer == pytest.approx((1.5 + 0.1) / 6)
    assert everything.cer == pytest.approx((1.5 + 0.1 + 0.2) / 7)
    assert (everything.spurious.hits, everything.spurious.of) == (1, 28 - 7)
    assert [group for group, _ in evaluation.strata[0].fields] == [
        "name", "address", "phone", "opinion", "ALL_BUT_OPINION", "ALL",
    ]  # fmt: skip


def test_parts_are_told_apart(evaluation: Evaluation) -> None:
    labels = [(stratum.key, stratum.label, stratum.submissions) for stratum in evaluation.strata]
    assert labels == [
        ("", None, 4),
        ("hand", "stroke", 1),
        ("hand", "typed", 2),
        ("hand", None, 1),
        ("stratum", "hand-scan", 2),
        ("stratum", "typed-scan", 2),
    ]
    assert measures(evaluation, "name", "hand", "typed").exact.share == 1 / 2
    assert measures(evaluation, "name", "hand", "stroke").exact.share == 1


@pytest.mark.parametrize(
    ("keys", "stratum"),
    [
        ({"profile": "fax_std", "hand": "typed"}, "fax_std"),
        ({"profile": "fax_fine"}, "fax_fine"),
        ({"profile": "fax_bad"}, "hard"),
        ({"profile": "photo", "hand": "typed"}, "hard"),
        ({"profile": "scan200", "hand": "typed"}, "typed-scan"),
        ({"hand": "font"}, "hand-scan"),
        ({"stratum": "counter 3", "profile": "photo"}, "counter 3"),
    ],
)
def test_strata(keys: dict[str, str], stratum: str) -> None:
    assert Truth("a", (1,), {}, keys=keys).group("stratum") == stratum


def test_wrong_values_are_listed(evaluation: Evaluation) -> None:
    listed = [(wrong.truth.id, wrong.name, wrong.predicted, wrong.cer) for wrong in evaluation.wrong]
    assert listed == [
        ("1", ADDRESS, "どこか", 1),
        ("1", PHONE, "019-000-0007", 0.1),
        ("1", OPINION, "賛成ですね", 0.2),
        ("2", NAME, "見木花小", 0.5),
        ("4", NAME, None, 1),
    ]
    assert evaluation.wrong[1].as_json() == {
        "id": "1", "file": "a.tif", "pages": [1], "field": "phone", "truth": "019-000-0001",
        "predicted": "019-000-0007", "confidence": 0.9, "flagged": False, "cer": 0.1, "hand": "typed",
    }  # fmt: skip


def test_figures_as_json(evaluation: Evaluation) -> None:
    figures = evaluation.as_json()
    name = figures["strata"][0]["fields"]["name"]
    assert (name["exact"]["share"], name["exact"]["hits"], name["exact"]["of"]) == (0.5, 2, 4)
    assert name["auto_accept"] == {"0.01": 0.5, "0.001": 0.5}
    assert figures["missing"] == [{"id": "4", "file": "c.png", "pages": [1]}]


def test_the_largest_overlap_is_matched_first() -> None:
    truths = (Truth("a", (1, 2), {NAME: "一"}), Truth("a", (3,), {NAME: "二"}))
    predictions = (Prediction("a", (2, 3), {NAME: Predicted("三")}), Prediction("a", (3,), {NAME: Predicted("二")}))
    result = evaluate(truths, predictions)
    assert (result.matched, result.pages.hits) == (2, 1)
    assert measures(result, "name").exact.hits == 1


def test_ties_of_confidence_count_half() -> None:
    assert auroc([(0.5, True), (0.5, False)]) == 0.5
    assert auroc([(0.9, True), (0.5, True), (0.5, False), (0.1, False)]) == (2 + 1.5) / 4
    assert auroc([(0.5, True)]) is None


def test_how_much_could_be_accepted_unseen() -> None:
    scored = [(1 - n / 1000, n != 150) for n in range(200)]  # the 151st best of 200 is wrong
    assert auto_accept(scored, 0.01) == 1
    assert auto_accept(scored, 0.001) == 150 / 200
    assert auto_accept([(0.5, True), (0.5, False)], 0.01) == 0
    assert auto_accept([], 0.01) is None


texts = st.text(alphabet="見本太郎山田一二", min_size=1, max_size=6)
truth_sets = st.lists(st.dictionaries(st.sampled_from([NAME, ADDRESS, OPINION]), texts), min_size=1, max_size=8).map(
    lambda each: tuple(Truth(f"{n}.tif", (1,), values, "individual") for n, values in enumerate(each))
)


def predictions_for(truths: tuple[Truth, ...], confidence: float = 0.5) -> tuple[Prediction, ...]:
    return tuple(
        Prediction(t.file, t.pages, {n: Predicted(v, confidence) for n, v in t.values.items()}, t.kind) for t in truths
    )


@given(truth_sets)
def test_perfect_predictions_are_perfect(truths: tuple[Truth, ...]) -> None:
    result = evaluate(truths, predictions_for(truths))
    assert result.matched == len(truths)
    assert (*result.missing, *result.extra, *result.wrong) == ()
    assert result.pages.share == result.strata[0].kind.share == 1
    for _, each in result.strata[0].fields:
        assert each.exact.share == 1
        assert each.cer == each.cer_pooled == each.silent.share == each.spurious.hits == 0
        assert each.auto_accept == (1, 1)


@given(truth_sets)
def test_no_predictions_are_all_silent_errors(truths: tuple[Truth, ...]) -> None:
    result = evaluate(truths, ())
    assert result.pages.share is None
    for _, each in result.strata[0].fields:
        assert each.exact.share == 0
        assert each.cer == each.empty.share == each.silent.share == 1
        assert each.auroc is None


@given(truth_sets)
def test_order_does_not_matter(truths: tuple[Truth, ...]) -> None:
    predictions = predictions_for(truths)[1:]
    assert evaluate(truths, predictions[::-1]).strata == evaluate(truths, predictions).strata


@given(truth_sets)
def test_groups_add_up(truths: tuple[Truth, ...]) -> None:
    fields = dict(evaluate(truths, predictions_for(truths)).strata[0].fields)
    counts = {group: each.count for group, each in fields.items()}
    assert counts.get("ALL", 0) == sum(counts.get(name.value, 0) for name in FIELDS)
    assert counts.get("ALL_BUT_OPINION", 0) == counts.get("ALL", 0) - counts.get("opinion", 0)


def test_a_submission_as_it_was_read() -> None:
    fields = tuple(
        FieldValue(name, "値" if name is NAME else None, 0.8, (Flag(FlagCode.SEVERAL_VALUES),) if name is NAME else ())
        for name in FIELDS
    )
    prediction = prediction_of("a.tif", Submission((1, 2), SubmitterKind.INDIVIDUAL, fields))
    assert (prediction.file, prediction.pages, prediction.kind) == ("a.tif", (1, 2), "individual")
    assert prediction.values[NAME] == Predicted("値", 0.8, flagged=True)
    assert prediction.values[PHONE] == Predicted(None, 0.8)
