"""Every entry: its source, its worked examples, and that it hangs together."""

import re
from dataclasses import fields
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from goldenthread.law import counting, limits
from goldenthread.law.clocks import CASE_ENDS
from goldenthread.law.counting import Count
from goldenthread.law.events import EventKind
from goldenthread.law.limits import (
    Duty,
    EndedRule,
    Force,
    LawfulException,
    NoNumber,
    NotInForce,
    TimeLimit,
    UnknownRule,
)

EVERY = limits.entries()
LIMITS = [entry for entry in EVERY if isinstance(entry, TimeLimit)]
EXAMPLES = [(entry, example) for entry in EVERY for example in entry.examples]
DOMAIN_FILE = Path(__file__).parents[3] / "shared/domain/statutory-timescales.md"

# Typed out, so that no entry can be lost or renamed unnoticed.
IDS = {
    2: """
        ex-school-closed ex-eyp-closed ex-personal ex-absent-4w ex-absent-2w ex-missed-appt
        ex-ep-shortage ex-covid
    """,
    3: """
        ena-request ena-decide ena-refuse-notice ena-seek-advice ena-advice-reuse
        ena-advice-due ena-advice-council ena-advice-others ena-no-plan ena-yes-decision
        plan-draft plan-draft-15d
        plan-draft-change plan-meeting plan-consult plan-final plan-secure plan-notice-final
        plan-disclose rcb-change ena-under5-notify
    """,
    4: """
        med-contact med-cert-no med-held med-cert-late med-cert-yes med-agree-appealable
        med-agree-other med-icb-tells-la app-limit app-late-cert app-kinds app-response
        app-keep-reviewing rec-respond rec-pass-on app-ut ddis-claim
    """,
    5: """
        ord-assess-tell ord-assess-noplan ord-assess-plan ord-make-plan ord-reconsider
        ord-amend ord-setting ord-continue ord-continue-amend ord-cease-ok ord-provision
    """,
    6: """
        rev-first rev-next rev-termlist rev-under5 rev-invite rev-papers rev-meeting-content
        rev-report rev-decide rev-amend-notice rev-amend-15d rev-amend-final rev-amend-drop
        rev-other-amend rev-request rev-exclusion rev-dp pt-school pt-post16
        pt-between-post16 pt-workback pt-2015 pfa-year9 pfa-areas pfa-rights pfa-adult-care
        csa-start age-25 age-25-dates
    """,
    7: """
        rea-decide rea-advice rea-final mov-transfer mov-tell mov-review mov-provision
        cease-propose cease-decide cease-pause cease-grounds cease-timing cus-request
        cus-final cus-keep cus-release pb-ask pb-reduce
    """,
    8: """
        sc-advice sc-s17-decision sc-s17 sc-csdpa sc-parent-carer sc-young-carer sc-dfg
        lac-review lac-health lac-pep lac-plan-fit
    """,
    9: """
        lo-keep lo-comments sir-annual senco-qual jc-arrange insp-monitor insp-pap
    """,
    10: """
        rtt-18 rtt-no-pause rtt-dna-first rtt-dna-later rtt-restart rtt-diagnosis
        rtt-interim chs-list chs-52 asd-3m adhd cyp-ed cyp-mh-4w eip whl-18 cc-cyp
        wait-support
    """,
    11: """
        s19-duty s19-health-15 s19-pex-6 s100-susp-6 exc-lac-1 exc-notify exc-board-15
        exc-board-50 exc-irp-ask exc-irp-meet exc-45 ptt att-sick-15 att-10 att-join-leave
        att-20 cme cnis-register ap-offsite
    """,
    12: """
        cmp-s1 cmp-s2 cmp-ca-s1 cmp-ca-s2 cmp-ca-s3 cmp-nhs cmp-lgsco sar sar-edu
        dp-complaint foi eir
    """,
    13: """
        imp-milestone imp-challenge wait-support-18 wait-support-12 wait-accept wait-update
        wait-transfer wait-long wait-long-again whl-review ot-home-18 con-reply con-urgent plan-fix
        ex-recheck letter-form nav-first
    """,
}
# One row of the file gives six weeks to all who advise; how it binds each is said apart.
APART = {"ena-advice-council": "ena-advice-due", "ena-advice-others": "ena-advice-due"}
OURS = 13  # what the partnership promises itself: no row of the file of timescales


def test_every_row_has_its_entry_and_there_are_no_others():
    expected = {(section, rule) for section, ids in IDS.items() for rule in ids.split()}
    assert len(expected) == 187
    assert {(entry.section, entry.id) for entry in EVERY} == expected


@pytest.mark.beside
def test_the_ids_and_forces_are_those_of_the_file_of_timescales():
    found, section = {}, 0
    for line in DOMAIN_FILE.read_text(encoding="utf-8").splitlines():
        heading = re.match(r"## (\d+)\.", line)
        section = int(heading[1]) if heading else section
        cells = [cell.strip() for cell in line.split("|")]
        row = 2 <= section <= 12 and len(cells) > 3 and cells[1] not in ("id", "mark")
        if row and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cells[1]):
            found[cells[1]] = (section, cells[2])
    assert {rule: section for rule, (section, _) in found.items()} == {
        APART.get(entry.id, entry.id): entry.section for entry in EVERY if entry.section != OURS
    }
    for entry in EVERY:
        if entry.id in APART:
            assert entry.count == limits.versions(APART[entry.id])[0].count
            continue
        if entry.section == OURS:
            assert entry.force is Force.LOCAL
            continue
        section, cell = found[entry.id]
        if section not in (2, 5) and cell.split(" ")[0] in set(Force):
            assert entry.force == cell.split(" ")[0], entry.id


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=[e.id for e, _ in EXAMPLES])
def test_worked_example(entry, example):
    assert entry.in_force(example.start) or isinstance(entry, EndedRule)
    if example.last_day is None:
        assert isinstance(entry, Duty | EndedRule | LawfulException)
        assert entry.why
        return
    assert isinstance(entry, TimeLimit)
    last_day = entry.last_day(example.start, example.given)
    assert last_day == example.last_day
    assert entry.count.moved_to(last_day) == example.moved_to


@pytest.mark.parametrize("entry", EVERY, ids=[entry.id for entry in EVERY])
class TestEveryEntry:
    def test_says_who_what_why_and_when_it_was_checked(self, entry):
        assert entry.source
        assert entry.examples
        assert entry.title
        assert entry.runs_from
        assert entry.duty.endswith(".")
        assert 1 <= entry.harm <= 5
        assert entry.checked_on == date(2026, 11, 21)
        assert (
            entry.url.startswith(("https://www.legislation.gov.uk/", "https://www.nice.org.uk/"))
            or not entry.url
        )
        assert set(re.split("/", entry.mark)) <= {"V1", "V2", "K-high", "K-med", "K-low", "LOCAL"}

    def test_names_exceptions_that_exist_and_excuse(self, entry):
        for rule in entry.exceptions:
            (found,) = limits.versions(rule)
            assert isinstance(found, LawfulException)
            assert found.excuses

    def test_a_must_cites_law_and_its_family_words_have_no_stray_braces(self, entry):
        if entry.force is Force.MUST:
            assert re.search(r"Act|Reg|Rules|GDPR|SI \d", entry.source)
        if isinstance(entry, TimeLimit) and entry.family:
            assert entry.family.count("{date}") <= 1
            assert "{" not in entry.family.format(date="1 May")
        else:
            assert "{" not in entry.family


class TestLimits:
    @pytest.mark.parametrize("limit", LIMITS, ids=[limit.id for limit in LIMITS])
    def test_a_limit_with_a_clock_has_what_starts_and_stops_it(self, limit):
        for clock in limit.clocks():
            if not limit.case_types:
                continue
            assert clock.starts
            assert clock.stops or clock.milestone
            for kind in (*clock.starts, *clock.stops, *clock.ends):
                assert isinstance(kind, EventKind)

    def test_every_counting_rule_is_used_and_says_itself(self):
        used = {type(limit.count) for limit in LIMITS}
        used |= {type(step.count) for entry in EVERY for step in entry.further}
        kinds = {
            each
            for each in vars(counting).values()
            if isinstance(each, type) and issubclass(each, Count) and each is not Count
        }
        assert used == kinds
        assert all(limit.count.words for limit in LIMITS)

    def test_every_kind_of_event_is_met_by_a_clock_or_belongs_to_the_case(self):
        met = {
            k for limit in LIMITS for c in limit.clocks() for k in (*c.starts, *c.stops, *c.ends)
        }
        met |= {limit.gate[0] for limit in LIMITS if limit.gate}
        met |= {limit.back_to for limit in LIMITS if limit.back_to}
        met |= {kind for limit in LIMITS for kind in limit.paused or ()}
        met |= {EventKind(kind) for kinds in CASE_ENDS.values() for kind in kinds}
        met |= {EventKind.EXCEPTION_RECORDED, EventKind.CASE_ALLOCATED, EventKind.STAGE_REACHED}
        told_only = {
            EventKind.ADVICE_NOT_AWAITED,
            EventKind.DELAY_EXPLAINED,
            EventKind.CHILD_MOVED_IN,
            EventKind.CEASING_PROPOSED,
            EventKind.ORDER_OBEYED,
            EventKind.WAIT_TRIAGED,
            EventKind.LIST_CHECKED,
            EventKind.NOT_BROUGHT,
            EventKind.APPOINTMENT_OFFERED,
            EventKind.EQUIPMENT_MEASURED,
            EventKind.EQUIPMENT_ORDERED,
            EventKind.NAVIGATOR_CONTACTED,
            EventKind.NAVIGATOR_CHANGED,
        }
        assert set(EventKind) - met == told_only

    def test_a_family_is_given_no_working_target_and_a_body_is(self):
        day = date(2026, 5, 25)
        for limit in LIMITS:
            assert (limit.working_target(day) is None) == limit.lapses

    def test_notice_is_planned_for_fourteen_clear_days(self):
        invite = limits.time_limit("rev-invite", date(2026, 12, 16))
        last_day = invite.last_day(date(2026, 12, 16))
        assert last_day == date(2026, 12, 1)
        assert invite.count.late_after(last_day) == date(2026, 12, 2)


class TestLookingUp:
    def test_the_version_in_force(self):
        old, new = date(2024, 8, 31), date(2024, 9, 1)
        assert limits.time_limit("senco-qual", old) is not limits.time_limit("senco-qual", new)

    def test_an_unknown_rule_names_near_ones(self):
        with pytest.raises(UnknownRule, match="Did you mean plan-final"):
            limits.time_limit("plan-finale", date(2026, 1, 5))

    def test_no_version_in_force(self):
        with pytest.raises(NotInForce, match="It applies from 2014-09-01"):
            limits.entry("plan-final", date(2014, 8, 31))

    def test_two_versions_in_force(self):
        twice = limits.versions("plan-final") * 2
        with pytest.raises(NotInForce, match="2 versions of plan-final are in force"):
            limits.in_force(twice, date(2026, 1, 5))

    def test_a_duty_is_not_a_time_limit(self):
        with pytest.raises(NoNumber, match="duty without a number"):
            limits.time_limit("s19-duty", date(2026, 1, 5))

    def test_no_two_versions_of_a_rule_overlap(self):
        for rule in {entry.id for entry in EVERY}:
            ordered = sorted(limits.versions(rule), key=lambda each: each.in_force_from)
            for before, after in pairwise(ordered):
                assert before.in_force_to is not None
                assert before.in_force_to < after.in_force_from

    def test_the_shortage_of_psychologists_and_coronavirus_excuse_nothing(self):
        assert limits.applies_to("ex-ep-shortage") == ()
        assert limits.applies_to("ex-covid") == ()
        assert "plan-final" in limits.applies_to("ex-personal")
        assert "ena-decide" not in limits.applies_to("ex-absent-2w")
        assert not [r for r in limits.applies_to("ex-school-closed") if r.startswith("rev-")]

    def test_entries_cannot_be_changed(self):
        for entry in EVERY[:3]:
            assert {each.name for each in fields(entry)} >= {"id", "source"}
            with pytest.raises(AttributeError):
                entry.id = "other"
