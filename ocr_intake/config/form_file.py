"""A form's template as the TOML file that a clerk reads and edits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import chain

from ocr_intake.config.forms import FormTemplate, TemplatePage
from ocr_intake.i18n import t


def as_toml(form: FormTemplate) -> str:
    """The text of a template's file, with what each part means as comments in the language in force."""
    head = [
        *_comment("forms.file.head"),
        f"id = {_text(form.id)}",
        f"title = {_text(form.title)}",
        *([f"consultation = {_text(form.consultation)}"] if form.consultation is not None else []),
        *_comment("forms.file.dpi"),
        f"dpi = {_number(form.dpi)}",
    ]
    pages = chain.from_iterable(_page(page, number) for number, page in enumerate(form.pages, start=1))
    return "\n".join([*head, *pages]) + "\n"


def _page(page: TemplatePage, number: int) -> Iterable[str]:
    yield ""
    yield from _comment("forms.file.page", number=number)
    yield "[[pages]]"
    yield f"width = {_number(page.width)}"
    yield f"height = {_number(page.height)}"
    yield from _comment("forms.file.fields")
    fields = (
        f"{{ kinds = [{', '.join(_text(kind) for kind in field.kinds)}], label = {_text(field.label)}, "
        f"box = {_numbers(field.box)} }}"
        for field in page.fields
    )
    yield from _list("fields", fields)
    yield from _comment("forms.file.printed")
    printed = (f"{{ text = {_text(each.text)}, box = {_numbers(each.box)} }}" for each in page.printed)
    yield from _list("printed", printed)
    yield from _comment("forms.file.rules")
    yield from _list("across", map(_numbers, page.across))
    yield from _list("down", map(_numbers, page.down))


def _list(name: str, entries: Iterable[str]) -> Iterable[str]:
    yield f"{name} = ["
    yield from (f"    {entry}," for entry in entries)
    yield "]"


def _comment(key: str, **values: object) -> Iterable[str]:
    return (f"# {line}" for line in t(key, **values).splitlines())


def _text(text: str) -> str:
    """A basic string; JSON's escapes are TOML's too, but for the delete character, which TOML wants escaped."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _numbers(numbers: Sequence[float]) -> str:
    return f"[{', '.join(_number(number) for number in numbers)}]"


def _number(number: float) -> str:
    """To a tenth of a millimetre: finer than paper."""
    return f"{round(number, 1):.1f}"
