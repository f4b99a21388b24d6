"""What a manager types of a team's leave: shape only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from goldenthread.ui.forms import DateField


class Leave(forms.Form):
    """The first and the last day on which somebody is away, and who covers."""

    from_date = DateField(label="First day away", help_text="For example, 27 3 2026")
    to_date = DateField(label="Last day away", help_text="For example, 2 4 2026")

    def __init__(self, *args: Any, others: Sequence[tuple[int, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", "Nobody: I move the cases myself"), *((str(pk), n) for pk, n in others)]
        self.fields["cover"] = forms.ChoiceField(
            label="Who covers?",
            help_text="Their work stands in this person's list on those days, and goes back after.",
            choices=choices,
            required=False,
        )
