"""The application: its routes behind the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import anyio.to_thread
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from ocr_intake import __version__
from ocr_intake.web import (
    adding,
    aside,
    batches,
    characters,
    columns,
    duplicates,
    finding,
    opinions,
    pages,
    redacting,
    signin,
    supervisor,
)
from ocr_intake.web.failures import add_handlers
from ocr_intake.web.reviewing import routes as reviewing
from ocr_intake.web.security import STATIC, Guard
from ocr_intake.web.submissions import arranging, deciding, letters, shown

if TYPE_CHECKING:
    from ocr_intake.web.site import Site

_AT_ONCE: Final = 12
"""Requests at work: fewer than the connections that a database hands out."""


def create_app(site: Site) -> FastAPI:
    """The application of one running page; the caller opens and closes the workspace."""

    @asynccontextmanager
    async def alive(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = _AT_ONCE
        yield
        await anyio.to_thread.run_sync(site.sessions.close)

    app = FastAPI(
        title="ocr-intake",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=alive,
    )
    app.state.site = site
    app.add_middleware(Guard, site=site)
    app.mount(STATIC.rstrip("/"), StaticFiles(directory=Path(__file__).parent / "static"))
    of_submissions = (shown, arranging, deciding, letters)
    reviews = (reviewing, columns, characters)
    of_opinions = (duplicates, redacting, opinions)
    routers = (signin, pages, finding, adding, batches, aside, *of_submissions, *reviews, *of_opinions, supervisor)
    for router in (room.router for room in routers):
        app.include_router(router)
    add_handlers(app)
    return app
