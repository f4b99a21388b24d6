"""The demo's disagreements: one at each place, told by the commands, with no count changed."""

from __future__ import annotations

from datetime import timedelta

from goldenthread.access.models import Post, User
from goldenthread.access.rules import Role
from goldenthread.assessment.models import Assessment
from goldenthread.demo import redress_story
from goldenthread.demo.personas import PERSONAS
from goldenthread.redress.models import Disagreement
from goldenthread.timeline.models import Clock

from .conftest import STARTED, TODAY, child
from .letters_support import adult


def refused(areas, number: int, **marks) -> Assessment:
    """Make a refusal of sixty days ago, as a return told it, with a mother to tell."""
    sam = child(areas.derbyshire, f"D-{number}", f"Child{number}", "Invented")
    adult(sam, f"Mother {number}", {"email": "m@example.invalid"}, parental_responsibility="YES")
    return Assessment.objects.create(
        area=areas.derbyshire,
        child=sam,
        received_date=TODAY - timedelta(days=90),
        decided_date=TODAY - timedelta(days=60),
        stage="NOT_ASSESSED",
        source="1",
        **marks,
    )


def test_each_story_stands_where_it_was_told_to_and_marks_stay(as_service, areas, bodies):
    name = redress_story.NAMES["priya"]
    email = next(one.email for one in PERSONAS if one.key == "priya")
    priya = User.objects.create_user(email=email, name=name, invented=True)
    Post.objects.create(
        user=priya, organisation=bodies.county, role=Role.EHC_OFFICER, from_date=STARTED
    )
    for number in range(2):
        refused(areas, number, request_mediation=True)
        refused(areas, 10 + number, request_tribunal=True)
    refused(areas, 20)
    assert redress_story.tell(TODAY) == 4
    stand = sorted(Disagreement.objects.values_list("standing", flat=True))
    assert stand == ["APPEAL", "MEDIATION", "TO_KEEP", "TO_KEEP"]
    assert Assessment.objects.filter(request_mediation=True).count() == 2
    assert Assessment.objects.filter(request_tribunal=True).count() == 2
    running = set(Clock.objects.filter(known_to=None, stopped=None).values_list("rule", flat=True))
    assert {"med-held", "app-response", "ord-assess-plan"} <= running


def test_with_nobody_there_nothing_is_told(as_service, areas):
    assert redress_story.tell(TODAY) == 0
