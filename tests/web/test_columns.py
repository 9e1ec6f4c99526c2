"""The values of one field side by side on a page: only what is wrong is changed, a screen is undone as one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr_intake.model.accounts import Role
from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.store import Workspace
from ocr_intake.web.site import Site
from tests.store.builders import VALUES, submission, workspace_with
from tests.web.site import CLERK, hashed, signed_in, site_over

PATH = "/review/by-field"
PHONE = FieldName.PHONE


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = [submission(flagged={PHONE: 0.3}) for _ in range(4)]
    with workspace_with(tmp_path, *made) as workspace:
        workspace.accounts.add(CLERK, Role.CLERK, hashed(), by="係員C")
        yield site_over(workspace)


def decided(workspace: Workspace) -> list[tuple[Decision, str | None] | None]:
    fields = [workspace.submission(number).field(PHONE) for number in (1, 2, 3, 4)]
    return [None if each.verification is None else (each.verification.decision, each.value) for each in fields]


def screen(text: str) -> str:
    found = re.search(r'name="screen" value="([^"]*)"', text)
    assert found
    return found[1]


def test_only_what_is_wrong_is_changed_and_a_screen_is_undone_as_one(site: Site) -> None:
    browser = signed_in(site)
    shown = browser.get(PATH).text
    assert shown.count('class="crop"') == 4
    numbers = [site.workspace.submission(number).field(PHONE).id for number in (1, 2, 3, 4)]
    said = {f"v{numbers[1]}": "019-622-6211", f"m{numbers[2]}": "absent", f"m{numbers[3]}": "later"}
    told = browser.submit(PATH, field="phone", screen=screen(shown), do="save", **said)
    assert "3 件を保存しました" in told.text
    read = (Decision.ACCEPTED, VALUES[PHONE])
    assert decided(site.workspace) == [read, (Decision.EDITED, "019-622-6211"), (Decision.ABSENT, None), None]
    assert "3 件を戻しました" in browser.submit(PATH, field="phone", screen="", do="undo").text
    assert decided(site.workspace) == [None] * 4


def test_an_answer_to_another_screen_or_one_that_cannot_be_saved_saves_nothing(site: Site) -> None:
    browser = signed_in(site)
    shown = browser.get(PATH).text
    browser.submit(PATH, field="phone", screen="1.0.0", do="save")
    number = site.workspace.submission(1).field(PHONE).id
    refused = browser.submit(PATH, field="phone", screen=screen(shown), do="save", **{f"v{number}": "なし"})
    assert 'value="なし"' in refused.text, "what was typed is there to be mended"
    assert decided(site.workspace) == [None] * 4


def test_a_long_text_is_no_column(site: Site) -> None:
    assert signed_in(site).get(f"{PATH}?field=opinion").status_code == 422
