"""Every page about a child says which child, and what of hers is held back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

PAGES = ("thread", "record", "team", "documents", "looked")


@pytest.fixture
def heading(cast, sam):
    """Return what the first heading of a page about Sam says, and the bar it stands in."""

    def of(page: str) -> tuple[str, str]:
        client = Client()
        client.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
        text = client.get(reverse(f"desk:{page}", args=[sam.pk])).content.decode()
        bar = text.partition('<div class="gt-identity">')[2].partition("<nav")[0]
        name = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
        assert name is not None
        return name.group(1), bar

    return of


@pytest.mark.parametrize("page", PAGES)
def test_the_heading_names_the_child_not_who_is_signed_in(heading, page):
    name, bar = heading(page)
    assert name == "Sam Invented"
    assert "born 3 May 2016 (" in bar
    assert "Derbyshire" in bar
    assert "estricted" not in bar


@pytest.mark.parametrize("page", PAGES)
def test_a_restricted_place_is_said_on_every_page(heading, sam, page):
    sam.location_restricted, sam.location_team, sam.postcode = True, "the access team", ""
    sam.save()
    assert "School and address restricted: ask the access team" in heading(page)[1]
