"""Paper without a file: what a person typed, and a picture of it where there is one, as a submission of a workspace."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.extract.answers import unanswered
from ocr_intake.i18n import t
from ocr_intake.model.fields import FIELDS, FieldName, FieldValue, Flag
from ocr_intake.model.pages import PageRole, SetAside, SourceFile
from ocr_intake.model.reading import PageQuality, PageReading
from ocr_intake.model.submission import Opinion, Submission
from ocr_intake.pipeline.received import lateness_in
from ocr_intake.pipeline.worker import MachineFailedError, PageJob, PageRead
from ocr_intake.store import ENTERED, EnteredSubmission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import ClassVar

    from ocr_intake.config import Consultation
    from ocr_intake.model.entered import EnteredPaper
    from ocr_intake.pipeline.pool import PagePool
    from ocr_intake.store import BatchFacts, Workspace

_FORMAT: Final = 1
"""Of the document; a reader of another one knows by it what to expect."""
_DPI: Final = 100
_WIDTH, _HEIGHT = 827, 1169
"""A4 at that resolution, in pixels."""


class PictureRefusedError(IntakeError):
    """The picture of the paper cannot be taken in; the message says why."""

    key: ClassVar[str] = "entering.error.picture"
    exit_code: ClassVar[ExitCode] = ExitCode.INPUT

    def __init__(self, reason: SetAside) -> None:
        super().__init__(code=reason.code, detail=reason.detail)

    def __str__(self) -> str:
        return t(self.key, reason=t(f"intake.{self.values['code']}", **dict(self.values["detail"])))  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the paper, taken in as any other file is."""

    name: str
    media_type: str
    content: bytes
    pages: tuple[PageRead, ...]
    """In order, each with its upright image."""


def read_picture(path: Path, pool: PagePool) -> Picture:
    """Take a picture in, with all limits that hold for files. The pool is one that gives pages' images.

    Raises:
        PictureRefusedError: It, or one of its pages, cannot be read.
        IntakeError: Something that the work needs is missing.
    """
    ((_, looked),) = pool.look([path])
    source = looked.source
    if not isinstance(source, SourceFile):
        raise PictureRefusedError(source)
    pages: dict[int, PageRead] = {}
    for job, answer in pool.read([PageJob(path, source, number) for number in range(1, source.pages + 1)]):
        if not isinstance(answer, PageRead):
            raise PictureRefusedError(answer)
        pages[job.page] = answer
    try:
        content = path.read_bytes()
    except OSError as error:
        raise MachineFailedError(reason=error.strerror or type(error).__name__) from error
    if hashlib.sha256(content).hexdigest() != source.sha256 or len(pages) != source.pages:
        raise PictureRefusedError(SetAside("changed"))
    return Picture(source.name, source.media_type, content, tuple(pages[number] for number in sorted(pages)))


def enter(  # noqa: PLR0913 - all that is known of one paper
    workspace: Workspace,
    paper: EnteredPaper,
    facts: BatchFacts,
    consultation: Consultation,
    *,
    by: str,
    picture: Picture | None = None,
    instead_of: Sequence[str] = (),
) -> int:
    """Write what was typed as a submission; its number.

    Args:
        workspace: Where.
        paper: What was typed, as the rules of the review let it be saved.
        facts: How the paper came.
        consultation: What it is for.
        by: Who typed it.
        picture: Of the paper; its pages stand beside what was typed.
        instead_of: Numbers of what could not be read and is entered by this.

    Raises:
        WorkspaceError: The workspace cannot be written; nothing of it was.
        NotSetAsideError: There is nothing of a number in ``instead_of``.
        AlreadySettledError: Something was done about it already.
    """
    document = _document(paper, facts, picture)
    pages = _pages(picture) if picture is not None else (_empty_page(document),)
    late = lateness_in(consultation, facts.channel, facts.received)
    made = _submission(paper, len(pages), () if late is None else (Flag(late),))
    if consultation.attributes:
        asked = tuple(unanswered(each.asked, ENTERED) for each in consultation.attributes)
        made = replace(made, attributes=asked)
    entered = EnteredSubmission(facts, document, pages, made, tuple(instead_of))
    return workspace.entering.write(entered, by=by)


def _document(paper: EnteredPaper, facts: BatchFacts, picture: Picture | None) -> bytes:
    """What was typed, as it is kept; a key of its own makes it differ from every other, word for word as it may be."""
    said = {
        "format": _FORMAT,
        "key": secrets.token_hex(16),
        "consultation": facts.consultation,
        "channel": facts.channel.value,
        "received": facts.received.isoformat(),
        "fields": {name.value: text for name, text in paper.fields},
        "opinions": list(paper.opinions),
    }
    if picture is not None:
        said["picture"] = {
            "name": picture.name,
            "media_type": picture.media_type,
            "sha256": hashlib.sha256(picture.content).hexdigest(),
            "base64": base64.b64encode(picture.content).decode("ascii"),
        }
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


def _pages(picture: Picture) -> tuple[tuple[PageReading, bytes], ...]:
    """The picture's pages: whatever is on them, they are the paper."""
    return tuple((replace(page.reading, role=PageRole.CONTENT), page.png or b"") for page in picture.pages)


def _empty_page(document: bytes) -> tuple[PageReading, bytes]:
    reading = PageReading(
        number=1,
        width=_WIDTH,
        height=_HEIGHT,
        role=PageRole.CONTENT,
        quality=PageQuality(float(_DPI)),
        digest=hashlib.sha256(document).hexdigest(),
    )
    return reading, _white()


def _white() -> bytes:
    import cv2
    import numpy as np

    _, encoded = cv2.imencode(".png", np.full((_HEIGHT, _WIDTH), 255, np.uint8))
    return encoded.tobytes()


def _submission(paper: EnteredPaper, pages: int, flags: tuple[Flag, ...]) -> Submission:
    texts = dict(paper.fields) | ({FieldName.OPINION: "\n".join(paper.opinions)} if paper.opinions else {})
    return Submission(
        tuple(range(1, pages + 1)),
        paper.kind,
        tuple(FieldValue(name, texts.get(name), 1.0, source=ENTERED) for name in FIELDS),
        tuple(Opinion(text) for text in paper.opinions),
        flags,
    )
