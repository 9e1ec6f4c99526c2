"""Both languages say the same things with the same values."""

import string
import tomllib
from importlib import resources

import pytest

from ocr_intake.i18n import LANGUAGES, Language, Worded, catalogue, language, t


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert set(catalogue("ja")) == set(catalogue("en"))
    assert len(catalogue("ja")) > 0


@pytest.mark.parametrize("key", sorted(set(catalogue("ja")) & set(catalogue("en"))))
def test_a_text_takes_the_same_values_in_both_languages(key: str) -> None:
    assert placeholders(catalogue("ja")[key]) == placeholders(catalogue("en")[key])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_empty_and_placeholders_have_names(lang: Language) -> None:
    for key, text in catalogue(lang).items():
        assert text.strip(), key
        assert all(name.isidentifier() for name in placeholders(text)), key


def test_english_texts_hold_no_japanese_words() -> None:
    """A text that was copied and not translated; labels of the paper itself may be quoted in 「」."""
    for key, text in catalogue("en").items():
        outside = text.split("「")[0] + "".join(part.partition("」")[2] for part in text.split("「")[1:])
        assert not any("぀" <= c <= "ヿ" or "一" <= c <= "鿿" for c in outside), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_catalogue_file_is_found(lang: Language) -> None:
    folder = resources.files("ocr_intake.i18n").joinpath(lang)
    rooms = {entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")}
    assert {key.partition(".")[0] for key in catalogue(lang)} == rooms
    for room in rooms:
        tomllib.loads(folder.joinpath(f"{room}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("en", "en"), ("en_US.UTF-8", "en"), (" EN ", "en"), ("ja", "ja"), ("", "ja"), ("fr", "ja"), (None, "ja")],
)
def test_language_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, value: str | None, expected: str) -> None:
    if value is None:
        monkeypatch.delenv("OCR_INTAKE_LANG", raising=False)
    else:
        monkeypatch.setenv("OCR_INTAKE_LANG", value)
    assert language() == expected


def test_an_unknown_key_is_a_mistake_in_the_program() -> None:
    with pytest.raises(KeyError, match="no_such_text"):
        t("core.no_such_text")


def test_a_missing_value_is_a_mistake_in_the_program() -> None:
    with pytest.raises(KeyError, match="message"):
        t("core.error")


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert "{x} {0}" in t("core.error", message="{x} {0}")


def test_a_value_from_outside_is_made_visible_and_stays_one_line() -> None:
    shown = t("core.error", message="a\x1b[2J\nb\u202e")
    assert "a\\x1b[2J\\nb\\u202e" in shown
    assert "\n" not in shown


def test_a_text_within_a_text_may_have_several_lines() -> None:
    inner = Worded("一行\n二行")
    assert t("core.error", message=inner).endswith("一行\n二行")
    assert isinstance(t("core.error", message=inner), Worded)
    assert "scan\\n.png" in t("core.error", message=t("core.error", message="scan\n.png"))


def test_numbers_keep_their_formats() -> None:
    assert "1,048,576" in t("dataset.error.table_too_long", longest=1_048_576)
