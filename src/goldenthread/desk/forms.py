"""What may be typed on the desk's pages: shape only; meaning is checked by queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from goldenthread.access.models import Post
from goldenthread.access.rules import (
    GLASS_REASON_LENGTH,
    ROLES,
    GlassReason,
    Role,
    is_shared_mailbox,
)
from goldenthread.organisations.models import Organisation
from goldenthread.ui.forms import DateField, field_of, give_hints

YEAR = timedelta(days=366)  # further ahead than this a date is a slip of the pen
STATES = (
    ("", "Any time"),
    ("late", "Late"),
    ("due-2", "Due in 2 weeks"),
    ("due-4", "Due in 4 weeks"),
    ("due-8", "Due in 8 weeks"),
    ("running", "Not late"),
)
CASES = (
    ("", "Any kind"),
    ("assessment", "Assessment"),
    ("plan", "Plan and reviews"),
    ("wait", "Health wait"),
    ("child", "Child"),
)
FORCES = (
    ("MUST", "MUST: the law"),
    ("STANDARD", "STANDARD: NHS and others"),
    ("SHOULD", "SHOULD: guidance"),
    ("LOCAL", "LOCAL: our own dates"),
)


class WorkFilter(forms.Form):
    """Which of the things owed to show."""

    says_optional = False
    area = forms.ChoiceField(label="Area", required=False)
    owner = forms.ChoiceField(label="Given to", required=False)
    rule = forms.ChoiceField(label="What is owed", required=False)
    force = forms.ChoiceField(
        label="How it binds",
        required=False,
        choices=[("", "Any way"), *FORCES],
    )
    state = forms.ChoiceField(label="When", required=False, choices=STATES)
    case = forms.ChoiceField(label="Kind of case", required=False, choices=CASES)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        areas: Iterable[tuple[str, str]],
        owners: Iterable[tuple[str, str]],
        rules: Iterable[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        areas = list(areas)
        self.offer("area", "All my areas", areas)
        if len(areas) < 2:
            self.fields["area"].widget = forms.HiddenInput()
        self.offer("owner", "Anybody", owners)
        self.offer("rule", "Anything", rules)

    def offer(self, name: str, all_of_them: str, choices: Iterable[tuple[str, str]]) -> None:
        """Set what one box offers; empty stands for all of them."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", all_of_them), *choices]

    def applied(self) -> list[tuple[str, str]]:
        """Return the boxes that narrow the list, each with its words; once it was judged."""
        found = []
        for name, field in self.fields.items():
            chosen = self.cleaned_data.get(name)
            if chosen and isinstance(field, forms.ChoiceField) and not field.widget.is_hidden:
                words = dict(field.choices).get(chosen, chosen)  # type: ignore[arg-type]  # flat
                found.append((name, f"{field.label}: {words}"))
        return found


class DueFilter(forms.Form):
    """Whose requests and reviews of an area to list, and when they are due."""

    says_optional = False
    kind = forms.CharField(required=False, widget=forms.HiddenInput())
    owner = forms.ChoiceField(label="Given to", required=False)
    state = forms.ChoiceField(label="When", required=False, choices=STATES)

    def __init__(self, data: Mapping[str, Any], *, owners: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Anybody"), *owners]


class FindChild(forms.Form):
    """How to look for a child: any one of these, or several together."""

    says_optional = False
    name = forms.CharField(
        label="Name", required=False, max_length=80, help_text="First name, surname or both"
    )
    birth_date = DateField(label="Date of birth", required=False)
    upn = forms.CharField(
        label="Unique pupil number (UPN)",
        required=False,
        max_length=13,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    nhs_number = forms.CharField(
        label="NHS number",
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if name and len(name) < 2:
            raise forms.ValidationError("Enter at least 2 letters of the name.")
        return name

    def clean_upn(self) -> str:
        upn: str = self.cleaned_data["upn"].strip().upper()
        return upn

    def clean_nhs_number(self) -> str:
        number: str = self.cleaned_data["nhs_number"].replace(" ", "")
        if number and not (number.isdecimal() and len(number) == 10):
            raise forms.ValidationError("Enter an NHS number of 10 digits.")
        return number

    def clean(self) -> dict[str, object]:
        given = self.cleaned_data
        if not self.errors and not any(given.values()):
            raise forms.ValidationError("Enter a name, a date of birth, a UPN or an NHS number.")
        return given


class AddDocument(forms.Form):
    """One document about a child. What it is, and whether it is safe, is looked into later."""

    document = forms.FileField(
        label="Add a document",
        help_text="PDF, Word, Excel, CSV, JPEG or PNG, up to 50 MB. It is held until it has been "
        "checked for viruses.",
    )


class KnownOn(forms.Form):
    """The day as which an area's position is asked."""

    says_optional = False
    known_on = DateField(
        label="Day to show",
        required=False,
        help_text="The area as it was known on that day. For example, 31 3 2026",
    )

    def __init__(self, data: Mapping[str, Any] | None, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean_known_on(self) -> date | None:
        day: date | None = self.cleaned_data["known_on"]
        if day and day > self.today:
            raise forms.ValidationError("Enter today or a day in the past.")
        return day


# Posts


class Appoint(forms.Form):
    """Who is appointed, to what, from when."""

    name = forms.CharField(label="Full name", max_length=120, help_text="First and last name")
    email = forms.EmailField(
        label="Work email",
        max_length=254,
        help_text="The person's own, not one that several people read",
    )
    organisation = forms.TypedChoiceField(
        label="Organisation", coerce=int, widget=forms.RadioSelect
    )
    role = forms.TypedChoiceField(label="Post", coerce=Role, widget=forms.RadioSelect)
    from_date = DateField(label="First day", help_text="For example, 4 1 2027")

    def __init__(
        self, data: Mapping[str, Any] | None, *, bodies: Sequence[Organisation], today: date
    ) -> None:
        super().__init__(data)
        self.kinds = {body.pk: body.kind for body in bodies}
        kinds = frozenset(self.kinds.values())
        held = {role: spec for role, spec in ROLES.items() if spec.held_in & kinds}
        _offer(self, "role", [(role.value, spec.title) for role, spec in held.items()])
        give_hints(self, "role", {role.value: spec.description for role, spec in held.items()})
        _offer(self, "organisation", [(str(body.pk), body.name) for body in bodies])
        if len(bodies) == 1:
            del self.fields["organisation"]
        field_of(self, "from_date", DateField).latest = today + YEAR

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if len(name.split()) < 2:
            raise forms.ValidationError("Enter the person's first and last name.")
        return name

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if is_shared_mailbox(email):
            raise forms.ValidationError(
                "Enter the person's own work email, not one that is shared."
            )
        return email

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        given["organisation_id"] = given.pop("organisation", None) or next(iter(self.kinds))
        role = given.get("role")
        if role and self.kinds[given["organisation_id"]] not in ROLES[role].held_in:
            self.add_error("role", "That is not a post in the organisation you chose.")
        return given


class LeavePost(forms.Form):
    """When a post ends, and who takes over what it holds."""

    when = forms.ChoiceField(
        label="When does access stop?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select when access stops"},
        choices=[("now", "Now"), ("day", "At the end of a day")],
    )
    last_day = DateField(label="Last day", required=False)
    successor = forms.TypedChoiceField(label="Who takes over", coerce=int)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        post: Post,
        over: bool,
        holds: bool,
        heirs: Sequence[Post],
        today: date,
    ) -> None:
        super().__init__(data)
        _offer(self, "successor", [("", "Choose"), *((str(p.pk), heir_words(p)) for p in heirs)])
        if over:
            del self.fields["when"], self.fields["last_day"]
        else:
            last_day = self.fields["last_day"]
            assert isinstance(last_day, DateField)
            last_day.earliest, last_day.latest = post.from_date, today + YEAR
            last_day.help_text = "Only when access stops at the end of a day"
        if not holds:
            del self.fields["successor"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("when") == "day" and "last_day" in given and not given["last_day"]:
            self.add_error("last_day", "Enter the last day")
        if given.get("when") == "now":
            given["last_day"] = None
        return given


def heir_words(post: Post) -> str:
    """Name somebody who could take over, and their post."""
    return f"{post.user.name}, {ROLES[Role(post.role)].title}"


# Emergency access, and what is reviewed


class Emergency(forms.Form):
    """Which record somebody must open, and why."""

    says_optional = False
    area = forms.TypedChoiceField(label="Area", coerce=int, empty_value=None, required=False)
    local_id = forms.CharField(
        label="The council's own number for the child",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    record = forms.IntegerField(
        label="Or the record number",
        required=False,
        min_value=1,
        max_value=2**62,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-10"}),
        help_text="The number in the address of the record's page, if you were sent a link to it",
    )
    reason_type = forms.TypedChoiceField(
        label="Why do you need it now?",
        coerce=GlassReason,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why you need it now"},
    )
    reason = forms.CharField(
        label="What has happened",
        max_length=2000,
        min_length=GLASS_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"At least {GLASS_REASON_LENGTH} characters. The privacy officer reads it.",
        error_messages={
            "min_length": f"Enter what has happened in at least {GLASS_REASON_LENGTH} characters."
        },
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        areas: Iterable[tuple[str, str]],
        reasons: Mapping[GlassReason, str],
    ) -> None:
        super().__init__(data)
        _offer(self, "area", [("", "Choose"), *areas])
        _offer(self, "reason_type", [(kind.value, words) for kind, words in reasons.items()])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if {"area", "local_id", "record"} & set(self.errors):
            return given
        by_council = bool(given["local_id"])
        if by_council and given["record"]:
            raise forms.ValidationError("Enter one of the two numbers, not both.")
        if by_council and not given["area"]:
            self.add_error("area", "Select the area whose council gave the number")
        if not by_council and not given["record"]:
            self.add_error("local_id", "Enter one of the two numbers")
        return given


class Finding(forms.Form):
    """What somebody who reviews access found."""

    finding = forms.CharField(
        label="What you found",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Whether there was good reason, and what is done about it if there was not",
    )


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class CatchUp(forms.Form):
    """The staff there are and what the work takes: the council's own numbers, none of ours."""

    says_optional = False
    WORK = ("rewrite", "update", "check")
    people = forms.IntegerField(label="People who do it", min_value=1, max_value=500)
    week = forms.FloatField(label="Hours each gives in a week", min_value=0.5, max_value=60)
    weeks = forms.IntegerField(label="Weeks to plan for", min_value=1, max_value=104)
    rewrite = forms.FloatField(label="Hours to rewrite a plan", min_value=0.25, max_value=200)
    update = forms.FloatField(label="Hours to update a plan", min_value=0.25, max_value=200)
    check = forms.FloatField(label="Hours to check a plan", min_value=0.25, max_value=200)


class PlanGoes(forms.Form):
    """What goes with a plan: the version of its case that was read, and what was changed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, version: int, changed: str | None
    ) -> None:
        super().__init__(data, initial={"version": version, "reasons": changed})
        if changed is not None:
            self.fields["reasons"] = forms.CharField(
                label="What was changed, and why",
                help_text="The family reads this with the new draft.",
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"required": "Enter what was changed since the draft, and why."},
            )
