"""Values that two people type from the paper alone, in the terminal: nothing that is shown tells what they are."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.i18n import t
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.review import Review
from ocr_intake.review.keying import DoubleKeying, KeyingRule
from ocr_intake.store import Workspace
from ocr_intake.terminal.capabilities import Capabilities, Graphics
from ocr_intake.terminal.plain import Plain
from ocr_intake.terminal.sitting import Sitting, Tally
from ocr_intake.terminal.start import at_once
from ocr_intake.terminal.walk import walk
from tests.store.builders import VALUES, submission, workspace_with
from tests.terminal.scripted import Script

PHONE = FieldName.PHONE
RULE = KeyingRule({"dx": DoubleKeying(frozenset({PHONE}), frozenset(), 1.0)})


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_with(tmp_path, submission(flagged={FieldName.NAME: 0.3})) as opened:
        yield opened


def walked(workspace: Workspace, who: str, *answers: str) -> tuple[Script, Tally]:
    script = Script(*answers)
    tally = at_once(walk(Sitting(script, lambda path: True, review=Review(workspace, who, keying=RULE))))
    assert not script.answers, "everything was asked for"
    return script, tally


def phone(workspace: Workspace) -> tuple[Decision | None, str | None]:
    field = workspace.submission(1).field(PHONE)
    return None if field.verification is None else field.verification.decision, field.value


def test_a_value_is_typed_from_the_paper_alone(workspace: Workspace) -> None:
    script, tally = walked(workspace, "係員B", "\r", "=019-622-6211", "q")
    assert t("review.mode.keying") in script.said(0)
    assert script.typed == [("", False)]
    for number in range(2):
        said = script.said(number)
        assert VALUES[PHONE] not in said
        assert "（記載なし）" not in said
    keys = dict(script.views[0].keys)
    assert keys["Enter"] == t("review.key.edit")
    assert t("review.key.choose") not in keys.values()
    assert "氏名" in script.said(), "the next value comes as usual"
    assert phone(workspace) == (None, VALUES[PHONE])
    assert tally == Tally(values=1)


@pytest.mark.parametrize("key", ["e", "a", "\r"])
def test_there_is_nothing_to_say_yes_to(workspace: Workspace, key: str) -> None:
    script, _ = walked(workspace, "係員B", key, "=", "n", "q")
    assert script.typed == [("", False)]
    assert phone(workspace) == (None, VALUES[PHONE])


def test_a_third_look_chooses_between_the_two(workspace: Workspace) -> None:
    walked(workspace, "係員B", "e", "=019-622-6211", "q")
    walked(workspace, "係員C", "e", "=019-622-6212", "q")
    script, _ = walked(workspace, "係員D", "2", "q")
    assert t("review.mode.third_look") in script.said(0)
    assert "1 019-622-6211\n2 019-622-6212" in script.said(0)
    assert VALUES[PHONE] not in script.said(0)
    assert phone(workspace) == (Decision.CHOSEN, "019-622-6212")


def test_line_by_line(workspace: Workspace) -> None:
    target = io.StringIO()
    face = Plain(io.StringIO("\n019-622-6211\nq\n"), target, Capabilities(Graphics.NONE))
    at_once(walk(Sitting(face, lambda path: True, review=Review(workspace, "係員B", keying=RULE))))
    said = target.getvalue()
    assert "Enter: 入力する" in said
    assert VALUES[PHONE] not in said.split("氏名を")[0].split("\n> ")[0]
    assert phone(workspace) == (None, VALUES[PHONE])
