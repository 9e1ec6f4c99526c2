"""Draws the pictures that `scripts/train_variants.py` trains on; run by hand when the families of kanji change.

Draws every member of every family of `variant_families.tsv` between other characters, in all fonts given and in pen
strokes, damages the lines as scanners and fax machines do, and cuts the characters out with the reader's own code.

Needs, beside the program: fonttools, svgpathtools and, for the pen strokes, the SVG files of KanjiVG (the `kanjivg`
package). Fonts are any folder of TrueType or OpenType files that may be used freely. The shipped weights were made with
Debian's fonts-ipafont-gothic, -ipamj-mincho, -takao-mincho, -morisawa-bizud-mincho, -noto-cjk, -horai-umefont,
-umeplus, -migmix, -dejima-mincho, -yozvox-yozfont-edu and -kouzan-mouhitsu (gyosho), and with Yomogi, Yuji Syuku,
Kaisei Opti, Zen Kaku Gothic, Noto JP, BIZ UDP, IBM Plex JP, M PLUS Rounded, LINE Seed and Mochiy Pop from fontsource;
held out were 34 other faces.

    python scripts/draw_variants.py FONTS --out OUT.npz --count 22000 --hold-out FONTS --kanjivg SVGS
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from fontTools.ttLib import TTFont, TTLibError
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ocr_intake.readers.variant_patch import SIDE, ink_of, patch  # noqa: E402
from ocr_intake.readers.variants import families  # noqa: E402

BESIDE = (
    "田中村山川木本井藤原野上下小大松林森石橋池谷岡内西東北南市町区県一二三四五六七八九十丁目番地子美代久和雄夫男之介"
    "太助明正幸生由加里智信義孝平安佐伊千春夏秋花月水戸倉津門条株式会社人氏名様殿お住所のがをにはでとするいまりらる"
    "アイエスドン123456789-0（）、。"
)
"""What may stand beside a character."""
DAMAGES = ("clean", "scan200", "fax_fine", "fax_standard", "fax_bad")
HAND = re.compile(
    r"klee|yomogi|yuji|kiloji|YOz|kurenaido|hachi|yusei|seto|soseki|[kK]ouzan|mouhitsu|kvg|hand", re.IGNORECASE
)
"""Fonts after writing by hand; they are bent and leant at random."""
SPREAD = 0.09
"""Standard deviation of where CTC says that a character is, in character heights: measured on 604 drawn characters."""
ASTRAY = 0.04
"""Share of characters of which it says so much less exactly (up to 0.35)."""

Pixels = npt.NDArray[np.uint8]
Random = np.random.Generator


@lru_cache(maxsize=2000)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def faces(folders: list[Path], wanted: set[str]) -> dict[str, dict[str, str]]:
    """Face name to character to font file; a face may be split over files (web fonts), one folder a face."""
    found: dict[str, dict[str, str]] = {}
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".ttf", ".otf", ".ttc"}):
            try:
                covered = {chr(c) for c in TTFont(path, fontNumber=0, lazy=True).getBestCmap()} & wanted
            except (TTLibError, AttributeError):
                continue
            name = re.sub(r"-\d+-400-normal$|-(japanese|latin)-400-normal$", "", path.stem)
            for char in covered:
                found.setdefault(name, {}).setdefault(char, str(path))
    return found


def strokes_of(folder: Path, wanted: set[str]) -> dict[str, list[npt.NDArray[np.float32]]]:
    """KanjiVG's strokes as polylines in a unit square, and those of a few variants put together from their parts."""
    from svgpathtools import parse_path

    found: dict[str, list[npt.NDArray[np.float32]]] = {}
    for char in wanted | set("立"):
        path = folder / f"{ord(char):05x}.svg"
        if not path.is_file():
            continue
        lines = []
        for match in re.finditer(r'<path[^>]* d="([^"]+)"', path.read_text(encoding="utf-8")):
            points = [segment.point(i / 8) for segment in parse_path(match[1]) for i in range(8)]
            points.append(parse_path(match[1])[-1].point(1))
            lines.append(np.array([(z.real, z.imag) for z in points], np.float32) / 109)
        found[char] = lines
    return found | _composed(found)


def _composed(strokes: dict[str, list[npt.NDArray[np.float32]]]) -> dict[str, list[npt.NDArray[np.float32]]]:
    """髙 (a ladder in place of the mouth), 﨑 (立 in place of 大), 德 (a stroke above the heart), 𠮷 (士 to 土)."""
    made: dict[str, list[npt.NDArray[np.float32]]] = {}

    def line(*points: tuple[float, float]) -> npt.NDArray[np.float32]:
        return np.array(points, np.float32)

    if "高" in strokes:
        high = strokes["高"]
        mouth = np.concatenate(high[2:5])
        left, right, top = mouth[:, 0].min(), mouth[:, 0].max(), high[1][:, 1].mean()
        foot = high[5][:, 1].min() + 0.03
        rungs = [line((left, y), (right, y)) for y in np.linspace(top, foot, 4)[1:3]]
        made["髙"] = [*high[:2], line((left, top), (left, foot)), line((right, top), (right, foot)), *rungs, *high[5:]]
    if "崎" in strokes and "立" in strokes:
        cape = strokes["崎"]
        box = np.concatenate(cape[3:6])
        stand = np.concatenate(strokes["立"])
        scale = (np.ptp(box, axis=0) * (1.0, 1.0)) / np.ptp(stand, axis=0)
        made["﨑"] = [
            *cape[:3],
            *[(s - stand.min(axis=0)) * scale + box.min(axis=0) for s in strokes["立"]],
            *cape[6:],
        ]
    if "徳" in strokes:
        virtue = strokes["徳"]
        heart = np.concatenate(virtue[-4:])
        y = heart[:, 1].min() - 0.03
        made["德"] = [*virtue[:-4], line((heart[:, 0].min(), y), (heart[:, 0].max(), y)), *virtue[-4:]]
    if "吉" in strokes:
        luck = [s.copy() for s in strokes["吉"]]
        for index, factor in ((0, 0.62), (2, 1.5)):
            middle = luck[index][:, 0].mean()
            luck[index][:, 0] = (luck[index][:, 0] - middle) * factor + middle
        made["𠮷"] = luck
    return made


@dataclass
class Style:
    """One writer or typesetter: a face, a size and habits."""

    face: str
    size: int
    hand: bool
    lean: float
    restless: float
    pen: float
    spacing: float


def _style(face: str, rng: Random) -> Style:
    hand = bool(HAND.search(face))
    size = int(rng.integers(46, 112)) if hand else int(rng.integers(34, 64))
    spacing = float(rng.uniform(-0.06, 0.14)) if hand else float(rng.choice([0, 0, 0.03, 0.1, 0.3]))
    return Style(
        face,
        size,
        hand,
        float(rng.uniform(-0.15, 0.18)),
        float(rng.uniform(0.4, 1.7)),
        float(rng.uniform(0.026, 0.066)),
        spacing,
    )


def _tile(char: str, style: Style, glyphs: dict[str, Any], rng: Random) -> Pixels:
    """``(2 size, 2 size)`` ink of one character about the middle."""
    size, restless = style.size, style.restless
    side = 2 * size
    slope = style.lean + rng.normal(0, 0.03 * restless)
    turn = np.array(
        [[rng.normal(0.95, 0.04 * restless), -slope], [rng.normal(0, 0.035 * restless), rng.normal(1, 0.04 * restless)]]
    )
    if style.face == "kvg":
        tile = np.zeros((side, side), np.uint8)
        width = max(2, round(style.pen * size * 2 * rng.normal(1, 0.06) / 2))
        for stroke in glyphs[char]:
            own = np.eye(2) + rng.normal(0, 0.04 * restless, (2, 2))
            middle = stroke.mean(axis=0)
            bent = (stroke - middle) @ own.T + middle + rng.normal(0, 0.014 * restless, 2)
            if len(bent) > 10 and rng.random() < 0.6:
                bent = bent[np.unique(np.r_[np.arange(0, len(bent), int(rng.integers(2, 5))), len(bent) - 1])]
            placed = ((bent - 0.5) @ turn.T * 0.92 + 1.0) * size
            cv2.polylines(tile, [np.round(placed * 16).astype(np.int32)], False, 255, width, cv2.LINE_AA, 4)
        return tile
    image = Image.new("L", (side, side))
    ImageDraw.Draw(image).text((size, size), char, font=_font(glyphs[char], size), fill=255, anchor="mm")
    tile = np.asarray(image)
    if style.hand:
        move = np.hstack([turn, (size - turn @ np.array([[size], [size]]))])
        tile = cv2.warpAffine(tile, move, (side, side), flags=cv2.INTER_LINEAR)
    pick = rng.random()
    if pick < 0.18:
        tile = cv2.dilate(tile, np.ones((2, 2) if size < 60 else (3, 3), np.uint8))
    elif pick < 0.3 and size > 40:
        tile = cv2.erode(tile, np.ones((2, 2), np.uint8))
    return tile


def _line(text: str, style: Style, glyphs: dict[str, Any], rng: Random, *, down: bool) -> tuple[Pixels, list[float]]:
    """A line of dark writing on white, and the middles of its characters along it."""
    size = style.size
    along = int(size * (len(text) * 1.5 + 2))
    canvas = np.zeros((along, 3 * size) if down else (3 * size, along), np.uint8)
    at, across, middles = float(size), 0.0, []
    for char in text:
        half = char.isascii() or char in "、。"
        tile = _tile(char, style, glyphs, rng)
        across += rng.normal(0, 0.015) * size if style.hand else 0.0
        y, x = int(size / 2 + across), int(at - size * (0.75 if half and not down else 0.5))
        y, x = (int(at - size / 2), int(size / 2 + across)) if down else (y, max(0, x))
        view = canvas[y : y + 2 * size, x : x + 2 * size]
        np.maximum(view, tile[: view.shape[0], : view.shape[1]], out=view)
        middles.append((y if down else x) + float(size))
        at += size * ((0.55 if half else 1.0) + style.spacing + (rng.normal(0, 0.03) if style.hand else 0.0))
    return np.asarray(255 - canvas, np.uint8), middles


def _damaged(image: Pixels, damage: str, rng: Random) -> tuple[Pixels, float, float]:
    """The line as it comes out of a machine, and by what its width and height changed."""
    pen = rng.uniform(0, 90)
    grey = pen + image.astype(np.float32) * (255 - pen) / 255
    turn = cv2.getRotationMatrix2D((image.shape[1] / 2, image.shape[0] / 2), float(rng.normal(0, 0.5)), 1)
    grey = cv2.warpAffine(grey, turn, (image.shape[1], image.shape[0]), borderValue=255.0)
    if damage in {"clean", "scan200"}:
        grey = cv2.GaussianBlur(grey, (0, 0), float(rng.uniform(0.35, 1.1)))
        factor = 2 / 3 if damage == "scan200" else 1.0
        grey = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else grey
        grey += rng.standard_normal(grey.shape, np.float32) * rng.uniform(0.5, 7)
        if rng.random() < 0.25:
            _, coded = cv2.imencode(
                ".jpg", np.clip(grey, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 85))]
            )
            grey = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.float32)
        return np.clip(grey, 0, 255).astype(np.uint8), factor, factor
    bad = damage == "fax_bad"
    standard = damage == "fax_standard" or (bad and rng.random() < 0.5)
    grey = cv2.GaussianBlur(grey, (0, 0), float(rng.uniform(1.1, 1.7) if bad else rng.uniform(0.6, 1.3)))
    across = 204 / 300 * float(rng.uniform(0.95, 1.0))
    down = across * (98 / 204 if standard else 196 / 204)
    grey = cv2.resize(grey, None, fx=across, fy=down, interpolation=cv2.INTER_AREA)
    grey = 255 - (255 - grey) * (1.15 if standard else 1.0)
    grey += rng.standard_normal(grey.shape, np.float32) * (rng.uniform(20, 36) if bad else rng.uniform(4, 16))
    light = grey > rng.uniform(140, 195)
    specks = rng.random(light.shape) < (rng.uniform(0.001, 0.004) if bad else 0.0002)
    light = np.where(specks, ~light, light)
    for _ in range(int(rng.integers(0, 3)) if bad else int(rng.random() < 0.05)):
        row = int(rng.integers(0, len(light) - 2))
        light = np.delete(light, row, axis=0) if rng.random() < 0.5 else np.insert(light, row, light[row], axis=0)
    out = np.asarray(light * 255, np.uint8)
    high = out.shape[0] * (204 / 98 if standard else 204 / 196)
    how = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST]))
    return cv2.resize(out, (out.shape[1], round(high)), interpolation=how), across, across


def sample(member: str, style: Style, glyphs: dict[str, Any], damage: str, rng: Random) -> npt.NDArray[np.float32]:
    """One character as the reader will see it."""
    beside = [c for c in BESIDE if c in glyphs]
    before = "".join(rng.choice(beside, int(rng.integers(0, 4))))
    after = "".join(rng.choice(beside, int(rng.integers(0, 4))))
    down = rng.random() < 0.12
    image, middles = _line(before + member + after, style, glyphs, rng, down=down)
    image, wide, high = _damaged(image, damage, rng)
    scale, size = (high if down else wide), style.size * wide
    dark = np.flatnonzero((image < 140).sum(axis=0 if down else 1) > 1)
    if not len(dark):
        return np.zeros((SIDE, SIDE), np.float32)
    margin = int(size * rng.uniform(0.03, 0.2))
    low, top = max(0, int(dark[0]) - margin), int(dark[-1]) + margin + 1
    row = np.ascontiguousarray(np.rot90(image[:, low:top]) if down else image[low:top])
    spread = rng.normal(0, SPREAD, len(middles)) + (rng.random(len(middles)) < ASTRAY) * rng.uniform(-0.35, 0.35)
    places = np.array(middles) * scale + spread * size
    index = len(before)
    return patch(
        ink_of(row),
        float(places[index]),
        float(places[index - 1]) if index else None,
        float(places[index + 1]) if after else None,
        turned=down,
    )


def _distinct(members: list[str], glyphs: dict[str, Any], face: str) -> list[str]:
    """The members that a face has, less those that it draws with another member's glyph."""
    kept: list[tuple[str, npt.NDArray[np.float32]]] = []
    for member in members:
        if member not in glyphs:
            continue
        if face == "kvg":
            kept.append((member, np.zeros(1, np.float32)))
            continue
        image = Image.new("L", (120, 120))
        try:
            ImageDraw.Draw(image).text((60, 60), member, font=_font(glyphs[member], 96), fill=255, anchor="mm")
        except OSError:  # FreeType refuses a glyph's instructions
            continue
        drawn = cv2.GaussianBlur(np.asarray(image, np.float32), (0, 0), 1.5)
        if drawn.any() and all(np.corrcoef(drawn.ravel(), other.ravel())[0, 1] < 0.985 for _, other in kept):
            kept.append((member, drawn))
    return [member for member, _ in kept]


def draw(options: argparse.Namespace) -> None:
    """Draw the pictures of training and of validation."""
    groups = [list(family.members) for family in families()]
    members = [m for group in groups for m in group]
    wanted = set(members) | set(BESIDE)
    known: dict[str, dict[str, Any]] = dict(faces(options.fonts, wanted))
    held = {f"held out: {name}": face for name, face in faces(options.hold_out, wanted).items()}
    known |= held
    unseen = list(held)
    if options.kanjivg:
        known["kvg"] = strokes_of(options.kanjivg, wanted)
    rng = np.random.default_rng(options.seed)
    usable = {f: [_distinct(g, known[f], f) for g in groups] for f in known}
    hands = [f for f in known if HAND.search(f) and f not in unseen and f != "kvg"]
    prints = [f for f in known if not HAND.search(f) and f not in unseen]
    print(len(hands), "hands", len(prints), "print", "held out:", " ".join(unseen))
    pictures, labels, damages, split, names = [], [], [], [], []
    weights = np.array([len(g) for g in groups], float) ** 0.7
    weights /= weights.sum()
    while len(labels) < options.count:
        validate = len(labels) % 10 == 0 and bool(unseen)
        pick = rng.random()
        pool = (
            unseen
            if validate
            else ["kvg"]
            if pick < 0.3 and "kvg" in known
            else hands
            if pick < 0.62 and hands
            else prints
        )
        face = str(rng.choice(pool))
        group = int(rng.choice(len(groups), p=weights))
        own = usable[face][group]
        if len(own) < 2:
            continue
        member = str(rng.choice(own))
        damage = str(rng.choice(DAMAGES, p=[0.24, 0.2, 0.22, 0.22, 0.12]))
        try:
            drawn = sample(member, _style(face, rng), known[face], damage, rng)
        except OSError:
            continue
        if not drawn.any():
            continue
        pictures.append(np.round(drawn * 255).astype(np.uint8))
        labels.append(members.index(member))
        damages.append(damage)
        split.append(validate)
        names.append(face)
    np.savez_compressed(
        options.out,
        pictures=np.array(pictures),
        labels=np.array(labels),
        damages=np.array(damages),
        split=np.array(split),
        faces=np.array(names),
    )


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fonts", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kanjivg", type=Path)
    parser.add_argument("--count", type=int, default=60000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hold-out", type=Path, nargs="*", default=[])
    draw(parser.parse_args())


if __name__ == "__main__":
    main()
