"""A family reads its own letters here: nobody else's, and in the form that each reader needs."""

from __future__ import annotations

import io

import pypdf
import pytest
from django.urls import reverse
from tests.pages import family_world as world
from tests.reading_grade import page_grade

from goldenthread.access import asking
from goldenthread.letters.models import Handover, LetterCopy
from goldenthread.people.models import AdultLink, CommunicationNeed

from .conftest import NOW, STARTED, TODAY
from .letters_support import content, send


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def sam(sam):
    AdultLink.objects.filter(child=sam).delete()
    return sam


@pytest.fixture
def mum(sam):
    user = world.account("Mum Invented")
    link = world.make_family(sam, user)
    for kind in ("LARGE_PRINT", "PHONE_ONLY"):
        CommunicationNeed.objects.create(
            area=sam.area, child=sam, adult=link.adult, kind=kind, from_date=STARTED
        )
    return user


@pytest.fixture
def dad(sam):
    user = world.account("Dad Invented")
    world.make_family(sam, user, relationship="father")
    return user


NAMES = "Zoë Łucja Ŵynne عائشہ 🚂"


@pytest.fixture
def letter(cast, asker_of, sam, mum, dad, as_service):
    officer = asker_of(cast.officer)
    said = content(f"We will look at what {NAMES} needs.")
    why = {f"adult-{each.adult_id}": "At once." for each in AdultLink.objects.filter(child=sam)}
    made = send(officer, sam, said, format_reasons=why)
    asking.state(as_service)
    Handover.objects.update(state="SENT", sent_at=NOW)
    return made


def copy_of(letter, user) -> LetterCopy:
    return letter.copies.get(user_id=user.pk)


def test_a_mother_reads_her_letter_and_that_she_saw_it_is_kept(letter, sam, mum):
    client = world.signed_in(mum)
    page = reverse("family:letters", args=[sam.pk])
    assert "You have not read this yet." in client.get(page).content.decode()
    one = client.get(reverse("family:letter", args=[copy_of(letter, mum).pk]))
    text = one.content.decode()
    assert NAMES in text
    assert "A named person will help you with it." in text  # she cannot use letters
    assert "<title>A letter to you" in text.replace("\n", "")  # nobody is named in it
    assert "You have not read this yet." not in client.get(page).content.decode()
    assert copy_of(letter, mum).seen_at is not None
    assert copy_of(letter, mum).handover.state == "SENT"
    assert page_grade(client.get(page).content.decode()) <= 5


def sizes(pdf: bytes) -> set[float]:
    """Return the sizes of the letters in a PDF's words."""
    found = set()

    def visit(text, _cm, tm, _font, size):
        if text.strip():
            found.add(round(abs(tm[0]) * size, 1))

    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    return found


def test_her_pdf_is_in_large_print_and_his_is_not(letter, mum, dad):
    drawn = {}
    for user in (mum, dad):
        answer = world.signed_in(user).get(
            reverse("family:letter-pdf", args=[copy_of(letter, user).pk])
        )
        assert answer["Content-Disposition"] == (
            f'attachment; filename="letter-{copy_of(letter, user).pk}.pdf"'
        )
        drawn[user.pk] = answer.content
    assert min(sizes(drawn[mum.pk])) >= 18 > min(sizes(drawn[dad.pk]))
    words = pypdf.PdfReader(io.BytesIO(drawn[mum.pk])).pages[0].extract_text()
    for name in ("Zoë", "Łucja", "Ŵynne"):
        assert name in words
    assert "arabic letter" not in words  # drawn, not named in brackets


def test_one_parents_copy_is_not_the_others_nor_anybody_elses(letter, mum, dad, cast):
    for name in ("family:letter", "family:letter-pdf"):
        address = reverse(name, args=[copy_of(letter, mum).pk])
        for who in (dad, cast.stranger):
            assert world.signed_in(who).get(address).status_code == 404


def test_what_has_not_gone_is_not_shown_and_a_restricted_parent_reads_none(
    letter, sam, mum, dad, cast, asker_of
):
    held = copy_of(send(asker_of(cast.officer), sam, key="two"), mum)
    address = reverse("family:letter", args=[held.pk])
    page = reverse("family:letters", args=[sam.pk])
    assert address not in world.signed_in(mum).get(page).content.decode()
    assert world.signed_in(mum).get(address).status_code == 404
    AdultLink.objects.filter(adult__user=dad).update(**world.RESTRICTED)
    his = reverse("family:letter", args=[copy_of(letter, dad).pk])
    assert world.signed_in(dad).get(his).status_code == 404
    assert world.signed_in(dad).get(page).status_code == 302


def test_its_pages_are_cheap(letter, sam, mum, django_assert_max_num_queries):
    client = world.signed_in(mum)
    pages = (
        reverse("family:letters", args=[sam.pk]),
        reverse("family:letter", args=[copy_of(letter, mum).pk]),
    )
    for page in pages:
        client.get(page)
        with django_assert_max_num_queries(12):
            client.get(page)
