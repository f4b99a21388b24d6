"""One way to change a plan from a page: filled in, its answers checked, done once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.request import AskedRequest
from goldenthread.strategy.rules.plan import PlanRefused
from goldenthread.ui import answers
from goldenthread.ui.answers import Step
from goldenthread.ui.words import plain_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A change asked for on a page: its form, what is done with it, and where it leads."""

    title: str
    button: str
    form: forms.Form
    do: Callable[[dict[str, Any]], str]  # what was typed in, the address to go to out
    crumbs: tuple[tuple[str, str], ...] = ()  # words and addresses
    lead: str = ""
    warning: str = ""


def perform(request: AskedRequest, deed: Deed) -> HttpResponse:
    """Show the form, then its answers, then do it; a refusal is said and what was typed is kept."""
    step, form = answers.step(request), deed.form
    common = {
        "title": deed.title,
        "breadcrumbs": [{"text": text, "href": href} for text, href in deed.crumbs],
    }
    if step in (Step.CHECK, Step.DO) and form.is_valid():
        if step is Step.CHECK:
            told = {"facts": facts(form), "kept": answers.kept(request), "button": deed.button}
            shown = {**common, **told, "warning": deed.warning}
            shown["title"] = f"Check: {deed.title[:1].lower()}{deed.title[1:]}"
            return render(request, "ui/check_answers.html", shown)
        try:
            return redirect(deed.do(form.cleaned_data))
        except PlanRefused as problem:
            form.add_error(None, str(problem))
    errors = step not in (Step.FILL, Step.CHANGE) and bool(form.errors)
    context = {**common, "form": form, "lead": deed.lead, "has_errors": errors}
    return render(request, "strategy/deed.html", context)


def facts(form: forms.Form) -> list[dict[str, str]]:
    """Return what was typed as names and values, for it to be checked."""
    return [
        {"key": str(bound.label), "value": _shown(form, bound.name)}
        for bound in form
        if form.cleaned_data.get(bound.name) not in (None, "", [])
    ]


def _shown(form: forms.Form, name: str) -> str:
    value, field = form.cleaned_data[name], form.fields[name]
    if isinstance(value, date):
        return plain_date(value)
    if isinstance(field, forms.ChoiceField):
        offered = form[name].subwidgets
        labels = {str(each.data["value"]): str(each.choice_label) for each in offered}
        several = value if isinstance(value, list) else [value]
        return "; ".join(labels.get(str(each), str(each)) for each in several)
    return str(form[name].value() or "")
