"""Answering: statements, reports, "not known to us", and giving the advice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.assessment.commands.advice.shared import (
    REASON_LENGTH,
    check_words,
    day_of,
    move,
    step,
    tell_clock,
    wrote,
)
from goldenthread.assessment.commands.reasons import end_settled
from goldenthread.assessment.models import (
    AdviceDraft,
    AdviceFile,
    AdviceRequest,
    AdviceStatementRow,
    AdviceStep,
    SocialCareRecord,
)
from goldenthread.assessment.queries import advice as queries
from goldenthread.assessment.rules.advice import (
    AdviceState,
    Adviser,
    Statement,
    WrongAnswer,
    check_complete,
    check_move,
    check_statement,
)
from goldenthread.files.commands import receive
from goldenthread.files.models import StoredFile
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import Child

P = Permission


def own(request_id: int, by: Asker, at: datetime) -> tuple[AdviceRequest, Child]:
    return queries.get_request(request_id, by=by, on=day_of(at), to=P.ADVICE_GIVE, lock=True)


def _check_writable(request: AdviceRequest) -> None:
    check_move(AdviceState(request.state), AdviceState.ANSWERED)


@transaction.atomic
def save_draft(
    request_id: int, *, part: str, typed: Mapping[str, str], by: Asker, at: datetime
) -> None:
    """Keep what somebody has typed in one part of an answer, however unfinished (rule 56).

    Kept even when the request was withdrawn meanwhile, so that nothing typed is lost.

    :raises NotFound, NotAllowed: if the request is not theirs
    """
    request, _ = own(request_id, by, at)
    _keep_draft(request, part, typed, by, at)


def _keep_draft(
    request: AdviceRequest, part: str, typed: Mapping[str, str], by: Asker, at: datetime
) -> None:
    AdviceDraft.objects.update_or_create(
        request=request,
        post_id=by.posts[0].id,
        part=part,
        defaults={
            "area_id": request.area_id,
            "child_id": request.child_id,
            "typed": dict(typed),
            "saved_at": at,
        },
    )
    wrote(request, "advice-draft")


@transaction.atomic
def write_statement(
    request_id: int,
    *,
    said: Statement,
    by: Asker,
    at: datetime,
    statement_id: int | None = None,
) -> AdviceStatementRow:
    """Add one statement to an answer not yet given, or write one of it anew.

    :raises NotFound, NotAllowed: if the request, or the statement, is not theirs
    :raises WrongAnswer: if the request is withdrawn or answered, or something is missing
    :raises NamesAPlace: if it gives away where a restricted child is
    """
    request, child = own(request_id, by, at)
    _check_writable(request)
    check_statement(said)
    fields = {name: getattr(said, name).strip() for name in queries.WRITTEN}
    check_words(fields.values(), child, at)
    if statement_id is None:
        place = request.statements.count() + 1
        row = _same_as_last(request, said, fields) or AdviceStatementRow.objects.create(
            area_id=request.area_id,
            child=child,
            request=request,
            kind=said.kind,
            place=place,
            **fields,
        )
    else:
        row = _statement(request, statement_id)
        for name, value in {**fields, "kind": str(said.kind)}.items():
            setattr(row, name, value)
        row.save()
    part = str(said.kind) if statement_id is None else f"AS{statement_id}"
    AdviceDraft.objects.filter(
        request=request, post_id__in=[p.id for p in by.posts], part=part
    ).delete()
    wrote(request, "advice-statement")
    return row


def _same_as_last(
    request: AdviceRequest, said: Statement, fields: Mapping[str, str]
) -> AdviceStatementRow | None:
    """Return the last statement where it says just this: a form sent twice writes once."""
    live = request.statements.filter(removed_date__isnull=True)
    last = live.order_by("-place", "-pk").first()
    same = last and last.kind == said.kind
    return last if same and all(getattr(last, n) == v for n, v in fields.items()) else None


def _statement(request: AdviceRequest, statement_id: int) -> AdviceStatementRow:
    found = request.statements.filter(pk=statement_id, removed_date__isnull=True).first()
    if found is None:
        raise NotFound("No such record.")
    return found


@transaction.atomic
def remove_statement(request_id: int, *, statement_id: int, by: Asker, at: datetime) -> None:
    """Take a statement out of an answer not yet given; its number is never used again.

    :raises NotFound, NotAllowed: if the request, or the statement, is not theirs
    :raises WrongAnswer: if the request is withdrawn or answered
    """
    request, _ = own(request_id, by, at)
    _check_writable(request)
    row = _statement(request, statement_id)
    row.removed_date = day_of(at)
    row.save(update_fields=["removed_date"])
    wrote(request, "advice-statement")


@transaction.atomic
def attach(
    request_id: int, *, chunks: Iterable[bytes], name: str, by: Asker, at: datetime
) -> StoredFile:
    """Add a report to an answer not yet given; it is held until scanned.

    :raises NotFound, NotAllowed: if the request is not theirs
    :raises WrongAnswer: if the request is withdrawn or answered
    :raises Refused: if the file is too large, or not of a kind that is taken
    """
    request, child = own(request_id, by, at)
    _check_writable(request)
    kept = receive(chunks=chunks, name=name, area_id=child.area_id, child_id=child.pk, by=by, at=at)
    AdviceFile.objects.create(area_id=request.area_id, child=child, request=request, file=kept)
    return kept


@transaction.atomic
def give_advice(request_id: int, *, by: Asker, at: datetime) -> AdviceRequest:
    """Give the advice as it is written: the adviser's clock stops today.

    Social care says with it whether an assessment was offered (S09).

    :raises NotFound, NotAllowed: if the request is not theirs
    :raises WrongAnswer: if it is withdrawn, given already, or not complete: what to do is said
    """
    request, _ = own(request_id, by, at)
    _check_writable(request)
    said = [queries.plain(row) for row in queries.written(request)]
    check_complete(said, request.files.count(), Adviser(request.adviser))
    if request.adviser == Adviser.SOCIAL_CARE and not _care_told(request):
        raise WrongAnswer(
            "Say first whether social care offered an assessment, by whom, when, and what the "
            "family answered."
        )
    today = day_of(at)
    move(
        request, AdviceState.ANSWERED, answered_date=today, given_by_id=_answering_post(request, by)
    )
    tell_clock(request, K.ADVICE_RECEIVED, today, by, at, {})
    end_settled(request.assessment, by=by, at=at)
    number = AdviceStep.objects.filter(request=request, kind="given").count() + 1
    step(request, "given", key=f"given/{number}", by=by, at=at)
    wrote(request, "advice-given")
    return request


def _care_told(request: AdviceRequest) -> bool:
    return SocialCareRecord.objects.filter(request=request).exists()


def _answering_post(request: AdviceRequest, by: Asker) -> int:
    held = [post.id for post in by.posts]
    return request.post_id if request.post_id in held else held[0]


@transaction.atomic
def say_not_known(request_id: int, *, searched: str, by: Asker, at: datetime) -> None:
    """Answer that the child is not known to the service, and where was looked.

    It is not advice: the clock runs on, and somebody must challenge it (S04, S05).

    :raises NotFound, NotAllowed: if the request is not theirs
    :raises WrongAnswer: if nothing is said of where was looked, or the request does not wait
    """
    request, child = own(request_id, by, at)
    if len(searched.strip()) < REASON_LENGTH:
        raise WrongAnswer("Write which records were looked in, and for which names and numbers.")
    check_words([searched], child, at)
    move(request, AdviceState.NOT_KNOWN)
    number = AdviceStep.objects.filter(request=request, kind="not-known").count() + 1
    step(request, "not-known", key=f"not-known/{number}", by=by, at=at, words=searched.strip())
    wrote(request, "advice-not-known")
