"""The panel's pages: an agenda that knows each day, decisions recorded on it, minutes kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.assessment import commands
from goldenthread.assessment.commands.requests import _open_case
from goldenthread.assessment.models import Panel, PanelItem
from goldenthread.assessment.rules import Requester

from .casework import at_version, moment, reach_at_once, received
from .conftest import TODAY, child
from .test_assessment_pages import SAID, signed_in, words

DAY = timedelta(days=1)
RECEIVED = TODAY - 35 * DAY  # its six weeks end in seven days


@pytest.fixture
def case(sam, cast, asker_of):
    reach_at_once(sam)
    return received(sam, asker_of(cast.officer), on=RECEIVED)


@pytest.fixture
def panel(areas, cast, asker_of):
    def of(days: int, name: str = "Invented panel") -> Panel:
        return commands.set_panel(
            area_id=830, meeting_date=TODAY + days * DAY, name=name, chair="A. Chair",
            by=asker_of(cast.officer), at=moment(TODAY),
        )  # fmt: skip

    return of


def page(panel: Panel) -> str:
    return reverse("assessment:panel", args=[panel.pk])


def before(case) -> str:
    return reverse("assessment:before-panel", args=[case.child_id])


def act(case) -> str:
    return reverse("assessment:act", args=[case.child_id, "whether-to-assess"])


def test_a_meeting_is_set_once_and_a_day_gone_by_is_refused(as_service, areas, cast):
    client, address = signed_in(cast.officer), reverse("assessment:panels")
    assert "No panel is set. Set one below." in words(client.get(address))
    said = {"area": "830", "name": "Amber panel", "chair": "", "meeting_date": "2026-11-27"}
    wrong = words(client.post(address, {**said, "meeting_date": "2026-11-20"}))
    assert "must be today or later" in wrong
    assert "Amber panel" in wrong
    for _ in range(2):
        assert client.post(address, said).status_code == 302
    assert Panel.objects.count() == 1
    assert "Amber panel" in words(client.get(address))


def test_a_case_goes_on_the_agenda_with_its_day_and_what_is_proposed(case, panel, cast):
    client, soon = signed_in(cast.officer), panel(3)
    assert before(case) in words(client.get(reverse("assessment:case", args=[case.child_id])))
    for _ in range(2):
        said = {"panel": soon.pk, "proposal": "Assess: the school has tried two terms."}
        assert client.post(before(case), said).status_code == 302
    shown = words(client.get(page(soon)))
    assert shown.count("Sam Invented</span>") >= 1
    assert "Assess: the school has tried two terms." in shown
    assert "Due 29 November 2026" in shown
    assert "Too late for this panel" not in shown
    assert PanelItem.objects.count() == 1


def test_a_panel_after_the_laws_day_says_so(case, panel, cast, asker_of):
    late = panel(8)
    commands.put_before_panel(
        case.pk, panel_id=late.pk, proposal="", by=asker_of(cast.officer), at=moment(TODAY)
    )
    assert "Decide it outside the panel." in words(signed_in(cast.officer).get(page(late)))


def test_with_no_meeting_ahead_it_says_where_to_set_one(case, cast):
    shown = words(signed_in(cast.officer).get(before(case)))
    assert "No panel of this area is set." in shown


def test_a_decision_stands_on_the_agenda_and_closing_keeps_who_sat(case, panel, cast, asker_of):
    today, client = panel(0), signed_in(cast.officer)
    commands.put_before_panel(
        case.pk, panel_id=today.pk, proposal="Do not.", by=asker_of(cast.officer), at=moment(TODAY)
    )
    sat = {"members": "A. Chair, head teacher\nB. Member, DCO", "chair": "A. Chair"}
    shown = words(client.post(page(today), sat))
    assert "1 of its cases has no outcome yet" in shown
    assert "B. Member, DCO" in shown
    # The panel that meets today is chosen already on the form of the decision.
    form = words(client.get(act(case)))
    item = PanelItem.objects.get()
    assert f'value="{item.pk}" checked' in form or f'value="{item.pk}" selected' in form
    client.post(act(case), {**SAID, "panel_item": item.pk, "version": case.version, "act": "do"})
    assert at_version(case).stage == "NOT_ASSESSED"
    shown = words(client.get(page(today)))
    assert "<strong>Refused</strong>, Officer, EHC officer" in shown
    assert "The school can meet what Sam needs." in shown
    for _ in range(2):
        assert client.post(page(today), sat).status_code == 302
    shown = words(client.get(page(today)))
    assert "Minutes" in shown
    assert "B. Member, DCO" in shown
    assert "Close the panel" not in shown


def test_a_sealed_record_stands_on_an_agenda_with_no_name(case, panel, cast, sam, asker_of):
    soon = panel(3)
    commands.put_before_panel(
        case.pk, panel_id=soon.pk, proposal="Secretword.", by=asker_of(cast.officer),
        at=moment(TODAY),
    )  # fmt: skip
    sam.sealed = True
    sam.save()
    shown = words(signed_in(cast.officer).get(page(soon)))
    assert "A sealed record" in shown
    assert "Sam Invented" not in shown
    assert "Secretword" not in shown


def test_who_may_see_a_panel(case, panel, cast, as_service):
    soon = panel(3)
    expected = {
        **dict.fromkeys(("officer", "manager"), 200),
        **dict.fromkeys(("senco", "psychologist", "dco", "data_officer", "parent"), 403),
        "city_officer": 404,
    }
    for address in (page(soon), before(case)):
        found = {w: signed_in(getattr(cast, w)).get(address).status_code for w in expected}
        assert found == expected


def test_a_panels_page_asks_twelve_times_at_most(
    panel, areas, cast, asker_of, as_service, django_assert_max_num_queries
):
    soon, by = panel(3), asker_of(cast.officer)
    for number in range(12):
        made = child(areas.derbyshire, f"P-{number}", f"Child{number}", "Invented")
        case = _open_case(made, RECEIVED, Requester.PARENT)
        asking.state(as_service)
        commands.put_before_panel(case.pk, panel_id=soon.pk, proposal="", by=by, at=moment(TODAY))
    client = signed_in(cast.officer)
    client.get(page(soon))
    for address in (page(soon), reverse("assessment:panels")):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
