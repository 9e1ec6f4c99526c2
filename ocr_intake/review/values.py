"""What a person may type into a field: what is refused, what is put into its usual form, and what is merely unusual."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t
from ocr_intake.japanese.phones import problem_of
from ocr_intake.japanese.postal import towns_of
from ocr_intake.japanese.text import narrow, unify_hyphens
from ocr_intake.model.fields import FieldName

if TYPE_CHECKING:
    from typing import ClassVar

LONGEST: Final = 300
"""Characters of a value other than an opinion: the longest addresses and organisations have about a hundred."""
LONGEST_OPINION: Final = 100_000
"""Characters of an opinion: some 70 densely written pages."""

_COMPATIBILITY: Final = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
_POSTAL: Final = re.compile(r"([0-9]{3})-?([0-9]{4})")
_DIGIT: Final = re.compile(r"[0-9０-９]")


class Refusal(StrEnum):
    """Why a text cannot be saved; stable, also the keys of the texts: ``review_rules.refusal.CODE``."""

    EMPTY = "empty"
    CONTROL_CHARACTER = "control_character"
    SEVERAL_LINES = "several_lines"
    TOO_LONG = "too_long"
    PHONE_CHARACTERS = "phone_characters"
    POSTAL_FORMAT = "postal_format"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_NUMBER = "not_a_number"


class Unusual(StrEnum):
    """Why a text is worth a second look; stable, also the keys of the texts: ``review_rules.unusual.CODE``."""

    PHONE_NUMBER = "phone_number"
    """No such telephone number can exist."""
    POSTAL_UNKNOWN = "postal_unknown"
    """Japan Post's table has no such code."""
    NAME_WITH_DIGITS = "name_with_digits"
    ADDRESS_WITHOUT_DIGITS = "address_without_digits"
    OPINION_SHORT = "opinion_short"


class InvalidValueError(IntakeError):
    """A text cannot be saved as the value of a field. The message says why, and does not repeat the text."""

    key: ClassVar[str] = "review_rules.error.invalid"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal=refusal)

    def __str__(self) -> str:
        return t(self.key, reason=t(f"review_rules.refusal.{self.refusal.value}"))

    @property
    def refusal(self) -> Refusal:
        """Why."""
        return Refusal(str(self.values["refusal"]))


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that can be saved."""

    text: str
    """In its usual form."""
    unusual: tuple[Unusual, ...] = ()
    """Worth a second look; no reason not to save it."""


def check_value(name: FieldName, text: str) -> Checked:
    """Bring what a person typed into the form that is saved.

    White space around it goes; characters are composed (NFC), except for kanji with a compatibility code point of
    their own, which are often the one right form of a name (塚, 福). Telephone numbers and postal codes get half-width
    digits and hyphens, postal codes the form 020-8530.

    Raises:
        InvalidValueError: It cannot be saved.
    """
    text = composed(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        raise InvalidValueError(Refusal.EMPTY)
    if len(text) > (LONGEST_OPINION if name is FieldName.OPINION else LONGEST):
        raise InvalidValueError(Refusal.TOO_LONG)
    if "\n" in text and name is not FieldName.OPINION:
        raise InvalidValueError(Refusal.SEVERAL_LINES)
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} and char != "\n" for char in text):
        raise InvalidValueError(Refusal.CONTROL_CHARACTER)
    if name is FieldName.PHONE:
        return _phone(text)
    if name is FieldName.POSTAL_CODE:
        return _postal_code(text)
    return Checked(text, _unusual(name, text))


def composed(text: str) -> str:
    """``text`` in NFC, with the kanji kept that NFC would replace by their common forms."""
    parts = _COMPATIBILITY.split(text)
    kept = [*_COMPATIBILITY.findall(text), ""]
    return "".join(unicodedata.normalize("NFC", part) + kanji for part, kanji in zip(parts, kept, strict=True))


def _phone(text: str) -> Checked:
    text = unify_hyphens(narrow(text))
    digits = "".join(char for char in text if char.isdigit() and char.isascii())
    number, _, extension = text.partition("内線")
    if not digits or any(char not in "0123456789-+() " for char in number) or not re.fullmatch(r"[ 0-9]*", extension):
        raise InvalidValueError(Refusal.PHONE_CHARACTERS)
    national = "".join(char for char in number if char.isdigit())
    if number.startswith("+81"):
        national = "0" + national.removeprefix("81").removeprefix("0")
    return Checked(text, () if national and problem_of(national) is None else (Unusual.PHONE_NUMBER,))


def _postal_code(text: str) -> Checked:
    match = _POSTAL.fullmatch(unify_hyphens(narrow(text)).removeprefix("〒").replace(" ", ""))
    if match is None:
        raise InvalidValueError(Refusal.POSTAL_FORMAT)
    code = f"{match[1]}-{match[2]}"
    return Checked(code, () if towns_of(code) else (Unusual.POSTAL_UNKNOWN,))


def _unusual(name: FieldName, text: str) -> tuple[Unusual, ...]:
    has_digits = _DIGIT.search(text) is not None
    if name in {FieldName.NAME, FieldName.REPRESENTATIVE} and has_digits:
        return (Unusual.NAME_WITH_DIGITS,)
    if name is FieldName.ADDRESS and not has_digits and not re.search("[一二三四五六七八九十]|番地|無番地", text):
        return (Unusual.ADDRESS_WITHOUT_DIGITS,)
    if name is FieldName.OPINION and len(text) < 5:
        return (Unusual.OPINION_SHORT,)
    return ()
