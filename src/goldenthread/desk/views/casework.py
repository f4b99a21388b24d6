"""The casework pages: each reads the request, makes one call in, and turns the answer to a page."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import now, today
from goldenthread.desk import area_page, child_pages, forms, glass_page, rules, worklist
from goldenthread.files.commands import receive
from goldenthread.files.rules import Refused
from goldenthread.law import limits
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.timeline.rules.words import owner_words
from goldenthread.ui.paging import wanted
from goldenthread.ui.words import long_date, plain_date

P = Permission
# Where a day begins: the first of these that somebody's posts open. Every role has one.
HOMES: tuple[tuple[Permission, str], ...] = (
    (P.WORKLIST_VIEW, "desk:work"),
    (P.GLASS_REVIEW, "desk:privacy"),
    (P.CHILD_FIND, "desk:find"),
    (P.POST_MANAGE, "desk:posts"),
    (P.IMPROVEMENT_VIEW, "improvement:areas"),
    (P.NAVIGATOR_WORK, "navigators:list"),
)


def home(request: AskedRequest) -> HttpResponse:
    """Send each person to where their day begins."""
    by = request.asker
    for needed, place in HOMES:
        if by.may(needed):
            return redirect(place)
    if by.own_children:
        return redirect("family:home")
    if by.user_id is None:
        return redirect("access:personas" if settings.DEMO else "account_login")
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
        rules.sentence(owner_words(str(entry.owed_by))),
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
        "source": entry.source,
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


# My work


def work(request: AskedRequest) -> HttpResponse:
    """Show what is owed, the most pressing first: late MUSTs by harm, then the rest by due date."""
    check_post(request.asker, P.WORKLIST_VIEW)
    shown = worklist.page(request.asker, request.GET, today())
    told = glass_page.told(request.asker, now())
    return render(request, "desk/work.html", {**shown, "told": told})


# One child


def thread(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show a child's thread: what is next, which clocks run, what has happened."""
    child = reach(request, child_id)
    shown = child_pages.thread(request.asker, child, request.GET, today())
    return render(request, "desk/thread.html", shown)


def record(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show a child's details, requests, plans, reviews and placements."""
    child = reach(request, child_id)
    return render(request, "desk/record.html", child_pages.record(request.asker, child, today()))


def team(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show the people round a child: professionals, adults, and how to speak to them."""
    child = reach(request, child_id)
    return render(request, "desk/team.html", child_pages.team(request.asker, child, today()))


def documents(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show a child's documents; take one in, to be held until it has been checked."""
    child = reach(request, child_id, P.DOCUMENT_DOWNLOAD)
    sending = request.method == "POST"
    form = forms.AddDocument(request.POST, request.FILES) if sending else forms.AddDocument()
    if sending and form.is_valid():
        sent = form.cleaned_data["document"]
        try:
            receive(
                chunks=sent.chunks(),
                name=sent.name,
                area_id=child.area_id,
                child_id=child.pk,
                by=request.asker,
                at=now(),
            )
        except Refused as problem:
            form.add_error("document", str(problem))
        else:
            return redirect("desk:documents", child.pk)
    shown = child_pages.documents(request.asker, child, today())
    context = {**shown, "form": form, "has_errors": bool(form.errors)}
    return render(request, "desk/documents.html", context)


def looked(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show who looked at a child's record."""
    child = reach(request, child_id, P.CHILD_AUDIT_VIEW)
    shown = child_pages.looked(request.asker, child, request.GET, today())
    return render(request, "desk/looked.html", shown)


def reach(request: AskedRequest, child_id: int, to: Permission = P.CHILD_VIEW) -> Child:
    """Return the child's record to somebody who may do this, and write down that they did."""
    return people.get_child(child_id, by=request.asker, to=to, on=today())


# Areas


def areas(request: AskedRequest) -> HttpResponse:
    """Offer the areas whose position this person may see; go straight to the only one."""
    check_post(request.asker, P.OVERVIEW_VIEW)
    found = area_page.areas_of(request.asker)
    if len(found) == 1:
        return redirect("desk:overview", found[0].code)
    return render(request, "desk/areas.html", {"areas": found})


def overview(request: AskedRequest, area: str) -> HttpResponse:
    """Show where an area stands on each promise, as known on any day."""
    found = area_page.get_area(request.asker, area)
    form = forms.KnownOn(request.GET if "known_on-day" in request.GET else None, today=today())
    known_on = form.cleaned_data["known_on"] if form.is_valid() else None
    shown = area_page.page(request.asker, found, today(), known_on)
    context = {**shown, "form": form, "has_errors": bool(form.errors)}
    return render(request, "desk/overview.html", context)


def find(request: AskedRequest) -> HttpResponse:
    """Find a child of one's own areas. By POST: what is typed never stands in an address."""
    check_post(request.asker, P.CHILD_FIND)
    form = forms.FindChild(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        found = people.find_children(
            by=request.asker, page=wanted(request.POST.dict()), **form.cleaned_data
        )
        context |= {
            "found": found,
            "rows": [_found_row(row) for row in found.rows],
            "asked": {name: value for name, value in form.cleaned_data.items() if value},
        }
    context["has_errors"] = bool(form.errors)
    return render(request, "desk/find.html", context)


def _found_row(row: people.FoundChild) -> list[object]:
    return [
        {"text": row.name, "href": reverse("desk:thread", args=[row.id]), "header": True},
        plain_date(row.birth_date) if row.birth_date else "not known",
        row.upn or "none",
        row.area,
    ]
