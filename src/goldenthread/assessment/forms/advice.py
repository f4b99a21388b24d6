"""What an adviser, and who asks for advice, may type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from goldenthread.assessment.rules.advice import (
    ADVISERS,
    ANSWER_NAMES,
    AREA_NAMES,
    OFFER_NAMES,
    STATEMENT_NAMES,
    Adviser,
    FamilyAnswer,
    Offer,
    Statement,
    StatementKind,
    missing_of,
)
from goldenthread.ui.forms import DateField

LONG = 4_000
HINTS: Mapping[StatementKind, str] = {
    StatementKind.STRENGTH: "What the child is good at, enjoys, or does well with help",
    StatementKind.NEED: "One need, in plain words",
    StatementKind.OUTCOME: "What should be different for the child, and by when",
    StatementKind.PROVISION: "One thing to be done, so exactly that nobody can read it two ways",
}


class StatementForm(forms.Form):
    """One statement. Only the boxes of its kind are there."""

    words = forms.CharField(max_length=LONG, required=False, widget=forms.Textarea({"rows": 4}))
    need_area = forms.ChoiceField(
        label="Area of need",
        required=False,
        widget=forms.RadioSelect,
        choices=[(area.value, name) for area, name in AREA_NAMES.items()],
    )
    everyday = forms.CharField(
        label="What this means for everyday life",
        max_length=LONG,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="At home, at school, with friends",
    )
    who = forms.CharField(label="Who gives it", max_length=200, required=False)
    how_often = forms.CharField(
        label="How often", max_length=200, required=False, help_text="For example, twice a week"
    )
    how_long = forms.CharField(
        label="How long each time",
        max_length=200,
        required=False,
        help_text="For example, 30 minutes",
    )
    ratio = forms.CharField(
        label="One to one, or how many share it", max_length=200, required=False
    )
    expertise = forms.CharField(
        label="What skill or training it needs", max_length=200, required=False
    )
    passage = forms.CharField(
        label="Where it stands in a report",
        max_length=200,
        required=False,
        help_text="Leave empty if there is none. For example, page 4",
    )
    OF_KIND: Mapping[StatementKind, tuple[str, ...]] = {
        StatementKind.NEED: ("need_area", "everyday"),
        StatementKind.PROVISION: ("who", "how_often", "how_long", "ratio", "expertise"),
    }
    says_optional = False

    def __init__(self, data: Mapping[str, Any] | None, *, kind: StatementKind, **more: Any) -> None:
        super().__init__(data, **more)
        self.kind = kind
        wanted = {"words", "passage", *self.OF_KIND.get(kind, ())}
        for name in set(self.fields) - wanted:
            del self.fields[name]
        self.fields["words"].label = STATEMENT_NAMES[kind]
        self.fields["words"].help_text = HINTS[kind]

    @property
    def statement(self) -> Statement:
        """The statement as typed."""
        return Statement(kind=self.kind, **self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        for name, said in missing_of(Statement(kind=self.kind, **self.cleaned_data)):
            if name not in self.errors:
                self.add_error(name, said)
        return self.cleaned_data


class Report(forms.Form):
    """A report sent with advice."""

    report = forms.FileField(
        label="Add a report",
        help_text="PDF, Word, Excel, JPEG or PNG, up to 50 MB. It is held until it has been checked"
        " for viruses.",
    )


class NotKnown(forms.Form):
    """Where a service looked for a child it does not know."""

    searched = forms.CharField(
        label="Which records did you look in?",
        max_length=LONG,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="And for which names and numbers. The council must challenge this answer.",
    )
    says_optional = False


class Care(forms.Form):
    """Whether social care offered an assessment of its own."""

    says_optional = False
    offer = forms.TypedChoiceField(
        label="Was an assessment of social care needs offered?",
        coerce=Offer,
        widget=forms.RadioSelect,
        choices=[(each.value, words) for each, words in OFFER_NAMES.items()],
    )
    offered_date = DateField(label="When it was offered", required=False)
    offered_by = forms.CharField(label="Who offered it", max_length=120, required=False)
    offered_how = forms.CharField(
        label="In which language or format", max_length=120, required=False
    )
    answer = forms.TypedChoiceField(
        label="What the family answered",
        coerce=FamilyAnswer,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        choices=[(each.value, words) for each, words in ANSWER_NAMES.items()],
    )
    answered_date = DateField(label="When they answered", required=False)
    why_not = forms.CharField(
        label="If it was not offered, why not",
        max_length=LONG,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="The family can read this",
    )
    followed = forms.CharField(
        label="What followed", max_length=LONG, required=False, widget=forms.Textarea({"rows": 3})
    )


class Reason(forms.Form):
    """Why advice is sent back, or an answer challenged."""

    reason = forms.CharField(
        label="The reason", max_length=LONG, widget=forms.Textarea({"rows": 3})
    )


class HandOut(forms.Form):
    """Who is to give a piece of advice."""

    to_post = forms.TypedChoiceField(label="Give it to", coerce=int)

    def __init__(
        self, data: Mapping[str, Any] | None, *, people: Iterable[tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(data, **more)
        field = self.fields["to_post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose"), *people]


class AskOne(forms.Form):
    """One adviser more."""

    adviser = forms.TypedChoiceField(
        label="Whose advice",
        coerce=Adviser,
        choices=[(each.value, f"({s.letter}) {s.title}") for each, s in ADVISERS.items()],
    )
    service = forms.CharField(label="Team or service", max_length=120, required=False)
    received = DateField(
        label="Day they received the request",
        required=False,
        help_text="Leave empty if that is today. Their six weeks run from this day.",
    )


class Reuse(forms.Form):
    """Advice that exists already, and the three who must agree to it."""

    title = forms.CharField(label="What the advice is called", max_length=120)
    given_on = DateField(label="Date of the advice")
    adviser_agreed = DateField(label="Day the person who gave it agreed", required=False)
    council_agreed = DateField(label="Day the council agreed", required=False)
    family_agreed = DateField(label="Day the family agreed", required=False)
    says_optional = False
