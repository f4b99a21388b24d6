"""What staff may type that families read: shape only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from goldenthread.law.events import DelayCause
from goldenthread.plans.rules.delivery import MOST_MINUTES, Happened
from goldenthread.ui.forms import DateField

FURTHEST = timedelta(days=183)  # a new day further off than this is no answer
CAUSES = (
    (DelayCause.ADVICE, "We are waiting for advice"),
    (DelayCause.PSYCHOLOGY, "There are too few psychologists"),
    (DelayCause.STAFF, "Too few of our team were at work"),
    (DelayCause.SETTING, "We are waiting for a school or college"),
    (DelayCause.HEALTH, "We are waiting for health"),
    (DelayCause.SOCIAL_CARE, "We are waiting for social care"),
    (DelayCause.INFORMATION, "Something we need has not come"),
    (DelayCause.FAMILY_ASKED, "The family asked for more time"),
    (DelayCause.MISTAKE, "We made a mistake"),
)


class WhyLate(forms.Form):
    """What is late, why, and by when it will be done: told to the family in plain words."""

    what = forms.ChoiceField(label="What is late", widget=forms.RadioSelect)
    cause = forms.ChoiceField(label="Why", widget=forms.RadioSelect, choices=CAUSES)
    expected = DateField(label="By when it will be done", what="the day it will be done")

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        choices: Iterable[tuple[str, str]],
        today: date,
    ) -> None:
        super().__init__(data)
        what, expected = self.fields["what"], self.fields["expected"]
        assert isinstance(what, forms.ChoiceField)
        assert isinstance(expected, DateField)
        what.choices = list(choices)
        expected.earliest, expected.latest = today, today + FURTHEST


TOLD = {"YES": "all of it", "PART": "some", "NO": "none", "NOT_DUE": "not due"}


class TellWeek(forms.Form):
    """What a setting says of one line in one week."""

    line = forms.IntegerField(widget=forms.HiddenInput)
    week = forms.DateField(widget=forms.HiddenInput)
    happened = forms.ChoiceField(
        label="Did it happen this week?",
        widget=forms.RadioSelect,
        choices=(
            (Happened.YES, "All of it"),
            (Happened.PART, "Some of it"),
            (Happened.NO, "None of it"),
            (Happened.NOT_DUE, "Not due: a holiday, or the child was ill"),
        ),
    )
    minutes = forms.IntegerField(
        label="Minutes given",
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text="If only some, or more than promised to make up for a miss",
    )

    def __init__(self, *given: Any, asked: str = "week", **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["happened"].label = f"Did it happen this {asked}?"
