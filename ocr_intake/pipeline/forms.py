"""The city's own forms in reading: templates as the layout room knows them, and finding one on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.layout.forms.marks import marks_of
from ocr_intake.layout.forms.register import best_of
from ocr_intake.layout.forms.template import Area, FormPage, PrintedLine, Rect, Stroke

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ocr_intake.config import FormTemplate
    from ocr_intake.layout.forms.register import Registration
    from ocr_intake.pipeline.page import Prepared


def form_pages(templates: Iterable[FormTemplate], consultation: str | None = None) -> tuple[FormPage, ...]:
    """The pages of the forms that papers of a consultation (None: of any) may be on."""
    return tuple(
        FormPage(
            form=template.id,
            number=number,
            width=page.width,
            height=page.height,
            printed=tuple(PrintedLine(each.text, Rect(*each.box)) for each in page.printed),
            areas=tuple(Area(tuple(map(str, field.kinds)), Rect(*field.box)) for field in page.fields),
            across=tuple(Stroke(*rule) for rule in page.across),
            down=tuple(Stroke(*rule) for rule in page.down),
        )
        for template in templates
        if template.serves(consultation)
        for number, page in enumerate(template.pages, start=1)
    )


def found_on(prepared: Prepared, forms: Sequence[FormPage]) -> tuple[Registration, ...]:
    """The forms whose print stands on a page, the likeliest first; what it says must still be read."""
    if not forms:
        return ()
    height, width = prepared.upright.shape[:2]
    return best_of(marks_of(prepared.regions, prepared.ruling, (width, height), prepared.quality.dpi), forms)
