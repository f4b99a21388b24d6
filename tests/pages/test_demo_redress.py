"""The demo's disagreements: one at each place, told by the commands, with no count changed."""

from __future__ import annotations

from datetime import timedelta

from goldenthread.access.models import Post, User
from goldenthread.access.rules import Role
from goldenthread.assessment.models import Assessment
from goldenthread.demo import redress_story
from goldenthread.demo.personas import PERSONAS
from goldenthread.letters.models import Letter
from goldenthread.plans.models import Plan
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


def test_the_tribunal_officer_tells_of_plans_and_has_every_open_disagreement_on_their_list(
    as_service, areas, bodies, monkeypatch
):
    monkeypatch.setattr(redress_story, "FIRST", 0)
    one = next(one for one in PERSONAS if one.key == redress_story.TRIBUNAL_OFFICER)
    hanan = User.objects.create_user(email=one.email, name=one.name, invented=True)
    post = Post.objects.create(
        user=hanan, organisation=bodies.county, role=Role.TRIBUNAL_OFFICER, from_date=STARTED
    )
    for number in range(4):
        sam = child(areas.derbyshire, f"P-{number}", f"Child{number}", "Invented")
        adult(
            sam, f"Mother {number}", {"email": "m@example.invalid"}, parental_responsibility="YES"
        )
        Plan.objects.create(area=areas.derbyshire, child=sam, state="IN_FORCE")
    assert redress_story.tell(TODAY) == 4
    stand = sorted(Disagreement.objects.values_list("standing", flat=True))
    assert stand == ["MEDIATION", "TO_KEEP", "TO_KEEP", "TRIBUNAL"]
    assert Letter.objects.filter(kind="order-to-keep").count() == 2
    running = Clock.objects.filter(case_type="appeal", known_to=None, stopped=None, superseded=None)
    assert set(running.values_list("owner_post_id", flat=True)) == {post.pk}
    orders = Clock.objects.filter(case_type="plan", known_to=None, rule__startswith="ord-")
    assert set(orders.values_list("rule", flat=True)) == {"ord-amend", "ord-setting"}
