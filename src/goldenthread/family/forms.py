"""What may be typed on the family's pages: shape only; meaning is checked by commands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from goldenthread.files.commands import MEGABYTE, TOO_LARGE
from goldenthread.files.rules import Refused
from goldenthread.people.rules import (
    MOST_LIMIT_WORDS,
    NEEDS_DETAIL,
    AccessAnswer,
    CommunicationKind,
)
from goldenthread.plans.commands.from_family import Asks
from goldenthread.plans.rules.delivery import MOST_MINUTES, Happened
from goldenthread.ui.languages import say
from goldenthread.ui.symbols import pack
from goldenthread.voice.rules import MOST_WORDS, How, Share

HOW_WORDS = (
    (How.SPOKE, _("They said it")),
    (How.SYMBOLS, _("They chose pictures")),
    (How.SIGNED, _("They signed it")),
    (How.DREW, _("They drew it")),
    (How.SHOWED, _("They showed us")),
    (How.WROTE, _("They wrote it")),
    (How.GUESSED, _("We know them well, and think so")),
)
SHARE_WORDS = (
    (Share.SCHOOL, _("School or college")),
    (Share.HEALTH, _("Health")),
    (Share.SOCIAL_CARE, _("Social care")),
)
HAPPENED_WORDS = (
    (Happened.YES, _("Yes, all of it")),
    (Happened.PART, _("Some of it")),
    (Happened.NO, _("No")),
    (Happened.NOT_DUE, _("Not due: a holiday, or ill")),
)
LINE_ASKS = (
    (Asks.COMMENT, _("Say what I think")),
    (Asks.CHANGE, _("Ask for a change")),
    (Asks.WRONG, _("Say it is wrong")),
)
PLAN_ASKS = (
    (Asks.MEETING, _("Ask for a meeting")),
    (Asks.SETTING, _("Ask for a school or college")),
    (Asks.BUDGET, _("Ask about a personal budget")),
)
# What is typed is offered to nobody who types on the same phone later.
WORDS = forms.Textarea(attrs={"rows": 5, "autocomplete": "off"})
UNSEEN = forms.TextInput(attrs={"autocomplete": "off"})
# With this a telephone offers its camera, its recorder and what it has already; a photograph in
# the form that Apple's keep is then sent as JPEG.
TAKEN = "image/jpeg,image/png,audio/*,video/*"


class HowToDraw(forms.Form):
    """In which language, and how large."""

    language = forms.ChoiceField(
        label=_("Language"), widget=forms.RadioSelect, choices=settings.LANGUAGES
    )
    large = forms.BooleanField(label=_("Show large print"), required=False)


NEED_WORDS = (
    (CommunicationKind.LARGE_PRINT, _("Large print")),
    (CommunicationKind.EASY_READ, _("Easy read: short words with pictures")),
    (CommunicationKind.SYMBOLS, _("Symbols")),
    (CommunicationKind.BRAILLE, _("Braille")),
    (CommunicationKind.AUDIO, _("A sound I can play")),
    (CommunicationKind.BSL, _("British Sign Language")),
    (CommunicationKind.PHONE_ONLY, _("Call me. I cannot use letters.")),
    (CommunicationKind.LANGUAGE, _("Letters in my own language")),
    (CommunicationKind.INTERPRETER, _("Someone to speak my language when we meet")),
)


class HowWeWrite(forms.Form):
    """How somebody needs to be written and spoken to: said once, for all that leaves."""

    needs = forms.MultipleChoiceField(
        label=_("What do you need?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=NEED_WORDS,
    )
    spoken = forms.CharField(
        label=_("Which language?"),
        required=False,
        max_length=80,
        help_text=_("If you ticked one of the last two."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if NEEDS_DETAIL & set(given.get("needs", ())) and not given.get("spoken", "").strip():
            self.add_error("spoken", _("Write which language."))
        return given

    def wanted(self) -> dict[CommunicationKind, str]:
        """Return each need with its detail."""
        kinds = [CommunicationKind(each) for each in self.cleaned_data["needs"]]
        spoken = self.cleaned_data["spoken"]
        return {kind: spoken if kind in NEEDS_DETAIL else "" for kind in kinds}


class Say(forms.Form):
    """Words, pictures, a file; who helped, and who may see it."""

    words = forms.CharField(label=_("Words"), required=False, widget=WORDS, max_length=MOST_WORDS)
    symbols = forms.MultipleChoiceField(label=_("Pictures"), required=False)
    file = forms.FileField(
        label=_("Add a picture, a sound or a film"),
        required=False,
        help_text=_("Make it on this phone now, or choose one. A film can be 30 seconds long."),
        widget=forms.FileInput(attrs={"accept": TAKEN}),
    )
    helped_by = forms.CharField(
        label=_("Who helped to say this?"), required=False, max_length=120, widget=UNSEEN
    )
    how = forms.ChoiceField(
        label=_("How was it said?"),
        required=False,
        widget=forms.RadioSelect,
        choices=HOW_WORDS,
    )
    shared_with = forms.MultipleChoiceField(
        label=_("Who else may see it?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=SHARE_WORDS,
        help_text=_("The team that writes the plan sees it. Tick who else may."),
    )
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["file"].widget.attrs |= {
            "data-most-bytes": str(settings.FILE_LARGEST_BYTES),
            "data-too-large": say(Refused(TOO_LARGE, most=settings.FILE_LARGEST_BYTES // MEGABYTE)),
        }
        field = self.fields["symbols"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (key, one.label) for key, one in pack(settings.SYMBOL_PACK).symbols.items()
        ]

    def typed(self) -> dict[str, Any]:
        """Return what was typed, as it may be kept to go on with; a file is not kept so."""
        return {
            "words": self.data.get("words", ""),
            "symbols": self.data.getlist("symbols"),  # type: ignore[attr-defined]  # a form's post
            "helped_by": self.data.get("helped_by", ""),
            "how": self.data.get("how", ""),
            "shared_with": self.data.getlist("shared_with"),  # type: ignore[attr-defined]  # the same
            "replaces": self.data.get("replaces", ""),
        }


class SayPrivately(forms.Form):
    """What a child says to us and not to their parents."""

    words = forms.CharField(label=_("Words"), widget=WORDS, max_length=MOST_WORDS)


class TellLine(forms.Form):
    """Whether one line of the plan came in one week."""

    line = forms.IntegerField(widget=forms.HiddenInput)
    week = forms.DateField(widget=forms.HiddenInput)
    happened = forms.ChoiceField(
        label=_("Did it happen?"), widget=forms.RadioSelect, choices=HAPPENED_WORDS
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("If only some of it came, or more to make up time."),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )


class Comment(forms.Form):
    """What somebody of the family says of the draft, or asks for."""

    asks = forms.ChoiceField(label=_("What do you want?"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Your words"), required=False, widget=WORDS, max_length=4_000)

    def __init__(self, *given: Any, of_a_line: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["asks"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(LINE_ASKS if of_a_line else PLAN_ASKS)


class Write(forms.Form):
    """A message from a family; kept once, however often it is sent."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[
            ("QUESTION", _("I have a question")),
            ("NEWS", _("I have news")),
            ("UNHAPPY", _("Something is wrong")),
            ("STRUGGLING", _("We are struggling and need help now")),
        ],
        widget=forms.RadioSelect,
        initial="QUESTION",
    )
    words = forms.CharField(
        label=_("Your message"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)


CODE = forms.TextInput(
    attrs={"class": "govuk-input--width-20", "autocomplete": "off", "autocapitalize": "characters"}
)
NEW_PASSWORD = {"autocomplete": "new-password"}


class Code(forms.Form):
    """A code from a letter."""

    code = forms.CharField(
        label=_("The code in our letter"),
        max_length=40,
        help_text=_("It has 12 letters and numbers. Spaces do not matter."),
        widget=CODE,
    )


class TextedCode(forms.Form):
    """A code that came in a text."""

    code = forms.CharField(
        label=_("The code in the text"),
        max_length=12,
        help_text=_("It has 6 numbers."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "govuk-input--width-5",
            }
        ),
    )


class Mobile(forms.Form):
    """A telephone of one's own."""

    number = forms.CharField(
        label=_("Your mobile number"),
        max_length=24,
        help_text=_("We use it for your codes and for nothing else."),
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}
        ),
    )


class Join(Code):
    """A code, and what an account needs."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(
        label=_("Your email"), help_text=_("You sign in with it. We do not share it.")
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("Use 12 letters or more. Three words work well."),
        widget=forms.PasswordInput(attrs=NEW_PASSWORD),
    )
    again = forms.CharField(
        label=_("The password again"), widget=forms.PasswordInput(attrs=NEW_PASSWORD)
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        password, again = given.get("password"), given.get("again")
        if password:
            try:
                validate_password(password)
            except forms.ValidationError as problem:
                self.add_error("password", problem)
        if password and again and password != again:
            self.add_error("again", _("The two passwords are not the same. Type them again."))
        return given


PARTS = (
    ("A", _("What I say")),
    ("B", _("What is hard for me")),
    ("C", _("My health")),
    ("D", _("My social care needs")),
    ("E", _("What I aim for")),
    ("F", _("Help in school or college")),
    ("G", _("Help from health")),
    ("H1", _("Help from social care by law")),
    ("H2", _("More help from social care")),
    ("I", _("My school or college")),
    ("J", _("A personal budget")),
    ("K", _("Reports on me")),
)


class Sharing(forms.Form):
    """What a young person lets one adult see."""

    adult = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("What may they see?"),
        widget=forms.RadioSelect,
        choices=(
            (AccessAnswer.GIVEN, _("All of it")),
            (AccessAnswer.LIMITED, _("Some parts of my plan")),
            (AccessAnswer.REFUSED, _("Nothing new")),
        ),
    )
    sections = forms.MultipleChoiceField(
        label=_("Which parts?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=PARTS,
    )


class AskLimit(forms.Form):
    """What a child asks us about what a parent sees."""

    words = forms.CharField(label=_("What do you want?"), widget=WORDS, max_length=MOST_LIMIT_WORDS)


HOW_BAD = (
    ("0-NONE", _("No worse than before")),
    ("1-SOME", _("Harder than before")),
    ("2-MUCH", _("Much harder")),
    ("3-DANGER", _("Not safe")),
)


class HowIsTheChild(forms.Form):
    """How a waiting child is, as the family tells it."""

    distress = forms.ChoiceField(
        label=_("How are things now?"), widget=forms.RadioSelect, choices=HOW_BAD[:3]
    )
    safety = forms.ChoiceField(
        label=_("Is everyone safe?"),
        widget=forms.RadioSelect,
        choices=(("0-NONE", _("Yes")), ("1-SOME", _("Not always")), ("3-DANGER", _("No"))),
    )
    words = forms.CharField(
        label=_("Say it in your own words"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AskNavigator(forms.Form):
    """What a family hopes a navigator can do."""

    asks = True
    wanted = forms.CharField(
        label=_("What would help?"),
        max_length=2_000,
        help_text=_("A few words are enough. The navigator reads this."),
        widget=WORDS,
        error_messages={"required": _("Write what would help.")},
    )


class DidNavigatorHelp(forms.Form):
    """Whether the navigator helped, as the family says."""

    felt = forms.ChoiceField(
        label=_("Did it help?"),
        widget=forms.RadioSelect,
        choices=(
            ("YES", _("Yes, it helped")),
            ("PARTLY", _("It helped in part")),
            ("NO", _("No, it did not help")),
        ),
        error_messages={"required": _("Choose an answer.")},
    )
