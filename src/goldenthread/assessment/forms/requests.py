"""What somebody types to ask for an assessment, and what staff type to take a request in.

The public steps are short, in plain words, and one to a phone's screen (reading grade 5 or less).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from goldenthread.assessment.forms.casework import YES_NO, offer, words
from goldenthread.assessment.rules import (
    CHANNEL_WORDS,
    LONGEST_REASON,
    REQUESTER_WORDS,
    Channel,
    Requester,
)
from goldenthread.ui.forms import DateField, field_of, give_hints

MY_CHILD, ME = Requester.PARENT, Requester.YOUNG_PERSON
LETTERS_WORDS = {"yes": "Yes", "no": "No", "unknown": "Not known"}


def line(label: str, longest: int, wrong: str, *, hint: str = "", **more: Any) -> forms.CharField:
    """Return a box for one line; with no `wrong` it may be left empty."""
    attrs = {"autocomplete": more.pop("autocomplete")} if "autocomplete" in more else {}
    return forms.CharField(
        label=label,
        max_length=longest,
        help_text=hint,
        required=bool(wrong),
        error_messages={"required": wrong, "max_length": "That is too long. Make it shorter."},
        widget=forms.TextInput(attrs=attrs),
    )


def story(label: str, wrong: str = "", *, rows: int = 4, hint: str = "") -> forms.CharField:
    """Return a box for somebody's own words."""
    return forms.CharField(
        label=label,
        required=bool(wrong),
        help_text=hint,
        error_messages={"required": wrong, "max_length": "That is too long. Make it shorter."},
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


# The public steps --------------------------------------------------------------------------------


class PublicStep(forms.Form):
    """One step. Labels differ for a parent and for a young person who asks for themself."""

    title = ""
    own_title = ""
    own_labels: Mapping[str, str] = {}

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        own: bool,
        today: date,
        areas: Sequence[tuple[int, str]] = (),
    ) -> None:
        super().__init__(data)
        self.heading = self.own_title if own and self.own_title else self.title
        for name, label in self.own_labels.items() if own else ():
            self.fields[name].label = label
        if "area" in self.fields:
            offer(self, "area", [(str(pk), name) for pk, name in areas])
        if "birth_date" in self.fields:
            field_of(self, "birth_date", DateField).latest = today
        if own and "relationship" in self.fields:
            del self.fields["relationship"], self.fields["asked_by"]


class Who(PublicStep):
    """Who asks, and which council."""

    title = "Who needs help?"
    requester = forms.ChoiceField(
        label="Who do you ask for?",
        widget=forms.RadioSelect,
        choices=[(MY_CHILD.value, "My child"), (ME.value, "Me, and I am 16 or over")],
        error_messages={"required": "Choose who you ask for"},
    )
    area = forms.ChoiceField(
        label="Which council is yours?",
        help_text="It sends the council tax bill where the child lives",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose your council"},
    )


class About(PublicStep):
    """The child."""

    title = "About your child"
    own_title = "About you"
    own_labels = {
        "forename": "Your first name",
        "surname": "Your last name",
        "birth_date": "Your date of birth",
        "setting_name": "Your school or college",
    }
    forename = line("Child's first name", 80, "Write the first name")
    surname = line("Child's last name", 80, "Write the last name")
    birth_date = DateField(
        label="Child's date of birth", what="the date of birth", help_text="Like 31 3 2016"
    )
    setting_name = line("School or nursery", 120, "", hint="Leave it out if there is none")


class Needs(PublicStep):
    """What is hard, what was tried, and whether a plan is there."""

    title = "What is hard for your child?"
    own_title = "What is hard for you?"
    own_labels = {"needs": "What is hard? What would help you?"}
    needs = story(
        "What is hard? What would help?",
        "Write a few words on what is hard",
        rows=6,
        hint="Your own words are best. A few are fine. You can send more later.",
    )
    tried = story("What has been tried so far?", rows=3)
    plan_elsewhere = line(
        "Is there a plan from another council? Which one?",
        80,
        "",
        hint="We mean an EHC plan. Leave it out if there is none.",
    )


class You(PublicStep):
    """How to reach whoever asks."""

    title = "How can we reach you?"
    asked_by = line("Your name", 120, "Write your name", autocomplete="name")
    relationship = line("What are you to the child?", 60, "", hint="Like mum, dad or foster carer")
    phone = line("Phone", 20, "", autocomplete="tel")
    email = forms.EmailField(
        label="Email",
        required=False,
        error_messages={"invalid": "Write the email like name@example.com"},
    )
    address = story("Your address", rows=3, hint="So that we can send you letters")
    postcode = line("Postcode", 8, "", autocomplete="postal-code")
    hide_place = forms.ChoiceField(
        label="Is there someone who must not know where you live?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text="If so, we keep it to the few who need it",
        error_messages={"required": "Choose yes or no"},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one way, whichever it is: nobody needs a home or a phone to ask."""
        given = super().clean() or {}
        ways = ("phone", "email", "address")
        if not self.errors and not any(given.get(way) for way in ways):
            raise forms.ValidationError("Write a phone, an email or an address. One is enough.")
        return given


STEPS: Mapping[str, type[PublicStep]] = {"who": Who, "child": About, "needs": Needs, "you": You}


# Staff -------------------------------------------------------------------------------------------


class TakeIn(forms.Form):
    """A request that reached the council another way, entered by staff, or sent by a setting."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    area = forms.TypedChoiceField(
        label="Which council?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Select the council"},
    )
    received_date = DateField(
        label="Day it reached any part of the council",
        what="the day it was received",
        help_text="Not the day it was registered. For example, 27 3 2026",
    )
    channel = forms.ChoiceField(
        label="How did it come?",
        widget=forms.RadioSelect,
        choices=[(each.value, says) for each, says in CHANNEL_WORDS.items() if each != "PORTAL"],
        error_messages={"required": "Select how it came"},
    )
    requester = forms.ChoiceField(
        label="Who is asking?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select who is asking"},
    )
    asked_by = line("Name of the person who asks", 120, "Enter the name of the person who asks")
    relationship = line("What they are to the child", 60, "", hint="Such as mother, or SENCO")
    email = forms.EmailField(label="Their email", required=False)
    phone = line("Their phone number", 20, "")
    forename = line("Child's first name", 80, "Enter the child's first name")
    surname = line("Child's last name", 80, "Enter the child's last name")
    birth_date = DateField(
        label="Child's date of birth", required=False, help_text="For example, 31 3 2016"
    )
    address = story("Address", rows=3)
    postcode = line("Postcode", 8, "")
    hide_place = forms.BooleanField(
        label="Somebody must not learn where the family lives", required=False
    )
    upn = line("Unique pupil number (UPN)", 13, "")
    nhs_number = line("NHS number", 12, "")
    setting_name = line("School, college or nursery", 120, "")
    needs = story("What is hard for the child, and what would help?", rows=5)
    tried = story("What has been tried?", rows=3)
    plan_elsewhere = line("If there is a plan from another council: which council?", 80, "")
    family_knows = forms.ChoiceField(
        label="Do the parents, or the young person, know of this request?",
        choices=[("yes", "Yes"), ("no", "No"), ("", "They are asking themselves")],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        areas: Sequence[tuple[int, str]],
        requesters: Sequence[Requester],
        today: date,
        sends: bool = False,
        **initial: Any,
    ) -> None:
        super().__init__(data, initial=initial)
        offer(self, "area", [(str(pk), name) for pk, name in areas])
        offer(self, "requester", [(each.value, REQUESTER_WORDS[each]) for each in requesters])
        for name in ("received_date", "birth_date"):
            field_of(self, name, DateField).latest = today
        if sends:  # a setting's or service's own request reaches the council as it is sent
            for name in ("received_date", "channel", "hide_place"):
                del self.fields[name]
            field_of(self, "family_knows", forms.ChoiceField).choices = YES_NO
            self.fields["family_knows"].required = True


class Match(forms.Form):
    """Which record a request is about, or why it is none of its own."""

    says_optional = False

    what = forms.ChoiceField(
        label="Which child is this about?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select which child it is about, or what else it is"},
    )
    local_id = line("Record number, if it is another child on record", 20, "")
    on_record = forms.ChoiceField(
        label="Put the person who asked on the child's record, to get its letters?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    responsibility = forms.ChoiceField(
        label="Do they have parental responsibility?",
        choices=list(LETTERS_WORDS.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    evidence = line("What shows it, if yes", 120, "", hint="Such as a birth certificate")
    hide = forms.BooleanField(
        label="From now on, show where this child lives to me alone", required=False
    )
    why = words(
        "If it is not a new case: why, as you would tell the person who asked",
        rows=3,
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        choices: Sequence[tuple[str, str]],
        hints: Mapping[str, str],
        **initial: Any,
    ) -> None:
        super().__init__(data, initial=initial)
        offer(self, "what", choices)
        give_hints(self, "what", hints)


__all__ = ["STEPS", "Channel", "Match", "PublicStep", "TakeIn"]
