"""Where are we: every state of the page, who sees what of it, how it reads, and what it costs."""

from __future__ import annotations

import re
from datetime import date, timedelta

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from tests.pages import family_world as world
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access import asking
from goldenthread.access.models import Tie, User
from goldenthread.access.rules import TieKind
from goldenthread.audit.models import AuditRow
from goldenthread.contact import commands as contact
from goldenthread.contact.rules import Channel, Kind
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import AdultLink, Answer, CommunicationNeed
from goldenthread.plans.models import Plan

from .conftest import NOW, STARTED, TODAY, child

MOST_BYTES, MOST_QUERIES = 150_000, 12


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def mum(db) -> User:
    return world.account("Mum Invented")


@pytest.fixture
def kit(as_service, areas, cast, mum):
    """A child whose mother has an account, and nothing more."""
    made = child(areas.derbyshire, "F-1", "Kit", "Invented")
    world.make_family(made, mum)
    return made


def page(user: User, name: str, *arguments: object):
    return world.signed_in(user).get(reverse(name, args=arguments or None))


def where(user: User, one) -> str:
    answer = page(user, "family:where", one.pk)
    assert answer.status_code == 200
    return answer.content.decode()


def post(cast) -> int:
    return cast.officer.posts.get().pk


# The states. Each is built by a function, shows a text that only it shows, and is read below.


def nothing_open(kit, by, cast): ...


def late(kit, by, cast):
    world.asked(kit, by, 55, TODAY)
    allocated = {"post": post(cast)}
    told = {"rule": "ena-decide", "cause": "psychology", "expected": "2026-11-27"}
    world.happened(
        kit, by, (K.CASE_ALLOCATED, TODAY - timedelta(days=54), allocated),
        (K.DELAY_EXPLAINED, TODAY - timedelta(days=9), told),
    )  # fmt: skip


def late_unexplained(kit, by, cast):
    world.asked(kit, by, 55, TODAY)


def draft(kit, by, cast):
    world.happened(
        kit, by, (K.REQUEST_RECEIVED, TODAY - timedelta(days=100), {}),
        (K.ASSESSMENT_AGREED, TODAY - timedelta(days=70), {}),
        (K.ADVICE_REQUESTED, TODAY - timedelta(days=69), {"about": "ep"}),
        (K.ADVICE_RECEIVED, TODAY - timedelta(days=40), {"about": "ep"}),
        (K.ISSUE_AGREED, TODAY - timedelta(days=10), {}),
        (K.DRAFT_SERVED, TODAY - timedelta(days=4), {}),
    )  # fmt: skip


def plan_in_force(kit, by, cast):
    made = Plan.objects.create(
        area=kit.area, child=kit, state="IN_FORCE", start_date=date(2026, 3, 2)
    )
    world.happened(
        kit, by, (K.PLAN_STARTED, date(2026, 3, 2), {}), case_type="plan", case_id=made.pk
    )


def refused(kit, by, cast):
    world.happened(
        kit, by, (K.REQUEST_RECEIVED, TODAY - timedelta(days=50), {}),
        (K.ASSESSMENT_REFUSED, TODAY - timedelta(days=15), {}),
    )  # fmt: skip
    sent = (K.NOTICE_SENT, TODAY - timedelta(days=15), {"decision": "refuse-assessment"})
    world.happened(kit, by, sent, case_type="appeal", case_id=7)


def refused_long_ago(kit, by, cast):
    world.happened(
        kit, by, (K.REQUEST_RECEIVED, TODAY - timedelta(days=250), {}),
        (K.ASSESSMENT_REFUSED, TODAY - timedelta(days=215), {}),
    )  # fmt: skip
    sent = (K.NOTICE_SENT, TODAY - timedelta(days=215), {"decision": "refuse-assessment"})
    world.happened(kit, by, sent, case_type="appeal", case_id=7)


def waiting(kit, by, cast):
    about = {"about": "community-paediatrics"}
    world.happened(
        kit, by, (K.REFERRAL_RECEIVED, TODAY - timedelta(days=400), about), case_type="wait"
    )


def moved(kit, by, cast):
    world.asked(kit, by, 55, TODAY)
    kit.closed_date = TODAY - timedelta(days=3)
    kit.save()


def restricted(kit, by, cast):
    world.asked(kit, by, 55, TODAY)
    AdultLink.objects.filter(child=kit).update(**world.RESTRICTED)


def ended(kit, by, cast):
    world.happened(
        kit, by, (K.PLAN_STARTED, date(2020, 3, 2), {}), (K.PLAN_CEASED, date(2026, 7, 2), {}),
        case_type="plan", case_id=3,
    )  # fmt: skip


def rights_passed(kit, by, cast):
    kit.birth_date = date(2009, 3, 1)
    kit.save()
    world.asked(kit, by, 900, TODAY)


STATES = {
    nothing_open: "Nothing is open now.",
    late: "There are too few psychologists. That does not make it right.",
    late_unexplained: "No one has told us why yet. You can ask us.",
    draft: "It is your turn.",
    plan_in_force: "There is a plan. The help in it must be given.",
    refused: "We said no. You have a right to fight this.",
    refused_long_ago: "The time for this ended on",
    waiting: "You should not still be waiting on",
    moved: "This page is from before a move.",
    restricted: "You cannot see this page now.",
    ended: "The plan has ended.",
    rights_passed: "The rights are now the young person's own.",
}


@pytest.fixture(params=STATES, ids=lambda state: state.__name__)
def state(request, kit, as_service, cast):
    request.param(kit, as_service, cast)
    return request.param


def test_each_state_says_what_only_it_says_and_reads_at_grade_five(state, kit, mum):
    text = where(mum, kit)
    assert STATES[state] in text
    assert page_grade(text) <= 5
    assert sentence_length(text_of(text)) <= 15
    asides = page(mum, "family:unhappy", kit.pk)
    if asides.status_code == 200:
        assert page_grade(asides.content.decode()) <= 5
        assert sentence_length(text_of(asides.content.decode())) <= 15


def title_of(text: str) -> str:
    found = re.search(r"<title[^>]*>(.*?)</title>", text, re.DOTALL)
    assert found is not None
    return found[1]


def weight(text: str) -> int:
    """Bytes as transferred at a first visit: the page, its styles and scripts, all compressed."""
    parts = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', text))
    assert {"vendor/govuk/govuk-frontend.min.css", "ui/goldenthread.css"} <= parts
    sizes = [len(brotli.compress(text.encode()))]
    for part in parts:
        with open(finders.find(part), "rb") as file:
            sizes.append(len(brotli.compress(file.read())))
    return sum(sizes)


def test_each_state_is_small_cheap_and_neutral(state, kit, mum, django_assert_max_num_queries):
    client = world.signed_in(mum)
    address = reverse("family:where", args=[kit.pk])
    text = client.get(address).content.decode()
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(address)
    assert weight(text) <= MOST_BYTES
    assert "Kit" not in title_of(text)
    assert "govuk-exit-this-page" in text


# What is late


def test_what_is_late_comes_before_all_else_with_reason_day_and_what_to_do(
    kit, mum, as_service, cast
):
    late(kit, as_service, cast)
    text = text_of(where(mum, kit))
    order = [
        "We are late.",
        "We should have told you by Monday 9 November 2026 if we will assess.",
        "That is 13 days late.",
        "There are too few psychologists.",
        "Friday 27 November 2026",
        "Make a complaint or get free advice",
        "What has happened",
        "Who to talk to",
        "Officer",
    ]
    places = [text.find(each) for each in order]
    assert -1 not in places
    assert places == sorted(places)


def test_the_day_is_the_one_the_council_sees(kit, mum, as_service, cast):
    late(kit, as_service, cast)
    desk = world.signed_in(cast.officer).get(reverse("desk:thread", args=[kit.pk]))
    assert "9 November 2026" in desk.content.decode()
    assert "9 November 2026" in where(mum, kit)


def test_each_date_leads_to_its_rule(kit, mum, as_service, cast):
    late(kit, as_service, cast)
    assert reverse("desk:rule", args=["ena-decide"]) in where(mum, kit)


def test_a_reader_is_told_their_last_day_to_comment(kit, mum, as_service, cast):
    draft(kit, as_service, cast)
    assert "You have until Wednesday 2 December 2026 to tell us" in text_of(where(mum, kit))


def test_a_refusal_gives_the_last_days_to_mediate_and_to_appeal(kit, mum, as_service, cast):
    refused(kit, as_service, cast)
    text = text_of(where(mum, kit))
    assert text.index("Your last days") < text.index("What has happened")
    assert "Contact the mediation adviser by" in text
    assert "The Tribunal must have your appeal by 5pm on" in text


# Who sees it


def test_reading_it_is_written_down(kit, mum, as_service):
    where(mum, kit)
    row = AuditRow.objects.filter(child_id=kit.pk, user_id=mum.pk).latest("pk")
    assert (row.action, row.purpose, row.route) == ("read", "family-view", "family:where")


def test_somebody_elses_child_is_not_found_just_as_no_child_is(kit, mum, as_service, areas):
    other = child(areas.derbyshire, "F-2", "Ola", "Invented")
    strangers = page(mum, "family:where", other.pk)
    nobodys = page(mum, "family:where", 987_654_321)
    assert (strangers.status_code, nobodys.status_code) == (404, 404)
    assert text_of(strangers.content.decode()) == text_of(nobodys.content.decode())


def test_a_tie_with_no_checked_link_opens_nothing(kit, as_service, areas):
    claimant = world.account("Claims Tobeparent")
    Tie.objects.create(
        area=areas.derbyshire, child=kit, kind=TieKind.PARENT, user=claimant, from_date=STARTED
    )
    assert page(claimant, "family:where", kit.pk).status_code == 403
    assert "Kit" not in page(claimant, "family:home").content.decode()


def test_a_link_that_ended_ends_it_on_the_next_request(kit, mum, as_service):
    assert page(mum, "family:where", kit.pk).status_code == 200
    AdultLink.objects.filter(child=kit).update(to_date=TODAY - timedelta(days=1))
    assert page(mum, "family:where", kit.pk).status_code == 403


def test_a_restricted_parent_is_told_so_and_sees_neither_name_nor_progress(
    kit, mum, as_service, cast
):
    restricted(kit, as_service, cast)
    answer = page(mum, "family:where", kit.pk)
    text = text_of(answer.content.decode())
    assert "Kit" not in text
    assert "assess" not in text
    assert "Court order" not in text
    assert page(mum, "family:unhappy", kit.pk).status_code == 302


def test_a_parent_of_a_young_person_sees_what_came_before_and_nothing_since(
    kit, mum, as_service, cast
):
    rights_passed(kit, as_service, cast)
    world.happened(kit, as_service, (K.ASSESSMENT_AGREED, TODAY - timedelta(days=3), {}))
    text = text_of(where(mum, kit))
    assert "We were asked to assess." in text
    assert "We said yes: we will assess." not in text


def test_a_sealed_record_is_not_found_by_its_own_family(kit, mum, as_service):
    kit.sealed = True
    kit.save()
    assert page(mum, "family:where", kit.pk).status_code == 404
    assert "Kit" not in page(mum, "family:home").content.decode()


# Home


def test_one_child_needs_no_list(kit, mum):
    answer = page(mum, "family:home")
    assert (answer.status_code, answer.url) == (302, reverse("family:where", args=[kit.pk]))


def test_home_lists_each_child_with_what_is_late(
    kit, mum, as_service, areas, django_assert_max_num_queries
):
    world.asked(kit, as_service, 55, TODAY)
    adult = AdultLink.objects.get(child=kit).adult
    for number, name in enumerate(("Ola", "Pim", "Quin")):
        one = child(areas.derbyshire, f"F-{number + 5}", name, "Invented")
        world.make_family(one, mum, adult=adult)
    client = world.signed_in(mum)
    client.get(reverse("family:home"))
    with django_assert_max_num_queries(MOST_QUERIES):
        text = client.get(reverse("family:home")).content.decode()
    assert [name for name in ("Kit", "Ola", "Pim", "Quin") if name in text_of(text)] == [
        "Kit", "Ola", "Pim", "Quin",
    ]  # fmt: skip
    assert text_of(text).count("Nothing is late.") == 3
    assert page_grade(text) <= 5


def test_children_who_may_not_be_named_can_be_told_apart(kit, mum, as_service, areas):
    adult = AdultLink.objects.get(child=kit).adult
    world.make_family(child(areas.derbyshire, "F-9", "Ola", "Invented"), mum, adult=adult)
    AdultLink.objects.filter(adult=adult).update(**world.RESTRICTED)
    text = text_of(page(mum, "family:home").content.decode())
    assert "Your child 1" in text
    assert "Your child 2" in text
    assert "Kit" not in text
    assert "Ola" not in text


def test_somebody_with_no_child_is_told_so(cast):
    assert page(cast.stranger, "family:home").status_code == 403


def test_a_parent_who_signs_in_arrives_at_their_own_door(kit, mum):
    answer = page(mum, "desk:home")
    assert answer.url == reverse("family:home")


# How it is drawn


def test_a_need_for_large_print_is_applied_to_the_page(kit, mum, as_service):
    adult = AdultLink.objects.get(child=kit).adult
    assert "gt-large" not in where(mum, kit)
    CommunicationNeed.objects.create(
        area=kit.area, child=kit, adult=adult, kind="LARGE_PRINT", from_date=STARTED
    )
    assert "gt-large" in where(mum, kit)  # signed in anew


def test_what_is_chosen_for_a_visit_comes_before_what_is_recorded(kit, mum):
    client = world.signed_in(mum)
    client.post(reverse("family:look"), {"language": "en-gb", "large": "on"})
    assert "gt-large" in client.get(reverse("family:where", args=[kit.pk])).content.decode()


def test_public_pages_follow_the_readers_language_and_the_desk_has_english_alone(kit, mum, cast):
    client = world.signed_in(mum)
    client.post(reverse("family:look"), {"language": "ur"})
    text = client.get(reverse("directory:search")).content.decode()
    assert 'lang="ur"' in text
    assert "Help near you" not in text
    desk = world.signed_in(cast.officer)
    desk.post(reverse("family:look"), {"language": "ur"})
    assert 'lang="en-GB"' in desk.get(reverse("desk:work")).content.decode()


def test_the_counter_of_letters_speaks_the_readers_language(kit, mum):
    client = world.signed_in(mum)
    address = reverse("family:write", args=[kit.pk])
    assert "characters-under-limit" not in client.get(address).content.decode()
    client.post(reverse("family:look"), {"language": "ur"})
    text = client.get(address).content.decode()
    assert 'data-i18n.characters-under-limit.other="%{count} حروف باقی ہیں"' in text


def test_a_language_nobody_offers_is_refused_in_words(kit, mum):
    client = world.signed_in(mum)
    answer = client.post(reverse("family:look"), {"language": "tlh"})
    assert answer.status_code == 200
    assert "Select a valid choice" in answer.content.decode()


def test_one_parents_needs_do_not_change_the_others_page(kit, mum, as_service):
    dad = world.account("Dad Invented")
    link = world.make_family(kit, dad, relationship="father")
    CommunicationNeed.objects.create(
        area=kit.area, child=kit, adult=link.adult, kind="LARGE_PRINT", from_date=STARTED
    )
    assert "gt-large" in where(dad, kit)
    assert "gt-large" not in where(mum, kit)


@pytest.mark.parametrize("answer", [Answer.NO, Answer.UNKNOWN])
def test_a_place_is_shown_to_nobody_who_may_not_know_it(kit, mum, as_service, answer):
    AdultLink.objects.filter(child=kit).update(may_see_location=answer)
    kit.postcode, kit.address = "CANLOC1", "1 Canary Lane"
    kit.save()
    world.happened(
        kit, as_service, (K.REQUEST_RECEIVED, TODAY - timedelta(days=90), {}),
        (K.SETTING_CONSULTED, TODAY - timedelta(days=9), {"about": "canary-school"}),
    )  # fmt: skip
    text = where(mum, kit).lower()
    assert "canary" not in text
    assert "canloc1" not in text
    assert "derbyshire" not in text


def test_ones_own_message_that_is_late_is_told_and_never_the_other_parents(kit, mum, asker_of):
    dad = world.account("Dad Invented")
    world.make_family(kit, dad, relationship="father")
    by = asker_of(mum)
    told = contact.Incoming(
        area_id=kit.area_id, child_id=kit.pk, channel=Channel.PORTAL, kind=Kind.QUESTION,
        words="When do we hear?", sender_user_id=mum.pk, sender_name=mum.name, proven=True,
        once="one",
    )  # fmt: skip
    with asking.stated(by):
        contact.receive(told, by=by, at=NOW - timedelta(days=20))
    read = where(mum, kit)
    assert read.index("We are late.") < read.index("We should have answered your message by")
    assert read.count('class="gt-sorry__one"') == 1
    assert "We are late." not in where(dad, kit)
