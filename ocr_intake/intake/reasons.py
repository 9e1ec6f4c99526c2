"""Making the reasons for which a file or page is set aside; when to do so is decided by its neighbours."""

from __future__ import annotations

import errno

from ocr_intake.model.pages import SetAside


def aside(code: str, page: int | None = None, **detail: object) -> SetAside:
    """A reason with values for its text."""
    return SetAside(code, page, tuple((name, str(value)) for name, value in detail.items()))


def reason_of(error: Exception) -> SetAside:
    """The reason that stands for whatever went wrong while a file was looked at."""
    if isinstance(error, OSError) and error.errno is not None:
        return from_os_error(error)
    if isinstance(error, MemoryError):
        return aside("too_much_memory")
    return aside("look_failed", kind=type(error).__name__)


_BY_ERRNO = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.ENAMETOOLONG: "missing",
    errno.ENXIO: "not_a_file",
    errno.ELOOP: "symlink_loop",
    errno.EISDIR: "folder",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
}


def from_os_error(error: OSError, page: int | None = None) -> SetAside:
    """The reason that stands for an error of the file system."""
    return aside(_BY_ERRNO.get(error.errno or 0, "unreadable"), page)
