"""What goes between the page and the server, as JSON. Only its reasons tell why a value is asked about."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ocr_intake.model.review import Ground
from ocr_intake.model.submission import SubmitterKind
from ocr_intake.review import Mode
from ocr_intake.review.tasks import Scope
from ocr_intake.review.values import LONGEST_OPINION

Text = Annotated[str, Field(max_length=LONGEST_OPINION)]
"""What a person typed; the rules say what of it can be saved."""
Row = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""The number of a value."""


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# ------------------------------------------------------------------------------------------------------- what is sent


class Going(_Shape):
    """A request that goes on to whatever is to be asked."""

    every: bool = False
    """Ask about every value, not only about those that have to be looked at."""


class Visiting(Going):
    """To one of the values of the submission that is shown, or to the submission as a whole."""

    question: int
    field: Row | None = None


class UndoRequest(Going):
    """Take back what was done last."""

    action: int | None = None
    """What the person agreed to take back, where that had to be asked."""


class Mine(Going):
    """Save the answer that somebody else's decision got in the way of."""

    question: int


class _Answer(Going):
    question: int
    """What it answers, as ``Question.number`` said."""


class Simple(_Answer):
    """An answer that needs no words."""

    action: Literal["accept", "absent", "illegible", "accept_submission", "skip", "skip_submission"]


class PlaceAnswered(_Shape):
    """What stands in one doubtful place of a text."""

    question: int
    place: Annotated[int, Field(ge=0, le=10_000)]
    """Which of the question's doubts, from 0."""
    text: Annotated[str, Field(max_length=1000)]
    """"" for nothing."""


class Choose(_Answer):
    """One of the choices is right."""

    action: Literal["choose"]
    choice: Annotated[int, Field(ge=1, le=9)]


class _Typed(_Answer):
    confirmed: bool = False
    """The person has been told that it is unusual."""


class Edit(_Typed):
    """The value is what the person typed."""

    action: Literal["edit"]
    text: Text


class Settle(_Typed):
    """What stands in each of the doubtful places."""

    action: Literal["settle"]
    answers: Annotated[list[Annotated[str, Field(max_length=1000)]], Field(max_length=10_000)]


class Split(_Answer):
    """One opinion is several."""

    action: Literal["split"]
    parts: Annotated[list[Text], Field(min_length=2, max_length=100)]


class Add(_Answer):
    """There is one more opinion."""

    action: Literal["add"]
    text: Text


class Reject(_Answer):
    """The submission does not count."""

    action: Literal["reject"]
    text: Text = ""
    ground: Ground = Ground.OTHER
    duplicate_of: Row | None = None
    """Number of the submission that counts in its place."""


class PassOn(_Answer):
    """A supervisor is asked."""

    action: Literal["pass_on"]
    text: Text


class ChangeKind(_Answer):
    """Who sent it is an individual, or an organisation."""

    action: Literal["kind"]
    kind: SubmitterKind


Answer = Annotated[
    Simple | Choose | Edit | Settle | Split | Add | Reject | PassOn | ChangeKind, Field(discriminator="action")
]


class LikelyRequest(_Shape):
    """What may the submission that a question is about be a duplicate of?"""

    question: int


# ------------------------------------------------------------------------------------------------------ what is shown


class Place(_Shape):
    """Where on which page."""

    page: int
    box: tuple[int, int, int, int]
    """Left, top, right, bottom: pixels of the upright page's image."""


class LineShown(_Shape):
    """A part of a long text as it stands on one line of the paper."""

    start: int
    end: int
    place: Place
    vertical: bool


class DoubtShown(_Shape):
    """A doubtful place of a long text; where start and end are the same, something may be missing there."""

    start: int
    end: int
    alternatives: list[str]
    place: Place | None
    marks: list[tuple[int, int]]
    """The doubtful stretches in it; empty where all of it is doubtful."""
    answer: str | None
    """What somebody said stands there; None where nobody looked at it yet."""


class ValueShown(_Shape):
    """One row of the form."""

    field: int
    label: str
    text: str | None
    """None where there is none, or where nobody can read it."""
    illegible: bool
    state: Literal["asked", "decided", "quiet"]
    """Whether a person has to look, has decided, or need not look."""
    said: str | None
    """Who decided what."""
    read: str | None
    """What the program had read, where a person decided on something else."""
    long: bool
    """It may have several lines."""
    places: list[Place]
    lines: list[LineShown]


class Question(_Shape):
    """What is asked now: whether a value is right (``field``), or whether the submission counts as it is now."""

    number: int
    """What an answer to it has to say."""
    field: int | None
    choices: list[str]
    """Numbered from 1."""
    reasons: list[str]
    doubts: list[DoubtShown]
    scope: Scope
    """How much of the value is compared with the paper."""
    mode: Mode
    """Whether it is asked about with what was read, or has to be typed from the paper alone."""
    keep: bool
    """A person has decided and only came back to it: it may be left as it is."""
    visited: bool
    """The person came to it of their own accord, and may leave it."""
    waiting: int
    """How many values of the submission have to be looked at before it can be accepted."""


class SubmissionShown(_Shape):
    """The submission that the question is about."""

    number: str
    """As people call it (``S0012``)."""
    about: str
    """File, pages, channel and day."""
    kind: SubmitterKind
    pages: dict[int, str]
    """Addresses of the images, by number of the page."""
    reasons: list[str]
    notes: list[str]
    """What a clerk asks the supervisor, or the supervisor has said."""
    values: list[ValueShown]


class Progress(_Shape):
    """How far the sitting has come."""

    number: int
    total: int
    skipped: int
    held: int


class Screen(_Shape):
    """What the page shows; without a question when nothing is left to ask."""

    question: Question | None
    submission: SubmissionShown | None
    progress: Progress


class Told(_Shape):
    """Something said under a label."""

    label: str
    text: str


class StalePart(_Shape):
    """What somebody else left otherwise: as it is now, and as the person answered or saw it."""

    label: str
    told: list[Told]


class StaleShown(_Shape):
    """Somebody else was quicker."""

    question: int
    """What ``Mine`` has to say."""
    message: str
    parts: list[StalePart]


class Reply(_Shape):
    """What came of a request."""

    outcome: Literal["done", "refused", "unusual", "stale", "undo", "later"]
    """``refused``: what was typed cannot be saved. ``unusual``: it can, and is worth a second look. ``stale``: somebody
    else was quicker. ``undo``: it was done in an earlier sitting. ``later``: the database was busy. In all of these the
    question stays."""
    message: str | None = None
    warning: bool = False
    """The message says why something was not done."""
    screen: Screen | None = None
    """What to show now; given for ``done``."""
    stale: StaleShown | None = None
    action: int | None = None
    """For ``undo``: what ``UndoRequest.action`` has to say."""


class LikelyShown(_Shape):
    """A submission that another one may be a duplicate of."""

    id: Row
    number: str
    why: str


class LikelyReply(_Shape):
    """What a submission may be a duplicate of, the likeliest first."""

    likely: list[LikelyShown]


class Kept(_Shape):
    """Whether an answer to a place is kept."""

    message: str | None
    """Why not; None where it is."""


class Coming(_Shape):
    """What is likely to be asked next."""

    images: list[str]
    """Addresses of its pages' images."""
