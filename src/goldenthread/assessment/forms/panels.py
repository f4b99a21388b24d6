"""What a person types to set a panel, put cases before it and close it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from goldenthread.assessment.forms.casework import offer, words
from goldenthread.ui.forms import DateField


class SetPanel(forms.Form):
    """A meeting of the panel."""

    area = forms.TypedChoiceField(label="Area", coerce=int)
    meeting_date = DateField(label="Day of the meeting")
    name = forms.CharField(label="Name of the panel", max_length=80)
    chair = forms.CharField(label="Who chairs it", max_length=120, required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, areas: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        offer(self, "area", [(str(pk), name) for pk, name in areas])


class ClosePanel(forms.Form):
    """Who sat."""

    members = words("Who sat", hint="One name and post a line")
    chair = forms.CharField(label="Who chaired it", max_length=120, required=False)


class BeforePanel(forms.Form):
    """A case put before a panel."""

    panel = forms.TypedChoiceField(label="Which meeting?", coerce=int, widget=forms.RadioSelect)
    proposal = words("What you propose, and on which papers", required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, panels: Sequence[tuple[int, str]]
    ) -> None:
        super().__init__(data)
        offer(self, "panel", [(str(pk), name) for pk, name in panels])
