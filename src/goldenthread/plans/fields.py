"""What may be typed of each kind of statement: the box, its words, and how it is kept.

Lines of provision ask for each part apart (who, how often, how long, how many), so that what is
missing is seen. No box is filled by us: a number that nobody gave is a question to the adviser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django import forms

from goldenthread.plans.content import AdulthoodArea, AdviceKind, NeedArea, Voice
from goldenthread.plans.rules.changes import said
from goldenthread.ui.forms import DateField

AREA_WORDS: Mapping[str, str] = {
    NeedArea.COMMUNICATION: "Communication and interaction",
    NeedArea.COGNITION: "Cognition and learning",
    NeedArea.SEMH: "Social, emotional and mental health",
    NeedArea.SENSORY_PHYSICAL: "Sensory and physical",
    NeedArea.HEALTH: "Health",
    NeedArea.SOCIAL_CARE: "Social care",
}
ADULTHOOD_WORDS: Mapping[str, str] = {
    AdulthoodArea.EMPLOYMENT: "Work or higher education",
    AdulthoodArea.LIVING: "Independent living",
    AdulthoodArea.COMMUNITY: "Friends and community",
    AdulthoodArea.HEALTH: "Good health",
}
VOICE_WORDS: Mapping[str, str] = {
    Voice.CHILD: "The child",
    Voice.YOUNG_PERSON: "The young person",
    Voice.PARENT: "A parent or carer",
    Voice.OTHER: "Somebody else",
}
ADVICE_WORDS: Mapping[str, str] = {
    AdviceKind.FAMILY: "The family’s views",
    AdviceKind.EDUCATION: "Education",
    AdviceKind.SENSORY_TEACHER: "Teacher of deaf or blind children",
    AdviceKind.MEDICAL: "Medical",
    AdviceKind.PSYCHOLOGY: "Educational psychology",
    AdviceKind.SOCIAL_CARE: "Social care",
    AdviceKind.THERAPY: "Therapy",
    AdviceKind.OTHER: "Other advice",
    AdviceKind.ADULTHOOD: "Preparing for adulthood",
    AdviceKind.REQUESTED: "Asked for by the family",
}


@dataclass(frozen=True, slots=True)
class Box:
    """One thing that is typed: its name in the content, its words, the field that takes it."""

    name: str
    label: str
    make: Callable[..., forms.Field]
    hint: str = ""
    required: bool = False

    def field(self) -> forms.Field:
        return self.make(label=self.label, help_text=self.hint, required=self.required)


def _long(**options: Any) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 4, "maxlength": None})
    return forms.CharField(widget=widget, **options)


def _short(**options: Any) -> forms.Field:
    return forms.CharField(max_length=500, **options)


def _day(**options: Any) -> forms.Field:
    return DateField(**options)


def _tick(**options: Any) -> forms.Field:
    return forms.BooleanField(**{**options, "required": False})


def _one_of(words: Mapping[str, str]) -> Callable[..., forms.Field]:
    def make(**options: Any) -> forms.Field:
        none = [] if options.get("required") else [("", "Not said")]
        choices = [*none, *((str(value), text) for value, text in words.items())]
        return forms.ChoiceField(choices=choices, **options)

    return make


class Budget(StrEnum):
    """Whether a personal budget was asked for."""

    YES = "yes"
    NO = "no"


BOXES: Mapping[str, tuple[Box, ...]] = {
    "need": (
        Box("text", "The need", _long, "What the child finds hard, not what is to be given", True),
        Box("effect", "What it means for everyday life and learning", _long),
        Box("strengths", "Strengths", _long),
        Box("area", "Area of need", _one_of(AREA_WORDS)),
    ),
    "outcome": (
        Box("text", "The outcome", _long, "The difference to be made, by when", True),
        Box("by_when", "By when", _day, "For example, 31 7 2028"),
        Box("baseline", "Where things stand now", _long),
        Box("measure", "How we will know", _long),
        Box("monitored", "Who checks, and when", _long),
        Box("area", "Area of need", _one_of(AREA_WORDS)),
        Box("adulthood_area", "Area of adult life", _one_of(ADULTHOOD_WORDS), "From year 9"),
    ),
    "provision": (
        Box("what", "What is given", _long, "", True),
        Box("who", "Who gives it", _short),
        Box("expertise", "Their training, and who supervises", _short),
        Box("direct_time", "Time with the child", _short),
        Box("indirect_time", "Time for planning, training and reports", _short),
        Box("how_often", "How often", _short),
        Box("how_long", "For how long", _short),
        Box("group_size", "How many children and adults", _short),
        Box("where", "Where", _short),
        Box("starts", "When it starts", _short),
        Box("review", "Who looks at it again, and when", _short),
        Box("funded_by", "Who pays", _short),
        Box("area", "Area of need", _one_of(AREA_WORDS)),
        Box("equipment", "This is equipment, not help from a person", _tick),
        Box(
            "flexibility_reason",
            "Why room is left, if it is",
            _long,
            "Only where leaving room serves this child, and who says so",
        ),
    ),
    "view": (
        Box("voice", "Whose words", _one_of(VOICE_WORDS), "", True),
        Box(
            "text",
            "What they said or showed",
            _long,
            "In their own words if they can",
            True,
        ),
        Box("given_date", "When", _day),
        Box("method", "How it was said", _short, "Spoken, signed, symbols, watched at play"),
        Box("gathered_by", "Who wrote it down", _short),
    ),
    "aspiration": (
        Box("text", "The hope", _long, "", True),
        Box("whose", "Whose hope", _one_of(VOICE_WORDS), "", True),
        Box("no_outcome_reason", "Why no outcome serves it, if none does", _long),
    ),
    "nothing": (
        Box("text", "What was looked into, and that none was found", _long, "", True),
        Box("assessed_by", "Who looked", _short, "", True),
        Box("assessed_date", "When", _day, "", True),
    ),
    "monitoring": (Box("monitoring", "Who checks progress, how and when", _long, "", True),),
    "placement": (
        Box("name", "Name", _short, "Exactly as the register has it"),
        Box("urn", "Register number (URN)", _short),
        Box("kind", "Type of school or college", _short, "", True),
        Box("text", "Anything else this section says", _long),
        Box("from_date", "From", _day),
    ),
    "budget": (
        Box(
            "requested",
            "A personal budget was asked for",
            _one_of({Budget.YES: "Yes", Budget.NO: "No"}),
        ),
        Box("text", "What the plan says of it", _long, "", True),
        Box("information_given", "When the family was told what it may ask for", _short),
    ),
    "evidence": (
        Box("kind", "Kind of advice", _one_of(ADVICE_WORDS), "", True),
        Box("title", "Title", _short, "", True),
        Box("author", "Who wrote it", _short),
        Box("role", "Their work", _short),
        Box("body", "Where they work", _short),
        Box("written_date", "When it was written", _day),
        Box("attached", "It is attached in full", _tick),
        Box("still_right_note", "Why older advice still holds, and who says so", _long),
        Box("reuse_agreed", "Who agreed to use earlier advice again", _short),
    ),
    "cover": (
        Box("council", "Council", _short),
        Box("icb", "Integrated care board", _short),
        Box("current_setting", "School or college now", _short),
        Box("family_language", "Language or format the family needs", _short),
        Box("last_review_date", "Decision after the last review", _day),
        Box("capacity_note", "Mental capacity, for a young person", _long),
    ),
}
ASKED: Mapping[str, bool] = {Budget.YES: True, Budget.NO: False}
NULLS = frozenset({"area", "adulthood_area", "by_when", "given_date", "written_date", "from_date"})


def typed(kind: str, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed as the content keeps it: days as text, nothing for nothing."""
    found: dict[str, Any] = {}
    for box in BOXES[kind]:
        value = cleaned.get(box.name)
        if kind == "budget" and box.name == "requested":
            found[box.name] = ASKED.get(str(value))
        elif hasattr(value, "isoformat"):
            found[box.name] = value.isoformat()  # type: ignore[union-attr]  # a date has it
        elif value in (None, ""):
            found[box.name] = None if _may_be_none(box) else ""
        else:
            found[box.name] = value
    return found


def _may_be_none(box: Box) -> bool:
    return box.name in NULLS or box.make is _day


def shown(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement as its boxes show it."""
    found = dict(row)
    if kind == "budget":
        asked = row.get("requested")
        found["requested"] = "" if asked is None else Budget.YES if asked else Budget.NO
    return found


def words_of(kind: str, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the parts of a statement that say something, each with its label, to be read."""
    lists = {"area": AREA_WORDS, "adulthood_area": ADULTHOOD_WORDS, "voice": VOICE_WORDS}
    lists |= {"whose": VOICE_WORDS, "kind": ADVICE_WORDS if kind == "evidence" else {}}
    found = []
    for box in BOXES[kind]:
        value = row.get(box.name)
        if value in (None, "", [], False):
            continue
        text = "Yes" if value is True else lists.get(box.name, {}).get(str(value), str(value))
        found.append((box.label, _written(text)))
    return found


def _written(text: str) -> str:
    return said(text) if len(text) == 10 else text
