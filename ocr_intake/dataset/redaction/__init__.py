"""Personal data taken out of what is published: of opinions as text, and of the paper that they stand on."""

from ocr_intake.dataset.redaction.published import Place, Published, published, published_text

__all__ = ["Place", "Published", "published", "published_text"]
