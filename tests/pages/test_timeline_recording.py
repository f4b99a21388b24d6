"""Recording in the database: kept once, clocks re-read, and a rebuild that changes nothing."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.access import asking
from goldenthread.access.models import Post
from goldenthread.access.rules import NotAllowed, Role
from goldenthread.law.events import EventKind as K
from goldenthread.timeline import commands
from goldenthread.timeline.commands import KeyTaken, LaterChange, NewEvent, NotStanding
from goldenthread.timeline.models import Clock, Event
from goldenthread.timeline.rules.facts import BadEvent
from goldenthread.timeline.rules.history import LONDON

from .conftest import NOW, TODAY, person

START = date(2026, 1, 5)
WEEK = timedelta(days=7)
CASE = {"case_type": "assessment", "case_id": 7}


def moment(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


@pytest.fixture
def tell(sam, as_service):
    """Record something in Sam's assessment."""

    def record(kind, on, *, at=NOW, **more):
        told = {"area_id": sam.area_id, "child_id": sam.pk, **CASE, **more}
        return commands.record(kind, on=on, by=as_service, at=at, **told)

    return record


COLUMNS = [
    "area_id",
    "child_id",
    "case_type",
    "case_id",
    "rule",
    "version",
    "about",
    "started",
    "due",
    "moved_to",
    "missing",
    "working_target",
    "stopped",
    "superseded",
    "lawful_reason",
    "force",
    "harm",
    "lapses",
    "owner_post_id",
    "waiting_on",
    "backfilled",
    "known_from",
    "known_to",
]


def clocks(**of) -> list[tuple]:
    order = ("case_type", "case_id", "rule", "about", "started", "known_from")
    return list(Clock.objects.filter(**of).order_by(*order).values_list(*COLUMNS))


def current(rule: str, **of) -> Clock:
    return Clock.objects.get(rule=rule, known_to__isnull=True, **of)


def final_rule() -> str:
    """Return the id of the twenty-week rule, as the law's entries call it."""
    due = START + 20 * WEEK
    return Clock.objects.filter(due=due, started=START, known_to__isnull=True).latest("harm").rule


def assert_rebuild_changes_nothing(*areas: int) -> None:
    before = clocks()
    for area in areas or (830,):
        commands.rebuild(area)
    assert clocks() == before


class TestRecord:
    def test_starts_clocks_in_the_same_transaction(self, tell):
        tell(K.REQUEST_RECEIVED, START, at=moment(START))
        dues = set(Clock.objects.values_list("due", flat=True))
        assert {START + 6 * WEEK, START + 20 * WEEK} <= dues
        assert set(Clock.objects.values_list("known_from", flat=True)) == {moment(START)}

    def test_a_stop_keeps_what_was_known_before(self, tell):
        tell(K.REQUEST_RECEIVED, START, at=moment(START))
        rule = final_rule()
        issued = START + 19 * WEEK
        tell(K.PLAN_ISSUED, issued, at=moment(issued))
        assert [
            (each.stopped, each.known_from, each.known_to)
            for each in Clock.objects.filter(rule=rule).order_by("known_from")
        ] == [(None, moment(START), moment(issued)), (issued, moment(issued), None)]

    def test_the_same_key_again_changes_nothing(self, tell):
        first = tell(K.REQUEST_RECEIVED, START, key="portal/1")
        before = clocks()
        assert tell(K.REQUEST_RECEIVED, START, key="portal/1", at=NOW + WEEK).pk == first.pk
        assert (clocks(), Event.objects.count()) == (before, 1)

    def test_the_same_thing_without_a_key_is_kept_once(self, tell):
        assert tell(K.REQUEST_RECEIVED, START).pk == tell(K.REQUEST_RECEIVED, START).pk
        assert (
            tell(K.REQUEST_RECEIVED, START, facts={"channel": "post"}).pk
            != tell(K.REQUEST_RECEIVED, START).pk
        )

    @pytest.mark.parametrize(
        "other", [{"on": START + WEEK}, {"facts": {"channel": "post"}}, {"case_id": 8}]
    )
    def test_a_key_with_another_content_is_an_error(self, tell, other):
        tell(K.REQUEST_RECEIVED, START, key="portal/1")
        with pytest.raises(KeyTaken, match="portal/1"):
            tell(K.REQUEST_RECEIVED, **{"on": START, "key": "portal/1", **other})
        assert Event.objects.count() == 1

    def test_what_the_rules_refuse_is_not_kept(self, tell):
        with pytest.raises(BadEvent):
            tell(K.REQUEST_RECEIVED, START, facts={"post": 3})
        with pytest.raises(BadEvent):
            tell(K.REQUEST_RECEIVED, NOW.date() + WEEK)
        with pytest.raises(BadEvent, match="time zone"):
            tell(K.REQUEST_RECEIVED, START, at=datetime(2026, 11, 22))
        assert not Event.objects.exists()

    def test_a_case_is_one_child_s(self, tell, sam):
        tell(K.REQUEST_RECEIVED, START)
        with pytest.raises(BadEvent, match="another child"):
            tell(K.PLAN_ISSUED, START + WEEK, child_id=sam.pk + 1)

    def test_says_who_recorded_it_in_which_post(self, sam, cast, asker_of):
        by = asker_of(cast.officer)
        made = commands.record(
            K.REQUEST_RECEIVED, area_id=830, child_id=sam.pk, on=START, by=by, at=NOW, **CASE
        )
        assert (made.recorded_by_id, made.post_id) == (by.user_id, by.posts[0].id)

    def test_takes_the_same_number_of_queries_whatever_the_history(
        self, tell, django_assert_num_queries
    ):
        tell(K.REQUEST_RECEIVED, START, at=moment(START))
        for number in range(1, 12):
            tell(K.CASE_ALLOCATED, START, facts={"post": number}, at=moment(START, 11))
        with django_assert_num_queries(10):
            tell(K.PLAN_ISSUED, START + WEEK, at=moment(START + WEEK))


class TestCorrectAndWithdraw:
    def test_a_corrected_date_starts_the_clock_again_from_the_right_day(self, tell, as_service):
        first = tell(K.REQUEST_RECEIVED, START, at=moment(START))
        right, told = START - WEEK, moment(START + WEEK)
        made = commands.correct(first, on=right, by=as_service, at=told)
        assert set(
            Clock.objects.filter(known_to__isnull=True).values_list("started", flat=True)
        ) == {right}
        assert set(Clock.objects.filter(known_to=told).values_list("started", flat=True)) == {START}
        assert commands.correct(first, on=right, by=as_service, at=told).pk == made.pk
        with pytest.raises(NotStanding):
            commands.correct(first, on=right - WEEK, by=as_service, at=told)
        assert_rebuild_changes_nothing()

    def test_what_was_withdrawn_may_happen_again_under_its_key(self, tell, as_service):
        first = tell(K.REQUEST_RECEIVED, START, at=moment(START), key="portal/1")
        gone = moment(START + WEEK)
        commands.withdraw(first, reason="wrong-child", by=as_service, at=gone)
        assert not Clock.objects.filter(known_to__isnull=True).exists()
        again = tell(K.REQUEST_RECEIVED, START, at=gone + WEEK, key="portal/1")
        assert (again.pk != first.pk, again.key) == (True, "portal/1#2")
        assert tell(K.REQUEST_RECEIVED, START, at=gone + WEEK, key="portal/1").pk == again.pk
        assert Clock.objects.filter(known_to__isnull=True).exists()
        assert_rebuild_changes_nothing()

    def test_withdrawing_twice_is_withdrawing_once(self, tell, as_service):
        first = tell(K.REQUEST_RECEIVED, START)
        one = commands.withdraw(first, reason="wrong-child", by=as_service, at=NOW)
        two = commands.withdraw(first, reason="wrong-child", by=as_service, at=NOW + WEEK)
        assert one.pk == two.pk
        with pytest.raises(NotStanding):
            commands.correct(first, on=START - WEEK, by=as_service, at=NOW)

    def test_a_withdrawn_correction_brings_back_what_it_replaced(self, tell, as_service):
        first = tell(K.REQUEST_RECEIVED, START, at=moment(START))
        wrong = commands.correct(first, on=START - WEEK, by=as_service, at=NOW)
        commands.withdraw(wrong, reason="mistyped", by=as_service, at=NOW + WEEK)
        assert set(
            Clock.objects.filter(known_to__isnull=True).values_list("started", flat=True)
        ) == {START}
        assert_rebuild_changes_nothing()


STORY = (
    (K.REQUEST_RECEIVED, START, {}),
    (K.ASSESSMENT_AGREED, START + 6 * WEEK, {}),
    (K.ADVICE_REQUESTED, START + 6 * WEEK, {"about": "health"}),
    (K.ADVICE_RECEIVED, START + 12 * WEEK, {"about": "health"}),
    (K.DRAFT_SERVED, START + 16 * WEEK, {}),
    (K.PLAN_ISSUED, START + 22 * WEEK, {}),
)


def legal(rows: list[tuple]) -> list[tuple]:
    """Leave out when a version was known."""
    return [row[:-2] for row in rows if row[-1] is None]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 1, 0), (3, 5, 0, 2, 4, 1)])
def test_three_orders_of_recording_give_identical_clocks(tell, order):
    for number in order:
        kind, on, facts = STORY[number]
        tell(kind, on, facts=facts)
        tell(kind, on, facts=facts, case_id=8, backfilled=True)
        at = moment(on)
        tell(kind, on, facts=facts, case_id=9, at=at)
    for kind, on, facts in STORY:
        tell(kind, on, facts=facts, case_id=10)
        tell(kind, on, facts=facts, case_id=11, backfilled=True)
        tell(kind, on, facts=facts, case_id=12, at=moment(on))

    def of(case):
        return [row[:3] + row[4:] for row in clocks(case_id=case)]

    assert legal(of(7)) == legal(of(10))
    assert legal(of(7))
    assert of(8) == of(11)
    assert of(9) == of(12)
    assert_rebuild_changes_nothing()


class TestRecordMany:
    def rows(self, sam, cases=range(20, 25)):
        return [
            NewEvent(
                kind=kind, area_id=830, child_id=sam.pk, case_type="assessment", case_id=case,
                on=on, facts=facts,
            )
            for case, (kind, on, facts) in itertools.product(cases, STORY)
        ]  # fmt: skip

    def test_gives_what_one_by_one_gives(self, sam, tell, as_service):
        done = commands.record_many(
            self.rows(sam, [7]), by=as_service, at=NOW, backfilled=True, load_id=3
        )
        assert (done.new, done.already, done.cases) == (6, 0, 1)
        for kind, on, facts in STORY:
            tell(kind, on, facts=facts, case_id=8, backfilled=True)
        seven, eight = ([row[:3] + row[4:] for row in clocks(case_id=case)] for case in (7, 8))
        assert seven == eight
        assert_rebuild_changes_nothing()

    def test_the_same_file_again_changes_nothing(self, sam, as_service):
        told = {"by": as_service, "backfilled": True}
        commands.record_many(self.rows(sam), at=NOW, load_id=3, **told)
        before = clocks()
        done = commands.record_many(self.rows(sam), at=NOW + WEEK, load_id=4, **told)
        assert (done.new, done.already, done.cases) == (0, 30, 0)
        assert clocks() == before

    def test_a_row_twice_in_one_file_is_kept_once(self, sam, as_service):
        rows = self.rows(sam, [20])
        done = commands.record_many([*rows, *rows], by=as_service, at=NOW)
        assert (done.new, done.already) == (6, 6)

    def test_a_bad_row_refuses_them_all_and_is_named(self, sam, as_service):
        rows = self.rows(sam)
        bad = NewEvent(
            kind="plan.posted", area_id=830, child_id=sam.pk, on=START, case_type="assessment",
            case_id=99,
        )  # fmt: skip
        with pytest.raises(BadEvent, match=r"assessment 99, plan\.posted on 2026-01-05"):
            commands.record_many([*rows, bad], by=as_service, at=NOW)
        assert not Event.objects.exists()

    def test_a_key_with_another_content_refuses_them_all(self, sam, tell, as_service):
        tell(K.REQUEST_RECEIVED, START, case_id=40, key="k")
        row = NewEvent(
            kind=K.REQUEST_RECEIVED, area_id=830, child_id=sam.pk, on=START + WEEK,
            case_type="assessment", case_id=40, key="k",
        )  # fmt: skip
        with pytest.raises(KeyTaken, match="'k'"):
            commands.record_many([*self.rows(sam), row], by=as_service, at=NOW)
        assert Event.objects.count() == 1

    def test_a_case_of_two_children_is_refused(self, sam, as_service):
        rows = self.rows(sam, [20])
        other = NewEvent(
            kind=K.PLAN_ISSUED, area_id=830, child_id=sam.pk + 1, on=START + WEEK,
            case_type="assessment", case_id=20,
        )  # fmt: skip
        with pytest.raises(BadEvent, match="another child"):
            commands.record_many([*rows, other], by=as_service, at=NOW)

    def test_rows_may_have_moments_of_their_own(self, sam, as_service):
        rows = [
            NewEvent(
                kind=kind, area_id=830, child_id=sam.pk, on=on, facts=facts, at=moment(on), **CASE
            )
            for kind, on, facts in STORY
        ]
        commands.record_many(rows, by=as_service, at=NOW)
        assert Clock.objects.filter(known_from=moment(START)).exists()
        assert Clock.objects.filter(known_to=moment(START + 22 * WEEK)).exists()
        assert_rebuild_changes_nothing()

    def test_many_cases_hold_their_area_and_few_only_themselves(self, sam, as_service):
        def held():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT mode, count(*) FROM pg_locks WHERE locktype = 'advisory'"
                    " AND pid = pg_backend_pid() GROUP BY mode"
                )
                return dict(cursor.fetchall())

        commands.record_many(self.rows(sam, range(20, 22)), by=as_service, at=NOW)
        assert held() == {"ShareLock": 1, "ExclusiveLock": 2}
        many = range(100, 101 + commands.FEW)
        commands.record_many(self.rows(sam, many)[::6], by=as_service, at=NOW)
        assert held() == {"ShareLock": 1, "ExclusiveLock": 3}


class TestWithdrawLoad:
    def load(self, sam, as_service, load_id, cases=(20, 21), **more):
        rows = TestRecordMany().rows(sam, cases)
        told = {"by": as_service, "at": NOW, "backfilled": True, **more}
        return commands.record_many(rows, load_id=load_id, **told)

    def test_leaves_nothing_but_the_withdrawal(self, sam, as_service):
        self.load(sam, as_service, 3)
        done = commands.withdraw_load(3, reason="undone", by=as_service, at=NOW + WEEK)
        assert (done.new, done.cases) == (12, 2)
        assert not Clock.objects.exists()
        assert Event.objects.filter(withdraws=True).count() == 12
        again = commands.withdraw_load(3, reason="undone", by=as_service, at=NOW + WEEK)
        assert again.new == 0
        assert_rebuild_changes_nothing()

    def test_gives_back_what_was_there_before(self, sam, tell, as_service):
        tell(K.REQUEST_RECEIVED, START, case_id=20, at=moment(START), key="mine")
        before = clocks()
        self.load(sam, as_service, 3)
        assert clocks() != before
        commands.withdraw_load(3, reason="undone", by=as_service, at=NOW + WEEK)
        assert clocks() == before

    def test_the_file_can_be_loaded_again(self, sam, as_service):
        self.load(sam, as_service, 3)
        first = clocks()
        commands.withdraw_load(3, reason="undone", by=as_service, at=NOW + WEEK)
        done = self.load(sam, as_service, 4, at=NOW + 2 * WEEK)
        assert (done.new, done.already) == (12, 0)
        assert clocks() == first
        assert self.load(sam, as_service, 5, at=NOW + 3 * WEEK).new == 0

    def test_refuses_after_a_later_change_and_says_which(self, sam, tell, as_service):
        self.load(sam, as_service, 3)
        later = tell(K.CASE_ALLOCATED, START, case_id=21, facts={"post": 4})
        said = r"case\.allocated of 2026-01-05 in assessment 21"
        with pytest.raises(LaterChange, match=said) as refused:
            commands.withdraw_load(3, reason="undone", by=as_service, at=NOW)
        assert [each.pk for each in refused.value.events] == [later.pk]
        assert not Event.objects.filter(withdraws=True).exists()


class TestHandOn:
    @pytest.fixture
    def posts(self, cast, bodies):
        successor = person("Successor", Role.EHC_OFFICER, bodies.county)
        return [Post.objects.get(user=each).pk for each in (cast.officer, successor, cast.manager)]

    @pytest.fixture
    def hand_on(self, cast, asker_of, posts, as_service):
        def do(who="manager", on=TODAY, leaver=posts[0]):
            by = asker_of(getattr(cast, who))
            with asking.stated(by):
                told = {"on": on, "by": by, "at": NOW, "to_post": Post.objects.get(pk=posts[1])}
                done = commands.hand_on(from_post=Post.objects.get(pk=leaver), **told)
            asking.state(as_service)
            return done

        return do

    def owners(self, case):
        found = Clock.objects.filter(known_to__isnull=True, case_id=case)
        return set(found.values_list("owner_post_id", flat=True))

    @pytest.mark.parametrize("who", ["manager", "administrator"])
    def test_moves_every_open_promise_and_leaves_what_is_done(self, tell, hand_on, posts, who):
        leaver, successor, other = posts
        for case in (20, 21, 22):
            tell(K.REQUEST_RECEIVED, START, case_id=case)
            post = leaver if case < 22 else other
            tell(K.CASE_ALLOCATED, START, case_id=case, facts={"post": post})
        tell(K.CASE_CLOSED, START + WEEK, case_id=21)
        assert hand_on(who).new == 1
        assert self.owners(20) == {successor}
        assert self.owners(21) == {leaver}
        assert self.owners(22) == {other}
        assert hand_on(who).new == 0
        assert_rebuild_changes_nothing()

    def test_hands_on_one_adviser_s_clocks_as_they_were_given(self, tell, hand_on, posts):
        leaver, successor, other = posts
        for kind, on, facts in STORY[:3]:
            tell(kind, on, facts=facts)
        tell(K.CASE_ALLOCATED, START, facts={"post": other})
        tell(K.CASE_ALLOCATED, START + 6 * WEEK, facts={"post": leaver, "about": "health"})
        hand_on()
        owners = Clock.objects.filter(known_to__isnull=True, stopped__isnull=True)
        assert set(owners.values_list("about", "owner_post_id")) == {
            ("", other),
            ("health", successor),
        }

    def test_a_last_day_still_to_come_moves_the_promises_at_once(self, tell, hand_on, posts):
        tell(K.REQUEST_RECEIVED, START)
        tell(K.CASE_ALLOCATED, START, facts={"post": posts[0]})
        hand_on(on=TODAY + WEEK)
        assert self.owners(7) == {posts[1]}

    def test_is_refused_to_somebody_who_may_not(self, tell, hand_on, posts):
        tell(K.REQUEST_RECEIVED, START)
        tell(K.CASE_ALLOCATED, START, facts={"post": posts[0]})
        with pytest.raises(NotAllowed):
            hand_on("commissioner")
        assert self.owners(7) == {posts[0]}


KINDS = st.sampled_from([each for each in STORY if each[0] != K.ADVICE_RECEIVED])
STEP = st.tuples(
    st.sampled_from(["record", "record", "record", "many", "correct", "withdraw"]),
    KINDS,
    st.integers(-3, 8),  # weeks from the story's own date
    st.integers(0, 30),  # days until it was recorded
    st.booleans(),
    st.integers(0, 9),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, min_size=1, max_size=8), case=st.integers(10_000, 10**9))
def test_rebuild_equals_what_was_stored_step_by_step(tell, sam, as_service, steps, case):
    at = NOW
    for act, (kind, on, facts), weeks, late, filed, which in steps:
        on = on + weeks * WEEK
        at = moment(on + timedelta(days=late), which)
        standing = [
            each for each in Event.objects.filter(case_id=case, withdraws=False).order_by("pk")
            if not Event.objects.filter(corrects_id=each.pk).exists()
        ]  # fmt: skip
        told = {"by": as_service, "at": at, "backfilled": filed}
        if act == "many":
            row = NewEvent(
                kind=kind, area_id=830, child_id=sam.pk, case_type="assessment", case_id=case,
                on=on, facts=facts, key=f"{case}/{at:%s%f}",
            )  # fmt: skip
            rows = [row, replace(row, key=f"{row.key}/two")]
            commands.record_many(rows, **told)
        elif act == "record" or not standing:
            tell(kind, on, facts=facts, case_id=case, at=at, backfilled=filed)
        elif act == "correct":
            target = standing[which % len(standing)]
            commands.correct(target, on=min(on, at.date()), **told)
        else:
            commands.withdraw(standing[which % len(standing)], reason="tried", **told)
    assert_rebuild_changes_nothing()
