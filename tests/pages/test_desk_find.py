"""Find a child: inside one's own areas, by POST, written down, a sealed record never."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.audit.models import AuditRow

from .conftest import child


@pytest.fixture
def ask(cast):
    def find(who: str = "officer", **given: str):
        client = Client()
        client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
        return client.post(reverse("desk:find"), given)

    return find


def text(answer) -> str:
    return answer.content.decode()


class TestFind:
    @pytest.mark.parametrize(
        "given",
        [
            {"name": "sam"},
            {"name": "Invented"},
            {"name": "inv SAM"},
            {"birth_date-day": "3", "birth_date-month": "5", "birth_date-year": "2016"},
        ],
    )
    def test_finds_by_the_start_of_a_name_or_by_birth_date(self, ask, sam, given):
        assert reverse("desk:thread", args=[sam.pk]) in text(ask(**given))

    def test_says_when_nobody_matches(self, ask, sam):
        assert "No child in your areas matches" in text(ask(name="Zebedee"))

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({}, "Enter a name, a date of birth"),
            ({"name": "x"}, "at least 2 letters"),
            ({"nhs_number": "12"}, "10 digits"),
            ({"birth_date-day": "31", "birth_date-month": "2", "birth_date-year": "2016"}, "date"),
        ],
    )
    def test_says_what_to_mend_and_keeps_what_was_typed(self, ask, sam, given, said):
        answer = text(ask(**given))
        assert said in answer
        assert "There is a problem" in answer
        assert all(f'value="{value}"' in answer for value in given.values())

    def test_another_areas_child_is_not_found(self, ask, sam):
        assert str(reverse("desk:thread", args=[sam.pk])) not in text(
            ask("city_officer", name="sam")
        )

    def test_a_sealed_record_is_not_found(self, ask, as_service, sam):
        sam.sealed = True
        sam.save()
        assert "No child in your areas matches" in text(ask(name="sam"))

    def test_each_search_is_written_down_without_what_was_typed(self, ask, cast, sam):
        ask(name="sam")
        asking.state(asking.service("test", [830]))
        # A search is about no one child: it is read back by its asker's number, as owner would.
        ask(name="zzz")
        assert not AuditRow.objects.filter(purpose__contains="sam").exists()

    def test_many_are_paged_and_the_search_is_kept(self, ask, as_service, areas, cast):
        for number in range(30):
            child(areas.derbyshire, f"P-{number}", f"Pat{number:02}", "Many")
        first, second = text(ask(name="many")), text(ask(name="many", page="2"))
        assert "30 children found" in first
        assert "Page 1 of 2" in first
        assert 'name="name" value="many"' in first
        assert "Pat29" in second
        assert "Pat00" not in second

    def test_asks_a_fixed_number_of_queries(self, cast, sam, django_assert_max_num_queries):
        client = Client()
        client.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
        with django_assert_max_num_queries(12):
            client.post(reverse("desk:find"), {"name": "sam"})
