"""Did it happen: told from a phone by either side, time owed counted, a miss put right in time."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.pages import family_world as world
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access.models import Tie
from goldenthread.access.rules import TieKind
from goldenthread.law.calendar import working_days_after
from goldenthread.people.models import AdultLink
from goldenthread.plans.models import Confirmation, IssuedProvision, Plan, PlanVersion
from goldenthread.timeline.models import Clock

from .conftest import STARTED, TODAY, child

WEEK = date(2026, 11, 16)  # the Monday of the tests' own week


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def kit(as_service, areas, cast, bodies):
    made = child(areas.derbyshire, "P-1", "Kit", "Invented")
    Tie.objects.create(
        area=areas.derbyshire, child=made, kind=TieKind.SCHOOL_PLACE,
        organisation=bodies.school, from_date=STARTED,
    )  # fmt: skip
    return made


@pytest.fixture
def mum(kit):
    user = world.account("Mum Invented")
    world.make_family(kit, user)
    return user


@pytest.fixture
def therapy(kit):
    """A line of an issued plan: speech therapy, an hour a week."""
    own = {"area": kit.area, "child": kit}
    plan = Plan.objects.create(state="IN_FORCE", start_date=date(2026, 9, 7), **own)
    version = PlanVersion.objects.create(
        plan=plan, number=1, status="FINAL", issued_date=date(2026, 9, 7), **own
    )
    return IssuedProvision.objects.create(
        version=version, row="F1", section="F", what="Speech therapy with a therapist",
        how_often="Once a week, for one hour", **own,
    )  # fmt: skip


def tell(user, kit, line, happened="NO", minutes="", week=WEEK):
    typed = {"line": line.pk, "week": week.isoformat(), "happened": happened, "minutes": minutes}
    given = {f"tell-{name}": value for name, value in typed.items()}
    return world.signed_in(user).post(reverse("family:delivery", args=[kit.pk]), given)


def school_tells(cast, kit, line, happened="YES", minutes=""):
    given = {"act": "tell", "line": line.pk, "week": WEEK.isoformat(), "happened": happened,
             "minutes": minutes}  # fmt: skip
    return world.signed_in(cast.senco).post(reverse("desk:delivery", args=[kit.pk]), given)


def promise(cast, kit, line, minutes="60"):
    given = {"act": "promise", "line": line.pk, "minutes": minutes}
    return world.signed_in(cast.officer).post(reverse("desk:delivery", args=[kit.pk]), given)


def page(user, kit, name="family:delivery"):
    return world.signed_in(user).get(reverse(name, args=[kit.pk])).content.decode()


def test_a_missed_hour_becomes_time_owed_and_a_fix_with_a_last_day(kit, mum, therapy, cast):
    promise(cast, kit, therapy)
    answer = tell(mum, kit, therapy)
    assert answer.status_code == 302
    assert "One hour is owed." in page(mum, kit)
    clock = Clock.objects.get(rule="plan-fix", child_id=kit.pk, known_to__isnull=True)
    assert (clock.about, clock.due) == ("F1", working_days_after(TODAY, 10))
    assert "60 minutes owed" in page(cast.officer, kit, "desk:delivery")
    assert "Put right what was missed" in page(cast.officer, kit, "desk:thread")
    where = text_of(page(mum, kit, "family:where"))
    assert "We aim to put right what was missed by Friday 4 December 2026." in where


def test_put_right_stops_the_clock_and_time_made_up_is_taken_off(kit, mum, therapy, cast):
    promise(cast, kit, therapy)
    tell(mum, kit, therapy, week=date(2026, 11, 9))
    given = {"act": "fix", "line": therapy.pk}
    world.signed_in(cast.officer).post(reverse("desk:delivery", args=[kit.pk]), given)
    clock = Clock.objects.get(rule="plan-fix", child_id=kit.pk, known_to__isnull=True)
    assert clock.stopped == TODAY
    tell(mum, kit, therapy, "YES", "100")
    assert "20 minutes are owed." in page(mum, kit)


def test_what_the_two_sides_tell_apart_starts_a_fix_and_is_said_to_be_disputed(
    kit, mum, therapy, cast
):
    promise(cast, kit, therapy)
    school_tells(cast, kit, therapy, "YES")
    assert not Clock.objects.filter(rule="plan-fix", child_id=kit.pk).exists()
    tell(mum, kit, therapy, "PART", "30")
    assert Clock.objects.filter(rule="plan-fix", child_id=kit.pk).exists()
    assert "We do not agree on 30 minutes." in page(mum, kit)


def amended(line, on: date, number: int = 2):
    """The same line in the next version of the plan."""
    own = {"area": line.area, "child": line.child}
    version = PlanVersion.objects.create(
        plan=line.version.plan, number=number, status="AMENDED_FINAL", issued_date=on, **own
    )
    return IssuedProvision.objects.create(
        version=version, row=line.row, section="F", what=line.what, how_often=line.how_often, **own
    )


def test_an_amendment_pays_no_debt(kit, mum, therapy, cast):
    promise(cast, kit, therapy)
    tell(mum, kit, therapy, week=date(2026, 11, 9))
    assert "One hour is owed." in page(mum, kit)
    newer = amended(therapy, date(2026, 11, 18))
    for user, name in ((mum, "family:delivery"), (cast.officer, "desk:delivery")):
        shown = page(user, kit, name)
        assert "still owed" in shown
        assert shown.count("Speech therapy with a therapist</h") == 2
    assert "One hour is owed." in page(mum, kit)
    assert page(mum, kit).count('value="NOT_DUE"') == 2  # each can be told of: the old, made up
    refused = tell(mum, kit, therapy)  # of the week of the newer plan
    assert "A newer plan was in force then." in refused.content.decode()
    assert tell(mum, kit, newer).status_code == 302
    assert page(mum, kit).count("One hour is owed.") == 2  # the same words promise the same time
    assert tell(mum, kit, therapy, "YES", "60").status_code == 302  # an hour made up since
    assert "One hour is owed." not in page(mum, kit).split('id="line-')[2]
    assert page(mum, kit).count('value="NOT_DUE"') == 1


def test_whoever_answers_for_the_child_owns_the_fix(kit, mum, therapy, cast):
    tell(mum, kit, therapy)
    clock = Clock.objects.get(rule="plan-fix", child_id=kit.pk, known_to__isnull=True)
    assert clock.owner_post_id in {cast.officer.posts.get().pk, cast.manager.posts.get().pk}


class TestByTheHalfTerm:
    @pytest.fixture
    def visits(self, therapy):
        return IssuedProvision.objects.create(
            version=therapy.version, row="F2", section="F", what="A visit by a specialist teacher",
            how_often="Once each half term, for one hour", area=therapy.area, child=therapy.child,
        )  # fmt: skip

    half = date(2026, 11, 2)
    before = date(2026, 8, 31)

    def test_it_is_asked_and_counted_by_its_own_time(self, kit, mum, visits, cast):
        promise(cast, kit, visits)
        shown = text_of(page(mum, kit))
        assert "This is asked by the half term. It began on: Monday 2 November 2026" in shown
        soon = tell(mum, kit, visits, week=self.half).content.decode()
        assert "It can still come." in soon
        assert tell(mum, kit, visits, week=self.before).status_code == 302
        # Issued on 7 September, in the second of nine weeks: eight ninths of the hour.
        assert "53 minutes are owed." in page(mum, kit)
        assert "60 minutes a half term promised." in page(cast.officer, kit, "desk:delivery")
        assert "Did it happen this half term?" in page(cast.senco, kit, "desk:delivery")

    def test_how_often_it_is_counted_stays_once_it_was_told_of(self, kit, mum, visits, cast):
        given = {"act": "promise", "line": visits.pk, "minutes": "60", "rhythm": "TERM"}
        client = world.signed_in(cast.officer)
        client.post(reverse("desk:delivery", args=[kit.pk]), given)
        assert tell(mum, kit, visits, "YES", week=self.before).status_code == 302
        again = client.post(reverse("desk:delivery", args=[kit.pk]), {**given, "rhythm": "WEEK"})
        assert "This line has been told of by the term." in again.content.decode()
        assert "60 minutes a term promised." in page(cast.officer, kit, "desk:delivery")


def test_the_same_told_twice_is_kept_once_and_a_change_keeps_both(kit, mum, therapy):
    for _ in range(2):
        tell(mum, kit, therapy, "YES")
    assert Confirmation.objects.count() == 1
    tell(mum, kit, therapy, "NO")
    assert list(Confirmation.objects.order_by("pk").values_list("happened", flat=True)) == [
        "YES", "NO",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"happened": ""}, "Select did it happen?"),
        ({"happened": "PART"}, "Enter how many minutes there were."),
        ({"minutes": "lots"}, "Enter a whole number."),
        ({"week": date(2026, 11, 23)}, "Choose this week"),
        ({"week": date(2026, 8, 31)}, "That week was before this plan."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_kept(kit, mum, therapy, typed, says):
    answer = tell(mum, kit, therapy, **typed)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert Confirmation.objects.count() == 0


@pytest.mark.parametrize("minutes", ["", "a lot", "0", "-5", "99999"])
def test_a_promise_that_is_no_time_is_refused(kit, therapy, cast, minutes):
    answer = promise(cast, kit, therapy, minutes)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_another_childs_line_is_not_found(kit, mum, therapy, areas, cast):
    other = child(areas.derbyshire, "P-2", "Ola", "Invented")
    world.make_family(other, cast.stranger)
    assert tell(cast.stranger, other, therapy).status_code == 404
    assert Confirmation.objects.count() == 0


def test_a_parent_who_may_not_see_the_plan_neither_sees_nor_tells(kit, mum, therapy):
    AdultLink.objects.filter(child=kit).update(may_see_plan="UNKNOWN")
    assert tell(mum, kit, therapy).status_code == 403
    answer = world.signed_in(mum).get(reverse("family:delivery", args=[kit.pk]))
    assert answer.status_code == 403


def test_a_place_in_the_words_of_a_line_is_hidden_from_whoever_may_not_know_it(
    kit, mum, therapy, as_service
):
    kit.location_restricted, kit.address, kit.postcode = True, "", ""
    kit.save()
    AdultLink.objects.filter(child=kit).update(may_see_location="NO")
    IssuedProvision.objects.filter(pk=therapy.pk)  # kept as issued: the page hides it
    line = IssuedProvision.objects.create(
        area=kit.area, child=kit, version=therapy.version, row="F2", section="F",
        what="A taxi from DE45 1MV", how_often="",
    )  # fmt: skip
    text = page(mum, kit)
    assert "DE45" not in text
    assert "Words hidden. Ask us." in text
    assert f'id="line-{line.pk}"' in text


def test_staff_tell_only_what_is_theirs(kit, mum, therapy, cast):
    answer = school_tells(cast, kit, therapy, "YES")
    assert answer.status_code == 302
    given = {"act": "fix", "line": therapy.pk}
    assert (
        world.signed_in(cast.senco).post(reverse("desk:delivery", args=[kit.pk]), given).status_code
        == 403
    )
    given = {"act": "tell", "line": therapy.pk, "week": WEEK.isoformat(), "happened": "YES"}
    officers = world.signed_in(cast.officer).post(reverse("desk:delivery", args=[kit.pk]), given)
    assert officers.status_code == 403


def test_with_no_lines_the_page_says_so(kit, mum):
    assert "We do not have the lines of a plan here yet." in page(mum, kit)


def test_the_page_reads_at_grade_five_and_is_cheap(
    kit, mum, therapy, cast, django_assert_max_num_queries
):
    promise(cast, kit, therapy)
    tell(mum, kit, therapy)
    client = world.signed_in(mum)
    address = reverse("family:delivery", args=[kit.pk])
    client.get(address)
    with django_assert_max_num_queries(12):
        text = client.get(address).content.decode()
    assert page_grade(text) <= 5
    assert sentence_length(text_of(text)) <= 15
