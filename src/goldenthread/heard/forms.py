"""What may be typed in the surveys and about them: shape only; meaning is checked by commands."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext, gettext_lazy

from goldenthread.heard.commands import NewAnswer, Paper
from goldenthread.heard.rules.answers import NotAnswered
from goldenthread.heard.rules.items import HELPED_WORDS
from goldenthread.heard.rules.paper import MOST_COPIES, months
from goldenthread.heard.rules.questions import Step, Survey
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


class TypingIn(Answering):
    """An answer that came on paper: what was ticked, its month, and the code printed on it."""

    code = forms.CharField(
        label="Code on the form",
        help_text="Leave it empty where there is none: on a letter, or on the phone.",
        required=False,
        max_length=30,
    )
    language = forms.ChoiceField(
        label="In which language was it filled in?", choices=settings.LANGUAGES
    )
    another = forms.BooleanField(
        label="I looked: this is another form with the same answers", required=False
    )

    def __init__(self, asks: Survey, today: date, *given: Any, **named: Any) -> None:
        super().__init__(asks, *given, **named)
        self.fields["month"] = forms.TypedChoiceField(
            label="In which month was it filled in?",
            coerce=date.fromisoformat,
            choices=[(month.isoformat(), f"{month:%B %Y}") for month in months(today)],
            error_messages={"invalid_choice": "Choose a month from the list."},
        )
        self.fields["words"].label = "What did they write?"
        self.fields["words"].help_text = "A few named people read it. Leave out names."
        self.order_fields(("month", "code", "language", *self.asked, "words", "another"))
        if self.data.get("another") != "on":
            self.fields["another"].widget = forms.HiddenInput()

    @property
    def answer(self) -> NewAnswer:
        """What was ticked and written."""
        told = self.cleaned_data
        return NewAnswer(choices=self.choices, words=told["words"], language=told["language"])

    def paper(self, step: Step) -> Paper:
        """What is told of the form itself.

        :raises NotAnswered: if this page was not opened here, or too long ago
        """
        told = self.cleaned_data
        try:
            once, _ = opened(told["once"])
        except StaleForm:
            raise NotAnswered("This page was open for too long. Please send it again.") from None
        return Paper(
            step=step, month=told["month"], code=told["code"], once=once, another=told["another"]
        )

    def ask_if_another(self) -> None:
        """Offer to say that it is another form, once one with the same answers was found."""
        self.fields["another"].widget = forms.CheckboxInput()


class PrintForms(forms.Form):
    """How many forms to print, and how."""

    copies = forms.IntegerField(
        label="How many forms?", min_value=1, max_value=MOST_COPIES, initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "Enter how many forms to print.",
            "invalid": "Enter a whole number.",
            "min_value": "Enter 1 or more.",
            "max_value": f"Print at most {MOST_COPIES} at once.",
        },
    )  # fmt: skip
    large = forms.BooleanField(label="In large print", required=False)


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
