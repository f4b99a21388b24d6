"""The pages of waits: each reads the request, makes one call in, and turns the answer to a page."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission, check_post
from goldenthread.access.today import now, today
from goldenthread.organisations.models import LocalArea
from goldenthread.organisations.queries import areas_by_id
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.ui.paging import link, paginate, wanted
from goldenthread.waits import commands, forms, queries, shown
from goldenthread.waits.commands import CannotDo, NewReferral
from goldenthread.waits.commands.planning import Trial, may_plan
from goldenthread.waits.commands.taking_in import take_in
from goldenthread.waits.models import Referral, Service
from goldenthread.waits.queries.counts import BY
from goldenthread.waits.queries.lists import ListFilters, get_list
from goldenthread.waits.rules.intake import (
    Fault,
    Intake,
    NotReadable,
    operation_outcome,
    read_csv,
    read_fhir,
)
from goldenthread.waits.rules.stages import Act, WrongStage

P = Permission
LARGEST = 20 * 1024 * 1024
FHIR = ("application/fhir+json", "application/json")


def lists(request: AskedRequest) -> HttpResponse:
    """List the services somebody works or plans for, and the areas they may look over."""
    if _released_only(request.asker):
        return redirect("measures:typical-waits")
    check_post(request.asker, P.WAIT_LISTS)
    by = request.asker
    own = by.bodies_where(P.WAIT_VIEW)
    areas = areas_by_id(by.areas_where(P.OVERVIEW_VIEW) & by.areas)
    services = [{"service": one, "works": one.team_id in own} for one in queries.own_services(by)]
    return render(request, "waits/lists.html", {"services": services, "areas": areas})


def one_list(request: AskedRequest, service_id: int) -> HttpResponse:
    """Show a service's list to its own team, in the order to look at it."""
    service = get_list(service_id, by=request.asker)
    form = forms.ListFilter(request.GET)
    form.is_valid()
    given = form.cleaned_data
    query = dict(request.GET.lists())
    only = given.get("only", "")
    found = queries.list_page(
        service,
        by=request.asker,
        on=today(),
        filters=ListFilters(
            stage=given.get("stage", ""),
            priority=given.get("priority", ""),
            over_weeks=int(given.get("over") or 0),
            worse=only == "worse",
            to_check=only == "check",
            elsewhere=only == "elsewhere",
            dead_end=only == "dead",
        ),
        page=wanted(query),
    )
    applied = [
        {"text": form.words(name, value), "href": link(query, **{name: None})}
        for name, value in given.items()
        if value
    ]
    context = {
        "service": service,
        "form": form,
        "applied": applied,
        "heads": shown.list_heads(found.counts),
        "columns": shown.LIST_COLUMNS,
        "rows": shown.list_rows(found),
        "paging": paginate(found.total, query),
        "asked": found.asked,
    }
    return render(request, "waits/list.html", context)


def figures(request: AskedRequest, service_id: int) -> HttpResponse:
    """Show what a list's figures say, what would clear it by when, and trials of it."""
    service = _service_with_figures(service_id, request.asker)
    trial = forms.TrialForm()
    history = forms.HistoryForm()
    report = None
    if request.method == "POST" and request.FILES:
        history = forms.HistoryForm(request.POST, request.FILES)
        if history.is_valid():
            try:
                report = _load_history(service, history.cleaned_data["history"], request.asker)
            except CannotDo as problem:
                history.add_error("history", str(problem))
    elif request.method == "POST":
        trial = forms.TrialForm(request.POST)
        if trial.is_valid():
            try:
                commands.foretell(service.pk, _trial(trial), by=request.asker, on=today())
            except CannotDo as problem:
                trial.add_error(None, str(problem))
            else:
                return redirect("waits:figures", service.pk)
    return render(request, "waits/figures.html", _figures(request, service, trial, history, report))


def _service_with_figures(service_id: int, by: Asker) -> Service:
    """Return a list whose figures somebody may see: its team, or whoever looks over its area."""
    check_post(by, P.WAIT_LISTS)
    for one in queries.own_services(by):
        if one.pk == service_id:
            return one
    raise NotFound("No such list.")


def _figures(
    request: AskedRequest,
    service: Service,
    trial: forms.TrialForm,
    history: forms.HistoryForm,
    report: Any,
) -> dict[str, Any]:
    on, dates = today(), queries.list_of(service)
    found = queries.figures_of(service, dates, on)
    trials = queries.scenarios_of(service)
    ends = [date.fromisoformat(month["day"]) for one in trials for month in one.foretold]
    counted = queries.monthly_queue(dates, [end for end in ends if end <= on]) if ends else {}
    return {
        "service": service,
        "figures": shown.figure_rows(found) if found else [],
        "sentence": found.sentence if found else "",
        "charts": [shown.band_chart(service.name, found), shown.queue_chart(dates, on)]
        if found
        else [],
        "trials": [shown.trial_chart(one, counted) for one in trials[:4]],
        "compared": shown.trial_rows(trials),
        "trial": trial,
        "history": history,
        "report": report,
        "may_plan": may_plan(service, by=request.asker),
        "may_load": service.team_id in request.asker.bodies_where(P.WAIT_WORK),
        "has_errors": bool(trial.errors or history.errors),
    }


def _trial(form: forms.TrialForm) -> Trial:
    given = form.cleaned_data
    closed: tuple[tuple[date, date], ...] = ()
    if given["summer"]:
        on = today()
        year = on.year + (on.month > 7)
        closed = ((date(year, 8, 1), date(year, 8, 31)),)
    return Trial(
        name=given["name"],
        months=given["months"],
        clinicians=given["clinicians"] or 0.0,
        more_demand=given["more_demand"] or 0.0,
        diverted=given["diverted"] or 0.0,
        closed=closed,
    )


def _load_history(service: Service, sent: UploadedFile, by: Asker) -> dict[str, object]:
    if (sent.size or 0) > LARGEST:
        raise CannotDo("This file is larger than 20 MB.")
    with tempfile.NamedTemporaryFile(suffix=".csv") as kept:
        for chunk in sent.chunks():
            kept.write(chunk)
        kept.flush()
        return commands.load_history(service.pk, Path(kept.name), by=by).as_json()


def intake(request: AskedRequest, service_id: int) -> HttpResponse:
    """Take referrals in from a file, and say of each what became of it.

    What is posted as FHIR itself, and not by the form, is answered in FHIR.
    """
    service = get_list(service_id, by=request.asker)
    if request.method == "POST" and request.content_type in FHIR:
        return _fhir_answer(request, service)
    sending = request.method == "POST"
    form = forms.IntakeForm(request.POST, request.FILES) if sending else forms.IntakeForm()
    done = None
    if sending and form.is_valid():
        try:
            found = _read(form.cleaned_data["file"])
        except NotReadable as problem:
            form.add_error("file", str(problem))
        else:
            done = take_in(service.pk, found, by=request.asker, on=today(), at=now())
    context = {"service": service, "form": form, "done": done, "has_errors": bool(form.errors)}
    return render(request, "waits/intake.html", context)


def _fhir_answer(request: AskedRequest, service: Service) -> HttpResponse:
    """Answer a message with an OperationOutcome: 201 for new, 200 for known, 4xx where refused."""
    try:
        found = read_fhir(json.loads(request.body), today())
    except RequestDataTooBig:
        return _outcome([Fault("Bundle", "is larger than we take: send fewer at a time.")], 413)
    except (ValueError, RecursionError) as problem:
        said = str(problem) if isinstance(problem, NotReadable) else "It is not JSON."
        return _outcome([Fault("Bundle", said)], 400)
    done = take_in(service.pk, found, by=request.asker, on=today(), at=now())
    status = 201 if done.new else 200 if done.already else 422
    return _outcome(done.faults, status, new=len(done.new), already=done.already)


def _outcome(
    faults: Sequence[Fault], status: int, *, new: int = 0, already: int = 0
) -> HttpResponse:
    told = operation_outcome(faults, new=new, already=already)
    return HttpResponse(json.dumps(told), content_type=FHIR[0], status=status)


def _read(sent: UploadedFile) -> Intake:
    if (sent.size or 0) > LARGEST:
        raise NotReadable("This file is larger than 20 MB.")
    content = sent.read()
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[")):
        return read_csv(content, today())
    try:
        return read_fhir(json.loads(content), today())
    except (ValueError, RecursionError) as problem:
        if isinstance(problem, NotReadable):
            raise
        raise NotReadable("It is not a JSON file: its brackets or quotes do not close.") from None


# One referral ------------------------------------------------------------------------------------


def _reach(
    request: AskedRequest, referral_id: int, to: Permission
) -> tuple[queries.OneReferral, Child]:
    """Return a referral to somebody who may do this with its child; it is audited. Two queries."""
    found = queries.find_referral(referral_id)
    if found is None:
        raise NotFound("No such record.")
    child = people.get_child(found.row.child_id, by=request.asker, to=to, on=today())
    return found, child


def referral(request: AskedRequest, referral_id: int) -> HttpResponse:
    """Show one referral; by POST, do one thing with it."""
    found, child = _reach(request, referral_id, P.CHILD_VIEW)
    failed: tuple[str, forms.ActForm] | None = None
    if request.method == "POST":
        failed = _do(request, found, child)
        if failed is None:
            return redirect("waits:referral", referral_id)
        found, child = _reach(request, referral_id, P.CHILD_VIEW)
    page = shown.referral_page(found, child, request.asker, today())
    offered = [
        {
            "key": key,
            "title": forms.ACTS[key][0],
            "form": failed[1] if failed and failed[0] == key else _form(key, found, child, None),
            "open": bool(failed and failed[0] == key),
        }
        for key in page["acts"]
    ]
    if failed and failed[0] not in page["acts"]:
        page["problem"] = [
            {"text": str(text)} for errors in failed[1].errors.values() for text in errors
        ]
    context = {**page, "offered": offered, "failed": failed[1] if failed else None}
    return render(request, "waits/referral.html", {**context, "has_errors": bool(failed)})


def _form(
    key: str, found: queries.OneReferral, child: Child, data: QueryDict | None
) -> forms.ActForm:
    kind = forms.ACTS[key][1]
    if kind is forms.TransferForm:
        choices = [(str(number), name) for number, name in found.others]
        return forms.TransferForm(data, services=choices, auto_id=f"{key}-%s")
    if kind is forms.ContactForm:
        near = queries.help_open_now(child, found.row.needs, on=today(), most=8)
        offers = [(str(one.id), f"{one.name} ({str(one.wait).lower()})") for one in near]
        return forms.ContactForm(data, offers=offers, auto_id=f"{key}-%s")
    return kind(data, auto_id=f"{key}-%s")


def _do(
    request: AskedRequest, found: queries.OneReferral, child: Child
) -> tuple[str, forms.ActForm] | None:
    """Do what was asked with a referral; return the form again, with why, if it cannot be."""
    key = request.POST.get("act", "")
    if key not in forms.ACTS:
        raise NotFound("No such step.")
    form = _form(key, found, child, request.POST)
    if not form.is_valid():
        return key, form
    try:
        _act(key, found.row.pk, form.cleaned_data, request.asker)
    except (CannotDo, WrongStage, ValueError) as problem:
        form.add_error(None, str(problem))
        return key, form
    return None


def _act(key: str, pk: int, given: dict[str, Any], by: Asker) -> object:
    """Call the command of one act."""
    who: dict[str, Any] = {"by": by, "on": today(), "at": now()}
    if "day" in given:
        who["day"] = given.pop("day")
    simple: Mapping[str, Callable[..., object]] = {
        Act.ACCEPT: commands.accept,
        Act.RETURN: commands.ask_for_more,
        Act.COMPLETE: commands.complete,
        Act.TRIAGE: commands.triage,
        Act.OFFER: commands.offer,
        Act.NOT_BROUGHT: commands.miss,
        Act.SEE: commands.see,
        Act.TREAT: commands.treat,
        Act.MONITOR: commands.monitor,
        Act.DISCHARGE: commands.discharge,
        Act.WITHDRAW: commands.withdraw,
        Act.REVIEW: commands.review_long_wait,
        Act.EQUIP: commands.change_equipment,
        "decide-to-treat": commands.decide_to_treat,
    }
    if key in simple:
        return simple[key](pk, **given, **who)
    if key == Act.CHECK:
        return commands.check_list(pk, still_wanted=given["still_wanted"] == "YES", **who)
    if key == Act.TRANSFER:
        given["to_service"] = int(given["to_service"])
        return commands.ask_transfer(pk, **given, **who)
    if key == Act.CONTACT:
        return commands.contact_family(
            pk,
            channel=given["channel"],
            reached_them=not given["not_reached"],
            note=given["note"],
            offers=[UUID(one) for one in given["offers"]],
            **who,
        )
    given["sooner"] = given["sooner"] == "YES"
    return commands.decide_update(pk, **given, **who)


def update(request: AskedRequest, referral_id: int) -> HttpResponse:
    """Say how a waiting child is: by the school, or by staff for the family."""
    found, child = _reach(request, referral_id, P.WAIT_UPDATE)
    check_post(request.asker, P.WAIT_UPDATE)  # a family has a page of its own for this
    row = found.row
    form = forms.UpdateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.tell_update(
                row.pk,
                told_by=_teller(request.asker, row),
                levels=form.levels(),
                words=form.cleaned_data["words"],
                by=request.asker,
                on=today(),
                at=now(),
            )
        except CannotDo as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("waits:referral", row.pk)
    context = {
        **shown.frame(request.asker, child, "waits:child", today()),
        "row": row,
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "waits/update.html", context)


def _teller(by: Asker, row: Referral) -> str:
    if row.service.team_id in by.bodies_where(P.WAIT_WORK):
        return "service"
    return "school" if any(post.role == "SENCO" for post in by.posts) else "family"


def answer(request: AskedRequest, transfer_id: int) -> HttpResponse:
    """Answer another service that would hand a child over."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    form = forms.TransferAnswer(request.POST)
    if not form.is_valid():
        raise NotFound("No such answer.")
    done = None
    problem = ""
    try:
        done = commands.answer_transfer(
            transfer_id,
            accepted=form.cleaned_data["accepted"] == "YES",
            reason=form.cleaned_data["reason"],
            by=request.asker,
            on=today(),
            at=now(),
        )
    except CannotDo as refused:
        problem = str(refused)
    if done is None:
        return render(request, "waits/not_answered.html", {"problem": problem}, status=400)
    if done.became_id:
        return redirect("waits:referral", done.became_id)
    return redirect("waits:list", done.to_service_id)


# A child's waits, and an area's ------------------------------------------------------------------


def child(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show a child's waits side by side, and take a referral by form."""
    found = people.get_child(child_id, by=request.asker, to=P.CHILD_VIEW, on=today())
    by, form = request.asker, None
    services = Service.objects.filter(area_id=found.area_id, closed_date=None).order_by("name")
    choices = [(str(one.pk), one.name) for one in services]
    if by.may(P.WAIT_REFER):
        form = forms.ReferForm(
            request.POST if request.method == "POST" else None, services=choices, today=today()
        )
    elif request.method == "POST":
        raise NotAllowed("You do not have permission to refer this child.")
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            made = _refer(found.pk, form, by)
        except CannotDo as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("waits:referral", made.pk)
    context = {**shown.child_page(found, by, today()), "form": form}
    return render(
        request, "waits/child.html", {**context, "has_errors": bool(form and form.errors)}
    )


def _refer(child_id: int, form: forms.ReferForm, by: Asker) -> Referral:
    given = form.cleaned_data
    said = NewReferral(
        received_date=given["received_date"],
        referrer=next((post.organisation for post in by.posts), by.name),
        needs=tuple(given["needs"]),
        reason=given["reason"],
    )
    return commands.refer(child_id, int(given["service"]), said, by=by, at=now(), on=today())


def area(request: AskedRequest, area: str) -> HttpResponse:
    """Show an area's lists across services, help given meanwhile, and who waits longer.

    Those who plan and buy services, and hold no casework, get the area's released figures instead.
    """
    if _released_only(request.asker):
        return redirect("measures:waits-area", area)
    found = _area(request, area)
    on = today()
    all_lists = queries.area_lists(request.asker, found, on=on)
    by = request.GET.get("by", "home")
    by = by if by in BY else "home"
    lists = {one.service.pathway: one.service.name for one in all_lists}
    of = request.GET.get("of", "")
    of = of if of in lists else ""
    query = dict(request.GET.lists())
    context = {
        "area": found,
        "on": on,
        "rows": shown.area_rows(all_lists),
        "chart": shown.area_chart(all_lists),
        "support": queries.support_counts(found.pk, on=on),
        "by_words": BY[by],
        "by_links": [
            {"text": words, "href": link(query, by=key), "current": key == by}
            for key, words in BY.items()
        ],
        "of_words": lists.get(of, "all lists together"),
        "of_links": [
            {"text": words, "href": link(query, of=key or None), "current": key == of}
            for key, words in {"": "All lists together", **lists}.items()
        ],
        "groups": shown.fairness_rows(queries.fairness(found.pk, by=by, pathway=of, on=on)),
    }
    return render(request, "waits/area.html", context)


def _released_only(by: Asker) -> bool:
    """Say whether somebody sees the area's figures only as released (trust rules 7 and 46)."""
    return by.may(P.RELEASE_VIEW) and not (by.may(P.OVERVIEW_VIEW) or by.may(P.WAIT_LISTS))


def _area(request: AskedRequest, code: str) -> LocalArea:
    by = request.asker
    areas = areas_by_id(by.areas_where(P.OVERVIEW_VIEW) & by.areas)
    if not areas:
        raise NotAllowed("None of your posts opens an area's position.")
    for one in areas:
        if one.code == code:
            return one
    raise NotFound("No such area.")
