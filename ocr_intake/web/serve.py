"""Running the page: one listening socket, and an end without a trace of what it showed."""

from __future__ import annotations

import ipaddress
import signal
import socket
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

import uvicorn

from ocr_intake.errors import ExitCode, IntakeError
from ocr_intake.review.office import keying_rule
from ocr_intake.web.app import create_app
from ocr_intake.web.site import Reached, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ocr_intake.config import Consultation, Settings
    from ocr_intake.store import Workspace

_ENDING_S: Final = 5
"""Seconds that requests at work have when the page ends."""
_CONNECTIONS: Final = 200
"""At once: more than an office has, few enough for one process."""
_IDLE_S: Final = 15
"""Seconds that a browser may keep a connection without asking."""


class NoAccountError(IntakeError):
    """Nobody could sign in."""

    key: ClassVar[str] = "web.error.no_account"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE


class CannotListenError(IntakeError):
    """The address is taken, or not this computer's."""

    key: ClassVar[str] = "web.error.cannot_listen"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, host: str, port: int, error: OSError) -> None:
        super().__init__(host=host, port=str(port), reason=error.strerror or type(error).__name__)


class BadCertificateError(IntakeError):
    """Certificate and key cannot be used."""

    key: ClassVar[str] = "web.error.bad_certificate"
    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the page is to be reached."""

    host: str
    port: int
    certificate: Path | None = None
    """PEM, with those between it and the root."""
    key: Path | None = None
    """PEM."""

    @property
    def loopback(self) -> bool:
        """Whether no other computer gets there."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def serve(
    workspace: Workspace,
    settings: Settings,
    where: Listening,
    consultation: str | None = None,
    *,
    consultations: tuple[Consultation, ...] = (),
    ready: Callable[[str], None],
) -> None:
    """Serve the page until somebody ends the process (Ctrl-C, SIGTERM).

    Args:
        workspace: What is reviewed.
        settings: Of the configuration.
        where: Where it is to be reached.
        consultation: None means all of them.
        consultations: Those that paper can be entered for; they say which values two people type.
        ready: Told the address, once browsers may come.

    Raises:
        NoAccountError: Nobody could sign in.
        CannotListenError: The address cannot be used.
        BadCertificateError: The certificate or its key cannot be used.
    """
    if not workspace.accounts.any_enabled():
        raise NoAccountError
    _check_certificate(where)
    names = {"localhost", where.host.lower(), socket.gethostname().lower()}
    names |= {name.lower() for name in settings.web.host_names}
    reached = Reached(where.certificate is not None, frozenset(names))
    site = Site(workspace, settings, consultation, reached, keying_rule(consultations), consultations=consultations)
    config = uvicorn.Config(
        create_app(site),
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who asks is who is connected, whatever a request says
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=_IDLE_S,
        timeout_graceful_shutdown=_ENDING_S,
        ssl_certfile=where.certificate,
        ssl_keyfile=where.key,
    )
    with _listening(where) as listening, _ended_by_signals():
        port = listening.getsockname()[1]
        host = f"[{where.host}]" if ":" in where.host else where.host
        ready(f"{'https' if where.certificate else 'http'}://{host}:{port}/")
        uvicorn.Server(config).run([listening])


def _check_certificate(where: Listening) -> None:
    if where.certificate is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(where.certificate, where.key)
    except (OSError, ssl.SSLError) as error:
        raise BadCertificateError(where.certificate) from error


@contextmanager
def _listening(where: Listening) -> Iterator[socket.socket]:
    """The socket; nothing but its own address is looked up."""
    try:
        ((family, kind, protocol, _, address), *_) = socket.getaddrinfo(
            where.host, where.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListenError(where.host, where.port, error) from error
    with listening:
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen()
        except OSError as error:
            raise CannotListenError(where.host, where.port, error) from error
        yield listening


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM are an end like any other: the server hears them, and passes them on to nobody."""
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {each: signal.signal(each, lambda *_: None) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
