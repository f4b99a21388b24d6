"""What may be typed on the pages of letters: shape only."""

from __future__ import annotations

from django import forms

from goldenthread.letters.rules.handover import REASON_LENGTH

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
