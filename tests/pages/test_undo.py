"""Taking a load back leaves nothing but the withdrawal, or does nothing and says why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.apps import apps
from tests.pages import invented_returns
from tests.pages.invented_returns import Life

from goldenthread.access.models import Tie
from goldenthread.access.rules import NotAllowed
from goldenthread.exchange.commands import UndoRefused, load_sen2, load_settings, undo_load
from goldenthread.exchange.models import Load, LoadChange, LoadState
from goldenthread.exchange.sen2.items import SURVEY_DAYS
from goldenthread.measures.queries import sen2_figures
from goldenthread.organisations.models import Setting
from goldenthread.people.models import Child
from goldenthread.plans.models import Plan, PlanVersion
from goldenthread.timeline.commands import record
from goldenthread.timeline.models import Clock, Event

from .conftest import NOW

# Every table of ours with rows that a load could leave behind.
LEFT_BEHIND = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("goldenthread.")
    and model._meta.managed
    and model._meta.label not in ("exchange.Load", "timeline.Event", "audit.AuditRow")
]
LATER = NOW + timedelta(hours=3)


def counts():
    return {model._meta.label: model._default_manager.count() for model in LEFT_BEHIND}


def clocks():
    numbers = ("id", "child_id", "case_id")
    columns = [f.attname for f in Clock._meta.concrete_fields if f.attname not in numbers]
    return sorted(map(str, Clock.objects.values_list(*columns)))


@pytest.fixture
def loader(as_service, areas, bodies, tmp_path):
    def run(*lives, year=2026):
        file = invented_returns.write(tmp_path / f"{year}-{len(lives)}.xml", lives, year)
        return load_sen2(file, by=as_service, at=NOW).load_id

    return run


@pytest.fixture
def undo(as_service):
    def run(load_id, at=LATER):
        return undo_load(load_id, by=as_service, at=at)

    return run


def life(number=1):
    made = Life(number, date(2014, 5, 3), ("ASD",))
    made.versions, made.places = [date(2021, 3, 1)], [("990001", date(2021, 3, 1), None)]
    return made


class TestWhatIsLeft:
    def test_nothing_but_the_withdrawal(self, loader, undo):
        before = counts()
        load_id = loader(*invented_returns.lives(60, seed=4))
        assert Child.objects.count() > 40
        recorded = Event.objects.count()
        load = undo(load_id)
        assert counts() == before
        assert Event.objects.filter(withdraws=True, corrects_id__isnull=False).count() == recorded
        assert Event.objects.count() == 2 * recorded
        assert (load.state, load.undone_at) == (LoadState.UNDONE, LATER)

    def test_the_certificate_says_what_how_many_by_which_rule_and_who(self, loader, undo):
        load = undo(loader(life(1), life(2)))
        certificate = load.certificate
        assert certificate["removed"]["people.Child"] == 2
        assert certificate["removed"]["plans.Plan"] == 2
        assert certificate["withdrawn"] == 2
        assert certificate["rule"] == "load-taken-back-within-7-days"
        assert (certificate["service"], certificate["at"]) == ("test", LATER.isoformat())

    def test_a_second_load_taken_back_leaves_the_first_as_it_was(self, loader, undo):
        lives = invented_returns.lives(120, seed=6)
        loader(*lives, year=2025)
        before = (counts(), clocks(), sen2_figures(831, 2025, survey_day=SURVEY_DAYS[2025]))
        plans = list(Plan.objects.order_by("pk").values())
        second = loader(*lives, year=2026)
        assert LoadChange.objects.filter(load_id=second).exists()
        assert clocks() != before[1]
        undo(second)
        after = counts()
        changed = {label for label in after if after[label] != before[0][label]}
        assert all(label.endswith("Event") for label in changed)  # the history of restored rows
        assert clocks() == before[1]
        assert sen2_figures(831, 2025, survey_day=SURVEY_DAYS[2025]) == before[2]
        assert list(Plan.objects.order_by("pk").values()) == plans

    def test_the_same_file_can_be_loaded_again_and_taken_back_again(self, loader, undo):
        first = loader(life())
        standing = clocks()
        undo(first)
        second = loader(life())
        assert second != first
        assert clocks() == standing
        undo(second)
        assert Child.objects.count() == 0

    def test_twice_is_harmless(self, loader, undo):
        load_id = loader(life())
        first = undo(load_id)
        events = Event.objects.count()
        again = undo(load_id, at=LATER + timedelta(days=30))
        assert again.certificate == first.certificate
        assert Event.objects.count() == events

    def test_a_tie_that_ended_when_the_child_moved_is_open_again(self, loader, undo):
        made = life()
        loader(made, year=2025)
        made.places = [
            ("990001", date(2021, 3, 1), date(2025, 9, 1)),
            ("EHE", date(2025, 9, 1), None),
        ]
        second = loader(made, year=2026)
        assert Tie.objects.get().to_date == date(2025, 8, 31)
        undo(second)
        assert Tie.objects.get().to_date is None


class TestRefused:
    def refused(self, undo, load_id, **more):
        before = (counts(), Event.objects.count())
        with pytest.raises(UndoRefused) as refusal:
            undo(load_id, **more)
        assert (counts(), Event.objects.count()) == before
        assert Load.objects.get(pk=load_id).state == LoadState.COMMITTED
        return refusal.value

    def test_after_seven_days(self, loader, undo):
        load_id = loader(life())
        late = self.refused(undo, load_id, at=NOW + timedelta(days=7, seconds=1))
        assert "more than 7 days old" in str(late)
        undo(load_id, at=NOW + timedelta(days=7))

    def test_after_somebody_changed_a_row_it_made(self, loader, undo):
        load_id = loader(life(1), life(2))
        changed = Child.objects.first()
        changed.known_as = "Sammy"
        changed.save()
        refusal = self.refused(undo, load_id)
        assert refusal.rows == (
            {"model": "people.Child", "row": changed.pk, "what": "has been changed"},
        )

    def test_after_somebody_added_a_row_to_one_it_made(self, loader, undo, cast):
        load_id = loader(life())
        child = Child.objects.get()
        tie = Tie.objects.create(
            area_id=831, child=child, kind="PARENT", user=cast.parent, from_date=NOW.date()
        )
        (row,) = self.refused(undo, load_id).rows
        assert row["what"] == f"is named by access.Tie {tie.pk}"

    def test_after_something_was_recorded_in_its_cases(self, loader, undo, as_service):
        load_id = loader(life())
        plan = Plan.objects.get()
        record(
            "review.met",
            area_id=831,
            child_id=plan.child_id,
            case_type="plan",
            case_id=plan.pk,
            on=date(2026, 11, 20),
            by=as_service,
            at=LATER,
        )
        refusal = self.refused(undo, load_id, at=LATER + timedelta(hours=1))
        assert "review.met" in str(refusal)

    def test_after_a_wait_was_recorded_for_a_child_it_made(self, loader, undo, as_service):
        load_id = loader(life())
        record(
            "referral.received",
            area_id=831,
            child_id=Child.objects.get().pk,
            case_type="wait",
            case_id=1,
            on=date(2026, 11, 20),
            by=as_service,
            at=LATER,
        )
        refusal = self.refused(undo, load_id, at=LATER + timedelta(hours=1))
        assert refusal.rows[0]["model"] == "timeline.Event"

    def test_after_a_later_load_built_on_it_until_that_one_is_taken_back(self, loader, undo):
        made = life()
        first = loader(made, year=2025)
        made.versions.append(date(2025, 8, 1))
        made.reviews = [(date(2025, 5, 1), date(2025, 5, 20), "A")]
        second = loader(made, year=2026)
        rows = self.refused(undo, first).rows
        assert {row["model"] for row in rows} >= {"plans.Plan"}
        undo(second)
        undo(first)
        assert (Child.objects.count(), PlanVersion.objects.count()) == (0, 0)

    def test_after_somebody_changed_again_what_it_had_changed(self, loader, undo):
        made = life()
        loader(made, year=2025)
        made.ceased = (date(2025, 7, 1), "4")
        second = loader(made, year=2026)
        Plan.objects.update(cease_reason="6")
        (row,) = self.refused(undo, second).rows
        assert row["what"] == "has another cease reason now"

    def test_for_somebody_whose_posts_do_not_allow_it(self, loader, cast, asker_of):
        load_id = loader(life())
        with pytest.raises(NotAllowed):  # of the county; the load is the city's
            undo_load(load_id, by=asker_of(cast.data_officer), at=LATER)

    def test_for_a_load_that_is_not_there(self, undo, db):
        with pytest.raises(UndoRefused, match="no load 404"):
            undo(404)


REGISTER = (
    "URN,LA (code),EstablishmentName,TypeOfEstablishment (code),EstablishmentStatus (code)\n"
    "100001,831,Invented Hill,7,1\n100002,831,Invented Vale,7,2\n"
)
LINKS = "URN,LinkURN,LinkType\n100002,100001,Successor\n"


class TestSettings:
    @pytest.fixture
    def load(self, as_service, tmp_path):
        def run(text=REGISTER, **more):
            file = tmp_path / f"{len(text)}.csv"
            file.write_text(text)
            return load_settings(file, by=as_service, at=NOW, **more).load_id

        return run

    def test_the_register_goes_with_its_links_and_history(self, load, undo, tmp_path):
        before = counts()
        links = tmp_path / "links.csv"
        links.write_text(LINKS)
        taken_back = undo(load(links=links))
        assert counts() == before
        assert taken_back.certificate["removed"] == {
            "organisations.SettingLink": 1,
            "organisations.Setting": 2,
        }

    def test_what_a_newer_register_changed_is_put_back(self, load, undo):
        load()
        undo(load(REGISTER.replace("Hill", "Peak")))
        assert Setting.objects.get(urn="100001").name == "Invented Hill"

    def test_not_while_a_placement_names_one_of_them(self, load, loader, undo):
        register = load()
        made = life()
        made.places = [("100001", date(2021, 3, 1), None)]
        loader(made)
        with pytest.raises(UndoRefused, match=r"organisations\.Setting"):
            undo(register)
        assert Setting.objects.filter(urn="100001").exists()
