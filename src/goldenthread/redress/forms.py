"""What a person types for each step of a disagreement. Forms check shape; commands meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from goldenthread.assessment.forms.casework import words
from goldenthread.assessment.rules import ORDER_WORDS
from goldenthread.redress.commands import TAKEN_UP, Said
from goldenthread.redress.rules import REQUIRES_WORDS, Step, about
from goldenthread.ui.forms import DateField

T = Step
EXAMPLE = "For example, 27 3 2026"
SET = "Leave empty unless the Tribunal, or both sides in writing, set another day than the law."
DAY_LABELS: Mapping[Step, str] = {
    T.CERTIFIED: "Day of issue on the certificate",
    T.AGREED: "Day of the agreement",
    T.AGREED_OTHER: "Day of the agreement",
    T.APPEALED: "Day the Tribunal received the appeal",
    T.ANSWERED: "Day our answer went to the Tribunal",
    T.CONCEDED: "Day we told the Tribunal that we give way",
    T.ORDERED: "Day of the order",
    T.DISMISSED: "Day of the decision",
    T.HEARING: "Day we were told of the hearing",
}
# What each step asks for besides its day, its words and a document.
ASKS: Mapping[Step, tuple[str, ...]] = {
    T.AGREED: ("order", "set_by", "set_final_by"),
    T.AGREED_OTHER: ("body", "set_by"),
    T.APPEALED: ("received", "appeal_number", "set_by"),
    T.HEARING: ("hearing",),
    T.CONCEDED: ("order",),
    T.ORDERED: ("order", "sent", "set_by", "set_final_by"),
    T.DISMISSED: ("sent",),
    T.RECOMMENDED: ("body", "set_by"),
    T.RECOMMENDATION_ANSWERED: ("body",),
}
BODIES: Mapping[Step, tuple[tuple[str, str], ...]] = {
    T.AGREED_OTHER: (("council", "The council"), ("icb", "The NHS board")),
    T.RECOMMENDED: (("health", "The NHS board"), ("social-care", "Social care")),
    T.RECOMMENDATION_ANSWERED: (("health", "The NHS board"), ("social-care", "Social care")),
}
BODY_LABELS: Mapping[Step, str] = {
    T.AGREED_OTHER: "Who agreed it with the family?",
    T.RECOMMENDED: "Who is it for?",
    T.RECOMMENDATION_ANSWERED: "Who answered?",
}


class TakeStep(forms.Form):
    """One thing that happened: when, in what words, and what the step asks for besides."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DateField(label="On which day?", help_text=EXAMPLE)
    received = DateField(
        label="Day the appeal reached us",
        required=False,
        help_text="Our 30 working days to answer run from it. Leave empty if it was the same day.",
    )
    sent = DateField(
        label="Day the Tribunal sent its decision with reasons",
        required=False,
        help_text="The 28 days to appeal further run from it. Leave empty if it was the same day.",
    )
    hearing = DateField(label="Day of the hearing", help_text=EXAMPLE)
    order = forms.ChoiceField(
        label="What must the council do?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the council must do"},
    )
    body = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Select who it is"}
    )
    set_by = DateField(label="By another day than the law's", required=False, help_text=SET)
    set_final_by = DateField(
        label="The final plan by another day than the law's", required=False, help_text=SET
    )
    appeal_number = forms.CharField(
        label="The Tribunal's number", max_length=40, required=False, help_text="If it is known."
    )
    words = words(
        "Anything to add", required=False, rows=4, hint="The family can read it. Names no place."
    )
    file_id = forms.TypedChoiceField(label="Document", coerce=int, empty_value=None, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        step: Step,
        decision: str,
        files: Sequence[tuple[int, str]],
        today: date,
        **initial: Any,
    ) -> None:
        super().__init__(data, initial=initial)
        asked = ("version", "on", *ASKS.get(step, ()), "words", "file_id")
        for name in [each for each in self.fields if each not in asked]:
            del self.fields[name]
        self.fields["on"].label = DAY_LABELS.get(step, "On which day?")
        for name in ("on", "received", "sent"):
            if isinstance(field := self.fields.get(name), DateField):
                field.latest = today
        self._offer("order", [(each, ORDER_WORDS[each]) for each in about(decision).orders])
        self._offer("body", BODIES.get(step, ()))
        if "body" in self.fields:
            self.fields["body"].label = BODY_LABELS[step]
        self._offer("file_id", [("", "No document"), *((str(pk), name) for pk, name in files)])
        if not files:
            del self.fields["file_id"]
        if step in REQUIRES_WORDS:
            self.fields["words"].required = True
            self.fields["words"].label = "What was agreed, recommended or answered"
            self.fields["words"].error_messages["required"] = "Enter what was said"

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = [(value, _capital(text)) for value, text in choices]

    def said(self) -> Said:
        """Return what was recorded, once the form is valid."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Said(**given)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


class TakeUp(forms.Form):
    """A decision whose notice was sent before this was kept here."""

    decision = forms.ChoiceField(
        label="Which decision does the family disagree with?",
        widget=forms.RadioSelect,
        choices=[(each, _capital(about(each).words)) for each in TAKEN_UP],
        error_messages={"required": "Select the decision"},
    )
    sent = DateField(
        label="Day the notice was sent",
        help_text=f"The family's time for mediation and appeal runs from it. {EXAMPLE}",
    )

    def __init__(self, data: Mapping[str, Any] | None, *, today: date) -> None:
        super().__init__(data)
        if isinstance(field := self.fields["sent"], DateField):
            field.latest = today
