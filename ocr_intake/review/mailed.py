"""E-mails as submissions: what their bodies say, and which of them cannot be taken in. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.intake.mail import Attachment, UnreadableMailError, read_mail
from ocr_intake.model.fields import Flag, FlagCode
from ocr_intake.model.imported import ImportedComment
from ocr_intake.model.pages import SetAside
from ocr_intake.review.answers import answer
from ocr_intake.review.imported_text import Said, as_submission
from ocr_intake.review.importing import check_attributes
from ocr_intake.review.mail_body import MailLabels
from ocr_intake.store import IMPORTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from ocr_intake.config import Consultation, ImportMap, Labels

MAIL_TYPE: Final = "message/rfc822"
"""Media type of the messages."""


@dataclass(frozen=True, slots=True)
class Mailed:
    """One message, and what came with it."""

    comment: ImportedComment
    attachments: tuple[Attachment, ...] = ()


class Mails:
    """The messages to one consultation as comments."""

    def __init__(self, mapping: ImportMap, consultation: Consultation, labels: Labels, day: date) -> None:
        """By the words of labels.

        Args:
            mapping: What is the same in all of them.
            consultation: What they are for.
            labels: The wordings of labels.
            day: On which a message came that does not say so.

        Raises:
            AttributeUnknownError: The mapping names an attribute that the consultation does not ask.
        """
        check_attributes(mapping, consultation)
        self._map = mapping
        self._consultation = consultation
        self._labels = MailLabels(labels, consultation.attributes)
        self._day = day

    def comments(self, messages: Sequence[bytes]) -> Iterator[Mailed]:
        """Each message as a comment, or with the reason why it is none."""
        for number, content in enumerate(messages, 1):
            yield self._mailed(number, content)

    def _mailed(self, number: int, content: bytes) -> Mailed:
        digest = hashlib.sha256(content).hexdigest()
        # the same bytes twice are one message: no two sendings have the same headers
        key = hashlib.sha256(f"{self._consultation.id}\n{digest}".encode()).hexdigest()
        try:
            mail = read_mail(content, number)
        except UnreadableMailError:
            reason = SetAside("mail_unreadable")
            return Mailed(ImportedComment(number, key, digest, content, MAIL_TYPE, self._day, reason))
        body = self._labels.read(mail.body)
        flags = [Flag(FlagCode.MAIL_UNCERTAIN)] if mail.uncertain else []
        if mail.attachments:
            flags.append(Flag(FlagCode.MAIL_ATTACHED))
        constants = self._map.constants.attributes
        said = Said(
            body.fields,
            body.opinions,
            tuple(
                answer(each, body.attributes.get(each.id, constants.get(each.id, "")), IMPORTED)
                for each in self._consultation.attributes
            ),
            sender=mail.sender,
            flags=tuple(flags),
        )
        made = as_submission(said, self._consultation)
        day = mail.received or self._day
        return Mailed(ImportedComment(number, key, digest, content, MAIL_TYPE, day, made), mail.attachments)
