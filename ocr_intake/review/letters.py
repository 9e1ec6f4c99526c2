"""Letters to people who sent something: what a template is filled in with, as text and as a page to print."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import catalogue
from ocr_intake.model.fields import FieldName
from ocr_intake.model.submission import SubmitterKind

if TYPE_CHECKING:
    from datetime import date

    from ocr_intake.config import Consultation
    from ocr_intake.config.letters import LetterTemplate
    from ocr_intake.store import StoredSubmission


class NothingMissingError(IntakeError):
    """A letter was to ask for what is missing, and nothing is."""

    key: ClassVar[str] = "letter.error.nothing_missing"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


class NoAddresseeError(IntakeError):
    """Nobody is known whom a letter could go to: nobody could read it, or it was purged."""

    key: ClassVar[str] = "letter.error.no_addressee"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, ready to be sent."""

    text: str
    """Whole."""
    window: tuple[str, ...]
    """Lines of the address block, as it shows through the window of an envelope."""
    title: str
    """Of the page; nothing personal."""


def make_letter(
    template: LetterTemplate,
    submission: StoredSubmission,
    consultation: Consultation,
    *,
    today: date,
    deadline: date | None = None,
    missing: str | None = None,
) -> Letter:
    """A letter about a submission, in Japanese whatever the language in force.

    Args:
        template: Which.
        submission: What the person sent.
        consultation: What it was sent to.
        today: The day that the letter bears.
        deadline: By when an answer is asked for; the consultation's last day where none is given.
        missing: What is asked for; the required fields that are absent where it is not given.

    Raises:
        NoAddresseeError: Nobody is known whom it could go to.
        NothingMissingError: The template asks for what is missing, and nothing is.
    """
    submitter = _submitter(submission)
    if submitter is None:
        raise NoAddresseeError(submission=submission.number)
    asked = missing or _missing(submission, consultation)
    if not asked and template.uses("missing"):
        raise NothingMissingError(submission=submission.number)
    values = {
        "submitter": submitter,
        "postal_code": _postal_code(submission),
        "address": _value(submission, FieldName.ADDRESS),
        "title": consultation.title,
        "received": _day(submission.received),
        "channel": _word(f"review.channel.{submission.channel}"),
        "number": submission.number,
        "missing": asked,
        "deadline": _day(deadline or consultation.end),
        "office": consultation.contact.names[-1] if consultation.contact.names else consultation.city,
        "office_phone": consultation.contact.phones[0] if consultation.contact.phones else "",
        "today": _day(today),
    }
    window = (values["postal_code"], values["address"], f"{submitter} 様")
    title = f"{submission.number} {template.name}"
    return Letter(template.filled(values), tuple(line for line in window if line), title)


def as_page(letter: Letter) -> str:
    """The letter as HTML, an A4 page with the address where the window of an envelope is; it needs nothing else."""
    window = "<br>".join(map(html.escape, letter.window))
    return _PAGE.format(title=html.escape(letter.title), window=window, text=html.escape(below_window(letter)))


def below_window(letter: Letter) -> str:
    """The text of a letter without the lines that stand in the window of the envelope."""
    addressed = {line.strip() for line in letter.window}
    lines = letter.text.split("\n")
    while lines and (not lines[0].strip() or lines[0].strip() in addressed):
        lines.pop(0)
    return "\n".join(line for line in lines if line.strip() not in addressed).strip("\n")


def _submitter(submission: StoredSubmission) -> str | None:
    """Whom the letter goes to: the person, or the organisation with whoever represents it."""
    name, organization = _value(submission, FieldName.NAME), _value(submission, FieldName.ORGANIZATION)
    if submission.kind is SubmitterKind.ORGANIZATION and organization:
        return "　".join(part for part in (organization, _value(submission, FieldName.REPRESENTATIVE)) if part)
    return name or organization or None


def _missing(submission: StoredSubmission, consultation: Consultation) -> str:
    """The required fields that are absent; of several of which one is enough, all of them."""
    present = {value.name for value in submission.fields if value.present}
    if not submission.final_opinions:
        present.discard(FieldName.OPINION)
    return "、".join(
        "または".join(_word(f"review.field.{name}") for name in entry) for entry in consultation.missing(present)
    )


def _value(submission: StoredSubmission, name: FieldName) -> str:
    return submission.field(name).value or ""


def _postal_code(submission: StoredSubmission) -> str:
    value = _value(submission, FieldName.POSTAL_CODE)
    return f"〒{value}" if value else ""


def _day(day: date) -> str:
    """令和3年9月1日; years before that era (令和, from 2019 on) by the western calendar."""
    year = f"令和{day.year - 2018 if day.year > 2019 else '元'}年" if day.year >= 2019 else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def _word(key: str) -> str:
    return catalogue("ja")[key]


_PAGE: Final = """<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
@page {{ size: A4; margin: 0; }}
html, body {{ margin: 0; padding: 0; }}
body {{ font: 10.5pt/1.7 "Noto Serif CJK JP", "Noto Sans CJK JP", "MS Mincho", "Yu Mincho", serif; color: #000; }}
.sheet {{ position: relative; box-sizing: border-box; width: 210mm; min-height: 297mm; padding: 62mm 25mm 20mm; }}
/* an envelope of 120 by 235 mm for a sheet folded in three: its window is 90 by 45 mm, 20 mm from the left edge */
.window {{ position: absolute; left: 22mm; top: 17mm; width: 84mm; height: 38mm; overflow: hidden; }}
.text {{ margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }}
@media screen {{
  body {{ background: #ddd; }}
  .sheet {{ margin: 1rem auto; background: #fff; }}
}}
</style>
</head>
<body>
<div class="sheet">
<div class="window">{window}</div>
<pre class="text">{text}</pre>
</div>
</body>
</html>
"""
"""A page on its own: whatever opens it asks nothing of any network."""
