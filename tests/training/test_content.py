"""What senders write: the same for the same seed, tagged as it is, and with the rare kinds often enough."""

import unicodedata
from collections import Counter

import pytest

from ocr_intake.extract.tags import VALUE_OF, Tag
from ocr_intake.model.fields import FIELDS, FieldName
from training.content import values
from training.content.numbers import in_figures, in_kanji, kanji_number
from training.content.opinions import continuation_head, opinion, reference_text
from training.content.organizations import organization
from training.content.phones import phone, postal_code
from training.content.places import place
from training.content.submitters import Submitter, fields_of, submitter
from training.dice import Dice
from training.paper import Tagged

SEEDS = range(300)


def all_values(dice: Dice, who: Submitter) -> list[Tagged]:
    return [
        values.name_text(dice, who),
        values.representative_text(dice, who),
        values.organization_text(dice, who),
        *values.who_lines(dice, who),
        values.kana_text(dice, who),
        values.code_text(dice, who),
        *values.address_lines(dice, who, most=dice.randint(1, 3)),
        values.phone_text(dice, who),
        values.fax_text(dice, who),
        values.email_text(dice, who),
        values.age_text(dice, who),
        values.gender_text(dice, who),
        values.occupation_text(dice, who),
        values.birth_text(dice, who),
        values.date_text(dice),
        values.other_person_text(dice, who),
        values.other_phone_text(dice, who),
        values.other_address_text(dice, who),
    ]


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def under(texts: list[Tagged], tag: Tag) -> str:
    return bare("".join(char for text in texts for char, one in zip(text.text, text.tags, strict=True) if one == tag))


def test_the_same_seed_writes_the_same() -> None:
    for seed in range(30):
        vertical = seed % 3 == 0
        first, second = Dice(seed), Dice(seed)
        one, other = submitter(first, vertical=vertical), submitter(second, vertical=vertical)
        assert one == other
        assert all_values(first, one) == all_values(second, other)
        assert opinion(first) == opinion(second)


def test_each_character_has_a_tag() -> None:
    for seed in SEEDS:
        dice = Dice(seed)
        for text in all_values(dice, submitter(dice, vertical=dice.chance(0.3))):
            assert len(text.text) == len(text.tags)
            assert "\n" not in text.text
            assert "{" not in text.text


def test_what_is_tagged_is_the_truth() -> None:
    for seed in SEEDS:
        dice = Dice(seed)
        who = submitter(dice, vertical=dice.chance(0.3))
        truth = fields_of(who, "意見")
        lines = values.address_lines(dice, who)
        assert under(lines, Tag.ADDRESS) == bare(truth["address"])
        assert in_figures(under(lines, Tag.POSTAL_CODE)) == bare(truth.get("postal_code", ""))
        people = values.who_lines(dice, who)
        for field in (FieldName.NAME, FieldName.ORGANIZATION, FieldName.REPRESENTATIVE):
            anonymous = field is FieldName.NAME and people[0].text in values.ANONYMOUS
            assert under(people, VALUE_OF[field]) == ("" if anonymous else bare(truth.get(field, "")))
        phone = in_figures(under([values.phone_text(dice, who)], Tag.PHONE))
        assert phone.startswith(bare(truth.get("phone", "")))


def test_fields_follow_the_conventions() -> None:
    for seed in SEEDS:
        who = submitter(Dice(seed))
        fields = fields_of(who, "一\n二")
        assert set(fields) <= set(FIELDS)
        assert all(value.strip() for value in fields.values())
        assert ("name" in fields) != ("organization" in fields)
        assert ("representative" in fields) == who.has_representative
        assert fields["opinion"] == "一\n二"
        assert "〒" not in fields["address"] + fields.get("postal_code", "")


def test_rare_kinds_are_common_enough_to_be_learnt() -> None:
    kinds = Counter(kind for seed in range(1500) for kind in submitter(Dice(seed)).content)
    for kind in ("place_kyoto", "place_chiwari", "place_jo", "place_aza", "place_odd", "care_of", "building"):
        assert kinds[kind] > 15, kind
    for kind in ("name_foreign", "name_old_form", "name_signers", "organization_digits", "second_phone"):
        assert kinds[kind] > 10, kind
    assert 0.08 < kinds["no_code"] / 1500 < 0.16
    assert 0.06 < kinds["no_phone"] / 1500 < 0.14


def test_lines_of_an_address_are_as_few_as_asked() -> None:
    for seed in SEEDS:
        dice = Dice(seed)
        assert len(values.address_lines(dice, submitter(dice), code=False, most=1)) == 1


def test_opinions_have_text_and_no_open_slots() -> None:
    for seed in SEEDS:
        dice = Dice(seed)
        paragraphs = opinion(dice, letter=seed % 5 == 0, vertical=seed % 3 == 0)
        assert paragraphs
        assert all(text.strip() for text in paragraphs)
        assert not set("{}\n⏎␣") & set("".join(paragraphs))
        assert reference_text(dice).strip()
        assert continuation_head(dice).strip()


@pytest.mark.parametrize("amount", [1, 30, 120, 600])
def test_opinions_are_about_as_long_as_asked(amount: int) -> None:
    lengths = sorted(len("".join(opinion(Dice(seed), amount=amount))) for seed in range(80))
    assert 0.6 * amount < lengths[40] < 2 * amount + 40


def test_vertical_opinions_write_numbers_in_kanji() -> None:
    texts = ["".join(opinion(Dice(seed), amount=300, vertical=True)) for seed in range(60)]
    assert sum(any(char in "0123456789" for char in text) for text in texts) < 10


def test_no_slot_of_the_lists_stays_open() -> None:
    for seed in range(1500):
        dice = Dice(seed)
        written = (organization(dice), *place(dice).parts, phone(dice), postal_code(dice, "0200001"))
        assert not set("{}|␣") & set("".join(written)) - {"|"}
        assert all(written)


@pytest.mark.parametrize(
    ("number", "kanji"), [(0, "〇"), (10, "十"), (21, "二十一"), (203, "二百三"), (1111, "千百十一")]
)
def test_numbers_in_kanji(number: int, kanji: str) -> None:
    assert kanji_number(number) == kanji


def test_codes_with_leading_zeros_keep_their_digits() -> None:
    for seed in range(20):
        assert in_kanji(Dice(seed), "020") == "〇二〇"
