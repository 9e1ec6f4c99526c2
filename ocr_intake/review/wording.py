"""What several faces tell alike: duplicates, batches corrected, what was set aside. Nothing that was read is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr_intake.i18n import Worded, t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ocr_intake.model.relation import Alike
    from ocr_intake.review.likely import Likely
    from ocr_intake.store import BatchFacts, BatchOutline, SetAsideItem


def why_likely(likely: Likely) -> str:
    """What makes a submission likely to be the same."""
    return alike_in_words(likely.why)


def alike_in_words(why: Iterable[Alike]) -> str:
    """What two submissions have in common."""
    said = (
        t(f"review_rules.likely_same.{each.sign}")
        if each.percent == 100
        else t(f"review_rules.likely.{each.sign}", percent=each.percent)
        for each in why
    )
    return t("review_rules.likely_between").join(said)


def batch_facts(facts: BatchFacts) -> str:
    """How a batch came."""
    channel = t(f"show.channel.{facts.channel}")
    return t("batch.facts", consultation=facts.consultation, channel=channel, received=facts.received)


def batch_corrected(made: BatchOutline, key: str) -> Worded:
    """What became of a batch that was corrected (``batch.correct.done``), or is as before (``batch.undo.done``)."""
    told = [t(key, number=made.batch.id, facts=batch_facts(made.facts), submissions=made.submissions)]
    if made.accepted:
        told.append(t("batch.correct.accepted", count=made.accepted))
    if made.waiting:
        told.append(t("batch.correct.waiting", count=made.waiting))
    return Worded("\n".join(told))


def set_aside_line(item: SetAsideItem) -> str:
    """What could not be read, with why, or what became of it."""
    where = item.name or t("find.purged")
    if item.reason.page is not None:
        where = t("web_aside.page", file=where, page=item.reason.page)
    done = item.settlement
    if done is None:
        reason = t(f"intake.{item.reason.code}", **dict(item.reason.detail))
        return t("aside.line.open", item=item.id, place=where, reason=reason)
    key = "aside.line.settled" if done.submission is None else "aside.line.entered"
    return t(key, item=item.id, place=where, submission=done.submission, reason=done.reason, by=done.by)
