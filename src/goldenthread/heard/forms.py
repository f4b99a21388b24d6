"""What may be typed in the surveys and about them: shape only; meaning is checked by commands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext, gettext_lazy

from goldenthread.heard.rules.items import HELPED_WORDS
from goldenthread.heard.rules.questions import Survey
from goldenthread.ui.forms import DateField

SIGNED = "goldenthread.heard.form"
OLDEST_SECONDS = 86_400  # a form left open longer than a day is sent again
FASTEST_SECONDS = 3  # nobody reads a survey faster


def new_once() -> str:
    """Return the number of one form, signed with the moment it was opened."""
    from secrets import token_hex

    return signing.TimestampSigner(salt=SIGNED).sign(token_hex(16))


CHOOSE = gettext_lazy("Choose an answer from the list.")


class Answering(forms.Form):
    """The questions of one survey, none of which must be answered, and room for words."""

    says_optional = False  # the page says so once, above them all

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, asks: Survey, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for one in asks.questions:
            self.fields[one.key] = forms.ChoiceField(
                label=gettext(one.words),
                choices=[(key, gettext(words)) for key, words in one.choices.items()],
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": CHOOSE},
            )
        self.fields["words"] = forms.CharField(
            label=gettext_lazy("What should we do better?"),
            help_text=gettext_lazy("A few named people read this. Leave out names if you can."),
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        self.asked = [one.key for one in asks.questions]

    @property
    def choices(self) -> dict[str, str]:
        """What was chosen, by question."""
        return {key: self.cleaned_data[key] for key in self.asked}


def opened(once: str) -> tuple[str, bool]:
    """Return the number of a form that was opened here, and whether it came back too fast.

    :raises StaleForm: if it was not opened here, or too long ago
    """
    signer = signing.TimestampSigner(salt=SIGNED)
    try:
        number = signer.unsign(once, max_age=OLDEST_SECONDS)
    except signing.BadSignature:
        raise StaleForm from None
    try:
        signer.unsign(once, max_age=FASTEST_SECONDS)
    except signing.SignatureExpired:
        return number, False
    return number, True


class StaleForm(Exception):
    """A form that was not opened here, or too long ago."""


class Confirm(forms.Form):
    """Whether what was done helped."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    item = forms.IntegerField(widget=forms.HiddenInput)
    helped = forms.ChoiceField(
        label=gettext_lazy("Did it help?"),
        choices=[(key, gettext_lazy(words)) for key, words in HELPED_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


class NameReader(forms.Form):
    """Somebody to read what families wrote."""

    email = forms.EmailField(label="Their work email", help_text="As they sign in with it.")


class WriteItem(forms.Form):
    """What families said."""

    said = forms.CharField(
        label="What did families say?",
        help_text="In words anybody may read. No names.",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    where_from = forms.CharField(
        label="Where did they say it?",
        help_text="For example, the yearly survey, or the forum in May.",
        max_length=120,
    )
    said_on = DateField(label="When did they say it?", what="the day they said it")


class AnswerItem(forms.Form):
    """What was done, or why nothing is."""

    did = forms.CharField(
        label="What was done?", required=False, max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    why_not = forms.CharField(
        label="Or: why does nothing change?", required=False, max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
