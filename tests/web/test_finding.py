"""Looking a submission up in the browser, and everything of one."""

import io
import logging

import pytest
from PIL import Image

from ocr_intake.model.fields import FieldName
from ocr_intake.model.review import Decision
from ocr_intake.web.site import Site
from tests.web.site import Browser


@pytest.fixture(autouse=True)
def _papers(site: Site) -> None:
    """Page images that are images."""
    made = io.BytesIO()
    Image.new("L", (1000, 1400), 255).save(made, "PNG")
    for stored in site.workspace.submissions():
        for page in stored.pages:
            path = site.workspace.files.page_image(stored.sha256, page)
            path.chmod(0o600)
            path.write_bytes(made.getvalue())


def test_what_is_looked_for_stands_in_no_address_and_no_log(clerk: Browser, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    found = clerk.submit("/find", text="見本太郎", where="name")
    assert found.status_code == 200
    assert [f'href="/submissions/{number}"' in found.text for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert "見本太郎" not in caplog.text
    assert "見本" not in str(found.url)
    assert clerk.get("/find", params={"text": "見本太郎"}).text.count("/submissions/") == 0


def test_nothing_is_found(clerk: Browser) -> None:
    assert "見つかりませんでした。" in clerk.submit("/find", text="だれでもない人").text
    assert "見つかりませんでした。" in clerk.submit("/find", text="見本", first="2021-09-02").text


@pytest.mark.parametrize("form", [{"where": "x"}, {"first": "2021-13-01"}, {"text": "名" * 201}])
def test_what_the_form_cannot_send_is_refused(clerk: Browser, form: dict[str, str]) -> None:
    assert clerk.submit("/find", **form).status_code == 422


def test_everything_of_a_submission(clerk: Browser, site: Site) -> None:
    name = site.workspace.submission(1).field(FieldName.NAME)
    site.workspace.decisions.decide(name.id, Decision.EDITED, "見本 次郎", by="係員B", version=name.version)
    text = clerk.get("/submissions/1").text
    assert "係員B さんが入力: 見本 次郎" in text
    assert "確認不要とした理由" in text
    assert text.count('class="crop"') == len(
        [value for value in site.workspace.submission(1).values if value.proposal.regions]
    )
    assert clerk.get("/submissions/99").status_code == 404


def test_a_doubtful_value_shows_no_confidence(clerk: Browser) -> None:
    """It would tell what was drawn by lot from what is doubtful."""
    text = clerk.get("/submissions/1").text
    assert "確からしさ 40%" not in text
    assert "確からしさ 99%" in text


def test_a_crop_is_a_part_of_the_page(clerk: Browser, site: Site) -> None:
    name = site.workspace.submission(1).field(FieldName.NAME)
    got = clerk.get(f"/crops/1/{name.id}.png")
    with Image.open(io.BytesIO(got.content)) as image:
        assert image.size == (340, 80)
    assert clerk.get(f"/crops/2/{name.id}.png").status_code == 404
    assert clerk.get(f"/crops/9/{name.id}.png").status_code == 404
