"""Plans in words for the demo, and one draft in each state, told through the desk's commands."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connections
from tests.conftest import copy_of

from goldenthread.access import asking
from goldenthread.access.models import Post, Tie, User
from goldenthread.demo import plan_desk, plan_story
from goldenthread.demo.personas import PERSONAS
from goldenthread.demo.world import DEMO_DAY
from goldenthread.organisations.models import LocalArea, Organisation, Setting
from goldenthread.people import queries as people
from goldenthread.people.models import Adult, AdultLink, Child
from goldenthread.plans.content import Plan as Content
from goldenthread.plans.content import PlanStatus
from goldenthread.plans.models import (
    AdviserQuestion,
    DraftComment,
    EasyReadApproval,
    IssuedFigures,
    IssuedProvision,
    PassageAnswer,
    Plan,
    PlanDraft,
    PlanVersion,
)
from goldenthread.plans.queries import gate_of, read_draft
from goldenthread.plans.rules.issue import figures_of, hash_of

TEAM = ("priya", "helen", "anita")
PLANS = 30  # of which enough are sound for every part of the story
ISSUED = date(2026, 2, 2)


def owner(model):
    return model._default_manager.using("owner")


def team(area):
    """The personas who act in the story."""
    council = owner(Organisation).create(kind="COUNCIL", name="Derbyshire County Council")
    council.areas.set([area])
    for one in PERSONAS:
        if one.key in TEAM:
            user = User(email=one.email, name=one.name, invented=True)
            user.save(using="owner")
            owner(Post).create(
                user=user, organisation=council, role=one.role, from_date=date(2023, 1, 1)
            )
    return owner(Post).get(user__name="Priya Nair")


def child_with_plan(area, number, post, place):
    """An invented child of the officer's, with a plan known by dates and codes only."""
    child = owner(Child).create(
        area=area,
        local_id=f"D-{number}",
        forename=["Ivy", "Noah", "Elsie"][number % 3],
        surname="Ashdown",
        birth_date=date(2018, 3, 1) + timedelta(days=number),
        pronouns="they/them",
        invented=True,
        sealed=number == PLANS - 1,
    )
    adult = owner(Adult).create(area=area, name="A parent (invented)", invented=True)
    owner(AdultLink).create(
        area=area, child=child, adult=adult, relationship="mother", from_date=ISSUED,
        parental_responsibility="YES", lives_with="YES",
    )  # fmt: skip
    owner(Tie).create(kind="CASELOAD", area=area, child=child, post=post, from_date=ISSUED)
    common = {"area": area, "child": child}
    plan = owner(Plan).create(**common, state="IN_FORCE", first_issued_date=ISSUED)
    owner(PlanVersion).create(
        **common, plan=plan, number=1, status="FINAL", issued_date=ISSUED, setting=place
    )


@pytest.fixture(scope="module")
def told(django_db_setup, template_database, django_db_blocker):
    """The story told once for the module; afterwards the database is copied afresh."""
    with django_db_blocker.unblock():
        area = owner(LocalArea).create(id=830, code="derbyshire", name="Derbyshire")
        post = team(area)
        place = owner(Setting).create(
            urn="900001", la_code="830", name="Hillside Primary School", phase="Primary",
            type_code="1", placement_group="mainstream", invented=True,
        )  # fmt: skip
        for number in range(PLANS):
            child_with_plan(area, number, post, place)
        written = plan_desk.write([830], first=[post.pk], ignored="{}")
        yield written, plan_story.tell(DEMO_DAY)
        connections.close_all()
        copy_of(template_database, settings.TEST_DATABASE)


@pytest.fixture(autouse=True)
def database(django_db_blocker):
    with django_db_blocker.unblock():
        yield


class TestWords:
    def test_every_plan_of_a_child_who_is_not_sealed_says_something(self, told):
        assert told[0] == PLANS - 1
        first = owner(PlanVersion).filter(number=1)
        assert first.filter(content__isnull=True).count() == 1
        for version in first.filter(content__isnull=False):
            content = Content.model_validate(version.content)
            assert content.invented
            assert version.content_hash == hash_of(content)
            assert content.placement.kind == "mainstream primary school"
            assert content.cover.child_name.endswith("Ashdown")

    def test_what_is_counted_beside_them_is_what_issue_would_count(self, told):
        kinds = set()
        for row in owner(IssuedFigures).filter(version__number=1).select_related("version"):
            counted = figures_of(Content.model_validate(row.version.content), ISSUED)
            made = (row.provision_lines, row.vague_lines, row.silent_sections)
            assert made == (counted.provision_lines, counted.vague_lines, counted.silent_sections)
            assert row.oldest_advice_date == counted.oldest_advice_date
            lines = owner(IssuedProvision).filter(version=row.version).count()
            assert lines == counted.provision_lines
            kinds.add((bool(row.vague_lines), bool(row.silent_sections)))
        assert len(kinds) == 4  # sound, vague, silent, and both


class TestStory:
    def drafts(self, stage):
        return owner(PlanDraft).filter(stage=stage)

    def test_there_is_a_draft_in_each_state(self, told):
        assert told[1] == len(plan_story.STORY)
        stages = sorted(owner(PlanDraft).values_list("stage", flat=True))
        assert stages == ["DROPPED", "FINISHED", "SERVED", "SERVED", "WRITING", "WRITING"]

    def test_one_waits_for_its_adviser_and_one_for_an_answer_to_a_parent(self, told):
        asked = owner(AdviserQuestion).get()
        assert (asked.answered_at, asked.draft.stage) == (None, "WRITING")
        assert asked.source.adviser_post_id == owner(Post).get(user__name="Dr Anita Shah").pk
        assert owner(DraftComment).get(state="OPEN").voice == "PARENT"

    def test_one_correction_is_unsettled_and_stops_that_plan_alone(self, told):
        wrong = owner(PassageAnswer).get(answer="CORRECT")
        assert (wrong.row, wrong.adviser, wrong.settled) == ("B1", "Dr Anita Shah", "")
        (other,) = self.drafts("SERVED").exclude(pk=wrong.draft_id)
        service = asking.service("test", [830])
        with asking.stated(service):
            found = {}
            for draft in (wrong.draft, other):
                child = Child.objects.get(pk=draft.child_id)
                desk = read_draft(child, draft.pk)
                found[draft.pk] = gate_of(desk, child, DEMO_DAY, PlanStatus.FINAL).gate
        assert "correction" in {each.check for each in found[wrong.draft_id].stopping}
        assert found[other.pk].open

    def test_the_one_issued_has_what_the_family_asked_for_and_approved_easy_words(self, told):
        (draft,) = self.drafts("FINISHED")
        last = owner(PlanVersion).filter(plan_id=draft.plan_id).latest("number")
        assert (last.number, last.status) == (3, "AMENDED_FINAL")
        assert "at home" in last.content["provision"][0]["where"]
        assert owner(EasyReadApproval).get(version=last).by_name == "Priya Nair"

    def test_those_who_act_in_it_reach_the_children(self, told):
        advised = owner(Tie).filter(kind="ADVISER", post__user__name="Dr Anita Shah")
        assert advised.count() == 3
        child = advised.first().child_id
        with plan_story.acting("anita", DEMO_DAY) as by:
            seen = people.get_child(child, by=by, to=plan_story.Permission.CHILD_VIEW, on=DEMO_DAY)
        assert seen.invented


def test_nothing_is_told_where_the_people_of_the_story_are_not(told, monkeypatch):
    before = owner(PlanDraft).count()
    monkeypatch.setattr(plan_story, "TEAMS", ((831, "daniel"),))
    assert plan_story.tell(DEMO_DAY) == 0
    assert owner(PlanDraft).count() == before
