"""Configuration: TOML files into frozen, checked records. Nothing here knows what the program does with them."""

from ocr_intake.config.files import (
    ConfigError,
    UnknownConsultationError,
    check,
    list_consultations,
    load_consultation,
    load_forms,
    load_labels,
    load_settings,
)
from ocr_intake.config.forms import FormTemplate, TemplateField, TemplatePage, TemplatePrint
from ocr_intake.config.location import ConfigDir, Origin, find_config_dir, shipped_config_dir
from ocr_intake.config.models import (
    CombinedLabel,
    Confidence,
    Consultation,
    Contact,
    ExportSettings,
    LabelKind,
    Labels,
    Limits,
    ReadingSettings,
    Settings,
    WebSettings,
)
from ocr_intake.config.problems import Problem

__all__ = [
    "CombinedLabel",
    "Confidence",
    "ConfigDir",
    "ConfigError",
    "Consultation",
    "Contact",
    "ExportSettings",
    "FormTemplate",
    "LabelKind",
    "Labels",
    "Limits",
    "Origin",
    "Problem",
    "ReadingSettings",
    "Settings",
    "TemplateField",
    "TemplatePage",
    "TemplatePrint",
    "UnknownConsultationError",
    "WebSettings",
    "check",
    "find_config_dir",
    "list_consultations",
    "load_consultation",
    "load_forms",
    "load_labels",
    "load_settings",
    "shipped_config_dir",
]
