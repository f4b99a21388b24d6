"""What families answered and wrote, for those who work for them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import today
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.heard import commands, forms, pages, queries
from goldenthread.organisations.models import LocalArea
from goldenthread.ui.paging import wanted

P = Permission


def areas(request: AskedRequest) -> HttpResponse:
    """Offer the areas whose answers somebody may see; go straight to the only one."""
    check_post(request.asker, P.OVERVIEW_VIEW)
    found = pages.areas_of(request.asker)
    if len(found) == 1:
        return redirect("heard:answers", found[0].code)
    return render(request, "heard/areas.html", {"areas": found})


def _seen(area: LocalArea, purpose: str) -> None:
    audit.note(Note(action=Action.LIST, area_id=area.pk, purpose=purpose))


def answers(request: AskedRequest, area: str) -> HttpResponse:
    """Show what families answered in the year: each share with how sure it is."""
    check_post(request.asker, P.OVERVIEW_VIEW)
    found = pages.get_area(request.asker, area)
    _seen(found, "heard-answers")
    return render(request, "heard/answers.html", pages.answers(found, today(), request.asker))


def words(request: AskedRequest, area: str) -> HttpResponse:
    """Show what families wrote, to those named to read it."""
    check_post(request.asker, P.OVERVIEW_VIEW)
    found = pages.get_area(request.asker, area)
    page, query = wanted(request.GET.dict()), dict(request.GET.lists())
    return render(request, "heard/words.html", pages.words(found, request.asker, page, query))


def readers(request: AskedRequest, area: str) -> HttpResponse:
    """Show who reads what families write; by POST, name one more."""
    check_post(request.asker, P.HEARD_MANAGE)
    found = pages.get_area(request.asker, area, P.HEARD_MANAGE)
    form = forms.NameReader(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.name_reader(found.pk, form.cleaned_data["email"], by=request.asker, on=today())
        except commands.CannotName as problem:
            form.add_error("email", str(problem))
        else:
            return redirect("heard:readers", area)
    context = {
        "area": found,
        "readers": queries.readers(found.pk),
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "heard/readers.html", context)


@require_POST
def stop(request: AskedRequest, reader_id: int) -> HttpResponse:
    """Let somebody read no more."""
    area_id = commands.stop_reader(reader_id, by=request.asker, on=today())
    return redirect("heard:readers", LocalArea.objects.get(pk=area_id).code)


def aside(request: AskedRequest, area: str) -> HttpResponse:
    """Show the answers that came too many or too fast, to be let in or left out."""
    check_post(request.asker, P.HEARD_MANAGE)
    found = pages.get_area(request.asker, area, P.HEARD_MANAGE)
    _seen(found, "heard-aside")
    page, query = wanted(request.GET.dict()), dict(request.GET.lists())
    return render(request, "heard/aside.html", pages.aside(found, page, query))


@require_POST
def judge(request: AskedRequest, answer_id: UUID) -> HttpResponse:
    """Let one answer in, or leave it out."""
    area_id = commands.judge(
        answer_id, counts=request.POST.get("counts") == "yes", by=request.asker, on=today()
    )
    return redirect("heard:aside", LocalArea.objects.get(pk=area_id).code)
