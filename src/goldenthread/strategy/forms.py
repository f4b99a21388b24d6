"""What may be typed on the pages of a plan: shape only; the commands check meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from goldenthread.strategy.models.inspections import Sentence
from goldenthread.strategy.models.plan import Line, Strength
from goldenthread.strategy.rules.shown import UNIT_WORDS, offered
from goldenthread.ui.forms import DateField

Choices = Iterable[tuple[str, str]]
JudgedRow = tuple[Sentence, str]  # a sentence, and words for what and where it is
NOBODY = "Name no child and no family: many people read this."
SCALE = [(str(n), str(n)) for n in range(1, 6)]


def words(label: str, *, rows: int = 4, required: bool = True, hint: str = "") -> forms.CharField:
    """Return a box for several sentences."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=4000,
    )


def choice(label: str, choices: Choices = (), *, required: bool = True) -> forms.ChoiceField:
    """Return a list to choose from."""
    return forms.ChoiceField(label=label, choices=list(choices), required=required)


def number(label: str, choices: Choices = (), **more: Any) -> forms.TypedChoiceField:
    """Return a list to choose the number of a record from."""
    return forms.TypedChoiceField(
        label=label, choices=list(choices), coerce=int, empty_value=None, **more
    )


class Pounds(forms.CharField):
    """A sum of money typed in pounds, with pence or without, given in pence."""

    def clean(self, value: Any) -> int:
        typed = super().clean(value).replace(",", "").removeprefix("£").strip() or "0"
        try:
            pence = Decimal(typed) * 100
        except InvalidOperation:
            raise ValidationError("Enter a sum in pounds, like 1,200 or 1,200.50") from None
        if not pence.is_finite() or pence != int(pence) or not 0 <= pence < 10**13:
            raise ValidationError("Enter a sum of nought or more, in pounds and pence")
        return int(pence)


class Fitted(forms.Form):
    """A form whose lists and days are set by its page."""

    def fit(self, *, today: date | None = None, **choices: Choices) -> Fitted:
        """Give lists their choices, and days that have been their last one."""
        for name, given in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField | forms.MultipleChoiceField):
                empty = [("", "Choose")] if _is_select(field) else []
                field.choices = [*empty, *given]
        for field in self.fields.values():
            if isinstance(field, DateField) and today and field.latest == PAST:
                field.latest = today
        return self


PAST = date.max  # marks a day that may not lie ahead


def _is_select(field: forms.Field) -> bool:
    return type(field.widget) is forms.Select


def past_day(label: str, *, what: str = "", required: bool = True) -> DateField:
    """Return a day that may not lie ahead."""
    return DateField(label=label, what=what, latest=PAST, required=required)


class SendReport(forms.Form):
    file = forms.FileField(
        label="Report or letter",
        help_text="The published PDF, or a letter as text. The file itself is not kept: only what "
        "was read of it, for you to check.",
    )


class Judge(forms.Form):
    """The sentences of one finding, each with a decision; built for the rows it is about.

    No answer stands chosen before a person chose it: one that did would be sent unread.
    """

    DECISIONS = [
        ("ACCEPTED", "Right as read"),
        ("CORRECTED", "Correct it"),
        ("REJECTED", "Not in the report"),
    ]

    def __init__(self, data: Mapping[str, Any] | None, *, rows: Iterable[JudgedRow]) -> None:
        super().__init__(data)
        self.rows = list(rows)
        for number_, (row, place) in enumerate(self.rows, 1):
            self.fields[f"decision-{row.pk}"] = forms.ChoiceField(
                label=f"{number_}. {row.text_read or row.why_missing}",
                choices=self.DECISIONS,
                widget=forms.RadioSelect,
                initial=None if row.decision == "PENDING" else row.decision,
                help_text=place,
                error_messages={
                    "required": f"Say whether {number_} is right, to be corrected, or not there."
                },
            )
            self.fields[f"text-{row.pk}"] = forms.CharField(
                label=f"Right words for {number_}",
                required=False,
                initial=row.text_now if row.decision == "CORRECTED" else row.text_read,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"reason-{row.pk}"] = forms.CharField(
                label=f"Why {number_} is changed", required=False, initial=row.reason
            )

    says_optional = False

    def groups(self) -> list[dict[str, Any]]:
        """Return the fields of each sentence; those of a change stand open where there is one."""
        return [
            {
                "number": number_,
                "decision": self[f"decision-{row.pk}"],
                "text": self[f"text-{row.pk}"],
                "reason": self[f"reason-{row.pk}"],
                "open": self[f"decision-{row.pk}"].value() in ("CORRECTED", "REJECTED"),
            }
            for number_, (row, _) in enumerate(self.rows, 1)
        ]


class Confirm(forms.Form):
    """Nothing to type: the answers are the sentences."""


class NewWorkstream(Fitted):
    name = forms.CharField(label="Name of the workstream", max_length=120)
    aim = words("What it is to achieve", rows=2)
    lead_post = number("Lead of the first agency")
    second_post = number("Lead of the second agency")
    family_post = number(
        "Parent carer forum representative",
        help_text="A workstream cannot be opened without two agencies and families to lead it.",
    )


class NewAction(Fitted):
    workstream = number("Workstream")
    title = forms.CharField(label="What is to be done", max_length=160)
    detail = words("How", rows=3, required=False, hint=NOBODY)
    requirements = forms.TypedMultipleChoiceField(
        label="Requirements it answers",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    owner_post = number("Owner")
    education_post = number("Answers for education", required=False)
    health_post = number("Answers for health", required=False)
    care_post = number("Answers for social care", required=False)
    planned_start = DateField(label="Planned start")
    planned_end = DateField(label="Planned end")
    cost_pence = Pounds(label="Cost in pounds", required=False)


class StateEffect(Fitted):
    line = forms.ChoiceField(
        label="Which line", choices=Line.choices, widget=forms.RadioSelect, initial=Line.DONE
    )
    measure = choice("Measure")
    way = forms.ChoiceField(
        label="Which way", choices=[("up", "Up"), ("down", "Down")], widget=forms.RadioSelect
    )
    size = forms.DecimalField(
        label="How far",
        max_digits=8,
        decimal_places=1,
        help_text="In the unit of the measure: percentage points, children, weeks.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    by_date = DateField(label="By when", what="the day by which it will show")
    comparison_areas = forms.TypedMultipleChoiceField(
        label="Areas to compare with",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chosen now, before the start, or not at all.",
    )


def measure_choices() -> list[tuple[str, str]]:
    """Return the measures an effect may be judged by, each with its unit."""
    return [
        (each.key, f"{each.title} ({UNIT_WORDS[each.unit].strip() or 'number'})")
        for each in offered()
    ]


class OnADay(Fitted):
    on = past_day("Which day", what="the day")


class Stop(OnADay):
    reason = words("Why", rows=2)


class Wait(Fitted):
    other_id = number("What it waits for")


class NewStep(Fitted):
    title = forms.CharField(label="What the step is", max_length=200)
    due = DateField(label="Promised for", what="the day promised")
    owner_post = number("Owner")


class MoveStep(Fitted):
    due = DateField(label="New day", what="the new day")
    reason = words("Why it moves", rows=2)


class DropStep(Fitted):
    reason = words("Why it is dropped", rows=2)


class NewEvidence(Fitted):
    title = forms.CharField(label="What shows it", max_length=200)
    where = words("Where it can be read", rows=2, hint=NOBODY)
    dated = past_day("Dated", what="its date")
    strength = forms.TypedChoiceField(
        label="How strong it is",
        coerce=int,
        choices=[(str(s.value), s.label) for s in Strength if s is not Strength.CHECKED],
        widget=forms.RadioSelect,
    )


class CheckEvidence(Fitted):
    strength = forms.TypedChoiceField(
        label="How strong you found it",
        coerce=int,
        choices=[(str(s.value), s.label) for s in Strength],
        widget=forms.RadioSelect,
    )
    finding = words("What you found", rows=3)


class NewRisk(Fitted):
    text = words("What may go wrong", rows=2, hint=NOBODY)
    likelihood = forms.TypedChoiceField(label="How likely, 1 to 5", coerce=int, choices=SCALE)
    impact = forms.TypedChoiceField(label="How bad, 1 to 5", coerce=int, choices=SCALE)
    mitigation = words("What is done about it", rows=2)
    owner_post = number("Owner")


class NewDecision(Fitted):
    what = words("What was decided", rows=2, hint=NOBODY)
    reasons = words("Why", rows=2)
    bodies = forms.TypedMultipleChoiceField(
        label="Which bodies decided", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    family_post = number("Who spoke for families")
    family_said = words("What they said", rows=2)
    made = past_day("Decided on", what="the day of the decision")


class Commission(NewDecision):
    """A decision about what is commissioned for one need: looked at again on a day."""

    review = DateField(label="Look at it again by", what="the day it is looked at again")


class Terms(Fitted):
    """What counts as a gap from a day on."""

    long_wait = forms.DecimalField(
        label="A wait is a gap from how many in 100 over 18 weeks",
        help_text="A number from 1 to 100.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "decimal"}),
    )
    growth = forms.DecimalField(
        label="A need grows from how many per cent more plans in a year",
        help_text="A number from 1 to 100.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "decimal"}),
    )
    from_date = DateField(label="From", what="the day these begin")
    bodies = forms.TypedMultipleChoiceField(
        label="Bodies that chose them", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = words("Why these", rows=2, hint=NOBODY)


class NewMeeting(Fitted):
    title = forms.CharField(label="Which meeting", max_length=120)
    held = past_day("Held on", what="the day of the meeting")
    attended = forms.TypedMultipleChoiceField(
        label="Who came", coerce=int, widget=forms.CheckboxSelectMultiple
    )


class Ask(Fitted):
    question = words("Question", rows=2, hint=NOBODY)
    owed_post = number("Who owes the answer")
    due = DateField(label="Answer due", what="the day the answer is due")
    measure = choice("Figures to show with it", required=False)


class Answer(Fitted):
    words = words("Answer", rows=4, hint=NOBODY)
    evidence_id = number("Evidence", required=False)


class NewEvaluation(Fitted):
    title = forms.CharField(label="Title", max_length=120)
    as_of = past_day("As it stands on", what="the day")


class WritePart(Fitted):
    text = words("What this part says", rows=8, hint=NOBODY)


class NewClaim(Fitted):
    text = words("Claim", rows=2)
    measure = choice("Measure it rests on")


class EnterFigure(Fitted):
    measure = choice("Measure")
    month = past_day("A day in the month", what="a day in the month")
    numerator = forms.IntegerField(label="How many said so", min_value=0, max_value=999_999)
    denominator = forms.IntegerField(label="Out of how many", min_value=0, max_value=999_999)
    source = forms.CharField(label="Where the figure comes from", max_length=200)


class BoardDay(Fitted):
    """Which day the board is shown for."""

    says_optional = False
    on = past_day("Board as it stood on", what="the day", required=False)


class CarryOut(Fitted):
    """The action that carries out what a complaint taught."""

    action_id = forms.ChoiceField(
        label="Which action carries it out?", widget=forms.RadioSelect,
        error_messages={"required": "Choose an action, or none."},
    )  # fmt: skip
