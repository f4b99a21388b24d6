"""The staff pages: posts, emergency access, and what those who review access see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access import commands as access
from goldenthread.access import queries as held
from goldenthread.access.commands import SharedAccount, WrongPost, WrongReview, WrongTie
from goldenthread.access.models import Post
from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotAllowed, NotFound, Permission, check_post
from goldenthread.access.today import now, today
from goldenthread.audit.rules import Outcome
from goldenthread.desk import commands, forms, glass_page, posts_page, privacy_page
from goldenthread.organisations import queries as organisations
from goldenthread.timeline.queries import Held
from goldenthread.ui import answers
from goldenthread.ui.answers import Step

P = Permission


def checked(
    request: AskedRequest, title: str, facts: list[dict[str, Any]], **more: Any
) -> HttpResponse:
    """Show the answers to be checked before anything is done."""
    context = {"title": title, "facts": facts, "kept": answers.kept(request), **more}
    return render(request, "ui/check_answers.html", context)


# Posts


def posts(request: AskedRequest) -> HttpResponse:
    """List the posts of the organisations whose staff this person names."""
    return render(request, "desk/posts.html", posts_page.page(request.asker, request.GET, now()))


def appoint(request: AskedRequest) -> HttpResponse:
    """Appoint somebody to a post: their name, their own email, the post, from a day."""
    check_post(request.asker, P.POST_MANAGE)
    bodies = organisations.bodies(request.asker.bodies_where(P.POST_MANAGE))
    at = answers.step(request)
    form = forms.Appoint(request.POST or None, bodies=bodies, today=today())
    if at in (Step.CHECK, Step.DO) and form.is_valid():
        given = form.cleaned_data
        try:
            if at is Step.DO:
                commands.appoint_person(**given, by=request.asker)
                return redirect(f"{reverse('desk:posts')}?done=appointed")
            account = commands.person_of(name=given["name"], email=given["email"])
        except SharedAccount as problem:
            form.add_error("email", str(problem))
        except WrongPost as problem:
            form.add_error(None, str(problem))
        else:
            body = next(body for body in bodies if body.pk == given["organisation_id"])
            facts = posts_page.appointing(given, body.name, new=account is None)
            return checked(request, "Check this appointment", facts, button="Appoint")
    context = {"form": form, "has_errors": at is not Step.FILL and bool(form.errors)}
    return render(request, "desk/posts_appoint.html", context)


def post(request: AskedRequest, post_id: int) -> HttpResponse:
    """Show one post; end it, or hand on what it was left holding."""
    found = held.get_post(post_id, by=request.asker)
    at, step = now(), answers.step(request)
    over, holds = found.over(at), commands.held_by(found, by=request.asker, on=today())
    heirs = held.successors(found, today=today(), last_day=today()) if holds != Held() else []
    form = forms.LeavePost(
        request.POST or None,
        post=found,
        over=over,
        holds=holds != Held(),
        heirs=heirs,
        today=today(),
    )
    if step in (Step.CHECK, Step.DO) and form.is_valid() and (gone := _leave(request, found, form)):
        return gone
    context = {
        "form": form,
        "post": found,
        "facts": posts_page.facts(found, holds, at),
        "can_end": not over or holds != Held(),
        "over": over,
        "nobody": holds != Held() and not heirs,
        "own": found.user_id == request.asker.user_id,
        "has_errors": step is not Step.FILL and bool(form.errors),
    }
    return render(request, "desk/posts_one.html", context)


def _leave(request: AskedRequest, found: Post, form: forms.LeavePost) -> HttpResponse | None:
    """Check or do what was asked; None when the form is to be shown again with what is wrong."""
    given, at = form.cleaned_data, now()
    told: dict[str, Any] = {"on": given.get("last_day"), "successor_id": given.get("successor")}
    told |= {"by": request.asker, "at": at}
    try:
        if answers.step(request) is Step.DO:
            commands.leave_post(post_id=found.pk, **told)
            return redirect(f"{reverse('desk:posts')}?done=ended")
        leaving = commands.check_leaving(found, **told)
    except (WrongPost, WrongTie) as problem:
        heir = isinstance(problem, commands.StillHolds) and "successor" in form.fields
        form.add_error("successor" if heir else None, str(problem))
        return None
    return checked(
        request,
        "Check before this post ends",
        posts_page.leaving(found, leaving, at, at_once=told["on"] is None),
        button="Hand on" if found.over(at) else "End this post",
        warning="Access stops for good: a new appointment is needed to bring it back.",
    )


# Emergency access


def emergency(request: AskedRequest) -> HttpResponse:
    """Open one child's record in an emergency, to read, for a set time; every step is written."""
    check_post(request.asker, P.GLASS_BREAK)
    everywhere = organisations.areas_by_id(organisations.area_ids())
    areas = {str(area.pk): area.name for area in everywhere}
    at = answers.step(request)
    form = forms.Emergency(
        request.POST or None, areas=list(areas.items()), reasons=glass_page.REASONS
    )
    status = 200
    if at in (Step.CHECK, Step.DO) and form.is_valid():
        given = form.cleaned_data
        if at is Step.CHECK:
            facts = glass_page.answers(given, areas)
            return checked(
                request,
                "Check before you open the record",
                facts,
                button="Open the record",
                warning=f"The privacy officer is told at once. You can read this record for "
                f"{glass_page.terms()['minutes']} minutes; each page you open is written down.",
            )
        try:
            opened = _open(request, given)
        except NotFound:
            # The refusal is written down by itself, as for any record not found.
            request.refusal, status = Outcome.NOT_FOUND, 404
            form.add_error(None, "No such record. Check the number and the area.")
        else:
            return redirect("desk:thread", opened)
    context = {"form": form, "has_errors": bool(form.errors), **glass_page.terms()}
    return render(request, "desk/glass.html", context, status=status)


def _open(request: AskedRequest, given: dict[str, Any]) -> int:
    return commands.open_in_emergency(
        record=given["record"],
        area_id=given["area"],
        local_id=given["local_id"],
        reason_type=given["reason_type"],
        reason=given["reason"],
        by=request.asker,
        at=now(),
    )


# Who looked, reviewed


def privacy(request: AskedRequest) -> HttpResponse:
    """List emergency access to review, odd access, and what was found of each before."""
    check_post(request.asker, P.GLASS_REVIEW)
    return render(
        request, "desk/privacy.html", privacy_page.page(request.asker, request.GET, now())
    )


def glass(request: AskedRequest, glass_id: int) -> HttpResponse:
    """Show one emergency access; record what a review of it found."""
    found = held.get_glass(glass_id, by=request.asker)

    def review(finding: str) -> None:
        access.review_glass(glass_id=glass_id, finding=finding, by=request.asker, at=now())

    return _judge(request, privacy_page.one_glass(found, request.asker, now()), review)


def alert(request: AskedRequest, alert_id: int) -> HttpResponse:
    """Show one alert of odd access; record what was found, and settle it."""
    found = held.get_alert(alert_id, by=request.asker)

    def settle(finding: str) -> None:
        access.settle_alert(alert_id=alert_id, finding=finding, by=request.asker, at=now())

    return _judge(request, privacy_page.one_alert(found, request.asker, now()), settle)


def _judge(
    request: AskedRequest, shown: dict[str, Any], judge: Callable[[str], None]
) -> HttpResponse:
    """Take a finding in three steps; what was judged already is shown, and stays as it is."""
    at = answers.step(request)
    if at is not Step.FILL and shown["own"]:
        raise NotAllowed("Nobody reviews their own access: ask another who reviews.")
    if at is not Step.FILL and not shown["open"]:
        return redirect(request.path)
    form: Form = forms.Finding(request.POST or None)
    if at in (Step.CHECK, Step.DO) and form.is_valid():
        finding = form.cleaned_data["finding"]
        if at is Step.CHECK:
            facts = [*shown["facts"], {"key": "What you found", "value": finding}]
            return checked(request, "Check what you found", facts, button="Record the finding")
        try:
            judge(finding)
        except WrongReview as problem:
            form.add_error("finding", str(problem))
        else:
            return redirect(request.path)
    context = {**shown, "form": form, "has_errors": bool(form.errors)}
    return render(request, "desk/privacy_one.html", context)
