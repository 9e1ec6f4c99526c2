"""How groups of opinions are told: as lines on a terminal, with what differs marked, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from ocr_intake.i18n import t
from ocr_intake.i18n.outside import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocr_intake.grouping.opinion_proposals import Proposal
    from ocr_intake.grouping.opinions import Arranged, Opinion

_SHORT: Final = 40
"""Characters of an opinion in a list."""
_DIFFERENT: Final = "bold reverse"
_MARKS: Final = ("[", "]")
"""Around what differs where nothing shows styles: a file, a terminal without colours."""


def all_lines(seen: Arranged, proposals: Sequence[Proposal]) -> Iterator[Text]:
    """The groups, then what is proposed."""
    for group in seen.groups:
        members = seen.members(group)
        title = group.title or t("opinions.untitled")
        yield Text(t("opinions.line.group", group=group.key, title=title, count=len(members)), style="bold")
        yield from map(_short, members)
    for each in proposals:
        members = tuple(seen.opinions[number] for number in each.opinions)
        key = "opinions.line.proposal" if each.group is None else "opinions.line.proposal_to"
        yield Text(t(key, proposal=each.key, group=f"G{each.group}", count=len(members)), style="yellow")
        yield from map(_short, members)
    counts = {"groups": len(seen.groups), "opinions": len(seen.opinions), "single": len(seen.single)}
    yield Text(t("opinions.line.counts", proposals=len(proposals), **counts))


def shown(key: str, title: str | None, members: Sequence[Opinion]) -> Iterator[Text]:
    """A group's opinions whole; what differs from the first is marked."""
    yield Text(t("opinions.line.group", group=key, title=title or t("opinions.untitled"), count=len(members)), "bold")
    for each in members:
        yield Text(each.number, style="bold")
        yield _marked(each, members[0])
    if len(members) > 1:
        yield Text(t("opinions.line.marks"), style="dim")


def all_record(seen: Arranged, proposals: Sequence[Proposal]) -> dict[str, Any]:
    """Groups, proposals and what is in neither, as JSON."""
    proposed = {opinion for each in proposals for opinion in each.opinions}
    return {
        "consultation": seen.consultation,
        "groups": [group_record(group.key, group.title, seen.members(group)) for group in seen.groups],
        "proposals": [
            {
                "proposal": each.key,
                "group": None if each.group is None else f"G{each.group}",
                "opinions": [_record(seen.opinions[opinion]) for opinion in each.opinions],
            }
            for each in proposals
        ],
        "single": [each.number for each in seen.single if each.id not in proposed],
    }


def group_record(
    key: str, title: str | None, members: Sequence[Opinion], *, differences_too: bool = False
) -> dict[str, Any]:
    """A group as JSON, on request with what differs from its first opinion."""
    from ocr_intake.grouping.differences import differences

    opinions = [_record(each) for each in members]
    if differences_too:
        for record in opinions[1:]:
            pieces = differences(record["text"] or "", members[0].text or "")
            record["differs"] = [piece.text for piece in pieces if piece.differs]
    return {"group": key, "title": title, "opinions": opinions}


def _record(opinion: Opinion) -> dict[str, Any]:
    return {"number": opinion.number, "text": opinion.text}


def _short(opinion: Opinion) -> Text:
    text = opinion.text or t("opinions.illegible")
    flat = one_line(" ".join(text.split()))
    return Text(f"  {opinion.number}  {flat[:_SHORT]}{'…' if len(flat) > _SHORT else ''}")


def _marked(opinion: Opinion, first: Opinion) -> Text:
    from ocr_intake.grouping.differences import differences

    if opinion.text is None or first.text is None or opinion is first:
        return Text(opinion.text or t("opinions.illegible"))
    made = Text()
    for piece in differences(opinion.text, first.text):
        if piece.differs and piece.text.strip():
            made.append(_MARKS[0]).append(piece.text, _DIFFERENT).append(_MARKS[1])
        else:
            made.append(piece.text)
    return made
