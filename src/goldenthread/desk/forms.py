"""What may be typed on the desk's pages: shape only; meaning is checked by queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from goldenthread.ui.forms import DateField

STATES = (
    ("", "Any time"),
    ("late", "Late"),
    ("due-2", "Due in 2 weeks"),
    ("due-4", "Due in 4 weeks"),
    ("due-8", "Due in 8 weeks"),
    ("running", "Not late"),
)
CASES = (
    ("", "Any kind"),
    ("assessment", "Assessment"),
    ("plan", "Plan and reviews"),
    ("wait", "Health wait"),
    ("child", "Child"),
)
FORCES = (
    ("MUST", "MUST: the law"),
    ("STANDARD", "STANDARD: NHS and others"),
    ("SHOULD", "SHOULD: guidance"),
    ("LOCAL", "LOCAL: our own dates"),
)


class WorkFilter(forms.Form):
    """Which of the things owed to show."""

    says_optional = False
    area = forms.ChoiceField(label="Area", required=False)
    owner = forms.ChoiceField(label="Given to", required=False)
    rule = forms.ChoiceField(label="What is owed", required=False)
    force = forms.ChoiceField(
        label="How it binds",
        required=False,
        choices=[("", "Any way"), *FORCES],
    )
    state = forms.ChoiceField(label="When", required=False, choices=STATES)
    case = forms.ChoiceField(label="Kind of case", required=False, choices=CASES)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        areas: Iterable[tuple[str, str]],
        owners: Iterable[tuple[str, str]],
        rules: Iterable[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        areas = list(areas)
        self.offer("area", "All my areas", areas)
        if len(areas) < 2:
            self.fields["area"].widget = forms.HiddenInput()
        self.offer("owner", "Anybody", owners)
        self.offer("rule", "Anything", rules)

    def offer(self, name: str, all_of_them: str, choices: Iterable[tuple[str, str]]) -> None:
        """Set what one box offers; empty stands for all of them."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", all_of_them), *choices]

    def applied(self) -> list[tuple[str, str]]:
        """Return the boxes that narrow the list, each with its words; once it was judged."""
        found = []
        for name, field in self.fields.items():
            chosen = self.cleaned_data.get(name)
            if chosen and isinstance(field, forms.ChoiceField) and not field.widget.is_hidden:
                words = dict(field.choices).get(chosen, chosen)  # type: ignore[arg-type]  # flat
                found.append((name, f"{field.label}: {words}"))
        return found


class FindChild(forms.Form):
    """How to look for a child: any one of these, or several together."""

    says_optional = False
    name = forms.CharField(
        label="Name", required=False, max_length=80, help_text="First name, surname or both"
    )
    birth_date = DateField(label="Date of birth", required=False)
    upn = forms.CharField(
        label="Unique pupil number (UPN)",
        required=False,
        max_length=13,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    nhs_number = forms.CharField(
        label="NHS number",
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if name and len(name) < 2:
            raise forms.ValidationError("Enter at least 2 letters of the name.")
        return name

    def clean_upn(self) -> str:
        upn: str = self.cleaned_data["upn"].strip().upper()
        return upn

    def clean_nhs_number(self) -> str:
        number: str = self.cleaned_data["nhs_number"].replace(" ", "")
        if number and not (number.isdecimal() and len(number) == 10):
            raise forms.ValidationError("Enter an NHS number of 10 digits.")
        return number

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        if not self.errors and not any(given.values()):
            raise forms.ValidationError("Enter a name, a date of birth, a UPN or an NHS number.")
        return given


class AddDocument(forms.Form):
    """One document about a child. What it is, and whether it is safe, is looked into later."""

    document = forms.FileField(
        label="Add a document",
        help_text="PDF, Word, Excel, CSV, JPEG or PNG, up to 50 MB. It is held until it has been "
        "checked for viruses.",
    )


class KnownOn(forms.Form):
    """The day as which an area's position is asked."""

    says_optional = False
    known_on = DateField(
        label="Day to show",
        required=False,
        help_text="The area as it was known on that day. For example, 31 3 2026",
    )

    def __init__(self, data: Mapping[str, Any] | None, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean_known_on(self) -> date | None:
        day: date | None = self.cleaned_data["known_on"]
        if day and day > self.today:
            raise forms.ValidationError("Enter today or a day in the past.")
        return day
