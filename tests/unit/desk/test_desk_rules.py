"""What the desk's pages say: short law, whose turn, how well checked, what somebody did."""

from __future__ import annotations

from datetime import date

import pytest

from goldenthread.access.rules import Role
from goldenthread.audit.rules import Action
from goldenthread.desk import rules
from goldenthread.law import limits
from goldenthread.law.events import Service
from goldenthread.timeline.promises import Promise
from goldenthread.timeline.rules import words as spoken

TIME_LIMITS = [each for each in limits.entries() if isinstance(each, limits.TimeLimit)]


def newest(rule: str) -> limits.Entry:
    return limits.versions(rule)[-1]


class TestLaw:
    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            ("ena-decide", "SEND reg 5(1), (4)"),
            ("plan-final", "SEND regs 13(2), 13(3) and 14"),
            ("rev-next", "CFA 2014 s.44(1)(b)"),
            ("plan-draft", "CFA 2014 s.38"),
            ("plan-draft-change", "SEND Code 9.125-9.126"),
            ("chs-52", "NHS planning guidance"),
            ("sc-s17", "Children Act 1989, s.17"),
            ("sc-dfg", "Housing Grants Act ss.34 and 36"),
        ],
    )
    def test_is_the_first_provision_with_a_short_name(self, rule, words):
        assert spoken.law_words(newest(rule)).startswith(words)

    def test_is_never_empty_nor_a_bare_number_for_any_rule(self):
        for each in TIME_LIMITS:
            assert spoken.law_words(each)[:1].isalpha(), each.id


class TestAbout:
    def test_every_service_the_law_knows_has_words(self):
        assert all(spoken.about_words(service) for service in Service)

    @pytest.mark.parametrize("code", ["990001", "thornfield", "830-4021"])
    def test_a_settings_code_is_never_said(self, code):
        assert spoken.about_words(code) == ""


class TestTurn:
    @pytest.mark.parametrize(
        ("role", "owner", "theirs"),
        [
            (Role.EHC_OFFICER, limits.Owner.COUNCIL, True),
            (Role.EHC_OFFICER, limits.Owner.ADVISER, False),
            (Role.EHC_OFFICER, limits.Owner.FAMILY, False),
            (Role.PSYCHOLOGIST, limits.Owner.ADVISER, True),
            (Role.PSYCHOLOGIST, limits.Owner.COUNCIL, False),
            (Role.SENCO, limits.Owner.SETTING, True),
            (Role.DATA_OFFICER, limits.Owner.COUNCIL, False),
        ],
    )
    def test_is_theirs_only_when_it_waits_on_what_they_are(self, role, owner, theirs):
        assert spoken.is_turn_of(role, str(owner)) is theirs

    def test_every_owner_is_said_in_words(self):
        for owner in limits.Owner:
            assert spoken.owner_words(str(owner)).startswith("the ")
        assert spoken.owner_words("") == "nobody"


class TestRulePage:
    def test_every_mark_in_use_is_explained(self):
        for entry in limits.entries():
            assert entry.mark not in rules.mark_words(entry.mark).split("; "), entry.id

    def test_every_rule_stands_once_and_excuses_come_last(self):
        found = rules.sections(limits.entries())
        ids = [entry.id for section in found for entry in section.entries]
        assert len(ids) == len(set(ids)) == len({entry.id for entry in limits.entries()})
        assert found[-1].number == rules.EXCUSES
        assert [section.number for section in found[:-1]] == list(range(3, 14))

    def test_facts_read_as_sentences(self):
        facts = {row["key"]: row["value"] for row in rules.rule_facts(newest("ena-decide"))}
        assert facts["How it binds"] == "MUST: the law"
        assert facts["Who owes it"] == "The council"
        assert facts["What starts it"].startswith("The day the council received")
        assert facts["Checked"].endswith("read in the legislation or a judgment")


class TestWhoLooked:
    @pytest.mark.parametrize(
        ("action", "purpose", "words"),
        [
            (Action.READ, "child-view", "Opened the record"),
            (Action.READ, "child-audit-view", "Opened the record: who looked"),
            (Action.WRITE, "details-corrected", "Changed the record: details corrected"),
            (Action.REFUSED, "", "Asked for the record, and was refused"),
        ],
    )
    def test_says_what_was_done(self, action, purpose, words):
        assert rules.purpose_words(action, purpose) == words

    def test_every_action_has_words(self):
        assert all(rules.purpose_words(action, "") != action for action in Action)


def made(**facts: object) -> Promise:
    plain = {
        "child_id": 1, "owed": "", "about": "", "due": date(2026, 11, 9), "state": "late",
        "force": "MUST", "lawful_reason": "", "waiting_on": "", "rule": "", "law": "",
        "lapses": False, "harm": 3, "open": True, "undated": "", "ended": "", "turn": "",
    }  # fmt: skip
    return Promise(**{**plain, **facts})  # type: ignore[arg-type]  # a table of plain values


class TestPromise:
    @pytest.mark.parametrize(
        ("facts", "broken"),
        [
            ({}, True),
            ({"force": "STANDARD"}, True),
            ({"force": "SHOULD"}, False),
            ({"force": "LOCAL"}, False),
            ({"lawful_reason": "ex-personal"}, False),
            ({"state": "running"}, False),
            ({"state": "period ended"}, False),
        ],
    )
    def test_is_broken_only_while_a_duty_or_standard_is(self, facts, broken):
        assert made(**facts).broken is broken

    def test_late_musts_come_first_by_harm_then_days_late_and_the_rest_by_due_date(self):
        worst = made(owed="harm 5", harm=5)
        older = made(owed="older", due=date(2026, 1, 1))
        newer = made(owed="newer")
        standard = made(owed="standard", force="STANDARD", due=date(2020, 1, 1))
        coming = made(owed="coming", state="running", due=date(2026, 12, 1))
        undated = made(owed="undated", state="not started", due=None)
        given = [undated, coming, standard, newer, older, worst]
        ordered = sorted(given, key=lambda one: one.pressing)
        assert [each.owed for each in ordered] == [
            "harm 5", "older", "newer", "standard", "coming", "undated",
        ]  # fmt: skip
