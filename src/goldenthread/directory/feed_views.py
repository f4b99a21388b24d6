"""The directory as a feed: read in by a data officer with a report, and given out to anybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import now
from goldenthread.directory import commands, export, forms
from goldenthread.directory.fetching import LARGEST_FILE, parsed
from goldenthread.directory.models import (
    FeedReading,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from goldenthread.directory.rules.feed import Feed, NotAFeed, read_feed
from goldenthread.directory.rules.report import Outcome
from goldenthread.ui.paging import paginate, wanted

P = Permission
ROWS_A_PAGE = 50
READINGS = 20  # the newest shown
MOST_A_PAGE = 100


# Reading in


def feeds(request: AskedRequest) -> HttpResponse:
    """Send a feed, and see what became of those sent before."""
    check_post(request.asker, P.HELP_LOAD)
    sent = request.method == "POST"
    form = forms.SendFeed(request.POST, request.FILES) if sent else forms.SendFeed()
    if sent and form.is_valid():
        try:
            found = _feed_in(form.cleaned_data["file"])
            kept = commands.read_in(
                found, source=form.cleaned_data["source"], by=request.asker, at=now()
            )
        except (NotAFeed, commands.CannotSay) as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("directory:reading", kept.pk)
    context = {
        "form": form,
        "has_errors": bool(form.errors),
        "readings": [
            (each, timezone.localdate(each.read_at))
            for each in FeedReading.objects.defer("rows").order_by("-pk")[:READINGS]
        ],
    }
    return render(request, "directory/feeds.html", context)


def _feed_in(sent: UploadedFile) -> Feed:
    """Read what was sent.

    :raises NotAFeed: if it is too large, or no feed
    """
    if sent.size is None or sent.size > LARGEST_FILE:
        raise NotAFeed("It is larger than 50 MB, the most that is read. Send it in parts.")
    return read_feed(parsed(sent.read()))


def reading(request: AskedRequest, reading_id: int) -> HttpResponse:
    """Show what became of every row of one feed, what was refused first."""
    check_post(request.asker, P.HELP_LOAD)
    found = FeedReading.objects.filter(pk=reading_id).first()
    if found is None:
        raise Http404
    only = request.GET.get("only", "")
    rows = [row for row in found.rows if not only or row["outcome"] == only]
    rows.sort(key=lambda row: ORDER.get(row["outcome"], len(ORDER)))
    paging = paginate(len(rows), dict(request.GET.lists()), size=ROWS_A_PAGE)
    context = {
        "reading": found,
        "read_on": timezone.localdate(found.read_at),
        "rows": rows[paging.offset : paging.last],
        "paging": paging,
        "only": only,
    }
    return render(request, "directory/reading.html", context)


ORDER = {
    outcome.value: place
    for place, outcome in enumerate(
        (Outcome.REFUSED, Outcome.CLOSED, Outcome.CHANGED, Outcome.ADDED, Outcome.SAME)
    )
}


# Giving out: Open Referral UK version 3, read only, for anybody


def _open(told: Any) -> HttpResponse:
    answer = JsonResponse(told)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Say which version this is. Public."""
    return _open(
        {
            "version": export.VERSION,
            "profile": export.PROFILE,
            "openapi_url": request.build_absolute_uri(reverse("directory:api")),
        }
    )


@require_safe
def listed(request: HttpRequest, listing: str) -> HttpResponse:
    """Give one page of services, places, lists of terms or terms. Public."""
    rows, write = _listing(listing, request)
    size = min(max(_number(request, "per_page") or MOST_A_PAGE, 1), MOST_A_PAGE)
    number = wanted({"page": request.GET.get("page", "1")})
    start = (number - 1) * size
    contents = [write(each) for each in rows[start : start + size]]
    return _open(export.page(contents, total=rows.count(), number=number, size=size))


def _listing(name: str, request: HttpRequest) -> tuple[Any, Any]:
    if name == "services":
        return _narrowed(request), export.service
    if name == "service_at_locations":
        return export.places(), export.place
    if name == "taxonomies":
        return Taxonomy.objects.order_by("pk"), export.taxonomy
    if name == "taxonomy_terms":
        return TaxonomyTerm.objects.select_related("taxonomy").order_by("pk"), export.term
    raise Http404


def _narrowed(request: HttpRequest) -> Any:
    return export.asked_for(
        export.services(),
        search=request.GET.get("search", ""),
        term=request.GET.get("taxonomy_term_id", ""),
        minimum_age=_number(request, "minimum_age"),
        maximum_age=_number(request, "maximum_age"),
    )


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else None


@require_safe
def one(request: HttpRequest, listing: str, key: UUID) -> HttpResponse:
    """Give one service, place, list of terms or term. Public."""
    rows, write = _listing(listing, request)
    if rows.model in (Service, ServiceAtLocation):
        rows = rows.filter(pk=key)
    told = next((each for each in map(write, rows) if each["id"] == str(key)), None)
    if told is None:
        raise Http404
    return _open(told)
