"""A request comes in, is matched by a person, and goes before a panel; a reason is looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from goldenthread.access.rules import NotAllowed, NotFound
from goldenthread.assessment import commands, queries
from goldenthread.assessment.models import PanelItem, Request
from goldenthread.assessment.rules import Channel, NotLawful, Requester, RequestState, WrongDate
from goldenthread.law.events import EventKind as K
from goldenthread.people.commands import WrongDetail
from goldenthread.people.models import Child
from goldenthread.timeline.models import Clock, Event

from .casework import BOTH, RECEIVED, at_version, moment, reach_at_once, received

DAY = timedelta(days=1)
ASKING = commands.Asking(
    requester=Requester.PARENT,
    channel=Channel.PORTAL,
    received_date=RECEIVED,
    forename="Sam",
    surname="Invented",
    birth_date=date(2016, 5, 3),
    postcode="DE0 0AA",
    asked_by="Parent Invented",
    relationship="mother",
    needs="Sam cannot bear noise.",
)


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def asked(sam, areas):
    """A request from a phone, by somebody who is not signed in."""
    reach_at_once(sam)
    return commands.ask_publicly(ASKING, area_id=830, key="one", at=moment(RECEIVED))


class TestAskingPublicly:
    def test_is_kept_unlinked_whoever_it_is_about_and_only_once(self, asked):
        again = commands.ask_publicly(ASKING, area_id=830, key="one", at=moment(RECEIVED))
        assert again.request.pk == asked.request.pk
        assert again.link == ""
        kept = Request.objects.get()
        assert (kept.child_id, kept.state, kept.postcode) == (None, "NEW", "DE00AA")

    def test_its_link_opens_it_once_and_is_never_kept_itself(self, asked):
        at = moment(RECEIVED + DAY)
        assert commands.open_link(asked.link, at=at).pk == asked.request.pk
        with pytest.raises(NotFound):
            commands.open_link(asked.link, at=at)
        assert asked.link not in str(Request.objects.values().get())

    def test_its_link_opens_nothing_once_it_is_linked_or_old(self, asked, sam, officer):
        with pytest.raises(NotFound):
            commands.open_link(asked.link, at=moment(RECEIVED + 15 * DAY))
        commands.link_request(
            asked.request.pk, child_id=sam.pk, by=officer, at=moment(RECEIVED + DAY)
        )
        with pytest.raises(NotFound):
            commands.open_link(asked.link, at=moment(RECEIVED + 2 * DAY))

    @pytest.mark.parametrize(
        ("wrong", "error", "says"),
        [
            ({"surname": " "}, WrongDetail, "first name and surname"),
            ({"asked_by": ""}, WrongDetail, "person who asks"),
            ({"received_date": RECEIVED + DAY}, WrongDate, "in the future"),
            ({"birth_date": RECEIVED + DAY}, WrongDetail, "after the request"),
            ({"upn": "A123"}, WrongDetail, "unique pupil number"),
            ({"nhs_number": "1234567890"}, WrongDetail, "NHS number"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, asked, wrong, error, says):
        with pytest.raises(error, match=says):
            commands.ask_publicly(
                replace(ASKING, **wrong), area_id=830, key="two", at=moment(RECEIVED)
            )
        assert Request.objects.count() == 1


class TestMatching:
    def test_offers_the_likeliest_record_with_what_is_the_same_and_what_differs(
        self, asked, areas, officer
    ):
        twin = Child.objects.create(
            area=areas.derbyshire, local_id="D-9", forename="Alex", surname="Invented",
            birth_date=date(2016, 5, 3), postcode="DE0 0AA", invented=True,
        )  # fmt: skip
        first, second = queries.candidates(asked.request, by=officer, on=RECEIVED)
        assert first.name == "Sam Invented"
        assert first.likeness.different == ()
        assert (second.child_id, second.likeness.different) == (twin.pk, ("first name",))
        assert first.likeness.score > second.likeness.score

    def test_a_sealed_record_is_never_offered(self, asked, sam, officer):
        Child.objects.filter(pk=sam.pk).update(sealed=True)
        assert queries.candidates(asked.request, by=officer, on=RECEIVED) == ()

    def test_a_person_decides_and_the_clock_has_run_since_the_day_it_came(
        self, asked, sam, officer
    ):
        at = moment(RECEIVED + 9 * DAY)
        case = commands.link_request(asked.request.pk, child_id=sam.pk, by=officer, at=at)
        assert case.received_date == RECEIVED
        again = commands.link_request(asked.request.pk, child_id=sam.pk, by=officer, at=at)
        assert again.pk == case.pk
        due = Clock.objects.get(case_id=case.pk, rule="ena-decide", known_to__isnull=True)
        assert (due.started, due.due) == (RECEIVED, date(2026, 2, 16))

    def test_a_duplicate_joins_the_open_case_and_starts_no_clock(self, asked, sam, officer):
        case = received(sam, officer)
        at = moment(RECEIVED + DAY)
        with pytest.raises(commands.AlreadyOpen):
            commands.link_request(asked.request.pk, child_id=sam.pk, by=officer, at=at)
        done = commands.settle_otherwise(
            asked.request.pk, state=RequestState.DUPLICATE, why="The school asked before you.",
            child_id=sam.pk, by=officer, at=at,
        )  # fmt: skip
        assert done.assessment_id == case.pk
        assert Event.objects.filter(kind=K.REQUEST_RECEIVED).count() == 1

    def test_nothing_is_set_aside_without_saying_why(self, asked, officer):
        with pytest.raises(WrongDetail, match="Enter why"):
            commands.settle_otherwise(
                asked.request.pk, state=RequestState.SET_ASIDE, why=" ", by=officer,
                at=moment(RECEIVED),
            )  # fmt: skip

    @pytest.mark.parametrize("who", ["senco", "dco", "data_officer", "administrator"])
    def test_only_those_who_open_cases_see_a_request(self, asked, cast, asker_of, who):
        with pytest.raises(NotAllowed):
            queries.get_request(asked.request.pk, by=asker_of(getattr(cast, who)))

    def test_another_areas_officer_finds_none(self, asked, cast, asker_of):
        with pytest.raises(NotFound):
            queries.get_request(asked.request.pk, by=asker_of(cast.city_officer))


class TestPanels:
    AT = moment(RECEIVED)

    @pytest.fixture
    def panel(self, areas, officer):
        return commands.set_panel(
            area_id=830, meeting_date=RECEIVED + 10 * DAY, name="Invented panel", chair="",
            by=officer, at=self.AT,
        )  # fmt: skip

    @pytest.fixture
    def item(self, sam, panel, officer):
        reach_at_once(sam)
        case = received(sam, officer)
        return commands.put_before_panel(
            case.pk, panel_id=panel.pk, proposal="Assess.", by=officer, at=self.AT
        )

    def test_a_decision_settles_its_item_and_keeps_who_decided(self, item, officer):
        on = RECEIVED + 10 * DAY
        made = commands.agree_to_assess(
            item.assessment_id, decided_on=on, reasons="The panel agreed.", tests=BOTH, version=1,
            panel_item_id=item.pk, by=officer, at=moment(on),
        )  # fmt: skip
        item.refresh_from_db()
        assert (item.outcome, made.panel_item_id) == ("AGREED", item.pk)

    def test_what_is_decided_outside_leaves_the_agenda(self, item, officer):
        commands.agree_to_assess(
            item.assessment_id, decided_on=RECEIVED, reasons="Its day comes first.", tests=BOTH,
            version=1, outside_panel="The panel sits after the day.", by=officer, at=self.AT,
        )  # fmt: skip
        assert PanelItem.objects.get().outcome == "TAKEN_OUT"

    def test_closes_only_once_every_case_has_an_outcome(self, item, panel, officer):
        closing = {"members": ["A. Chair, head teacher"], "chair": "", "by": officer}
        with pytest.raises(commands.WrongPanel, match="1 of its cases has no outcome"):
            commands.close_panel(panel.pk, **closing, at=self.AT)
        case = at_version(item.assessment)
        commands.withdraw(
            case.pk, decided_on=RECEIVED, reasons="The mother rang.", version=case.version,
            by=officer, at=self.AT,
        )  # fmt: skip
        PanelItem.objects.update(outcome="TAKEN_OUT")
        assert commands.close_panel(panel.pk, **closing, at=self.AT).members

    def test_a_meeting_that_has_passed_is_no_panel(self, areas, officer):
        with pytest.raises(commands.WrongPanel, match="today or later"):
            commands.set_panel(
                area_id=830, meeting_date=RECEIVED - DAY, name="Late", chair="", by=officer,
                at=self.AT,
            )  # fmt: skip


class TestLawfulReasons:
    @pytest.fixture
    def reason(self, sam, cast, asker_of, officer):
        reach_at_once(sam)
        case = received(sam, officer)
        return self.record(case, asker_of(cast.manager))

    def record(self, case, by, **more):
        said = {
            "rule": "plan-final", "ground": "ex-personal", "from_date": RECEIVED, "to_date": None,
            "why": "A death in the family.", "evidence": "The mother told us.",
            "target_date": RECEIVED + 200 * DAY, **more,
        }  # fmt: skip
        return commands.record_exception(case.pk, **said, by=by, at=moment(RECEIVED))

    def test_is_checked_every_seven_days_until_it_holds_no_more(self, reason, officer):
        checks = Clock.objects.filter(rule="ex-recheck", known_to__isnull=True).order_by("started")
        assert [row.due for row in checks] == [RECEIVED + 7 * DAY]
        for day, holds in ((6, True), (13, False)):
            commands.settle_exception_recheck(
                reason.pk, holds=holds, done="We rang.", by=officer, at=moment(RECEIVED + day * DAY)
            )
        assert [(row.due, row.stopped) for row in checks.all()] == [
            (RECEIVED + 7 * DAY, RECEIVED + 6 * DAY),
            (RECEIVED + 13 * DAY, RECEIVED + 13 * DAY),
        ]
        reason.refresh_from_db()
        assert reason.ended_date == RECEIVED + 13 * DAY
        final = Clock.objects.get(rule="plan-final", known_to__isnull=True)
        assert (final.due, final.lawful_reason) == (date(2026, 5, 25), "ex-personal")

    def test_ends_by_itself_once_what_it_excused_is_done(self, reason, officer):
        case = at_version(reason.assessment)
        commands.withdraw(
            case.pk, decided_on=RECEIVED, reasons="The mother rang.", version=case.version,
            by=officer, at=moment(RECEIVED + DAY),
        )  # fmt: skip
        reason.refresh_from_db()
        assert (reason.ended_date, reason.ended_why) == (
            RECEIVED + DAY,
            "What it excused has been done.",
        )
        checks = Clock.objects.filter(rule="ex-recheck", known_to__isnull=True)
        assert all(row.stopped or row.superseded for row in checks)

    def test_recorded_twice_it_stands_once_and_another_ground_waits(self, reason, cast, asker_of):
        manager = asker_of(cast.manager)
        assert self.record(reason.assessment, manager).pk == reason.pk
        with pytest.raises(NotLawful, match="Another reason stands"):
            self.record(reason.assessment, manager, ground="ex-absent-4w")

    def test_a_shortage_of_psychologists_is_refused_with_why(self, reason, cast, asker_of):
        with pytest.raises(NotLawful, match=r"shortage.*fault.*not a lawful exception"):
            self.record(
                reason.assessment, asker_of(cast.manager), rule="ena-decide",
                ground="ex-ep-shortage",
            )  # fmt: skip

    def test_an_officer_records_none_alone(self, reason, officer):
        with pytest.raises(NotAllowed):
            self.record(reason.assessment, officer, rule="ena-decide")
