"""E-mail in the ways that people's programs write it, and made to break whoever reads it."""

from datetime import date
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_intake.intake.mail import Mail, UnreadableMailError, messages_of, read_mail


def message(text: str = "賛成です。", charset: str = "utf-8", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "見本 太郎 <taro@example.jp>"
    made["Date"] = "Wed, 01 Sep 2021 23:30:00 +0000"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text, charset=charset)
    return made


def read(made: EmailMessage | MIMEMultipart | bytes) -> Mail:
    return read_mail(made if isinstance(made, bytes) else made.as_bytes(), 1)


@pytest.mark.parametrize("charset", ["utf-8", "iso-2022-jp", "shift_jis", "euc-jp"])
@pytest.mark.parametrize("cte", ["base64", "quoted-printable", None])
def test_every_encoding_is_read(charset: str, cte: str | None) -> None:
    made, usual = message(), "7bit" if "2022" in charset else "8bit"
    made.set_content("賛成です。\n反対もします。", charset=charset, cte=cte or usual)
    mail = read(made)
    assert (mail.body, mail.uncertain) == ("賛成です。\n反対もします。", False)
    assert mail.received == date(2021, 9, 2), "it was the next day in Japan"
    assert mail.sender == "見本 太郎"


def test_characters_that_windows_adds_to_iso_2022_jp_are_read() -> None:
    # ① is row 13, cell 1 of what Windows calls JIS: 0x2D21
    raw = b"Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B-!\x1b(B and \x1b$B;?\x1b(B\n"
    mail = read(b"From: a@example.jp\n" + raw)
    assert mail.body == "① and 賛"
    assert not mail.uncertain


def test_the_servers_stamp_goes_before_the_senders() -> None:
    stamped = message(Received="from a by b; Fri, 3 Sep 2021 10:00:00 +0900")
    assert read(stamped).received == date(2021, 9, 3)
    assert read(message(Received="nonsense")).received == date(2021, 9, 2)
    assert read(b"Subject: x\n\ny").received is None


def test_html_becomes_text_and_the_plain_text_goes_first() -> None:
    html = "<head><style>p{}</style></head><p>一行目<br>二行目</p><script>x()</script><div>三 &amp; 四</div>"
    alone = message()
    alone.set_content(html, subtype="html")
    assert read(alone).body == "一行目\n二行目\n\n三 & 四"
    both = message("平文です。")
    both.add_alternative(html, subtype="html")
    assert read(both).body == "平文です。"


def test_attachments_are_never_lost_and_have_plain_names() -> None:
    made = message()
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="../../etc/意見.pdf")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png")
    made.add_attachment("text", filename="メモ.txt")
    found = read(made).attachments
    assert [each.name for each in found] == ["意見.pdf", "attachment-2.png", "メモ.txt"]
    assert found[0].content == b"%PDF-1.4"


def test_what_is_forwarded_comes_along_and_is_looked_at() -> None:
    inner = message("転送元の意見です。")
    inner.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    outer = message("転送します。")
    outer.add_attachment(inner)
    mail = read(outer)
    assert mail.body == "転送します。\n\n転送元の意見です。"
    assert [each.name for each in mail.attachments] == ["a.pdf"]
    assert mail.uncertain


def test_what_cannot_be_decoded_is_looked_at() -> None:
    mail = read(b"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n\xff\xfe\x81\n")
    assert mail.uncertain


def test_an_mbox_is_taken_apart() -> None:
    one, two = message("一").as_bytes(), message("二\nFrom here on it goes").as_bytes()
    box = b"From a@b Wed Sep  1 00:00:00 2021\n" + one + b"\nFrom a@b Wed Sep  1 00:00:01 2021\n" + two
    assert [read(each).body[:1] for each in messages_of(box)] == ["一", "二"]
    assert messages_of(one) == (one,)


def nested(depth: int) -> bytes:
    made: MIMEMultipart | MIMEText = MIMEText("x")
    for _ in range(depth):
        outer = MIMEMultipart()
        outer.attach(made)
        made = outer
    return made.as_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\nno headers",
        nested(60),
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n\n" * 2_000,
    ],
)
def test_hostile_messages_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableMailError):
        read(content)


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                *(b"From: ", b"=?utf-8?b?", b"?=", b"\n", b"\n\n", b"--b", b"Content-Type: ", b"Date: ", b";", b'"'),
                *(b"multipart/mixed; boundary=b", b"message/rfc822", b"text/html; charset=", b"x" * 70, b"\xff"),
                *(b"\x1b$B", b"<"),
            ]
        ),
        max_size=40,
    )
)
def test_whatever_comes_is_read_or_refused(pieces: list[bytes]) -> None:
    content = b"".join(pieces)
    try:
        mail = read(content)
    except UnreadableMailError:
        return
    assert mail.content == content
