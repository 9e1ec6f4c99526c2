"""Going through the places of a submission's opinions, line by line. Holds no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import typer

from ocr_intake.cli.console import complain, say
from ocr_intake.i18n import t
from ocr_intake.model.redaction import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocr_intake.dataset.redaction.published import Place
    from ocr_intake.dataset.redaction.waiting import OpinionPlaces
    from ocr_intake.model.redaction import Redaction
    from ocr_intake.store import Workspace

_CHOICES: Final = {"y": Choice.MASK, "n": Choice.KEEP}


class Walk:
    """One person at the places of some opinions."""

    def __init__(self, store: Workspace, opinions: Sequence[OpinionPlaces], *, by: str, every: bool) -> None:
        """``every`` asks about what is decided, and what is masked by itself, too."""
        self._store, self._by, self._every = store, by, every
        self._opinions = opinions
        self._made: list[tuple[int, int]] = []
        """Decisions of this walk that stand, each with the place in the order of asking."""
        self.done = 0
        """Places that were decided on."""

    def go(self) -> None:
        """Opinion by opinion, until all are gone through or the person stops."""
        for opinion in self._opinions:
            say(t("redact.walk.opinion", number=opinion.number))
            for line in marked(opinion).split("\n"):
                say(f"  {line}")
            asked = [place for place in opinion.published.places if self._every or place.undecided]
            self._made.clear()
            at: int | None = 0
            while at is not None and at <= len(asked):
                at = self._ask(opinion, asked, at)
                at = None if at is None else self._add(opinion, at)
            if at is None:
                return

    def _ask(self, opinion: OpinionPlaces, asked: Sequence[Place], at: int) -> int | None:
        """Ask from a place on; the place behind the last one, or None where the person stops."""
        while at < len(asked):
            self._show(opinion, asked[at], f"{at + 1}/{len(asked)}")
            said = _line("redact.walk.ask")
            if said == "q":
                return None
            if said in _CHOICES:
                self._decide(opinion, asked[at], _CHOICES[said], at)
                at += 1
            elif said == "u":
                at = self._undo(asked[at].decision, at)
            elif said == "":
                at += 1
            else:
                complain(t("redact.walk.keys"))
        return at

    def _add(self, opinion: OpinionPlaces, end: int) -> int | None:
        """Places that the person adds behind the last one, ``end``; where to go on, or None where they stop."""
        from ocr_intake.dataset.redaction.waiting import add_by_hand

        while text := _line("redact.walk.add"):
            if text == "q":
                return None
            if text == "u":
                if (at := self._undo(None, end)) < end:
                    return at
                continue
            made = add_by_hand(self._store, opinion, text, by=self._by)
            self._made += [(number, end) for number in made]
            self.done += len(made)
            say(t("redact.walk.added", count=len(made)) if made else t("redact.walk.nowhere"))
        return end + 1

    def _show(self, opinion: OpinionPlaces, place: Place, count: str) -> None:
        before, there, behind = opinion.said(place)
        say(
            t(
                "redact.walk.place",
                count=count,
                kind=t(f"dataset.word.field_{place.kind.value}"),
                why=t(f"dataset.word.why_{place.why.value}"),
                state=t(f"redact.state.{place.state.value}"),
            )
        )
        say(t("redact.walk.text", before=before, there=there, behind=behind))

    def _decide(self, opinion: OpinionPlaces, place: Place, choice: Choice, at: int) -> None:
        from ocr_intake.dataset.redaction.waiting import decide

        self._made.append((decide(self._store, opinion, place, choice, by=self._by), at))
        self.done += 1

    def _undo(self, decided: Redaction | None, at: int) -> int:
        """Take back the last decision of this walk on the opinion, or else an earlier one; where to go on."""
        if self._made:
            number, at = self._made.pop()
            self.done -= 1
        elif decided is not None:
            number = decided.id
            at += 1
        else:
            complain(t("redact.walk.nothing"))
            return at
        self._store.redactions.undo(number, by=self._by)
        say(t("redact.walk.undone"))
        return at


def marked(opinion: OpinionPlaces) -> str:
    """The opinion's text with its places marked: 【?…】 waits, 【○…】 is masked, 【=…】 was kept."""
    out, last = "", 0
    for place in opinion.published.places:
        sign = {"masked": "○", "waiting": "?", "kept": "="}[place.state.value]
        out += f"{opinion.text[last : place.start]}【{sign}{opinion.text[place.start : place.end]}】"
        last = place.end
    return out + opinion.text[last:]


def _line(prompt: str) -> str:
    return str(typer.prompt(t(prompt), default="", show_default=False, prompt_suffix=" ")).strip()
