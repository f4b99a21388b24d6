"""What a person types for each act of a case. Forms check shape; commands check meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from goldenthread.assessment.rules import (
    CHANNEL_WORDS,
    LONGEST_REASON,
    REQUESTER_WORDS,
    Channel,
    Decided,
    Question,
    Requester,
)
from goldenthread.assessment.rules.decisions import QUESTIONS
from goldenthread.people.rules import NEEDS
from goldenthread.ui.forms import DateField

YES_NO = [("yes", "Yes"), ("no", "No")]


def words(label: str, *, rows: int = 5, required: bool = True, hint: str = "") -> forms.CharField:
    """Return a box for sentences that a family may read."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"Enter {label[:1].lower()}{label[1:]}"},
    )


class Act(forms.Form):
    """What every act carries: the version of the case that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, today: date, **initial: Any) -> None:
        super().__init__(data, initial=initial)
        for field in self.fields.values():
            if isinstance(field, DateField):
                field.latest = today


class Confirm(Act):
    """An act with nothing to type."""


class OnADay(Act):
    """An act with a legal date."""

    day = DateField(label="On which day?", help_text="For example, 27 3 2026")


class Decide(Act):
    """A decision: what it is, the questions of the Act, the reasons, what the school can use."""

    outcome = forms.ChoiceField(
        label="What is decided?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what is decided"},
    )
    decided_on = DateField(label="Day it was decided", help_text="For example, 27 3 2026")
    reasons = words("Reasons for the decision", hint="The family will read them.")
    learned = words(
        "What was learned that can help now",
        required=False,
        hint="After a refusal, the school and the family get this to use.",
    )
    panel_item = forms.TypedChoiceField(
        label="Who decided?", coerce=int, empty_value=None, required=False
    )
    outside_panel = words(
        "Why it was not left to a panel",
        rows=2,
        required=False,
        hint="Only when it was decided outside the panel, such as because its day comes first.",
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        outcomes: Sequence[tuple[str, str]],
        kind: Decided,
        items: Sequence[tuple[int, str]],
        today: date,
        **initial: Any,
    ) -> None:
        super().__init__(data, today=today, **initial)
        _offer(self, "outcome", outcomes)
        _offer(
            self, "panel_item", [("", "Outside a panel"), *((str(pk), name) for pk, name in items)]
        )
        if not items:
            del self.fields["panel_item"], self.fields["outside_panel"]
        for place, question in enumerate(QUESTIONS[kind]):
            self._ask(question, place)

    def _ask(self, question: Question, place: int) -> None:
        name = f"test-{question.key}"
        self.fields[name] = forms.ChoiceField(
            label=question.words,
            help_text=question.source,
            widget=forms.RadioSelect,
            choices=YES_NO,
            error_messages={"required": "Answer the question of the law"},
        )
        order = list(self.fields)
        order.remove(name)
        order.insert(2 + place, name)
        self.order_fields(order)

    def tests(self) -> dict[str, bool]:
        """Return the answers to the questions of the Act."""
        return {
            name.removeprefix("test-"): answer == "yes"
            for name, answer in self.cleaned_data.items()
            if name.startswith("test-")
        }


class Paper(Act):
    """A plan as a document of the child's, with the needs it names."""

    file = forms.TypedChoiceField(
        label="Which document is the plan?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Select the document"},
    )
    need = forms.ChoiceField(label="Main need", required=False)
    reasons = words("What was changed, and why", rows=3, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        files: Sequence[tuple[int, str]],
        today: date,
        amended: bool = False,
        **initial: Any,
    ) -> None:
        super().__init__(data, today=today, **initial)
        _offer(self, "file", [(str(pk), name) for pk, name in files])
        _offer(self, "need", [("", "Choose"), *((code, n.name) for code, n in NEEDS.items())])
        if amended:
            self.fields["reasons"].required = True
        else:
            del self.fields["reasons"]


class Issue(Paper):
    """The final plan: its document, its needs, and the setting it names."""

    setting_urn = forms.CharField(
        label="School or setting it names",
        help_text="Its unique reference number (URN), 6 digits. Leave empty when it names none.",
        required=False,
        max_length=6,
    )
    why_setting = words("Why this setting was named, or none", rows=3)

    def __init__(self, data: Mapping[str, Any] | None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["need"].required = True
        self.fields["need"].error_messages["required"] = "Select the main need"


class Left(Act):
    """The family withdrew its request, or left the area."""

    decided_on = DateField(label="On which day?", help_text="For example, 27 3 2026")
    reasons = words("Who told us, and how")


class Silence(Act):
    """Why a plan may go although an adviser is silent."""

    adviser = forms.ChoiceField(label="Which adviser is silent?", widget=forms.RadioSelect)
    reason = words("Why the plan may go without this advice", hint="The family will read it.")
    what_next = words("How the advice will still be got", rows=3)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        advisers: Sequence[tuple[str, str]],
        today: date,
        **initial: Any,
    ) -> None:
        super().__init__(data, today=today, **initial)
        _offer(self, "adviser", advisers)


class Reason(Act):
    """A lawful reason beside one date."""

    rule = forms.ChoiceField(
        label="Which date is it about?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the date"},
    )
    ground = forms.ChoiceField(
        label="Which reason?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the reason"},
    )
    from_date = DateField(label="From which day did it hold?")
    to_date = DateField(label="Until which day?", required=False, help_text="Empty if it goes on")
    why = words("How it made the date impractical", hint="The family will read it.")
    evidence = words("What shows that it is so", rows=3)
    target_date = DateField(label="By when will you do it all the same?")

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        rules: Sequence[tuple[str, str]],
        grounds: Sequence[tuple[str, str]],
        today: date,
        **initial: Any,
    ) -> None:
        super().__init__(data, today=today, **initial)
        _offer(self, "rule", rules)
        _offer(self, "ground", grounds)
        for name in ("to_date", "target_date"):
            field = self.fields[name]
            assert isinstance(field, DateField)
            field.latest = None


class Recheck(Act):
    """A seven-day check of a lawful reason."""

    holds = forms.ChoiceField(
        label="Does the reason still hold?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether it still holds"},
    )
    done = words("What was done since the last check", rows=3)


class Ask(forms.Form):
    """A request for an assessment, in the words of whoever asks."""

    says_optional = True
    area = forms.TypedChoiceField(label="Which council?", coerce=int, widget=forms.RadioSelect)
    requester = forms.TypedChoiceField(
        label="Who is asking?",
        coerce=Requester,
        widget=forms.RadioSelect,
        choices=[(each.value, says) for each, says in REQUESTER_WORDS.items()],
        error_messages={"required": "Select who is asking"},
    )
    asked_by = forms.CharField(label="Your name", max_length=120)
    relationship = forms.CharField(
        label="What are you to the child?", required=False, max_length=60
    )
    email = forms.EmailField(label="Email", required=False)
    phone = forms.CharField(label="Phone number", required=False, max_length=20)
    forename = forms.CharField(label="Child's first name", max_length=80)
    surname = forms.CharField(label="Child's last name", max_length=80)
    birth_date = DateField(label="Child's date of birth", help_text="For example, 31 3 2016")
    postcode = forms.CharField(label="Child's postcode", required=False, max_length=8)
    setting_name = forms.CharField(
        label="School, college or nursery", required=False, max_length=120
    )
    needs = words("What is hard for the child, and what would help?", required=False)
    tried = words("What has been tried?", rows=3, required=False)
    plan_elsewhere = forms.CharField(
        label="If the child has a plan from another council: which council?",
        required=False,
        max_length=80,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        areas: Sequence[tuple[int, str]],
        today: date,
        requesters: Sequence[Requester] = tuple(Requester),
        **initial: Any,
    ) -> None:
        super().__init__(data, initial=initial)
        _offer(self, "area", [(str(pk), name) for pk, name in areas])
        _offer(self, "requester", [(each.value, REQUESTER_WORDS[each]) for each in requesters])
        born = self.fields["birth_date"]
        assert isinstance(born, DateField)
        born.latest = today


class TakeIn(Ask):
    """A request that reached the council another way, entered by staff."""

    received_date = DateField(
        label="Day it reached any part of the council", help_text="Not the day it was registered"
    )
    channel = forms.TypedChoiceField(
        label="How did it come?",
        coerce=Channel,
        widget=forms.RadioSelect,
        choices=[(each.value, says) for each, says in CHANNEL_WORDS.items()],
    )
    upn = forms.CharField(label="Unique pupil number (UPN)", required=False, max_length=13)
    nhs_number = forms.CharField(label="NHS number", required=False, max_length=12)

    def __init__(self, data: Mapping[str, Any] | None, *, today: date, **more: Any) -> None:
        super().__init__(data, today=today, **more)
        received = self.fields["received_date"]
        assert isinstance(received, DateField)
        received.latest = today
        self.fields["asked_by"].label = "Name of the person who asks"
        self.order_fields(["area", "received_date", "channel"])


class Match(forms.Form):
    """Which record a request is about, or why it is none of its own."""

    what = forms.ChoiceField(
        label="Which child is this about?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select which child it is about, or what else it is"},
    )
    why = words("Why, as you would tell the person who asked", rows=3, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, choices: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        _offer(self, "what", choices)


class SetPanel(forms.Form):
    """A meeting of the panel."""

    area = forms.TypedChoiceField(label="Area", coerce=int)
    meeting_date = DateField(label="Day of the meeting")
    name = forms.CharField(label="Name of the panel", max_length=80)
    chair = forms.CharField(label="Who chairs it", max_length=120, required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, areas: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        _offer(self, "area", [(str(pk), name) for pk, name in areas])


class ClosePanel(forms.Form):
    """Who sat."""

    members = words("Who sat", hint="One name and post a line")
    chair = forms.CharField(label="Who chaired it", max_length=120, required=False)


class BeforePanel(forms.Form):
    """A case put before a panel."""

    panel = forms.TypedChoiceField(label="Which meeting?", coerce=int, widget=forms.RadioSelect)
    proposal = words("What you propose, and on which papers", required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, panels: Sequence[tuple[int, str]]
    ) -> None:
        super().__init__(data)
        _offer(self, "panel", [(str(pk), name) for pk, name in panels])


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
