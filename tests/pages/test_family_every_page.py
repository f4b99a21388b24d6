"""Every page that a family's routes open: small, easy to read, neutral in its title."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.pages import family_world as world
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access.models import Tie
from goldenthread.access.rules import TieKind
from goldenthread.demo import local_help
from goldenthread.directory.commands import import_feed
from goldenthread.directory.rules.feed import read_feed
from goldenthread.law.events import EventKind as K

from .conftest import STARTED, TODAY
from .test_family_where import MOST_BYTES, title_of, weight
from .test_route_matrix import MATRIX

SPACES = ("family", "directory", "heard", "contact", "assessment", "measures", "desk")
# In a family's frame or a visitor's; a page of staff, a file or an address for machines is not.
FRAME = "gt-family"
NOT_FOR_FAMILIES = {"measures:all-published"}  # for boards and newspapers as well


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


def opened(sam) -> dict[str, str]:
    """Return the address of every route that a parent of Sam opens, or anybody, by its name."""
    found = {}
    for name, row in MATRIX.items():
        if row.expected("parent") == 200 and name.split(":")[0] in SPACES:
            arguments = [sam.pk if each == "SAM" else each for each in row.arguments]
            found[name] = reverse(name, args=arguments)
    return found


def test_each_is_light_easy_to_read_and_names_no_child(sam, cast, areas):
    import_feed(read_feed(local_help.feed()), source="test", invented=True)
    client, seen, faults = world.signed_in(cast.parent), [], []
    for name, address in opened(sam).items():
        answer = client.get(address)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        text = answer.content.decode()
        seen.append(name)
        if weight(text) > MOST_BYTES:
            faults.append(f"{name} weighs {weight(text)} bytes")
        if "Sam" in title_of(text):
            faults.append(f"{name} names the child in its title")
        if name in NOT_FOR_FAMILIES or name.startswith("desk:"):
            continue
        if page_grade(text) > 5 or sentence_length(text_of(text)) > 15:
            faults.append(f"{name} is hard to read: grade {page_grade(text):.1f}")
    assert faults == []
    assert {name for name in MATRIX if name.startswith("family:")} & set(seen) >= {
        "family:where", "family:waits", "family:draft", "family:delivery",
        "family:say", "family:messages", "family:navigator", "family:unhappy", "family:looked",
    }  # fmt: skip
    assert {"directory:search", "directory:tries", "heard:areas"} & set(seen)


def test_a_page_of_ones_own_never_says_your_child(sam, cast, areas, asker_of):
    user = world.account("Sam Themself")
    Tie.objects.create(
        area=sam.area, child=sam, kind=TieKind.YOUNG_PERSON, user=user, from_date=STARTED
    )
    # Agreed to: the advice that people who know Sam give is still to come.
    world.happened(
        sam, asker_of(cast.officer),
        (K.REQUEST_RECEIVED, TODAY - timedelta(days=50), {}),
        (K.ASSESSMENT_AGREED, TODAY - timedelta(days=10), {}),
    )  # fmt: skip
    client, seen = world.signed_in(user), set()
    for name, address in opened(sam).items():
        answer = client.get(address)
        if name.startswith(("family:", "directory:")) and answer.status_code == 200:
            seen.add(name)
            said = answer.content.decode()
            assert not re.search(r"\byour child\b", said, re.IGNORECASE), name
    assert {"family:where", "family:waits", "family:say", "family:records"} <= seen
    where = client.get(reverse("family:where", args=[sam.pk])).content.decode()
    assert "People who know you tell us what helps." in where
