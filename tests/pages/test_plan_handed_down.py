"""Advice handed down to a draft: its source, its parts and whoever answers for it are kept."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.assessment.rules.advice import AdviceStatement, Adviser, NeedArea, StatementKind
from goldenthread.desk.handing_down import handed_down
from goldenthread.plans.content import AdviceKind
from goldenthread.plans.content import NeedArea as PlanArea
from goldenthread.plans.models import DraftSource
from goldenthread.plans.queries import read_draft

from .plan_parts import begin


def said(**more) -> AdviceStatement:
    facts = {
        "key": "AS7",
        "kind": StatementKind.PROVISION,
        "words": "Words practised in pairs.",
        "need_area": NeedArea.COMMUNICATION,
        "everyday": "",
        "who": "A speech and language therapist",
        "how_often": "Weekly",
        "how_long": "20 minutes",
        "ratio": "1:1",
        "expertise": "",
        "passage": "page 4",
        "about": "health",
        "adviser": Adviser.HEALTH,
        "letter": "c",
        "service": "Invented Speech and Language Service",
        "author": "Ms Quill",
        "given_on": date(2026, 10, 5),
        "request_id": 3,
        "post_id": 12,
    }
    return AdviceStatement(**{**facts, **more})


class TestShape:
    def test_a_therapists_teaching_is_suggested_for_education(self):
        found = handed_down(said())
        assert (found.section, found.kind) == ("F", AdviceKind.THERAPY)
        assert (found.key, found.advice) == ("advice/3/AS7", "advice/3")
        assert found.parts["how_often"] == "Weekly"
        assert (found.adviser_post_id, found.passage) == (12, "page 4")

    @pytest.mark.parametrize(
        ("kind", "area", "adviser", "section"),
        [
            (StatementKind.NEED, NeedArea.LEARNING, Adviser.PSYCHOLOGY, "B"),
            (StatementKind.NEED, NeedArea.HEALTH, Adviser.HEALTH, "C"),
            (StatementKind.PROVISION, NeedArea.HEALTH, Adviser.HEALTH, "G"),
            (StatementKind.NEED, NeedArea.SOCIAL_CARE, Adviser.SOCIAL_CARE, "D"),
            (StatementKind.PROVISION, "", Adviser.SOCIAL_CARE, "H2"),
            (StatementKind.OUTCOME, "", Adviser.EDUCATION, "E"),
            (StatementKind.STRENGTH, "", Adviser.FAMILY, "A"),
        ],
    )
    def test_each_kind_is_suggested_for_its_section(self, kind, area, adviser, section):
        found = handed_down(said(kind=kind, need_area=area, adviser=adviser, service="Team"))
        assert found.section == section

    def test_areas_of_need_are_the_plans_own(self):
        assert handed_down(said(need_area=NeedArea.FEELINGS)).area_of_need is PlanArea.SEMH


def test_what_the_adviser_said_of_each_part_stands_in_the_new_line(sam, cast, asker_of):
    steps = begin(sam, cast.officer, asker_of)
    steps("take_statements", [handed_down(said())], who=cast.officer)
    source = DraftSource.objects.get()
    steps("place_as_new", source.pk, who=cast.officer, section="F")
    (line,) = read_draft(sam, steps.draft.pk).content.provision
    assert (line.what, line.who) == ("Words practised in pairs.", "A speech and language therapist")
    assert (line.how_often, line.how_long, line.group_size) == ("Weekly", "20 minutes", "1:1")
    assert (line.expertise, line.where) == ("", "")


def test_an_officer_brings_the_advice_in_and_an_adviser_may_not(sam, cast, asker_of):
    steps = begin(sam, cast.officer, asker_of)
    address = reverse("desk:take_advice", args=[sam.pk, steps.draft.pk])
    for who, status in {"officer": 302, "psychologist": 403, "stranger": 404}.items():
        client = Client()
        client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(address).status_code == status, who
