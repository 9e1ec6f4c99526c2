"""Labels over a frame, or small within their value's own."""

from ocr_intake.model.fields import FieldName
from ocr_intake.model.geometry import Box
from ocr_intake.model.reading import PageReading
from tests.extract.builders import LEFT, form, line, page, submission, table, values

NAME, BODY, PLACE, PHONE = "工藤 千尋", "あおば防災士の会", "岩手県花巻市上町3-15", "0198-23-4567"
TEXT = "公園の木陰が少ないので、樹木を増やしてください。"


def labels_over_frames() -> PageReading:
    """Two fields beside one another, each under its label; the first one empty; then a body and an address."""
    cells = [Box(160, 300, 800, 380), Box(830, 300, 1490, 380), Box(160, 450, 1490, 530), Box(160, 600, 1490, 680)]
    frame = Box(160, 760, 1490, 1500)
    return page(
        line("お名前", LEFT, 250),
        line("日中連絡がとれる電話", 830, 250),
        line(PHONE, 850, 320, cell=1),
        line("事業所・団体の名称", LEFT, 400),
        line(BODY, 180, 470, cell=2),
        line("住所", LEFT, 550),
        line(PLACE, 180, 620, cell=3),
        line("ご意見", LEFT, 710),
        line(TEXT, 180, 790, cell=4),
        cells=[*cells, frame],
    )


def test_labels_over_their_frames() -> None:
    found = values(labels_over_frames())
    assert found == {"organization": BODY, "address": PLACE, "phone": PHONE, "opinion": TEXT}


def test_small_labels_within_the_cells() -> None:
    found = values(
        table(
            ["提出者氏名", ["連絡先電話番号", PHONE]],
            [["会社名等", BODY], ["代表者名", f"会長 {NAME}"]],
            [["住所", PLACE]],
            [["意見・要望", TEXT]],
            widths=(1, 1),
            after=["送付先：盛岡市総務部総務課", "郵送：〒020-0001 盛岡市中央町1番1号", "TEL : 0199-53-6670"],
        )
    )
    assert found["organization"].startswith(BODY)
    assert (found["representative"], found["phone"], found["address"]) == (NAME, PHONE, PLACE)
    assert "name" not in found


def test_a_tables_row_is_one_row_on_a_turned_scan() -> None:
    straight = table(
        ["該当頁", "ご意見", "理由"],
        ["P6", "歩道が狭い。", "危ないです。"],
        ["P7", "橋が古い。", "心配です。"],
        widths=(1, 4, 4),
    )
    turned = PageReading(
        straight.number,
        straight.width,
        straight.height,
        straight.role,
        straight.quality,
        straight.lines,
        tuple(Box(b.left, b.top - b.left // 200, b.right, b.bottom - b.left // 200) for b in straight.cells),
        straight.header,
    )
    assert values(turned)["opinion"] == values(straight)["opinion"]
    assert values(turned)["opinion"].startswith("歩道が狭い。")


def test_a_line_under_a_label_for_several_that_is_nobodys_is_unread() -> None:
    cell = ["医療法人社団みどり会", "みどリクリニノク院畏書田真ラ"]
    found = submission(form(("氏名（団体の場合は、名称及び代表者名）", cell), ("住所", PLACE), ("意見", TEXT)))
    assert FieldName.REPRESENTATIVE in found.fields or FieldName.REPRESENTATIVE in found.unread
