"""Why a person looks at a long text: its characters are judged by themselves, what is left in doubt is its extent."""

from ocr_intake.model.fields import FieldName, FieldValue, FlagCode
from ocr_intake.model.geometry import Box, Region
from ocr_intake.model.proposal import Proposal, ProposedSubmission
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.trust.examples import surely_asked
from ocr_intake.trust.features import names_of
from ocr_intake.trust.judge import Policy, judge
from tests.review.test_places import TEXT
from tests.store.builders import reading
from tests.trust.test_characters import character

OPINION = FieldName.OPINION
EVIDENCE = dict.fromkeys(names_of(OPINION), 0.5) | {"mean": 0.99, "second": 0.1, "seconded": 1.0}


def judged(threshold: float, *codes: FlagCode, known: bool = True, sure: float = 0.9999) -> FieldValue:
    characters = tuple(character(at, 0, sure, "鬼") for at in range(len(TEXT)))
    regions = (Region(1, Box(0, 0, 900, 40)),)
    proposal = Proposal(TEXT, regions, "page", (), EVIDENCE, codes, characters if known else None)
    made = ProposedSubmission((1,), SubmitterKind.INDIVIDUAL, {OPINION: proposal}, ())
    return judge(made, [reading(1)], Policy(thresholds={OPINION: threshold})).field(OPINION)


def codes_of(value: FieldValue) -> list[FlagCode]:
    return [flag.code for flag in value.flags]


def test_doubt_about_the_pieces_is_doubt_about_the_extent() -> None:
    assert codes_of(judged(1.0)) == [FlagCode.TEXT_EXTENT]
    assert codes_of(judged(0.0)) == []
    assert codes_of(judged(1.0, sure=0.3)) == [FlagCode.TEXT_EXTENT, FlagCode.DOUBTFUL_CHARACTERS]
    assert codes_of(judged(0.0, sure=0.3)) == [FlagCode.DOUBTFUL_CHARACTERS]


def test_another_reason_stays_what_it_is() -> None:
    assert codes_of(judged(1.0, FlagCode.CORRECTION_ON_PAPER)) == [FlagCode.CORRECTION_ON_PAPER, FlagCode.TEXT_EXTENT]


def test_where_characters_are_not_judged_the_value_as_a_whole_is_doubtful() -> None:
    assert codes_of(judged(1.0, known=False)) == [FlagCode.LOW_CONFIDENCE, FlagCode.READERS_DISAGREE]


def test_a_text_asked_about_for_its_extent_would_not_be_with_another_confidence() -> None:
    assert not surely_asked(judged(1.0))
    assert surely_asked(judged(1.0, FlagCode.CORRECTION_ON_PAPER))
