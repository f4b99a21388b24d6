"""One transaction a request: who asks is stated, the view and its page run, the audit is written,
and only then does it commit. A refusal undoes everything and is audited by itself afterwards."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.shortcuts import render

from goldenthread.access import asking, queries
from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Asker, NotAllowed, NotFound
from goldenthread.access.today import now
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note, Outcome

Answer = Callable[[AskedRequest], HttpResponse]


class StatesWhoAsks:
    """Django middleware: see the module."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: AskedRequest) -> HttpResponse:
        request.request_id = str(uuid4())
        request.refusal = None
        with transaction.atomic(), audit.gathering() as notes:
            request.asker = self._asker(request)
            asking.state(request.asker)
            response = self.get_response(request)
            if request.refusal or response.status_code >= 500:
                transaction.set_rollback(True)
            elif not self._written(request, notes):
                transaction.set_rollback(True)
                response = render(request, "ui/503.html", status=503)
        if request.refusal:
            return self._refused(request, notes, response)
        return response

    def process_exception(self, request: AskedRequest, problem: Exception) -> HttpResponse | None:
        """Turn a refusal of the policy into its page; leave every other exception to Django."""
        if isinstance(problem, NotAllowed):
            request.refusal = Outcome.FORBIDDEN
            return render(request, "ui/403.html", {"reason": str(problem)}, status=403)
        if isinstance(problem, NotFound):
            request.refusal = Outcome.NOT_FOUND
            return render(request, "ui/404.html", status=404)
        return None

    def _asker(self, request: AskedRequest) -> Asker:
        if request.user.is_authenticated:
            return queries.asker(request.user, now())
        return Asker()

    def _route(self, request: AskedRequest) -> str:
        return request.resolver_match.view_name if request.resolver_match else ""

    def _written(self, request: AskedRequest, notes: list[Note]) -> bool:
        """Write the audit; False when it cannot be written, and then nothing is answered."""
        if not notes:
            return True
        who = asking.who(request.asker, route=self._route(request), request_id=request.request_id)
        try:
            audit.write(notes, who)
        except DatabaseError:  # the transaction is lost with it, and is undone by the caller
            return False
        return True

    def _refused(
        self, request: AskedRequest, notes: list[Note], response: HttpResponse
    ) -> HttpResponse:
        """Audit a refusal in a transaction of its own: the request's own was undone."""
        child = next((n.child_id for n in reversed(notes) if n.child_id), None)
        refused = Note(
            action=Action.REFUSED, child_id=child, outcome=request.refusal or Outcome.NOT_FOUND
        )
        who = asking.who(request.asker, route=self._route(request), request_id=request.request_id)
        try:
            with transaction.atomic():
                audit.write([refused], who)
        except DatabaseError:
            return render(request, "ui/503.html", status=503)
        return response
