"""Asking for advice, answering, sending back, handing out, chasing: one decision each.

Law: Children and Families Act 2014 s.36; SEND Regulations 2014, regs 6 and 8. Every command is
one transaction; the same thing asked twice is done once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from goldenthread.access.models import Post, Tie
from goldenthread.access.rules import Asker, NotFound, Permission, TieKind, check_post
from goldenthread.assessment.commands.reasons import end_settled
from goldenthread.assessment.commands.reminding import remind
from goldenthread.assessment.models import (
    AdviceDraft,
    AdviceFile,
    AdviceRequest,
    AdviceStatementRow,
    AdviceStep,
    Assessment,
    SocialCareRecord,
)
from goldenthread.assessment.queries import advice as queries
from goldenthread.assessment.rules.advice import (
    ADVISERS,
    AWAITED,
    AdviceState,
    Adviser,
    Bound,
    FamilyAnswer,
    Offer,
    Statement,
    WrongAnswer,
    about_for,
    chases_due,
    check_complete,
    check_move,
    check_statement,
    lawful_advisers,
)
from goldenthread.assessment.rules.stages import ENDED, UNDECIDED, Stage
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.files.commands import receive
from goldenthread.files.models import StoredFile
from goldenthread.law.events import EventKind as K
from goldenthread.organisations.models import Organisation
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.placements.queries import placements_of
from goldenthread.timeline import commands as timeline
from goldenthread.timeline.models import Event
from goldenthread.timeline.rules.history import LONDON

P = Permission
READ_ON = timedelta(days=28)  # cfg: how long a withdrawn adviser may still read what they wrote
REASON_LENGTH = 10


class WrongRequest(WrongAnswer):
    """Advice cannot be asked for, handed on or used as asked; the message says what to do."""


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _wrote(request: AdviceRequest, purpose: str) -> None:
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=request.child_id,
            area_id=request.area_id,
            purpose=purpose,
        )
    )


def _step(
    request: AdviceRequest,
    kind: str,
    *,
    key: str,
    by: Asker,
    at: datetime,
    words: str = "",
    to_post: Post | None = None,
) -> bool:
    """Write down one thing done, once for its key; return whether it was new."""
    _, made = AdviceStep.objects.get_or_create(
        request=request,
        key=key,
        defaults={
            "area_id": request.area_id,
            "child_id": request.child_id,
            "kind": kind,
            "on": _day(at),
            "at": at,
            "post_id": timeline.acting_post(by, request.area_id),
            "to_post": to_post,
            "words": words,
        },
    )
    return made


def _move(request: AdviceRequest, to: AdviceState, **fields: object) -> None:
    check_move(AdviceState(request.state), to)
    request.state = to
    for name, value in fields.items():
        setattr(request, name, value)
    request.save(update_fields=["state", *fields])


def _event(
    request: AdviceRequest, kind: K, on: date, by: Asker, at: datetime, facts: Mapping[str, str]
) -> Event:
    return timeline.record(
        kind,
        area_id=request.area_id,
        child_id=request.child_id,
        case_type="assessment",
        case_id=request.assessment_id,
        on=on,
        by=by,
        at=at,
        facts={"about": request.about, **facts},
    )


# Asking --------------------------------------------------------------------------------------


@transaction.atomic
def ask_advisers(assessment_id: int, *, by: Asker, at: datetime) -> tuple[AdviceRequest, ...]:
    """Ask everybody the law names who has not been asked in this assessment (reg 6(1)).

    The school is the one the child is placed at; other services are handed out by those who lead
    them. Asked again, it asks nobody twice.

    :raises NotFound, NotAllowed: if `by` may not ask for advice about this child
    :raises WrongRequest: if no assessment was agreed, or it has ended
    """
    case, child = _open_case(assessment_id, by, at)
    year = queries.year_of(child, _day(at))
    there = set(AdviceRequest.objects.filter(assessment=case).values_list("adviser", flat=True))
    return tuple(
        _ask(case, child, adviser, by=by, at=at, organisation=_school(child, adviser, at))
        for adviser in lawful_advisers(year)
        if adviser not in there
    )


@transaction.atomic
def ask_adviser(
    assessment_id: int,
    *,
    adviser: Adviser,
    by: Asker,
    at: datetime,
    post_id: int | None = None,
    organisation_id: int | None = None,
    service: str = "",
    received: date | None = None,
) -> AdviceRequest:
    """Ask one adviser more: another service, somebody the family asked for.

    `received` is the day it reached them, where that was not today: their six weeks' day 0.

    :raises NotFound, NotAllowed: if `by` may not ask for advice about this child
    :raises WrongRequest: if the case is not being assessed, or the day does not fit
    """
    case, child = _open_case(assessment_id, by, at)
    body = Organisation.objects.filter(pk=organisation_id).first() if organisation_id else None
    made = _ask(
        case, child, adviser, by=by, at=at, organisation=body, service=service, received=received
    )
    if post_id:
        _give_to(made, child, _able(made, post_id, at), by, at)
    return made


def _open_case(assessment_id: int, by: Asker, at: datetime) -> tuple[Assessment, Child]:
    found = Assessment.objects.select_for_update().filter(pk=assessment_id).first()
    if found is None:
        raise NotFound("No such record.")
    child = people.get_child(
        found.child_id, by=by, to=P.ADVICE_ASK, on=_day(at), purpose="advice-ask"
    )
    if Stage(found.stage) in ENDED:
        raise WrongRequest("This assessment has ended, so no more advice is asked for.")
    if Stage(found.stage) in UNDECIDED:
        raise WrongRequest("Agree to assess first: advice is asked for once that is decided.")
    return found, child


def _school(child: Child, adviser: Adviser, at: datetime) -> Organisation | None:
    if adviser is not Adviser.EDUCATION:
        return None
    names = [row.setting for row in placements_of(child) if row.current(_day(at)) and row.setting]
    rows = Organisation.objects.filter(kind="SETTING", setting__name__in=names, areas=child.area_id)
    return rows.first()


def _ask(
    case: Assessment,
    child: Child,
    adviser: Adviser,
    *,
    by: Asker,
    at: datetime,
    organisation: Organisation | None = None,
    service: str = "",
    received: date | None = None,
) -> AdviceRequest:
    today, bound = _day(at), ADVISERS[adviser].bound
    day = received or today
    if day > today or (case.decided_date and day < case.decided_date):
        raise WrongRequest(
            "The day the adviser received it cannot be before the decision to assess, or later"
            " than today."
        )
    taken = AdviceRequest.objects.filter(assessment=case).values_list("about", flat=True)
    made = AdviceRequest.objects.create(
        area_id=case.area_id,
        child=child,
        assessment=case,
        adviser=adviser,
        about=about_for(adviser, taken),
        bound=bound,
        state=AdviceState.INVITED if bound is Bound.INVITED else AdviceState.ASKED,
        organisation=organisation,
        service=service,
        asked_date=min(day, today),
        received_date=day,
    )
    _event(made, K.ADVICE_REQUESTED, day, by, at, {"bound": str(bound)})
    _step(made, "asked", key="asked", by=by, at=at)
    _wrote(made, "advice-asked")
    return made


# Handing out ---------------------------------------------------------------------------------


@transaction.atomic
def hand_out(request_id: int, *, to_post: int, by: Asker, at: datetime, to: Permission) -> None:
    """Give a request to one person of a service, or from one person to another.

    `to` says in which part `by` acts: leading the service, or asking for the council. Handed to
    whoever holds it already, nothing is done.

    :raises NotFound, NotAllowed: if the request is not of their service or area
    :raises WrongRequest: if it is answered, or that post cannot give this advice
    """
    request, child = queries.get_request(request_id, by=by, on=_day(at), to=to, lock=True)
    if request.post_id == to_post:
        return
    if AdviceState(request.state) not in AWAITED | {AdviceState.NOT_KNOWN}:
        raise WrongRequest("Only a request that still waits for advice can be handed out.")
    _give_to(request, child, _able(request, to_post, at), by, at)


def _able(request: AdviceRequest, post_id: int, at: datetime) -> Post:
    found = next((p for p in queries.may_take(request, on=_day(at)) if p.pk == post_id), None)
    if found is None:
        raise WrongRequest("Choose somebody whose post gives advice of this kind in this area.")
    return found


def _give_to(request: AdviceRequest, child: Child, post: Post, by: Asker, at: datetime) -> None:
    old = request.post_id
    request.post, request.organisation = post, post.organisation
    request.save(update_fields=["post", "organisation"])
    today = _day(at)
    if old:
        _end_ties(request, old, today)
    ties = Tie.objects.filter(child=child, post=post, kind=TieKind.ADVISER)
    if not ties.filter(to_date__isnull=True).exists():
        Tie.objects.create(
            area_id=child.area_id,
            child=child,
            kind=TieKind.ADVISER,
            post=post,
            from_date=today,
        )
    number = AdviceStep.objects.filter(request=request, kind="handed").count() + 1
    _step(request, "handed", key=f"handed/{number}", by=by, at=at, to_post=post)
    timeline.record(
        K.CASE_ALLOCATED,
        area_id=request.area_id,
        child_id=request.child_id,
        case_type="assessment",
        case_id=request.assessment_id,
        on=today,
        by=by,
        at=at,
        facts={"about": request.about, "post": post.pk},
        key=f"advice/{request.pk}/handed/{number}",
    )
    _wrote(request, "advice-handed-out")


def _end_ties(request: AdviceRequest, post_id: int, last: date) -> None:
    """End a post's tie as adviser, unless another request of theirs about the child stands."""
    others = AdviceRequest.objects.filter(child_id=request.child_id, post_id=post_id)
    if not others.exclude(pk=request.pk).filter(state__in=sorted(AWAITED)).exists():
        Tie.objects.filter(
            child_id=request.child_id,
            post_id=post_id,
            kind=TieKind.ADVISER,
            to_date__isnull=True,
            from_date__lte=last,
        ).update(to_date=last)


# Answering -----------------------------------------------------------------------------------


def _own(request_id: int, by: Asker, at: datetime) -> tuple[AdviceRequest, Child]:
    return queries.get_request(request_id, by=by, on=_day(at), to=P.ADVICE_GIVE, lock=True)


def _check_writable(request: AdviceRequest) -> None:
    check_move(AdviceState(request.state), AdviceState.ANSWERED)


def _check_words(texts: Iterable[str], child: Child, at: datetime) -> None:
    """:raises NamesAPlace: if a text gives away where a restricted child is (rule 18)"""
    people.check_free_text(" ".join(texts), child, on=_day(at))


@transaction.atomic
def save_draft(
    request_id: int, *, part: str, typed: Mapping[str, str], by: Asker, at: datetime
) -> None:
    """Keep what somebody has typed in one part of an answer, however unfinished (rule 56).

    Kept even when the request was withdrawn meanwhile, so that nothing typed is lost.

    :raises NotFound, NotAllowed: if the request is not theirs
    """
    request, _ = _own(request_id, by, at)
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
    _wrote(request, "advice-draft")


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
    request, child = _own(request_id, by, at)
    _check_writable(request)
    check_statement(said)
    fields = {name: getattr(said, name).strip() for name in queries.WRITTEN}
    _check_words(fields.values(), child, at)
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
    _wrote(request, "advice-statement")
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
    request, _ = _own(request_id, by, at)
    _check_writable(request)
    row = _statement(request, statement_id)
    row.removed_date = _day(at)
    row.save(update_fields=["removed_date"])
    _wrote(request, "advice-statement")


@transaction.atomic
def attach(
    request_id: int, *, chunks: Iterable[bytes], name: str, by: Asker, at: datetime
) -> StoredFile:
    """Add a report to an answer not yet given; it is held until scanned.

    :raises NotFound, NotAllowed: if the request is not theirs
    :raises WrongAnswer: if the request is withdrawn or answered
    :raises Refused: if the file is too large, or not of a kind that is taken
    """
    request, child = _own(request_id, by, at)
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
    request, _ = _own(request_id, by, at)
    _check_writable(request)
    said = [queries.plain(row) for row in queries.written(request)]
    check_complete(said, request.files.count(), Adviser(request.adviser))
    if request.adviser == Adviser.SOCIAL_CARE and not _care_told(request):
        raise WrongAnswer(
            "Say first whether social care offered an assessment, by whom, when, and what the "
            "family answered."
        )
    today = _day(at)
    _move(
        request, AdviceState.ANSWERED, answered_date=today, given_by_id=_answering_post(request, by)
    )
    _event(request, K.ADVICE_RECEIVED, today, by, at, {})
    end_settled(request.assessment, by=by, at=at)
    number = AdviceStep.objects.filter(request=request, kind="given").count() + 1
    _step(request, "given", key=f"given/{number}", by=by, at=at)
    _wrote(request, "advice-given")
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
    request, child = _own(request_id, by, at)
    if len(searched.strip()) < REASON_LENGTH:
        raise WrongAnswer("Write which records were looked in, and for which names and numbers.")
    _check_words([searched], child, at)
    _move(request, AdviceState.NOT_KNOWN)
    number = AdviceStep.objects.filter(request=request, kind="not-known").count() + 1
    _step(request, "not-known", key=f"not-known/{number}", by=by, at=at, words=searched.strip())
    _wrote(request, "advice-not-known")


@transaction.atomic
def record_social_care(
    request_id: int,
    *,
    offer: Offer,
    by: Asker,
    at: datetime,
    offered_date: date | None = None,
    offered_by: str = "",
    offered_how: str = "",
    why_not: str = "",
    answer: FamilyAnswer | None = None,
    answered_date: date | None = None,
    followed: str = "",
) -> SocialCareRecord:
    """Say whether an assessment of social care needs was offered, and what came of it (S09).

    :raises NotFound, NotAllowed: if the request is not theirs
    :raises WrongAnswer: if it is not about social care, or the record is not whole
    """
    request, child = _own(request_id, by, at)
    if request.adviser != Adviser.SOCIAL_CARE:
        raise WrongAnswer("Only social care says whether it offered an assessment.")
    if offer is Offer.OFFERED and not (offered_date and offered_by.strip() and answer):
        raise WrongAnswer("Enter when it was offered, by whom, and what the family answered.")
    if offer is Offer.NOT_OFFERED and len(why_not.strip()) < REASON_LENGTH:
        raise WrongAnswer("Write why no assessment was offered. The family can read this.")
    days = [day for day in (offered_date, answered_date) if day]
    if any(day > _day(at) for day in days) or days != sorted(days):
        raise WrongAnswer("The offer comes before its answer, and neither is later than today.")
    _check_words([offered_by, offered_how, why_not, followed], child, at)
    offered = offer is Offer.OFFERED
    made, _ = SocialCareRecord.objects.update_or_create(
        request=request,
        defaults={
            "area_id": request.area_id,
            "child": child,
            "offer": offer,
            "offered_date": offered_date if offered else None,
            "offered_by": offered_by.strip() if offered else "",
            "offered_how": offered_how.strip() if offered else "",
            "why_not": "" if offered else why_not.strip(),
            "answer": answer or "" if offered else "",
            "answered_date": answered_date if offered else None,
            "followed": followed.strip(),
        },
    )
    _wrote(request, "social-care-offer")
    return made


# The council's answers to an answer ----------------------------------------------------------


def _asking(request_id: int, by: Asker, at: datetime) -> tuple[AdviceRequest, Child]:
    return queries.get_request(request_id, by=by, on=_day(at), to=P.ADVICE_ASK, lock=True)


def _check_reason(words: str) -> str:
    if len(words.strip()) < REASON_LENGTH:
        raise WrongAnswer(f"Write the reason, in at least {REASON_LENGTH} letters.")
    return words.strip()


@transaction.atomic
def send_back(request_id: int, *, reason: str, by: Asker, at: datetime) -> None:
    """Send advice back as incomplete, with the reason: its clock runs again from where it began.

    :raises NotFound, NotAllowed: if `by` may not ask for this advice
    :raises WrongAnswer: if it was not given, or no reason is written
    """
    request, child = _asking(request_id, by, at)
    words = _check_reason(reason)
    _check_words([words], child, at)
    _move(request, AdviceState.SENT_BACK, answered_date=None)
    for event in Event.objects.filter(
        area_id=request.area_id,
        case_type="assessment",
        case_id=request.assessment_id,
        kind=K.ADVICE_RECEIVED,
        facts__about=request.about,
        withdraws=False,
    ).exclude(pk__in=Event.objects.filter(withdraws=True).values("corrects_id")):
        timeline.withdraw(event, reason="incomplete", by=by, at=at)
    number = AdviceStep.objects.filter(request=request, kind="sent-back").count() + 1
    _step(request, "sent-back", key=f"sent-back/{number}", by=by, at=at, words=words)
    _wrote(request, "advice-sent-back")


@transaction.atomic
def challenge(request_id: int, *, reason: str, by: Asker, at: datetime) -> None:
    """Challenge “not known to us”, saying what the service should look at, and ask again.

    :raises NotFound, NotAllowed: if `by` may not ask for this advice
    :raises WrongAnswer: if that was not the answer, or no reason is written
    """
    request, child = _asking(request_id, by, at)
    words = _check_reason(reason)
    _check_words([words], child, at)
    _move(request, AdviceState.CHALLENGED)
    number = AdviceStep.objects.filter(request=request, kind="challenged").count() + 1
    _step(request, "challenged", key=f"challenged/{number}", by=by, at=at, words=words)
    _wrote(request, "advice-challenged")


@transaction.atomic
def reuse(
    request_id: int,
    *,
    title: str,
    given_on: date,
    adviser_agreed: date | None,
    council_agreed: date | None,
    family_agreed: date | None,
    by: Asker,
    at: datetime,
    file_id: int | None = None,
) -> None:
    """Use advice already on file instead of asking anew: all three must agree (reg 6(4)).

    The advice keeps its own date; the adviser's clock stops on the day the last of them agreed.

    :raises NotFound, NotAllowed: if `by` may not ask for this advice
    :raises WrongAnswer: if a consent is missing, or a date does not fit
    """
    request, child = _asking(request_id, by, at)
    agreed = [day for day in (adviser_agreed, council_agreed, family_agreed) if day]
    if len(agreed) < 3:
        raise WrongAnswer(
            "Existing advice may be used only if the person who gave it, the council and the "
            "family all agree. Enter the day each agreed, or ask for new advice."
        )
    if not title.strip():
        raise WrongAnswer("Enter what the advice is called.")
    if max(agreed) > _day(at) or given_on > min(agreed):
        raise WrongAnswer("The advice comes before the agreements, and none is later than today.")
    kept = StoredFile.objects.filter(pk=file_id, child=child).first() if file_id else None
    on = max(*agreed, request.received_date)
    _move(
        request,
        AdviceState.REUSED,
        answered_date=on,
        given_in=title.strip(),
        given_on=given_on,
        reuse_file=kept,
        adviser_agreed_date=adviser_agreed,
        council_agreed_date=council_agreed,
        family_agreed_date=family_agreed,
    )
    _event(request, K.ADVICE_RECEIVED, on, by, at, {"source": "reused"})
    _step(request, "reused", key="reused", by=by, at=at)
    _wrote(request, "advice-reused")


@transaction.atomic
def withdraw_requests(assessment: Assessment, *, by: Asker, at: datetime) -> int:
    """Withdraw every request still waiting in a case that has ended; return how many.

    Called by the command that ends the case, which has checked who asks. Advisers may read what
    they wrote for some weeks more, and no longer the child's record after that.
    """
    found = list(
        queries.open_requests(assessment.pk).select_for_update(of=("self",)).order_by("pk")
    )
    for request in found:
        _move(request, AdviceState.WITHDRAWN)
        _step(request, "withdrawn", key="withdrawn", by=by, at=at)
        if request.post_id:
            _end_ties(request, request.post_id, _day(at) + READ_ON)
        _wrote(request, "advice-withdrawn")
    return len(found)


# Chasing -------------------------------------------------------------------------------------

# What the letter of a chase needs, read with the requests.
HELD_BY = ("child__area", "post__user", "organisation")


@transaction.atomic
def chase_many(ids: Sequence[int], *, by: Asker, at: datetime, words: str = "") -> tuple[int, int]:
    """Chase several requests at once: one reminder each, and one a day whoever asks.

    Returns how many were chased now, and how many of those asked for had been today already or
    no longer wait.

    :raises NotAllowed: if no post of theirs asks for advice
    """
    check_post(by, P.ADVICE_ASK)
    today = _day(at)
    rows = queries.chosen(ids, by=by, on=today)
    held = {
        r.pk: r
        for r in AdviceRequest.objects.select_related(*HELD_BY)
        .select_for_update(of=("self",))
        .filter(pk__in=[row.id for row in rows])
    }
    new = 0
    for row in rows:
        request = held[row.id]
        key, said = f"chase/{today}", words.strip()
        if _step(request, "chased", key=key, by=by, at=at, words=said):
            _wrote(request, "advice-chased")
            remind(request, key=key, by=by, at=at, words=said)
            new += 1
    return new, len(set(ids)) - new


@transaction.atomic
def chase_due(area_id: int, *, by: Asker, at: datetime) -> int:
    """Send the chases of weeks 3, 5 and 6 that are due in an area; return how many.

    Run each night by a named service. Run again, it sends nothing twice; nights missed send the
    latest week's chase alone.
    """
    today, sent = _day(at), 0
    rows = AdviceRequest.objects.filter(area_id=area_id, state__in=sorted(AWAITED))
    rows = rows.select_related(*HELD_BY)
    waiting = rows.exclude(bound=Bound.INVITED).select_for_update(of=("self",)).order_by("pk")
    chased: dict[int, list[int]] = {}
    for request_id, key in AdviceStep.objects.filter(
        area_id=area_id, kind="chased", key__startswith="week/"
    ).values_list("request_id", "key"):
        chased.setdefault(request_id, []).append(int(key.removeprefix("week/")))
    for request in waiting:
        for week in chases_due(request.received_date, today, chased.get(request.pk, ())):
            key = f"week/{week}"
            if _step(request, "chased", key=key, by=by, at=at):
                _wrote(request, "advice-chased")
                remind(request, key=key, by=by, at=at)
                sent += 1
    return sent
