"""What may be typed about consultations: shape only; meaning is checked by commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from goldenthread.placements.rules.consulting import (
    ASKED_BY_WORDS,
    BASIS_WORDS,
    GROUND_WORDS,
    Answer,
    AskedBy,
    Basis,
    Ground,
    Reply,
)
from goldenthread.ui.forms import DateField, field_of

LONG = 4_000
GROUNDS = [(each.value, words) for each, words in GROUND_WORDS.items()]


class AnswerForm(forms.Form):
    """What a setting answers."""

    says_optional = False
    answer = forms.TypedChoiceField(
        label="Could the child be placed here?",
        coerce=Answer,
        widget=forms.RadioSelect,
        choices=[(Answer.YES.value, "Yes"), (Answer.NO.value, "No")],
        error_messages={"required": "Select yes or no"},
    )
    start = DateField(label="If yes, from when", required=False)
    needed = forms.CharField(
        label="If yes, what you would need",
        max_length=LONG,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    grounds = forms.TypedMultipleChoiceField(
        label="If no, the ground in law",
        coerce=Ground,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=GROUNDS,
        help_text="Children and Families Act 2014, s.39(4). Being full is not a ground by itself.",
    )
    reasons = forms.CharField(
        label="If no, the facts behind the ground",
        max_length=LONG,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="The family can read this",
    )

    @property
    def reply(self) -> Reply:
        """The answer as typed."""
        given = self.cleaned_data
        return Reply(
            answer=given["answer"],
            grounds=frozenset(given["grounds"]),
            reasons=given["reasons"],
            needed=given["needed"],
            start=given["start"],
        )


class WrittenDown(AnswerForm):
    """An answer that came by letter, email or telephone, as the council writes it down."""

    answered_on = DateField(label="Day the answer came", help_text="For example, 27 3 2026")

    def __init__(self, data: Mapping[str, Any] | None, *, today: date) -> None:
        super().__init__(data)
        field_of(self, "answered_on", DateField).latest = today
        self.order_fields(["answered_on"])


class FindSetting(forms.Form):
    """Part of a setting's name."""

    name = forms.CharField(label="Setting to consult", max_length=80, min_length=3)


class Consult(forms.Form):
    """The consultation copy, and to whom it goes."""

    setting_id = forms.TypedChoiceField(label="Setting", coerce=int)
    asked_by = forms.TypedChoiceField(
        label="Why it is consulted",
        coerce=AskedBy,
        widget=forms.RadioSelect,
        choices=[(each.value, words) for each, words in ASKED_BY_WORDS.items()],
    )
    about = forms.CharField(
        label="About the child",
        max_length=LONG,
        widget=forms.Textarea({"rows": 4}),
        help_text="The setting sees what stands here, and nothing else of the record",
    )
    needs = forms.CharField(
        label="Needs and what has to be provided",
        max_length=LONG,
        widget=forms.Textarea({"rows": 6}),
    )
    file_id = forms.TypedChoiceField(
        label="Document to send with it", coerce=int, required=False, empty_value=None
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        settings: Iterable[tuple[str, str]],
        files: Iterable[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        for name, choices in (
            ("setting_id", [("", "Choose"), *settings]),
            ("file_id", [("", "None"), *files]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class Named(forms.Form):
    """Why a setting, or a type of one, is named."""

    says_optional = False
    setting_id = forms.TypedChoiceField(
        label="Setting named", coerce=int, required=False, empty_value=None
    )
    setting_type = forms.CharField(label="Or a type of setting", max_length=120, required=False)
    basis = forms.TypedChoiceField(
        label="On what basis",
        coerce=Basis,
        widget=forms.RadioSelect,
        choices=[(each.value, words) for each, words in BASIS_WORDS.items()],
    )
    grounds = forms.TypedMultipleChoiceField(
        label="The ground that rules out what the family asked for",
        coerce=Ground,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=GROUNDS,
    )
    reasons = forms.CharField(label="Reasons", max_length=LONG, widget=forms.Textarea({"rows": 5}))

    def __init__(
        self, data: Mapping[str, Any] | None, *, settings: Iterable[tuple[str, str]]
    ) -> None:
        super().__init__(data, auto_id="id_named_%s")  # it stands beside a form of like names
        field = self.fields["setting_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "None"), *settings]

    def clean_grounds(self) -> frozenset[Ground]:
        return frozenset(self.cleaned_data["grounds"])
