"""E-mail as text and attachments: single messages and mboxes, in whatever way programs and people write them."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from email.message import Message

MOST_PARTS: Final = 500
DEEPEST: Final = 20
"""Messages within messages, and parts within parts."""
_JAPAN: Final = timezone(timedelta(hours=9), "JST")
_BLOCKS: Final = frozenset(
    {
        *("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section"),
        *("table", "td", "th", "tr", "ul"),
    }
)
_SILENT: Final = frozenset({"head", "script", "style", "template", "title"})
_VOID: Final = frozenset({"br", "hr"})
_FROM: Final = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]*\r?\n")
_LONGEST_NAME: Final = 120


class UnreadableMailError(Exception):
    """A message cannot be taken apart."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message."""

    name: str
    """A plain file name: no folders, nothing that steers anything."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One message."""

    number: int
    """Its place in the file, from 1."""
    content: bytes
    """As it came."""
    message_id: str
    """As its sender's program gave it; "" for none."""
    received: date | None
    """The day in Japan on which the city's server had it, else on which it was sent; None where it does not say."""
    sender: str
    """The name beside the sender's address; "" for none."""
    body: str
    attachments: tuple[Attachment, ...] = ()
    uncertain: bool = False
    """Some characters could not be decoded, or another message is forwarded in it: a person should look."""


def is_mail(content: bytes) -> bool:
    """Whether a file looks like a message or an mbox: it begins with headers."""
    return content.startswith(b"From ") or bool(BytesHeaderParser().parsebytes(content).keys())


def messages_of(content: bytes) -> tuple[bytes, ...]:
    """The messages of a file: those of an mbox, or the one that it is."""
    if not content.startswith(b"From "):
        return (content,)
    starts = [(found.start(), found.end()) for found in _FROM.finditer(content)]
    ends = [start for start, _ in starts[1:]] + [len(content)]
    return tuple(content[first:end] for (_, first), end in zip(starts, ends, strict=True))


def read_mail(content: bytes, number: int) -> Mail:
    """A message taken apart.

    Raises:
        UnreadableMailError: It cannot be: it is no message, or was made to break whoever reads it.
    """
    try:
        return _taken_apart(content, number)
    except UnreadableMailError:
        raise
    except Exception as error:  # headers and parts that no program writes trip the parser in many ways
        raise UnreadableMailError from error


def _taken_apart(content: bytes, number: int) -> Mail:
    message = message_from_bytes(content, policy=policy.default)
    if not message.keys():
        raise UnreadableMailError
    gathered = _Gathered()
    gathered.take(message, 0)
    return Mail(
        number,
        content,
        str(message.get("Message-ID", "")).strip()[:1000],
        _received(message),
        _sender(message),
        "\n\n".join(text for text in gathered.texts if text),
        tuple(gathered.attachments),
        gathered.uncertain,
    )


class _Gathered:
    """What the parts of a message come to."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.attachments: list[Attachment] = []
        self.uncertain = False
        self._parts = 0

    def take(self, part: Message, depth: int) -> None:
        """Take one part, and what is in it."""
        self._parts += 1
        if depth > DEEPEST or self._parts > MOST_PARTS:
            raise UnreadableMailError
        kind = part.get_content_type()
        if kind == "message/rfc822":
            self.uncertain = True
            for inner in _inner(part):
                self.take(inner, depth + 1)
        elif kind == "multipart/alternative":
            self._take_alternative(_inner(part), depth)
        elif part.is_multipart():
            for inner in _inner(part):
                self.take(inner, depth + 1)
        elif kind in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment":
            self.texts.append(self._text(part, html=kind == "text/html"))
        else:
            payload = part.get_payload(decode=True)
            content = payload if isinstance(payload, bytes) else b""
            self.attachments.append(Attachment(_name(part, len(self.attachments) + 1), content))

    def _take_alternative(self, inner: list[Message], depth: int) -> None:
        """Of the same text in several ways the plain one; whatever else is there comes along."""
        texts = [each for each in inner if each.get_content_type() in {"text/plain", "text/html"}]
        plain = [each for each in texts if each.get_content_type() == "text/plain" and self._said(each)]
        chosen = (plain or texts)[:1]
        for each in inner:
            if each not in texts or each in chosen:
                if chosen and plain and each.get_content_type() == "multipart/related":
                    self._take_beside(each, depth + 1)
                else:
                    self.take(each, depth + 1)

    def _take_beside(self, related: Message, depth: int) -> None:
        """What comes with a text that stands in another way already."""
        for each in _inner(related):
            if each.get_content_type() != "text/html":
                self.take(each, depth + 1)

    def _said(self, part: Message) -> bool:
        return bool(self._text(part, html=False).strip())

    def _text(self, part: Message, *, html: bool) -> str:
        payload = part.get_payload(decode=True)
        raw = payload if isinstance(payload, bytes) else b""
        text, sure = _decoded(raw, str(part.get_content_charset() or ""))
        self.uncertain |= not sure
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return (_plain(text) if html else text).strip()


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, EmailMessage)] if isinstance(payload, list) else []


def _decoded(raw: bytes, said: str) -> tuple[str, bool]:
    """A text, and whether all of it could be decoded: by what is said of it, else by what it can be."""
    if b"\x1b$" in raw:
        # what programs call ISO-2022-JP holds ①, 髙 and ㈱ as well, which only its later kinds have
        names = ["iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004"]
    else:
        names = [said] if said and said not in {"us-ascii", "ascii", "iso-2022-jp"} else []
        names += ["utf-8", "cp932", "euc_jp"]
    if said in {"shift_jis", "shift-jis", "sjis", "x-sjis"}:
        names.insert(0, "cp932")
    for name in names:
        with suppress(LookupError, UnicodeDecodeError):
            return raw.decode(name), True
    if b"\x1b$" in raw and (text := _by_cp932(raw)) is not None:
        return text, True
    return raw.decode("utf-8", "replace"), False


def _by_cp932(raw: bytes) -> str | None:
    """ISO-2022-JP with the characters that Windows adds to it: its kanji are those of cp932 in other numbers."""
    parts: list[bytes] = []
    double = False
    for piece in re.split(rb"(\x1b(?:\$[@B]|\([BJI]))", raw):
        if piece.startswith(b"\x1b"):
            double = piece[1:2] == b"$"
        elif double:
            pairs = piece.replace(b"\r", b"").replace(b"\n", b"")
            if len(pairs) % 2:
                return None
            parts.extend(_shifted(pairs[at], pairs[at + 1]) for at in range(0, len(pairs), 2))
        else:
            parts.append(piece)
    try:
        return b"".join(parts).decode("cp932")
    except UnicodeDecodeError:
        return None


def _shifted(row: int, cell: int) -> bytes:
    """A character's number in JIS as cp932 has it (JIS X 0208, annex 1)."""
    lead = ((row - 0x21) >> 1) + 0x81
    lead += 0x40 if lead > 0x9F else 0
    trail = cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E
    return bytes((lead & 0xFF, trail & 0xFF))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BLOCKS - _VOID:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"[ \t\r\n]+", " ", data))


def _plain(html: str) -> str:
    """The text of a page as it would be read."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = [line.strip(" ") for line in "".join(reader.parts).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _received(message: Message) -> date | None:
    """The day of the last server's stamp, which stands first, else of the sender's own."""
    stamps = [str(each).rpartition(";")[2] for each in message.get_all("Received", [])[:1]]
    for stamp in [*stamps, str(message.get("Date", ""))]:
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            moment: datetime = parsedate_to_datetime(stamp.strip())
            if moment.tzinfo is None:
                return moment.date()
            return moment.astimezone(_JAPAN).date()
    return None


def _sender(message: Message) -> str:
    header = message.get("From")
    addresses = getattr(header, "addresses", ())
    return str(addresses[0].display_name).strip() if addresses else ""


def _name(part: Message, number: int) -> str:
    """An attachment's own name as a plain one; a number and its kind where it has none."""
    said = part.get_filename() or ""
    name = re.split(r"[/\\]", said)[-1]
    name = "".join(char for char in name if char.isprintable()).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if dot and len(suffix) <= 10:
        name = f"{stem[:_LONGEST_NAME]}.{suffix}"
    subtype = re.sub(r"[^a-z0-9]", "", part.get_content_subtype())[:10]
    return name[: _LONGEST_NAME + 11] or f"attachment-{number}.{subtype or 'bin'}"
