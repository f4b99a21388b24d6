"""What may be typed and sent on the pages of files: shape only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from goldenthread.exchange.models import LoadKind
from goldenthread.ui.forms import DateField

HINTS = {
    LoadKind.SETTINGS: "The national register of schools and colleges, its own CSV file. Load it "
    "before the others: they name settings by its numbers.",
    LoadKind.SEN2: "A return of 2023 to 2026: XML, packed with gzip or not, or an Excel workbook.",
    LoadKind.ANNEX_A: "The two lists of children for an area SEND inspection, one Excel workbook.",
}


class KindChoice(forms.RadioSelect):
    """Radio buttons with a hint under each."""

    hints = {str(kind): words for kind, words in HINTS.items()}


class SendFile(forms.Form):
    """A file to look into, and what it does not say of itself."""

    kind = forms.ChoiceField(
        label="What is in the file", choices=LoadKind.choices, widget=KindChoice
    )
    area = forms.TypedChoiceField(label="Whose file it is", coerce=int)
    as_of = DateField(
        label="The day the file is of",
        what="the day the file is of",
        required=False,
        help_text="For inspection lists, the day of the request; today if you leave it empty. A "
        "return says its own day.",
    )
    file = forms.FileField(
        label="File",
        help_text="Up to 50 MB. It is held until it has been checked for viruses, and for a day "
        "at most. Nothing is loaded yet.",
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        areas: Iterable[tuple[int, str]],
        today: date,
    ) -> None:
        super().__init__(data, files)
        chosen = self.fields["area"]
        assert isinstance(chosen, forms.TypedChoiceField)
        chosen.choices = list(areas)
        day = self.fields["as_of"]
        assert isinstance(day, DateField)
        day.latest = today


class FaultFilter(forms.Form):
    """Which faults of a row report to show."""

    says_optional = False
    severity = forms.ChoiceField(
        label="What it is",
        required=False,
        choices=[("", "Any"), ("error", "To mend"), ("query", "To look at")],
    )
    rule = forms.ChoiceField(label="Rule", required=False)

    def __init__(self, data: Mapping[str, Any], *, rules: Iterable[str]) -> None:
        super().__init__(data)
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Any"), *((rule, rule) for rule in rules)]

    def chosen(self, name: str) -> str:
        """Return what was chosen in one box; empty for anything that is no choice."""
        return str(self.cleaned_data.get(name, "")) if self.is_valid() else ""


class OpenRoom(forms.Form):
    """Whose inspection it is, as on which day, and how its sample is drawn."""

    title = forms.CharField(
        label="Name of the inspection",
        max_length=120,
        help_text="For example, Area SEND inspection, November 2026",
    )
    area = forms.TypedChoiceField(label="Area", coerce=int)
    as_of = DateField(
        label="The day of the request",
        what="the day of the request",
        required=False,
        help_text="Today, if you leave it empty. The lists are as on that day.",
    )
    size = forms.IntegerField(
        label="Children in the sample",
        min_value=1,
        max_value=30,
        initial=6,
        help_text="1 to 30",
    )
    seed = forms.CharField(
        label="Seed of the draw",
        max_length=40,
        help_text="Any words or numbers, best chosen by the inspectors. The same seed draws the "
        "same children again.",
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        areas: Iterable[tuple[int, str]],
        today: date,
    ) -> None:
        super().__init__(data)
        chosen, day = self.fields["area"], self.fields["as_of"]
        assert isinstance(chosen, forms.TypedChoiceField)
        assert isinstance(day, DateField)
        chosen.choices = list(areas)
        day.latest = today


class AskForExport(forms.Form):
    """Why the lists are to be taken out."""

    reason = forms.CharField(
        label="Why you need the lists now",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="At least 20 characters. The person who approves it reads this.",
    )
