"""What may be typed at the plan desk: shape only; meaning is checked by the commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from goldenthread.plans.fields import BOXES, shown, typed
from goldenthread.plans.models import DraftComment, PassageAnswer
from goldenthread.plans.rules.sections import SECTIONS, TITLES
from goldenthread.ui.forms import DateField

Choices = Iterable[tuple[str, str]]
SECTION_CHOICES = [(s, TITLES[s] if s == "cover" else f"{s}: {TITLES[s]}") for s in SECTIONS]


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class StatementForm(forms.Form):
    """One statement of one kind, and what it answers; over the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: str,
        row: Mapping[str, Any],
        answers: Sequence[tuple[str, str]],
        chosen: Sequence[str],
        version: int,
    ) -> None:
        initial = {**shown(kind, row), "answers": list(chosen), "version": version}
        super().__init__(data, initial=initial)
        self.kind = kind
        for box in BOXES[kind]:
            self.fields[box.name] = box.field()
        if answers:
            self.fields["answers"] = forms.MultipleChoiceField(
                label="What it answers",
                choices=answers,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def values(self) -> dict[str, Any]:
        """What was typed, as the content keeps it."""
        return typed(self.kind, self.cleaned_data)

    def answered(self) -> list[str] | None:
        """The rows it says it answers, or None where it is not asked."""
        return self.cleaned_data.get("answers") if "answers" in self.fields else None


class CommentForm(forms.Form):
    """What somebody says of a section or a statement."""

    section = forms.ChoiceField(
        label="Section",
        choices=SECTION_CHOICES,
    )
    row = forms.ChoiceField(label="Statement", required=False)
    voice = forms.ChoiceField(
        label="Who says it", choices=DraftComment.Voice.choices, widget=forms.RadioSelect
    )
    said_by = forms.CharField(label="Their name", max_length=120)
    said_date = DateField(label="When it was said", what="when it was said")
    text = forms.CharField(label="What they say", widget=_area())

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        rows: Sequence[tuple[str, str]],
        staff_only: bool,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        _offer(self, "row", [("", "The whole section"), *rows])
        if staff_only:
            _offer(self, "voice", [("STAFF", "Colleague")])


class AnswerComment(forms.Form):
    """What was done about a comment."""

    taken_in = forms.ChoiceField(
        label="What was done",
        choices=[("yes", "Taken in"), ("no", "Not taken in")],
        widget=forms.RadioSelect,
    )
    changed_row = forms.ChoiceField(label="The statement that was changed", required=False)
    words = forms.CharField(label="What the family is told", widget=_area(2), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, rows: Sequence[tuple[str, str]], prefix: str
    ) -> None:
        super().__init__(data, prefix=prefix)
        _offer(self, "changed_row", [("", "None"), *rows])


class PlaceForm(forms.Form):
    """Where a statement of the advice goes: a new statement, one there is, or nowhere, and why."""

    how = forms.ChoiceField(
        label="What becomes of it",
        choices=[
            ("new", "A new statement in these words"),
            ("row", "It is the source of a statement there is"),
            ("out", "It has no place in the plan"),
            ("ask", "Ask the adviser"),
        ],
        widget=forms.RadioSelect,
    )
    section = forms.ChoiceField(label="Section of the new statement", required=False)
    row = forms.ChoiceField(label="The statement there is", required=False)
    words = forms.CharField(
        label="Why it has no place, or the question", widget=_area(2), required=False
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        rows: Sequence[tuple[str, str]],
        sections: Sequence[str],
        suggests: str,
        prefix: str,
    ) -> None:
        super().__init__(data, prefix=prefix, initial={"section": suggests})
        _offer(self, "section", [(s, f"{s}: {TITLES[s]}") for s in sections])
        _offer(self, "row", [("", "Choose one"), *rows])


class PassagesForm(forms.Form):
    """An adviser's answers to the passages made from their advice."""

    says_optional = False

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, passages: Iterable[Mapping[str, Any]]
    ) -> None:
        super().__init__(data)
        for each in passages:
            key, whole = str(each["id"]), not each["row"]
            kinds = ("ACCURATE", "LEFT_OUT") if whole else ("ACCURATE", "CORRECT")
            words = {"ACCURATE": "Nothing is left out" if whole else "Accurate"}
            choices = [(kind, words.get(kind, PassageAnswer.Answer(kind).label)) for kind in kinds]
            self.fields[f"answer-{key}"] = forms.ChoiceField(
                label="Is anything of your advice left out?" if whole else "Is this accurate?",
                choices=choices,
                widget=forms.RadioSelect,
                required=False,
                initial=each["answer"],
            )
            self.fields[f"words-{key}"] = forms.CharField(
                label="What is left out" if whole else "How it should read",
                widget=_area(2),
                required=False,
                initial=each["correction"],
            )

    def given(self) -> dict[int, tuple[str, str]]:
        """The answers given, by the number of the passage."""
        return {
            int(name.removeprefix("answer-")): (value, self.cleaned_data[f"words-{name[7:]}"])
            for name, value in self.cleaned_data.items()
            if name.startswith("answer-") and value
        }


class SettleForm(forms.Form):
    """What was done about an adviser's correction."""

    how = forms.ChoiceField(
        label="What was done",
        choices=PassageAnswer.Settled.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="What was changed, or why it stays", widget=_area(2))


class ReasonForm(forms.Form):
    """A manager's reason for going on in spite of some findings."""

    findings = forms.MultipleChoiceField(
        label="Findings this reason is for", widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label="Reason",
        widget=_area(),
        help_text="The family sees it, under your name. It cannot be changed afterwards.",
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, findings: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        _offer(self, "findings", findings)


class AgreementForm(forms.Form):
    """The ICB's agreement to section G."""

    agreed_by = forms.CharField(label="Who agreed for the integrated care board", max_length=120)
    agreed_date = DateField(label="Day of agreement")
    reference = forms.CharField(label="Reference", max_length=60, required=False)


class FamilyDoneForm(forms.Form):
    """The day on which the family had said all it wants to."""

    done = DateField(label="The day the family told us", what="the day the family told us")

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data)
        day = self.fields["done"]
        assert isinstance(day, DateField)
        day.latest = today


class EasyWordsForm(forms.Form):
    """The easy-read words of a version, a sentence a line under each heading, over those read."""

    over = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        parts: Sequence[tuple[str, Sequence[str]]],
        over: str,
    ) -> None:
        super().__init__(data, initial={"over": over})
        self.titles = [title for title, _ in parts]
        for number, (title, lines) in enumerate(parts):
            self.fields[f"part-{number}"] = forms.CharField(
                label=title,
                initial="\n".join(lines),
                widget=_area(max(3, len(lines) + 1)),
                error_messages={"required": f"Write at least one sentence under “{title}”."},
            )

    def lines(self) -> list[tuple[str, ...]]:
        """Return the sentences of each part."""
        return [
            tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())
            for number in range(len(self.titles))
            for text in (self.cleaned_data[f"part-{number}"],)
        ]


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
