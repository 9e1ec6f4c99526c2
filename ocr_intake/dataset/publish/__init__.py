"""The published result of a consultation: what came in, what was said, what the city answers, and no personal data."""

from ocr_intake.dataset.publish.counting import Counts, Received, count
from ocr_intake.dataset.publish.errors import NotBalancedError, NotReadyError
from ocr_intake.dataset.publish.gather import Asked
from ocr_intake.dataset.publish.pack import Published, publish

__all__ = [
    "Asked",
    "Counts",
    "NotBalancedError",
    "NotReadyError",
    "Published",
    "Received",
    "count",
    "publish",
]
