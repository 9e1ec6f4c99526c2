"""What counts of a consultation and what is published: how submissions belong together, and who asked not to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr_intake.dataset.errors import NotConfiguredError
from ocr_intake.dataset.rows import withheld
from ocr_intake.model.relation import ONE_SUBMITTER, components
from ocr_intake.store import SubmissionState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ocr_intake.config import Consultation
    from ocr_intake.model.relation import Link
    from ocr_intake.store import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """What people said of submissions beside accepting them."""

    links: tuple[Link, ...] = ()
    """How they belong together (再送, 差替, 追記, 別人同文)."""
    withheld: frozenset[int] = frozenset()
    """Those that are counted and not published (公開不可), by number."""

    @property
    def left_out(self) -> frozenset[int]:
        """Those whose opinions are in no row: withheld, sent again, replaced."""
        return self.withheld | {link.without for link in self.links if link.without is not None}

    @property
    def submitters(self) -> Mapping[int, int]:
        """Of each submission of somebody who sent several, the first of them."""
        return components(self.links, ONE_SUBMITTER)


def standing(workspace: Workspace, consultation: Consultation) -> Standing:
    """How the accepted submissions of a consultation stand."""
    links = tuple(relation.link for relation in workspace.relations.of(consultation.id))
    return Standing(links, withheld_submissions(workspace, (consultation,), consultation.id))


def withheld_submissions(
    workspace: Workspace, configured: Iterable[Consultation], only: str | None = None
) -> frozenset[int]:
    """Accepted submissions of a consultation (or all) that those who sent them do not want published, by number.

    Raises:
        NotConfiguredError: People were asked, and the consultation is not among those that are configured.
    """
    known = {each.id: each for each in configured}
    if only in known and not any(each.withheld_choices for each in known[only].attributes):
        return frozenset()
    found = set()
    for made in workspace.submissions(only, {SubmissionState.ACCEPTED}):
        if made.attribute_values and made.consultation not in known:
            raise NotConfiguredError(made.consultation)
        if made.attribute_values and withheld(made, known[made.consultation]):
            found.add(made.id)
    return frozenset(found)
