"""What a consultation asks of people beside the usual fields: residence, age group, part of the plan, publication."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from ocr_intake.config.record import Many, Record, Text
from ocr_intake.model.attributes import AskedAttribute, AttributeKind, AttributeMark

AttributeId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class Choice(Record):
    """One of the answers that people choose among."""

    label: Text
    """What is recorded and exported."""
    words: Many[Text] = ()
    """Other wordings of it, as forms have them."""
    withholds: bool = False
    """Whoever chooses it does not want their opinions published (公開不可)."""


class Attribute(Record):
    """Something that is asked of everybody."""

    id: AttributeId
    """Its column in exports is ``attribute_`` with this."""
    label: Text
    words: Many[Text] = ()
    """Other wordings of the label."""
    kind: Literal["choice", "text", "number"]
    choices: Many[Choice] = ()
    published: bool = True
    """Whether its column may stand in what is published."""

    @model_validator(mode="after")
    def _choices_fit(self) -> Self:
        if (self.kind == "choice") != (len(self.choices) >= 2):
            raise PydanticCustomError("attribute_choices", "choices and kind", {"label": self.label})
        seen: set[str] = set()
        for choice in self.choices:
            for wording in dict.fromkeys((choice.label, *choice.words)):
                if wording in seen:
                    raise PydanticCustomError("choice_twice", "a wording twice", {"wording": wording})
                seen.add(wording)
        return self

    @property
    def asked(self) -> AskedAttribute:
        """As it is kept beside answers, and as paper is searched for them."""
        mark = AttributeMark(self.id, AttributeKind(self.kind), " ".join(self.label.split()))
        choices = tuple((choice.label, (choice.label, *choice.words)) for choice in self.choices)
        return AskedAttribute(mark, (self.label, *self.words), choices)

    @property
    def withheld_choices(self) -> frozenset[str]:
        """The answers with which opinions are not published."""
        return frozenset(choice.label for choice in self.choices if choice.withholds)
