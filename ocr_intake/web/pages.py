"""The page that one begins at, and the images of papers."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from ocr_intake.web.rendering import page
from ocr_intake.web.signed import Number, Person

router = APIRouter()


@router.get("/", response_class=HTMLResponse)
def home(request: Request, person: Person) -> Response:
    """Where everything is."""
    site = person.site
    counts = site.workspace.overview(site.consultation).submissions()
    return page(request, "home.html", submissions=counts, known_answers=site.settings.review.known_answers > 0)


@router.get("/pages/{submission}/{number}.png", response_class=FileResponse)
def image(submission: Number, number: Number, person: Person) -> Response:
    """The upright image of a page, if it is one of the submission's."""
    workspace = person.site.workspace
    stored = workspace.submission(submission)
    path = workspace.files.page_image(stored.sha256, number)
    if number not in stored.pages or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type="image/png")
