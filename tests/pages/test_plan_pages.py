"""The plan desk's pages: each state drawn, each part its own profession's, nothing lost."""

import html
import re
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.access.models import Post, Tie
from goldenthread.organisations.models import Setting
from goldenthread.people.models import LocationHolder
from goldenthread.plans import commands
from goldenthread.plans.content import Plan as Content
from goldenthread.plans.models import (
    DraftComment,
    DraftSection,
    DraftSource,
    EasyReadApproval,
    EasyReadWords,
    PassageAnswer,
    Plan,
    PlanDraft,
    PlanVersion,
    Unsaved,
)
from goldenthread.plans.rendering import EasyPart, Kind, mark_for, render, verify
from goldenthread.voice.models import Saying

from .conftest import NOW, STARTED, TODAY, child
from .plan_parts import SCHOOL, begin, sound_plan, statements
from .test_desk_queries import LIMIT

BOX = re.compile(r'<textarea[^>]*name="(part-\d+)"[^>]*>\s*(.*?)</textarea>', re.DOTALL)


@pytest.fixture
def amara(as_service, areas, cast, bodies):
    """A child of the gold plan, advised by the psychologist, at the cast's school."""
    Setting.objects.create(
        urn="900001", la_code="830", name=SCHOOL, type_code="1", placement_group="x", invented=True
    )
    made = child(
        areas.derbyshire, "D-9", "Amara", "Okafor", birth_date=date(2016, 5, 3), pronouns="she/her"
    )
    common = {"area": areas.derbyshire, "child": made, "from_date": STARTED}
    Tie.objects.create(kind="ADVISER", post=Post.objects.get(user=cast.psychologist), **common)
    Tie.objects.create(kind="SCHOOL_PLACE", organisation=bodies.school, **common)
    Tie.objects.create(kind="PARENT", user=cast.parent, **common)
    return made


@pytest.fixture
def steps(amara, cast, asker_of):
    return begin(amara, cast.officer, asker_of, sound_plan())


@pytest.fixture
def at(cast):
    """Return a client of somebody, signed in."""

    def client(who: str) -> Client:
        found = Client()
        user = getattr(cast, who)
        found.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return found

    return client


def address(steps, name, *more):
    name = name if ":" in name else f"plans:{name}"
    return reverse(name, args=[steps.child.pk, steps.draft.pk, *more])


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def typed(steps, section="B", row="B1", **more):
    """What the form of a statement sends, as it stands, with some boxes changed."""
    part = DraftSection.objects.get(draft=steps.draft, section=section)
    (there,) = [each for each in part.content["needs"] if each["id"] == row]
    return {**there, "version": part.version, **more}


PAGES = ("draft", "advice", "comments", "accuracy", "issue")


class TestReaching:
    @pytest.mark.parametrize("name", PAGES)
    def test_those_who_work_on_a_plan_open_it_and_others_learn_nothing(self, steps, at, name):
        for who, status in {
            "officer": 200,
            "manager": 200,
            "psychologist": 200,
            "senco": 200,
            "dco": 200,
            "data_officer": 403,
            "parent": 403,
            "city_officer": 404,
            "stranger": 404,
        }.items():
            assert at(who).get(address(steps, name)).status_code == status, who

    @pytest.mark.parametrize(
        ("who", "section", "may"),
        [("psychologist", "B", True), ("psychologist", "D", False), ("senco", "A", True)],
    )
    def test_each_writes_in_their_own_part(self, steps, at, who, section, may):
        page = at(who).get(address(steps, "section", section))
        assert ("Add: " in words(page)) is may
        kind = "view" if section == "A" else "need"
        answer = at(who).get(address(steps, "statement", section, f"new-{kind}"))
        assert answer.status_code == (200 if may else 403)

    @pytest.mark.parametrize("row", ["B9", "new-provision", "signature"])
    def test_a_statement_that_is_not_there_is_not_found(self, steps, at, row):
        assert at("officer").get(address(steps, "statement", "B", row)).status_code == 404

    def test_a_section_that_is_none_is_not_found(self, steps, at):
        assert at("officer").get(address(steps, "section", "Z")).status_code == 404

    @pytest.mark.parametrize("section", ["A", "F", "I", "K", "cover"])
    def test_where_a_restricted_child_is_is_shown_to_holders_only(
        self, steps, at, amara, section, areas, cast, as_service
    ):
        amara.location_restricted = True
        amara.save()
        LocationHolder.objects.create(
            area=areas.derbyshire, child=amara, user=cast.senco, from_date=STARTED
        )
        DraftSection.objects.filter(section="I").update(
            content={"placement": {"name": SCHOOL, "kind": "primary", "urn": "900001"}}
        )
        page = address(steps, "section", section)
        assert "Hillside" not in words(at("officer").get(page))
        assert "Hillside" not in words(at("officer").get(address(steps, "issue")))
        if section == "I":
            assert SCHOOL in words(at("senco").get(page))

    def test_a_page_asks_the_database_a_bounded_number_of_times(
        self, steps, at, django_assert_max_num_queries
    ):
        client = at("officer")
        for name, more in [*((each, ()) for each in PAGES), ("section", ("F",))]:
            page = address(steps, name, *more)
            client.get(page)
            with django_assert_max_num_queries(LIMIT, info=name):
                client.get(page)
        home = reverse("plans:home", args=[steps.child.pk])
        with django_assert_max_num_queries(LIMIT, info="home"):
            client.get(home)


class TestHome:
    def test_an_officer_starts_a_draft_once(self, amara, at):
        page = reverse("plans:home", args=[amara.pk])
        assert "There is no plan for this child yet" in words(at("officer").get(page))
        assert "Start a draft plan" not in words(at("psychologist").get(page))
        start = reverse("plans:start", args=[amara.pk])
        first, second = at("officer").post(start), at("manager").post(start)
        assert first.url == second.url
        assert PlanDraft.objects.count() == 1
        assert "A draft is open" in words(at("psychologist").get(page))
        assert at("psychologist").post(start).status_code == 403

    def test_a_version_without_words_says_so(self, amara, at, areas, as_service):
        common = {"area": areas.derbyshire, "child": amara}
        plan = Plan.objects.create(state="IN_FORCE", start_date=TODAY, **common)
        PlanVersion.objects.create(plan=plan, number=1, status="FINAL", issued_date=TODAY, **common)
        page = at("officer").get(reverse("plans:home", args=[amara.pk]))
        assert "dates and codes only" in words(page)
        missing = reverse("plans:version", args=[amara.pk, plan.pk, 1])
        assert at("officer").get(missing).status_code == 404


class TestWriting:
    def test_the_section_shows_links_sources_and_what_has_none(self, steps, at):
        page = words(at("officer").get(address(steps, "section", "B")))
        assert "outcome E1" in page
        assert "advice K2" in page
        assert "Change B1" in page

    def test_a_statement_is_saved_and_shown(self, steps, at):
        page = address(steps, "statement", "B", "B1")
        answer = at("officer").post(page, typed(steps, text="Amara cannot yet start alone."))
        assert answer.status_code == 302
        assert answer.url.endswith("section/B/#B1")
        section = words(at("psychologist").get(address(steps, "section", "B")))
        assert "Amara cannot yet start alone." in section

    def test_a_new_statement_may_say_what_it_answers(self, steps, at):
        part = DraftSection.objects.get(draft=steps.draft, section="F")
        given = {
            "what": "A calm corner by the library, kept for Amara.",
            "who": "The class teacher",
            "version": part.version,
            "answers": ["B3", "E3"],
        }
        answer = at("senco").post(address(steps, "statement", "F", "new-provision"), given)
        assert answer.url.endswith("#F5")
        part.refresh_from_db()
        assert {"source": "E3", "target": "F5"} in part.content["links"]

    def test_changing_a_statement_keeps_the_advice_it_rests_on(self, steps, at):
        part = DraftSection.objects.get(draft=steps.draft, section="F")
        (line,) = [each for each in part.content["provision"] if each["id"] == "F2"]
        given = {**line, "version": part.version, "answers": ["B2"]}
        at("officer").post(address(steps, "statement", "F", "F2"), given)
        part.refresh_from_db()
        links = {link["source"] for link in part.content["links"] if link["target"] == "F2"}
        assert links == {"B2", "K6"}

    def test_a_second_save_is_refused_with_both_texts_and_nothing_is_lost(self, steps, at):
        page = address(steps, "statement", "B", "B1")
        before = typed(steps)
        at("psychologist").post(page, {**before, "text": "What she saved."})
        refused = at("officer").post(page, {**before, "text": "What he typed."})
        assert refused.status_code == 200
        said = words(refused)
        assert "Somebody saved this section while you were writing" in said
        assert "What she saved." in said
        assert "What he typed." in said
        assert 'name="version" value="2"' in refused.content.decode()
        again = at("officer").post(page, {**before, "text": "Both together.", "version": 2})
        assert again.status_code == 302

    def test_what_is_missing_is_asked_for_and_what_was_typed_stays(self, steps, at):
        page = address(steps, "statement", "B", "B1")
        answer = at("officer").post(page, typed(steps, text="", effect="Kept words."))
        assert "Enter the need" in words(answer)
        assert "Kept words." in answer.content.decode()

    def test_who_has_a_section_open_is_said_to_the_others(self, steps, at):
        at("psychologist").get(address(steps, "statement", "B", "B1"))
        assert "Psychologist has it open since" in words(
            at("officer").get(address(steps, "section", "B"))
        )
        assert "has it open" not in words(at("psychologist").get(address(steps, "section", "B")))

    def test_what_is_typed_is_kept_and_shown_again_after_signing_out(self, steps, at):
        keep = address(steps, "keep", "B", "B1")
        answer = at("officer").post(keep, typed(steps, text="Half a sen"))
        assert "Kept at" in words(answer)
        page = at("officer").get(address(steps, "statement", "B", "B1"))
        assert "Half a sen" in page.content.decode()
        assert "did not save" in words(page)
        assert (
            "Half a sen"
            not in at("psychologist").get(address(steps, "statement", "B", "B1")).content.decode()
        )
        assert Unsaved.objects.count() == 1

    def test_dates_and_answers_are_kept_as_they_were_typed(self, steps, at):
        keep = address(steps, "keep", "E", "new-outcome")
        given = {"text": "By", "by_when-day": "3", "by_when-month": "", "by_when-year": "2027"}
        at("officer").post(keep, {**given, "answers": ["B1", "B2"], "version": "1"})
        kept = Unsaved.objects.get().typed
        assert kept["by_when"] == {"day": "3", "month": "", "year": "2027"}
        assert kept["answers"] == ["B1", "B2"]

    def test_a_statement_is_taken_out_over_the_version_that_was_read(self, steps, at):
        out = address(steps, "out", "B", "B1")
        stale = at("officer").post(out, {"version": "9"})
        assert stale.status_code == 409
        assert "This was not done" in words(stale)
        assert at("officer").post(out, {"version": "1"}).status_code == 302
        assert at("officer").post(out, {"version": "2"}).status_code == 404

    @pytest.mark.parametrize(
        ("section", "row"),
        [
            ("A", "new-view"), ("A", "new-aspiration"), ("C", "new-need"), ("C", "nothing"),
            ("E", "new-outcome"), ("E", "monitoring"), ("G", "new-provision"),
            ("H1", "nothing"), ("I", "placement"), ("J", "budget"), ("K", "K1"),
            ("cover", "cover"),
        ],
    )  # fmt: skip
    def test_every_kind_of_statement_has_its_form(self, steps, at, section, row):
        answer = at("officer").get(address(steps, "statement", section, row))
        assert answer.status_code == 200
        assert "Save" in words(answer)


class TestAdviceAndComments:
    @pytest.fixture
    def advised(self, steps, cast, asker_of):
        post = asker_of(cast.psychologist).posts[0].id
        steps("take_statements", statements(post), who=cast.officer)
        return steps

    def source(self, section):
        return DraftSource.objects.get(section=section).pk

    def test_what_has_no_place_is_listed_first(self, advised, at):
        page = words(at("officer").get(address(advised, "advice")))
        assert "No place yet (2)" in page
        assert "2 recommendations have no place yet" in words(
            at("officer").get(address(advised, "draft"))
        )

    @pytest.mark.parametrize(
        ("given", "then"),
        [
            ({"how": "new", "section": "B"}, "Stands in the plan as B4"),
            ({"how": "row", "row": "B1"}, "Stands in the plan as B1"),
            ({"how": "out", "words": "It is in the school's own offer."}, "Left out: It is in"),
            ({"how": "ask", "words": "How often is that?"}, "How often is that?"),
        ],
    )
    def test_each_statement_finds_a_place_a_reason_or_a_question(self, advised, at, given, then):
        page = address(advised, "source", self.source("B"))
        data = {f"place-{name}": value for name, value in given.items()}
        assert at("officer").post(page, data).status_code == 302
        assert then in words(at("officer").get(address(advised, "advice")))

    @pytest.mark.parametrize("how", ["row", "out", "ask"])
    def test_what_is_missing_is_said(self, advised, at, how):
        page = address(advised, "source", self.source("B"))
        answer = at("officer").post(page, {"place-how": how})
        assert "There is a problem" in words(answer)

    def test_an_adviser_answers_a_question(self, advised, at, cast):
        asked = {"who": cast.officer, "question": "How often, and for how long?"}
        question = advised("ask_adviser", self.source("F"), **asked)
        page = address(advised, "question", question.pk)
        empty = at("psychologist").post(page, {"answer": " "})
        assert empty.status_code == 409
        assert at("psychologist").post(page, {"answer": "10 minutes a day."}).status_code == 302
        assert "10 minutes a day." in words(at("officer").get(address(advised, "advice")))

    def say(self, steps, at, who="officer", **more):
        given = {
            "section": "F", "row": "F2", "voice": "PARENT", "said_by": "Ngozi Okafor",
            "said_date-day": "22", "said_date-month": "11", "said_date-year": "2026",
            "text": "Twice a week would help.", **more,
        }  # fmt: skip
        return at(who).post(address(steps, "comments"), given)

    def test_a_parents_comment_is_kept_shown_and_answered(self, steps, at):
        assert self.say(steps, at).status_code == 302
        page = words(at("senco").get(address(steps, "section", "F")))
        assert "Twice a week would help." in page
        comment = DraftComment.objects.get()
        answer = address(steps, "comment", comment.pk)
        wrong = at("officer").post(answer, {"answer-taken_in": "yes"})
        assert "Choose the statement that was changed" in words(wrong)
        given = {"answer-taken_in": "yes", "answer-changed_row": "F2", "answer-words": "Done."}
        assert at("officer").post(answer, given).status_code == 302
        assert "Taken in: F2 was changed" in words(at("officer").get(address(steps, "comments")))

    def test_an_adviser_speaks_for_themselves_only(self, steps, at):
        refused = self.say(steps, at, "psychologist")
        assert refused.status_code == 200
        assert DraftComment.objects.count() == 0
        kept = self.say(steps, at, "psychologist", voice="STAFF", said_by="Dr Shah")
        assert kept.status_code == 302

    def test_a_comment_of_tomorrow_is_refused_and_kept_on_the_page(self, steps, at):
        refused = self.say(steps, at, **{"said_date-day": "23"})
        assert "today or in the past" in words(refused)
        assert "Twice a week would help." in refused.content.decode()


class TestSendingAndIssuing:
    def send(self, steps, at, what="draft", sure=True):
        data = {"what": what, **({"sure": "yes", "version": 0} if sure else {})}
        return at("officer").post(address(steps, "desk:send_plan"), data)

    def reasons(self, steps, at):
        page = at("manager").get(address(steps, "issue")).content.decode()
        marks = re.findall(r'name="findings"[^>]*value="([0-9a-f]{16})"', page)
        if marks:
            given = {"findings": marks, "reason": "The trust has nobody to ask this month."}
            assert at("manager").post(address(steps, "reason"), given).status_code == 302

    def test_the_draft_is_checked_before_it_goes_and_goes_once(self, steps, at):
        self.reasons(steps, at)
        check = self.send(steps, at, sure=False)
        assert "It goes to" in words(check)
        assert PlanVersion.objects.count() == 0
        first, second = self.send(steps, at), self.send(steps, at)
        assert first.status_code == 302
        assert first.url == second.url
        page = words(at("psychologist").get(first.url))
        assert "Left blank in a draft" in page
        assert "Section H1" in page

    def test_a_plan_that_is_stopped_says_so_and_does_not_go(self, steps, at):
        DraftSection.objects.filter(section="B").update(
            content={"needs": [{"id": "B1", "section": "B", "text": "XX needs [insert need]."}]}
        )
        refused = self.send(steps, at)
        assert refused.status_code == 409
        assert "from going out" in words(refused)
        assert self.send(steps, at, what="nothing").status_code == 404
        assert self.send(steps, at, what="final").status_code == 409

    def test_a_reason_needs_words_and_a_manager(self, steps, at, cast, as_service):
        DraftSection.objects.filter(section="F").update(
            content={
                "provision": [
                    {"id": "F1", "section": "F", "what": "Access to a quiet space as required."}
                ]
            }
        )
        page = address(steps, "reason")
        assert at("manager").post(page, {"reason": "x"}).status_code == 200
        source = at("manager").get(address(steps, "issue")).content.decode()
        marks = re.findall(r'name="findings"[^>]*value="([0-9a-f]{16})"', source)
        assert marks
        short = at("manager").post(page, {"findings": marks, "reason": "Too short"})
        assert "at least 20 characters" in words(short)
        long = {"findings": marks, "reason": "The school settles this next week."}
        assert at("officer").post(page, long).status_code == 403
        assert at("manager").post(page, long).status_code == 302
        assert "Goes on by a manager" in words(at("officer").get(address(steps, "issue")))

    def sent(self, steps, at):
        self.reasons(steps, at)
        return self.send(steps, at)

    def test_an_adviser_answers_beside_their_own_words(self, steps, at, cast, asker_of):
        self.sent(steps, at)
        post = asker_of(cast.psychologist).posts[0].id
        PassageAnswer.objects.filter(evidence="K4").update(adviser_post_id=post)
        page = address(steps, "passages", "K4")
        assert at("senco").get(page).status_code == 404
        shown = words(at("psychologist").get(page))
        assert "The draft says:" in shown
        passage = PassageAnswer.objects.get(evidence="K4", row="B1")
        wrong = {f"answer-{passage.pk}": "CORRECT", f"words-{passage.pk}": ""}
        assert "how it should read" in words(at("psychologist").post(page, wrong))
        right = {**wrong, f"words-{passage.pk}": "She loses the third step."}
        assert at("psychologist").post(page, right).status_code == 302
        assert "She loses the third step." in words(at("officer").get(address(steps, "accuracy")))
        settle = address(steps, "correction", passage.pk)
        assert at("psychologist").get(settle).status_code == 404
        words_given = {"how": "EXPLAINED", "words": "Her report says the second."}
        assert at("officer").post(settle, words_given).status_code == 403
        done = {"how": "FAMILY_AGREED", "words": "Changed as she says."}
        assert at("officer").post(settle, done).status_code == 302

    def test_the_family_being_done_is_recorded_on_a_day_that_can_be(self, steps, at):
        self.sent(steps, at)
        page = address(steps, "family")
        day = {"done-day": "22", "done-month": "11", "done-year": "2026"}
        assert "must be on or before" in words(
            at("officer").post(page, {**day, "done-year": "2027"})
        )
        early = at("officer").post(page, {**day, "done-day": "1"})
        assert "between the day it was sent and today" in words(early)
        assert at("officer").post(page, day).status_code == 302

    def issued(self, steps, at):
        """Issue the plan, everybody having answered; return the version's own page."""
        self.sent(steps, at)
        for passage in PassageAnswer.objects.filter(row=""):
            data = {f"answer-{passage.pk}": "ACCURATE", f"words-{passage.pk}": ""}
            at("officer").post(address(steps, "passages", passage.evidence), data)
        placement = {"name": SCHOOL, "urn": "900001", "kind": "maintained primary", "version": 1}
        at("officer").post(address(steps, "statement", "I", "placement"), placement)
        day = {"done-day": "22", "done-month": "11", "done-year": "2026"}
        at("officer").post(address(steps, "family"), day)
        self.reasons(steps, at)
        answer = self.send(steps, at, "final")
        assert answer.status_code == 302
        return answer.url

    def test_the_final_plan_shows_its_rights_its_changes_and_its_mark(self, steps, at):
        page = words(at("officer").get(self.issued(steps, at)))
        version = PlanVersion.objects.latest("number")
        assert version.content_hash[:12] in page
        assert "Your rights" in page
        assert "22 January 2027" in page
        assert SCHOOL in page
        plan, number = version.plan_id, version.number
        content = Content.model_validate(version.content)
        mark = mark_for(version.pk, content)
        for kind in Kind:
            where = reverse("plans:rendering", args=[steps.child.pk, plan, number, kind])
            if kind == Kind.EASY_READ:
                where += "?before-approval"
            file = at("officer").get(where)
            assert file.content == render(content, kind, mark), kind
            assert file["Content-Disposition"].startswith("attachment")
            assert at("stranger").get(where).status_code == 404
        wrong = reverse("plans:rendering", args=[steps.child.pk, plan, number, "song"])
        assert at("officer").get(wrong).status_code == 404
        closed = at("officer").get(address(steps, "issue"))
        assert "Issue the final plan" not in words(closed)

    def test_easy_read_words_are_given_once_a_named_person_has_read_them(self, steps, at):
        page = self.issued(steps, at)
        version = PlanVersion.objects.latest("number")
        where = [steps.child.pk, version.plan_id, version.number]
        easy = reverse("plans:rendering", args=[*where, Kind.EASY_READ])
        approve = reverse("plans:easy_read", args=where)
        for who in ("officer", "manager"):
            assert "read it and approved its words" in words(at(who).get(easy)), who
        assert at("psychologist").get(easy + "?before-approval").status_code == 403
        assert at("psychologist").get(approve).status_code == 403
        assert "Easy Read" not in words(at("psychologist").get(page))
        shown = at("officer").get(approve).content.decode()
        assert "My name is Amara" in shown
        (mark,) = re.findall(r'name="words" value="([0-9a-f]{64})"', shown)
        for given, says in (
            ({"words": mark}, "tick the box"),
            ({"words": "0" * 64, "read": "yes"}, "have changed"),
        ):
            refused = at("officer").post(approve, given)
            assert (refused.status_code, says in words(refused)) == (409, True)
        assert not EasyReadApproval.objects.exists()
        for _ in range(2):
            went = at("officer").post(approve, {"words": mark, "read": "yes"})
            assert (went.status_code, went.url) == (302, page)
        assert EasyReadApproval.objects.get().by_name == "Officer"
        assert "approved by Officer" in words(at("manager").get(page))
        assert at("manager").get(easy).status_code == 200
        assert "Approved by Officer" in words(at("officer").get(approve))

    def test_easy_read_words_are_changed_by_hand_and_an_approval_is_of_exact_words(self, steps, at):
        page = self.issued(steps, at)
        version = PlanVersion.objects.latest("number")
        where = [steps.child.pk, version.plan_id, version.number]
        approve = reverse("plans:easy_read", args=where)
        shown = at("officer").get(approve).content.decode()
        before = re.search(r'name="words" value="([0-9a-f]{64})"', shown)[1]
        assert at("officer").post(approve, {"words": before, "read": "yes"}).url == page
        boxes = {name: html.unescape(text) for name, text in BOX.findall(shown)}
        assert boxes["part-0"].startswith("My name is Amara")
        given = {**boxes, "part-0": "I am Amara.\n\nI am ten.", "what": "change", "over": before}
        for wrong, says in (
            ({"part-0": "  "}, "Write at least one sentence under “About me”"),
            ({"part-0": "x" * 201}, "is too long"),
            ({"over": "0" * 64}, "Somebody changed these words while you did"),
        ):
            refused = at("officer").post(approve, {**given, **wrong})
            assert says in words(refused), says
            assert wrong.get("part-0", "I am ten.").strip() in refused.content.decode()
        assert not EasyReadWords.objects.exists()
        assert at("psychologist").post(approve, given).status_code == 403
        for _ in range(2):
            assert at("officer").post(approve, given).url == approve
        kept = EasyReadWords.objects.get()
        assert (kept.parts[0]["lines"], kept.by_name) == (["I am Amara.", "I am ten."], "Officer")
        easy = reverse("plans:rendering", args=[*where, Kind.EASY_READ])
        assert at("manager").get(easy).status_code == 403  # the words before were approved
        now = at("manager").get(approve).content.decode()
        mark = re.search(r'name="words" value="([0-9a-f]{64})"', now)[1]
        assert at("manager").post(approve, {"words": mark, "read": "yes"}).url == page
        file = at("officer").get(easy).content
        content = Content.model_validate(version.content)
        told = at("officer").get(reverse("plans:rendering", args=[*where, "easy-words"])).json()
        assert verify(file, content, [EasyPart.model_validate(each) for each in told]).belongs
        assert "give those words too" in verify(file, content).why
        proof = at("officer").get(reverse("plans:rendering", args=[*where, "content"])).content
        assert Content.model_validate_json(proof) == content
        with pytest.raises(DatabaseError), transaction.atomic():
            EasyReadWords.objects.update(by_name="Somebody else")

    def test_the_easy_read_words_of_a_draft_are_shown_and_not_approved(self, steps, at):
        self.sent(steps, at)
        version = PlanVersion.objects.get()
        approve = reverse("plans:easy_read", args=[steps.child.pk, version.plan_id, 1])
        shown = at("officer").get(approve).content.decode()
        assert "This is a draft" in shown
        (mark,) = re.findall(r'name="words" value="([0-9a-f]{64})"', shown) or [""]
        assert mark == ""

    def test_the_icbs_agreement_is_recorded_for_section_g_as_it_stands(self, steps, at):
        line = {"what": "Physiotherapy, 30 minutes a week.", "version": 1, "answers": ["B1"]}
        at("officer").post(address(steps, "statement", "G", "new-provision"), line)
        page = address(steps, "agreement")
        assert "Enter" in words(at("dco").post(page, {}))
        given = {
            "agreed_by": "Dr Farah Siddiqui", "agreed_date-day": "20", "agreed_date-month": "11",
            "agreed_date-year": "2026", "reference": "DD-9",
        }  # fmt: skip
        assert at("psychologist").post(page, given).status_code == 403
        assert at("dco").post(page, given).status_code == 302
        assert "agreed by Dr Farah Siddiqui" in words(at("officer").get(address(steps, "issue")))


def test_a_closed_draft_can_be_read_and_not_written(steps, at, cast, asker_of):
    by = asker_of(cast.officer)
    with asking.stated(by):
        commands.drop_draft(steps.draft.pk, child_id=steps.child.pk, by=by, on=TODAY)
    assert at("officer").get(address(steps, "draft")).status_code == 200
    answer = at("officer").post(
        address(steps, "statement", "B", "new-need"), {"text": "x", "version": 1}
    )
    assert "This draft is closed" in words(answer)
    assert NOW.date() == TODAY


class TestTheirOwnWords:
    @pytest.fixture
    def said(self, steps, cast, as_service):
        """The child told of the way there, shared with health, and of lunch, with nobody."""
        for theme, words, shared in (
            ("day-way", "The bus hurts my ears", ["HEALTH"]), ("day-break", "I eat alone", []),
            ("likes", "Trains", []),
        ):  # fmt: skip
            Saying.objects.create(
                area=steps.child.area, child=steps.child, whose="CHILD", theme=theme, words=words,
                symbols=["loud"], helped_by="Gran", shared_with=shared, said_at=NOW,
                said_by=cast.parent,
            )  # fmt: skip

    def test_a_day_stands_where_needs_are_written_with_a_way_back_to_all_they_said(
        self, steps, at, said
    ):
        for page in (address(steps, "section", "B"), address(steps, "statement", "B", "new-need")):
            text = words(at("officer").get(page))
            assert "The bus hurts my ears" in text
            assert "Chose these pictures: Too loud." in text
            assert "helped by Gran" in text
            assert "Trains" not in text
        answer = at("officer").get(address(steps, "section", "B")).content.decode()
        assert reverse("desk:voice", args=[steps.child.pk]) in answer
        assert "Trains" in words(at("officer").get(address(steps, "section", "A")))
        assert "The bus hurts" not in words(at("officer").get(address(steps, "section", "F")))

    def test_a_professional_meets_what_was_shared_with_them_alone(self, steps, at, said):
        text = words(at("dco").get(address(steps, "section", "C")))
        assert "The bus hurts my ears" in text
        assert "I eat alone" not in text
