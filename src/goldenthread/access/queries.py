"""Who is asking: the posts and ties a signed-in person holds on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Count, ExpressionWrapper, Model, Q, QuerySet, Value

from goldenthread.access.models import Absence, Alert, BrokenGlass, Post, Tie, User
from goldenthread.access.rules import (
    ROLES,
    WORKING_TIES,
    Asker,
    ChildState,
    HeldPost,
    NotFound,
    Permission,
    Role,
    Scope,
    TieKind,
    check,
    check_post,
)
from goldenthread.audit import commands as audit
from goldenthread.audit import queries as audit_queries
from goldenthread.audit.rules import Action, FieldClass, Note

LISTED = 25  # rows a page

HOLDINGS = "SELECT * FROM access_held_now(%s, %s, %s, %s)"
TIED_ROLES = sorted(role for role, spec in ROLES.items() if spec.scope is Scope.TIED)


def asker(user: User, at: datetime) -> Asker:
    """Return everything the policy needs to know of a signed-in person at a moment. One query.

    Ties of posts that reach whole areas are left out, since they widen nothing, but for
    emergency access.
    """
    if not user.is_active:
        return Asker(user_id=user.pk, name=user.name)
    with connection.cursor() as cursor:
        cursor.execute(HOLDINGS, [user.pk, at.date(), at, TIED_ROLES])
        rows = cursor.fetchall()
    posts: list[HeldPost] = []
    ties: dict[int, set[TieKind]] = defaultdict(set)
    ends: dict[int, datetime] = {}
    for post, role, body, name, areas, child, kind, ends_at in rows:
        if child is not None:
            ties[child].add(TieKind(kind))
            if kind == TieKind.BROKEN_GLASS:
                ends[child] = ends_at
        else:
            posts.append(
                HeldPost(
                    id=post,
                    role=Role(role),
                    organisation_id=body,
                    organisation=name,
                    area_ids=frozenset(areas),
                )
            )
    return Asker(
        user_id=user.pk,
        name=user.name,
        posts=tuple(posts),
        ties={child: frozenset(kinds) for child, kinds in ties.items()},
        glass_ends=ends,
    )


def open_ties(post: Post, *, on: date) -> list[Tie]:
    """Return the caseload and advice a post still has on a day, within the asker's reach."""
    return list(
        Tie.objects.filter(post=post, kind__in=WORKING_TIES)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on))
        .order_by("child_id", "pk")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGlass:
    """Emergency access that is open now: what the banner on every page says."""

    child_id: int
    ends_at: datetime


def open_glass(*, by: Asker, at: datetime) -> list[OpenGlass]:
    """Return the emergency access somebody has open at a moment, the first to close first.

    It was read with their posts and ties: no query.
    """
    still = sorted((ends, child) for child, ends in by.glass_ends.items() if ends > at)
    return [OpenGlass(child_id=child, ends_at=ends) for ends, child in still]


def glass_to_review(*, by: Asker) -> list[BrokenGlass]:
    """Return the emergency access not yet reviewed in somebody's areas, the longest due first."""
    return list(
        BrokenGlass.objects.filter(
            reviewed_at__isnull=True, area_id__in=by.areas_where(Permission.GLASS_REVIEW)
        )
        .select_related("post__user", "post__organisation")
        .order_by("review_due_date", "pk")
    )


def alerts_for(*, by: Asker, kind: str = "") -> list[Alert]:
    """Return the unsettled alerts meant for somebody: for their role in an area, or their post.

    Of one kind, or of every kind. One query.
    """
    rows = Alert.objects.filter(_meant_for(by), settled_at__isnull=True)
    rows = rows.filter(kind=kind) if kind else rows
    return list(rows.select_related("user", "post__organisation").order_by("-raised_at", "-pk"))


def _meant_for(by: Asker) -> Q:
    mine = Q(facts__for_post__in=[post.id for post in by.posts])
    for post in by.posts:
        here = Q(area_id__in=post.area_ids) | Q(area_id__isnull=True)
        mine |= here & Q(facts__for_role=post.role.value)
    return mine


def _odd_for(by: Asker) -> QuerySet[Alert]:
    """Return odd access meant for somebody who reviews; emergency access has its own review."""
    check_post(by, Permission.GLASS_REVIEW)
    rows = Alert.objects.filter(_meant_for(by), facts__glass__isnull=True)
    return rows.select_related("user", "post__organisation", "settled_by__user")


Listed = TypeVar("Listed", bound=Model)


def _one_page(rows: QuerySet[Listed], page: int) -> tuple[list[Listed], int]:
    """Return one page of a list and how many there are in all; past the end, the last page."""
    total = rows.count()
    start = min(page - 1, max(total - 1, 0) // LISTED) * LISTED
    return list(rows[start : start + LISTED]), total


def odd_access(*, by: Asker, page: int = 1) -> tuple[list[Alert], int]:
    """Return a page of unsettled odd access, the newest first, and how many. Two queries.

    :raises NotAllowed: if they review nothing
    """
    rows = _odd_for(by).filter(settled_at__isnull=True)
    return _one_page(rows.order_by("-raised_at", "-pk"), page)


def settled_alerts(*, by: Asker, page: int = 1) -> tuple[list[Alert], int]:
    """Return a page of odd access that was settled, the latest first, and how many.

    :raises NotAllowed: if they review nothing
    """
    rows = _odd_for(by).filter(settled_at__isnull=False)
    return _one_page(rows.order_by("-settled_at", "-pk"), page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much waits for somebody who reviews access."""

    reviews: int  # of emergency access
    overdue: int  # of those, past the day they were due
    odd: int  # alerts not settled


def reviews_waiting(*, by: Asker, today: date) -> Waiting:
    """Count what waits for somebody who reviews. Two queries.

    :raises NotAllowed: if they review nothing
    """
    counted = (
        _glass_of(by)
        .filter(reviewed_at__isnull=True)
        .aggregate(reviews=Count("pk"), overdue=Count("pk", filter=Q(review_due_date__lt=today)))
    )
    odd = _odd_for(by).filter(settled_at__isnull=True).count()
    return Waiting(reviews=counted["reviews"], overdue=counted["overdue"], odd=odd)


def get_alert(alert_id: int, *, by: Asker, lock: bool = False) -> Alert:
    """Return one alert of odd access to somebody it is meant for.

    :raises NotFound: if there is none
    :raises NotAllowed: if they review nothing
    """
    rows = _odd_for(by)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=alert_id).first()
    if found is None:
        raise NotFound("No such alert.")
    return found


def _glass_of(by: Asker) -> QuerySet[BrokenGlass]:
    check_post(by, Permission.GLASS_REVIEW)
    rows = BrokenGlass.objects.filter(area_id__in=by.areas_where(Permission.GLASS_REVIEW))
    return rows.select_related("post__user", "post__organisation", "reviewed_by__user")


def awaiting_review(*, by: Asker, page: int = 1) -> tuple[list[BrokenGlass], int]:
    """Return a page of emergency access not yet reviewed, the longest due first, and how many.

    :raises NotAllowed: if they review nothing
    """
    rows = _glass_of(by).filter(reviewed_at__isnull=True)
    return _one_page(rows.order_by("review_due_date", "pk"), page)


def reviewed_glass(*, by: Asker, page: int = 1) -> tuple[list[BrokenGlass], int]:
    """Return a page of emergency access that was reviewed, the latest first, and how many.

    :raises NotAllowed: if they review nothing
    """
    rows = _glass_of(by).filter(reviewed_at__isnull=False)
    return _one_page(rows.order_by("-reviewed_at", "-pk"), page)


def get_glass(glass_id: int, *, by: Asker) -> BrokenGlass:
    """Return one emergency access in the areas somebody reviews, and write that they read it.

    :raises NotFound: if there is none
    :raises NotAllowed: if they review nothing
    """
    found = _glass_of(by).filter(pk=glass_id).first()
    if found is None:
        raise NotFound("No such record.")
    audit.note(
        Note(
            action=Action.READ,
            child_id=found.child_id,
            area_id=found.area_id,
            classes=(FieldClass.STAFF_ONLY,),
            purpose="glass-review",
        )
    )
    return found


# Posts, for those who name an organisation's staff (rule 9)


class ShowPosts(StrEnum):
    """Which posts to list."""

    ALL = ""
    CURRENT = "current"  # those still to come are among them
    ENDED = "ended"


def posts_managed(
    *, by: Asker, at: datetime, show: ShowPosts = ShowPosts.ALL, page: int = 1
) -> tuple[list[Post], int]:
    """Return a page of the posts somebody manages, current ones first.

    Two queries.

    :raises NotAllowed: if they manage none
    """
    rows = _managed(by).alias(is_over=_over(at)).order_by("is_over", "user__name", "pk")
    if show is not ShowPosts.ALL:
        rows = rows.filter(is_over=show is ShowPosts.ENDED)
    return _one_page(rows, page)


def _over(at: datetime) -> ExpressionWrapper:
    """Say in the database what `Post.over` says of one."""
    ended = Q(to_date__isnull=False, to_date__lt=at.date())
    stopped = Q(ends_at__isnull=False, ends_at__lte=at)
    return ExpressionWrapper(ended | stopped, output_field=BooleanField())


def _managed(by: Asker) -> QuerySet[Post]:
    check_post(by, Permission.POST_MANAGE)
    theirs = by.bodies_where(Permission.POST_MANAGE)
    return Post.objects.filter(organisation_id__in=theirs).select_related("user", "organisation")


def get_post(post_id: int, *, by: Asker, lock: bool = False) -> Post:
    """Return one post of an organisation whose staff somebody names.

    :raises NotFound: if it is none of theirs
    :raises NotAllowed: if they manage none
    """
    rows = _managed(by)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=post_id).first()
    if found is None:
        raise NotFound("No such post.")
    return found


def successors(post: Post, *, today: date, last_day: date) -> list[Post]:
    """Return the posts that could take over another's work, the same role first. One query.

    In the same body, held by somebody else, today and until the leaver's last day, with a list of
    what they owe: promises go over at once, so nobody who is yet to begin is among them.
    """
    able = [role for role, spec in ROLES.items() if Permission.WORKLIST_VIEW in spec.permissions]
    until = max(today, last_day)
    rows = (
        Post.objects.filter(organisation_id=post.organisation_id, role__in=able)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=until), from_date__lte=today)
        .filter(ends_at__isnull=True)
        .exclude(user_id=post.user_id)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    return sorted(rows, key=lambda each: each.role != post.role)


def account_of(email: str) -> User | None:
    """Return the account an email belongs to, or None."""
    return User.objects.filter(email=email.strip().lower()).first()


# Who looked (rule 36)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One line of "who looked": a body and a post always, a person for staff only."""

    at: datetime
    organisation: str
    post: str
    person: str
    action: str
    purpose: str
    classes: tuple[str, ...]
    outcome: str
    held_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """One page of who looked, the newest first."""

    rows: tuple[Look, ...]
    page: int
    pages: int
    total: int


def who_looked(child: ChildState, *, by: Asker, page: int = 1) -> Looks:
    """Return who looked at one child's record. Four queries at most.

    Looks held back for safety are shown to staff and marked; the family's own page leaves them
    out and names no person (`family=True` of `audit.queries.looks`).

    :raises NotAllowed, NotFound: if `by` may not see who looked at this child
    """
    check(by, Permission.CHILD_AUDIT_VIEW, child)
    found = audit_queries.looks(child.id, page=page)
    held = Post.objects.filter(pk__in={row.post_id for row in found.rows if row.post_id})
    posts = {post.pk: post for post in held.select_related("user", "organisation")}
    others = {row.user_id for row in found.rows if row.user_id and row.post_id not in posts}
    people = {user.pk: user.name for user in User.objects.filter(pk__in=others)} if others else {}
    rows = tuple(_look(row, posts.get(row.post_id or 0), people) for row in found.rows)
    return Looks(rows=rows, page=found.page, pages=found.pages, total=found.total)


def _look(row: audit_queries.LookRow, post: Post | None, people: Mapping[int, str]) -> Look:
    """Put names to one row of the trail."""
    return Look(
        at=row.at,
        organisation=post.organisation.name if post else "",
        post=ROLES[Role(post.role)].title if post else "",
        person=post.user.name if post else people.get(row.user_id or 0, row.service),
        action=row.action,
        purpose=row.purpose,
        classes=row.classes,
        outcome=row.outcome,
        held_back=row.held_back,
    )


def emails_of(user_ids: Collection[int | None]) -> dict[int, str]:
    """Return where people with an account that is open are written to: the address they sign in
    by. One query; none for nobody."""
    wanted = {each for each in user_ids if each is not None}
    if not wanted:
        return {}
    rows = User.objects.filter(pk__in=wanted, is_active=True)
    return dict(rows.values_list("pk", "email"))


def are_active(user_ids: Collection[int]) -> bool:
    """Say whether every one of some accounts is somebody's, and open."""
    return User.objects.filter(pk__in=user_ids, is_active=True).count() == len(set(user_ids))


def invented_people() -> list[tuple[str, str]]:
    """Return the demo's personas by name, each with the post held, if any. One query."""
    rows = User.objects.filter(invented=True).order_by("pk")
    found = rows.values_list("name", "email", "posts__role", "posts__organisation__name")
    return [
        (
            name,
            f"{ROLES[Role(role)].title}, {body}"
            if role
            else settings.DEMO_ABOUT.get(email, "No post"),
        )
        for name, email, role, body in found
    ]


def colleagues(by: Asker, *, on: date) -> list[tuple[str, str]]:
    """Return the posts that do casework in the asker's bodies on a day, each with its holder.

    One query. For choosing an owner: the post's number as text, and the person's name.
    """
    able = [role for role, spec in ROLES.items() if Permission.CASE_CHANGE in spec.permissions]
    rows = (
        Post.objects.filter(
            organisation_id__in=[post.organisation_id for post in by.posts], role__in=able
        )
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on), from_date__lte=on)
        .exclude(pk__in=[post.id for post in by.posts])
        .order_by("user__name")
    )
    return [(str(pk), name) for pk, name in rows.values_list("pk", "user__name")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWorker:
    """A post that does casework, who holds it, and when they are next away."""

    post_id: int
    name: str
    title: str
    away_from: date | None = None  # the leave that runs, or else the next
    away_to: date | None = None

    def is_away(self, on: date) -> bool:
        """Say whether they are away on a day."""
        return bool(self.away_from and self.away_to and self.away_from <= on <= self.away_to)


def caseworkers(by: Asker, *, on: date) -> list[CaseWorker]:
    """Return the posts that do casework in the bodies whose work somebody allocates. Two queries.

    :raises NotAllowed: if they allocate nobody's work
    """
    check_post(by, Permission.WORK_ALLOCATE)
    able = [role for role, spec in ROLES.items() if Permission.CASE_CHANGE in spec.permissions]
    bodies = by.bodies_where(Permission.WORK_ALLOCATE)
    rows = (
        Post.objects.filter(organisation_id__in=sorted(bodies), role__in=able, from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on), ends_at__isnull=True)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    ahead = Absence.objects.filter(post__in=rows, to_date__gte=on).order_by("-from_date")
    leave = {each.post_id: each for each in ahead}  # the nearest stands last
    return [_caseworker(each, leave.get(each.pk)) for each in rows]


def _caseworker(post: Post, leave: Absence | None) -> CaseWorker:
    return CaseWorker(
        post_id=post.pk,
        name=post.user.name,
        title=ROLES[Role(post.role)].title,
        away_from=leave.from_date if leave else None,
        away_to=leave.to_date if leave else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHolder:
    """Who holds a post, for a family to know whom to ask."""

    name: str
    title: str
    organisation: str


def post_holders(post_ids: Collection[int]) -> dict[int, PostHolder]:
    """Return who holds some posts, by the number of the post. One query, or none for none."""
    if not post_ids:
        return {}
    found = Post.objects.filter(pk__in=post_ids).select_related("user", "organisation")
    return {
        post.pk: PostHolder(
            name=post.user.name,
            title=ROLES[Role(post.role)].title,
            organisation=post.organisation.name,
        )
        for post in found
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipPost:
    """A post through which somebody works on an area's plans."""

    id: int
    name: str  # who holds it
    role: Role
    organisation_id: int
    organisation: str
    kind: str  # of the organisation

    @property
    def label(self) -> str:
        """The post in words, with who holds it."""
        return f"{self.name}, {ROLES[self.role].title}, {self.organisation}"


def partnership_posts(area_id: int, *, on: date) -> list[PartnershipPost]:
    """Return the posts that work on an area's plans on a day, by body and name. One query."""
    able = [role for role, spec in ROLES.items() if Permission.IMPROVEMENT_VIEW in spec.permissions]
    rows = (
        Post.objects.filter(organisation__areas=area_id, role__in=able, from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on), ends_at__isnull=True)
        .select_related("user", "organisation")
        .order_by("organisation__name", "user__name", "pk")
    )
    return [_partnership_post(row) for row in rows]


def posts_named(post_ids: Collection[int]) -> dict[int, PartnershipPost]:
    """Return some posts by their numbers, whoever held them and whenever. One query."""
    rows = Post.objects.filter(pk__in=post_ids).select_related("user", "organisation")
    return {row.pk: _partnership_post(row) for row in rows}


def _partnership_post(row: Post) -> PartnershipPost:
    return PartnershipPost(
        id=row.pk,
        name=row.user.name,
        role=Role(row.role),
        organisation_id=row.organisation_id,
        organisation=row.organisation.name,
        kind=row.organisation.kind,
    )


def away(post_ids: Collection[int], *, on: date) -> frozenset[int]:
    """Return those of some posts whose holders are away on a day. One query."""
    found = Absence.objects.filter(post_id__in=post_ids, from_date__lte=on, to_date__gte=on)
    return frozenset(found.values_list("post_id", flat=True))


# The team around a child


@dataclass(frozen=True, slots=True)
class ServingBody:
    """Somebody whom the regulations name beside the family: a setting, or a holder of a post."""

    organisation_id: int
    name: str
    user_id: int | None  # None: the setting as a whole


def bodies_serving(child_id: int, area_id: int, *, on: date) -> tuple[ServingBody, ...]:
    """Return who is told of a child's request and its decisions beside the family, on a day.

    The setting the child is placed at, the board's designated clinical officers and the council's
    designated social care officers. Two queries. Law: SEND Regulations 2014 reg 4(2).
    """
    now = Q(to_date__isnull=True) | Q(to_date__gte=on)
    places = Tie.objects.filter(now, child_id=child_id, kind=TieKind.SCHOOL_PLACE)
    settings_ = places.filter(from_date__lte=on).values_list(
        "organisation_id", "organisation__name"
    )
    posts = Post.objects.filter(
        now, role__in=[Role.DCO, Role.DSCO], organisation__areas=area_id, from_date__lte=on
    ).order_by("pk")
    holders = posts.values_list("organisation_id", "user__name", "user_id")
    schools = [ServingBody(body, name, None) for body, name in settings_.distinct()]
    people_ = [ServingBody(body, name, user) for body, name, user in holders]
    return (*schools, *people_)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """One professional or body tied to a child; `role` is empty for a body as a whole."""

    kind: str
    name: str
    role: str
    organisation: str
    from_date: date


def team_of(child_id: int, *, on: date) -> tuple[TeamRow, ...]:
    """Return who is tied to a child already reached, through posts and bodies, on a day.

    Families' own ties are not the team's, and are left out. One query.
    """
    rows = (
        Tie.objects.filter(child_id=child_id, from_date__lte=on, user__isnull=True)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on))
        .select_related("post__user", "post__organisation", "organisation")
        .order_by("from_date", "pk")
    )
    return tuple(_team_row(row) for row in rows)


def _team_row(tie: Tie) -> TeamRow:
    post, body = tie.post, tie.organisation
    return TeamRow(
        kind=tie.kind,
        name=post.user.name if post else "",
        role=post.role if post else "",
        organisation=post.organisation.name if post else body.name if body else "",
        from_date=tie.from_date,
    )


# One's own sign-ins (rule 22)

SIGN_INS_A_PAGE = 20
DEVICES = (
    ("ipad", "A tablet"),
    ("tablet", "A tablet"),
    ("iphone", "A phone"),
    ("mobile", "A phone"),
    ("android", "A phone"),
    ("windows", "A computer"),
    ("macintosh", "A computer"),
    ("linux", "A computer"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One time that somebody signed in with an account, or tried and failed."""

    at: datetime
    device: str
    worked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIns:
    """One page of them."""

    email: str
    rows: tuple[SignIn, ...]
    total: int
    page: int


def sign_ins(user: User, *, page: int = 1) -> SignIns:
    """Return a person's own sign-ins and failed tries, the newest first. Two queries.

    From where is not shown: it could tell where a hidden family lives to whoever looks over.
    """
    worked = AccessLog.objects.filter(username=user.email).annotate(ok=Value(True))
    failed = AccessAttempt.objects.filter(username=user.email).annotate(ok=Value(False))
    names = ("attempt_time", "user_agent", "ok")
    rows = worked.values_list(*names).union(failed.values_list(*names), all=True)
    total = rows.count()
    page = min(page, max(1, -(-total // SIGN_INS_A_PAGE)))
    start = (page - 1) * SIGN_INS_A_PAGE
    shown = rows.order_by("-attempt_time")[start : start + SIGN_INS_A_PAGE]
    return SignIns(
        email=user.email,
        rows=tuple(SignIn(at=at, device=_device(agent), worked=ok) for at, agent, ok in shown),
        total=total,
        page=page,
    )


def _device(agent: str) -> str:
    """Say what kind of thing a browser ran on, in two words."""
    low = agent.lower()
    return next((words for mark, words in DEVICES if mark in low), "Some device")


# The demo's personas

MOST_PERSONAS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """One invented person: who they are in a few words."""

    id: int
    name: str
    title: str
    organisation: str


def personas(*, on: date) -> list[Persona]:
    """Return the demo's invented people, by body and post; families last. Two queries."""
    people = list(User.objects.filter(invented=True, is_active=True).order_by("pk")[:MOST_PERSONAS])
    posts = (
        Post.objects.filter(user__in=people, from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on), ends_at__isnull=True)
        .select_related("organisation")
        .order_by("-from_date", "-pk")
    )
    held = {post.user_id: post for post in posts}
    found = [
        Persona(
            id=user.pk,
            name=user.name,
            title=ROLES[Role(held[user.pk].role)].title
            if user.pk in held
            else settings.DEMO_ABOUT.get(user.email, "Parent or carer"),
            organisation=held[user.pk].organisation.name if user.pk in held else "",
        )
        for user in people
    ]
    return sorted(found, key=lambda each: (not each.organisation, each.organisation, each.title))


def get_persona(user_id: int) -> User | None:
    """Return one invented person with an open account, or None."""
    return User.objects.filter(pk=user_id, invented=True, is_active=True).first()


def officers_in(area_id: int, *, on: date) -> int:
    """Return how many EHC officers hold a post that serves an area on a day. One query."""
    held = Post.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=on),
        role=Role.EHC_OFFICER,
        organisation__areas=area_id,
        from_date__lte=on,
    )
    return held.count()
