"""Templates of forms: what a file may say, what is refused, and that what is written can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ocr_intake.config import (
    ConfigError,
    FormTemplate,
    LabelKind,
    TemplateField,
    TemplatePage,
    TemplatePrint,
    check,
    load_forms,
)
from ocr_intake.config.form_file import as_toml
from ocr_intake.pipeline.forms import form_pages

GOOD = """
id = "iken"
title = "意見提出書"
dpi = 300
[[pages]]
width = 210
height = 297.0
fields = [{ kinds = ["name", "organization"], label = "氏名", box = [60, 50.5, 190, 64] }]
printed = [
    { text = "意見提出書", box = [70.0, 20.0, 140.0, 27.0] },
    { text = "氏名", box = [24.0, 55.0, 40.0, 59.0] },
    { text = "住所", box = [24.0, 70.0, 40.0, 74.0] },
    { text = "電話", box = [24.0, 85.0, 40.0, 89.0] },
]
across = [[50.0, 20.0, 190.0]]
down = [[20.0, 50.0, 120.0]]
"""


def saved(folder: Path, text: str, name: str = "iken") -> Path:
    (folder / "forms").mkdir(exist_ok=True)
    file = folder / "forms" / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_folder_without_forms_has_none(tmp_path: Path) -> None:
    assert load_forms(tmp_path) == ()


def test_a_template_is_read(tmp_path: Path) -> None:
    saved(tmp_path, GOOD)
    (form,) = load_forms(tmp_path)
    (field,) = form.pages[0].fields
    assert list(field.kinds) == [LabelKind.NAME, LabelKind.ORGANIZATION]
    assert field.box == pytest.approx((60, 50.5, 190, 64))
    assert check(tmp_path) == ()
    (page,) = form_pages([form])
    assert (page.form, page.number, page.areas[0].kinds) == ("iken", 1, ("name", "organization"))
    assert page.crossings.tolist() == [[20.0, 50.0]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('id = "iken"', 'id = "other"', "ファイル名と同じ「iken」にしてください"),
        ('id = "iken"', 'id = "../iken"', "英小文字と数字をハイフンでつないで"),
        ("dpi = 300", "dpi = nan", "pages|dpi"),
        ("dpi = 300", "dpi = 300\ndip = 3", "「dpi」の誤りではありませんか"),
        ("across =", "acros =", "「across」の誤りではありませんか"),
        ("label =", "lable =", "「label」の誤りではありませんか"),
        ('kinds = ["name", "organization"]', "kinds = []", "1 個以上書いてください"),
        ('kinds = ["name", "organization"]', 'kinds = ["nama"]', "次のいずれかを書いてください"),
        ("[60, 50.5, 190, 64]", "[190, 50.5, 60, 64]", "左 < 右、上 < 下"),
        ("[60, 50.5, 190, 64]", "[60, 50.5, 190]", "必須の項目です"),
        ("[60, 50.5, 190, 64]", "[60, 50.5, 190, inf]", "有限の数値|以下にしてください"),
        ("[60, 50.5, 190, 64]", "[260, 50.5, 290, 64]", "「氏名」の枠（box）が用紙の外にあります"),
        ("[60, 50.5, 190, 64]", '["60", 50.5, 190, 64]', "数値を書いてください"),
        ("width = 210", "width = 1e9", "1200.0 以下にしてください"),
        ("width = 210", "width = true", "数値を書いてください"),
        ('{ text = "電話", box = [24.0, 85.0, 40.0, 89.0] },', "", "4 個以上書いてください"),
        ('text = "電話"', f'text = "{"あ" * 500}"', "400 文字以下にしてください"),
        ("across = [[50.0, 20.0, 190.0]]", f"across = [{'[1.0, 2.0, 3.0],' * 500}]", "400 個以下にしてください"),
        ("[[pages]]", "[pages]", r"\[ \] で囲んだ一覧"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in GOOD
    saved(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ConfigError, match=expected):
        load_forms(tmp_path)
    assert len(check(tmp_path)) >= 1


def test_check_knows_the_consultations(tmp_path: Path) -> None:
    saved(tmp_path, GOOD.replace("dpi = 300", 'dpi = 300\nconsultation = "nosuch"'))
    (problem,) = check(tmp_path)
    assert problem.key == "consultation"
    assert "morioka-dx-2021" in str(problem)


def test_a_form_of_another_consultation_is_not_looked_for(tmp_path: Path) -> None:
    saved(tmp_path, GOOD.replace("dpi = 300", 'dpi = 300\nconsultation = "a"'))
    forms = load_forms(tmp_path)
    assert [len(form_pages(forms, consultation)) for consultation in ("a", None, "b")] == [1, 1, 0]


sides = st.floats(0, 150)
boxes = st.tuples(sides, sides, st.floats(0.5, 50), st.floats(0.5, 50)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)
printable = st.characters(blacklist_categories=("Cs", "Cc"))
words = st.text(printable, min_size=1, max_size=30).filter(lambda text: text.strip() != "")


@settings(max_examples=40, deadline=None)
@given(
    title=words,
    fields=st.lists(st.tuples(st.sampled_from(LabelKind), st.text(max_size=20), boxes), max_size=5),
    printed=st.lists(st.tuples(words, boxes), min_size=4, max_size=8),
    rules=st.lists(st.tuples(sides, sides, sides), max_size=5),
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory,
    title: str,
    fields: list[tuple[LabelKind, str, tuple[float, float, float, float]]],
    printed: list[tuple[str, tuple[float, float, float, float]]],
    rules: list[tuple[float, float, float]],
) -> None:
    page = TemplatePage(
        width=210.0,
        height=297.0,
        fields=tuple(TemplateField(kinds=(kind,), label=text, box=box) for kind, text, box in fields),
        printed=tuple(TemplatePrint(text=text, box=box) for text, box in printed),
        across=tuple(rules),
        down=tuple(rules),
    )
    form = FormTemplate(id="iken", title=title, dpi=300.0, pages=(page, page))
    folder = tmp_path_factory.mktemp("config")
    saved(folder, as_toml(form))
    (again,) = load_forms(folder)
    assert again.title == form.title
    assert [(f.kinds, f.label) for f in again.pages[1].fields] == [(f.kinds, f.label) for f in page.fields]
    assert [each.text for each in again.pages[0].printed] == [each.text for each in page.printed]
    for mine, other in zip(again.pages[0].printed, page.printed, strict=True):
        assert mine.box == pytest.approx(other.box, abs=0.051)


def test_a_template_is_frozen() -> None:
    with pytest.raises(ValidationError):
        TemplatePrint(text="氏名", box=(1.0, 2.0, 3.0, 4.0)).text = "住所"  # type: ignore[misc]
