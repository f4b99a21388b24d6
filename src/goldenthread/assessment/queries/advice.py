"""Questions about requests for advice, told who asks.

An adviser reaches the requests made of their own post or team; a designated officer those of the
whole service; caseworkers every request of their areas (trust rule 32).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL

from goldenthread.access.models import Post
from goldenthread.access.rules import ROLES, Asker, NotFound, Permission, Role, check_post
from goldenthread.assessment.models import (
    AdviceDraft,
    AdviceRequest,
    AdviceStatementRow,
    AdviceStep,
    Assessment,
)
from goldenthread.assessment.rules.advice import (
    ADVISERS,
    AWAITED,
    GATED,
    LEADERS,
    OPEN,
    SETTLED,
    STATE_NAMES,
    AdviceState,
    AdviceStatement,
    Adviser,
    Bound,
    Statement,
    StatementKind,
    lawful_advisers,
)
from goldenthread.law.limits import time_limit
from goldenthread.letters import queries as letters
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.rules import curriculum_year
from goldenthread.ui.paging import SIZE

P = Permission
RULE_OF: Mapping[Bound, str] = {
    Bound.MUST: "ena-advice-due",
    Bound.SHOULD: "ena-advice-council",
    Bound.LOCAL: "ena-advice-others",
}
REPORTS = RawSQL(
    "(SELECT count(*) FROM assessment_advicefile file"
    " WHERE file.request_id = assessment_advicerequest.id)",
    (),
)
ANSWERING = (*sorted(AWAITED), AdviceState.NOT_KNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """One request for advice in a list. `due` is None for the family, who owe nothing."""

    id: int
    area_id: int
    child_id: int
    assessment_id: int
    adviser: Adviser
    about: str
    title: str
    letter: str
    bound: Bound
    state: AdviceState
    state_words: str
    service: str
    holder: str  # the person it was handed to, or empty
    holder_post: int | None
    asked: date
    received: date
    due: date | None
    answered: date | None
    chased: int  # how many times

    def days_late(self, on: date) -> int:
        """Return how many days late it is, or was given; 0 where it is not."""
        ended = self.answered or on
        late = self.due is not None and self.state is not AdviceState.WITHDRAWN
        return max(0, (ended - self.due).days) if late and self.due else 0


def due_of(bound: Bound, received: date) -> date | None:
    """Return the law's last day for advice received by its adviser on a day."""
    if bound is Bound.INVITED:
        return None
    return time_limit(RULE_OF[bound], on=received).last_day(received)


def _rows(found: Iterable[AdviceRequest]) -> tuple[RequestRow, ...]:
    return tuple(row_of(each) for each in found)


def row_of(one: AdviceRequest) -> RequestRow:
    """Return one request as a row; its holder and chases come with `listed`."""
    adviser, bound, state = Adviser(one.adviser), Bound(one.bound), AdviceState(one.state)
    post = one.post
    return RequestRow(
        id=one.pk,
        area_id=one.area_id,
        child_id=one.child_id,
        assessment_id=one.assessment_id,
        adviser=adviser,
        about=one.about,
        title=ADVISERS[adviser].title,
        letter=ADVISERS[adviser].letter,
        bound=bound,
        state=state,
        state_words=STATE_NAMES[state],
        service=one.service or (one.organisation.name if one.organisation else ""),
        holder=post.user.name if post else "",
        holder_post=post.pk if post else None,
        asked=one.asked_date,
        received=one.received_date,
        due=due_of(bound, one.received_date),
        answered=one.answered_date,
        chased=getattr(one, "chased", 0),
    )


def listed(rows: QuerySet[AdviceRequest]) -> QuerySet[AdviceRequest]:
    """Return requests with what a row shows of them: one query."""
    chased = Count("steps", filter=Q(steps__kind="chased"))
    return rows.select_related("post__user", "organisation").annotate(chased=chased)


# Whose requests ------------------------------------------------------------------------------


def mine(by: Asker) -> Q:
    """Choose the requests made of somebody's own posts, or of a team of theirs with no name yet."""
    found = Q(pk__in=[])
    for post in by.posts:
        if P.ADVICE_GIVE not in ROLES[post.role].permissions:
            continue
        found |= Q(post_id=post.id)
        able = [each for each, spec in ADVISERS.items() if post.role in spec.roles]
        found |= Q(post__isnull=True, organisation_id=post.organisation_id, adviser__in=able)
    return found


def led(by: Asker) -> Q:
    """Choose the requests of the services somebody leads, in the areas they serve."""
    found = Q(pk__in=[])
    for post in by.posts:
        if P.ADVICE_LEAD in ROLES[post.role].permissions:
            kinds = [str(each) for each in LEADERS.get(post.role, frozenset())]
            found |= Q(adviser__in=kinds, area_id__in=sorted(post.area_ids))
    return found


def asked(by: Asker) -> Q:
    """Choose the requests of the areas whose advice somebody asks for."""
    return Q(area_id__in=sorted(by.areas_where(P.ADVICE_ASK)))


def _unsealed(by: Asker, on: date) -> Q:
    sealed = people.sealed_from(by, areas=by.areas | _tied_areas(by), on=on)
    return ~Q(child_id__in=sealed) if sealed else Q()


def _tied_areas(by: Asker) -> frozenset[int]:
    return frozenset(area for post in by.posts for area in post.area_ids)


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list of requests."""

    rows: tuple[RequestRow, ...]
    total: int


def _page(rows: QuerySet[AdviceRequest], page: int) -> Listed:
    total = rows.count()
    start = min(page - 1, max(total - 1, 0) // SIZE) * SIZE
    ordered = listed(rows).order_by("received_date", "pk")
    return Listed(_rows(ordered[start : start + SIZE]), total)


def my_requests(*, by: Asker, on: date, done: bool = False, page: int = 1) -> Listed:
    """Return what somebody is asked to advise on, the oldest first: one list for all councils.

    Three queries at most.

    :raises NotAllowed: if no post of theirs gives advice
    """
    check_post(by, P.ADVICE_GIVE)
    states = sorted(SETTLED) if done else ANSWERING
    rows = AdviceRequest.objects.filter(mine(by), _unsealed(by, on), state__in=states)
    return _page(rows, page)


def get_request(
    request_id: int, *, by: Asker, on: date, to: Permission, lock: bool = False
) -> tuple[AdviceRequest, Child]:
    """Return one request and its child to somebody who may do this with it.

    :raises NotFound: to anybody whose request it is not, as if there were none
    :raises NotAllowed: to somebody tied but not permitted
    """
    whose = {P.ADVICE_GIVE: mine, P.ADVICE_LEAD: led, P.ADVICE_ASK: asked}[to]
    rows = AdviceRequest.objects.select_related(
        "post__user", "organisation", "assessment", "social_care"
    ).annotate(reports=REPORTS)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(whose(by), pk=request_id).first()
    if found is None:
        raise NotFound("No such record.")
    child = people.get_child(found.child_id, by=by, to=to, on=on, purpose=to.value)
    return found, child


def reports_of(request: AdviceRequest) -> int:
    """Return how many reports are with a request that `get_request` gave."""
    return int(vars(request)["reports"])


# One case ------------------------------------------------------------------------------------


def advice_of(child: Child, assessment_id: int | None = None) -> tuple[RequestRow, ...]:
    """Return the requests about a child already reached, by case and paragraph. One query."""
    rows = AdviceRequest.objects.filter(area_id=child.area_id, child=child)
    if assessment_id is not None:
        rows = rows.filter(assessment_id=assessment_id)
    return _rows(listed(rows).order_by("-assessment_id", "adviser", "pk"))


REQUEST_LETTER = re.compile(r"advice/(\d+)/request/")


def requests_sent(child: Child) -> frozenset[int]:
    """Return for which requests about a child already reached the letter has been written."""
    keys = letters.keys_of(child, "advice-request")
    return frozenset(int(found[1]) for key in keys if (found := REQUEST_LETTER.match(key)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One lawful adviser whose advice a case does not hold."""

    adviser: Adviser
    title: str
    letter: str
    about: str  # empty when they were never asked
    state_words: str
    asked: date | None
    due: date | None
    service: str


def silent_advisers(assessment: Assessment, *, year_group: int | None) -> tuple[Silence, ...]:
    """Return every adviser the law names whose advice is not there: never asked, or not answered.

    "Not known to us" is silence until it is challenged and answered. The family is never among
    them. One query. The caller has reached the child.
    """
    rows = _rows(listed(AdviceRequest.objects.filter(assessment=assessment)))
    standing = [row for row in rows if row.state is not AdviceState.WITHDRAWN]
    found = [
        Silence(
            adviser=row.adviser,
            title=row.title,
            letter=row.letter,
            about=row.about,
            state_words=row.state_words,
            asked=row.asked,
            due=row.due,
            service=row.service,
        )
        for row in standing
        if row.adviser in GATED and row.state not in SETTLED
    ]
    there = {row.adviser for row in standing}
    for adviser in lawful_advisers(year_group):
        if adviser in GATED and adviser not in there:
            spec = ADVISERS[adviser]
            found.append(
                Silence(
                    adviser=adviser,
                    title=spec.title,
                    letter=spec.letter,
                    about="",
                    state_words="Never asked",
                    asked=None,
                    due=None,
                    service="",
                )
            )
    return tuple(found)


def year_of(child: Child, on: date) -> int | None:
    """Return a child's school year, which says whether advice for adulthood is asked for."""
    return curriculum_year(child.birth_date, on) if child.birth_date else None


# What advisers said --------------------------------------------------------------------------


def advice_statements(case: Assessment, *, by: Asker, on: date) -> tuple[AdviceStatement, ...]:
    """Return every statement of the advice given in a case, by paragraph of reg 6(1) and place.

    Only advice that was given counts: a draft, or advice sent back, is not there. A statement's
    key stays its own for ever. Four queries.

    :raises NotFound, NotAllowed: if `by` may not see this child's record
    """
    child = people.get_child(case.child_id, by=by, to=P.CHILD_VIEW, on=on, purpose="advice-read")
    return statements_of(child, [case.pk])


def statements_of(child: Child, cases: Iterable[int]) -> tuple[AdviceStatement, ...]:
    """Return the statements given about a child already reached, in some cases. Two queries."""
    live = AdviceStatementRow.objects.filter(removed_date__isnull=True).order_by("place", "pk")
    rows = (
        AdviceRequest.objects.filter(child=child, assessment_id__in=list(cases))
        .filter(state__in=sorted(SETTLED))
        .select_related("given_by__user", "given_by__organisation", "organisation")
        .prefetch_related(Prefetch("statements", queryset=live), "files")
        .order_by("pk")
    )
    ordered = sorted(rows, key=lambda each: ADVISERS[Adviser(each.adviser)].letter)
    return tuple(_said(each, one) for one in ordered for each in one.statements.all())


def _said(row: AdviceStatementRow, request: AdviceRequest) -> AdviceStatement:
    adviser, author = Adviser(request.adviser), request.given_by
    plain: dict[str, Any] = {name: getattr(row, name) for name in WRITTEN}
    return AdviceStatement(
        key=f"AS{row.pk}",
        kind=StatementKind(row.kind),
        about=request.about,
        adviser=adviser,
        letter=ADVISERS[adviser].letter,
        service=request.service or (author.organisation.name if author else ""),
        author=_named(author) if author else request.given_in,
        given_on=request.given_on or request.answered_date,
        request_id=request.pk,
        file_ids=tuple(each.file_id for each in request.files.all()),
        post_id=request.given_by_id,
        **plain,
    )


WRITTEN = (
    *("words", "need_area", "everyday", "who", "how_often", "how_long", "ratio", "expertise"),
    "passage",
)


def _named(post: Post) -> str:
    return f"{post.user.name}, {ROLES[Role(post.role)].title}"


def written(request: AdviceRequest) -> list[AdviceStatementRow]:
    """Return the statements of one request already reached, those taken out left out."""
    return list(request.statements.filter(removed_date__isnull=True).order_by("place", "pk"))


def plain(row: AdviceStatementRow) -> Statement:
    """Return a statement as the rules know it."""
    said: dict[str, Any] = {name: getattr(row, name) for name in WRITTEN}
    return Statement(kind=StatementKind(row.kind), **said)


def typed_before(request: AdviceRequest, part: str, *, by: Asker) -> dict[str, str]:
    """Return what somebody had typed in one part of the answer and not sent; empty if nothing."""
    posts = [post.id for post in by.posts]
    found = AdviceDraft.objects.filter(request=request, part=part, post_id__in=posts).first()
    return found.typed if found else {}


def steps_of(request: AdviceRequest) -> list[AdviceStep]:
    """Return what was done about a request already reached, the latest first. One query."""
    return list(request.steps.select_related("post__user", "to_post__user").order_by("-at", "-pk"))


# A whole service's position ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderRow:
    """How much of a service's advice one person has."""

    post: int | None
    name: str  # empty: handed to nobody yet
    waiting: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A service's position on a day."""

    waiting: int
    late: int
    not_handed_out: int
    not_known: int
    holders: tuple[HolderRow, ...]
    requests: Listed


def service_position(
    *, by: Asker, on: date, holder: int | None = None, nobody: bool = False, page: int = 1
) -> Position:
    """Return what waits on the service somebody leads: how much, how late, with whom.

    Five queries at most.

    :raises NotAllowed: if they lead no service
    """
    check_post(by, P.ADVICE_LEAD)
    rows = AdviceRequest.objects.filter(led(by), _unsealed(by, on), state__in=ANSWERING)
    late = Q(received_date__lt=_six_weeks_before(on))
    counted = list(
        rows.order_by()
        .values("post_id", "post__user__name")
        .annotate(
            waiting=Count("pk"),
            late=Count("pk", filter=late),
            not_known=Count("pk", filter=Q(state=AdviceState.NOT_KNOWN)),
        )
    )
    shown = rows.filter(post__isnull=True) if nobody else rows
    shown = shown.filter(post_id=holder) if holder else shown
    holders = [
        HolderRow(
            post=each["post_id"],
            name=each["post__user__name"] or "",
            waiting=each["waiting"],
            late=each["late"],
        )
        for each in counted
    ]
    return Position(
        waiting=sum(each.waiting for each in holders),
        late=sum(each.late for each in holders),
        not_handed_out=sum(each.waiting for each in holders if each.post is None),
        not_known=sum(each["not_known"] for each in counted),
        holders=tuple(sorted(holders, key=lambda one: (-one.late, -one.waiting, one.name))),
        requests=_page(shown, page),
    )


def _six_weeks_before(on: date) -> date:
    """Return the day of receipt whose six weeks end on a day, as the law counts them."""
    limit = time_limit(RULE_OF[Bound.MUST], on=on)
    return on - (limit.last_day(on) - on)


def may_take(request: AdviceRequest, *, on: date) -> list[Post]:
    """Return the posts that could give this advice: the right role, in a body of the area."""
    roles = [str(role) for role in ADVISERS[Adviser(request.adviser)].roles]
    rows = (
        Post.objects.filter(role__in=roles, organisation__areas=request.area_id)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on), from_date__lte=on)
        .filter(ends_at__isnull=True)
        .select_related("user", "organisation")
        .order_by("user__name", "pk")
        .distinct()
    )
    if request.adviser == Adviser.EDUCATION and request.organisation_id:
        rows = rows.filter(organisation_id=request.organisation_id)
    return list(rows[:200])


# Chasing -------------------------------------------------------------------------------------


def to_chase(*, by: Asker, on: date, page: int = 1) -> Listed:
    """Return the requests still waited for in one's areas, the longest waiting first.

    The family is invited and is not here. Three queries at most.

    :raises NotAllowed: if no post of theirs asks for advice
    """
    check_post(by, P.ADVICE_ASK)
    rows = AdviceRequest.objects.filter(asked(by), _unsealed(by, on), state__in=sorted(AWAITED))
    return _page(rows.exclude(bound=Bound.INVITED), page)


def chosen(ids: Iterable[int], *, by: Asker, on: date) -> tuple[RequestRow, ...]:
    """Return those of some requests that may be chased by somebody, as they stand. Two queries."""
    rows = AdviceRequest.objects.filter(asked(by), _unsealed(by, on), pk__in=list(ids))
    awaited = rows.filter(state__in=sorted(AWAITED)).exclude(bound=Bound.INVITED)
    return _rows(listed(awaited).order_by("received_date", "pk"))


def open_requests(assessment_id: int) -> QuerySet[AdviceRequest]:
    """Return a case's requests that are not settled; the caller has reached its child."""
    return AdviceRequest.objects.filter(assessment_id=assessment_id, state__in=sorted(OPEN))
