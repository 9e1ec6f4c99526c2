"""A web form's table, invented people in it, and what the office has configured for it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from ocr_intake.config import Attribute, Choice, Consultation, ImportMap, find_config_dir, load_consultation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KUBUN = Attribute(
    id="kubun",
    label="区分",
    words=("あなたの区分",),
    kind="choice",
    choices=(Choice(label="在住", words=("市内在住",)), Choice(label="在勤"), Choice(label="在学")),
)
PUBLIC = Attribute(
    id="koukai",
    label="公開の可否",
    kind="choice",
    choices=(Choice(label="可"), Choice(label="不可", withholds=True)),
    published=False,
)
AGE = Attribute(id="nendai", label="年代", kind="number")
HEADINGS = ("番号", "受付日時", "お名前", "団体", "住所", "電話", "意見1", "意見2", "区分", "状態")
ROW = (
    *("1", "2021/09/01 12:30", "見本 太郎", "", "岩手県盛岡市内丸12番2号", "03-5253-1111"),
    *("賛成です。", "", "在住", "未"),
)


def consultation(**other: Any) -> Consultation:  # noqa: ANN401 - whatever a consultation has
    """One that takes comments by web and e-mail, and asks three things more."""
    known = load_consultation(find_config_dir(None).path, "morioka-dx-2021")
    said = {"channels": ("post", "fax", "hand", "web", "email"), "other_channels": ()}
    return Consultation.model_validate(known.model_dump() | said | {"attributes": (KUBUN, PUBLIC, AGE)} | other)


def mapping(**other: Any) -> ImportMap:  # noqa: ANN401 - whatever a mapping has
    """Of the table above."""
    columns = {
        "id": "番号",
        "received": "受付日時",
        "name": "お名前",
        "organization": "団体",
        "address": "住所",
        "phone": "電話",
        "opinions": ["意見1", "意見2"],
    }
    return ImportMap.model_validate({"channel": "web", "columns": columns, "attributes": {"kubun": "区分"}} | other)


def row(**other: str) -> tuple[str, ...]:
    """A row with other cells."""
    return tuple(other.get(heading, cell) for heading, cell in zip(HEADINGS, ROW, strict=True))


def as_csv(rows: Iterable[Sequence[str]], headings: Sequence[str] = HEADINGS) -> str:
    """A table as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue()
