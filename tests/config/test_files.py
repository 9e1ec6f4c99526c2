"""Where the configuration comes from, how a folder's files lie over the shipped ones, and what is shipped."""

import pickle
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from ocr_intake.config import (
    ConfigError,
    LabelKind,
    Origin,
    UnknownConsultationError,
    check,
    find_config_dir,
    list_consultations,
    load_consultation,
    load_labels,
    load_settings,
    shipped_config_dir,
)
from ocr_intake.config.models import comparable
from ocr_intake.errors import ExitCode
from ocr_intake.model.budget import parse_budget
from ocr_intake.model.fields import FIELDS, FieldName
from ocr_intake.model.pages import Channel

SHIPPED = shipped_config_dir()


def test_what_is_shipped_is_in_order() -> None:
    assert check(SHIPPED) == ()


def test_the_shipped_consultation_says_what_the_city_announced() -> None:
    consultation = load_consultation(SHIPPED, "morioka-dx-2021")
    assert consultation.title == "(仮称)盛岡市行政デジタル・トランスフォーメーション推進計画(案)"
    assert (consultation.start, consultation.end) == (date(2021, 8, 26), date(2021, 9, 14))
    assert consultation.postmark_counts
    assert not consultation.telephone_opinions
    assert consultation.channels == (Channel.POST, Channel.FAX, Channel.HAND)
    assert consultation.other_channels == ("web",)
    assert list(consultation.categories) == ["A", "B", "C", "D", "E"]
    assert consultation.categories["D"] == "期間中に検討するもの"


def test_of_name_and_organisation_one_is_enough() -> None:
    consultation = load_consultation(SHIPPED, "morioka-dx-2021")
    rest = {FieldName.ADDRESS, FieldName.PHONE, FieldName.OPINION}
    assert consultation.missing(rest | {FieldName.NAME}) == ()
    assert consultation.missing(rest | {FieldName.ORGANIZATION}) == ()
    assert consultation.missing(rest) == ((FieldName.NAME, FieldName.ORGANIZATION),)
    assert len(consultation.missing(())) == 4


def test_loaded_records_cannot_be_changed_and_cross_process_borders() -> None:
    settings = load_settings(SHIPPED)
    with pytest.raises(ValidationError):
        settings.reading.workers = 3  # type: ignore[misc]
    for record in (settings, load_labels(SHIPPED), load_consultation(SHIPPED, "morioka-dx-2021")):
        assert pickle.loads(pickle.dumps(record)) == record  # noqa: S301 - our own bytes


def test_every_field_has_an_error_budget_and_none_a_threshold_of_its_own() -> None:
    confidence = load_settings(SHIPPED).confidence
    assert confidence.thresholds() == {}
    assert [budget.field for budget in confidence.budgets()] == list(FIELDS)
    assert {budget.share for budget in confidence.budgets()} == {parse_budget(confidence.error_budget)}


def test_a_field_may_have_its_own_budget_or_threshold(tmp_path: Path) -> None:
    text = '[confidence]\nname = 0.9\nerror_budget = "1/50"\n[confidence.error_budgets]\nphone = "1/200"\n'
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    confidence = load_settings(tmp_path).confidence
    assert confidence.thresholds() == {FieldName.NAME: 0.9}
    shares = {budget.field: budget.share for budget in confidence.budgets()}
    assert (shares[FieldName.PHONE], shares[FieldName.ADDRESS]) == (1 / 200, 1 / 50)


# ----------------------------------------------------------------------------------------------------------- labels


def test_every_kind_has_wordings() -> None:
    assert set(load_labels(SHIPPED).fields) == set(LabelKind)


@pytest.mark.parametrize(
    ("wording", "kind"),
    [
        ("お名前", "name"),
        ("事業所名", "organization"),
        ("代表者氏名", "representative"),
        ("〒", "postal_code"),
        ("住所又は所在地", "address"),
        ("Tel.", "phone"),
        ("ご意見の内容", "opinion"),
        ("フリガナ", "furigana"),
        ("ファクス", "fax"),
        ("該当箇所", "reference"),
        ("案件名", "topic"),
        ("募集期間", "ignore"),
        ("Comments", "opinion"),
    ],
)
def test_wordings_of_many_cities_are_known(wording: str, kind: str) -> None:
    assert wording in load_labels(SHIPPED).wordings()[kind]


@pytest.mark.parametrize(
    ("label", "kinds"),
    [
        ("氏名又は名称", ("name", "organization")),
        ("氏名（法人・団体名）", ("name", "organization")),
        ("氏名又は名称及び代表者の氏名", ("name", "organization", "representative")),
    ],
)
def test_combined_labels_announce_several_things(label: str, kinds: tuple[str, ...]) -> None:
    assert load_labels(SHIPPED).combined_wordings()[label] == kinds


def test_no_wording_stands_twice() -> None:
    labels = load_labels(SHIPPED)
    every = [comparable(wording) for wordings in labels.fields.values() for wording in wordings]
    every += [comparable(entry.label) for entry in labels.combined]
    assert sorted(every) == sorted(set(every))


@pytest.mark.parametrize("text", ["Ｔ Ｅ Ｌ ：", "tel", "TEL:", "TEL"])
def test_wordings_are_compared_without_what_does_not_matter(text: str) -> None:
    assert comparable(text) == "tel"


def test_a_lone_colon_stays_itself() -> None:
    assert comparable("：") == ":"


def test_a_clerks_labels_are_added_and_come_first(tmp_path: Path) -> None:
    (tmp_path / "labels.toml").write_text(
        'combined = [{label = "お名前とご連絡先", fields = ["name", "phone"]}]\n'
        '[fields]\nname = ["お名まえ"]\nopinion = ["所感"]\nignore = ["記入者"]',
        encoding="utf-8",
    )
    labels, shipped = load_labels(tmp_path), load_labels(SHIPPED)
    wordings = labels.wordings()
    assert wordings["name"][0] == "お名まえ"
    assert "氏名" in wordings["name"]
    assert "記入者" in shipped.wordings()["name"]
    assert "記入者" not in wordings["name"]
    assert "記入者" in wordings["ignore"]
    assert wordings["opinion"][0] == "所感"
    assert labels.combined_wordings()["お名前とご連絡先"] == ("name", "phone")
    assert labels.combined_wordings()["氏名又は名称"] == ("name", "organization")


# --------------------------------------------------------------------------------------------------------- location


def test_an_empty_folder_gives_what_is_shipped(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == load_settings(SHIPPED)
    assert load_labels(tmp_path) == load_labels(SHIPPED)
    assert list_consultations(tmp_path) == list_consultations(SHIPPED)
    assert check(tmp_path) == ()


def test_a_folder_says_only_what_differs(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xef\xbb\xbf[reading]\r\nworkers = 3\r\n")  # as Notepad saves it
    settings, shipped = load_settings(tmp_path), load_settings(SHIPPED)
    assert settings.reading.workers == 3
    assert settings.reading.readers == shipped.reading.readers
    assert settings.limits == shipped.limits


def test_the_folders_own_consultations_replace_the_shipped_one(tmp_path: Path) -> None:
    text = (SHIPPED / "consultations" / "morioka-dx-2021.toml").read_text(encoding="utf-8")
    folder = tmp_path / "consultations"
    folder.mkdir()
    (folder / "a.toml").write_text(text.replace('"morioka-dx-2021"', '"a"'), encoding="utf-8")
    later = text.replace('"morioka-dx-2021"', '"b"').replace("2021-", "2022-")
    (folder / "b.toml").write_text(later, encoding="utf-8")
    assert [each.id for each in list_consultations(tmp_path)] == ["b", "a"]
    with pytest.raises(UnknownConsultationError, match="指定できるもの: a, b") as caught:
        load_consultation(tmp_path, "morioka-dx-2021")
    assert caught.value.exit_code is ExitCode.CONFIG


def test_a_consultation_id_is_no_path(tmp_path: Path) -> None:
    (tmp_path / "consultations").mkdir()
    (tmp_path / "secret.toml").write_text("", encoding="utf-8")
    with pytest.raises(UnknownConsultationError):
        load_consultation(tmp_path, "../secret")


def test_the_option_comes_before_the_environment_before_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_config_dir().origin is Origin.SHIPPED
    (tmp_path / "config").mkdir()
    assert find_config_dir().origin is Origin.SHIPPED, "a folder called config may be anybody's"
    (tmp_path / "config" / "settings.toml").touch()
    assert find_config_dir().origin is Origin.HERE
    monkeypatch.setenv("OCR_INTAKE_CONFIG", str(tmp_path / "elsewhere"))
    found = find_config_dir()
    assert (found.path, found.origin) == (tmp_path / "elsewhere", Origin.ENVIRONMENT)
    assert find_config_dir(Path("mine")).origin is Origin.OPTION


@pytest.mark.parametrize("load", [load_settings, load_labels, list_consultations])
def test_a_folder_that_was_named_must_be_there(tmp_path: Path, load: type) -> None:
    with pytest.raises(ConfigError, match="設定フォルダーが見つかりません") as caught:
        load(tmp_path / "nowhere")
    assert caught.value.exit_code is ExitCode.CONFIG
