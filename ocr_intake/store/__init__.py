"""Database, originals, audit: the only room that writes to a workspace. ``Workspace`` is the way in."""

from ocr_intake.store.accounts import AccountExistsError, Accounts, UnknownAccountError
from ocr_intake.store.atomic import atomic_file
from ocr_intake.store.backup import back_up, restore
from ocr_intake.store.claims import Claims
from ocr_intake.store.decisions import Decisions
from ocr_intake.store.errors import (
    CodecError,
    DatabaseBusyError,
    DatabaseTakenError,
    DatabaseUnavailableError,
    DatabaseUrlError,
    FolderInUseError,
    IngestRunningError,
    LearningRunningError,
    NotAWorkspaceError,
    StaleEditError,
    SubmissionClosedError,
    SubmissionPurgedError,
    UnknownRecordError,
    WorkspaceDamagedError,
    WorkspaceError,
    WorkspaceNewerError,
    WorkspaceUnwritableError,
)
from ocr_intake.store.findings import (
    Damage,
    FileCounts,
    Imbalance,
    Integrity,
    Ledger,
    OpinionCounts,
    PageCounts,
    PurgePlan,
    SubmissionCounts,
)
from ocr_intake.store.ingest import Ingest
from ocr_intake.store.learnt import learnt_versions
from ocr_intake.store.lookup import FoundFile, FoundSubmission, Lookup
from ocr_intake.store.outcome import check_submission
from ocr_intake.store.purge import PurgeScope
from ocr_intake.store.records import (
    Action,
    ActionStep,
    Arrival,
    AuditEvent,
    Batch,
    Registered,
    SetAsideItem,
    StepSubject,
    StoredField,
    StoredSubmission,
    SubmissionOutline,
    SubmissionState,
    Waiting,
)
from ocr_intake.store.versions import Versions
from ocr_intake.store.workspace import Workspace

__all__ = [
    "AccountExistsError",
    "Accounts",
    "Action",
    "ActionStep",
    "Arrival",
    "AuditEvent",
    "Batch",
    "Claims",
    "CodecError",
    "Damage",
    "DatabaseBusyError",
    "DatabaseTakenError",
    "DatabaseUnavailableError",
    "DatabaseUrlError",
    "Decisions",
    "FileCounts",
    "FolderInUseError",
    "FoundFile",
    "FoundSubmission",
    "Imbalance",
    "Ingest",
    "IngestRunningError",
    "Integrity",
    "LearningRunningError",
    "Ledger",
    "Lookup",
    "NotAWorkspaceError",
    "OpinionCounts",
    "PageCounts",
    "PurgePlan",
    "PurgeScope",
    "Registered",
    "SetAsideItem",
    "StaleEditError",
    "StepSubject",
    "StoredField",
    "StoredSubmission",
    "SubmissionClosedError",
    "SubmissionCounts",
    "SubmissionOutline",
    "SubmissionPurgedError",
    "SubmissionState",
    "UnknownAccountError",
    "UnknownRecordError",
    "Versions",
    "Waiting",
    "Workspace",
    "WorkspaceDamagedError",
    "WorkspaceError",
    "WorkspaceNewerError",
    "WorkspaceUnwritableError",
    "atomic_file",
    "back_up",
    "check_submission",
    "learnt_versions",
    "restore",
]
