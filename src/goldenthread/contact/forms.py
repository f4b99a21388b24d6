"""What may be typed on the pages of messages: shape only; meaning is checked by commands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from goldenthread.contact.rules import CHANNELS, KINDS, Channel, Kind
from goldenthread.ui.forms import DateField

MOST = 20_000  # characters in one message
BY_STAFF = (Channel.PHONE, Channel.LETTER, Channel.MEETING, Channel.TEXT, Channel.EMAIL)


class Once(forms.Form):
    """A form that is kept once, however often it is sent."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid4().hex


class Call(Once):
    """A call, letter or meeting, written down in under a minute."""

    channel = forms.ChoiceField(
        label="How it came",
        choices=[(each.value, CHANNELS[each]) for each in BY_STAFF],
        widget=forms.RadioSelect,
        initial=Channel.PHONE.value,
    )
    kind = forms.ChoiceField(
        label="What it is about",
        choices=[(each.value, words) for each, words in KINDS.items()],
        widget=forms.RadioSelect,
        initial=Kind.QUESTION.value,
    )
    received_date = DateField(
        label="The day it came",
        what="the day it came",
        help_text="To any part of the council. The answer is promised from this day.",
    )
    sender_name = forms.CharField(label="Who called or wrote", max_length=120, required=False)
    words = forms.CharField(
        label="What they said",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MOST,
    )
    answered = forms.CharField(
        label="What you answered, if you could at once",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST,
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_date"].initial = today


class Answer(Once):
    """An answer to a family."""

    words = forms.CharField(
        label="Your answer",
        help_text="The family reads it on this site. It closes the message; they can write again.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST,
    )
    channel = forms.ChoiceField(
        label="How they get it",
        choices=[
            (Channel.PORTAL.value, "On this site"),
            (Channel.PHONE.value, "I told them by phone"),
            (Channel.LETTER.value, "By letter"),
            (Channel.MEETING.value, "I told them when we met"),
        ],
        initial=Channel.PORTAL.value,
        widget=forms.RadioSelect,
    )


class TakeOn(Once):
    """A struggling family taken on by name."""

    words = forms.CharField(
        label="What you agreed with them",
        help_text="Speak to them first. Say who does what next, and when.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST,
    )


class NoteDown(Once):
    """A note between colleagues."""

    words = forms.CharField(
        label="Note for colleagues", widget=forms.Textarea(attrs={"rows": 3}), max_length=MOST
    )


class Give(forms.Form):
    """A colleague to give a message to."""

    post = forms.TypedChoiceField(label="Give it to", coerce=int, empty_value=None)

    def __init__(self, *args: Any, colleagues: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["post"]
        assert isinstance(chosen, forms.TypedChoiceField)
        chosen.choices = [("", "Choose"), *colleagues]


class NoAnswer(forms.Form):
    """Why a message needs no answer."""

    because = forms.CharField(
        label="Why it needs no answer",
        help_text="An advertisement, a machine's reply, or a message for somebody else.",
        max_length=500,
    )


class Match(forms.Form):
    """The child a message is about, by the council's own number."""

    local_id = forms.CharField(
        label="The council's own number for the child",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )


class Explain(forms.Form):
    """Why a child is rightly on the list of those who hear nothing."""

    reason = forms.CharField(
        label="Why this is right for now", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    until = DateField(
        label="Until when", what="the day until which this is right", help_text="Within 90 days"
    )
