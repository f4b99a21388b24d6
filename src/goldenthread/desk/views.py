"""The desk's pages: each reads the request, makes one call in, and turns the answer to a page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.desk import forms, rules
from goldenthread.law import limits
from goldenthread.people import queries as people
from goldenthread.ui.paging import wanted
from goldenthread.ui.words import long_date, plain_date

P = Permission


def home(request: AskedRequest) -> HttpResponse:
    """Send each person to where their day begins."""
    by = request.asker
    if by.may(P.WORKLIST_VIEW):
        return redirect("desk:work")
    if by.may(P.CHILD_FIND):
        return redirect("desk:find")
    if by.user_id is None:
        return redirect("account_login")
    return render(request, "desk/welcome.html")


def all_rules(request: HttpRequest) -> HttpResponse:
    """Show every rule we work to, by stage. Public."""
    shown = [
        {
            "number": section.number,
            "title": section.title,
            "rows": [_rule_row(entry) for entry in section.entries],
        }
        for section in rules.sections(limits.entries())
    ]
    return render(request, "desk/rules.html", {"sections": shown})


def _rule_row(entry: limits.Entry) -> list[object]:
    return [
        {"text": entry.title, "href": reverse("desk:rule", args=[entry.id]), "header": True},
        str(entry.force),
        str(entry.owed_by),
        rules.time_allowed(entry),
    ]


def one_rule(request: HttpRequest, rule: str) -> HttpResponse:
    """Show one rule: who owes it, how its days are counted, its source. Public."""
    try:
        found = limits.versions(rule)
    except limits.UnknownRule:
        raise Http404 from None
    entry = max(found, key=lambda version: version.in_force_from)
    shown = {
        "title": entry.title,
        "section_title": rules.SECTIONS[entry.section],
        "duty": entry.duty,
        "family": entry.family.replace("{date}", "the last day") if entry.family else "",
        "facts": rules.rule_facts(entry),
        "url": entry.url,
        "examples": [rules.example_words(example) for example in entry.examples],
        "exceptions": [_exception_link(name) for name in entry.exceptions],
        "others": [_version_words(version) for version in found if version is not entry],
    }
    return render(request, "desk/rule.html", {"rule": shown})


def _exception_link(name: str) -> dict[str, str]:
    title = limits.versions(name)[-1].title
    return {"text": title, "href": reverse("desk:rule", args=[name])}


def _version_words(version: limits.Entry) -> str:
    ended = f" to {long_date(version.in_force_to)}" if version.in_force_to else ""
    began = long_date(version.in_force_from)
    return f"From {began}{ended}: {rules.time_allowed(version)}"


def find(request: AskedRequest) -> HttpResponse:
    """Find a child of one's own areas. By POST: what is typed never stands in an address."""
    check_post(request.asker, P.CHILD_FIND)
    form = forms.FindChild(request.POST or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        found = people.find_children(
            by=request.asker, page=wanted(request.POST.dict()), **form.cleaned_data
        )
        context |= {"found": found, "rows": [_found_row(row) for row in found.rows]}
    context["has_errors"] = bool(form.errors)
    return render(request, "desk/find.html", context)


def _found_row(row: people.FoundChild) -> list[object]:
    return [
        {"text": row.name, "href": reverse("desk:thread", args=[row.id]), "header": True},
        plain_date(row.birth_date) if row.birth_date else "not known",
        row.upn or "none",
        row.area,
    ]
