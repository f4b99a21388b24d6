"""The sheet of what came and what did not: evidence for a review, a complaint, the Tribunal.

As PDF and as a table, for the family and for whoever may read the plan, and nobody else (S25, D03).
"""

from __future__ import annotations

import csv
import io
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from tests.pages import family_world as world

from goldenthread.access.rules import Role
from goldenthread.audit.models import AuditRow
from goldenthread.people.models import AdultLink

from .conftest import person
from .test_family_delivery import (  # the same child, mother and therapy
    _the_tests_day,
    kit,
    mum,
    promise,
    school_tells,
    tell,
    therapy,
)

__all__ = ["_the_tests_day", "kit", "mum", "therapy"]


def sheet(user, child, form="csv", door="family"):
    return world.signed_in(user).get(reverse(f"{door}:delivery-sheet", args=[child.pk, form]))


def lines(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def second_line(child, line, words):
    """Another line of the same issued plan: what was issued is never altered."""
    return type(line).objects.create(
        version=line.version, row="F2", section="F", what=words, how_often="Each week",
        area=child.area, child=child,
    )  # fmt: skip


class TestTable:
    def test_each_week_says_what_was_promised_told_by_each_and_owed(self, kit, mum, therapy, cast):
        promise(cast, kit, therapy, "60")
        tell(mum, kit, therapy, "NO")
        school_tells(cast, kit, therapy, "PART", "20")
        last = lines(sheet(mum, kit))[-1]
        assert last["week"] == "2026-11-16"
        assert (last["minutes_promised"], last["family_says"]) == ("60", "No")
        assert (last["setting_says"], last["setting_minutes"]) == ("Some", "20")
        assert (last["minutes_owed"], last["minutes_disputed"]) == ("40", "20")
        assert last["counted_by"] == "week"
        assert (last["family_told_on"], last["setting_told_on"]) == ("2026-11-22", "2026-11-22")

    def test_it_goes_back_to_the_plans_first_week_and_is_the_same_at_the_desk(
        self, kit, mum, therapy, cast
    ):
        mine = lines(sheet(mum, kit))
        assert (mine[0]["week"], len(mine)) == ("2026-09-07", 11)
        assert {each["family_says"] for each in mine} == {"Not told"}
        assert lines(sheet(cast.officer, kit, door="desk")) == mine

    def test_no_word_of_it_is_run_by_a_spreadsheet(self, kit, mum, therapy):
        second_line(kit, therapy, '=HYPERLINK("x")')
        assert lines(sheet(mum, kit))[-1]["help"].startswith("'=")

    def test_its_name_says_nothing_and_it_is_written_down_who_took_it(self, kit, mum, therapy):
        client = world.signed_in(mum)
        client.get(reverse("family:home"))  # a visit's first page asks for her language as well
        with CaptureQueriesContext(connection) as sent:
            answer = client.get(reverse("family:delivery-sheet", args=[kit.pk, "csv"]))
        assert len(sent) <= 12
        assert answer["Content-Disposition"] == (
            'attachment; filename="did-it-happen-2026-11-22.csv"'
        )
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert AuditRow.objects.filter(purpose="delivery-sheet", child_id=kit.pk).count() == 1

    def test_somebody_who_may_not_know_a_place_gets_no_words_that_tell_it(self, kit, mum, therapy):
        kit.location_restricted, kit.address, kit.postcode = True, "", ""
        kit.save()
        AdultLink.objects.filter(child=kit).update(may_see_location="NO")
        second_line(kit, therapy, "A taxi from DE45 1MV")
        answer = sheet(mum, kit)
        assert "DE45" not in answer.content.decode()
        assert "Words hidden" in answer.content.decode()


class TestPaper:
    def test_it_says_the_sums_in_hours_and_each_week(self, kit, mum, therapy, cast):
        promise(cast, kit, therapy, "90")
        tell(mum, kit, therapy, "YES")
        tell(mum, kit, therapy, "NO")
        answer = sheet(mum, kit, "pdf")
        assert answer["Content-Type"] == "application/pdf"
        found = PdfReader(io.BytesIO(answer.content))
        text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in found.pages))
        assert "Speech therapy with a therapist" in text
        assert "Owed 1 hour 30 minutes" in text
        assert "16 November 2026" in text
        assert "No (told 22 November 2026)" in text
        changed = text.split("Everything told, in order")[-1]
        assert [changed.count(f"Family {said}") for said in ("Yes", "No")] == [1, 1]
        assert mum.name not in text  # one parent does not learn of the other (rule 14)
        assert found.metadata is not None
        assert "Kit" not in str(found.metadata.title)

    def test_before_there_is_a_plan_it_says_so(self, kit, mum):
        found = PdfReader(io.BytesIO(sheet(mum, kit, "pdf").content))
        assert "No plan in force" in found.pages[0].extract_text()


def test_only_those_who_may_read_the_plan_get_it(kit, mum, therapy, cast, bodies):
    stranger = person("Elsewhere", Role.EHC_OFFICER, bodies.city)
    assert sheet(stranger, kit, door="desk").status_code == 404
    assert sheet(cast.parent, kit).status_code == 404
    assert sheet(mum, kit, "docx").status_code == 404
    page = world.signed_in(mum).get(reverse("family:delivery", args=[kit.pk])).content.decode()
    for form in ("pdf", "csv"):
        assert reverse("family:delivery-sheet", args=[kit.pk, form]) in page
