"""Families for the pages' tests: each adult with the facts of their own link, and no other's."""

from __future__ import annotations

from datetime import date, timedelta

from django.test import Client

from goldenthread.access.models import Tie, User
from goldenthread.access.rules import TieKind
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import Adult, AdultLink, Answer, Child
from goldenthread.timeline.commands import record

from .conftest import NOW, STARTED

FULL = {
    "parental_responsibility": Answer.YES,
    "responsibility_evidence": "birth certificate seen",
    "lives_with": Answer.YES,
    "may_see_location": Answer.YES,
    "may_see_plan": Answer.YES,
    "gets_notices": Answer.YES,
}
BARRED = {**FULL, "lives_with": Answer.NO, "may_see_location": Answer.NO}
NOTHING_SAID = {"parental_responsibility": Answer.YES, "responsibility_evidence": "said so"}
RESTRICTED = {
    **BARRED,
    "may_see_plan": Answer.NO,
    "gets_notices": Answer.NO,
    "restriction_reason": "Court order of 3 May",
    "restriction_owner_post_id": 1,
    "restriction_review_date": date(2027, 2, 1),
}


def account(name: str) -> User:
    email = f"{name.lower().replace(' ', '.')}@example.invalid"
    return User.objects.create_user(email=email, name=name, invented=True)


def make_family(
    child: Child,
    user: User,
    *,
    adult: Adult | None = None,
    relationship: str = "mother",
    since: date = STARTED,
    **facts: object,
) -> AdultLink:
    """Link an adult with an account to a child, and tie the account to the record."""
    adult = adult or Adult.objects.create(area=child.area, name=user.name, user=user, invented=True)
    Tie.objects.get_or_create(
        area=child.area, child=child, kind=TieKind.PARENT, user=user, from_date=since
    )
    return AdultLink.objects.create(
        area=child.area, child=child, adult=adult, relationship=relationship, from_date=since,
        **(facts or FULL),
    )  # fmt: skip


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def happened(child: Child, by: object, *steps: tuple[str, date, dict[str, object]],
             case_type: str = "assessment", case_id: int = 0) -> None:  # fmt: skip
    for kind, on, facts in steps:
        record(
            kind, area_id=child.area_id, child_id=child.pk, case_type=case_type,
            case_id=case_id or child.pk, on=on, by=by, at=NOW, facts=facts,
        )  # fmt: skip


def asked(child: Child, by: object, days: int, today: date) -> None:
    """Record that an assessment was asked for so many days ago."""
    happened(child, by, (K.REQUEST_RECEIVED, today - timedelta(days=days), {}))
