"""Every text that the code asks for is there, gets its values, and no text is left that nobody asks for."""

import ast
import re
import string
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2 import nodes as nodes_of_templates

import ocr_intake
from ocr_intake.i18n import catalogue
from ocr_intake.model.pages import Channel
from ocr_intake.model.review import Decision, Ground, SubmissionDecision
from ocr_intake.store import SubmissionState

TEXTS = catalogue("ja")
SOURCES = sorted(Path(ocr_intake.__file__).parent.rglob("*.py"))
TEMPLATES = sorted(Path(ocr_intake.__file__).parent.rglob("templates/*.html"))


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            yield source, node
    for template in TEMPLATES:
        yield from ((template, node) for call in calls(template) for node in ast.walk(call))


def calls(template: Path) -> Iterator[ast.AST]:
    """What a template asks for, as Python would: its ``~`` joins texts, and a family is ``t("room." ~ code)``."""
    for node in (
        Environment(autoescape=True).parse(template.read_text(encoding="utf-8")).find_all(nodes_of_templates.Call)
    ):
        if isinstance(node.node, nodes_of_templates.Name) and node.node.name == "t":
            key = node.args[0]
            first = key.nodes[0] if isinstance(key, nodes_of_templates.Concat) else key
            text = first.value if isinstance(first, nodes_of_templates.Const) else None
            asked: ast.expr = ast.Constant(text) if first is key else ast.JoinedStr([ast.Constant(text)])
            values = [ast.keyword(each.key, ast.Constant(None)) for each in node.kwargs]
            yield ast.Call(ast.Name("t"), [asked], values, lineno=node.lineno)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_texts_that_are_asked_for_by_name_exist_and_get_their_values() -> None:
    mistakes = []
    for source, node in nodes():
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "t" and node.args):
            continue
        key = node.args[0]
        if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
            continue
        given = {each.arg for each in node.keywords}
        if key.value not in TEXTS:
            mistakes.append(f"{source.name}:{node.lineno}: no text {key.value}")
        elif None not in given and placeholders(TEXTS[key.value]) != given:
            mistakes.append(f"{source.name}:{node.lineno}: {key.value} takes {placeholders(TEXTS[key.value])}")
    assert mistakes == []


def test_every_error_has_its_text() -> None:
    keys = []
    for source, node in nodes():
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
            keys += [(source.name, key) for statement in node.body for key in class_key(statement)]
    assert keys, "there are errors"
    assert [entry for entry in keys if entry[1] not in TEXTS] == []


def class_key(statement: ast.stmt) -> Iterator[str]:
    """What ``key = "…"`` or ``key: ClassVar[str] = "…"`` says in the body of a class."""
    match statement:
        case ast.Assign(targets=[ast.Name(id="key")], value=ast.Constant(value=str(key))):
            yield key
        case ast.AnnAssign(target=ast.Name(id="key"), value=ast.Constant(value=str(key))):
            yield key


def test_no_text_is_left_over() -> None:
    """A key stands in the code as a whole, or as a family: ``f"room.{code}"``, or ``room.CODE`` in a record's doc."""
    mentioned = {node.value for _, node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    families = {each for each in mentioned if each.endswith(".") and " " not in each}
    families.update(family for each in mentioned for family in re.findall(r"``([a-z_.]+\.)[A-Z]+``", each))
    assert [key for key in TEXTS if key not in mentioned and not key.startswith(tuple(families))] == []


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("submission.decided", (*Decision, *SubmissionDecision)),
        ("show.state", tuple(SubmissionState)),
        ("review_rules.ground", tuple(Ground)),
        ("show.channel", tuple(Channel)),
    ],
)
def test_whatever_is_on_record_has_its_words(head: str, words: tuple[StrEnum, ...]) -> None:
    assert [word for word in words if f"{head}.{word}" not in TEXTS] == []
