"""``ocr-intake import``: comments of the city's web form and e-mail into the workspace, row by row."""

from __future__ import annotations

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

import typer

from ocr_intake.cli.console import complain, say, say_json
from ocr_intake.cli.dates import received_on, today
from ocr_intake.cli.ingest_tools import Desk, login_name, stopping, workspace_folder
from ocr_intake.cli.state import State
from ocr_intake.config import load_labels, load_map
from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.i18n import t
from ocr_intake.model.pages import Channel

if TYPE_CHECKING:
    from datetime import date

    from ocr_intake.config import Consultation, ImportMap
    from ocr_intake.intake.mail import Attachment
    from ocr_intake.model.imported import ImportedComment
    from ocr_intake.pipeline.batch import Report
    from ocr_intake.pipeline.importing import ImportReport
    from ocr_intake.store import Outcome, Workspace

_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TOLD_EVERY: Final = 1000
"""Rows between two words on how far it has come."""
_MAIL: Final = frozenset({".eml", ".mbox"})


class BadEncodingError(IntakeError):
    """``--encoding`` names none that tables may have."""

    key: ClassVar[str] = "importing.error.encoding"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class MailByTableError(IntakeError):
    """A file is e-mail, and ``--map`` is for tables."""

    key: ClassVar[str] = "importing.error.mail_by_table"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


def import_(  # noqa: PLR0913 - one parameter an option
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=t("importing.option.files"))],
    *,
    mapping: Annotated[Path, typer.Option("--map", metavar="MAP", help=t("importing.option.map"))],
    consultation: Annotated[str, typer.Option(metavar="ID", help=t("ingest.option.consultation"))],
    encoding: Annotated[str | None, typer.Option(metavar="NAME", help=t("importing.option.encoding"))] = None,
    received: Annotated[str | None, typer.Option(metavar="DATE", help=t("importing.option.received"))] = None,
    operator: Annotated[str | None, typer.Option(metavar="NAME", help=t("ingest.option.operator"))] = None,
    workspace: Annotated[Path | None, typer.Option(metavar="DIR", help=t("ingest.option.workspace"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("status.option.json"))] = False,
) -> ExitCode:
    """Read every file before anything is written, import them, read what came with messages, and tell."""
    state = ctx.ensure_object(State)
    desk, folder = Desk(state, None, None), state.config_dir.path
    read_as = load_map(folder, mapping)
    known = desk.check_channel(consultation, Channel(read_as.channel))
    day = received_on(received, known) or today()
    taking = _Taking(desk, folder, read_as, known, day, _encoding(encoding))
    opened = [taking.opened(path) for path in files]
    by = operator or login_name()
    with desk.opened(workspace_folder(workspace)) as store:
        done = [(each.name, taking.import_(store, each, by)) for each in opened]
        came = [attached for each in opened for attached in each.attachments]
        read = taking.read(store, came, by, quiet=as_json) if came else None
    if as_json:
        say_json(
            {"files": [_record(name, report) for name, report in done], "attachments": [each.name for each in came]}
        )
    else:
        for name, report in done:
            _tell(name, report, mail=read_as.columns is None)
    return _verdict([report for _, report in done], read)


class _Opened:
    """A file, read."""

    def __init__(self, name: str, sha256: str, comments: list[ImportedComment], attachments: list[_Attached]) -> None:
        self.name, self.sha256 = name, sha256
        self.comments, self.attachments = comments, attachments


class _Attached:
    """A file that came with a message."""

    def __init__(self, name: str, day: date, attachment: Attachment) -> None:
        self.name, self.day, self.content = name, day, attachment.content

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class _Taking:
    """One run."""

    def __init__(
        self,
        desk: Desk,
        folder: Path,
        mapping: ImportMap,
        consultation: Consultation,
        day: date,
        encoding: str | None,
    ) -> None:
        self._desk, self._folder, self._map = desk, folder, mapping
        self._consultation, self._day, self._encoding = consultation, day, encoding

    def opened(self, path: Path) -> _Opened:
        """A file with its rows or messages.

        Raises:
            NoSuchPathError: There is no such file.
            NotATableError: It cannot be read.
            NoColumnsError: It is a table, and the map is for e-mail.
            MailByTableError: It is e-mail, and the map is for tables.
        """
        from ocr_intake.intake import NoSuchPathError
        from ocr_intake.intake.mail import is_mail
        from ocr_intake.intake.tables import NotATableError

        if not path.is_file():
            raise NoSuchPathError(path=path)
        largest = self._desk.limits.max_bytes
        with path.open("rb") as stream:
            content = stream.read(largest + 1)
        if len(content) > largest:
            raise NotATableError("too_large", limit=largest // 1_000_000)
        sha256 = hashlib.sha256(content).hexdigest()
        if path.suffix.lower() in _MAIL or (self._map.columns is None and is_mail(content)):
            if self._map.columns is not None:
                raise MailByTableError(file=path.name)
            return self._messages(path, sha256, content)
        return _Opened(path.name, sha256, list(self._rows(path, content)), [])

    def _rows(self, path: Path, content: bytes) -> Iterator[ImportedComment]:
        from ocr_intake.intake.tables import NotATableError, read_csv
        from ocr_intake.intake.workbooks import read_workbook
        from ocr_intake.review.importing import Rows

        rows = Rows(self._map, self._consultation, self._day)
        head = self._map.heading_row
        if content.startswith(_OLD_EXCEL):
            raise NotATableError("old_excel")
        if content.startswith(b"PK"):
            table = read_workbook(content, self._map.sheet, heading_row=head)
        else:
            tabs = path.suffix.lower() == ".tsv"
            table = read_csv(content, self._encoding, tabs=tabs, heading_row=head)
        return rows.comments(table.headings, [(row.number, row.cells, row.formula) for row in table.rows])

    def _messages(self, path: Path, sha256: str, content: bytes) -> _Opened:
        from ocr_intake.intake.mail import messages_of
        from ocr_intake.review.mailed import Mails

        mails = Mails(self._map, self._consultation, load_labels(self._folder), self._day)
        made = list(mails.comments(messages_of(content)))
        attached = [
            _Attached(f"{path.stem}-{mailed.comment.row}-{each.name}", mailed.comment.received, each)
            for mailed in made
            for each in mailed.attachments
        ]
        return _Opened(path.name, sha256, [mailed.comment for mailed in made], attached)

    def import_(self, store: Workspace, file: _Opened, by: str) -> ImportReport:
        """Write what is in a file."""
        from ocr_intake.pipeline.importing import ImportedFile, take_in

        total, every = len(file.comments), _TOLD_EVERY

        def told(done: int) -> None:
            if done % every == 0 and done < total:
                complain(t("importing.progress", done=done, total=total))

        return take_in(
            store,
            file.comments,
            self._consultation,
            Channel(self._map.channel),
            ImportedFile(file.name, file.sha256),
            by=by,
            today=today(),
            told=told,
        )

    def read(self, store: Workspace, came: list[_Attached], by: str, *, quiet: bool) -> list[Report]:
        """Take in what came with messages, as any other file is; what the workspace holds already is passed over."""
        from ocr_intake.pipeline import batch

        new = [each.name for each in came if not store.files.holds_anything_of(each.sha256)]
        if new and not quiet:
            say(t("importing.attached", count=len(new), names=", ".join(new)))
        days: dict[date, list[_Attached]] = defaultdict(list)
        for each in came:
            days[min(each.day, today())].append(each)
        identity = self._consultation.id
        reports = []
        with stopping() as stop, self._desk.tools(store, stop, identity) as tools:
            for day, of_day in sorted(days.items()):
                delivery = batch.Delivery(identity, Channel.EMAIL, by, day)
                with _written(tools.pool.spec.scratch, of_day) as files:
                    found = dict.fromkeys(files)
                    reports.append(batch.ingest(store, files, found, delivery, tools, unless_known=files))
            reports.append(batch.finish_waiting(store, tools))
        return reports


@contextmanager
def _written(scratch: Path, came: Iterable[_Attached]) -> Iterator[list[Path]]:
    """Attachments as files in a folder of the workspace, while they are taken in."""
    with tempfile.TemporaryDirectory(prefix="attached-", dir=scratch) as folder:
        files = []
        for number, each in enumerate(came):
            place = Path(folder) / str(number)
            place.mkdir(mode=0o700)
            file = place / each.name
            file.write_bytes(each.content)
            files.append(file)
        yield files


def _encoding(option: str | None) -> str | None:
    from ocr_intake.intake.tables import ENCODINGS

    if option is None:
        return None
    name = option.strip().lower().replace("_", "-")
    name = {"shift-jis": "cp932", "sjis": "cp932", "utf8": "utf-8", "utf-8-sig": "utf-8"}.get(name, name)
    if name not in ENCODINGS:
        raise BadEncodingError(encoding=option, known=", ".join(ENCODINGS))
    return name


# -------------------------------------------------------------------------------------------------------------- told


def _tell(name: str, report: ImportReport, *, mail: bool) -> None:
    say(
        t(
            "importing.counts",
            file=name,
            rows=report.rows,
            added=len(report.added),
            known=report.known,
            changed=len(report.changed),
            aside=len(report.aside),
        )
    )
    if accepted := sum(each.accepted for each in report.added):
        say(t("importing.accepted", count=accepted))
    if flagged := sum(each.flagged for each in report.added):
        say(t("importing.to_check", count=flagged))
    for each in (*report.changed, *report.aside):
        say(t("importing.message" if mail else "importing.row", row=each.row, item=each.aside, reason=_reason(each)))
    if report.changed or report.aside:
        complain(t("importing.settle"))


def _reason(outcome: Outcome) -> str:
    reason = outcome.reason
    return "" if reason is None else t(f"intake.{reason.code}", **dict(reason.detail))


def _record(name: str, report: ImportReport) -> dict[str, object]:
    return {
        "file": name,
        "rows": report.rows,
        "known": report.known,
        "added": [
            {"row": each.row, "submission": each.added, "accepted": each.accepted, "flagged": each.flagged}
            for each in report.added
        ],
        "changed": [{"row": each.row, "item": each.aside, "earlier": each.earlier} for each in report.changed],
        "set_aside": [
            {"row": each.row, "item": each.aside, "reason": None if each.reason is None else each.reason.code}
            for each in report.aside
        ],
    }


def _verdict(reports: list[ImportReport], read: list[Report] | None) -> ExitCode:
    look = any(report.changed or report.aside or any(each.flagged for each in report.added) for report in reports)
    look = look or any(report.flagged or report.aside for report in read or ())
    return ExitCode.ATTENTION if look else ExitCode.OK
