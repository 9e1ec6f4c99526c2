"""What a character on a page is: the classes that the page model tells apart, values and their rivals."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from ocr_intake.model.fields import FieldName


class Tag(IntEnum):
    """The class of one character. The numbers are the page model's outputs: append, never reorder."""

    OTHER = 0
    """Marks and print that is nothing else: 〒, 印, 様, choices to tick, page numbers, fill lines, specks."""
    LABEL = 1
    """Asks for a value: 氏名, 住 所（所在地）, TEL:, 【意見】, with its numbering, brackets, hints and colon."""
    NAME = 2
    """The person who submits, where no organisation does."""
    KANA = 3
    """The reading of a name in kana."""
    ORGANIZATION = 4
    REPRESENTATIVE = 5
    """The person who stands for the organisation that submits."""
    TITLE = 6
    """Of a person: 会長, 代表取締役, 事務局長."""
    POSTAL_CODE = 7
    """Its digits and hyphen, without 〒."""
    ADDRESS = 8
    PHONE = 9
    """The submitter's telephone number; a second one too."""
    FAX = 10
    """The submitter's fax number."""
    EMAIL = 11
    PERSONAL = 12
    """Age, gender, occupation, date of birth and the like of the submitter."""
    DATE = 13
    """When the paper was written or handed in."""
    HEADING = 14
    """What the paper is and what it is about: 意見書, 件名, the plan's title."""
    OPINION = 15
    """List markers, greetings and 敬具 within the text included."""
    REFERENCE = 16
    """Page, chapter or item of the plan that an opinion is about."""
    OFFICE = 17
    """The city: addressee, where to send it, its own contacts."""
    OTHER_PERSON = 18
    """Somebody who does not submit (guardian, contact, introducer, carer), with that person's address and number."""
    NOTE = 19
    """Instructions, consent, periods: print in sentences that nobody fills in."""
    HEADER = 20
    """The line that a fax machine prints along the edge."""
    CLOSING = 21
    """記, 以上, (別紙), 裏面へ: what holds a letter together and says nothing."""


VALUE_OF: Final = {
    FieldName.NAME: Tag.NAME,
    FieldName.ORGANIZATION: Tag.ORGANIZATION,
    FieldName.REPRESENTATIVE: Tag.REPRESENTATIVE,
    FieldName.POSTAL_CODE: Tag.POSTAL_CODE,
    FieldName.ADDRESS: Tag.ADDRESS,
    FieldName.PHONE: Tag.PHONE,
    FieldName.OPINION: Tag.OPINION,
}
"""The class of each field's value."""
