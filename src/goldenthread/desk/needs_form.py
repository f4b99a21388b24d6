"""What may be typed of how one person needs to be written and spoken to: shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from goldenthread.desk.rules import NEED_WORDS
from goldenthread.people.rules import NEEDS_DETAIL, CommunicationKind


class Needs(forms.Form):
    """Each need of one person, and which language."""

    needs = forms.MultipleChoiceField(
        label="What they need",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind, NEED_WORDS[kind]) for kind in CommunicationKind],
    )
    spoken = forms.CharField(
        label="Which language",
        required=False,
        max_length=80,
        help_text="For letters in a language, or an interpreter.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )

    def __init__(self, data: Any, *, stands: Iterable[tuple[str, str]], auto_id: str) -> None:
        held = list(stands)
        spoken = next((detail for kind, detail in held if kind in NEEDS_DETAIL), "")
        initial = {"needs": [kind for kind, _ in held], "spoken": spoken}
        super().__init__(data, initial=initial, auto_id=auto_id)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if NEEDS_DETAIL & set(given.get("needs", ())) and not given.get("spoken", "").strip():
            self.add_error("spoken", "Enter which language")
        return given

    def wanted(self) -> dict[CommunicationKind, str]:
        """Return each need with its detail."""
        kinds = [CommunicationKind(each) for each in self.cleaned_data["needs"]]
        spoken = self.cleaned_data["spoken"]
        return {kind: spoken if kind in NEEDS_DETAIL else "" for kind in kinds}
