"""Where the story of a plan begins: two advisers have given structured advice in Amara's case."""

from __future__ import annotations

from tests.journeys.cast import NOW, TODAY, World
from tests.pages.casework import agreed, agreed_to_issue, reach_at_once
from tests.pages.plan_parts import SCHOOL, sound_plan

from goldenthread.access import asking
from goldenthread.access.rules import Asker
from goldenthread.assessment.commands import advice
from goldenthread.assessment.models import AdviceRequest, Assessment
from goldenthread.assessment.rules.advice import Adviser, Statement, StatementKind
from goldenthread.law.events import EventKind as K
from goldenthread.organisations.models import Setting
from goldenthread.people.models import Adult, AdultLink, Child
from goldenthread.plans import commands
from goldenthread.plans.content import Link, Need, NeedArea, Outcome, Plan, Provision, Section
from goldenthread.timeline.commands import record

LOSES = "She loses the second of two spoken steps."
DOES_BOTH = "She does both of two spoken steps in four of five lessons."
HELP = "Help to plan a task."
NOISE = "The noise of the hall drives her out of it."
# What each adviser gives: a need, what is hoped for, and a line too vague to promise.
ADVICE = {
    "psychologist": (
        Statement(
            kind=StatementKind.NEED,
            words=LOSES,
            need_area="learning",
            everyday="She waits while the others begin.",
            passage="On both visits she followed the first step and lost the second.",
        ),
        Statement(kind=StatementKind.OUTCOME, words=DOES_BOTH),
        Statement(
            kind=StatementKind.PROVISION,
            words=HELP,
            who="A teaching assistant",
            how_often="Regularly",
            how_long="As needed",
            ratio="1:1",
            expertise="Trained in task planning",
            passage="She would gain from regular help to plan.",
        ),
    ),
    "senco": (
        Statement(
            kind=StatementKind.NEED,
            words=NOISE,
            need_area="sensory",
            everyday="She misses lunch on most days.",
            passage="The lunch register of May 2026.",
        ),
    ),
}


def begin(world: World) -> str:
    """Take Amara's case to where its draft is written; return the address of the draft."""
    _register_school()
    by = world.asker("officer")
    child_id = world.children["amara"]
    with asking.stated(by):
        case = _agreed_to_assess(child_id, world, by)
        _others_have_answered(case, by)
    for who in ADVICE:
        _advises(who, case, world)
    with asking.stated(by):
        agreed_to_issue(case, by, on=TODAY)
        made = commands.start_draft(child_id, by=by, on=TODAY, content=begun())
    return f"/children/{child_id}/plan/draft/{made.pk}/"


def _register_school() -> None:
    Setting.objects.get_or_create(
        urn="900001",
        defaults={
            "la_code": "830",
            "name": SCHOOL,
            "type_code": "1",
            "placement_group": "mainstream",
            "invented": True,
        },
    )


def _agreed_to_assess(child_id: int, world: World, by: Asker) -> Assessment:
    """Agree to assess; her mother is told at once."""
    child = Child.objects.get(pk=child_id)
    reach_at_once(child)
    links = AdultLink.objects.filter(child=child)
    links.update(may_see_plan="YES")
    adults = Adult.objects.filter(pk__in=links.values("adult_id"))
    adults.update(user=world.users["parent"])
    case = Assessment.objects.get(child=child)
    agreed(case, by, on=TODAY)
    return case


def _others_have_answered(case: Assessment, by: Asker) -> None:
    """Health and social care were asked, and have answered with a report each."""
    for kind in (Adviser.HEALTH, Adviser.SOCIAL_CARE):
        asked = advice.ask_adviser(case.pk, adviser=kind, by=by, at=NOW)
        AdviceRequest.objects.filter(pk=asked.pk).update(state="ANSWERED", answered_date=TODAY)
        record(
            K.ADVICE_RECEIVED,
            area_id=case.area_id,
            child_id=case.child_id,
            case_type="assessment",
            case_id=case.pk,
            on=TODAY,
            by=by,
            at=NOW,
            facts={"about": asked.about},
        )


def _advises(who: str, case: Assessment, world: World) -> None:
    """Ask one adviser, who writes their statements and gives them."""
    officer, adviser = world.asker("officer"), world.asker(who)
    kind = Adviser.PSYCHOLOGY if who == "psychologist" else Adviser.EDUCATION
    post = world.posts[who]
    with asking.stated(officer):
        asked = advice.ask_adviser(
            case.pk,
            adviser=kind,
            by=officer,
            at=NOW,
            post_id=post.pk,
            organisation_id=post.organisation_id,
        )
    with asking.stated(adviser):
        for said in ADVICE[who]:
            advice.write_statement(asked.pk, said=said, by=adviser, at=NOW)
        advice.give_advice(asked.pk, by=adviser, at=NOW)


def begun() -> Plan:
    """What is written already: the gold plan, and a health need with provision that the ICB owes.

    Drawn from `sound_plan`, with C and G said to hold something instead of nothing.
    """
    plan = sound_plan()
    return plan.model_copy(
        update={
            "needs": (
                *plan.needs,
                Need(
                    id="C1",
                    section=Section.C,
                    area=NeedArea.HEALTH,
                    text="Amara's hands tire when she writes for more than five minutes.",
                    effect="She stops half way through a page.",
                    strengths="She draws maps with great care.",
                ),
            ),
            "outcomes": (
                *plan.outcomes,
                Outcome(
                    id="E4",
                    text="By July 2027 Amara writes for 15 minutes without pain, 4 days a week.",
                    by_when=plan.outcomes[0].by_when,
                    by_when_words="July 2027",
                    baseline="5 minutes in May 2026",
                    measure="the therapist's record",
                ),
            ),
            "provision": (
                *plan.provision,
                Provision(
                    id="G1",
                    section=Section.G,
                    area=NeedArea.HEALTH,
                    what="Hand exercises taught by an occupational therapist.",
                    who="Occupational therapist",
                    expertise="Qualified therapist",
                    direct_time="30 minutes",
                    how_often="Once a fortnight in term",
                    how_long="18 visits a year",
                    group_size="1:1",
                    where="The medical room",
                    starts="30 November 2026",
                    review="Therapist, each term",
                    funded_by="ICB",
                ),
            ),
            "nothing_found": tuple(
                each for each in plan.nothing_found if each.section not in (Section.C, Section.G)
            ),
            "links": (
                *plan.links,
                *(
                    Link(source=source, target=target)
                    for source, target in (
                        *(("C1", "E4"), ("C1", "G1"), ("E4", "G1"), ("K3", "C1"), ("K3", "G1")),
                    )
                ),
            ),
        }
    )
