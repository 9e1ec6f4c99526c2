"""Database, originals, audit: the only room that writes to a workspace. ``Workspace`` is the way in."""

from ocr_intake.store.accounts import AccountExistsError, Accounts, UnknownAccountError
from ocr_intake.store.atomic import atomic_file
from ocr_intake.store.backup import back_up, check_dumped, restore
from ocr_intake.store.batches import Batches
from ocr_intake.store.claims import Claims
from ocr_intake.store.decisions import Decisions
from ocr_intake.store.dump_errors import BackupNeedsServerError
from ocr_intake.store.entered import ENTERED, MEDIA_TYPE, EnteredSubmission, Entering
from ocr_intake.store.errors import (
    AlreadySettledError,
    BatchChangedError,
    BatchUnchangedError,
    CodecError,
    DatabaseBusyError,
    DatabaseTakenError,
    DatabaseUnavailableError,
    DatabaseUrlError,
    FolderInUseError,
    IngestRunningError,
    LearningRunningError,
    NotAWorkspaceError,
    NotSetAsideError,
    NotSettledError,
    ReasonRefusedError,
    SeveralSetAsideError,
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
from ocr_intake.store.imported import IMPORTED, Importing, Incoming, Outcome
from ocr_intake.store.ingest import Ingest
from ocr_intake.store.lateness import LATE
from ocr_intake.store.learnt import learnt_versions
from ocr_intake.store.lookup import FoundFile, FoundSubmission, Lookup
from ocr_intake.store.opinion_group_records import GroupAction, GroupActionKind, Grouped, OpinionGroup
from ocr_intake.store.opinion_groups import LONGEST_TITLE, OpinionGroups
from ocr_intake.store.outcome import check_submission
from ocr_intake.store.paper import AsideCounts, BatchCorrection, BatchFacts, BatchOutline, SetAsideItem, Settlement
from ocr_intake.store.purge import PurgeScope
from ocr_intake.store.records import (
    Action,
    ActionStep,
    Arrival,
    AuditEvent,
    Batch,
    FileState,
    Registered,
    StepSubject,
    StoredField,
    StoredSubmission,
    SubmissionOutline,
    SubmissionState,
    Waiting,
)
from ocr_intake.store.replies import Replies
from ocr_intake.store.reply_records import Recorded, ReplyCell, Subject, TypedCell
from ocr_intake.store.settling import LONGEST_REASON, Settlements
from ocr_intake.store.versions import Versions
from ocr_intake.store.workspace import Workspace

__all__ = [
    "ENTERED",
    "IMPORTED",
    "LATE",
    "LONGEST_REASON",
    "LONGEST_TITLE",
    "MEDIA_TYPE",
    "AccountExistsError",
    "Accounts",
    "Action",
    "ActionStep",
    "AlreadySettledError",
    "Arrival",
    "AsideCounts",
    "AuditEvent",
    "BackupNeedsServerError",
    "Batch",
    "BatchChangedError",
    "BatchCorrection",
    "BatchFacts",
    "BatchOutline",
    "BatchUnchangedError",
    "Batches",
    "Claims",
    "CodecError",
    "Damage",
    "DatabaseBusyError",
    "DatabaseTakenError",
    "DatabaseUnavailableError",
    "DatabaseUrlError",
    "Decisions",
    "EnteredSubmission",
    "Entering",
    "FileCounts",
    "FileState",
    "FolderInUseError",
    "FoundFile",
    "FoundSubmission",
    "GroupAction",
    "GroupActionKind",
    "Grouped",
    "Imbalance",
    "Importing",
    "Incoming",
    "Ingest",
    "IngestRunningError",
    "Integrity",
    "LearningRunningError",
    "Ledger",
    "Lookup",
    "NotAWorkspaceError",
    "NotSetAsideError",
    "NotSettledError",
    "OpinionCounts",
    "OpinionGroup",
    "OpinionGroups",
    "Outcome",
    "PageCounts",
    "PurgePlan",
    "PurgeScope",
    "ReasonRefusedError",
    "Recorded",
    "Registered",
    "Replies",
    "ReplyCell",
    "SetAsideItem",
    "Settlement",
    "Settlements",
    "SeveralSetAsideError",
    "StaleEditError",
    "StepSubject",
    "StoredField",
    "StoredSubmission",
    "Subject",
    "SubmissionClosedError",
    "SubmissionCounts",
    "SubmissionOutline",
    "SubmissionPurgedError",
    "SubmissionState",
    "TypedCell",
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
    "check_dumped",
    "check_submission",
    "learnt_versions",
    "restore",
]
