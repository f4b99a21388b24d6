"""Sending a file to somebody who may have it now."""

from __future__ import annotations

from django.http import FileResponse
from django.views.decorators.http import require_GET

from goldenthread.access.request import AskedRequest
from goldenthread.access.today import today
from goldenthread.files import queries

# Shown in no page of ours: saved, and opened by what opens such files.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_GET
def download(request: AskedRequest, file_id: int) -> FileResponse:
    """Send one file as an attachment. The answer is kept by no browser and no proxy."""
    found = queries.authorised_download(file_id, by=request.asker, on=today())
    answer = FileResponse(
        found.content, as_attachment=True, filename=found.name, content_type=found.content_type
    )
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
