"""Whole invented cases, told to `goldenthread clocks` and answered by hand.

Every reading of each case is written out from the regulations alone: when it is due, how it
stands on the day asked, how many days late, and what excuses it. A clock too many fails too.
"""

import json

import pytest
from click.testing import CliRunner

from goldenthread.config.cli import main


def clocks(case_type, as_of, *told):
    """Ask the command about a case: each thing told is (day, kind) or (day, kind, facts)."""
    events = [
        {"kind": kind, "on": day, "facts": facts[0] if facts else {}} for day, kind, *facts in told
    ]
    given = json.dumps({"case_type": case_type, "events": events})
    result = CliRunner().invoke(main, ["clocks", "--as-of", as_of, "--json"], input=given)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)["clocks"]


def stand(case_type, as_of, *told):
    """Return {(rule, about): "due state [days late] [excuse]"} of a case's clocks."""
    found = {}
    for each in clocks(case_type, as_of, *told):
        words = [each["due"] or "undated", each["state"].replace(" ", "-")]
        words += [str(each["days_late"])] if each["days_late"] else []
        words += [each["lawful_reason"]] if each["lawful_reason"] else []
        key = each["rule"] if not each["about"] else f"{each['rule']} {each['about']}"
        assert key not in found, key
        found[key] = " ".join(words)
    return found


LATE_DECISION = (
    ("2026-01-05", "request.received"),
    ("2026-03-02", "assessment.agreed"),
    ("2026-03-02", "advice.requested", {"about": "health"}),
    ("2026-03-02", "advice.requested", {"about": "psychology"}),
    ("2026-03-02", "advice.requested", {"about": "social-care"}),
    ("2026-04-10", "advice.received", {"about": "health"}),
    ("2026-04-27", "advice.received", {"about": "psychology"}),
    ("2026-04-27", "issue.agreed"),
    ("2026-04-28", "draft.served"),
    ("2026-04-28", "setting.consulted", {"about": "school-a"}),
    ("2026-05-29", "plan.issued"),
)


def test_a_late_decision_to_assess_leaves_sixteen_and_twenty_weeks_where_they_were():
    assert stand("assessment", "2026-06-01", *LATE_DECISION) == {
        "ena-decide": "2026-02-16 met-late 14",
        "ena-seek-advice": "2026-03-02 met",
        "ena-advice-due health": "2026-04-13 met",
        "ena-advice-due psychology": "2026-04-13 met-late 14",
        "ena-advice-due social-care": "2026-04-13 superseded",
        "ena-no-plan": "2026-04-27 superseded",
        "ena-yes-decision": "2026-04-27 met",
        "plan-draft": "2026-04-27 met-late 1",
        "plan-draft-15d": "2026-05-12 superseded",
        "plan-consult school-a": "2026-05-13 superseded",
        "plan-final": "2026-05-25 met-late 4",
    }


def test_advice_is_a_must_for_each_adviser():
    found = clocks("assessment", "2026-04-20", *LATE_DECISION[:6])
    advice = [each for each in found if each["rule"] == "ena-advice-due"]
    assert {each["force"] for each in advice} == {"MUST"}
    assert {each["about"]: each["state"] for each in advice} == {
        "health": "met",
        "psychology": "late",
        "social-care": "late",
    }


def test_an_exception_stands_beside_its_own_date_and_moves_none():
    assert stand(
        "assessment",
        "2026-11-13",
        ("2026-06-10", "request.received"),
        ("2026-07-22", "assessment.agreed"),
        ("2026-07-22", "advice.requested", {"about": "health"}),
        ("2026-07-22", "advice.requested", {"about": "education"}),
        ("2026-09-24", "advice.received", {"about": "education"}),
        (
            "2026-09-04",
            "exception.recorded",
            {"rule": "ena-advice-due", "about": "health", "ground": "ex-missed-appt"},
        ),
        ("2026-09-30", "issue.agreed"),
        ("2026-09-30", "draft.served"),
        ("2026-10-28", "exception.recorded", {"rule": "plan-final", "ground": "ex-school-closed"}),
        ("2026-10-28", "exception.recorded", {"rule": "plan-draft", "ground": "ex-personal"}),
        ("2026-10-14", "family.commented"),
        ("2026-11-12", "plan.issued"),
    ) == {
        "ena-decide": "2026-07-22 met",
        "ena-seek-advice": "2026-07-22 met",
        "ena-advice-due health": "2026-09-02 superseded ex-missed-appt",
        "ena-advice-due education": "2026-09-02 met-late 22",
        "ena-no-plan": "2026-09-30 superseded",
        "ena-yes-decision": "2026-09-30 met",
        "plan-draft": "2026-09-30 met",
        "plan-draft-15d": "2026-10-14 met",
        "plan-final": "2026-10-28 met-late 15 ex-school-closed",
    }


def test_an_exception_of_one_request_does_not_excuse_the_next():
    told = (
        ("2026-01-05", "request.received"),
        ("2026-02-20", "exception.recorded", {"rule": "ena-decide", "ground": "ex-personal"}),
        ("2026-02-23", "assessment.refused"),
        ("2026-06-01", "request.received"),
        ("2026-07-20", "assessment.refused"),
    )
    found = clocks("assessment", "2026-08-01", *told)
    assert [
        (each["due"], each["days_late"], each["lawful_reason"])
        for each in found
        if each["rule"] == "ena-decide"
    ] == [("2026-02-16", 7, "ex-personal"), ("2026-07-13", 7, None)]


def test_a_request_withdrawn_leaves_nothing_running():
    withdrawn = (("2026-11-23", "request.received"), ("2026-12-15", "request.withdrawn"))
    assert stand("assessment", "2027-06-01", *withdrawn) == {
        "ena-decide": "2027-01-04 superseded",
        "ena-no-plan": "2027-03-15 superseded",
        "ena-yes-decision": "2027-03-15 superseded",
        "plan-draft": "2027-03-15 superseded",
        "plan-final": "2027-04-12 superseded",
    }
    day_before = stand("assessment", "2026-12-14", *withdrawn)
    assert {words.split()[1] for words in day_before.values()} == {"running"}


class TestRefusedAndThenAgreedAtMediation:
    """Reg 42(2): the agreement is kept as if the Tribunal had ordered it, from its own date."""

    def test_the_assessment_starts_a_new_set(self):
        assert stand(
            "assessment",
            "2026-08-01",
            ("2026-01-05", "request.received"),
            ("2026-02-16", "assessment.refused"),
            ("2026-04-14", "mediation.agreed", {"appealable": "yes", "order": "assess"}),
            ("2026-04-24", "assessment.told"),
            ("2026-04-24", "assessment.agreed"),
            ("2026-04-24", "advice.requested", {"about": "health"}),
            ("2026-06-08", "advice.received", {"about": "health"}),
            ("2026-06-12", "issue.agreed"),
            ("2026-06-15", "draft.served"),
            ("2026-07-23", "plan.issued"),
        ) == {
            "ena-decide": "2026-02-16 met",
            "ena-no-plan": "2026-04-27 superseded",
            "ena-yes-decision": "2026-04-27 superseded",
            "plan-draft": "2026-04-27 superseded",
            "plan-final": "2026-05-25 superseded",
            "ena-seek-advice": "2026-04-24 met",
            "ena-advice-due health": "2026-06-05 met-late 3",
            "ord-assess-tell": "2026-04-28 met",
            "ord-assess-noplan": "2026-06-23 superseded",
            "plan-draft-15d": "2026-06-29 superseded",
            "ord-assess-plan": "2026-07-21 met-late 2",
        }

    def test_the_familys_time_to_appeal_runs_to_a_month_after_the_certificate(self):
        told = (
            ("2026-02-16", "notice.sent", {"decision": "no-assessment"}),
            ("2026-02-20", "mediation.contacted"),
            ("2026-02-24", "mediation.asked"),
            ("2026-03-24", "mediation.held"),
            ("2026-03-26", "mediation.certified"),
            ("2026-03-24", "mediation.agreed", {"appealable": "yes", "order": "assess"}),
        )
        found = stand("appeal", "2026-04-20", *told)
        assert found == {
            "med-contact": "2026-04-16 met",
            "med-held": "2026-03-26 met",
            "med-cert-yes": "2026-03-27 met",
            "app-limit": "2026-04-26 running",  # a Sunday: rule 12 allows the Monday
            "ord-assess-tell": "2026-04-07 late 13",
            "ord-assess-noplan": "2026-06-02 running",
            "ord-assess-plan": "2026-06-30 running",
        }
        assert stand("appeal", "2026-04-27", *told)["app-limit"] == "2026-04-26 running"
        assert stand("appeal", "2026-04-28", *told)["app-limit"] == "2026-04-26 period-ended"

    def test_an_agreement_on_another_point_starts_no_order(self):
        told = ("2026-11-02", "mediation.agreed", {"appealable": "no", "with": "icb"})
        assert stand("appeal", "2026-11-12", told) == {
            "med-agree-other": "2026-11-16 running",
            "med-icb-tells-la": "2026-11-09 late 3",
        }


def test_an_order_to_make_a_plan_has_its_own_weeks_and_its_own_grounds():
    told = (
        ("2026-03-02", "request.received"),
        ("2026-04-13", "assessment.agreed"),
        ("2026-04-13", "advice.requested", {"about": "psychology"}),
        ("2026-05-25", "advice.received", {"about": "psychology"}),
        ("2026-06-22", "issue.refused"),
        ("2026-11-02", "order.made", {"order": "make-plan"}),
        ("2026-12-09", "draft.served"),
        ("2027-01-18", "exception.recorded", {"rule": "ord-make-plan", "ground": "ex-absent-2w"}),
        ("2027-01-18", "exception.recorded", {"rule": "plan-final", "ground": "ex-absent-2w"}),
        ("2027-01-20", "plan.issued"),
    )
    assert stand("assessment", "2027-02-01", *told) == {
        "ena-decide": "2026-04-13 met",
        "ena-seek-advice": "2026-04-13 met",
        "ena-advice-due psychology": "2026-05-25 met",
        "ena-no-plan": "2026-06-22 met",
        "ena-yes-decision": "2026-06-22 superseded",
        "plan-draft": "2026-06-22 superseded",
        "plan-final": "2026-07-20 superseded",
        "ord-make-plan": "2026-12-07 met-late 2 ex-absent-2w",
        "ord-make-plan final": "2027-01-18 met-late 2 ex-absent-2w",
        "plan-draft-15d": "2026-12-23 superseded",
    }


def test_an_order_to_assess_that_ends_in_a_plan():
    told = (
        ("2026-11-02", "order.made", {"order": "assess"}),
        ("2026-11-16", "assessment.told"),
        ("2026-11-16", "assessment.agreed"),
        ("2026-11-17", "advice.requested", {"about": "health"}),
    )
    assert stand("assessment", "2027-02-09", *told) == {
        "ena-seek-advice": "2026-11-16 met-late 1",
        "ena-advice-due health": "2026-12-29 late 42",
        "ord-assess-tell": "2026-11-16 met",
        "ord-assess-noplan": "2027-01-11 late 29",
        "ord-assess-plan": "2027-02-08 late 1",
    }


REVIEW = (
    ("2025-11-20", "plan.started"),
    ("2026-11-18", "review.set"),
    ("2026-11-03", "review.invited"),
    ("2026-11-04", "review.papers-sent"),
    ("2026-11-18", "review.met"),
    ("2026-12-03", "review.reported"),
)


class TestAnAnnualReview:
    def test_amended_four_weeks_to_the_notice_and_twelve_to_the_plan(self):
        assert stand(
            "plan",
            "2027-02-11",
            *REVIEW,
            ("2026-12-16", "review.decided", {"outcome": "amend"}),
            ("2026-12-16", "amendment.noticed"),
            ("2027-01-04", "family.commented"),
        ) == {
            "rev-first": "2026-11-19 met-late 27",
            "rev-next": "2027-11-17 running",
            "rev-invite": "2026-11-04 met",
            "rev-papers": "2026-11-04 met",  # fourteen days: no breach
            "rev-report": "2026-12-02 met-late 1",
            "rev-decide": "2026-12-16 met",
            "rev-amend-notice": "2026-12-16 met",
            "rev-amend-15d": "2026-12-30 period-ended",
            "rev-amend-final": "2027-02-10 late 1",
        }

    def test_an_early_notice_shortens_the_time_to_the_plan(self):
        found = stand(
            "plan",
            "2027-02-11",
            *REVIEW,
            ("2026-12-02", "review.decided", {"outcome": "amend"}),
            ("2026-12-02", "amendment.noticed"),
            ("2027-01-29", "amendment.finalised"),
        )
        assert found["rev-amend-notice"] == "2026-12-16 met"
        assert found["rev-amend-15d"] == "2026-12-16 superseded"
        assert found["rev-amend-final"] == "2027-01-27 met-late 2"

    def test_a_late_notice_leaves_the_twelve_weeks_where_they_were(self):
        found = stand(
            "plan",
            "2027-02-11",
            *REVIEW,
            ("2027-01-11", "review.decided", {"outcome": "amend"}),
            ("2027-01-13", "amendment.noticed"),
        )
        assert found["rev-decide"] == "2026-12-16 met-late 26"
        assert found["rev-amend-notice"] == "2026-12-16 met-late 28"
        assert found["rev-amend-final"] == "2027-02-10 late 1"

    def test_a_change_at_another_time_is_not_tied_to_a_review_that_kept_the_plan(self):
        found = stand(
            "plan",
            "2027-07-01",
            *REVIEW,
            ("2026-12-16", "review.decided", {"outcome": "keep"}),
            ("2027-05-04", "amendment.noticed"),
        )
        assert found["rev-amend-final"] == "2027-06-29 late 2"
        assert "rev-amend-notice" not in found


def test_a_move_to_secondary_school_is_named_before_the_fifteenth_of_february():
    told = (
        ("2027-09-01", "phase.expected", {"phase": "school"}),
        ("2027-02-15", "phase.named"),
    )
    (only,) = clocks("plan", "2027-02-20", *told)
    assert (only["due"], only["working_target"]) == ("2027-02-14", "2027-02-12")
    assert (only["state"], only["days_late"]) == ("met late", 1)


class TestAMove:
    def test_the_new_council_tells_in_six_weeks_and_reviews_by_the_last_meeting(self):
        assert stand(
            "plan",
            "2025-04-14",
            ("2024-01-10", "plan.started"),
            ("2025-01-06", "review.met"),
            ("2025-02-03", "review.decided", {"outcome": "keep"}),
            ("2025-03-01", "plan.received"),
        ) == {
            "rev-first": "2025-01-09 met-late 25",
            "rev-next": "2026-01-05 superseded",
            "rev-report": "2025-01-20 superseded",
            "rev-decide": "2025-02-03 met",
            "mov-tell": "2025-04-12 late 2",
            "mov-review": "2026-01-05 running",
        }

    def test_three_months_when_the_year_ends_sooner(self):
        found = stand(
            "plan",
            "2026-12-01",
            ("2025-12-15", "plan.started"),
            ("2026-11-23", "plan.received"),
        )
        assert found["mov-review"] == "2027-02-22 running"


class TestEndingAPlan:
    ended = (("2026-07-15", "ceasing.noticed"), ("2026-07-15", "notice.sent"))
    appeal = (
        *ended,
        ("2026-09-10", "appeal.started"),
        ("2026-09-14", "appeal.received"),
        ("2026-10-27", "appeal.answered"),
    )

    def test_the_plan_is_kept_while_an_appeal_is_open(self):
        assert stand("appeal", "2027-01-31", *self.appeal) == {
            "med-contact": "2026-09-15 superseded",
            "app-limit": "2026-09-15 met",
            "app-response": "2026-10-26 met-late 1",
            "cease-pause": "undated running",
        }
        (pause,) = [c for c in clocks("appeal", "2027-01-31", *self.appeal)
                    if c["rule"] == "cease-pause"]  # fmt: skip
        assert pause["missing"] == "end of the appeal"

    def test_until_the_tribunal_decides(self):
        decided = ("2027-02-01", "tribunal.decided")
        found = stand("appeal", "2027-03-02", *self.appeal, decided)
        assert found["cease-pause"] == "undated superseded"
        assert found["app-ut"] == "2027-03-01 period-ended"

    def test_with_no_appeal_it_is_kept_to_the_end_of_the_period_and_of_its_moved_end(self):
        sent = (("2026-06-15", "ceasing.noticed"),)  # two months end on 15 August
        assert stand("plan", "2026-08-31", *sent) == {"cease-pause": "2026-08-15 running"}
        assert stand("plan", "2026-09-01", *sent) == {"cease-pause": "2026-08-15 running"}
        assert stand("plan", "2026-09-02", *sent) == {"cease-pause": "2026-08-15 period-ended"}


class TestTheTimeToAppeal:
    def test_an_appeal_that_rule_12_takes_is_in_time(self):
        august = (("2026-06-15", "notice.sent"), ("2026-09-01", "appeal.started"))
        (limit,) = [c for c in clocks("appeal", "2026-09-02", *august) if c["rule"] == "app-limit"]
        assert (limit["due"], limit["moved_to"]) == ("2026-08-15", "2026-09-01")
        assert (limit["state"], limit["days_late"]) == ("met", 0)

    def test_a_family_out_of_time_owes_nobody_days(self):
        late = (("2026-06-15", "notice.sent"), ("2026-09-02", "appeal.started"))
        assert stand("appeal", "2026-10-01", *late)["app-limit"] == "2026-08-15 period-ended"

    @pytest.mark.parametrize(
        ("certified", "due"),
        [
            ("2026-12-02", "2027-01-23"),  # its month ends sooner: two months stand
            ("2027-01-15", "2027-02-15"),
            ("2027-01-31", "2027-02-28"),
        ],
    )
    def test_a_certificate_of_the_case_counts_when_its_month_ends_later(self, certified, due):
        told = (("2026-11-23", "notice.sent"), (certified, "mediation.certified"))
        (limit,) = [c for c in clocks("appeal", certified, *told) if c["rule"] == "app-limit"]
        assert limit["due"] == due

    def test_a_certificate_belongs_to_the_notice_it_follows_or_names(self):
        told = (
            ("2026-07-01", "notice.sent", {"decision": "no-plan"}),
            ("2026-11-02", "notice.sent", {"decision": "contents"}),
        )

        def limits(*certificate):
            found = clocks("appeal", "2026-11-20", *told, certificate)
            return [each["due"] for each in found if each["rule"] == "app-limit"]

        assert limits("2026-08-20", "mediation.certified") == ["2026-09-20", "2027-01-02"]
        assert limits("2026-12-20", "mediation.certified") == ["2026-09-01", "2027-01-20"]
        named = {"decision": "no-plan"}
        assert limits("2026-12-20", "mediation.certified", named) == ["2027-01-20", "2027-01-02"]


def test_an_appeal_the_council_gives_way_on_runs_from_the_day_it_told_the_tribunal():
    assert stand(
        "plan",
        "2027-01-14",
        ("2026-12-09", "appeal.conceded", {"order": "amend"}),
        ("2027-01-04", "order.made", {"order": "amend"}),  # the same thing, by consent
    ) == {"ord-amend": "2027-01-13 late 1"}


def test_a_reassessment_has_fifteen_days_fourteen_weeks_and_six_for_each_adviser():
    assert stand(
        "plan",
        "2027-03-17",
        ("2026-11-23", "reassessment.requested"),
        ("2026-12-08", "reassessment.agreed"),
        ("2026-12-09", "advice.requested", {"about": "health"}),
        ("2027-01-21", "advice.received", {"about": "health"}),
    ) == {
        "rea-decide": "2026-12-08 met",
        "rea-advice health": "2027-01-20 met-late 1",
        "rea-final": "2027-03-16 late 1",
    }


class TestADaySetByTheTribunalOrAgreedInWriting:
    """Regs 42(5), 44 and 45; HESC r.21: the day set takes the place of the one counted."""

    def test_an_order_with_days_of_its_own(self):
        order = {"order": "make-plan", "by": "2026-11-16", "final_by": "2026-12-21"}
        assert stand("appeal", "2026-12-01", ("2026-11-02", "order.made", order)) == {
            "ord-make-plan": "2026-11-16 late 15",
            "ord-make-plan final": "2026-12-21 running",
        }

    def test_only_the_day_that_was_set_changes(self):
        order = {"order": "make-plan", "final_by": "2027-02-01"}
        assert stand("appeal", "2026-12-01", ("2026-11-02", "order.made", order)) == {
            "ord-make-plan": "2026-12-07 running",
            "ord-make-plan final": "2027-02-01 running",
        }

    def test_a_mediation_agreement_and_an_appeal(self):
        agreed = {"appealable": "no", "by": "2027-01-29"}
        assert stand(
            "appeal",
            "2026-12-01",
            ("2026-11-02", "mediation.agreed", agreed),
            ("2026-11-02", "appeal.received", {"by": "2026-11-30"}),
        ) == {
            "med-agree-other": "2027-01-29 running",
            "app-response": "2026-11-30 late 1",
        }

    def test_no_such_day_moves_a_limit_that_nobody_may_set(self):
        told = ("2026-01-05", "request.received", {"by": "2027-01-01"})
        assert stand("assessment", "2026-06-01", told)["plan-final"] == "2026-05-25 late 7"

    def test_a_day_that_is_none_is_refused(self):
        given = {"case_type": "appeal", "events": [
            {"kind": "order.made", "on": "2026-11-02", "facts": {"order": "amend", "by": "soon"}}
        ]}  # fmt: skip
        result = CliRunner().invoke(main, ["clocks", "--json"], input=json.dumps(given))
        assert result.exit_code == 2
        assert "“soon” is not a date" in result.stderr
