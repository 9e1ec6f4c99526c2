"""Configuration: TOML files into frozen, checked records. Nothing here knows what the program does with them."""

from ocr_intake.config.attributes import Attribute, Choice
from ocr_intake.config.files import (
    ConfigError,
    UnknownConsultationError,
    check,
    list_consultations,
    load_consultation,
    load_forms,
    load_labels,
    load_map,
    load_settings,
)
from ocr_intake.config.forms import FormTemplate, TemplateField, TemplatePage, TemplatePrint
from ocr_intake.config.letters import (
    PLACEHOLDERS,
    LetterTemplate,
    LetterTemplateError,
    UnknownLetterError,
    check_letters,
    letter_names,
    load_letter,
)
from ocr_intake.config.location import ConfigDir, Origin, find_config_dir, shipped_config_dir
from ocr_intake.config.mapping import ImportMap
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
    "PLACEHOLDERS",
    "Attribute",
    "Choice",
    "CombinedLabel",
    "Confidence",
    "ConfigDir",
    "ConfigError",
    "Consultation",
    "Contact",
    "ExportSettings",
    "FormTemplate",
    "ImportMap",
    "LabelKind",
    "Labels",
    "LetterTemplate",
    "LetterTemplateError",
    "Limits",
    "Origin",
    "Problem",
    "ReadingSettings",
    "Settings",
    "TemplateField",
    "TemplatePage",
    "TemplatePrint",
    "UnknownConsultationError",
    "UnknownLetterError",
    "WebSettings",
    "check",
    "check_letters",
    "find_config_dir",
    "letter_names",
    "list_consultations",
    "load_consultation",
    "load_forms",
    "load_labels",
    "load_letter",
    "load_map",
    "load_settings",
    "shipped_config_dir",
]
