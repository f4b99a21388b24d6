"""What may be typed on the pages of measures: shape only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from goldenthread.ui.forms import DateField


class OnDay(forms.Form):
    """The day at whose end a measure is asked, as it was known then."""

    says_optional = False
    on = DateField(
        label="Day",
        what="the day",
        help_text="The figure as it was known on that day. For example, 31 3 2026",
    )

    def __init__(self, data: Mapping[str, Any] | None, *, today: date) -> None:
        super().__init__(data)
        day = self.fields["on"]
        assert isinstance(day, DateField)
        day.latest = today


class Propose(forms.Form):
    """Which figures of which month to publish, and what a reader should know of them."""

    on = forms.ChoiceField(label="Month", help_text="The figures stand at the month's end.")
    note = forms.CharField(
        label="What a reader should know",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In plain words: what changed, what is missing. It stands above the figures.",
    )
    keys = forms.MultipleChoiceField(
        label="Measures", widget=forms.CheckboxSelectMultiple, error_messages={}
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        months: Iterable[tuple[str, str]],
        measures: Iterable[tuple[str, list[tuple[str, str]]]],
    ) -> None:
        groups = list(measures)
        every = [key for _, pairs in groups for key, _ in pairs]
        super().__init__(data, initial={"keys": every})
        for name, choices in (("on", list(months)), ("keys", groups)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_on(self) -> date:
        return date.fromisoformat(self.cleaned_data["on"])


class Refuse(forms.Form):
    """Why figures are not to be published."""

    reason = forms.CharField(
        label="Why they are not to be published",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
