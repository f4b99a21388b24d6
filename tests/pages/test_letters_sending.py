"""Sending: who gets a copy, what each holds, what is held, and that nothing is altered."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from goldenthread.access import asking
from goldenthread.access.rules import NotAllowed, NotFound
from goldenthread.audit.models import AuditRow
from goldenthread.documents.content import Paragraph, content_hash
from goldenthread.letters import commands
from goldenthread.letters.models import Handover, Hold, Letter, LetterCopy
from goldenthread.letters.queries import default_readers, readers_of
from goldenthread.letters.queries.readers import setting
from goldenthread.letters.rules.content import Piece, read
from goldenthread.letters.rules.recipients import Shows
from goldenthread.people import commands as people
from goldenthread.people.models import AdultLink, Child, CommunicationNeed

from .conftest import NOW, TODAY
from .letters_support import CASE, adult, content, family, send


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def sam(sam):
    """Return the cast's child with no adult but those a test names."""
    AdultLink.objects.filter(child=sam).delete()
    return sam


@pytest.fixture
def parents(sam):
    return family(sam)


def copies(letter) -> dict[str, LetterCopy]:
    return {each.name: each for each in letter.copies.select_related("handover")}


class TestReaders:
    def test_every_parent_with_responsibility_gets_the_same_at_the_same_time(
        self, officer, sam, parents
    ):
        letter = send(officer, sam)
        assert set(copies(letter)) == {"Ada Invented", "Ben Invented"}
        assert {c.handover.due_at for c in copies(letter).values()} == {NOW}

    @pytest.mark.parametrize(
        ("facts", "gets"),
        [
            ({"parental_responsibility": "YES", "gets_notices": "NO"}, False),
            ({"gets_notices": "YES"}, True),
            ({"parental_responsibility": "UNKNOWN"}, False),
            ({"parental_responsibility": "YES", "to_date": date(2026, 11, 21)}, False),
            ({"parental_responsibility": "YES", "from_date": date(2026, 11, 23)}, False),
        ],
    )
    def test_others_by_what_is_recorded_of_them(self, officer, sam, parents, facts, gets):
        adult(sam, "Cyd Invented", **facts)
        assert ("Cyd Invented" in copies(send(officer, sam))) is gets

    def test_from_the_day_after_the_leaving_date_the_young_person_alone(
        self, officer, sam, parents
    ):
        for born, names in (
            (date(2011, 1, 15), {"Ada Invented", "Ben Invented"}),  # leaves 25 June 2027
            (date(2010, 8, 31), {"Sam Invented"}),  # left 26 June 2026
        ):
            Child.objects.filter(pk=sam.pk).update(birth_date=born)
            sam.refresh_from_db()
            assert {each.name for each in default_readers(sam, on=TODAY)} == names

    def test_a_setting_gets_only_letters_of_a_kind_that_goes_to_settings(
        self, officer, sam, parents, bodies
    ):
        school = setting(bodies.school.pk, bodies.school.name)
        with pytest.raises(commands.NobodyToTell, match="Record who does"):
            send(officer, sam, to=[school])
        letter = send(officer, sam, to=[school], kind="message", key="m/1")
        (copy,) = letter.copies.all()
        assert (copy.organisation_id, copy.handover.state) == (bodies.school.pk, "SENT")
        assert Letter.objects.get(pk=letter.pk).sent_date == TODAY

    def test_nobody_recorded_is_said_and_nothing_is_written(self, officer, sam, as_service):
        with pytest.raises(commands.NobodyToTell, match="Nobody is recorded"):
            send(officer, sam)
        assert not Letter.objects.exists()


class TestTogether:
    def test_letters_of_one_decision_are_looked_through_together_each_with_its_own_finding(
        self, officer, sam, parents, bodies
    ):
        school = setting(bodies.school.pk, bodies.school.name)
        wrong = [content("Move to 14 Canaryelm Walk."), content("We will look.")]
        family_, told = together(officer, sam, wrong, [None, [school]])
        assert (family_.held, told.held) == ({"BARRED_LOCATION"}, frozenset())
        assert (told.letter.sent_date, family_.letter.sent_date) == (TODAY, None)
        assert Hold.objects.get().copy.letter_id == family_.letter.pk

    def test_again_they_are_the_same_letters_and_still_held(self, officer, sam, parents):
        said = [content("Move to 14 Canaryelm Walk."), content("We will look.")]
        first = together(officer, sam, said, [None, None])
        assert together(officer, sam, said, [None, None]) == first
        assert Letter.objects.count() == 2

    def test_where_one_has_nobody_to_go_to_none_is_written(self, officer, sam, parents, bodies):
        with pytest.raises(commands.NobodyToTell):
            together(officer, sam, [content(), content("More.")], [None, []])
        assert not Letter.objects.exists()


def together(by, child, said, to):
    """Send a notice and a message as one act."""
    kinds = ("will-assess", "message")
    outgoing = [
        commands.Outgoing(kind=kind, content=each, key=f"together/{kind}", to=readers)
        for kind, each, readers in zip(kinds, said, to, strict=True)
    ]
    with asking.stated(by):
        return commands.send_together(
            outgoing, child=child, case=CASE, decided_date=TODAY, by=by, at=NOW
        )


class TestCopies:
    def test_each_copy_has_its_readers_own_redaction(self, officer, sam, parents):
        said = content()
        said = said.model_copy(
            update={
                "pieces": (
                    *said.pieces,
                    Piece(blocks=(Paragraph(words="At Larkfield."),), shows=Shows.LOCATION),
                )
            }
        )
        found = copies(send(officer, sam, said))
        assert "Larkfield" in str(found["Ada Invented"].content)
        assert "Larkfield" not in str(found["Ben Invented"].content)
        assert found["Ben Invented"].barred
        for copy in found.values():
            assert copy.content_hash == content_hash(read(copy.content))

    def test_no_address_stands_in_anything_that_is_kept_of_a_letter(self, officer, sam, parents):
        letter = send(officer, sam)
        with connection.cursor() as cursor:
            for table in ("letters_letter", "letters_lettercopy", "letters_handover"):
                cursor.execute(
                    f"SELECT count(*) FROM {table} t WHERE t::text ILIKE '%%canaryelm%%'"
                )
                assert cursor.fetchone() == (0,)
        assert letter.copies.count() == 2

    def test_large_print_is_met_and_braille_is_held_unless_a_reason_is_given(
        self, officer, sam, parents, as_service
    ):
        mother, father = parents
        for link, kind in ((mother, "LARGE_PRINT"), (father, "BRAILLE")):
            CommunicationNeed.objects.create(
                area=sam.area, child=sam, adult=link.adult, kind=kind, from_date=TODAY
            )
        found = copies(send(officer, sam))
        assert (found["Ada Invented"].large_print, found["Ada Invented"].handover.state) == (
            True,
            "WAITING",
        )
        assert found["Ben Invented"].handover.state == "HELD"
        asking.state(as_service)
        assert Hold.objects.get().kind == "FORMAT"
        assert Hold.objects.get().found == ["BRAILLE"]
        why = {f"adult-{father.adult_id}": "He asked for this one on paper by phone."}
        letter = send(officer, sam, key="two", format_reasons=why)
        assert copies(letter)["Ben Invented"].handover.state == "WAITING"
        assert copies(letter)["Ben Invented"].format_reason == next(iter(why.values()))


class TestOnce:
    def test_the_same_letter_twice_is_one_letter(self, officer, sam, parents, as_service):
        assert send(officer, sam).pk == send(officer, sam).pk
        asking.state(as_service)
        assert (Letter.objects.count(), Handover.objects.count()) == (1, 2)

    def test_the_same_key_with_other_words_is_refused(self, officer, sam, parents):
        send(officer, sam)
        with pytest.raises(commands.KeyTaken, match="takes its place"):
            send(officer, sam, content("Other words."))

    def test_a_letter_is_superseded_and_what_had_not_gone_of_it_stops(
        self, officer, sam, parents, as_service
    ):
        old = send(officer, sam)
        new = send(officer, sam, content("Put right."), key="two", supersedes=old)
        asking.state(as_service)
        old.refresh_from_db()
        assert old.superseded_by_id == new.pk
        states = set(Handover.objects.filter(copy__letter=old).values_list("state", flat=True))
        assert states == {"STOPPED"}
        with pytest.raises(commands.KeyTaken, match="already"):
            send(officer, sam, content("Again."), key="three", supersedes=old)


class TestRefused:
    @pytest.mark.parametrize(
        ("who", "problem"),
        [("city_officer", NotFound), ("stranger", NotFound), ("psychologist", NotAllowed)],
    )
    def test_to_those_who_may_not(self, cast, sam, parents, asker_of, who, problem, as_service):
        with pytest.raises(problem):
            send(asker_of(getattr(cast, who)), sam)
        asking.state(as_service)
        assert not Letter.objects.exists()

    def test_without_the_date_it_must_print(self, officer, sam, parents):
        with pytest.raises(commands.IncompleteNotice, match="app-limit"):
            send(officer, sam, kind="will-not-assess")

    def test_of_no_kind(self, officer, sam, parents):
        with pytest.raises(commands.NoSuchNotice):
            send(officer, sam, kind="newsletter")


def test_a_letter_is_audited_as_written(officer, sam, parents, as_service):
    send(officer, sam)
    asking.state(as_service)
    assert AuditRow.objects.filter(purpose="letter-will-assess", action="write").exists()


class TestNeverAltered:
    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE letters_letter SET content = '{}'",
            "UPDATE letters_letter SET decided_date = '2020-01-01'",
            "UPDATE letters_letter SET kind = 'message'",
            "UPDATE letters_lettercopy SET content = '{}'",
            "UPDATE letters_lettercopy SET name = 'Somebody Else'",
            "UPDATE letters_handover SET key = 'GT-other'",
            "UPDATE letters_handover SET channel = 'EMAIL'",
            "DELETE FROM letters_letter",
            "DELETE FROM letters_lettercopy",
            "DELETE FROM letters_handover",
            "DELETE FROM letters_hold",
        ],
    )
    def test_by_the_application(self, officer, sam, parents, as_service, change):
        send(officer, sam)
        asking.state(as_service)
        with (
            pytest.raises((InternalError, ProgrammingError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)

    def test_a_date_is_said_once(self, officer, sam, parents, as_service):
        copy = send(officer, sam).copies.first()
        asking.state(as_service)
        for on in (date(2026, 11, 21), date(2026, 11, 20)):
            with asking.stated(officer):
                commands.record_served(copy, on=on, by=officer, today=TODAY)
        assert copy.served_date == date(2026, 11, 21)
        asking.state(as_service)
        with pytest.raises(ProgrammingError, match="never altered"), transaction.atomic():
            LetterCopy.objects.filter(pk=copy.pk).update(served_date=date(2026, 1, 1))

    def test_a_day_to_come_is_refused(self, officer, sam, parents):
        copy = send(officer, sam).copies.first()
        with pytest.raises(ValueError, match="future"), asking.stated(officer):
            commands.record_served(copy, on=date(2026, 11, 23), by=officer, today=TODAY)


class TestSeen:
    def test_only_its_own_reader_marks_a_copy_seen_and_the_first_time_stands(
        self, officer, cast, sam, asker_of, as_service
    ):
        link = adult(sam, "Dee Invented", parental_responsibility="YES", contact_preference="email")
        link.adult.user = cast.parent
        link.adult.save()
        (copy,) = send(officer, sam).copies.all()
        assert (copy.user_id, copy.handover.channel) == (cast.parent.pk, "EMAIL")
        with pytest.raises(NotAllowed), asking.stated(officer):
            commands.mark_seen(copy, by=officer, at=NOW)
        parent = asker_of(cast.parent)
        with asking.stated(parent):
            commands.mark_seen(copy, by=parent, at=NOW)
        copy.refresh_from_db()
        assert copy.seen_at == NOW


class TestScans:
    def test_a_barred_parents_copy_that_tells_where_the_child_is_is_held_and_no_other(
        self, officer, sam, parents
    ):
        found = copies(send(officer, sam, content("The visit is at 14, CANARYELM walk.")))
        assert found["Ada Invented"].handover.state == "WAITING"
        assert found["Ben Invented"].handover.state == "HELD"
        (hold,) = found["Ben Invented"].holds.all()
        assert (hold.kind, hold.found) == ("BARRED_LOCATION", ["address"])

    def test_the_school_the_child_is_at_is_a_place_too(self, officer, sam, parents, bodies):
        letter = send(officer, sam, content(f"We asked {bodies.school.name}."))
        assert copies(letter)["Ben Invented"].handover.state == "HELD"

    def test_another_child_holds_every_copy(self, officer, sam, parents, areas, as_service):
        Child.objects.create(
            area=areas.derbyshire,
            local_id="D-20002",
            forename="Zoe",
            surname="Planted",
            birth_date=date(2015, 2, 3),
            invented=True,
        )
        letter = send(officer, sam, content("Zoe Planted, born 3rd of February 2015, was seen."))
        assert {c.handover.state for c in copies(letter).values()} == {"HELD"}
        asking.state(as_service)
        assert {(h.kind, tuple(h.found)) for h in Hold.objects.all()} == {
            ("WRONG_CHILD", ("name-and-birth-date",))
        }

    def test_a_place_that_cannot_be_read_holds_every_copy(
        self, officer, cast, sam, parents, settings
    ):
        with asking.stated(officer):
            people.restrict_location(
                child_id=sam.pk,
                places={"school": "Larkfield Academy"},
                holders=[cast.manager.pk],
                team="safeguarding",
                reason="Refuge",
                by=officer,
                on=TODAY,
            )
        settings.LOCATION_KEYS = []
        letter = send(officer, sam)
        assert {c.handover.state for c in copies(letter).values()} == {"HELD"}
        assert {h.kind for c in letter.copies.all() for h in c.holds.all()} == {"NOT_SCANNED"}

    def test_a_sound_letter_is_not_held(self, officer, sam, parents):
        letter = send(officer, sam, content("Call 01632 960999.", services=("01632 960999",)))
        assert {c.handover.state for c in copies(letter).values()} == {"WAITING"}


def test_everybody_recorded_may_be_named_as_a_reader(officer, sam, parents):
    assert [each.name for each in readers_of(sam, on=TODAY)] == [
        "Ada Invented",
        "Ben Invented",
        "Sam Invented",
    ]
