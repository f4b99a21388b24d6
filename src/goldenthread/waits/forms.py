"""What may be typed on the pages of waits: shape only; meaning is checked by commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from goldenthread.directory.rules.needs import NEEDS
from goldenthread.ui.forms import DateField
from goldenthread.waits.rules.stages import (
    ENDING_NAMES,
    LEVEL_NAMES,
    PRIORITY_NAMES,
    STAGE_NAMES,
    UPDATE_PARTS,
    Act,
    Ending,
    Stage,
)

YES_NO = (("YES", "Yes"), ("NO", "No"))
PRIORITIES = [(str(key), name) for key, name in PRIORITY_NAMES.items()]
LEVELS = [(str(key), name) for key, name in LEVEL_NAMES.items()]
CHANNELS = (
    ("phone", "Phone"),
    ("text", "Text"),
    ("email", "Email"),
    ("post", "Letter"),
    ("visit", "Visit"),
    ("portal", "Their own page"),
)
ENDINGS = [
    (str(key), name)
    for key, name in ENDING_NAMES.items()
    if key not in (Ending.NOT_WANTED, Ending.MOVED_AWAY, Ending.TOO_OLD)
]
WITHDRAWALS = [
    (str(key), ENDING_NAMES[key])
    for key in (Ending.NOT_WANTED, Ending.MOVED_AWAY, Ending.TOO_OLD, Ending.DUPLICATE)
]
PART_WORDS = {
    "distress": "How is the child?",
    "safety": "Is the child safe, and are others?",
    "sleep": "Sleep",
    "attendance": "Going to school",
}
EQUIPMENT = (("chair", "Chair"), ("seating", "Seat"), ("repair", "Repair"), ("other", "Other"))
STEPS = (
    ("measured", "Measured"),
    ("ordered", "Ordered"),
    ("loan", "Something lent meanwhile"),
    ("delivered", "Handed over and fitted"),
    ("outgrown", "Outgrown"),
)


def text(label: str, *, hint: str = "", must: bool = True, rows: int = 2) -> forms.CharField:
    """Return a box for a sentence or two."""
    return forms.CharField(
        label=label,
        required=must,
        max_length=400,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ActForm(forms.Form):
    """A step that needs nothing typed."""


class DayForm(ActForm):
    """A step that happened on a day; left empty, it is today."""

    day = DateField(label="Day it happened", required=False)


class MissingForm(ActForm):
    missing = text("What is missing?", hint="The referrer reads this")


class AnswerForm(ActForm):
    answer = text("What was missing", rows=4)


class TriageForm(ActForm):
    priority = forms.ChoiceField(label="How soon?", choices=PRIORITIES)
    reason = text("Why", hint="The family may read this")


class OfferForm(ActForm):
    appointment = DateField(label="Day of the appointment")


class MissedForm(DayForm):
    clearly_given = forms.BooleanField(
        label="The day was clearly given to the family", required=False
    )
    safe = text("Who asked if the child is safe, and what did they find?")


class SeeForm(DayForm):
    assessment = forms.BooleanField(label="The assessment began at this visit", required=False)


class DischargeForm(DayForm):
    ending = forms.ChoiceField(label="Why it ends", choices=ENDINGS)
    next_holder = text("Who holds the child now?", must=False, hint="Needed on stepped pathways")
    safe = text("If not brought: who asked if the child is safe?", must=False)


class WithdrawForm(DayForm):
    ending = forms.ChoiceField(label="Why", choices=WITHDRAWALS)


class TransferForm(ActForm):
    to_service = forms.ChoiceField(label="Which service?")
    reason = text("Why is the other service the right one?")

    def __init__(self, *args: Any, services: Iterable[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        field = self.fields["to_service"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(services)


class CheckForm(ActForm):
    still_wanted = forms.ChoiceField(
        label="Does the family still want this?", choices=YES_NO, widget=forms.RadioSelect
    )


class ReviewForm(ActForm):
    finding = text("How is the child, and what follows?")


class ContactForm(DayForm):
    channel = forms.ChoiceField(label="How", choices=CHANNELS)
    not_reached = forms.BooleanField(label="Nobody was reached", required=False)
    note = text("What was said", must=False)
    offers = forms.MultipleChoiceField(
        label="Help offered",
        required=False,
        help_text="None of these asks for a diagnosis",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, offers: Iterable[tuple[str, str]] = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        field = self.fields["offers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(offers)


class EquipForm(DayForm):
    kind = forms.ChoiceField(label="What", choices=EQUIPMENT)
    step = forms.ChoiceField(label="What was done", choices=STEPS)
    hold_up = text("If nothing moves: why", must=False)


class DecideForm(ActForm):
    sooner = forms.ChoiceField(
        label="Must the child be seen sooner?", choices=YES_NO, widget=forms.RadioSelect
    )
    priority = forms.ChoiceField(label="If so, how soon?", choices=PRIORITIES[:2])
    reason = text("Why", hint="The family may read this")


ACTS: Mapping[str, tuple[str, type[ActForm]]] = {
    Act.ACCEPT: ("Take on", DayForm),
    Act.RETURN: ("Ask for what is missing", MissingForm),
    Act.COMPLETE: ("Give what was missing", AnswerForm),
    Act.TRIAGE: ("Say how soon", TriageForm),
    Act.OFFER: ("Offer a day", OfferForm),
    Act.NOT_BROUGHT: ("Was not brought", MissedForm),
    Act.SEE: ("Seen", SeeForm),
    Act.TREAT: ("Treatment begun", DayForm),
    Act.MONITOR: ("Watch, no treatment now", DayForm),
    Act.CONTACT: ("Be in touch, offer help", ContactForm),
    Act.CHECK: ("Ask if still wanted", CheckForm),
    Act.REVIEW: ("Look at a long wait", ReviewForm),
    Act.EQUIP: ("Equipment", EquipForm),
    Act.TRANSFER: ("Hand over", TransferForm),
    Act.WITHDRAW: ("Withdraw", WithdrawForm),
    Act.DISCHARGE: ("Discharge", DischargeForm),
    "decide": ("Decide on what was told", DecideForm),
    "decide-to-treat": ("Decide to treat", ActForm),
}


class UpdateForm(forms.Form):
    """How a waiting child is, as the family or school tells it."""

    distress = forms.ChoiceField(
        label=PART_WORDS["distress"], choices=LEVELS, widget=forms.RadioSelect
    )
    safety = forms.ChoiceField(label=PART_WORDS["safety"], choices=LEVELS, widget=forms.RadioSelect)
    sleep = forms.ChoiceField(
        label=PART_WORDS["sleep"], required=False, choices=[("", "Not told"), *LEVELS]
    )
    attendance = forms.ChoiceField(
        label=PART_WORDS["attendance"], required=False, choices=[("", "Not told"), *LEVELS]
    )
    words = text("In your own words", must=False, rows=4)

    def levels(self) -> dict[str, str]:
        """Return what was told, by part."""
        return {part: self.cleaned_data[part] for part in UPDATE_PARTS if self.cleaned_data[part]}


class ReferForm(forms.Form):
    """A referral by form."""

    service = forms.ChoiceField(label="Which service?")
    received_date = DateField(label="Day it was received")
    needs = forms.MultipleChoiceField(
        label="What is hard for the child?",
        choices=[(key, need.words) for key, need in NEEDS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label="Why, in your own words", max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, *args: Any, services: Iterable[tuple[str, str]], today: date, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        field, day = self.fields["service"], self.fields["received_date"]
        assert isinstance(field, forms.ChoiceField)
        assert isinstance(day, DateField)
        field.choices = list(services)
        day.latest = today


class IntakeForm(forms.Form):
    """Referrals in a file."""

    file = forms.FileField(
        label="File",
        help_text="FHIR R4 as JSON (one ServiceRequest, or a Bundle), or CSV. At most 20 MB.",
    )


class HistoryForm(forms.Form):
    """A list's past dates in a file."""

    history = forms.FileField(
        label="Past dates of this list (CSV)",
        help_text="Columns referral and removal. Names and numbers are not kept.",
    )


class TrialForm(forms.Form):
    """What to try on a list."""

    name = forms.CharField(label="Name of the trial", max_length=120)
    months = forms.IntegerField(label="Months ahead", min_value=1, max_value=36, initial=12)
    clinicians = forms.FloatField(
        label="More clinicians", required=False, min_value=-50, max_value=200
    )
    more_demand = forms.FloatField(
        label="More referrals, in a hundred", required=False, min_value=-90, max_value=500
    )
    diverted = forms.FloatField(
        label="Share that triage sends to hubs, in a hundred",
        required=False,
        min_value=0,
        max_value=100,
    )
    summer = forms.BooleanField(label="Closed in August", required=False)


class ListFilter(forms.Form):
    """Which of a list to show."""

    says_optional = False
    stage = forms.ChoiceField(
        label="Where it stands",
        required=False,
        choices=[("", "Anywhere"), *((str(s), STAGE_NAMES[s]) for s in list(Stage)[:4])],
    )
    priority = forms.ChoiceField(
        label="How soon", required=False, choices=[("", "Any"), *PRIORITIES]
    )
    over = forms.ChoiceField(
        label="Waited more than",
        required=False,
        choices=[("", "Any time"), *((str(w), f"{w} weeks") for w in (18, 52, 65, 78, 104))],
    )
    only = forms.ChoiceField(
        label="Only",
        required=False,
        choices=(
            ("", "All"),
            ("worse", "Told to be worse"),
            ("check", "Not asked if still wanted"),
            ("elsewhere", "On another list too"),
            ("dead", "Nothing will happen next"),
        ),
    )

    def words(self, name: str, value: str) -> str:
        """Return a choice in words."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return next(str(words) for key, words in field.widget.choices if key == value)


class TransferAnswer(forms.Form):
    """The answer to a handover."""

    accepted = forms.ChoiceField(choices=YES_NO)
    reason = forms.CharField(required=False, max_length=400)
