"""The gate: what stops a plan, what yields to whom, and what never does."""

from datetime import date

import pytest
from tests.unit.plans.gold.children import AS_OF, amara
from tests.unit.plans.gold.edits import bare, cover, row, whole

from goldenthread.plans.checks import CHECKS, CaseFacts
from goldenthread.plans.content import PlanStatus
from goldenthread.plans.rules.changes import changes
from goldenthread.plans.rules.gate import (
    STOPS,
    OpenAnswer,
    Reason,
    Weight,
    gate,
    mark_of,
)
from goldenthread.plans.rules.issue import as_draft, as_final, canonical, figures_of, hash_of
from goldenthread.plans.rules.notice import rights_notice

NOTICE = CaseFacts(notice_text=rights_notice(AS_OF), served_draft=amara())


def judged(plan, **more):
    return gate(plan, AS_OF, case=more.pop("case", NOTICE), **more)


def only(found, check):
    return [each for each in found.held if each.check == check]


def test_a_sound_final_plan_may_go():
    assert judged(amara()).stopping == ()
    assert judged(amara()).open


def test_another_childs_name_stops_it_and_no_reason_helps():
    plan = row("F1", what="Leo will have his work read to him by an adult beside him.")(amara())
    (found,) = only(judged(plan), "L01")
    assert (found.weight, found.stops) == (Weight.NEVER, True)
    reasons = [Reason(found.mark, "We know about this and it is fine.", "Helen Marsden")]
    (again,) = only(judged(plan, reasons=reasons), "L01")
    assert (again.stops, again.reason) == (True, "")


@pytest.mark.parametrize("check", ["L01", "L02", "L03", "L06"])
def test_identity_and_privacy_never_yield(check):
    assert CHECKS[check].accepted_by.value == "nobody"


def test_missing_medical_advice_yields_to_a_named_manager():
    plan = amara()
    plan = plan.model_copy(
        update={
            "evidence": tuple(item for item in plan.evidence if item.kind != "MEDICAL"),
            "links": tuple(link for link in plan.links if link.source != "K3"),
        }
    )
    found = only(judged(plan), "L91")
    assert [each.weight for each in found] == [Weight.NAMED]
    reasons = [
        Reason(each.mark, "Asked three times; the trust has no one.", "H M")
        for each in judged(plan).stopping
    ]
    passed = judged(plan, reasons=reasons)
    assert passed.open
    assert {each.check for each in passed.reasoned} >= {"L91"}


def test_a_vague_line_yields_to_a_manager_and_goes_only_with_a_reason():
    plan = bare("F1", "Access to a quiet space as required.")(amara())
    case = CaseFacts(notice_text=rights_notice(AS_OF), served_draft=plan)
    stopping = judged(plan, case=case).stopping
    assert {each.weight for each in stopping} == {Weight.MANAGER}
    reasons = [Reason(each.mark, "The school settles this next week.", "H M") for each in stopping]
    assert judged(plan, case=case, reasons=reasons).open


def test_a_reason_for_other_words_does_not_count():
    plan = bare("F1", "Access to a quiet space as required.")(amara())
    reasons = [Reason(mark_of("L30", "F", "other words"), "A reason for other words.", "H M")]
    assert not judged(plan, reasons=reasons).open


def test_an_alarm_never_blocks():
    plan = cover(
        last_review_date=date(2023, 1, 5),
        final_date=date(2022, 1, 5),
        plan_date=date(2022, 1, 5),
        amended_date=None,
    )(amara())
    found = only(judged(plan), "L101")
    assert [(each.weight, each.stops) for each in found] == [(Weight.ALARM, False)]


def test_an_open_correction_and_a_silent_adviser_stop_a_final_plan_only():
    answers = [
        OpenAnswer("Dr Ade", "F2", "It is twice a week.", silent=False),
        OpenAnswer("Ms Quill", "", "", silent=True),
    ]
    found = judged(amara(), answers=answers)
    assert [(each.check, each.weight) for each in found.stopping] == [
        ("correction", Weight.NAMED),
        ("silent", Weight.NAMED),
    ]
    assert "twice a week" in only(found, "correction")[0].why
    draft = as_draft(amara(), AS_OF, amended=False)
    assert not only(judged(draft, answers=answers), "silent")


def test_a_change_nobody_asked_for_stops_a_final_plan():
    after = row("B1", text="Amara cannot yet start a long task.")(amara())
    found = judged(after, changed=changes(amara(), after))
    assert {each.check for each in found.stopping} == {"L21"}
    assert all(each.weight is Weight.NEVER for each in found.stopping)


def test_a_draft_is_not_asked_what_only_a_final_plan_can_answer():
    draft = as_draft(amara(), AS_OF, amended=False)
    assert draft.placement is None
    found = judged(draft, case=CaseFacts())
    assert not {"L13", "L20", "L21", "L22", "L90", "L91"} & {each.check for each in found.held}
    assert not {"L21", "L22"} & {each.check for each in found.not_checked}


def test_a_draft_that_names_the_school_is_stopped():
    draft = as_draft(amara(), AS_OF, amended=False)
    named = row("F1", where="Amara will attend Ferndale Special School for this")(draft)
    assert "L12" in {each.check for each in judged(named, case=CaseFacts()).stopping}


def test_what_stops_comes_first():
    plan = bare("F1", "Access to a quiet space as required.")(amara())
    stops = [each.stops for each in judged(plan).held]
    assert stops == sorted(stops, reverse=True)
    assert set(STOPS) == {Weight.NEVER, Weight.NAMED, Weight.MANAGER}


def test_a_final_plan_is_dated_signed_and_hashed():
    final = as_final(amara(), AS_OF, amended=True, signature=amara().signature)
    assert final.cover.status is PlanStatus.AMENDED_FINAL
    assert final.cover.amended_date == AS_OF
    assert hash_of(final) == hash_of(type(final).model_validate_json(canonical(final)))
    assert hash_of(final) != hash_of(amara())


def test_an_amendment_notice_is_a_draft_with_its_own_day():
    draft = as_draft(amara(), AS_OF, amended=True)
    assert draft.cover.status is PlanStatus.AMENDED_DRAFT
    assert draft.cover.amendment_notice_date == AS_OF


def test_what_is_counted_of_a_version():
    figures = figures_of(amara(), AS_OF)
    assert (figures.provision_lines, figures.vague_lines) == (4, 0)
    assert figures.silent_sections == 0
    assert figures.oldest_advice_date == date(2026, 4, 20)
    vague = bare("F1", "Access to a quiet space as required.")(amara())
    assert figures_of(vague, AS_OF).vague_lines == 1
    silent = whole(personal_budget=None, placement=None)(amara())
    assert figures_of(silent, AS_OF).silent_sections == 2


def test_the_notice_of_rights_tells_all_five_with_the_laws_own_days():
    notice = rights_notice(date(2026, 11, 23))
    assert "23 January 2027" in notice
    for words in ("appeal", "two months", "ediation", "SENDIASS", "disagreement resolution"):
        assert words in notice
    assert not only(judged(amara()), "L22")
