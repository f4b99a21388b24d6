"""The pages of the improvement plan: judged, planned, watched, signed; who may and who may not."""

from __future__ import annotations

import io
from datetime import date
from types import SimpleNamespace

import pikepdf
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.access.rules import Role
from goldenthread.strategy.commands import boards, steps
from goldenthread.strategy.commands.figures import read_effects
from goldenthread.strategy.models import (
    Action,
    Expectation,
    Inspection,
    PlanVersion,
    ProgressReport,
    Workstream,
)

from . import improvement as made
from .conftest import NOW, TODAY, person
from .test_route_matrix import LEADS, PERSONAS, PLANNERS

LIMIT = 12  # statements, six of which say who asks
BETTER = [50, 52, 49, 51, 50, 48, 51, 50, 52, 49, 50, 51, 49, 50, 52, 48, 50, 51, 50]
BETTER += [66, 65, 67, 66, 64, 65, 66, 67, 65, 66, 67, 66, 65, 64, 66, 67, 66, 65, 66, 67]
FLAT = [
    *BETTER[:19],
    50,
    51,
    49,
    52,
    50,
    48,
    50,
    51,
    49,
    52,
    50,
    51,
    49,
    50,
    48,
    51,
    52,
    50,
    49,
    51,
]


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def send(client, address, act="do", **typed):
    """Send a form in the step named; dates as YYYY-MM-DD."""
    return client.post(address, {**typed, "act": act})


@pytest.fixture
def held(cast):
    return made.posts(cast)


@pytest.fixture
def world(cast, held, asker_of):
    """A confirmed report and one action under way, whose measure rose, read today."""
    by = asker_of(cast.improvement_lead)
    with asking.stated(by):
        found = made.started(by, held)
        found.step = made.step(found.action, held, by)
        made.figures(BETTER)
        read_effects([830], today=TODAY, by=by, at=NOW)
    return found


@pytest.fixture
def lead(cast):
    return signed_in(cast.improvement_lead)


@pytest.mark.django_db
class TestFromReportToPlan:
    def test_a_report_is_sent_judged_and_confirmed_on_pages(self, cast, lead):
        file = SimpleUploadedFile("report.pdf", made.invented_pdf(), "application/pdf")
        address = reverse("improvement:inspections", args=["derbyshire"])
        answer = lead.post(address, {"file": file}, follow=True)
        assert "still to be checked" in text(answer)
        with asking.stated(asking.service("test", [830])):
            found = Inspection.objects.get()
            items = list(found.sentences.values_list("kind", "item").distinct())
            rows = list(found.sentences.all())
        for kind, item in items:
            page = reverse("improvement:judge", args=[found.pk, kind.lower(), item])
            shown = lead.get(page)
            assert "Page" in text(shown)
            assert " checked" not in shown.content.decode()
            typed = {}
            for row in rows:
                if (row.kind, row.item) == (kind, item):
                    day = row.name == "publication_date"
                    typed[f"decision-{row.pk}"] = "CORRECTED" if day else "ACCEPTED"
                    typed[f"text-{row.pk}"] = "2024-11-12" if day else row.text_read
                    typed[f"reason-{row.pk}"] = "From the website" if day else ""
            assert lead.post(page, typed).status_code == 302
        confirm = reverse("improvement:confirm", args=[found.pk])
        assert "Priority action plan, 35 working days" in text(lead.get(confirm))
        answer = send(lead, confirm)
        assert answer.status_code == 302
        assert "Confirmed on" in text(lead.get(answer.url))
        assert "No action yet" in text(lead.get(reverse("improvement:plan", args=["derbyshire"])))

    def test_a_file_that_is_no_report_says_so_and_keeps_nothing(self, areas, lead):
        file = SimpleUploadedFile("notes.pdf", b"%PDF-1.4 nothing", "application/pdf")
        answer = lead.post(reverse("improvement:inspections", args=["derbyshire"]), {"file": file})
        assert "notes.pdf" in text(answer)
        with asking.stated(asking.service("test", [830])):
            assert not Inspection.objects.exists()

    def test_a_change_without_a_reason_is_said_and_what_was_typed_stays(self, cast, lead, asker_of):
        by = asker_of(cast.improvement_lead)
        with asking.stated(by):
            found = made.read(by)
            row = found.sentences.get(kind="IMPROVEMENT", part="LEAD_IN")
        page = reverse("improvement:judge", args=[found.pk, "improvement", 1])
        typed = {f"decision-{row.pk}": "CORRECTED", f"text-{row.pk}": "My words"}
        answer = text(lead.post(page, typed))
        assert "Give a reason" in answer
        assert "My words" in answer

    def test_a_sentence_left_alone_is_asked_for_and_nothing_is_kept(self, cast, lead, asker_of):
        with asking.stated(asker_of(cast.improvement_lead)):
            found = made.read(asker_of(cast.improvement_lead))
            first, *rest = found.sentences.filter(kind="PRIORITY_ACTION", item=1).order_by("order")
        page = reverse("improvement:judge", args=[found.pk, "priority_action", 1])
        answer = text(lead.post(page, {f"decision-{first.pk}": "ACCEPTED"}))
        assert rest
        for number in range(2, len(rest) + 2):
            assert f"Say whether {number} is right, to be corrected, or not there." in answer
        with asking.stated(asker_of(cast.improvement_lead)):
            assert not found.sentences.exclude(decision="PENDING").exists()


class TestChanges:
    def test_a_workstream_without_families_is_refused_in_words(self, world, lead, held, cast):
        address = reverse("improvement:workstream-new", args=[world.inspection.pk])
        typed = {
            "name": "Second", "aim": "To help", "lead_post": held.improvement_lead,
            "second_post": held.icb_lead, "family_post": held.commissioner,
        }  # fmt: skip
        assert "Select a valid choice" in text(send(lead, address, **typed))
        typed["family_post"] = held.forum_rep
        assert "Check: open a workstream" in text(send(lead, address, "check", **typed))
        with asking.stated(asking.service("test", [830])):
            assert Workstream.objects.count() == 1
        assert send(lead, address, **typed).status_code == 302
        again = text(send(lead, address, **typed))
        assert "open already" in again

    def test_an_action_is_added_stated_started_and_done_once(self, world, lead, held):
        finding = world.finding.pk
        typed = {
            "workstream": world.stream.pk, "title": "Weekly letters", "requirements": ["1"],
            "owner_post": held.manager, "planned_start": "2026-11-22",
            "planned_end": "2027-03-31", "cost_pence": "1,200.50",
        }  # fmt: skip
        answer = send(lead, reverse("improvement:action-new", args=[finding]), **typed)
        page = answer.url
        assert "£1,200.50" in text(lead.get(page))
        pk = int(page.rstrip("/").rsplit("/", 1)[1])

        def act(what, **given):
            return send(lead, reverse("improvement:act", args=[pk, what]), **given)

        assert "State what the action is to change" in text(act("start", on="2026-11-22"))
        effect = {"line": "DONE", "measure": "plans-in-20-weeks", "way": "up", "size": "10"}
        assert act("effect", **effect, by_date="2027-06-30").status_code == 302
        assert act("start", on="2026-11-22").status_code == 302
        assert "stands as it was said" in text(act("effect", **effect, by_date="2027-06-30"))
        assert act("step", title="First", due="2026-12-01", owner_post=held.dco).status_code == 302
        assert "steps are open" in text(act("finish", on="2026-11-22"))
        assert "Too early to say" in text(lead.get(page))

    def test_an_owner_may_finish_and_others_may_not(self, world, cast):
        address = reverse("improvement:act", args=[world.action.pk, "finish"])
        assert signed_in(cast.manager).get(address).status_code == 200
        assert signed_in(cast.board_member).get(address).status_code == 403

    def test_a_step_is_moved_with_a_reason_and_both_days_show(self, world, lead):
        address = reverse("improvement:step", args=[world.step.pk, "move"])
        assert send(lead, address, due="2026-12-20", reason="Nobody applied").status_code == 302
        page = text(lead.get(reverse("improvement:action", args=[world.action.pk])))
        assert "First promised for 30 April 2025: Nobody applied" in page


class TestBoard:
    def page(self, client, **query):
        return client.get(reverse("improvement:board", args=["derbyshire"]), query)

    def test_done_and_felt_are_two_lines(self, world, cast):
        page = text(self.page(signed_in(cast.board_member)))
        assert "Better: 15 percentage points up" in page
        assert "Nobody has said yet how we would know." in page
        assert page.index("What changed") < page.index("Felt by families")

    def test_each_partners_promises_stand_side_by_side(self, world, cast):
        page = text(self.page(signed_in(cast.forum_rep)))
        assert "open promises, side by side" in page
        assert "(571 days late)" in page

    def test_an_action_whose_measure_did_not_move_says_so(self, cast, held, asker_of):
        by = asker_of(cast.improvement_lead)
        with asking.stated(by):
            made.started(by, held)
            made.figures(FLAT)
            read_effects([830], today=TODAY, by=by, at=NOW)
        page = text(self.page(signed_in(cast.board_member)))
        assert "No effect seen: " in page
        assert "1 with no effect seen" in page

    def test_the_board_of_a_day_past_is_what_was_known_then(self, world, cast):
        client = signed_in(cast.board_member)
        assert "No inspection report has been confirmed" in text(self.page(client, on="2024-10-01"))
        then = text(self.page(client, on="2025-03-01"))
        assert "571 days" not in then
        assert "Too early to say" in then

    def test_a_day_ahead_is_refused(self, world, cast):
        page = text(self.page(signed_in(cast.board_member), on="2030-01-01"))
        assert "must be on or before" in page

    def test_an_area_with_no_report_says_so(self, cast):
        assert "No inspection report" in text(self.page(signed_in(cast.board_member)))

    def test_asks_a_fixed_number_of_questions(self, world, cast, django_assert_max_num_queries):
        client = signed_in(cast.board_member)
        self.page(client)
        with django_assert_max_num_queries(LIMIT):
            self.page(client)

    def test_the_pack_is_a_tagged_pdf_with_all_its_parts(self, world, cast):
        address = reverse("improvement:pack", args=["derbyshire"])
        content = signed_in(cast.board_member).get(address).content
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert pdf.Root.MarkInfo.Marked

        words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
        for part in ("Measures", "Late actions", "Open promises", "Risks", "Decisions", "Better"):
            assert part in words


class TestCommissioning:
    def figures(self):
        for key, values in {
            "plans-need-slcn": [800.0] * 12 + [920.0], "plans-need-vi": [45.0] * 13,
            "waiting-speech-and-language": [400.0] * 13,
            "waiting-over-18-weeks-speech-and-language": [62.0] * 12 + [55.0],
        }.items():  # fmt: skip
            made.figures(values, first=date(2025, 10, 1), measure=key)

    def page(self, client):
        return text(client.get(reverse("improvement:commissioning", args=["derbyshire"])))

    def test_a_gap_is_shown_decided_together_and_followed(self, cast, held, lead, bodies, asker_of):
        assert "no month has been worked out" in self.page(lead)
        with asking.stated(asker_of(cast.improvement_lead)):
            self.figures()
        board = signed_in(cast.board_member)
        page = self.page(board)
        long = "Children wait too long for speech and language therapy: 55 in 100"
        assert f"{long} have waited over 18 weeks." in page
        assert "Plans grew by 15% in a year." in page
        assert "No service that answers this need has a waiting list on record here." in page
        assert "Record a decision" not in page
        address = reverse("improvement:commission", args=["derbyshire", "slcn"])
        assert board.get(address).status_code == 403
        typed = {
            "what": "Two more therapists", "reasons": "Half wait", "bodies": [bodies.county.pk],
            "family_post": held.forum_rep, "family_said": "Come to the school",
            "made": "2026-02-02", "review": "2026-08-01",
        }  # fmt: skip
        alone = text(send(lead, address, **typed))
        assert "choose both" in alone
        assert "Two more therapists" in alone
        typed["bodies"] = [bodies.county.pk, bodies.icb.pk]
        assert "Check: decide what to commission" in text(send(lead, address, "check", **typed))
        assert send(lead, address, **typed).status_code == 302
        page = self.page(board)
        assert "Two more therapists" in page
        assert "Over 18 weeks then: 62 in 100; now: 55." in page
        assert "To be looked at again by 1 August 2026 <strong>(late)</strong>" in page
        nowhere = reverse("improvement:commission", args=["derbyshire", "nought"])
        assert lead.get(nowhere).status_code == 404

    def test_what_counts_as_a_gap_is_set_together_dated_and_shown(
        self, cast, lead, bodies, asker_of
    ):
        with asking.stated(asker_of(cast.improvement_lead)):
            self.figures()
        address = reverse("improvement:terms", args=["derbyshire"])
        assert signed_in(cast.board_member).get(address).status_code == 403
        assert "have set none of their own" in self.page(lead)
        typed = {
            "long_wait": "60", "growth": "10", "from_date": "2026-11-21",
            "bodies": [bodies.county.pk], "reason": "Agreed at the autumn board",
        }  # fmt: skip
        assert "begin today or later" in text(send(lead, address, **typed))
        typed["from_date"] = "2026-11-22"
        assert "choose both" in text(send(lead, address, **typed))
        typed["bodies"] = [bodies.county.pk, bodies.icb.pk]
        assert "from 1 to 100" in text(send(lead, address, **{**typed, "growth": "0"}))
        for _ in range(2):  # twice the same is once
            assert send(lead, address, **typed).status_code == 302
        assert "already" in text(send(lead, address, **{**typed, "long_wait": "30"}))
        page = self.page(lead)
        assert "In force from 22 November 2026, chosen by " in page
        assert "Agreed at the autumn board" in page
        assert "Most are seen in time by speech and language therapy: 55 in 100" in page


class TestDocuments:
    def test_the_plan_goes_out_as_pdf_and_word_and_its_clock_stops(self, world, lead, cast):
        address = reverse("improvement:submit", args=[world.inspection.pk])
        assert "These have no action yet: 2" in text(send(lead, address, on="2025-01-03"))
        with asking.stated(asking.service("test", [830])):
            second = world.inspection.findings.get(kind="PRIORITY_ACTION", number=2)
        typed = {
            "workstream": world.stream.pk, "title": "More clinics",
            "owner_post": made.posts(cast).dco, "planned_start": "2025-03-01",
            "planned_end": "2026-03-31",
        }  # fmt: skip
        send(lead, reverse("improvement:action-new", args=[second.pk]), **typed)
        assert send(lead, address, on="2025-01-03").status_code == 302
        assert send(lead, address, on="2025-01-03").status_code == 302
        with asking.stated(asking.service("test", [830])):
            kept = PlanVersion.objects.get()
        page = text(lead.get(reverse("improvement:inspection", args=[world.inspection.pk])))
        assert "As submitted on 3 January 2025, version 1" in page
        for kind, sign in (("pdf", b"%PDF"), ("docx", b"PK")):
            document = reverse("improvement:document", args=[world.inspection.pk, kind])
            assert lead.get(document, {"version": kept.number}).content.startswith(sign)
            assert lead.get(document).content.startswith(sign)
        assert lead.get(document, {"version": 9}).status_code == 404


class TestPublic:
    def test_nothing_is_public_until_both_bodies_have_signed(self, world, cast, bodies, lead):
        public = reverse("improvement:public", args=["derbyshire"])
        visitor = Client()
        assert lead.post(reverse("improvement:progress", args=["derbyshire"])).status_code == 302
        with asking.stated(asking.service("test", [830])):
            report = ProgressReport.objects.get()
        address = reverse("improvement:sign", args=[report.pk])
        assert lead.post(address).status_code == 403
        assert signed_in(cast.board_member).post(address).status_code == 302
        assert "have not signed a report yet" in text(visitor.get(public))
        health = person("IcbDirector", Role.BOARD_MEMBER, bodies.icb)
        assert signed_in(health).post(address).status_code == 302
        page = text(visitor.get(public))
        assert "Signed by the council and by the NHS integrated care board" in page
        assert "What is late" in page
        assert "First six officers in post: Derbyshire County Council, 571 days late" in page
        assert "Manager" not in page

    def test_an_area_that_is_not_here_is_not_found(self, db):
        assert Client().get(reverse("improvement:public", args=["nowhere"])).status_code == 404


class TestPartners:
    def test_a_meeting_a_question_and_its_answer(self, world, cast, held):
        rep = signed_in(cast.forum_rep)
        typed = {"title": "Autumn", "held": "2026-10-01", "attended": [held.forum_rep, held.dco]}
        address = reverse("improvement:meeting-new", args=["derbyshire"])
        page = send(rep, address, **typed).url
        pk = int(page.rstrip("/").rsplit("/", 1)[1])
        asked = {"question": "Why do we wait?", "owed_post": held.dco, "due": "2026-10-30"}
        asked["measure"] = "plans-in-20-weeks"
        assert send(rep, reverse("improvement:ask", args=[pk]), **asked).status_code == 302
        shown = text(rep.get(page))
        assert "(23 days late)" in shown
        assert "67% in October 2026" in shown
        assert "Answer it" not in shown
        dco = signed_in(cast.dco)
        assert "Answer it" in text(dco.get(page))

    def test_each_part_is_written_by_those_who_may(self, world, cast, lead):
        address = reverse("improvement:evaluation-new", args=["derbyshire"])
        page = send(lead, address, title="2026", as_of="2026-11-01").url
        pk = int(page.rstrip("/").rsplit("/", 1)[1])
        families = reverse("improvement:part", args=[pk, "families"])
        assert lead.get(families).status_code == 403
        rep = signed_in(cast.forum_rep)
        assert send(rep, families, text="We still wait").status_code == 302
        assert "We still wait" in text(lead.get(page))
        finish = text(send(lead, reverse("improvement:evaluation-finish", args=[pk])))
        assert "Still to be written: Education, Health, Social care" in finish


@pytest.fixture
def records(world, cast, held, asker_of):
    """One of each record of the plan, by the name of its page's number."""
    by = asker_of(cast.improvement_lead)
    with asking.stated(by):
        evidence = steps.add_evidence(
            world.action.pk, title="Payroll", where="Folder", dated=TODAY, strength=2, today=TODAY,
            by=by, at=NOW,
        )  # fmt: skip
        risk = steps.open_risk(
            830, text="No applicants", likelihood=3, impact=4, mitigation="Ask again",
            owner_post=held.manager, on=TODAY, by=by,
        )  # fmt: skip
        meeting = boards.open_meeting(
            830, title="Spring", held=date(2026, 3, 2), attended=[held.dco], by=by
        )
        evaluation = boards.open_evaluation(830, title="2026", as_of=TODAY, by=by)
        report = boards.make_progress(830, as_of=TODAY, content={}, by=by, at=NOW)
    return SimpleNamespace(
        inspection=world.inspection.pk, action=world.action.pk, step=world.step.pk,
        finding=world.finding.pk, evidence=evidence.pk, risk=risk.pk, meeting=meeting.pk,
        evaluation=evaluation.pk, report=report.pk,
    )  # fmt: skip


READ = {"inspection": "inspection", "action": "action", "meeting": "meeting"}
READ |= {"evaluation": "evaluation", "sign": "report"}
CHANGE = {
    "submit": ("inspection",), "workstream-new": ("inspection",), "action-new": ("finding",),
    "act": ("action", "effect"), "step": ("step", "move"), "risk-close": ("risk",),
    "evaluation-finish": ("evaluation",),
}  # fmt: skip


def test_each_persona_on_real_records(records, cast, bodies):
    people = {name: signed_in(getattr(cast, name)) for name in PERSONAS if name != "visitor"}
    people["visitor"] = Client()
    stranger = signed_in(person("CityLead", Role.IMPROVEMENT_LEAD, bodies.city))
    addresses = {
        **{name: (reverse(f"improvement:{name}", args=[getattr(records, of)]), PLANNERS)
           for name, of in READ.items()},
        **{name: (reverse(f"improvement:{name}", args=[getattr(records, of[0]), *of[1:]]), LEADS)
           for name, of in CHANGE.items()},
    }  # fmt: skip
    for name, (address, opens) in addresses.items():
        found = {who: client.get(address).status_code for who, client in people.items()}
        assert found == {who: 200 if who in opens else 403 for who in people}, name
        assert stranger.get(address).status_code == 404, name


def test_no_page_of_a_plan_asks_much(records, cast, django_assert_max_num_queries):
    client = signed_in(cast.improvement_lead)
    pages = [reverse(f"improvement:{n}", args=[getattr(records, of)]) for n, of in READ.items()]
    pages += [
        reverse(f"improvement:{name}", args=["derbyshire"])
        for name in (
            *("plan", "inspections", "log", "challenge", "evaluations", "progress"),
            "commissioning",
        )
    ]
    for address in pages:
        client.get(address)
        with django_assert_max_num_queries(LIMIT, info=address):
            assert client.get(address).status_code == 200


def test_what_was_stated_cannot_be_altered_by_sending_the_form_late(world, lead):
    with asking.stated(asking.service("test", [830])):
        before = Expectation.objects.values().get()
    effect = {"line": "DONE", "measure": "reviews-in-time", "way": "down", "size": "1"}
    address = reverse("improvement:act", args=[world.action.pk, "effect"])
    send(lead, address, **effect, by_date="2027-06-30")
    with asking.stated(asking.service("test", [830])):
        assert Expectation.objects.values().get() == before
        assert Action.objects.get().state == "STARTED"
