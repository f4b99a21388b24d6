"""A family's own account: opening it by a code, adding a child, who signed in, and who may see."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from goldenthread.access.queries import sign_ins
from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.family import account_pages, forms
from goldenthread.family.look import in_their_look
from goldenthread.people import commands as people
from goldenthread.people import queries
from goldenthread.people.models import Child
from goldenthread.people.rights import own_asks, sharing_of
from goldenthread.people.rules import AccessAnswer
from goldenthread.people.standing import rights_are_own

BACKEND = "django.contrib.auth.backends.ModelBackend"


@in_their_look
def join(request: AskedRequest) -> HttpResponse:
    """Open an account with a code from a letter: the only way a family gets one."""
    if request.asker.user_id is not None:
        return redirect("family:code")
    form = forms.Join(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            user, _ = people.join_with_code(
                told["code"], name=told["name"], email=told["email"], password=told["password"],
                address=request.META.get("REMOTE_ADDR", ""), at=now(),
            )  # fmt: skip
        except people.CodeRefused as problem:
            form.add_error("code", gettext(str(problem)))
        else:
            login(request, user, backend=BACKEND)
            return redirect("family:home")
    context = {"form": form, "has_errors": bool(form.errors)}
    return render(request, "family/join.html", context)


@in_their_look
def code(request: AskedRequest) -> HttpResponse:
    """Add a child to one's own account with a code from a letter."""
    if request.asker.user_id is None:
        return redirect("family:join")
    form = forms.Code(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            people.use_code(form.cleaned_data["code"], user=request.user, at=now())
        except people.CodeRefused as problem:
            form.add_error("code", gettext(str(problem)))
        else:
            messages.success(request, gettext("Thank you. The child is on your page now."))
            return redirect("family:home")
    context = {"form": form, "has_errors": bool(form.errors)}
    return render(request, "family/code.html", context)


@in_their_look
def account(request: AskedRequest) -> HttpResponse:
    """Show who is signed in, and each time somebody signed in with this account (rule 22)."""
    if request.asker.user_id is None:
        return redirect("account_login")
    found = sign_ins(request.user, page=account_pages.page_number(request.GET.get("page", "")))
    return render(request, "family/account.html", account_pages.account(request.asker, found))


def _themself(request: AskedRequest, child_id: int) -> Child:
    """Return a record to the child or young person alone; for anybody else there is no such page.

    :raises Http404: to everybody else of the family
    """
    child = queries.get_child(child_id, by=request.asker, to=Permission.FAMILY_VIEW, on=today())
    if not child.standing.own:
        raise Http404
    return child


@in_their_look
def sharing(request: AskedRequest, child_id: int) -> HttpResponse:
    """Let a young person choose what each adult sees; let a child ask us to limit it."""
    child = _themself(request, child_id)
    if not rights_are_own(child, today()):
        return _ask(request, child)
    rows = sharing_of(child, on=today())
    adults = {row.adult_id: row for row in rows}
    sent = request.POST if request.method == "POST" else None
    form = forms.Sharing(sent) if sent is not None else None
    if form is not None and form.is_valid() and form.cleaned_data["adult"] in adults:
        told = form.cleaned_data
        try:
            people.answer_for_parent(
                child_id=child_id, adult_id=told["adult"], answer=AccessAnswer(told["answer"]),
                sections=told["sections"], by=request.asker, on=today(),
            )  # fmt: skip
        except people.WrongRight as problem:
            form.add_error("sections", gettext(str(problem)))
        else:
            messages.success(request, gettext("Thank you. We have it."))
            return redirect("family:sharing", child_id)
    shown = account_pages.sharing(child, rows, form)
    return render(request, "family/sharing.html", shown)


def _ask(request: AskedRequest, child: Child) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = forms.AskLimit(sent)
    if sent is not None and form.is_valid():
        try:
            people.ask_for_limit(
                child_id=child.pk, words=form.cleaned_data["words"], by=request.asker, on=today()
            )
        except people.WrongRight as problem:
            form.add_error(None, gettext(str(problem)))
        else:
            return redirect("family:sharing", child.pk)
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "asked": own_asks(child),
        "back": {"text": "Where are we?", "href": reverse("family:where", args=[child.pk])},
    }
    return render(request, "family/ask_limit.html", context)
