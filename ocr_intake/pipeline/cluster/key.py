"""The key of a cluster: one file that its computers share. Who has it may send and read pages; nobody else may.

Dask runs what it is sent, and what it is sent is what people wrote, so a port of it that is open to others is an open
door, on one computer with several users as well: without a key nothing is sent. With it every connection is TLS, and
both ends show that they have the key.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from ocr_intake.errors import ExitCode, IntakeError

if TYPE_CHECKING:
    from pathlib import Path

    from ocr_intake.pipeline.cluster.dask import Security


class ClusterKeyError(IntakeError):
    """The file is no key, or others on this computer may read it."""

    key: ClassVar[str] = "cluster.error.key"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class ClusterKeyExistsError(IntakeError):
    """There is a file of that name already."""

    key: ClassVar[str] = "cluster.error.key_exists"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class ClusterNeedsKeyError(IntakeError):
    """No key was named."""

    key: ClassVar[str] = "cluster.error.needs_key"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class OtherKeyError(IntakeError):
    """Whoever is at the address has another key, or an expired one, or is no scheduler."""

    key: ClassVar[str] = "cluster.error.other_key"


class BadClusterAddressError(IntakeError):
    """An address is none."""

    key: ClassVar[str] = "cluster.error.address"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


def make_key(path: Path) -> None:
    """Write a new key, for its owner's eyes alone. It holds for a year.

    Raises:
        ClusterKeyExistsError: The file is there already.
        ClusterKeyError: It cannot be written.
    """
    from ocr_intake.pipeline.cluster.dask import Security

    made = Security.temporary()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise ClusterKeyExistsError(name=path.name) from error
    except OSError as error:
        raise ClusterKeyError(name=path.name) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(made.tls_client_key + made.tls_client_cert)


def security(key: Path | None) -> Security:
    """What connections are made with.

    Raises:
        ClusterNeedsKeyError: No key was named.
        ClusterKeyError: The file cannot be read, holds no key, or is readable by others.
    """
    from ocr_intake.pipeline.cluster.dask import Security

    if key is None:
        raise ClusterNeedsKeyError
    name = str(key)
    try:
        open_to_others = key.stat().st_mode & 0o077
        made = Security(
            require_encryption=True,
            tls_ca_file=name,
            **{f"tls_{role}_{part}": name for role in ("client", "scheduler", "worker") for part in ("cert", "key")},
        )
        made.get_connection_args("client")  # reads it
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise ClusterKeyError(name=key.name) from error
    if open_to_others:
        raise ClusterKeyError(name=key.name)
    return made


def checked_address(address: str) -> str:
    """The address of a scheduler as Dask takes it, ``tls://HOST:PORT``; the scheme may be left out.

    Raises:
        BadClusterAddressError: It is none.
    """
    parts = urlsplit(address if "://" in address else f"//{address}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port or parts.scheme not in {"", "tls"} or parts.path:
        raise BadClusterAddressError(address=address)
    return f"tls://{f'[{host}]' if ':' in host else host}:{port}"
