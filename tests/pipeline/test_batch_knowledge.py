"""The shipped configuration as what extraction knows."""

from datetime import date

from PIL import Image

from ocr_intake.config import Consultation, Labels, Settings, load_consultation, load_labels, load_settings
from ocr_intake.config import shipped_config_dir as shipped
from ocr_intake.model.fields import FieldName
from ocr_intake.pipeline.knowledge import knowledge_of, limits_of


def configuration() -> tuple[Labels, Settings, Consultation]:
    folder = shipped()
    return load_labels(folder), load_settings(folder), load_consultation(folder, "morioka-dx-2021")


def test_one_consultation() -> None:
    labels, settings, consultation = configuration()
    known = knowledge_of(labels, settings, (consultation,))
    assert known.labels["氏名"] == ("name",)
    assert known.labels["氏名又は名称"] == ("name", "organization")
    assert {"0196226211", "0196514111"} <= known.city_phones
    assert known.city_postal_codes == {"0208530"}
    assert "盛岡市長" in known.city_names
    assert known.required == consultation.required
    assert known.thresholds == {}
    assert known.budgets == settings.confidence.budgets()
    assert known.audit_share == settings.confidence.audit_share
    assert (known.last_day, known.postmark_counts) == (date(2021, 9, 14), True)


def test_papers_of_any_consultation() -> None:
    """No form of either prints a citizen's number; what the two demand may differ."""
    labels, settings, consultation = configuration()
    contact = consultation.contact.model_copy(update={"phones": ("03-0000-0000",)})
    other = consultation.model_copy(update={"id": "other", "contact": contact, "required": ((FieldName.NAME,),)})
    known = knowledge_of(labels, settings, (consultation, other))
    assert {"0196226211", "0300000000"} <= known.city_phones
    assert known.last_day is None
    assert known.required == knowledge_of(labels, settings, ()).required
    assert knowledge_of(labels, settings, ()).city_phones == frozenset()


def test_limits() -> None:
    _, settings, _ = configuration()
    limits = limits_of(settings)
    assert (limits.max_file_mb, limits.max_pages, limits.max_megapixels) == (200, 500, 80)
    large = settings.model_copy(update={"limits": settings.limits.model_copy(update={"max_megapixels": 100_000})})
    assert limits_of(large).max_pixels <= 2 * (Image.MAX_IMAGE_PIXELS or 0)
