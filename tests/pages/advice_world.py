"""A case being assessed, with the people who advise in it; shared by the tests of advice."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

from django.test import Client

from goldenthread.access import asking
from goldenthread.access.models import Post
from goldenthread.access.queries import asker
from goldenthread.access.rules import Role
from goldenthread.assessment.models import Assessment
from goldenthread.law.events import EventKind as K
from goldenthread.timeline.commands import record

from .conftest import NOW, STARTED, TODAY, person

DECIDED = TODAY - timedelta(days=24)
RECEIVED = DECIDED - timedelta(days=30)


def case_of(child, by, *, decided: date = DECIDED, received: date = RECEIVED) -> Assessment:
    """Make a case that is being assessed, with its two events."""
    made = Assessment.objects.create(
        area_id=child.area_id,
        child=child,
        received_date=received,
        decided_date=decided,
        stage="ASSESSING",
        source="1",
    )
    for kind, on in ((K.REQUEST_RECEIVED, received), (K.ASSESSMENT_AGREED, decided)):
        record(
            kind,
            area_id=child.area_id,
            child_id=child.pk,
            case_type="assessment",
            case_id=made.pk,
            on=on,
            by=by,
            at=NOW,
        )
    return made


def advisers(cast, bodies) -> SimpleNamespace:
    """More people who advise: a clinician of a trust, two social workers, and who leads them."""
    trust = bodies.icb.__class__.objects.create(kind="TRUST", name="Invented NHS Trust")
    trust.areas.set(bodies.icb.areas.all())
    return SimpleNamespace(
        nurse=person("Nurse", Role.HEALTH_ADVISER, trust),
        worker=person("Worker", Role.SOCIAL_WORKER, bodies.county),
        other_worker=person("OtherWorker", Role.SOCIAL_WORKER, bodies.county),
        dsco=person("Dsco", Role.DSCO, bodies.county),
        trust=trust,
        since=STARTED,
    )


def post_of(user) -> int:
    return Post.objects.get(user=user).pk


def doing(user, work, at=NOW):
    """Do something as somebody, in a transaction of their own as a request has it."""
    who = asker(user, at)
    with asking.stated(who):
        return work(who)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
