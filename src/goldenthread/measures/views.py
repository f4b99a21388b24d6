"""Measures of an area, and what of them the public reads."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import now, today
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.measures import (
    commands,
    forms,
    queries,
    shown,
    shown_felt,
    shown_teams,
    waits_shown,
)
from goldenthread.measures.queries import felt as felt_queries
from goldenthread.measures.queries import releases as rows
from goldenthread.measures.queries import teams
from goldenthread.measures.rules.csv_out import table
from goldenthread.measures.rules.entries.waits import MEASURES as WAITS

P = Permission
MOST_RELEASES = 5  # side by side on the page of an area's waits


def areas(request: AskedRequest) -> HttpResponse:
    """Offer the areas whose figures somebody may see; go straight to the only one."""
    check_post(request.asker, P.OVERVIEW_VIEW)
    found = shown.areas_of(request.asker)
    if len(found) == 1:
        return redirect("measures:area", found[0].code)
    return render(request, "measures/areas.html", {"areas": found})


def area(request: AskedRequest, area: str) -> HttpResponse:
    """List every measure of an area at a month's end."""
    found = shown.get_area(request.asker, area)
    context = shown.list_page(found, request.GET.get("on", ""), request.asker)
    _noted(found.pk, "measures")
    return render(request, "measures/area.html", context)


def measure(request: AskedRequest, area: str, key: str) -> HttpResponse:
    """Show one measure: what it means, its history, and its value on any day asked."""
    found, chosen = shown.get_area(request.asker, area), shown.get_measure(key)
    form = forms.OnDay(request.GET if "on-day" in request.GET else None, today=today())
    live = None
    if form.is_valid():
        day = form.cleaned_data["on"]
        (live,) = queries.all_values([found.pk], [day], keys=[key])
    context = shown.measure_page(found, chosen, request.asker, live)
    _noted(found.pk, "measure")
    context |= {"form": form, "has_errors": bool(form.errors)}
    return render(request, "measures/measure.html", context)


def _noted(area_id: int, purpose: str) -> None:
    audit.note(Note(action=Action.LIST, area_id=area_id, purpose=purpose))


# Publishing -------------------------------------------------------------------------------------


def publish(request: AskedRequest, area: str) -> HttpResponse:
    """List an area's releases; by POST, propose one."""
    rows.check_may_publish(request.asker)
    found = rows.area_by_code(area, rows.areas_to_publish(request.asker))
    may_propose = request.asker.may(P.RELEASE_PROPOSE, found.pk)
    form = forms.Propose(
        request.POST if request.method == "POST" else None,
        months=shown.month_choices(reversed(queries.month_ends(commands.day_before(today()), 12))),
        measures=shown.choices(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.propose_release(
                found.pk, by=request.asker, at=now(), **form.cleaned_data
            )
        except commands.NotPublished as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("measures:release", made.pk)
    context = {
        "area": found,
        "rows": shown.release_rows(rows.releases(found.pk)[:50]),
        "form": form if may_propose else None,
        "draft": shown_teams.drawn(teams.draft_of(found.pk)),
        "has_errors": bool(form.errors),
    }
    return render(request, "measures/publish.html", context)


def release(request: AskedRequest, release_id: int) -> HttpResponse:
    """Show a release as the public would read it, and whose decision it waits for."""
    return _release(request, release_id, forms.Refuse(None))


def _release(
    request: AskedRequest, release_id: int, form: forms.Refuse, problem: str = ""
) -> HttpResponse:
    found = rows.get_release(release_id, by=request.asker)
    decision = found.decided
    context = {
        "release": found,
        "state": shown.release_state(found),
        "decision": decision,
        "mine": found.proposed_by_id == request.asker.user_id,
        "may_decide": decision is None and request.asker.may(P.RELEASE_APPROVE, found.area_id),
        "columns": shown.FIGURE_COLUMNS,
        "rows": shown.figure_rows(rows.figures_of(found)),
        "form": form,
        "errors": [{"text": problem}] if problem else [],
        "has_errors": bool(form.errors or problem),
    }
    return render(request, "measures/release.html", context)


@require_POST
def approve(request: AskedRequest, release_id: int) -> HttpResponse:
    """Publish a release that somebody else proposed."""
    try:
        commands.approve_release(release_id, by=request.asker, at=now())
    except commands.NotPublished as problem:
        return _release(request, release_id, forms.Refuse(None), str(problem))
    return redirect("measures:release", release_id)


@require_POST
def refuse(request: AskedRequest, release_id: int) -> HttpResponse:
    """Say that a release is not to be published."""
    form = forms.Refuse(request.POST)
    rows.get_release(release_id, by=request.asker)
    if not form.is_valid():
        return _release(request, release_id, form)
    try:
        commands.refuse_release(
            release_id, reason=form.cleaned_data["reason"], by=request.asker, at=now()
        )
    except commands.NotPublished as problem:
        return _release(request, release_id, form, str(problem))
    return redirect("measures:release", release_id)


# For anybody ------------------------------------------------------------------------------------


def all_published(request: AskedRequest) -> HttpResponse:
    """List every release that was published."""
    return render(
        request, "measures/all_published.html", {"areas": shown.public_rows(rows.published())}
    )


def typical_waits(request: AskedRequest) -> HttpResponse:
    """Show anybody how many wait in each area, and how long: from what was published alone."""
    found = rows.newest_figures([each.key for each in WAITS])
    areas = waits_shown.links(waits_shown.typical_waits(found))
    context = {"areas": areas, "columns": waits_shown.TYPICAL_COLUMNS}
    return render(request, "measures/typical_waits.html", context)


def waits_area(request: AskedRequest, area: str) -> HttpResponse:
    """Show an area's waits across services from its releases alone: to planners and to anybody."""
    found = rows.any_area(area)
    told = rows.figures_over_time(found.pk, [each.key for each in WAITS], most=MOST_RELEASES)
    context = {"area": found, **waits_shown.area_page(told)}
    return render(request, "measures/waits_area.html", context)


def felt(request: AskedRequest) -> HttpResponse:
    """Show anybody what families answered, by step and language: from what was published alone."""
    context = {
        "areas": shown_felt.published_felt(felt_queries.published_felt()),
        "columns": shown_felt.COLUMNS,
    }
    return render(request, "measures/felt.html", context)


def answers(request: AskedRequest) -> HttpResponse:
    """Show anybody how soon each team answers families: from what was published alone."""
    context = {
        "areas": shown_teams.published_answers(teams.published_answers()),
        "columns": shown_teams.COLUMNS,
    }
    return render(request, "measures/answers.html", context)


def published(request: AskedRequest, release_id: int) -> HttpResponse:
    """Show one published release: what was saved, never counted again."""
    found = rows.get_published(release_id)
    context = {
        "release": found,
        "later": rows.later_edition(found),
        "columns": shown.FIGURE_COLUMNS,
        "rows": shown.figure_rows(rows.figures_of(found)),
    }
    return render(request, "measures/published.html", context)


def published_csv(request: AskedRequest, release_id: int) -> HttpResponse:
    """Give one published release as CSV."""
    found = rows.get_published(release_id)
    text = table(shown.CSV_COLUMNS, shown.csv_rows(found, rows.figures_of(found)))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"{found.area.code}-{found.on.isoformat()}-{found.edition}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
