"""What may be typed on the directory's pages: shape only; meaning is checked by commands."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from goldenthread.directory.rules.needs import NEEDS

ANY_NEED = [("", _("Anything")), *((key, _(need.words)) for key, need in NEEDS.items())]
WAITS = (
    ("", _("Any wait")),
    ("0", _("No wait")),
    ("6", _("6 weeks or less")),
    ("18", _("18 weeks or less")),
)


class FindHelp(forms.Form):
    """What a family looks for. Every box may be left empty."""

    says_optional = False
    need = forms.ChoiceField(label=_("What would help?"), required=False, choices=ANY_NEED)
    age = forms.IntegerField(
        label=_("Help for what age?"),
        required=False,
        min_value=0,
        max_value=25,
        error_messages={
            "invalid": _("Write the age as a number, like 7"),
            "min_value": _("Write an age from 0 to 25"),
            "max_value": _("Write an age from 0 to 25"),
        },
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
    )
    place = forms.CharField(
        label=_("Town or postcode"),
        required=False,
        max_length=60,
        help_text=_("Just the first part, like DE1"),
    )
    wait = forms.ChoiceField(label=_("How long can you wait?"), required=False, choices=WAITS)
    free = forms.BooleanField(label=_("Free things only"), required=False)


class WriteTryPage(forms.Form):
    """A page of things to try."""

    title = forms.CharField(label="Title", max_length=120)
    need = forms.ChoiceField(
        label="What it helps with", choices=[(key, need.words) for key, need in NEEDS.items()]
    )
    text = forms.CharField(
        label="Things to try",
        max_length=3_000,
        help_text="One thing a line, in words a parent would use",
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class SendFeed(forms.Form):
    """A feed to read in, and the name it has each time."""

    source = forms.CharField(
        label="Name of the feed",
        max_length=60,
        help_text="The same name each time, so that what left the feed is shown no more",
        error_messages={"required": "Enter the name of the feed"},
    )
    file = forms.FileField(
        label="File",
        help_text="JSON in the shape of Open Referral UK version 3, up to 50 MB. Reading the same "
        "file again changes nothing.",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )
