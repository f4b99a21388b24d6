"""What staff may type about a family's rights: shape only; commands check meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from goldenthread.people.models import Answer
from goldenthread.people.rules import PLAN_SECTIONS, AccessAnswer, Decision, Representing
from goldenthread.ui.forms import DateField

Choices = Iterable[tuple[str, str]]
YEARS_AHEAD = timedelta(days=366 * 20)  # of a court order
DECISIONS = (
    (Decision.SHARING, "Whether a parent goes on seeing the plan"),
    (Decision.REQUESTING, "To ask for an assessment, a review or a setting"),
    (Decision.COMMENTING, "What to say to a draft"),
    (Decision.APPEALING, "Whether to appeal"),
    (Decision.BUDGET, "A personal budget"),
    (Decision.ALL_OF_IT, "Each of these was asked about by itself"),
)
REPRESENTING = (
    ("", "Nobody: they can decide this"),
    (Representing.PARENT, "A parent, where there is no deputy or attorney (reg 64)"),
    (Representing.DEPUTY, "A deputy of the Court of Protection"),
    (Representing.ATTORNEY, "An attorney"),
)
ANSWERS = (
    (AccessAnswer.GIVEN, "They may go on seeing everything"),
    (AccessAnswer.LIMITED, "They may see some parts of the plan"),
    (AccessAnswer.REFUSED, "They may see nothing new"),
)


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Set what one box of a form offers."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def limit(form: forms.Form, name: str, earliest: date | None, latest: date | None) -> None:
    """Set the days that one box of a form allows."""
    field = form.fields[name]
    assert isinstance(field, DateField)
    field.earliest, field.latest = earliest, latest


def answer_field(label: str) -> forms.ChoiceField:
    """Return a box for a fact that may be unknown."""
    return forms.ChoiceField(
        label=label, widget=forms.RadioSelect, choices=Answer.choices, initial=Answer.UNKNOWN
    )


class Facts(forms.Form):
    """What is separately true between one adult and one child (rule 11)."""

    parental_responsibility = answer_field("Do they have parental responsibility?")
    responsibility_evidence = forms.CharField(
        label="What shows it",
        required=False,
        max_length=120,
        help_text="Such as: birth certificate seen on 3 May 2026",
    )
    lives_with = answer_field("Does the child live with them?")
    may_see_plan = answer_field("May they see the plan?")
    may_see_location = answer_field("May they know where the child is?")
    gets_notices = answer_field("Do they get notices?")
    contact_preference = forms.CharField(
        label="How they like to be reached", required=False, max_length=20
    )
    court_order = forms.CharField(
        label="What a court order says",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        help_text="What is recorded already is not shown here. Leave this empty to keep it.",
    )
    court_order_to_date = DateField(label="Until when the order holds", required=False)

    def __init__(self, *given: Any, today: date, **named: Any) -> None:
        super().__init__(*given, **named)
        limit(self, "court_order_to_date", None, today + YEARS_AHEAD)

    def facts(self, court_order: str) -> dict[str, Any]:
        """Return the facts as a command takes them; an order recorded before stays as it is."""
        told = {
            name: Answer(value) if isinstance(self.fields[name], forms.ChoiceField) else value
            for name, value in self.cleaned_data.items()
        }
        return told | {"court_order": told["court_order"].strip() or court_order}


class Restrict(forms.Form):
    """Why an adult is told nothing more, who answers for it, and when it is judged again."""

    reason = forms.CharField(
        label="Why", widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000,
        help_text="They are told that somebody limited what they see, and that they may ask why.",
    )  # fmt: skip
    owner = forms.TypedChoiceField(label="Who answers for it", coerce=int)
    review = DateField(label="When it is judged again", help_text="Within six months")

    def __init__(
        self, data: Mapping[str, Any] | None, *, owners: Choices, today: date, latest: date
    ) -> None:
        super().__init__(data)
        offer(self, "owner", owners)
        limit(self, "review", today + timedelta(days=1), latest)


class SendCode(forms.Form):
    """How it is known that the address on record is theirs."""

    checked = forms.CharField(
        label="How do you know that this address is theirs?",
        max_length=120,
        help_text="Such as: council tax bill seen at the meeting of 4 November",
    )


class Capacity(forms.Form):
    """Whether a young person could make one decision, on one day (rule 26)."""

    decision = forms.ChoiceField(
        label="Which decision", widget=forms.RadioSelect, choices=DECISIONS
    )
    about = forms.CharField(label="What was asked, in words", required=False, max_length=200)
    able = forms.ChoiceField(
        label="Could they decide it that day?",
        widget=forms.RadioSelect,
        choices=(("yes", "Yes, with the help they were given"), ("no", "No, even with help")),
    )
    assessed_date = DateField(label="Day of the assessment")
    assessor = forms.CharField(label="Who assessed it", max_length=120)
    evidence = forms.CharField(
        label="What was done to help them decide, and what showed the answer",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4_000,
    )
    review_date = DateField(label="When to look again", help_text="Within a year")
    representing_as = forms.ChoiceField(
        label="In what right somebody decides for them",
        required=False,
        widget=forms.RadioSelect,
        choices=REPRESENTING,
        initial="",
    )
    representative = forms.ChoiceField(label="Who decides for them", required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, adults: Choices, today: date) -> None:
        super().__init__(data)
        offer(self, "representative", [("", "Nobody"), *adults])
        limit(self, "assessed_date", None, today)
        limit(self, "review_date", today + timedelta(days=1), None)


class ParentsAccess(forms.Form):
    """What a young person told us of one adult."""

    answer = forms.ChoiceField(
        label="What the young person said", widget=forms.RadioSelect, choices=ANSWERS
    )
    sections = forms.MultipleChoiceField(
        label="Which parts, where it is some",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(letter, f"Section {letter}") for letter in PLAN_SECTIONS],
    )


class MandateGiven(forms.Form):
    """Somebody acts in a family's place until a day."""

    email = forms.EmailField(label="Email of their account here")
    given_by = forms.ChoiceField(label="Who gives it")
    may_see_plan = forms.BooleanField(label="They may see the plan", required=False)
    may_speak = forms.BooleanField(label="They may speak for the family", required=False)
    evidence = forms.CharField(label="The signed paper, and when it was seen", max_length=120)
    from_date = DateField(label="First day")
    to_date = DateField(label="Last day", help_text="A year at most")

    def __init__(self, data: Mapping[str, Any] | None, *, givers: Choices, today: date) -> None:
        super().__init__(data, initial={"from_date": today})
        offer(self, "given_by", givers)
        limit(self, "to_date", today, None)


class DecideLimit(forms.Form):
    """What is decided of a child's wish that a parent sees less (rule 28)."""

    granted = forms.ChoiceField(
        label="What is decided",
        widget=forms.RadioSelect,
        choices=(
            ("yes", "Yes: the parent is to see less"),
            ("no", "No: the parent goes on seeing what they see"),
        ),
    )
    reasons = forms.CharField(
        label="Reasons: what the child understands, and what is safe",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4_000,
        help_text="The child reads this.",
    )
