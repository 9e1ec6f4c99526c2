"""Every mistake is told with file, key, what was expected and what was found; all of a file's mistakes at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_intake.config import ConfigError, check, load_consultation, load_labels, load_settings, shipped_config_dir
from ocr_intake.config.models import Settings
from ocr_intake.config.problems import dotted, shortened

SHIPPED = shipped_config_dir()
CONSULTATION = (SHIPPED / "consultations" / "morioka-dx-2021.toml").read_text(encoding="utf-8")

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Put a file into a configuration folder of its own, and return the folder."""

    def put(name: str, text: str) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return tmp_path

    return put


def messages(folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in check(folder)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[reading]\nworkers = -1", "settings.toml: reading.workers: 0 以上にしてください（現在の値: -1）"),
        (
            '[reading]\nworkers = "2"',
            'settings.toml: reading.workers: 整数を書いてください（例: 4）（現在の値: "2"）',
        ),
        (
            "[reading]\nworkers = true",
            "settings.toml: reading.workers: 整数を書いてください（例: 4）（現在の値: true）",
        ),
        ("[reading]\nreaders = []", "settings.toml: reading.readers: 1 個以上書いてください（現在の値: []）"),
        ('[reading]\nreaders = "ppocr"', "settings.toml: reading.readers: [ ] で囲んだ一覧で書いてください（例: "),
        ("[reading]\nreaders = ['']", 'settings.toml: reading.readers[1]: 空にはできません（現在の値: ""）'),
        (
            '[confidence]\nerror_budget = "0"',
            'settings.toml: confidence.error_budget: 「1/100」のような形で書いてください（1/2 以下）（現在の値: "0"）',
        ),
        ("[confidence]\nname = 1.5", "settings.toml: confidence.name: 1.0 以下にしてください（現在の値: 1.5）"),
        (
            "[confidence]\nname = true",
            "settings.toml: confidence.name: 数値を書いてください（例: 0.95）（現在の値: true）",
        ),
        (
            "[export]\nexcel_bom = 1",
            "settings.toml: export.excel_bom: true または false を書いてください（現在の値: 1）",
        ),
        (
            "[reading]\nworker = 2",
            "settings.toml: reading.worker: この項目名は使えません。「workers」の誤りではありませんか",
        ),
        (
            "xyzzy = 1",
            f"settings.toml: xyzzy: この項目名は使えません。使えるもの: {', '.join(sorted(Settings.model_fields))}",
        ),
        (
            "reading = 3",
            "settings.toml: reading: 項目の組（[見出し] の下に 名前 = 値）で書いてください（現在の値: 3）",
        ),
        ("x = " + "[" * 3000, "settings.toml: "),
        (
            "[reading\nworkers = 1",
            "settings.toml: 1 行目の 9 文字目で、TOML の書き方が正しくありません（Expected ",
        ),
    ],
)
def test_a_mistake_in_the_settings_is_named(write: Write, text: str, expected: str) -> None:
    (message,) = messages(write("settings.toml", text))
    assert message.startswith(expected)


def test_messages_come_in_english_too(write: Write, english: None) -> None:
    folder = write("settings.toml", "[reading]\nworker = 2\n[limits]\nmax_pages = 0")
    assert messages(folder) == [
        'settings.toml: reading.worker: there is no such key; did you mean "workers"?',
        "settings.toml: limits.max_pages: expected 1 or more (found: 0)",
    ]


def test_all_mistakes_of_all_files_come_at_once(write: Write) -> None:
    write("settings.toml", "[reading]\nworkers = -1\n[limits]\nmax_pages = 0")
    write("labels.toml", '[fields]\nname = ["なまえ"]\nnom = ["x"]')
    write("consultations/a.toml", CONSULTATION)
    write("consultations/b.toml", "not toml")
    folder = write("setings.toml", "")
    keys = [(problem.file.name, problem.key) for problem in check(folder)]
    assert keys == [
        ("settings.toml", "reading.workers"),
        ("settings.toml", "limits.max_pages"),
        ("labels.toml", "fields.nom"),
        ("a.toml", "id"),
        ("b.toml", ""),
        ("setings.toml", ""),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "end = 2021-09-14",
            "end = 2021-08-25",
            "募集期間の最終日（end）は、初日（start = 2021-08-26）以降の日付にしてください",
        ),
        ("start = 2021-08-26", 'start = "2021-08-26"', "start: 日付を引用符なしで"),
        ("start = 2021-08-26", "start = 2021-08-26T10:00:00", "start: 日付を引用符なしで"),
        ('city = "盛岡市"', 'city = "　"', "city: 空にはできません"),
        ('city = "盛岡市"', "", "city: 必須の項目です。追加してください"),
        (
            'channels = ["post"',
            'channels = ["mail"',
            "channels[1]: 次のいずれかを書いてください: post, fax, hand",
        ),
        ('"address", "phone"', '"adress", "phone"', "required[2][1]: 次のいずれかを書いてください: name, "),
        ('id = "morioka-dx-2021"', 'id = "Morioka DX"', "id: 英小文字と数字をハイフンでつないで書いてください"),
        ('id = "morioka-dx-2021"', 'id = "morioka-dx-2022"', "id: ファイル名と同じ「morioka-dx-2021」にしてください"),
        ("telephone_opinions = false", 'telephone_opinions = "no"', "telephone_opinions: true または false"),
        ('A = "計画に盛り込むもの"', "A = 1", "categories.A: 文字列を引用符で囲んで"),
        ('phones = ["019', 'xyz = ["019', "contact.xyz: この項目名は使えません。使えるもの: addresses, emails, names"),
        ('phones = ["019', 'tels = ["019', "contact.tels: この項目名は使えません。"),
    ],
)
def test_a_mistake_in_a_consultation_is_named(write: Write, old: str, new: str, expected: str) -> None:
    assert old in CONSULTATION
    folder = write("consultations/morioka-dx-2021.toml", CONSULTATION.replace(old, new))
    (message,) = messages(folder)
    assert message.startswith("consultations/morioka-dx-2021.toml: ")
    assert expected in message
    with pytest.raises(ConfigError) as caught:
        load_consultation(folder, "morioka-dx-2021")
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[fields]\nname = ["電話"]\nphone = ["電 話："]', "「電 話：」が「name」にも書かれています"),
        (
            'combined = [{label = "氏名", fields = ["name", "address"]}]\n[fields]\nname = ["氏名"]',
            "「氏名」が「name」",
        ),
        (
            'instructions = ["(ご)?記入"]\n[fields]\nname = ["a"]',
            "instructions: この項目は廃止され、読み取りには使われません。項目ごと",
        ),
        (
            'combined = [{label = "氏名", fields = ["name", "phone"], feilds = 1}]',
            "combined[1].feilds: この項目名は使えません。「fields」の誤りではありませんか",
        ),
        ("[fields]\nname = [1]", "fields.name[1]: 文字列を引用符で囲んで書いてください"),
        ('combined = [{label = "氏名", fields = ["name"]}]', "combined[1].fields: 2 個以上書いてください"),
    ],
)
def test_a_mistake_in_the_labels_is_named(write: Write, text: str, expected: str) -> None:
    folder = write("labels.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_labels(folder)
    assert expected in str(caught.value)


def test_a_file_that_is_not_utf8_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes("# 設定".encode("cp932"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load_settings(tmp_path)


def test_a_file_that_is_no_configuration_is_not_swallowed(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"#" * (1 << 20) + b"#")
    with pytest.raises(ConfigError, match="大きすぎます"):
        load_settings(tmp_path)


def test_a_folder_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    (problem,) = check(tmp_path / "nowhere")
    assert str(problem) == f"{tmp_path / 'nowhere'}: 設定フォルダーが見つかりません。場所を確かめてください"


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_message_or_taken(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "settings.toml").write_bytes(data)
    for problem in check(folder):
        assert str(problem)


@given(st.recursive(st.booleans() | st.integers() | st.text() | st.dates(), lambda inner: st.lists(inner, max_size=5)))
def test_a_quoted_value_is_short(value: object) -> None:
    assert 0 < len(shortened(value)) <= 60


@pytest.mark.parametrize(
    ("loc", "expected"),
    [
        (("a",), "a"),
        (("a", "b"), "a.b"),
        (("a", 0, "b"), "a[1].b"),
        (("a", 0, 1), "a[1][2]"),
        (("a", "x", "[key]"), "a.x"),
        ((), ""),
    ],
)
def test_keys_count_from_one(loc: tuple[int | str, ...], expected: str) -> None:
    assert dotted(loc) == expected
