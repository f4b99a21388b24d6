"""The watch for odd access: run each minute, it raises alerts for the privacy officers."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

from django.conf import settings
from django.db import connection
from django.utils import timezone

from goldenthread.access import asking
from goldenthread.access.models import Alert, BrokenGlass
from goldenthread.access.rules import Role
from goldenthread.access.watch import Activity, Odd, Thresholds, odd
from goldenthread.organisations import queries as organisations

SERVICE = "access-watch"
GUARDIANS = (Role.SIRO, Role.CALDICOTT_GUARDIAN)


def limits() -> Thresholds:
    """Return the thresholds this installation has set."""
    return Thresholds(**settings.ODD_ACCESS)


def scan(at: datetime) -> list[Alert]:
    """Raise an alert for each odd thing done in the window before a moment.

    The same person is not reported again for the same thing inside the quiet time. Emergency
    access still unreviewed after its day goes to the SIRO and the Caldicott guardian, once.
    """
    areas = organisations.area_ids()
    with asking.stated(asking.service(SERVICE, areas)):
        found = [
            alert
            for activity in _activity(at - timedelta(minutes=limits().window_minutes), at)
            for alert in _alerts(activity, at)
        ]
        raised = _not_raised_yet(found, at) + _overdue_reviews(at)
        return Alert.objects.bulk_create(raised)


def _activity(since: datetime, until: datetime) -> list[Activity]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_activity(%s, %s)", [since, until])
        rows = cursor.fetchall()
    return [
        Activity(
            user_id=user_id,
            post_id=post_id,
            areas=tuple(areas),
            opened=opened,
            strangers=strangers,
            exported=exported,
            own_name=tuple(own_name),
        )
        for user_id, post_id, areas, opened, strangers, exported, own_name in rows
    ]


def _alerts(activity: Activity, at: datetime) -> list[Alert]:
    """Return one alert for each reason and each area concerned; no area is every area's."""
    found = odd(activity, timezone.localtime(at), limits())
    return [
        Alert(
            kind=kind,
            area_id=area,
            user_id=activity.user_id,
            post_id=activity.post_id,
            child_id=activity.own_name[0] if kind is Odd.OWN_SURNAME else None,
            raised_at=at,
            facts={**facts, "for_role": Role.PRIVACY_OFFICER.value},
        )
        for (kind, facts), area in product(found.items(), activity.areas or (None,))
    ]


def too_many_wrong_codes(*, user_id: int | None, at: datetime) -> Alert:
    """Tell every privacy officer that codes were tried until they were stopped: of no child.

    By an account, or by somebody with none; from where is not told. The areas are in reach.
    """
    facts = {"for_role": Role.PRIVACY_OFFICER.value}
    return Alert.objects.create(kind=Odd.WRONG_CODES, user_id=user_id, raised_at=at, facts=facts)


def _not_raised_yet(alerts: list[Alert], at: datetime) -> list[Alert]:
    quiet = at - timedelta(minutes=limits().quiet_minutes)
    recent = set(
        Alert.objects.filter(raised_at__gt=quiet).values_list("kind", "area_id", "user_id")
    )
    return [a for a in alerts if (str(a.kind), a.area_id, a.user_id) not in recent]


def _overdue_reviews(at: datetime) -> list[Alert]:
    late = BrokenGlass.objects.filter(
        reviewed_at__isnull=True, review_due_date__lt=timezone.localdate(at)
    ).select_related("post")
    told = set(
        Alert.objects.filter(kind=Odd.GLASS_REVIEW_OVERDUE).values_list("facts__glass", flat=True)
    )
    return [
        Alert(
            kind=Odd.GLASS_REVIEW_OVERDUE,
            area_id=glass.area_id,
            user_id=glass.post.user_id,
            post_id=glass.post_id,
            child_id=glass.child_id,
            raised_at=at,
            facts={"glass": glass.pk, "for_role": role.value},
        )
        for glass, role in product(late, GUARDIANS)
        if glass.pk not in told
    ]
