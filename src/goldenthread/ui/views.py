"""The gallery of components, and the pages shown when something cannot be shown."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from . import gallery as entries


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component with its inputs and examples; all in it is invented."""
    return render(request, "ui/gallery.html", entries.context())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404. The same page for a wrong address and for a child one has no tie to."""
    return render(request, "ui/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: tied to this child, but not permitted this."""
    return render(request, "ui/403.html", status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token is missing or old. `reason` is for developers only."""
    return render(request, "ui/form_expired.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with nothing that could fail again: no context processor, no database."""
    nonce = str(getattr(request, "csp_nonce", ""))
    page = get_template("ui/500.html").render({"CSP_NONCE": nonce, "demo": settings.DEMO})
    return HttpResponse(page, status=500)
