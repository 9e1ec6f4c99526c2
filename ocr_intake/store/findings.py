"""What looking at a whole workspace comes to: its ledger, its integrity, what a purge would take. Frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocr_intake.store.paper import AsideCounts

if TYPE_CHECKING:
    from ocr_intake.model.pages import PageRole


_NONE_ASIDE: Final = AsideCounts()


@dataclass(frozen=True, slots=True)
class FileCounts:
    """Files of the ledger: ``total`` is the sum of the three states."""

    total: int = 0
    read: int = 0
    waiting: int = 0
    set_aside: int = 0
    duplicates: int = 0
    """Deliveries of bytes that were here already; not part of the total."""
    purged: int = 0
    """Of those read or set aside, the ones whose personal data was removed when its time was over."""
    entered: int = 0
    """Of those read, the ones that came as paper alone, without a file, and were entered by hand."""


@dataclass(frozen=True, slots=True)
class PageCounts:
    """Pages of the ledger: ``total`` is the sum of the roles and ``waiting``."""

    total: int = 0
    content: int = 0
    blank: int = 0
    cover: int = 0
    set_aside: int = 0
    waiting: int = 0
    """Pages of files that are not finished."""
    waiting_read: int = 0
    """Of those, the ones that need no reading any more."""

    def of(self, role: PageRole) -> int:
        """Pages of finished files in that role."""
        return {"content": self.content, "blank": self.blank, "cover": self.cover, "set_aside": self.set_aside}[role]


@dataclass(frozen=True, slots=True)
class RejectionCounts:
    """Rejected submissions by their grounds (see ``Ground``): the sum is all of them."""

    duplicate: int = 0
    withdrawn: int = 0
    not_a_comment: int = 0
    incomplete: int = 0
    other: int = 0
    """For another reason, or rejected before grounds were on record."""


@dataclass(frozen=True, slots=True)
class SubmissionCounts:
    """Submissions of the ledger: ``total`` is accepted, rejected and waiting."""

    total: int = 0
    accepted: int = 0
    rejected: int = 0
    waiting: int = 0
    flagged: int = 0
    """Of those waiting, the ones with a reason to look."""
    passed_on: int = 0
    """Of those waiting, the ones that wait for a supervisor."""
    grounds: RejectionCounts = RejectionCounts()
    """Of those rejected."""


@dataclass(frozen=True, slots=True)
class OpinionCounts:
    """Opinions of the ledger, as people left them: ``total`` is accepted, rejected and waiting."""

    total: int = 0
    accepted: int = 0
    rejected: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Something that does not add up."""

    code: str
    """Also the key of its text: ``store.imbalance.CODE``."""
    subject: str
    """What is meant: the beginning of a file's hash, or a submission's number."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Something in a workspace that is not as the program wrote it."""

    code: str
    """Also the key of its text: ``store.damage.CODE``, or ``store.imbalance.CODE`` of what does not add up."""
    subject: str = ""
    """What is meant: a number, a path in the workspace, the beginning of a file's hash. Nothing that was read."""
    table: str = ""
    """Of the database, where it is about a record."""
    counts: bool = False
    """It is about what adds up, or an original (see ``Imbalance``)."""


@dataclass(frozen=True, slots=True)
class PurgePlan:
    """What a purge takes, and what it leaves."""

    files: tuple[int, ...]
    """Those that came in, by their numbers."""
    bindings: tuple[int, ...]
    """What people put together of their pages, by their numbers among the files."""
    deliveries: tuple[int, ...]
    """Names under which something came whose bytes could not be taken in, by their numbers."""
    submissions: int
    """Of all of these."""
    undecided: bool
    """Open submissions of those files are rejected."""
    left: int
    """Files of the same time that stay, because something of them is not read or not decided on."""
    left_open: tuple[str, ...]
    """The submissions of those files that nobody decided on (``S0012``)."""


@dataclass(frozen=True, slots=True)
class Integrity:
    """What looking at everything in a workspace came to."""

    damages: tuple[Damage, ...]
    records: int
    """How many records have a seal."""
    links: int
    """Of the chain of seals: as many transactions have written something."""
    head: str
    """The hash of the last link: whoever notes it down can show later that nothing before it was written anew."""


@dataclass(frozen=True, slots=True)
class BlankPage:
    """A page that was taken for blank: whoever has the paper at hand can see whether it is."""

    file: str
    """The file's own name as delivered."""
    sha256: str
    page: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Files, their pages, the submissions on them and the opinions in these."""

    files: FileCounts
    pages: PageCounts
    submissions: SubmissionCounts
    opinions: OpinionCounts
    imbalances: tuple[Imbalance, ...] = ()
    blanks: tuple[BlankPage, ...] = ()
    """In the order in which they came."""
    aside: AsideCounts = _NONE_ASIDE
    """Files and pages that could not be read, by what people did about them."""

    @property
    def balances(self) -> bool:
        """Whether everything that came in is accounted for."""
        return not self.imbalances
