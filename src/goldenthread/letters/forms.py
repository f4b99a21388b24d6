"""What may be typed on the pages of letters: shape only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from goldenthread.letters.rules.forms import WAYS
from goldenthread.letters.rules.handover import REASON_LENGTH
from goldenthread.ui.forms import DateField

LET_GO, STOP = "let-go", "stop"


class Settle(forms.Form):
    """Whether a held copy goes, and why."""

    says_optional = False
    answer = forms.ChoiceField(
        label="What do you decide?",
        choices=[(LET_GO, "It may go"), (STOP, "It does not go")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it goes."},
    )
    reason = forms.CharField(
        label="Why",
        help_text="Say what you looked at. Others will read this beside the letter.",
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=REASON_LENGTH,
        max_length=1000,
        error_messages={
            "required": "Say why.",
            "min_length": f"Say why, in {REASON_LENGTH} letters or more.",
        },
    )


class FormGiven(forms.Form):
    """How a letter was given in the form its reader needs, and on which day."""

    way = forms.ChoiceField(
        label="How was it given?",
        choices=list(WAYS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it was given."},
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"] = DateField(
            label="On which day?",
            help_text="For example, 27 3 2026",
            what="the day it was given",
            latest=today,
        )


class Posted(forms.Form):
    """The day on which a batch was posted."""

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["posted"] = DateField(
            label="On which day was it posted?",
            help_text="For example, 27 3 2026",
            what="the day it was posted",
            latest=today,
        )
