"""The public way to ask for an assessment: short steps, answers checked, a receipt.

What was typed travels in the page itself and nowhere else until it is sent: no account, no cookie
that holds it, nothing in an address. Nothing here looks at any child's record.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from goldenthread.assessment import commands, queries
from goldenthread.assessment.forms.requests import ME, STEPS, PublicStep
from goldenthread.assessment.models import Request
from goldenthread.assessment.queries.requests import DECIDE, FINAL
from goldenthread.assessment.rules import Channel, Requester
from goldenthread.organisations import queries as organisations
from goldenthread.ui.words import long_date

NAMES = tuple(STEPS)
OURS = frozenset({"act", "at", "done", "csrfmiddlewaretoken"})
GO, SEND = "go-", "do"
SHOWN = {  # what the answers are called when they are checked
    "who": (("requester", "You ask for"), ("area", "Council")),
    "child": (
        ("name", "Name"),
        ("birth_date", "Date of birth"),
        ("setting_name", "School"),
    ),
    "needs": (
        ("needs", "What is hard"),
        ("tried", "What was tried"),
        ("plan_elsewhere", "A plan from"),
    ),
    "you": (
        ("asked_by", "Your name"),
        ("relationship", "You are"),
        ("phone", "Phone"),
        ("email", "Email"),
        ("address", "Address"),
        ("postcode", "Postcode"),
        ("hide_place", "Keep it hidden"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody has typed so far, and where in the steps they are."""

    data: QueryDict
    today: date
    areas: Sequence[tuple[int, str]]

    @property
    def here(self) -> str:
        """The step that was just sent."""
        found = self.data.get("at", "")
        return found if found in STEPS else NAMES[0]

    @property
    def key(self) -> str:
        """What makes the same form, sent twice, one request."""
        return str(self.data["key"])[:64]

    @property
    def own(self) -> bool:
        """Whether a young person asks for themself."""
        return self.data.get("requester") == ME

    def done(self, *more: str) -> list[str]:
        """The steps that were filled in well."""
        return [name for name in NAMES if name in (*self.data.getlist("done"), *more)]

    def form(self, name: str) -> PublicStep:
        """A step with what was typed, judged."""
        return STEPS[name](self.data, own=self.own, today=self.today, areas=self.areas)

    def blank(self, name: str) -> PublicStep:
        """A step with what was typed, not judged yet."""
        form = STEPS[name](None, own=self.own, today=self.today, areas=self.areas)
        for field in form:
            field.field.initial = field.field.widget.value_from_datadict(
                self.data, {}, field.html_name
            )
        return form

    def first_wrong(self) -> str | None:
        """The first step that will not do, if one will not."""
        return next((name for name in NAMES if not self.form(name).is_valid()), None)

    def kept(self, form: PublicStep | None = None) -> list[tuple[str, str]]:
        """What travels in the page besides the step that is shown."""
        shown = tuple(form.fields) if form else ()
        return [
            (name, str(value))
            for name, values in self.data.lists()
            if name not in OURS and not _belongs(name, shown)
            for value in values
        ]


def _belongs(name: str, fields: Sequence[str]) -> bool:
    return name in fields or any(name.startswith(f"{field}-") for field in fields)


def typed(data: QueryDict, today: date) -> Typed:
    """Return what was typed, with a number that lets the same form be kept once only."""
    found = data.copy()
    if not found.get("key"):
        found["key"] = secrets.token_urlsafe(24)
    areas = [(each.pk, each.name) for each in _areas()]
    return Typed(data=found, today=today, areas=areas)


def _areas() -> Sequence[Any]:
    return organisations.areas_by_id(organisations.area_ids())


def step(typed: Typed, name: str, form: PublicStep, done: Sequence[str]) -> dict[str, Any]:
    """Return the page of one step."""
    place = NAMES.index(name)
    return {
        "form": form,
        "at": name,
        "kept": typed.kept(form),
        "done": done,
        "first": place == 0,
        "number": place + 1,
        "steps": len(NAMES),
        "before": NAMES[place - 1] if place else "",
        "has_errors": form.is_bound and bool(form.errors),
    }


def answers(typed: Typed) -> list[dict[str, Any]]:
    """Return what was typed, step by step, to be checked."""
    found = []
    for name in NAMES:
        form = typed.form(name)
        form.is_valid()
        said = _said(form, name)
        rows = [
            {"key": words, "value": said[field]}
            for field, words in SHOWN[name]
            if said.get(field) not in (None, "")
        ]
        found.append({"name": name, "title": form.heading, "rows": rows})
    return found


def _said(form: PublicStep, step: str) -> dict[str, str]:
    given = form.cleaned_data
    said = {name: _words(form, name, value) for name, value in given.items()}
    if step == "child":
        said["name"] = f"{given['forename']} {given['surname']}"
    return said


def _words(form: PublicStep, name: str, value: object) -> str:
    if isinstance(value, date):
        return long_date(value)
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(str(value), value or ""))


def asking(typed: Typed) -> tuple[int, commands.Asking]:
    """Return the area, and what is asked; every step has been judged already."""
    given: dict[str, Any] = {}
    for name in NAMES:
        form = typed.form(name)
        form.is_valid()
        given |= form.cleaned_data
    area_id = int(given.pop("area"))
    given["hide_place"] = given["hide_place"] == "yes"
    if typed.own:
        given["asked_by"] = f"{given['forename']} {given['surname']}"
    given["requester"] = Requester(given["requester"])
    return area_id, commands.Asking(channel=Channel.PORTAL, received_date=typed.today, **given)


def receipt(received: commands.Received, area: str, today: date) -> dict[str, Any]:
    """Return the receipt: its number, the day, what happens next and by when."""
    request = received.request
    days = queries.days_of(request.received_date)
    return {
        "reference": f"R{request.pk}",
        "received": request.received_date,
        "area": area,
        "own": request.requester == ME,
        "decide": days[DECIDE],
        "final": days[FINAL],
        "link": received.link,
        "today": today,
    }


def copy_of(request: Request) -> list[dict[str, str]]:
    """Return what was sent, for whoever holds the link to it."""
    said = {
        "Who asked": request.asked_by,
        "For": f"{request.forename} {request.surname}",
        "Date of birth": long_date(request.birth_date) if request.birth_date else "",
        "School": request.setting_name,
        "What is hard": request.needs,
        "What was tried": request.tried,
        "A plan from": request.plan_elsewhere,
        "Phone": request.phone,
        "Email": request.email,
        "Address": request.address,
        "Postcode": request.postcode,
    }
    return [{"key": key, "value": value} for key, value in said.items() if value]
