"""Taking answers: once, without a name, known on their day, out of reach of those who must not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from goldenthread.access import asking
from goldenthread.access.rules import Asker, NotAllowed, NotFound
from goldenthread.heard import commands
from goldenthread.heard.commands.rounds import ask_around
from goldenthread.heard.models import Answer, Asked, Judged, Knock, Reader, Remark, Ticket
from goldenthread.heard.queries import Share, Window, counted, share
from goldenthread.heard.rules.answers import MOST_FROM_ONE_PLACE, NotAnswered
from goldenthread.heard.rules.questions import Step
from goldenthread.law.events import EventKind as K

from . import family_world as world
from .conftest import TODAY

AGREE = commands.NewAnswer(choices={"heard": "AGREE", "next": "DISAGREE"}, words="Ring me back.")
NOBODY = Asker()


def openly(area, once, *, place="192.0.2.1", new=AGREE, too_fast=False, on=TODAY) -> None:
    knocking = commands.Knocking(once=once, place=place, too_fast=too_fast)
    with asking.stated(NOBODY):
        commands.answer_openly(area.pk, new, knocking=knocking, on=on)


def heard(*areas, on=TODAY, known=None) -> Share:
    with asking.stated(asking.service("test", [area.pk for area in areas])):
        return share(counted([a.pk for a in areas], [Window.year_to(on, known)]), "heard")


class TestALink:
    @pytest.fixture
    def code(self, areas):
        return commands.issue_ticket(areas.derby.pk, step=Step.PLAN_ISSUED, on=TODAY)[1]

    def test_takes_one_answer_from_somebody_with_no_account(self, areas, code):
        new = commands.NewAnswer(choices={"heard": "AGREE"}, language="ur")
        with asking.stated(NOBODY):
            assert commands.open_ticket(code, on=TODAY).step == Step.PLAN_ISSUED
            commands.answer_by_link(code, new, on=TODAY)
            with pytest.raises(commands.LinkEnded):
                commands.answer_by_link(code, new, on=TODAY)
        with asking.stated(asking.service("test", [831])):
            (found,) = counted([831], [Window.year_to(TODAY)])
        assert (found.question, found.choice, found.answers) == ("heard", "AGREE", 1)
        assert (found.step, found.language, found.door) == ("PLAN_ISSUED", "ur", "LINK")

    def test_says_the_same_of_a_link_used_too_old_or_never_made(self, code):
        late = TODAY + timedelta(days=61)
        said = set()
        with asking.stated(NOBODY):
            commands.open_ticket(code, on=late - timedelta(days=1))
            for tried, on in ((code, late), ("no-such-code", TODAY)):
                with pytest.raises(commands.LinkEnded) as refused:
                    commands.answer_by_link(tried, AGREE, on=on)
                said.add(str(refused.value))
        assert len(said) == 1

    def test_is_not_spent_by_an_answer_that_cannot_be_taken(self, code):
        with asking.stated(NOBODY):
            with pytest.raises(NotAnswered):
                commands.answer_by_link(code, commands.NewAnswer(choices={}), on=TODAY)
            commands.open_ticket(code, on=TODAY)

    def test_keeps_nothing_that_joins_an_answer_to_the_link_or_to_its_words(self, code):
        new = commands.NewAnswer(choices={"heard": "AGREE"}, words="Ring me back.")
        with asking.stated(NOBODY):
            commands.answer_by_link(code, new, on=TODAY)
        kept = {f.name for f in Answer._meta.fields} & {f.name for f in Ticket._meta.fields}
        assert kept == {"id", "area", "survey", "version", "step"}
        assert {f.name for f in Answer._meta.fields} & {f.name for f in Remark._meta.fields} == {
            "id", "area", "survey", "step", "language", "invented",
        }  # fmt: skip


class TestBeingAsked:
    @pytest.fixture
    def asked(self, sam, cast, as_service):
        made = commands.ask(
            sam.pk, cast.parent.pk, step=Step.DRAFT_SENT, event="event-7", by=as_service, on=TODAY
        )
        return made[0]

    def test_happens_once_for_one_thing_and_one_person(self, asked, sam, cast, as_service):
        again = commands.ask(
            sam.pk, cast.parent.pk, step=Step.DRAFT_SENT, event="event-7", by=as_service, on=TODAY
        )
        assert again is None
        assert Asked.objects.count() == Ticket.objects.count() == 1

    def test_the_one_who_was_asked_answers_once(self, asked, areas, cast, asker_of):
        new = commands.NewAnswer(choices={"heard": "MIDDLE", "clear": "AGREE"})
        with asking.stated(asker_of(cast.parent)):
            commands.answer_as_family(asked.pk, new, by=asker_of(cast.parent), on=TODAY)
            with pytest.raises(commands.LinkEnded):
                commands.answer_as_family(asked.pk, new, by=asker_of(cast.parent), on=TODAY)
        assert heard(areas.derbyshire) == Share(0, 1)

    def test_nobody_else_answers_for_them(self, asked, cast, asker_of):
        for other in (cast.stranger, cast.officer):
            with asking.stated(asker_of(other)), pytest.raises(NotFound):
                commands.answer_as_family(asked.pk, AGREE, by=asker_of(other), on=TODAY)

    def test_a_family_asks_nobody(self, sam, cast, asker_of):
        by = asker_of(cast.parent)
        with asking.stated(by), pytest.raises(NotAllowed):
            commands.ask(sam.pk, cast.parent.pk, step=Step.YEAR, event="e", by=by, on=TODAY)


class TestTheRoundOfTheNight:
    def test_asks_each_of_the_family_once_of_the_last_thing_and_nobody_restricted(
        self, sam, as_service
    ):
        mum, dad, other = (world.account(f"{name} Invented") for name in ("Mum", "Dad", "Other"))
        world.make_family(sam, mum)
        world.make_family(sam, dad, relationship="father", **world.RESTRICTED)
        world.make_family(sam, other, relationship="aunt", **world.NOTHING_SAID)
        world.happened(
            sam, as_service,
            (K.REQUEST_RECEIVED, TODAY - timedelta(days=30), {}),
            (K.ASSESSMENT_AGREED, TODAY - timedelta(days=6), {}),
            (K.DRAFT_SERVED, TODAY - timedelta(days=2), {}),
        )  # fmt: skip
        parent = sam.adult_links.first().adult.user
        assert ask_around([830, 831], by=as_service, on=TODAY) == 2
        assert set(Asked.objects.values_list("user", "ticket__step")) == {
            (mum.pk, "DRAFT_SENT"), (parent.pk, "DRAFT_SENT"),
        }  # fmt: skip
        again = TODAY + timedelta(days=1)
        assert ask_around([830, 831], by=as_service, on=again) == 0

    def test_leaves_a_sealed_record_alone(self, sam, as_service):
        world.happened(sam, as_service, (K.ASSESSMENT_AGREED, TODAY, {}))
        sam.sealed = True
        sam.save()
        assert ask_around([830], by=as_service, on=TODAY) == 0


class TestTheOpenAddress:
    def test_one_form_sent_twice_is_one_answer(self, areas):
        openly(areas.derby, "form-1")
        openly(areas.derby, "form-1")
        assert heard(areas.derby) == Share(1, 1)

    def test_a_flood_from_one_place_is_kept_and_does_not_count(self, areas, cast):
        for number in range(MOST_FROM_ONE_PLACE + 3):
            openly(areas.derby, f"form-{number}")
        openly(areas.derby, "next-door", place="192.0.2.2")
        openly(areas.derby, "machine", place="192.0.2.3", too_fast=True)
        assert heard(areas.derby) == Share(MOST_FROM_ONE_PLACE + 1, MOST_FROM_ONE_PLACE + 1)
        with asking.stated(asking.service("test", [831])):
            aside = list(Answer.objects.filter(set_aside=True))
            assert len(aside) == 4  # kept, every one
            Judged.objects.create(
                answer=aside[0], area=areas.derby, counts=True, on=TODAY, judged_by=cast.manager
            )
            Judged.objects.create(
                answer=aside[1], area=areas.derby, counts=False, on=TODAY, judged_by=cast.manager
            )
        assert heard(areas.derby).denominator == MOST_FROM_ONE_PLACE + 2
        assert heard(areas.derby, known=TODAY - timedelta(days=1)).denominator == 0

    def test_a_place_cannot_be_told_from_its_mark_and_is_let_go_next_day(self, areas):
        openly(areas.derby, "a")
        first = set(Knock.objects.values_list("mark", flat=True))
        openly(areas.derby, "b", on=TODAY + timedelta(days=1))
        after = set(Knock.objects.values_list("mark", flat=True))
        assert len(first) == len(after) == 2
        assert not first & after
        assert "192.0.2.1" not in "".join(first | after)


class TestCounting:
    def test_counts_what_was_known_on_the_day_and_nothing_of_another_area(self, areas):
        long_ago, lately = date(2025, 11, 22), date(2026, 3, 2)
        common = {"survey": "yearly", "version": 1, "step": "YEAR", "language": "en-gb"}
        with asking.stated(NOBODY):
            for area, on, known, choice in (
                (areas.derby, lately, lately, "AGREE"),
                (areas.derby, lately, date(2026, 5, 1), "DISAGREE"),  # on paper, typed in later
                (areas.derby, long_ago, long_ago, "AGREE"),  # the day before the year begins
                (areas.derbyshire, lately, lately, "AGREE"),
            ):
                Answer.objects.create(
                    area=area, on=on, known_on=known, choices={"heard": choice}, door="PAPER",
                    **common,
                )  # fmt: skip
        assert heard(areas.derby) == Share(1, 2)
        assert heard(areas.derby, known=date(2026, 4, 30)) == Share(1, 1)
        assert heard(areas.derby, on=date(2026, 11, 21)) == Share(2, 3)
        assert heard(areas.derby, areas.derbyshire) == Share(2, 3)

    def test_leaves_out_those_the_question_is_not_for(self, areas):
        for number, choice in enumerate(("ALL", "MOST", "SOME", "NO_PLAN")):
            new = commands.NewAnswer(choices={"given": choice})
            openly(areas.derby, f"form-{number}", new=new)
        with asking.stated(asking.service("test", [831])):
            found = counted([831], [Window.year_to(TODAY)])
        assert share(found, "given") == Share(2, 3)

    def test_is_one_statement_for_many_days(self, areas, django_assert_num_queries):
        days = [Window.year_to(TODAY - timedelta(days=30 * back)) for back in range(12)]
        with asking.stated(asking.service("test", [830, 831])), django_assert_num_queries(1):
            counted([830, 831], days)


class TestWhoSeesWhat:
    def test_those_who_state_nothing_see_no_answer_and_no_word(self, areas):
        openly(areas.derby, "form-1")
        with asking.stated(NOBODY):
            assert not Answer.objects.exists()
            assert not Remark.objects.exists()

    def test_words_are_shown_by_the_database_to_named_readers_alone(self, areas, cast, asker_of):
        openly(areas.derbyshire, "form-1")
        Reader.objects.create(
            area=areas.derbyshire, user=cast.manager, from_date=TODAY, named_by=cast.manager
        )
        seen = {}
        for who in (cast.manager, cast.officer, cast.city_officer, cast.parent):
            with asking.stated(asker_of(who)):
                seen[who.name] = Remark.objects.count()
        assert seen == {"Manager": 1, "Officer": 0, "CityOfficer": 0, "Parent": 0}

    @pytest.mark.parametrize("table", ["heard_answer", "heard_remark"])
    def test_what_was_answered_is_never_altered(self, areas, table):
        openly(areas.derby, "form-1")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET language = 'xx'")
