"""The family's pages: each reads the request, makes one call in, and turns the answer to a page."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import NotAllowed, Permission
from goldenthread.access.today import now, today
from goldenthread.family import delivery_pages, draft_pages, forms, pages, voice_pages
from goldenthread.family.look import Look, LookedRequest, choose, in_their_look
from goldenthread.files.commands import receive
from goldenthread.files.rules import Refused
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.queries import NamesAPlace
from goldenthread.plans.commands.delivery import tell
from goldenthread.plans.commands.from_family import Asks, comment_as_family
from goldenthread.plans.commands.reaching import CannotWrite
from goldenthread.plans.rules.delivery import CannotConfirm, Source
from goldenthread.ui.languages import say as ui_say
from goldenthread.voice import commands as voice
from goldenthread.voice.queries import private_of
from goldenthread.voice.rules import NotSaid, Theme

P = Permission
NOT_YOURS = "This account has no child linked to it yet."

BIGINT_DIGITS = 19  # of the largest number that the database keeps


def reach(request: AskedRequest, child_id: int, to: Permission = P.FAMILY_VIEW) -> Child:
    """Return a child's record to their own family, and write down that they looked."""
    return people.get_child(child_id, by=request.asker, to=to, on=today())


def in_words(problem: Exception) -> str:
    """Return in the reader's language why something was not done."""
    if isinstance(problem, NotSaid | Refused):
        return ui_say(problem)
    return gettext(str(problem))


def _check_family(request: AskedRequest) -> None:
    """:raises NotAllowed: to somebody who is nobody's family here"""
    if not request.asker.own_children:
        raise NotAllowed(NOT_YOURS)


@in_their_look
def home(request: AskedRequest) -> HttpResponse:
    """Show every child of this family; go straight to the only one."""
    _check_family(request)
    shown = pages.home(request.asker, today())
    if len(shown["rows"]) == 1 and not shown["rows"][0]["quiet"]:
        return redirect(shown["rows"][0]["href"])
    return render(request, "family/home.html", shown)


@in_their_look
def where(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show where one child stands: what is late first."""
    child = reach(request, child_id)
    return render(request, "family/where.html", pages.where(request.asker, child, today()))


@in_their_look
def unhappy(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show how to complain, to mediate and to appeal, and by when."""
    child = reach(request, child_id)
    if child.standing.restricted:
        return redirect("family:where", child_id)
    shown = pages.unhappy(request.asker, child, today())
    back = {"text": "Where are we?", "href": reverse("family:where", args=[child_id])}
    return render(request, "family/unhappy.html", {**shown, "back": back})


@in_their_look
def look(request: LookedRequest) -> HttpResponse:
    """Choose a language, and large print."""
    _check_family(request)
    form = forms.HowToDraw(
        request.POST if request.method == "POST" else None,
        initial={"language": request.look.language, "large": request.look.large},
    )
    if request.method == "POST" and form.is_valid():
        choose(request, Look(**form.cleaned_data))
        return redirect("family:look")
    context = {
        "form": form,
        "has_errors": bool(form.errors),
    }
    return render(request, "family/look.html", context)


# Say it


def _speaker(request: AskedRequest, child_id: int) -> Child:
    return reach(request, child_id, P.FAMILY_SPEAK)


@in_their_look
def say(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show what can be said, and what was said of each."""
    child = _speaker(request, child_id)
    return render(request, "family/say.html", voice_pages.index(request.asker, child))


@in_their_look
def say_one(request: AskedRequest, child_id: int, theme: str) -> HttpResponse:
    """Say one thing: in words, pictures, sound or film. Kept for later, or sent."""
    child = _speaker(request, child_id)
    if theme not in set(Theme):
        raise Http404
    sending = request.method == "POST"
    shown = voice_pages.one(request.asker, child, Theme(theme), request.POST if sending else None)
    form = (
        forms.Say(request.POST, request.FILES) if sending else forms.Say(initial=shown["initial"])
    )
    if sending and request.POST.get("act") == "keep":
        if answer := _keep(request, child_id, Theme(theme), form):
            return answer
    elif sending and form.is_valid():
        try:
            _say(request, child, Theme(theme), form)
        except (NotSaid, Refused, NamesAPlace) as problem:
            form.add_error("file" if isinstance(problem, Refused) else None, in_words(problem))
        else:
            messages.success(request, gettext("Thank you. We have it."))
            if form.cleaned_data["file"] and voice_pages.seldom_played(child, request.asker):
                messages.info(request, gettext(voice_pages.MAY_NOT_PLAY))
            return redirect("family:say", child_id)
    if sending:
        shown["staying"] = set(_numbers(request))
    context = {**shown, "form": form, "has_errors": bool(form.errors), "pick": form["symbols"]}
    return render(request, "family/say_one.html", context)


def _keep(
    request: AskedRequest, child_id: int, theme: Theme, form: forms.Say
) -> HttpResponse | None:
    """Keep what was typed so far; None, and the form says why, where it cannot be kept."""
    try:
        voice.keep_unsent(child_id, f"say/{theme}", form.typed(), by=request.asker, at=now())
    except NotSaid as problem:
        form.add_error(None, in_words(problem))
        return None
    if request.headers.get("X-Kept") == "quietly":  # by the page itself, while they type
        return HttpResponse(status=204)
    messages.success(request, gettext("Kept. Only you can see it. Go on when you like."))
    return redirect("family:say", child_id)


def _numbers(request: AskedRequest) -> list[int]:
    """Return the files named in a form; what can be no file's number is left out."""
    named = request.POST.getlist("files")
    return [int(each) for each in named if each.isdecimal() and len(each) < BIGINT_DIGITS]


@transaction.atomic
def _say(request: AskedRequest, child: Child, theme: Theme, form: forms.Say) -> None:
    told = form.cleaned_data
    kept = _numbers(request)
    if sent := told["file"]:
        received = receive(
            chunks=sent.chunks(),
            name=sent.name,
            area_id=child.area_id,
            child_id=child.pk,
            by=request.asker,
            at=now(),
            invented=child.invented,
            to=P.FAMILY_SPEAK,
        )
        kept.append(received.pk)
    new = voice.NewSaying(
        theme=theme,
        words=told["words"],
        symbols=told["symbols"],
        files=kept,
        how=told["how"],
        helped_by=told["helped_by"],
        shared_with=told["shared_with"],
        replaces=told["replaces"],
    )
    voice.say(child.pk, new, by=request.asker, at=now())


@in_their_look
def say_privately(request: AskedRequest, child_id: int) -> HttpResponse:
    """Let a child say what their parents do not see. For anybody else there is no such page."""
    child = reach(request, child_id)
    if not child.standing.own:
        raise Http404
    form = forms.SayPrivately(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            voice.say_privately(
                child_id, words=form.cleaned_data["words"], symbols=(), by=request.asker, at=now()
            )
        except NotSaid as problem:
            form.add_error(None, in_words(problem))
        else:
            return redirect("family:private", child_id)
    shown = {
        "form": form,
        "has_errors": bool(form.errors),
        "said": private_of(child),
        "back": {"text": "Where are we?", "href": reverse("family:where", args=[child_id])},
    }
    return render(request, "family/private.html", shown)


# Did it happen?


@in_their_look
def delivery(request: AskedRequest, child_id: int) -> HttpResponse:
    """Tell whether each line of the plan came this week, and see the time that is owed."""
    child = reach(request, child_id, P.FAMILY_PLAN_READ)
    sent = forms.TellLine(request.POST, prefix="tell") if request.method == "POST" else None
    if sent is not None and sent.is_valid():
        told = sent.cleaned_data
        try:
            tell(
                told["line"],
                child_id=child_id,
                week=told["week"],
                happened=told["happened"],
                minutes=told["minutes"],
                source=Source.FAMILY,
                by=request.asker,
                at=now(),
            )
        except CannotConfirm as problem:
            sent.add_error(None, in_words(problem))
        else:
            messages.success(request, gettext("Thank you. We have it."))
            here = reverse("family:delivery", args=[child_id])
            return redirect(f"{here}?week={told['week'].isoformat()}")
    shown = delivery_pages.page(child, today(), request.GET.get("week", ""), sent)
    return render(request, "family/delivery.html", shown)


# Comment on the draft


@in_their_look
def draft(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show the draft plan line by line, with what was said of each and what was answered."""
    child = reach(request, child_id, P.FAMILY_PLAN_READ)
    shown = draft_pages.page(child, by=request.asker, today=today())
    return render(request, "family/draft.html", {**shown, "child_id": child_id})


@in_their_look
def comment(request: AskedRequest, child_id: int) -> HttpResponse:
    """Say something of one line of the draft, or ask for something of the plan as a whole."""
    child = reach(request, child_id, P.FAMILY_PLAN_READ)
    shown = draft_pages.page(child, by=request.asker, today=today())
    if shown["draft"] is None or not child.standing.speaks:
        return redirect("family:draft", child_id)
    rows = {row["row"]: row for part in shown["sections"] for row in part["rows"]}
    asked = request.GET.get("line", "")
    if asked and asked not in rows:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = forms.Comment(sent, of_a_line=bool(asked))
    if sent is not None and form.is_valid():
        try:
            comment_as_family(
                shown["draft"],
                child_id=child_id,
                asks=Asks(form.cleaned_data["asks"]),
                text=form.cleaned_data["text"],
                section=rows[asked]["section"] if asked else "",
                row=asked,
                by=request.asker,
                on=today(),
                at=now(),
            )
        except (CannotWrite, NamesAPlace) as problem:
            form.add_error(None, in_words(problem))
        else:
            messages.success(request, gettext("Thank you. We have it. We will answer."))
            return redirect("family:draft", child_id)
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "words": rows[asked]["text"] if asked else "",
        "back": {"text": "The draft plan", "href": reverse("family:draft", args=[child_id])},
    }
    return render(request, "family/comment.html", context)


@in_their_look
def looked(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show who looked at the record: the body and the post, the day and why (rule 36)."""
    child = reach(request, child_id)
    if child.standing.restricted or child.standing.until is not None:
        return redirect("family:where", child_id)
    shown = pages.looked(child, request.GET.get("page", "1"))
    back = {"text": "Where are we?", "href": reverse("family:where", args=[child_id])}
    records = reverse("family:records", args=[child_id])
    return render(request, "family/looked.html", {**shown, "back": back, "records": records})
