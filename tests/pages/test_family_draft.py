"""A family reads the draft line by line, speaks of it once, and gets each thing answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.pages import family_world as world
from tests.pages.plan_parts import begin, sound_plan
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access import asking
from goldenthread.audit.commands import hold_back
from goldenthread.audit.models import AuditRow
from goldenthread.people.models import AdultLink
from goldenthread.plans import commands
from goldenthread.plans.models import DraftComment, DraftStage, PlanDraft, PlanVersion
from goldenthread.plans.rules.issue import hash_of

from .conftest import NOW, TODAY


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def draft(sam, cast, asker_of, as_service):
    """The gold plan, sent to the family three days ago."""
    steps = begin(sam, cast.officer, asker_of, content=sound_plan())
    asking.state(as_service)
    content = sound_plan()
    version = PlanVersion.objects.create(
        area=sam.area, child=sam, plan=steps.draft.plan, number=1, status="DRAFT",
        issued_date=TODAY - timedelta(days=3), content=content.model_dump(mode="json"),
        content_hash=hash_of(content),
    )  # fmt: skip
    PlanDraft.objects.filter(pk=steps.draft.pk).update(
        stage=DraftStage.SERVED, served_version=version, served_date=TODAY - timedelta(days=3)
    )
    return PlanDraft.objects.get(pk=steps.draft.pk)


@pytest.fixture
def line(draft):
    return sound_plan().provision[0]


def page(user, sam, name="family:draft"):
    return world.signed_in(user).get(reverse(name, args=[sam.pk])).content.decode()


def speak(user, sam, row="", **typed):
    address = reverse("family:comment", args=[sam.pk]) + f"?line={row}"
    return world.signed_in(user).post(address, typed)


def test_each_line_is_shown_with_the_last_day_to_speak(sam, cast, draft, line):
    text = page(cast.parent, sam)
    assert "Tell us what you think by" in text
    assert "Thursday 3 December 2026" in text  # served on 19 November: that day is day one
    assert line.what in text_of_all(text)


def text_of_all(html: str) -> str:
    return html.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")


def test_a_comment_is_kept_once_shown_to_the_desk_and_answered_to_the_family(
    sam, cast, draft, line, asker_of, as_service
):
    for _ in range(2):
        answer = speak(cast.parent, sam, line.id, asks="CHANGE", text="Twice a week, please.")
        assert answer.url == reverse("family:draft", args=[sam.pk])
    comment = DraftComment.objects.get(draft=draft)
    assert (comment.row, comment.voice, comment.channel) == (line.id, "PARENT", "portal")
    assert comment.text == "Please change this.\nTwice a week, please."
    assert "We have not answered yet." in page(cast.parent, sam)
    by = asker_of(cast.officer)
    with asking.stated(by):
        commands.answer_comment(
            draft.pk, comment.pk, child_id=sam.pk, taken_in=False,
            words="The therapist advises once a week.", by=by, on=TODAY, at=NOW,
        )  # fmt: skip
    text = page(cast.parent, sam)
    assert "No change, and why:" in text
    assert "The therapist advises once a week." in text


@pytest.mark.parametrize(
    ("asks", "section"), [("MEETING", "cover"), ("SETTING", "I"), ("BUDGET", "J")]
)
def test_a_meeting_a_setting_and_a_budget_can_be_asked_for(sam, cast, draft, asks, section):
    speak(cast.parent, sam, asks=asks, text="")
    assert DraftComment.objects.get(draft=draft).section == section


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"asks": "WRONG", "text": " "}, "Write what you want to say."),
        ({"asks": "", "text": "I keep my words"}, "Select what do you want?"),
        ({"asks": "MEETING", "text": "x"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_sent_is_refused_and_what_was_typed_stays(
    sam, cast, draft, line, typed, says
):
    answer = speak(cast.parent, sam, line.id, **typed)
    assert says in answer.content.decode()
    assert typed["text"].strip() in answer.content.decode()
    assert not DraftComment.objects.exists()


def test_what_one_parent_says_the_other_does_not_read(sam, cast, draft, line, as_service):
    dad = world.account("Dad Invented")
    world.make_family(sam, dad, relationship="father")
    speak(cast.parent, sam, line.id, asks="WRONG", text="Only I say so")
    assert "Only I say so" in page(cast.parent, sam)
    assert "Only I say so" not in page(dad, sam)


def test_an_answer_is_read_after_the_draft_has_gone_and_by_nobody_else(
    sam, cast, draft, line, as_service
):
    dad = world.account("Dad Invented")
    world.make_family(sam, dad, relationship="father")
    speak(cast.parent, sam, line.id, asks="WRONG", text="It is four hours")
    asking.state(as_service)
    DraftComment.objects.update(
        state="NOT_TAKEN", answer="The therapist says three.", answered_at=NOW
    )
    PlanDraft.objects.update(stage="FINISHED", finished_date=TODAY)
    text = page(cast.parent, sam)
    assert "There is no draft for you to read now." in text
    assert "The therapist says three." in text
    assert "The therapist says three." not in page(dad, sam)


def test_a_parent_who_may_not_see_the_plan_sees_and_says_nothing(sam, cast, draft, line):
    AdultLink.objects.filter(child=sam).update(may_see_plan="NO")
    assert speak(cast.parent, sam, line.id, asks="WRONG", text="x").status_code == 403
    assert not DraftComment.objects.exists()


def test_no_such_line_is_no_page_and_no_draft_is_said(sam, cast, as_service):
    assert "There is no draft for you to read now." in page(cast.parent, sam)


def test_the_pages_read_at_grade_five_and_are_cheap(
    sam, cast, draft, line, django_assert_max_num_queries
):
    assert speak(cast.parent, sam, "ZZ9", asks="WRONG", text="x").status_code == 404
    speak(cast.parent, sam, line.id, asks="WRONG", text="x")
    client = world.signed_in(cast.parent)
    paths = [reverse("family:draft", args=[sam.pk])]
    paths.append(reverse("family:comment", args=[sam.pk]) + f"?line={line.id}")
    for path in paths:
        client.get(path)
        with django_assert_max_num_queries(12):
            text = client.get(path).content.decode()
        assert page_grade(text) <= 5, path
        assert sentence_length(text_of(text)) <= 15


def test_who_looked_names_posts_and_no_person_and_nothing_held_back(sam, cast, as_service):
    world.signed_in(cast.officer).get(reverse("desk:thread", args=[sam.pk]))
    page(cast.parent, sam, "family:where")
    text = page(cast.parent, sam, "family:looked")
    assert "EHC officer" in text
    assert "looked at the record on" in text
    assert ">Officer<" not in text
    assert "Derbyshire County Council" not in text  # this parent may not know the place
    assert page_grade(text) <= 5
    row = AuditRow.objects.filter(child_id=sam.pk, user_id=cast.officer.pk).latest("pk")
    asking.state(as_service)
    hold_back(
        child_id=sam.pk, area_id=sam.area_id, row_id=row.pk, reason="safety",
        review_date=TODAY, post_id=1, at=NOW,
    )  # fmt: skip
    assert "EHC officer" not in page(cast.parent, sam, "family:looked")
