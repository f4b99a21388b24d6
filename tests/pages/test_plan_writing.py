"""Writing a plan together: nothing overwritten, nothing lost, each part its own profession's."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from goldenthread.access import asking
from goldenthread.access.rules import NotAllowed, NotFound
from goldenthread.access.today import now
from goldenthread.people import queries as people
from goldenthread.people.commands import restrict_location
from goldenthread.plans import commands
from goldenthread.plans.commands.reaching import CannotWrite
from goldenthread.plans.commands.writing import BadStatement, Stale
from goldenthread.plans.models import DraftSection, DraftSource, PlanDraft, PlanVersion, Unsaved
from goldenthread.plans.queries import draft_state, read_draft
from goldenthread.plans.rules.sections import SECTIONS, NoSuchRow
from goldenthread.plans.tasks import sweep_all

from .conftest import NOW, TODAY, child
from .plan_parts import begin, post_of, sound_plan, statements

NEED = {"text": "Sam tires after lunch.", "area": "COGNITION", "effect": "", "strengths": ""}


@pytest.fixture
def steps(sam, cast, asker_of):
    return begin(sam, cast.officer, asker_of)


def add(steps, who, section="B", kind="need", row="", over=1, values=NEED, answers=()):
    return steps(
        "save_statement",
        who=who,
        section=section,
        kind=kind,
        row=row,
        values=values,
        answers=answers,
        over_version=over,
    )


def content(steps):
    return read_draft(steps.child, steps.draft.pk).content


class TestStarting:
    def test_makes_every_section_with_who_the_child_is(self, steps, sam):
        assert {row.section for row in DraftSection.objects.all()} == set(SECTIONS)
        cover = content(steps).cover
        assert (cover.child_name, cover.birth_date) == ("Sam Invented", sam.birth_date)
        assert content(steps).invented

    def test_twice_gives_back_the_one_that_is_open(self, steps, sam, cast, asker_of):
        assert begin(sam, cast.manager, asker_of).draft.pk == steps.draft.pk
        assert PlanDraft.objects.count() == 1

    def test_an_amendment_starts_from_the_words_in_force(self, sam, cast, asker_of, areas):
        plan = sound_plan()
        held = begin(sam, cast.officer, asker_of).draft.plan
        held.state, held.start_date = "IN_FORCE", TODAY
        held.save()
        PlanDraft.objects.update(stage="DROPPED", finished_date=TODAY)
        PlanVersion.objects.create(
            area=areas.derbyshire,
            child=sam,
            plan=held,
            number=1,
            status="FINAL",
            issued_date=TODAY,
            content=plan.model_dump(mode="json"),
            content_hash="x" * 64,
        )
        steps = begin(sam, cast.officer, asker_of)
        assert steps.draft.amends.number == 1
        assert {need.id for need in content(steps).needs} == {"B1", "B2", "B3"}

    @pytest.mark.parametrize("who", ["psychologist", "senco", "dco", "data_officer", "parent"])
    def test_is_for_the_ehc_team(self, sam, cast, asker_of, who):
        with pytest.raises(NotAllowed):
            begin(sam, getattr(cast, who), asker_of)

    @pytest.mark.parametrize("who", ["city_officer", "stranger", "commissioner"])
    def test_says_not_found_to_a_stranger(self, sam, cast, asker_of, who):
        with pytest.raises(NotFound):
            begin(sam, getattr(cast, who), asker_of)

    def test_a_draft_of_another_child_is_not_found(self, steps, areas, cast, as_service):
        steps.child = child(areas.derbyshire, "D-2", "Other", "Invented")
        with pytest.raises(NotFound):
            add(steps, cast.officer)

    def test_can_be_dropped_until_it_has_gone_out(self, steps, cast, sam, asker_of):
        by = asker_of(cast.officer)
        with asking.stated(by):
            commands.drop_draft(steps.draft.pk, child_id=sam.pk, by=by, on=TODAY)
        assert draft_state(sam) is None
        with pytest.raises(CannotWrite, match="closed"):
            add(steps, cast.officer)


class TestSaving:
    def test_names_the_statement_and_moves_the_version_on(self, steps, cast):
        first = add(steps, cast.officer)
        second = add(steps, cast.officer, over=2, values={**NEED, "text": "Another."})
        assert [(first.row, first.version), (second.row, second.version)] == [("B1", 2), ("B2", 3)]
        assert [need.text for need in content(steps).needs] == [
            "Sam tires after lunch.",
            "Another.",
        ]

    def test_a_second_save_over_the_same_version_is_refused_and_nothing_is_overwritten(
        self, steps, cast
    ):
        add(steps, cast.officer)
        add(steps, cast.psychologist, row="B1", over=2, values={**NEED, "text": "Hers."})
        with pytest.raises(Stale) as refused:
            add(steps, cast.officer, row="B1", over=2, values={**NEED, "text": "Mine."})
        assert refused.value.there["text"] == "Hers."
        assert refused.value.current.version == 3
        assert [need.text for need in content(steps).needs] == ["Hers."]

    def test_a_click_sent_twice_is_one_statement(self, steps, cast):
        first = add(steps, cast.officer)
        assert add(steps, cast.officer) == first
        assert len(content(steps).needs) == 1

    def test_another_section_is_nobodys_hindrance(self, steps, cast):
        add(steps, cast.officer)
        saved = add(
            steps, cast.psychologist, "E", "outcome", values={"text": "By July."}, answers=["B1"]
        )
        assert (saved.row, saved.version) == ("E1", 2)
        assert [(link.source, link.target) for link in content(steps).links] == [("B1", "E1")]

    def test_changing_one_part_keeps_the_others(self, steps, cast):
        add(steps, cast.officer)
        add(steps, cast.officer, row="B1", over=2, values={"effect": "He rests in class."})
        (need,) = content(steps).needs
        assert (need.text, need.effect) == ("Sam tires after lunch.", "He rests in class.")

    @pytest.mark.parametrize(
        ("who", "section", "kind"),
        [("psychologist", "G", "provision"), ("senco", "D", "need"), ("dco", "B", "need")],
    )
    def test_another_professions_part_is_refused(self, steps, cast, who, section, kind):
        with pytest.raises(NotAllowed, match="another profession"):
            add(steps, getattr(cast, who), section, kind)

    def test_what_a_plan_cannot_hold_is_refused_by_its_name(self, steps, cast):
        with pytest.raises(BadStatement) as refused:
            add(steps, cast.officer, values={**NEED, "area": "NONSENSE"})
        assert "area" in refused.value.fields

    def test_a_statement_that_is_gone_is_said_to_be(self, steps, cast):
        with pytest.raises(CannotWrite, match="taken it out"):
            add(steps, cast.officer, row="B9")

    def test_the_history_keeps_every_saved_text(self, steps, cast):
        add(steps, cast.officer)
        add(steps, cast.officer, row="B1", over=2, values={**NEED, "text": "Later."})
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT content->'needs'->0->>'text' FROM plans_draftsectionevent"
                " WHERE section = 'B' ORDER BY pgh_id"
            )
            said = [text for (text,) in cursor.fetchall()]
        assert said == [None, "Sam tires after lunch.", "Later."]

    def test_taking_out_asks_for_the_version_too(self, steps, cast):
        add(steps, cast.officer)
        common = {"who": cast.officer, "section": "B", "kind": "need", "row": "B1"}
        with pytest.raises(Stale):
            steps("take_statement_out", over_version=1, **common)
        assert steps("take_statement_out", over_version=2, **common) == 3
        with pytest.raises(NoSuchRow):
            steps("take_statement_out", over_version=3, **common)
        assert add(steps, cast.officer, over=3).row == "B2"

    def test_words_that_give_a_restricted_child_away_are_stopped(self, steps, cast, sam):
        by = steps.asker(cast.officer)
        with asking.stated(by):
            restrict_location(
                child_id=sam.pk,
                places={"address": "3 Thistle Way, Hollinwell"},
                holders=[cast.manager.pk],
                team="the safeguarding team",
                reason="court order",
                by=by,
                on=TODAY,
            )
        with pytest.raises(people.NamesAPlace):
            add(
                steps,
                cast.officer,
                values={**NEED, "text": "She lives at 3 Thistle Way, Hollinwell."},
            )


class TestHoldingAndKeeping:
    def held(self, steps, who, at=NOW):
        return steps("open_section", who=who, section="B", at=at)

    def test_the_first_to_open_a_section_has_it_for_half_an_hour(self, steps, cast):
        assert self.held(steps, cast.officer).holder_id == cast.officer.pk
        assert self.held(steps, cast.psychologist).holder_id == cast.officer.pk
        later = NOW + timedelta(minutes=31)
        assert self.held(steps, cast.psychologist, later).holder_id == cast.psychologist.pk

    def test_saving_lets_it_go(self, steps, cast):
        self.held(steps, cast.officer)
        add(steps, cast.officer)
        assert DraftSection.objects.get(section="B").holder_id is None

    def typed(self, steps, who, words, at=NOW):
        return steps(
            "keep_typed",
            who=who,
            section="B",
            row="new-need",
            typed={"text": words},
            over_version=1,
            at=at,
        )

    def test_what_is_typed_is_kept_for_each_person_once_until_saved(self, steps, cast):
        self.typed(steps, cast.officer, "Sam ti")
        self.typed(steps, cast.officer, "Sam tires")
        self.typed(steps, cast.psychologist, "Something else")
        kept = dict(Unsaved.objects.values_list("user_id", "typed"))
        assert kept[cast.officer.pk] == {"text": "Sam tires"}
        add(steps, cast.officer)
        assert list(Unsaved.objects.values_list("user_id", flat=True)) == [cast.psychologist.pk]

    def test_it_lapses_after_the_days_the_council_set(self, steps, cast, as_service):
        self.typed(steps, cast.officer, "Sam ti")
        days = timedelta(days=settings.PLAN_UNSAVED_DAYS)
        asking.state(as_service)
        assert commands.sweep_unsaved([830], at=NOW + days) == 0
        assert commands.sweep_unsaved([830], at=NOW + days + timedelta(seconds=1)) == 1

    def test_the_nights_work_forgets_it_in_every_area(self, steps, cast, as_service):
        self.typed(steps, cast.officer, "Sam ti", at=now())
        assert sweep_all() == 0
        asking.state(as_service)
        Unsaved.objects.update(kept_at=now() - timedelta(days=settings.PLAN_UNSAVED_DAYS + 1))
        assert sweep_all() == 1


class TestAdvice:
    def take(self, steps, cast):
        given = statements(post_of(cast.psychologist))
        return steps("take_statements", given, who=cast.officer)

    def test_comes_in_once_with_its_source_and_a_row_of_section_k(self, steps, cast):
        assert self.take(steps, cast) == 2
        assert self.take(steps, cast) == 0
        (item,) = content(steps).evidence
        assert (item.id, item.author, item.attached) == ("K1", "Dr Anita Shah", True)
        assert [each.text for each in item.recommendations] == [s.text for s in statements()]
        desk = read_draft(steps.child, steps.draft.pk)
        assert len(desk.unplaced) == 2
        assert desk.thread.without_place == 2

    def test_a_later_statement_of_the_same_advice_shares_its_row(self, steps, cast):
        first, second = statements()
        steps("take_statements", [first], who=cast.officer)
        steps("take_statements", [second], who=cast.officer)
        assert set(DraftSource.objects.values_list("evidence", flat=True)) == {"K1"}

    def test_becomes_a_statement_whose_source_is_kept(self, steps, cast):
        self.take(steps, cast)
        source = DraftSource.objects.get(section="B")
        made = steps("place_as_new", source.pk, who=cast.psychologist, section="B")
        again = steps("place_as_new", source.pk, who=cast.psychologist, section="B")
        assert (made.row, again.row) == ("B1", "B1")
        plan = content(steps)
        assert plan.needs[0].text == source.text
        assert [(link.source, link.target) for link in plan.links] == [("K1", "B1")]
        assert plan.evidence[0].recommendations[0].used_in == ("B1",)

    def test_finds_its_place_in_a_statement_there_is(self, steps, cast):
        add(steps, cast.officer)
        self.take(steps, cast)
        source = DraftSource.objects.get(section="B")
        steps("place", source.pk, who=cast.officer, section="B", row="B1")
        assert [(link.source, link.target) for link in content(steps).links] == [("K1", "B1")]
        with pytest.raises(CannotWrite, match="still there"):
            steps("place", source.pk, who=cast.officer, section="B", row="B7")

    def test_is_left_out_only_with_a_reason_and_only_while_nothing_rests_on_it(self, steps, cast):
        self.take(steps, cast)
        source = DraftSource.objects.get(section="F")
        with pytest.raises(CannotWrite, match="why"):
            steps("leave_out", source.pk, who=cast.officer, reason=" ")
        steps("leave_out", source.pk, who=cast.officer, reason="The school gives this to all.")
        (item,) = content(steps).evidence
        assert item.recommendations[1].rejected_reason == "The school gives this to all."
        need = DraftSource.objects.get(section="B")
        steps("place_as_new", need.pk, who=cast.officer, section="B")
        with pytest.raises(CannotWrite, match="B1"):
            steps("leave_out", need.pk, who=cast.officer, reason="No longer needed.")

    def test_a_statement_taken_out_sets_its_source_free_again(self, steps, cast):
        self.take(steps, cast)
        need = DraftSource.objects.get(section="B")
        made = steps("place_as_new", need.pk, who=cast.officer, section="B")
        steps(
            "take_statement_out", who=cast.officer, section="B", kind="need", row="B1",
            over_version=made.version,
        )  # fmt: skip
        assert DraftSource.objects.get(section="B").rows == []

    def test_vague_words_become_a_question_and_never_a_number(self, steps, cast):
        self.take(steps, cast)
        source = DraftSource.objects.get(section="F")
        ask = {"who": cast.officer, "question": "How often, and for how long?"}
        question = steps("ask_adviser", source.pk, **ask)
        assert steps("ask_adviser", source.pk, **ask).pk == question.pk
        with pytest.raises(NotAllowed, match="another adviser"):
            steps("answer_question", question.pk, who=cast.senco, words="Daily.")
        answered = steps(
            "answer_question", question.pk, who=cast.psychologist, words="10 minutes, daily."
        )
        assert answered.answered_by_id == cast.psychologist.pk

    def test_only_a_section_of_statements_can_take_one(self, steps, cast):
        self.take(steps, cast)
        source = DraftSource.objects.get(section="B")
        with pytest.raises(CannotWrite, match="Choose a section"):
            steps("place_as_new", source.pk, who=cast.officer, section="J")


def test_an_issued_version_cannot_be_edited_by_the_application(steps, cast, sam, areas):
    common = {"area": areas.derbyshire, "child": sam, "plan": steps.draft.plan}
    kept = PlanVersion.objects.create(
        number=1, status="FINAL", issued_date=TODAY, content={}, content_hash="x" * 64, **common
    )
    from_figures = PlanVersion.objects.create(
        number=2, status="AMENDED_FINAL", issued_date=TODAY, **common
    )
    for act in (
        lambda: PlanVersion.objects.filter(pk=kept.pk).update(content={"a": 1}),
        kept.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert PlanVersion.objects.filter(pk=from_figures.pk).update(needs=["ASD"]) == 1
