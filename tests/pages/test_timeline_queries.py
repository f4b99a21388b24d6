"""What is owed, to whom, by when: what each person sees, in what order, and how it is counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from goldenthread.access import asking
from goldenthread.access.models import Post, Tie
from goldenthread.access.rules import NotAllowed, NotFound, TieKind
from goldenthread.audit.rules import Action
from goldenthread.law.clocks import State
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import SealHolder
from goldenthread.timeline import commands, queries
from goldenthread.timeline.commands import NewEvent
from goldenthread.timeline.models import Clock
from goldenthread.timeline.queries import Show, WorklistFilters
from goldenthread.timeline.rules.history import LONDON

from .conftest import NOW, STARTED, TODAY, child

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def moment(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


def clock(of, case_id, *, due, rule="a-rule", force="MUST", harm=2, **more):
    """Write one clock as a re-reading would."""
    started = more.pop("started", min(due or TODAY, TODAY) - 6 * WEEK)
    return Clock.objects.create(
        area_id=of.area_id,
        child_id=of.pk,
        case_type=more.pop("case_type", "assessment"),
        case_id=case_id,
        rule=rule,
        version=date(2014, 9, 1),
        started=started,
        due=due,
        force=force,
        harm=harm,
        waiting_on="council",
        known_from=more.pop("known_from", moment(started)),
        **more,
    )


@pytest.fixture
def kim(sam, areas):
    """An invented child of Derby, tied to nobody."""
    return child(areas.derby, "C-1", "Kim", "Invented")


@pytest.fixture
def seen_by(cast, asker_of):
    """Return the cases on somebody's worklist, in order."""

    def seen(who, **filters):
        by = asker_of(getattr(cast, who))
        with asking.stated(by):
            page = queries.worklist(by, today=TODAY, filters=WorklistFilters(**filters))
            asking.state(asking.service("test", [830, 831]))
        return [each.case_id for each in page.rows]

    return seen


class TestWorklistOrder:
    def test_late_musts_by_harm_then_days_late_and_the_rest_by_due_date(self, sam, seen_by):
        clock(sam, 1, due=TODAY + DAY)
        clock(sam, 2, due=TODAY - DAY, harm=2)
        clock(sam, 3, due=TODAY - WEEK, harm=2)
        clock(sam, 4, due=TODAY - DAY, harm=5)
        clock(sam, 5, due=TODAY - 9 * WEEK, force="SHOULD", harm=5)
        clock(sam, 6, due=TODAY, harm=5)
        assert seen_by("officer") == [4, 3, 2, 5, 6, 1]

    def test_shows_only_what_is_open_and_owed(self, sam, seen_by):
        clock(sam, 1, due=TODAY, stopped=TODAY - DAY)
        clock(sam, 2, due=TODAY, superseded=TODAY - DAY)
        clock(sam, 3, due=TODAY, known_to=moment(TODAY))
        clock(sam, 4, due=TODAY, lapses=True)
        clock(sam, 5, due=None)
        clock(sam, 6, due=TODAY)
        assert seen_by("officer") == [6]

    def test_says_how_each_stands(self, sam, cast, asker_of):
        clock(sam, 1, due=TODAY - 13 * DAY, owner_post_id=4)
        by = asker_of(cast.officer)
        with asking.stated(by):
            (row,) = queries.worklist(by, today=TODAY).rows
        assert (row.state, row.days_late, row.owner_post) == (State.LATE, 13, 4)
        assert (row.child_id, row.waiting_on, row.force) == (sam.pk, "council", "MUST")

    def test_pages_through_without_repeating_or_losing_a_row(self, sam, cast, asker_of):
        for number in range(1, 12):
            clock(sam, number, due=TODAY)
        by = asker_of(cast.officer)
        with asking.stated(by):
            pages = [
                queries.worklist(by, today=TODAY, page=number, per_page=5) for number in (1, 2, 3)
            ]
            beyond = queries.worklist(by, today=TODAY, page=99, per_page=5)
        shown = [each.case_id for page in pages for each in page.rows]
        assert shown == list(range(1, 12))
        assert {(page.total, page.pages) for page in pages} == {(11, 3)}
        assert beyond.page == 3


class TestWorklistReach:
    @pytest.fixture(autouse=True)
    def both(self, sam, kim):
        clock(sam, 1, due=TODAY)
        clock(kim, 2, due=TODAY)

    @pytest.mark.parametrize(
        ("who", "cases"),
        [
            ("officer", [1]),
            ("city_officer", [2]),
            ("dco", [1, 2]),
            ("psychologist", [1]),
            ("senco", [1]),
            ("parent", []),
            ("privacy_officer", []),
            ("commissioner", []),
            ("administrator", []),
            ("stranger", []),
        ],
    )
    def test_each_sees_what_their_post_or_tie_reaches(self, seen_by, who, cases):
        assert seen_by(who) == cases

    def test_a_tie_to_a_child_of_another_area_shows_that_child(self, cast, kim, areas, seen_by):
        post = Post.objects.get(user=cast.psychologist)
        Tie.objects.create(
            kind=TieKind.ADVISER, post=post, area=areas.derby, child=kim, from_date=STARTED
        )
        assert seen_by("psychologist") == [1, 2]

    def test_a_consulted_setting_sees_no_clock(self, bodies, kim, areas, seen_by):
        Tie.objects.create(
            kind=TieKind.CONSULTATION, organisation=bodies.school, area=areas.derby, child=kim,
            from_date=STARTED,
        )  # fmt: skip
        assert seen_by("senco") == [1]

    def test_a_sealed_record_shows_to_its_named_holders_only(self, sam, cast, areas, seen_by):
        sam.sealed = True
        sam.save()
        assert seen_by("officer") == []
        assert seen_by("senco") == []
        SealHolder.objects.create(
            area=areas.derbyshire, child=sam, user=cast.officer, from_date=STARTED
        )
        assert seen_by("officer") == [1]
        assert seen_by("manager") == []

    def test_the_database_says_the_same_when_the_query_forgets(self, cast, asker_of):
        by = asker_of(cast.city_officer)
        with asking.stated(by):
            assert list(Clock.objects.values_list("case_id", flat=True)) == [2]

    def test_an_area_outside_ones_reach_shows_nothing(self, seen_by):
        assert seen_by("officer", area=831) == []
        assert seen_by("dco", area=831) == [2]

    def test_is_audited_as_one_list(self, cast, asker_of):
        by = asker_of(cast.officer)
        with asking.stated(by) as notes:
            queries.worklist(by, today=TODAY)
            assert [(each.action, each.purpose, each.count) for each in notes] == [
                (Action.LIST, "worklist", 1)
            ]


class TestWorklistFilters:
    @pytest.fixture(autouse=True)
    def some(self, sam):
        clock(sam, 1, due=TODAY - DAY, owner_post_id=4)
        clock(sam, 2, due=TODAY, rule="other")
        clock(sam, 3, due=TODAY + 14 * DAY, force="SHOULD")
        clock(sam, 4, due=TODAY + 15 * DAY, case_type="plan")
        clock(sam, 5, due=TODAY + 56 * DAY)
        clock(sam, 6, due=TODAY + 57 * DAY)

    @pytest.mark.parametrize(
        ("filters", "cases"),
        [
            ({"state": Show.LATE}, [1]),
            ({"state": Show.DUE_2}, [2, 3]),
            ({"state": Show.DUE_4}, [2, 3, 4]),
            ({"state": Show.DUE_8}, [2, 3, 4, 5]),
            ({"state": Show.RUNNING}, [2, 3, 4, 5, 6]),
            ({"rule": "other"}, [2]),
            ({"force": "SHOULD"}, [3]),
            ({"case_type": "plan"}, [4]),
            ({"owner_post": 4}, [1]),
            ({"unowned": True}, [2, 3, 4, 5, 6]),
            ({"children": frozenset()}, []),
        ],
    )
    def test_narrow_the_list(self, seen_by, filters, cases):
        assert seen_by("officer", **filters) == cases
        assert seen_by("psychologist", **filters) == cases

    def test_counts(self, cast, asker_of):
        by = asker_of(cast.officer)
        with asking.stated(by):
            found = queries.worklist_counts(by, today=TODAY)
            none = queries.worklist_counts(by, today=TODAY, filters=WorklistFilters(area=831))
        assert (found.late, found.due_in_2_weeks, found.running) == (1, 2, 5)
        assert (none.late, none.due_in_2_weeks, none.running) == (0, 0, 0)


@pytest.mark.parametrize(("who", "most"), [("officer", 2), ("psychologist", 3)])
def test_the_number_of_queries_does_not_grow(
    sam, cast, asker_of, django_assert_num_queries, who, most
):
    by = asker_of(getattr(cast, who))
    for size in (1, 30):
        for number in range(size):
            clock(sam, size * 100 + number, due=TODAY)
        asking.state(by)
        with django_assert_num_queries(most):
            queries.worklist(by, today=TODAY)
        with django_assert_num_queries(most - 1):
            queries.worklist_counts(by, today=TODAY)
        if who == "officer":
            with django_assert_num_queries(1):
                queries.clocks_of_child(sam, by=by, today=TODAY)
            with django_assert_num_queries(2):
                queries.events_of_child(sam, by=by)
            with django_assert_num_queries(1):
                queries.area_overview(by, 830, today=TODAY)
            with django_assert_num_queries(1):
                queries.monthly(by, 830, rule="a-rule", today=TODAY)
        asking.state(asking.service("test", [830, 831]))


class TestOneChild:
    def test_open_clocks_come_first_then_the_latest_ended(self, sam, as_service):
        clock(sam, 1, due=TODAY - 9 * WEEK, stopped=TODAY - 10 * WEEK)
        clock(sam, 2, due=TODAY + WEEK)
        clock(sam, 3, due=TODAY - WEEK)
        clock(sam, 4, due=TODAY, superseded=TODAY - DAY)
        clock(sam, 5, due=TODAY - DAY, lapses=True, started=TODAY - WEEK)
        rows = queries.clocks_of_child(sam, by=as_service, today=TODAY)
        assert [(each.case_id, each.state) for each in rows] == [
            (3, State.LATE),
            (2, State.RUNNING),
            (5, State.ENDED),
            (4, State.SUPERSEDED),
            (1, State.MET),
        ]

    def test_as_it_was_known_on_a_day(self, sam, as_service):
        clock(sam, 1, due=TODAY, known_from=moment(TODAY - WEEK), known_to=moment(TODAY - DAY))
        clock(sam, 1, due=TODAY, known_from=moment(TODAY - DAY), stopped=TODAY - 3 * DAY)

        def stopped(day):
            rows = queries.clocks_of_child(sam, by=as_service, today=TODAY, known_on=day)
            return [each.stopped for each in rows]

        assert stopped(TODAY - WEEK - DAY) == []
        assert stopped(TODAY - 2 * DAY) == [None]
        assert stopped(TODAY - DAY) == [TODAY - 3 * DAY]

    def test_events_come_latest_first_with_what_amends_them(self, sam, as_service):
        told = {"area_id": 830, "child_id": sam.pk, "case_type": "assessment", "case_id": 1}
        told |= {"by": as_service, "at": NOW}
        first = commands.record(K.REQUEST_RECEIVED, on=TODAY - WEEK, **told)
        right = commands.correct(first, on=TODAY - 2 * WEEK, by=as_service, at=NOW)
        commands.record(K.ASSESSMENT_AGREED, on=TODAY - DAY, **told)
        page = queries.events_of_child(sam, by=as_service)
        assert [(each.kind, each.amended, each.corrects) for each in page.rows] == [
            (K.ASSESSMENT_AGREED, False, None),
            (K.REQUEST_RECEIVED, True, None),
            (K.REQUEST_RECEIVED, False, first.pk),
        ]
        assert page.rows[2].id == right.pk
        some = queries.events_of_child(sam, by=as_service, kinds=[K.ASSESSMENT_AGREED], per_page=1)
        assert (some.total, [each.kind for each in some.rows]) == (1, [K.ASSESSMENT_AGREED])
        assert queries.events_of_child(sam, by=as_service, case_type="plan").total == 0

    def test_is_not_there_for_somebody_without_reach(self, sam, cast, asker_of):
        by = asker_of(cast.city_officer)
        for question in (queries.clocks_of_child, queries.events_of_child):
            more = {"today": TODAY} if question is queries.clocks_of_child else {}
            with pytest.raises(NotFound):
                question(sam, by=by, **more)


class TestOverview:
    def rows(self, by, **more):
        found = queries.area_overview(by, 830, today=TODAY, **more)
        return {each.rule: each for each in found}

    @pytest.fixture
    def counted(self, sam, as_service):
        made = iter(range(1, 100))

        def put(**facts):
            clock(sam, next(made), **facts)

        year = TODAY.replace(year=TODAY.year - 1)
        late = {"due": TODAY - WEEK}
        put(**late, stopped=TODAY - WEEK)  # the last lawful day
        put(due=TODAY + WEEK, stopped=TODAY)
        put(**late, stopped=TODAY - 6 * DAY)
        put(**late, stopped=TODAY, lawful_reason="ex-personal")
        put(due=year, stopped=year)  # a year ago to the day: before the period
        put(due=year, stopped=year + DAY, started=year - WEEK)  # late, on its first day
        put(**late)
        put(**late)
        put(**late, lawful_reason="ex-personal")
        put(due=TODAY)
        put(due=TODAY + 14 * DAY)
        put(due=TODAY + 15 * DAY)
        put(due=TODAY + 29 * DAY)
        put(due=TODAY + 57 * DAY)
        put(due=None, missing="calendar")
        put(**late, superseded=TODAY - DAY)
        put(**late, lapses=True)
        put(**late, rule="other")
        return self.rows(as_service)

    def test_counts_each_clock_once_where_it_stands(self, counted):
        row = counted["a-rule"]
        assert (row.met_in_time, row.met_late, row.met_late_with_reason) == (2, 2, 1)
        assert (row.late, row.late_with_reason, row.running) == (2, 1, 6)
        assert (row.due_in_2_weeks, row.due_in_4_weeks, row.due_in_8_weeks) == (2, 3, 4)
        assert (row.without_due_date, row.met, row.force) == (1, 5, "MUST")
        assert counted["other"].late == 1

    def test_drills_to_the_worklist_that_holds_as_many(self, counted, as_service):
        row = counted["a-rule"]
        expected = {
            Show.LATE: row.late + row.late_with_reason,
            Show.DUE_2: row.due_in_2_weeks,
            Show.DUE_4: row.due_in_4_weeks,
            Show.DUE_8: row.due_in_8_weeks,
            Show.RUNNING: row.running - row.without_due_date,
        }
        for show, number in expected.items():
            page = queries.worklist(as_service, today=TODAY, filters=row.drill(show))
            assert page.total == number

    def test_as_it_was_known_on_a_day(self, sam, as_service):
        """Stopped on the 10th but recorded on the 15th: on the 12th it was late."""
        told = {"area_id": 830, "child_id": sam.pk, "case_type": "assessment", "case_id": 1}
        start = TODAY - 20 * WEEK
        commands.record(K.REQUEST_RECEIVED, on=start, by=as_service, at=moment(start), **told)
        decided, written = start + 6 * WEEK + DAY, start + 7 * WEEK
        commands.record(K.ASSESSMENT_REFUSED, on=decided, by=as_service, at=moment(written), **told)
        rule = Clock.objects.filter(due=start + 6 * WEEK, stopped=decided).latest("harm").rule

        def on(day):
            return {
                each.rule: each
                for each in queries.area_overview(as_service, 830, today=day, known_on=day)
            }.get(rule)

        assert (on(written - DAY).late, on(written - DAY).met) == (1, 0)
        assert (on(written).late, on(written).met_late) == (0, 1)
        assert on(start).running == 1
        assert on(start - DAY) is None
        shown = list(queries.as_known_on(as_service, 830, written - DAY))
        assert State.LATE in {each.state for each in shown if each.rule == rule}

    @pytest.mark.parametrize("who", ["city_officer", "psychologist", "commissioner", "parent"])
    def test_is_refused_without_the_area_and_the_permission(self, sam, cast, asker_of, who):
        by = asker_of(getattr(cast, who))
        for ask in (
            lambda: queries.area_overview(by, 830, today=TODAY),
            lambda: queries.monthly(by, 830, rule="a-rule", today=TODAY),
            lambda: queries.as_known_on(by, 830, TODAY),
        ):
            with pytest.raises(NotAllowed):
                ask()


class TestMonthly:
    def test_gives_every_month_and_the_share_in_time(self, sam, as_service):
        clock(sam, 1, due=date(2026, 10, 5), stopped=date(2026, 10, 1))
        clock(sam, 2, due=date(2026, 10, 5), stopped=date(2026, 10, 31))
        clock(
            sam, 3, due=date(2026, 10, 5), stopped=date(2026, 10, 31), lawful_reason="ex-personal"
        )
        clock(sam, 4, due=date(2023, 12, 5), stopped=date(2023, 12, 1))
        clock(sam, 5, due=date(2023, 11, 5), stopped=date(2023, 11, 30))
        clock(sam, 6, due=date(2026, 10, 5), stopped=date(2026, 10, 1), rule="other")
        rows = queries.monthly(as_service, 830, rule="a-rule", today=TODAY)
        assert len(rows) == 36
        assert (rows[0].month, rows[-1].month) == (date(2023, 12, 1), date(2026, 11, 1))
        october = rows[-2]
        assert (october.met_in_time, october.met_late, october.met_late_with_reason) == (1, 1, 1)
        assert october.share_in_time == pytest.approx(1 / 3)
        assert october.share_without_reasons == pytest.approx(1 / 2)
        assert rows[0].share_in_time == 1.0
        assert rows[5].share_in_time is rows[5].share_without_reasons is None


def test_the_published_share_comes_from_loaded_events(sam, as_service):
    """Eight invented plans, five issued within 20 weeks, and one late with a lawful reason."""
    start = date(2026, 1, 5)
    weeks = [18, 19, 20, 20, 12, 21, 30, 26]
    rows = []
    for number, taken in enumerate(weeks, start=1):
        told = {"area_id": 830, "child_id": sam.pk, "case_type": "assessment", "case_id": number}
        rows.append(NewEvent(kind=K.REQUEST_RECEIVED, on=start, **told))
        rows.append(NewEvent(kind=K.PLAN_ISSUED, on=start + taken * WEEK, **told))
    commands.record_many(rows, by=as_service, at=NOW, backfilled=True)
    rule = (
        Clock.objects.filter(due=start + 20 * WEEK, stopped=start + 30 * WEEK).latest("harm").rule
    )
    excused = {"rule": rule, "ground": "ex-personal", "approver": 1}
    commands.record(
        K.EXCEPTION_RECORDED, on=start + 20 * WEEK, facts=excused, by=as_service, at=NOW,
        backfilled=True, **told,
    )  # fmt: skip
    months = queries.monthly(as_service, 830, rule=rule, today=TODAY)
    in_time = sum(each.met_in_time for each in months)
    late = sum(each.met_late for each in months)
    reasons = sum(each.met_late_with_reason for each in months)
    assert (in_time, late, reasons) == (5, 2, 1)
