"""Personal data taken out of what is published: of opinions as text, and of the paper that they stand on."""

from ocr_intake.dataset.redaction.published import Place, Published, place_of, published, published_text

__all__ = ["Place", "Published", "place_of", "published", "published_text"]
