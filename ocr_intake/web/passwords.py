"""Passwords of the page's accounts: what one has to be like (NIST SP 800-63B), its hash, and comparing with it."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import cache
from typing import ClassVar, Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from ocr_intake.errors import ExitCode, IntakeError

SHORTEST: Final = 12
"""Characters. Length is all that is asked: rules of composition make passwords worse (NIST SP 800-63B, 3.1.1.2)."""
LONGEST: Final = 200
"""Characters: a hash of more is work without an end."""

_COMMON: Final = (
    *("password", "passw0rd", "pass1234", "welcome", "letmein", "qwerty", "qwertyuiop", "asdfghjkl", "1q2w3e4r"),
    *("1qaz2wsx", "zaq12wsx", "abc123", "abcdefgh", "iloveyou", "admin", "administrator", "sunshine", "dragon"),
    *("123456", "12345678", "123456789", "1234567890", "123123", "112233", "0987654321", "qwerty123", "changeme"),
    *("sakura", "takahashi", "ocr-intake", "ocrintake", "shiyakusho", "yakusho", "パスワード", "さくら", "しやくしょ"),
)
"""Words that lists of leaked passwords begin with, and this program's own; repeated ones are found as well."""

_HASHER: Final = PasswordHasher(
    time_cost=3, memory_cost=64 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)
"""argon2id as RFC 9106 recommends where memory is short (64 MiB), on one core."""
_NOBODYS: Final = _HASHER.hash("nobody has this password")
"""What an unknown name's password is compared with, so that it takes as long as a known one's."""
_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""Each comparison takes its memory: however many ask, no more than this many are made at a time."""


class BadPasswordError(IntakeError):
    """The password will not do; ``why`` is a key of its text."""

    key: ClassVar[str] = "web.password.refused"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, why: str) -> None:
        from ocr_intake.i18n import t

        super().__init__(why=t(f"web.password.{why}", shortest=SHORTEST, longest=LONGEST))
        self.why = why


def check_password(password: str, name: str) -> None:
    """Refuse a password that is short or one of the first that anybody would try.

    Args:
        password: As it was typed.
        name: Of the account.

    Raises:
        BadPasswordError: It will not do.
    """
    plain = _comparable(password)
    if len(plain) < SHORTEST:
        raise BadPasswordError("too_short")
    if len(plain) > LONGEST:
        raise BadPasswordError("too_long")
    folded, own = plain.casefold(), _comparable(name).casefold()
    if len(set(folded)) < 4 or any(not folded.replace(word, "").strip("0123456789!?. ") for word in (*_COMMON, own)):
        raise BadPasswordError("too_common")


def hash_of(password: str) -> str:
    """The argon2id hash of a password, with its salt and parameters."""
    with _AT_ONCE:
        return _HASHER.hash(_comparable(password))


def fits(password: str, hashed: str | None) -> bool:
    """Whether a password is the one that was hashed; None stands for nobody's, and takes as long."""
    text, nobodys = _comparable(password), _nobodys()
    if len(text) > LONGEST:
        return False
    with _AT_ONCE:
        try:
            _HASHER.verify(nobodys if hashed is None else hashed, text)
        except (VerificationError, InvalidHashError):
            return False
    return hashed is not None


@cache
def _nobodys() -> str:
    """What an unknown name's password is compared with, so that it takes as long as a known one's."""
    return _HASHER.hash(secrets.token_urlsafe(32))


def _comparable(text: str) -> str:
    """A password as it is hashed, whatever widths the keyboard was set to (NIST SP 800-63B: NFKC)."""
    return unicodedata.normalize("NFKC", text)
