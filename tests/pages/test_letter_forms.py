"""What somebody needs is said once and applied to every kind of letter (trust rule 66).

The kinds of letter and of need are read from their registers: a new one of either is tried here.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.pages import family_world as world
from tests.unit.letters.specimens import specimens

from goldenthread.access import asking
from goldenthread.letters.commands import CaseRef, NotOwed, give_form
from goldenthread.letters.models import LetterCopy
from goldenthread.letters.rules.forms import DRAWN, SPOKEN, TASKS, Way
from goldenthread.letters.rules.notices import NOTICES
from goldenthread.letters.rules.recipients import Reader
from goldenthread.people import queries as people
from goldenthread.people.models import AdultLink, CommunicationNeed
from goldenthread.people.rules import NEEDS_DETAIL, CommunicationKind
from goldenthread.timeline.models import Clock

from .conftest import NOW, STARTED, TODAY
from .letters_support import adult, send

MADE = specimens()
TO_FAMILY = [code for code, kind in NOTICES.items() if Reader.PARENT in kind.goes_to]
DUE = date(2026, 11, 27)  # five working days after the tests' day


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def sam(sam):
    AdultLink.objects.filter(child=sam).delete()
    return sam


@pytest.fixture
def readers(sam):
    """Nine parents, each with one need, and one with none."""
    made = {None: adult(sam, "Needs nothing", parental_responsibility="YES")}
    for kind in CommunicationKind:
        made[kind] = adult(sam, f"Needs {kind}", parental_responsibility="YES")
        CommunicationNeed.objects.create(
            area=sam.area, child=sam, adult=made[kind].adult, kind=kind, from_date=STARTED,
            detail="Polish" if kind in NEEDS_DETAIL else "",
        )  # fmt: skip
    return made


def owed(copy: LetterCopy) -> Clock | None:
    about = f"copy/{copy.pk}"
    return Clock.objects.filter(rule="letter-form", about=about, known_to__isnull=True).first()


def test_every_need_is_drawn_spoken_or_somebodys_task():
    assert set(CommunicationKind) == DRAWN | SPOKEN | set(TASKS)


@pytest.mark.parametrize("case", ["assessment", "plan", "complaint", "wait"])
def test_of_every_kind_of_letter_every_need_is_met_or_becomes_a_named_persons_task(
    officer, sam, readers, case
):
    for number, kind in enumerate(TO_FAMILY if case == "assessment" else TO_FAMILY[:1]):
        said = MADE[kind][0].content
        why = {f"adult-{link.adult_id}": "It goes at once." for link in readers.values()}
        letter = send(
            officer, sam, said, kind=kind, key=f"{case}/{kind}",
            case=CaseRef(type=case, id=100 + number),
            format_reasons=why,
        )  # fmt: skip
        copies = {each.adult_id: each for each in letter.copies.select_related("handover")}
        for need, link in readers.items():
            copy, clock = copies[link.adult_id], owed(copies[link.adult_id])
            assert copy.handover.state == "WAITING", (kind, need)
            assert copy.large_print is (need == CommunicationKind.LARGE_PRINT), kind
            assert (clock is not None) is (need in TASKS), (kind, need)
            if clock is not None:
                assert clock.due == DUE
                assert clock.owner_post_id == officer.posts[0].id


def test_one_that_is_held_for_its_form_is_owed_too(officer, sam, readers):
    letter = send(officer, sam)
    held = letter.copies.get(adult_id=readers[CommunicationKind.BRAILLE].adult_id)
    assert held.handover.state == "HELD"
    assert owed(held) is not None


def test_the_officer_reads_what_to_do_says_how_it_was_done_and_the_clock_stops(
    cast, officer, sam, readers
):
    letter = send(officer, sam)
    copy = letter.copies.get(adult_id=readers[CommunicationKind.PHONE_ONLY].adult_id)
    client = world.signed_in(cast.officer)
    page = reverse("letters:letter", args=[letter.pk])
    form = reverse("letters:form", args=[copy.pk])
    text = client.get(page).content.decode()
    assert "Call them and read it to them." in text
    assert form in text
    empty = client.post(form, {}).content.decode()
    assert "Choose how it was given." in empty
    day = {"on-day": TODAY.day, "on-month": TODAY.month, "on-year": TODAY.year}
    for _ in range(2):  # pressed twice, done once
        assert client.post(form, {"way": "called", **day}).url == page
    with asking.stated(officer):
        assert owed(copy).stopped == TODAY
    assert "Given on" in client.get(page).content.decode()
    assert world.signed_in(cast.stranger).get(form).status_code == 404


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"way": "carrier pigeon"}, "Choose how"),
        ({"on": date(2027, 1, 4)}, "in the future"),
        ({"on": date(2020, 1, 6)}, "before the letter was written"),
    ],
)
def test_what_cannot_have_been_done_is_refused(officer, sam, readers, asked, says):
    letter = send(officer, sam)
    copy = letter.copies.get(adult_id=readers[CommunicationKind.BSL].adult_id)
    with asking.stated(officer), pytest.raises(NotOwed, match=says):
        give_form(copy.pk, **{"way": Way.SIGNED, "on": TODAY, **asked}, by=officer, at=NOW)


def test_nothing_is_given_that_nobody_is_owed(officer, sam, readers):
    copy = send(officer, sam).copies.get(adult_id=readers[None].adult_id)
    with asking.stated(officer), pytest.raises(NotOwed, match="Nobody is owed"):
        give_form(copy.pk, way=Way.CALLED, on=TODAY, by=officer, at=NOW)


# Said by themselves, and by staff


@pytest.fixture
def mother(sam):
    user = world.account("Mother Invented")
    world.make_family(sam, user)
    return user


def needs_of(child, user=None) -> set[tuple[str, str]]:
    rows = people.communication_needs(child, on=TODAY)
    return {(n.kind, n.detail) for n in rows if (n.adult and n.adult.user_id) == (user and user.pk)}


def test_a_mother_says_how_to_write_to_her_and_the_next_letter_does(officer, sam, mother, settings):
    settings.TODAY = TODAY
    client, page = world.signed_in(mother), reverse("family:needs")
    client.post(page, {"needs": ["LARGE_PRINT", "LANGUAGE"], "spoken": "Urdu"})
    assert needs_of(sam, mother) == {("LARGE_PRINT", ""), ("LANGUAGE", "Urdu")}
    assert 'dir="rtl"' in client.get(page).content.decode()  # from the very next page
    copy = send(officer, sam).copies.get(user_id=mother.pk)
    assert copy.large_print
    assert owed(copy) is not None
    client.post(page, {"needs": ["LARGE_PRINT"]})
    assert needs_of(sam, mother) == {("LARGE_PRINT", "")}
    assert CommunicationNeed.objects.filter(child=sam, kind="LANGUAGE").exists()  # kept as history


def test_a_language_must_be_named_and_what_was_ticked_stays(sam, mother):
    text = world.signed_in(mother).post(reverse("family:needs"), {"needs": ["LANGUAGE"]})
    assert "Write which language." in text.content.decode()
    assert 'value="LANGUAGE" checked' in text.content.decode()
    assert needs_of(sam, mother) == set()


def test_an_officer_records_each_persons_needs_apart(cast, sam, mother, settings):
    settings.TODAY = TODAY
    page = reverse("desk:needs", args=[sam.pk])
    client = world.signed_in(cast.officer)
    link = AdultLink.objects.get(adult__user=mother)
    client.post(page, {"who": "child", "needs": ["SYMBOLS"]})
    client.post(page, {"who": f"adult-{link.adult_id}", "needs": ["BSL"]})
    assert (needs_of(sam), needs_of(sam, mother)) == ({("SYMBOLS", "")}, {("BSL", "")})
    refused = client.post(page, {"who": "child", "needs": ["INTERPRETER"]}).content.decode()
    assert "Enter which language" in refused
    team = client.get(reverse("desk:team", args=[sam.pk])).content.decode()
    for words in ("Symbols", "British Sign Language", "Mother Invented", page):
        assert words in team
