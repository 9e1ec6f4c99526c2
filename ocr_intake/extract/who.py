"""Which lines say who submits: labelled ones before the sender's block; anonymous, contacts and both fields filled."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ocr_intake.extract.kinds import bare_name
from ocr_intake.extract.person import Submitter, find_submitter
from ocr_intake.japanese.organizations import organization_likelihood
from ocr_intake.japanese.titles import split_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.extract.blocks import Labelled
    from ocr_intake.extract.segment import Segment
    from ocr_intake.extract.sender import Sender

SURELY_ORGANIZATION = 0.8
"""``organization_likelihood`` from which what stands under 氏名 is an organisation after all."""
_NOBODY = re.compile(
    r"[(（]?(匿名|無記名|名前?は?(出|公表)し(たく)?な)\S{0,8}[)）]?$|[(（]?(なし|無し|同上|〃|非公開|個人)[)）]?$"
)
_KANA = re.compile(r"[(（]?[ぁ-ゖァ-ヺー\s　]+[)）]?")
_CONTACT = frozenset({"担当", "担当者", "事務局", "書記"})
"""Titles of those whom one may call, beside the one who stands for an organisation."""


def who_submits(labelled: Sequence[Labelled], sender: Sender, inside: Sender) -> Submitter:
    """Name, organisation and representative.

    Args:
        labelled: what stands under labels.
        sender: the block of a letter's free lines.
        inside: a block in the text under an opinion's label.
    """
    found: dict[str, list[Segment]] = {"name": [], "organization": [], "representative": [], "either": []}
    source = "block"
    for item in labelled:
        kinds = set(item.kinds) & {"name", "organization", "representative"}
        values = [_out_of_brackets(s) for s in item.values if not _NOBODY.match("".join(s.text.split()))]
        if not kinds or not values:
            continue
        source = item.source if source == "block" else source
        found[next(iter(kinds)) if len(kinds) == 1 else "either"].extend(values)
    names, organizations, either = found["name"], found["organization"], found["either"]
    representatives = _without_contacts(found["representative"])
    if not organizations and any(organization_likelihood(n.text) >= SURELY_ORGANIZATION for n in names):
        either, names = [*names, *either], []
    if not either and not names and not organizations:
        either, source = [_out_of_brackets(s) for s in (*sender.people, *inside.people)], "block"
    names = _without_readings(names)
    submitter = find_submitter(names, organizations, representatives, _without_contacts(either), source)
    if submitter.organization is None and submitter.name is None and submitter.representative is not None:
        return replace(submitter, name=submitter.representative, representative=None)
    return submitter


def _out_of_brackets(segment: Segment) -> Segment:
    """A line that stands in brackets as a whole, without them: (代表 工藤 千尋); and without age and occupation."""
    segment = segment.part(0, len(bare_name(segment.text)))
    text = segment.text
    whole = text[:1] in "(（" and text[-1:] in ")）" and not set(text[1:-1]) & set("()（）")
    return segment.part(1, len(text) - 1) if whole and len(text) > 2 else segment


def _without_readings(names: Sequence[Segment]) -> list[Segment]:
    """Names without those in kana alone, where one in other letters stands under another label for a name."""
    written = [name for name in names if not _KANA.fullmatch(name.text)]
    return written or list(names)


def _without_contacts(segments: Sequence[Segment]) -> list[Segment]:
    """Without the person to call, where another one stands for the organisation."""
    titles = [split_title(segment.text)[0] for segment in segments]
    if not any(title and title not in _CONTACT for title in titles):
        return list(segments)
    return [s for s, title in zip(segments, titles, strict=True) if title not in _CONTACT]
