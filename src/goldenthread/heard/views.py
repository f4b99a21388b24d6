"""What families answered and wrote, for those who work for them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import today
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.heard import commands, forms, pages, paper_form, queries
from goldenthread.heard.rules.answers import NotAnswered
from goldenthread.heard.rules.paper import SameAgain, TypedBefore
from goldenthread.heard.rules.questions import Step, survey_for
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


# On paper ----------------------------------------------------------------------------------------


def _step(name: str) -> Step:
    """:raises Http404: if nothing is asked after anything of that name"""
    try:
        return Step(name.upper())
    except ValueError:
        raise Http404 from None


def paper(request: AskedRequest, area: str) -> HttpResponse:
    """Offer each survey to be printed or typed in, and show what was typed in lately."""
    check_post(request.asker, P.HEARD_TYPE)
    found = pages.get_area(request.asker, area, P.HEARD_TYPE)
    _seen(found, "heard-typed")
    page, query = wanted(request.GET.dict()), dict(request.GET.lists())
    return render(
        request, "heard/paper.html", pages.paper(found, today(), request.asker, page, query)
    )


def type_in(request: AskedRequest, area: str, step: str) -> HttpResponse:
    """Type in one form that came back on paper; then offer the next, with its month kept."""
    check_post(request.asker, P.HEARD_TYPE)
    found, after = pages.get_area(request.asker, area, P.HEARD_TYPE), _step(step)
    asks = survey_for(after, today())
    first = {"once": forms.new_once(), "month": request.GET.get("month", "")}
    sent = request.POST if request.method == "POST" else None
    form = forms.TypingIn(asks, today(), sent, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            told = form.paper(after)
            commands.type_in(found.pk, form.answer, paper=told, by=request.asker, on=today())
        except SameAgain as problem:
            form.ask_if_another()
            form.add_error("another", str(problem))
        except TypedBefore as problem:
            form.add_error("code", str(problem))
        except NotAnswered as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Kept. Here is room for the next form.")
            return redirect(f"{request.path}?month={told.month:%Y-%m-%d}")
    return render(request, "heard/type_in.html", pages.typing(found, after, form))


def ring(request: AskedRequest, area: str, row_id: int) -> HttpResponse:
    """Show the form for somebody who is rung, with their code in it; it is sent as any other."""
    check_post(request.asker, P.HEARD_TYPE)
    found = pages.get_area(request.asker, area, P.HEARD_TYPE)
    after, code = pages.rung(found, row_id, today())
    first = {"once": forms.new_once(), "code": code}
    form = forms.TypingIn(survey_for(after, today()), today(), None, initial=first)
    return render(request, "heard/type_in.html", pages.typing(found, after, form))


def print_forms(request: AskedRequest, area: str, step: str) -> HttpResponse:
    """Draw some forms of one survey, each with a code of its own."""
    check_post(request.asker, P.HEARD_TYPE)
    found, after = pages.get_area(request.asker, area, P.HEARD_TYPE), _step(step)
    form = forms.PrintForms(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        how = form.cleaned_data
        codes = commands.print_forms(
            found.pk, step=after, copies=how["copies"], by=request.asker, on=today()
        )
        drawn = paper_form.drawn(found, after, codes, on=today(), large=how["large"])
        answer = HttpResponse(drawn, content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="survey-{step}.pdf"'
        return answer
    return render(request, "heard/print_forms.html", pages.typing(found, after, form))


@require_POST
def take_back(request: AskedRequest, answer_id: UUID) -> HttpResponse:
    """Let an answer that was typed in wrong, or twice, count no more."""
    area_id = commands.take_back(answer_id, by=request.asker, on=today())
    return redirect("heard:paper", LocalArea.objects.get(pk=area_id).code)


# Set aside ---------------------------------------------------------------------------------------


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
