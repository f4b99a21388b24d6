"""What a person types for each act of a case. Forms check shape; commands check meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from goldenthread.assessment.rules import (
    LONGEST_REASON,
    Decided,
    Question,
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
        offer(self, "outcome", outcomes)
        offer(
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
    looked_through = forms.BooleanField(
        label="It was stopped; I have read it through and it may go",
        help_text="Only for a manager who did not add the document.",
        required=False,
    )

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
        offer(self, "file", [(str(pk), name) for pk, name in files])
        offer(self, "need", [("", "Choose"), *((code, n.name) for code, n in NEEDS.items())])
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
        offer(self, "adviser", advisers)


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
        offer(self, "rule", rules)
        offer(self, "ground", grounds)
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


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
