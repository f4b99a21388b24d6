"""What may be typed on the pages of navigators: shape only; meaning is checked by commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from goldenthread.navigators.rules import CHANGE_WORDS, CHANNELS, ENDING_WORDS
from goldenthread.ui.forms import DateField

AREA = forms.Textarea(attrs={"rows": 4})


class AskForNavigator(forms.Form):
    """What a family hopes for, and that they said yes."""

    wanted = forms.CharField(
        label="What would help this family?",
        max_length=2_000,
        widget=AREA,
        help_text="In a few words. The navigator reads this.",
        error_messages={"required": "Write what would help"},
    )
    family_agrees = forms.BooleanField(
        label="The family has said yes to a navigator",
        error_messages={"required": "Ask the family first, then tick this"},
    )


class LogContact(forms.Form):
    """One time of being in touch, and the one next step."""

    channel = forms.ChoiceField(label="How", choices=list(CHANNELS.items()))
    on = DateField(label="When", what="the day you were in touch")
    words = forms.CharField(label="What was said", max_length=2_000, widget=AREA)
    next_action = forms.CharField(
        label="The one next step",
        max_length=200,
        help_text="The family reads this.",
    )
    next_date = DateField(label="By when", what="the day of the next step")

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data)
        self.fields["on"].initial = today


class SayWhatChanged(forms.Form):
    """One thing that changed for the family."""

    kind = forms.ChoiceField(label="What changed", choices=list(CHANGE_WORDS.items()))
    on = DateField(label="When", what="the day it changed")
    words = forms.CharField(
        label="In words the family reads",
        max_length=2_000,
        widget=AREA,
        help_text="Everybody who may see this child's page reads this.",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data)
        self.fields["on"].initial = today


class EndIt(forms.Form):
    """How a navigator's time with a family ends."""

    ending = forms.ChoiceField(
        label="How it ends", choices=list(ENDING_WORDS.items()), widget=forms.RadioSelect
    )
    on = DateField(label="When", what="the day it ended")

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data)
        self.fields["on"].initial = today
