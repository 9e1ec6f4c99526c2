"""Files for programs that analyse public comments. They leave the city: masked opinions, and nothing of who sent them.

What each of them takes was read in its own repository, and is cited where it is kept to.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from ocr_intake.dataset.errors import OpinionTooLongError
from ocr_intake.dataset.exporters.harmless import harmless
from ocr_intake.dataset.rows import opinion_number, report_rows, report_table
from ocr_intake.dataset.table import Column, Table, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ocr_intake.dataset.choices import Profile
    from ocr_intake.dataset.profiles.protocol import Passing
    from ocr_intake.dataset.rows import Searched
    from ocr_intake.dataset.table import Row

_ATTRIBUTE: Final = "attribute_"
_OPINIONS: Final = 10_000
"""Opinions of one submission that have numbers of their own in ``ThemeFinder``."""


@dataclass(frozen=True, slots=True)
class Consumer(ABC):
    """What they have in common."""

    public: ClassVar[bool] = True
    every: ClassVar[bool] = False
    name: ClassVar[str]
    """Of the file."""
    headings: ClassVar[tuple[str, ...]]
    shortest: ClassVar[int] = 1
    """Characters of an opinion, white space at its ends not counted: shorter ones are left out."""
    longest: ClassVar[int | None] = None
    """Characters of an opinion; None for any number."""

    def tables(self, profile: Profile) -> tuple[Table, ...]:
        """The file itself, and what was found in the opinions."""
        headings = (*self.headings, *self._more(profile))
        return Table(self.name, tuple(Column(heading, fixed=heading) for heading in headings)), report_table()

    def rows(self, passing: Passing) -> tuple[Iterable[Row], ...]:
        """Of one submission."""
        made = passing.submission
        if passing.searched is None:
            return (), ()
        if self.longest is not None:
            long = [
                opinion_number(made, each.opinion)
                for each in passing.searched
                if len(harmless(each.text or "")) > self.longest
            ]
            if long:
                raise OpinionTooLongError(self.name, long, self.longest)
        return self._rows(passing, passing.searched), report_rows(made, passing.searched)

    def untaken(self, searched: tuple[Searched, ...]) -> int:
        """How many of the opinions are left out for what they are: empty, or too short for who takes the file."""
        return sum(not self._takes(each) for each in searched)

    def _takes(self, each: Searched) -> bool:
        return len((each.text or "").strip()) >= self.shortest

    def _rows(self, passing: Passing, searched: tuple[Searched, ...]) -> Iterator[Row]:
        for each in searched:
            if self._takes(each):
                yield self._row(passing, each)

    @abstractmethod
    def _row(self, passing: Passing, each: Searched) -> Row:
        """The row of one opinion."""

    def _more(self, profile: Profile) -> tuple[str, ...]:  # noqa: ARG002
        return ()


@dataclass(frozen=True, slots=True)
class KouchouAi(Consumer):
    """広聴AI: ``comment-id`` and ``comment-body``, both required; ``source``, ``url`` and ``attribute_…`` as one likes.

    Sources: digitaldemocracy2030/kouchou-ai, ``docs/user-guide/cli-quickstart.md`` (the table of columns),
    ``packages/analysis-core/src/analysis_core/steps/extraction.py`` (reads the two columns by name with polars, the ids
    unique), ``apps/api/src/services/report_launcher.py`` (``source``, ``url``, the prefix ``attribute_``),
    ``apps/admin/app/create/parseCsv.ts`` (UTF-8, a line of headings, empty lines skipped).
    """

    name: ClassVar[str] = "kouchou-ai"
    headings: ClassVar[tuple[str, ...]] = ("comment-id", "comment-body", "source", f"{_ATTRIBUTE}submitter_kind")

    def _row(self, passing: Passing, each: Searched) -> Row:
        made = passing.submission
        known = made.attributes
        return (
            opinion_number(made, each.opinion),
            each.text,
            Word(made.channel.value),
            Word(made.kind.value),
            *(known.get(asked.id) for asked in passing.profile.attributes),
        )

    def _more(self, profile: Profile) -> tuple[str, ...]:
        return tuple(f"{_ATTRIBUTE}{asked.id}" for asked in profile.attributes)


@dataclass(frozen=True, slots=True)
class TalkToTheCity(Consumer):
    """Talk to the City (T3C): ``id,interview,comment``, none empty, of 3 to 10,000 characters.

    ``interview`` says whose comments belong together: the submission's number stands there, no name.

    Sources: AIObjectives/tttc-light-js, ``README.md`` (the three columns), ``common/csv-validation/index.ts`` (their
    names; an empty comment refuses the file), ``pyserver/simple_sanitizer.py`` (``MAX_COMMENT_LENGTH`` 10,000, shorter
    than 3 dropped), ``common/csv-security/index.ts`` (UTF-8; a comment that begins with ``=`` refuses the file, which
    ours never does; 10,000 rows and, unless its operator allows more, 150 KB).
    """

    name: ClassVar[str] = "tttc"
    headings: ClassVar[tuple[str, ...]] = ("id", "interview", "comment")
    shortest: ClassVar[int] = 3
    longest: ClassVar[int | None] = 10_000

    def _row(self, passing: Passing, each: Searched) -> Row:
        return opinion_number(passing.submission, each.opinion), passing.submission.number, each.text


@dataclass(frozen=True, slots=True)
class ThemeFinder(Consumer):
    """ThemeFinder: ``response_id`` and ``response``.

    The ids are whole numbers above 0, though the documentation lets them look like texts: what comes back from the
    language model is checked so, and a row with another id gets lost. S0012-1 is 120001.

    Sources: i-dot-ai/themefinder, ``README.md`` (the two columns), ``src/themefinder/models.py``
    (``response_id: int = Field(gt=0)``, unique), ``src/themefinder/llm_batch_processor.py`` (reads it by ``int``).
    """

    name: ClassVar[str] = "themefinder"
    headings: ClassVar[tuple[str, ...]] = ("response_id", "response")

    def _row(self, passing: Passing, each: Searched) -> Row:
        number = opinion_number(passing.submission, each.opinion).rpartition("-")[2]
        return str(passing.submission.id * _OPINIONS + int(number)), each.text
