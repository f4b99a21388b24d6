"""What a manager types of a team's leave: shape only."""

from __future__ import annotations

from django import forms

from goldenthread.ui.forms import DateField


class Leave(forms.Form):
    """The first and the last day on which somebody is away."""

    from_date = DateField(label="First day away", help_text="For example, 27 3 2026")
    to_date = DateField(label="Last day away", help_text="For example, 2 4 2026")
