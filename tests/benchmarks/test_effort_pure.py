"""The clerk of ``benchmarks.effort``: what is wrong, what is pressed to mend it, what a question is answered with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.effort.clerk import (
    Absent,
    Accept,
    Choose,
    Edit,
    Place,
    Settle,
    Shown,
    decide,
    from_paper,
    looked,
    settled,
)
from benchmarks.effort.editing import InBrowser, InTerminal, mending
from benchmarks.effort.extent import mendings, moved
from benchmarks.effort.model import Effort
from benchmarks.effort.places import changed, changes, shares, tokens
from benchmarks.effort.pressing import OfBrowser, OfTerminal, keys_of
from benchmarks.effort.strokes import Press, letters, presses
from ocr_intake.japanese.compare import compared
from ocr_intake.model.fields import FieldName
from ocr_intake.model.written import Doubt, resolved
from ocr_intake.review import Scope

OPINION = FieldName.OPINION
PIECES = ["ﾊﾟ", "は\u3099", *"窓口の手続きをカガプー－-―〜12３ 　\n㈱①aＢ。、"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
COMPOSED = st.lists(st.sampled_from([piece for piece in PIECES if "\u3099" not in piece]), max_size=25).map("".join)
"""As the program's own values are."""
NAMES = st.sampled_from([FieldName.NAME, FieldName.PHONE, FieldName.ADDRESS, OPINION])


@given(NAMES, TEXTS)
def test_the_parts_of_a_text_are_what_is_compared(name: FieldName, text: str) -> None:
    assert "".join(token.form for token in tokens(name, text)) == compared(name, text)


@given(NAMES, TEXTS, TEXTS)
def test_changes_make_a_text_right_and_leave_the_rest_as_it_stands(name: FieldName, text: str, truth: str) -> None:
    made = changes(name, text, truth)
    assert compared(name, changed(text, made)) == compared(name, truth)
    assert (compared(name, text) == compared(name, truth)) == (not made)


@given(COMPOSED, COMPOSED, st.booleans())
def test_the_keys_of_a_mending_do_it_in_an_editor(text: str, truth: str, browser: bool) -> None:
    made = changes(OPINION, text, truth)
    opened = InBrowser.of(text) if browser else InTerminal.of(text)
    editor: InBrowser | InTerminal = opened
    for stroke in mending(text, made, opened):
        before, behind = editor.text[: editor.cursor], editor.text[editor.cursor :]
        if stroke.press is Press.TYPED:
            editor = editor.put(before + stroke.text + behind, editor.cursor + len(stroke.text))
        elif stroke.press is Press.BACKSPACE:
            editor = editor.put(before[:-1] + behind, max(editor.cursor - 1, 0))
        elif stroke.press is Press.CLEAR:
            start = before.rfind("\n") + 1
            editor = editor.put(before[:start] + behind, start)
        else:
            editor = editor.moved(stroke.press)
    assert editor.text == changed(text, made)


def test_of_a_long_text_a_few_keys_mend_a_character() -> None:
    text = "窓囗の手続きをもっと簡単にしてほしい。" * 8
    made = changes(OPINION, text, text.replace("囗", "口", 1))
    along = mending(text, made, InBrowser.of(text))
    assert [stroke.press for stroke in along][:3] == [Press.HOME, Press.RIGHT, Press.RIGHT]


@pytest.mark.parametrize(
    ("kana", "count"),
    [
        ("かんたん", 7),
        ("しんよう", 7),
        ("がっこう", 6),
        ("じゃ", 2),
        ("きゃ", 3),
        ("ふぁ", 2),
        ("こんにちは", 10),
        ("こーひー", 6),
    ],
)
def test_latin_letters_of_kana(kana: str, count: int) -> None:
    assert letters(kana) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("020-8530", 8),
        ("まど", 2 + 4),  # the input method on and off
        ("窓口", 2 + 8 + 2),  # and converted, and confirmed
        ("窓口、手続き。", 2 + 8 + 1 + 1 + 8 + 1 + 1 + 1),  # each clause is converted, the last one confirmed
        ("Aです", 2 + 2 + 4),
    ],
)
def test_presses_of_a_text(text: str, count: int) -> None:
    assert presses(text) == count


def test_a_kanji_that_stands_alone_has_to_be_chosen() -> None:
    assert presses("口", mended=True) == presses("口") + 2


def test_each_opinion_has_its_share_of_the_truth() -> None:
    truth = "①通報アプリは写真が送れない。\n②図書館を夜九時まで。もっと。"
    assert shares([("①", "アプリは写真が送れない"), ("②", "図書館を夜几時まで。")], truth) == (
        "通報アプリは写真が送れない。",
        "図書館を夜九時まで。もっと。",
    )
    assert shares([("", "一つめ。"), ("", "二つめ。")], "一つめ。二つ目。") == ("一つめ。", "二つ目。")
    assert shares([("", "")], "賛成。") == ("賛成。",)
    assert shares([], "賛成。") == ()


@given(st.lists(st.tuples(st.sampled_from(["", "①", "・"]), TEXTS), min_size=1, max_size=4), TEXTS)
def test_no_character_of_the_truth_is_in_two_shares(opinions: list[tuple[str, str]], truth: str) -> None:
    right, at = compared(OPINION, truth), 0
    for share in shares(opinions, truth):
        at = right.index(share, at) + len(share)


def doubt(start: int, end: int, *alternatives: str) -> Doubt:
    return Doubt(start, end, 0.6, alternatives)


def test_what_is_right_is_accepted_and_what_is_wrong_is_mended_with_the_fewest_keys() -> None:
    name = FieldName.NAME
    assert decide(Shown(name, "見本 太郎"), "見本太郎") == Accept()
    assert decide(Shown(name, "見木太郎", ("見元太郎", "見本太郎")), "見本 太郎") == Choose(2)
    assert decide(Shown(name, "見木太郎"), None) == Absent()
    assert decide(Shown(name, None), None) == Accept()
    act = decide(Shown(name, "見木太郎"), "見本太郎")
    assert isinstance(act, Edit)
    assert act.text == "見本太郎"


def test_doubtful_places_are_answered_and_nothing_else_is_mended() -> None:
    text = "窓囗の手続ぎを簡革にレてほしい。"
    doubts = (doubt(1, 2, "ロ", "口"), doubt(6, 6, "も"), doubt(8, 9, "早"))
    act = decide(Shown(OPINION, text, (), doubts), "窓口の手続きを簡単にしてほしい。")
    assert act == Settle((Place("口", 2), Place(""), Place("単", typed=True)))


def test_a_place_where_something_is_missing_gets_it() -> None:
    assert settled("窓の手続き", (doubt(1, 1, "口"),), "窓口の手続き") == (Place("口", 1),)
    assert settled("窓の手続き", (doubt(1, 1),), "窓口の手続き") == (Place("口", typed=True),)
    assert settled("窓口口の手続き", (doubt(2, 3, ""),), "窓口の手続き") == (Place("", 1),)


@given(TEXTS, TEXTS, st.data())
def test_answers_never_leave_more_wrong(text: str, truth: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    doubts = [doubt(start, end, "口", "") for start, end in zip(places[::2], places[1::2], strict=False)]
    said = settled(text, doubts, truth)
    now = changed_at(text, doubts, said)
    assert wrong(now, truth) <= wrong(text, truth)


def changed_at(text: str, doubts: list[Doubt], said: tuple[Place, ...]) -> str:
    for place, answer in zip(reversed(doubts), reversed(said), strict=True):
        text = text[: place.start] + answer.text + text[place.end :]
    return text


def wrong(text: str, truth: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(compared(OPINION, text), compared(OPINION, truth))


def test_what_is_looked_at() -> None:
    name = Shown(FieldName.NAME, "見本太郎")
    assert looked(name, Accept()) == Effort(mental=1, compared=4, screens=1)
    assert looked(name, Choose(1)) == Effort(mental=2, compared=4, screens=1)
    assert looked(Shown(FieldName.NAME, None), Accept()) == Effort(mental=2, screens=1)
    text = "窓口の手続きを簡単にしてほしい。"
    places = Shown(OPINION, text, (), (doubt(1, 2), doubt(5, 5)))
    act = decide(places, text)
    assert looked(places, act) == Effort(mental=2, compared=(1 + 4) + (0 + 4), screens=2)
    assert [stroke.press for stroke in keys_of(act, places, OfBrowser())] == [Press.ENTER] * 3
    whole = Shown(OPINION, text)
    assert looked(whole, decide(whole, text)).compared == len(text)


def test_seconds_are_the_keystroke_level_models() -> None:
    assert Effort(keys=1).seconds == pytest.approx(0.28)
    assert Effort(mental=2, compared=10).seconds == pytest.approx(2 * 1.35 + 2 * 10 * 0.09)
    assert from_paper(["020-8530"]) == Effort(keys=8 + 1 + 1, mental=2, read=8, screens=1)


def test_a_text_that_may_be_a_command_is_asked_for_in_the_terminal_first() -> None:
    shown = Shown(OPINION, "13か所", (), (doubt(1, 2),))
    digit = Settle((Place("2", typed=True),))
    assert [stroke.text for stroke in keys_of(digit, shown, OfTerminal()) if stroke.text] == ["r", "2"]
    assert [stroke.text for stroke in keys_of(digit, shown, OfBrowser()) if stroke.text] == ["2"]
    kanji = Settle((Place("二", typed=True),))
    assert [stroke.text for stroke in keys_of(kanji, shown, OfTerminal()) if stroke.text] == ["二"]


def test_in_a_place_of_several_characters_one_that_is_wrong_is_chosen_two_are_edited() -> None:
    text = "窓囗の手続ぎをもっと簡単にしてほしい。"
    place = Doubt(1, 6, 0.6, ("口の手続ぎ", "囗の手続き"), None, ((1, 2), (5, 6)))
    shown = Shown(OPINION, text, (), (place,))
    assert decide(shown, text.replace("囗", "口")) == Settle((Place("口の手続ぎ", 1),))
    both = decide(shown, "窓口の手続きをもっと簡単にしてほしい。")
    assert both == Settle((Place("口の手続き", typed=True),))
    assert looked(shown, both) == Effort(mental=2, compared=5 + 4, screens=1)
    strokes = keys_of(both, shown, OfBrowser())
    assert [stroke.press for stroke in strokes[:2]] == [Press.CHARACTER, Press.BACKSPACE], "edited from its end"
    assert sum(stroke.keys for stroke in strokes) < presses("口の手続き", mended=True)


LINES = ((0, 10), (11, 25), (25, 31))
PAPER = "意見を申し上げます。\n窓口の手続きをもっと簡単に。夜も開けて。"


def extent(text: str, *doubts: Doubt, lines: tuple[tuple[int, int], ...] = LINES) -> Shown:
    return Shown(OPINION, text, (), doubts, Scope.EXTENT, lines)


def test_lines_that_are_too_many_are_taken_out_and_nothing_in_between_is_read() -> None:
    read = PAPER.replace("続き", "読き")
    shown = extent(read, doubt(1, 2, "員"), doubt(11, 12, "室"))
    act = decide(shown, "窓口の手続きをもっと簡単に。夜も開けて。")
    assert isinstance(act, Edit)
    assert act.places == (Place("見"), Place("窓"))
    assert act.text.strip() == "窓口の手読きをもっと簡単に。夜も開けて。"
    assert looked(shown, act) == Effort(mental=2 + 1 + 1, compared=2 * (1 + 4), fixations=3, screens=3)
    keys = [stroke.press for stroke in keys_of(act, shown, OfBrowser())]
    assert keys[:3] == [Press.ENTER, Press.ENTER, Press.CHARACTER]
    assert keys[-1] is Press.SAVE


def test_what_is_missing_between_lines_is_put_in() -> None:
    read = "窓口の手続きをもっと簡革に。"
    act = decide(extent(read, lines=((0, 10), (10, 14))), "窓口の手続きをもっと簡単に。夜も開けて。")
    assert isinstance(act, Edit)
    assert act.text == "窓口の手続きをもっと簡革に。夜も開けて。"


def test_of_a_text_whose_lines_are_the_right_ones_no_character_is_compared() -> None:
    read = "窓囗の手続きをもっと簡単に。夜も開けて。"
    shown = extent(read, lines=((0, 10), (10, 20)))
    act = decide(shown, "窓口の手続きをもっと簡単に。夜も開けて。")
    assert act == Accept()
    assert looked(shown, act) == Effort(mental=1, fixations=2, screens=1)
    assert looked(shown, act).seconds == pytest.approx(1.35 + 2 * 0.23)
    assert decide(shown, None) == Absent()


@given(COMPOSED, COMPOSED, st.data())
def test_lines_are_mended_towards_the_truth(text: str, truth: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    lines = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    assert wrong(changed(text, mendings(text, lines, truth)), truth) <= wrong(text, truth)


@given(st.data())
def test_lines_stand_where_they_stood_once_places_are_answered(data: st.DataObject) -> None:
    lengths = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=4))
    ends = [sum(lengths[: number + 1]) for number in range(len(lengths))]
    lines = [(end - length, end) for end, length in zip(ends, lengths, strict=True)]
    doubts, answers, parts = [], [], []
    text = data.draw(st.text("窓口の", min_size=ends[-1], max_size=ends[-1]))
    for start, end in lines:
        first, last = sorted((data.draw(st.integers(start, end - 1)), data.draw(st.integers(start + 1, end))))
        last = max(last, first + 1)
        doubts.append(doubt(first, last))
        answers.append(data.draw(st.text("あ", max_size=3)))
        parts.append(text[start:first] + answers[-1] + text[last:end])
    now = resolved(text, doubts, answers)
    assert [now[start:end] for start, end in moved(lines, doubts, answers)] == parts


def test_what_could_not_be_saved_with_the_fewest_changes_is_typed_anew() -> None:
    act = decide(Shown(FieldName.POSTAL_CODE, "250-0351"), "125-0035")
    assert isinstance(act, Edit)
    assert act.text == "125-0035"
