"""What staff may type about a family's rights: shape only; commands check meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from goldenthread.people.known import KnownAdult
from goldenthread.people.models import Answer
from goldenthread.people.relations import CONTACTS, RELATIONS
from goldenthread.people.rules import PLAN_SECTIONS, AccessAnswer, Decision, Representing
from goldenthread.ui.forms import DateField
from goldenthread.ui.words import listed

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

    def facts(self, court_order: str = "") -> dict[str, Any]:
        """Return the facts as a command takes them; an order recorded before stays as it is."""
        told = {
            name: Answer(self.cleaned_data[name]) if isinstance(field, forms.ChoiceField)
            else self.cleaned_data[name]
            for name, field in Facts.base_fields.items()
        }  # fmt: skip
        return told | {"court_order": told["court_order"].strip() or court_order}


class AddAdult(Facts):
    """Somebody who comes into a child's life: who they are, what shows it, and each fact."""

    name = forms.CharField(label="Their full name", max_length=120)
    relationship = forms.ChoiceField(
        label="Who they are to the child",
        widget=forms.RadioSelect,
        choices=[(word, f"{word[0].upper()}{word[1:]}") for word in RELATIONS],
    )
    email = forms.EmailField(label="Email", required=False)
    phone = forms.CharField(label="Phone", required=False, max_length=20)
    address = forms.CharField(
        label="Address", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=400
    )
    postcode = forms.CharField(label="Postcode", required=False, max_length=8)
    field_order = ("name", "relationship", "responsibility_evidence", "parental_responsibility")

    def __init__(self, *given: Any, today: date, **named: Any) -> None:
        super().__init__(*given, today=today, **named)
        shows = self.fields["responsibility_evidence"]
        shows.required, shows.label = True, "What shows who they are to the child"
        shows.help_text = "Such as: birth certificate, care order or placement letter, and the day"
        self.fields["court_order"].help_text = "Leave this empty where there is none."

    def contacts(self) -> dict[str, str]:
        """Return how to reach them, as typed; what was left empty is not there."""
        told = {name: self.cleaned_data[name].strip() for name in CONTACTS}
        return {name: value for name, value in told.items() if value}


NEW = "new"


class WhoIsIt(forms.Form):
    """Whether an adult is one of those on record who are alike: a person says so (rule 15)."""

    person = forms.ChoiceField(
        label="Is this somebody we know already?", widget=forms.RadioSelect, required=False
    )

    def __init__(self, data: Mapping[str, Any] | None, *, known: Sequence[KnownAdult]) -> None:
        super().__init__(data)
        if not known:
            del self.fields["person"]
            return
        self.fields["person"].required = True
        new = (NEW, "No: this is somebody new")
        offer(self, "person", [*((str(one.id), _alike(one)) for one in known), new])

    def adult_id(self) -> int | None:
        """Return the number of the adult chosen, or None for somebody new."""
        chosen = self.cleaned_data.get("person", NEW)
        return None if chosen == NEW else int(chosen)


def _alike(one: KnownAdult) -> str:
    counted = "one child" if one.children == 1 else f"{one.children or 'no'} children"
    here = "linked to this child already" if one.here else f"in the life of {counted} now"
    return f"Yes: {one.name}. Same {listed(one.alike)}; {here}"


class EndLink(forms.Form):
    """The last day on which an adult belongs to a child's life here."""

    last_day = DateField(label="Their last day", what="their last day")

    def __init__(self, data: Mapping[str, Any] | None, *, today: date, first: date) -> None:
        super().__init__(data, initial={"last_day": today})
        limit(self, "last_day", first, today)


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


class HandCode(forms.Form):
    """How whoever may know a restricted place reaches them, and how they know who it is."""

    how = forms.ChoiceField(
        label="How the code reaches them",
        widget=forms.RadioSelect,
        choices=(
            ("In person", "I hand it to them myself"),
            ("Envelope", "In an envelope that I address by hand and post myself"),
        ),
    )
    checked = forms.CharField(
        label="How do you know who they are?",
        max_length=90,
        help_text="Such as: met on 4 November with their support worker. Write no place here.",
    )

    def words(self) -> str:
        """Return both as they are kept."""
        return f"{self.cleaned_data['how']}: {self.cleaned_data['checked'].strip()}"


class SendCode(forms.Form):
    """How it is known that the address on record is theirs."""

    checked = forms.CharField(
        label="How do you know that this address is theirs?",
        max_length=120,
        help_text="Such as: council tax bill seen at the meeting of 4 November",
    )

    def words(self) -> str:
        """Return it as it is kept."""
        return str(self.cleaned_data["checked"])


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
