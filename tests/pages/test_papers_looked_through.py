"""Papers that leave: another child, or where this one is, is caught 100 times of 100 (20, 40)."""

from __future__ import annotations

import random
from datetime import date, timedelta
from io import BytesIO

import docx
import pytest
from django.db import transaction

from goldenthread.assessment import commands
from goldenthread.audit.models import AuditRow
from goldenthread.documents.reading import Unreadable, words_of
from goldenthread.letters.queries import look_through_file, look_through_words
from goldenthread.people.models import AdultLink
from goldenthread.placements.commands import consult
from goldenthread.placements.commands.consulting import WrongConsultation
from goldenthread.placements.rules.consulting import AskedBy

from .casework import (
    a_file,
    advised,
    agreed,
    agreed_to_issue,
    at_version,
    drawn,
    moment,
    reach_at_once,
    received,
)
from .conftest import TODAY, child
from .letters_support import family

ON = date(2026, 4, 20)
CLEAN = "Sam reads with a friend. A quiet corner helps. Seen on 3 March 2026."


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def others(as_service, areas):
    """Ten other children of the area, each with a number of their own."""
    return [
        child(
            areas.derbyshire,
            f"830-{number:07d}",
            f"Kit{'abcdefghij'[number]}",
            f"Elder{'abcdefghij'[number]}",
            birth_date=date(2014, 1, 1) + timedelta(days=97 * number),
            nhs_number="",
        )
        for number in range(10)
    ]


def named(other, how: int) -> str:
    """Write another child into a page in one of five ways."""
    born = other.birth_date
    return (
        f"Name: {other.forename} {other.surname}, born {born:%d/%m/%Y}.",
        f"{other.surname.upper()}, {other.forename} (d.o.b. {born:%d.%m.%y})",
        f"{other.forename} {other.surname} was born on {born.day} {born:%B %Y}.",
        f"Plan number {other.local_id}.",
        f"{other.surname} {other.forename} {born.isoformat()}",
    )[how % 5]


def test_another_child_in_a_paper_is_caught_a_hundred_times_of_a_hundred(sam, others):
    chance, missed = random.Random(40), []
    for turn in range(100):
        other = chance.choice(others)
        lines = [CLEAN] * chance.randrange(1, 4)
        lines.insert(chance.randrange(len(lines) + 1), named(other, turn))
        if look_through_words("\n".join(lines), sam, on=TODAY, barred=False) is None:
            missed.append((turn, named(other, turn)))
    assert missed == []
    assert look_through_words(CLEAN, sam, on=TODAY, barred=False) is None


def test_where_the_child_is_is_caught_a_hundred_times_of_a_hundred(sam):
    family(sam)
    chance, missed = random.Random(20), []
    ways = (
        "We visited 14 Canaryelm Walk.",
        "at 14,  CANARYELM   walk",
        "(DE0 0AA)",
        "de00aa",
        "Call 01632 960001 after four.",
        "call 01632960001",
        "+44 1632 960001",
        "She is at Invented Primary School.",
    )
    for turn in range(100):
        lines = [CLEAN] * chance.randrange(1, 4)
        lines.insert(chance.randrange(len(lines) + 1), ways[turn % len(ways)])
        if look_through_words("\n".join(lines), sam, on=TODAY, barred=True) is None:
            missed.append(ways[turn % len(ways)])
    assert missed == []
    assert look_through_words(CLEAN, sam, on=TODAY, barred=True) is None


def in_word(*words: str) -> bytes:
    """Return a Word document that says something in its header, a table and its body."""
    made, out = docx.Document(), BytesIO()
    made.sections[0].header.paragraphs[0].text = words[0]
    made.add_paragraph("A plan")
    if words[1:]:
        made.add_table(rows=1, cols=1).cell(0, 0).text = words[1]
    made.save(out)
    return out.getvalue()


class TestFiles:
    @pytest.mark.parametrize("how", range(5))
    @pytest.mark.parametrize("kind", ["PDF", "DOCX"])
    def test_are_read_whatever_they_are_made_of(self, sam, others, officer, kind, how):
        said = named(others[how], how)
        content = drawn(said) if kind == "PDF" else in_word("A header", said)
        file = a_file(sam, officer, kind=kind, content=content)
        assert look_through_file(file.pk, sam, on=TODAY).words == "it names another child"

    def test_a_header_is_read_too(self, sam, others, officer):
        file = a_file(sam, officer, kind="DOCX", content=in_word(named(others[0], 3)))
        assert look_through_file(file.pk, sam, on=TODAY) is not None

    def test_a_clean_one_passes_and_one_of_another_child_is_left_to_who_sends_it(
        self, sam, others, officer
    ):
        assert look_through_file(a_file(sam, officer).pk, sam, on=TODAY) is None
        assert look_through_file(a_file(others[0], officer).pk, sam, on=TODAY) is None

    def test_one_that_cannot_be_read_is_stopped_where_somebody_is_barred(self, sam, officer):
        file = a_file(sam, officer, content=b"%PDF-1.7 broken")
        assert look_through_file(file.pk, sam, on=TODAY) is None
        family(sam)
        assert "could not be read" in look_through_file(file.pk, sam, on=TODAY).words

    @pytest.mark.parametrize(
        ("kind", "content"), [("PDF", b"no"), ("DOCX", b"no"), ("PNG", b"no"), ("PDF", drawn(" "))]
    )
    def test_what_has_no_words_says_so(self, kind, content):
        if kind == "PDF" and content != b"no":
            assert "plan" in words_of(content, kind)
            return
        with pytest.raises(Unreadable):
            words_of(content, kind)


class TestAPlanThatLeaves:
    @pytest.fixture
    def drafting(self, sam, officer):
        reach_at_once(sam)
        case = received(sam, officer)
        agreed(case, officer, on=date(2026, 2, 10))
        advised(case, officer, on=date(2026, 3, 20))
        agreed_to_issue(case, officer, on=date(2026, 4, 10))
        return case

    def send(self, case, by, file, **more):
        return commands.send_draft(
            case.pk,
            paper=commands.PlanPaper(file_id=file.pk, needs=["ASD"], **more),
            version=at_version(case).version,
            by=by,
            at=moment(ON),
        )

    def test_is_stopped_when_it_names_another_child_and_nothing_is_recorded(
        self, drafting, officer, others
    ):
        file = a_file(drafting.child, officer, words=named(others[0], 0))
        for more in ({}, {"looked_through": True}):  # an officer lets nothing go
            with pytest.raises(commands.WouldBeHeld, match="names another child"):
                self.send(drafting, officer, file, **more)
        assert at_version(drafting).stage == "DRAFTING"

    def test_a_manager_who_did_not_add_it_may_let_it_go_and_that_is_written(
        self, drafting, officer, others, cast, asker_of
    ):
        manager = asker_of(cast.manager)
        file = a_file(drafting.child, officer, words=named(others[0], 0))
        file.uploaded_by = cast.manager
        file.save()
        with pytest.raises(commands.WouldBeHeld), transaction.atomic():
            self.send(drafting, manager, file, looked_through=True)
        file.uploaded_by = cast.officer
        file.save()
        self.send(drafting, manager, file, looked_through=True)
        assert at_version(drafting).stage == "DRAFT_WITH_FAMILY"

    def test_is_stopped_when_a_barred_parent_would_read_where_the_child_is(self, drafting, officer):
        family(drafting.child)
        AdultLink.objects.filter(child=drafting.child).update(gets_notices="YES")
        file = a_file(drafting.child, officer, words="We met at 14 Canaryelm Walk.")
        with pytest.raises(commands.WouldBeHeld, match="where the child is"):
            self.send(drafting, officer, file)


def test_a_copy_for_a_setting_is_stopped_when_it_names_another_child(sam, others, officer, bodies):
    for words in (named(others[0], 0), named(others[1], 3)):
        with pytest.raises(WrongConsultation, match="The copy was stopped"), transaction.atomic():
            consult(
                child_id=sam.pk,
                case_type="assessment",
                case_id=1,
                setting_id=bodies.setting.pk,
                asked_by=AskedBy.COUNCIL,
                sections=[{"title": "Child", "words": "Sam"}, {"title": "Needs", "words": words}],
                by=officer,
                at=moment(TODAY),
            )
    assert not AuditRow.objects.filter(purpose="setting-consulted").exists()
