"""The figures of a return against small returns counted by hand, and against a plain recount."""

from __future__ import annotations

import io
import random
from datetime import date
from xml.etree import ElementTree

import pytest
from tests.unit.exchange.sen2_builders import Node, message, need, old_plan, person, placement, run

from goldenthread.exchange.sen2.dry_run import dry_run
from goldenthread.organisations.rules import Register, Setting

KEYS = {
    "persons", "requests_received_in_year", "request_decisions_in_year", "plans_issued_in_year",
    "active_plans", "reviews_overdue", "plans_ceased_in_year",
}  # fmt: skip


def figures(*persons: Node, **more: object) -> dict:
    return run(*persons, **more).figures


def request(outcome: str, received: str, told: str | None = None) -> Node:
    """Someone with a request and nothing after it."""
    found = person().drop("Assessment").drop("ActivePlans")
    items = {"RequestOutcome": outcome, "ReceivedDate": received, "RequestOutcomeDate": told}
    return found.at("Requests", **items)


def issued(received: str | None, day: str, week20: str = "0") -> Node:
    """Someone whose plan was issued on a day."""
    found = person().at("Requests", ReceivedDate=received, RequestOutcomeDate=None)
    found.at("Requests", RequestOutcome="H")
    found.at("Assessment", AssessmentOutcomeDate=day, Week20=week20)
    return found.at("NamedPlan", StartDate=day)


def test_the_keys_are_exactly_those_promised():
    found = figures(person())
    assert set(found) == KEYS
    assert set(found["requests_received_in_year"]) == {"total", "Y", "N", "A", "W"}
    assert set(found["request_decisions_in_year"]) == {"made", "within_42_days"}
    assert set(found["plans_issued_in_year"]) == {"including_exceptions", "excluding_exceptions"}
    for basis in found["plans_issued_in_year"].values():
        assert set(basis) == {
            "issued", "within_140_days", "pct_within_140_days", "mean_weeks", "median_weeks",
        }  # fmt: skip
    assert set(found["active_plans"]) == {"total", "by_primary_need", "by_setting_type"}
    assert set(found["plans_ceased_in_year"]) == {"total", "by_reason"}


def test_persons_are_counted_once_however_many_requests():
    two = request("N", "2025-01-10", "2025-02-01")
    two.add("Person", *request("A", "2025-11-10").children)
    assert figures(two, person())["persons"] == 2


def test_requests_received_in_the_year_by_outcome():
    found = figures(
        request("Y", "2025-01-01", "2025-02-01"),
        request("N", "2025-12-31", "2026-01-05"),
        request("A", "2025-06-01"),
        request("W", "2025-06-01"),
        request("A", "2024-12-31"),  # received the year before
        request("A", "2026-01-01"),  # received after the year
        request("H", "2025-06-01"),  # history is in no year's total
    )["requests_received_in_year"]
    assert found == {"total": 4, "Y": 1, "N": 1, "A": 1, "W": 1}


def test_decisions_of_the_year_whenever_received():
    found = figures(
        request("N", "2025-01-06", "2025-02-17"),  # 42 days
        request("N", "2025-01-06", "2025-02-18"),  # 43 days
        request("Y", "2024-12-20", "2025-01-10"),  # received the year before
        request("N", "2024-11-01", "2024-12-31"),  # decided the year before
        request("N", "2025-12-01", "2026-01-02"),  # decided after the year
        request("H", "2025-01-06", "2025-02-01"),
    )["request_decisions_in_year"]
    assert found == {"made": 3, "within_42_days": 2}


def test_plans_issued_with_and_without_exceptions():
    found = figures(
        issued("2025-01-06", "2025-05-26"),  # 140 days
        issued("2025-01-06", "2025-05-27"),  # 141 days
        issued("2025-01-06", "2025-06-23", week20="1"),  # 168 days
        issued("2024-08-01", "2025-01-01", week20="0"),  # 153 days; asked for the year before
        issued("2024-08-01", "2024-12-31"),  # issued the year before
        issued("2025-10-01", "2026-01-02"),  # issued after the year
        old_plan(),  # historical
    )["plans_issued_in_year"]
    assert found["including_exceptions"] == {
        "issued": 4, "within_140_days": 1, "pct_within_140_days": 25.0,
        "mean_weeks": 21.5,  # (140 + 141 + 168 + 153) / 4 / 7
        "median_weeks": 21.0,  # (141 + 153) / 2 / 7
    }  # fmt: skip
    assert found["excluding_exceptions"] == {
        "issued": 3, "within_140_days": 1, "pct_within_140_days": 33.3,
        "mean_weeks": 20.67,  # 434 / 3 / 7
        "median_weeks": 20.14,  # 141 / 7
    }  # fmt: skip


def test_a_plan_that_moved_in_is_not_issued_but_is_active():
    moved = issued("2025-01-06", "2025-05-01").at("ActivePlans", TransferLA="830")
    found = figures(moved)
    assert found["plans_issued_in_year"]["including_exceptions"]["issued"] == 0
    assert found["active_plans"]["total"] == 1


def test_no_plans_give_null_not_nought():
    found = figures(request("A", "2025-06-01"))["plans_issued_in_year"]["including_exceptions"]
    assert found == {
        "issued": 0, "within_140_days": 0, "pct_within_140_days": None,
        "mean_weeks": None, "median_weeks": None,
    }  # fmt: skip


def test_an_issued_plan_that_ceased_still_counts_as_issued():
    gone = issued("2025-01-06", "2025-05-01").drop("ActivePlans")
    gone.at("NamedPlan", CeaseDate="2025-09-01", CeaseReason="8")
    found = figures(gone)
    assert found["plans_issued_in_year"]["including_exceptions"]["issued"] == 1
    assert found["plans_ceased_in_year"] == {"total": 1, "by_reason": {"8": 1}}
    assert found["active_plans"]["total"] == 0


def test_primary_need_is_the_one_ranked_1():
    second_first = old_plan().drop("SENneed")
    second_first.add("ActivePlans", need("MLD", "2"), need("SEMH", "1"))
    none = old_plan().drop("SENneed").add("ActivePlans", need("MLD", "2"))
    found = figures(second_first, none, old_plan())["active_plans"]
    assert found["total"] == 3
    assert found["by_primary_need"] == {"ASD": 1, "SEMH": 1, "not known": 1}


REGISTER = Register(
    settings=tuple(
        Setting(
            urn=urn, ukprn=ukprn, name="Invented", type_code=code, placement_group=group,
            status_code="1",
        )
        for urn, ukprn, code, group in (
            ("100001", None, "1", "mainstream"),
            ("100002", None, "7", "special"),
            ("100003", None, "42", "alternative provision"),
            ("100004", "10000004", "18", "post-16"),
            ("100005", None, "27", "other"),
        )
    )
)  # fmt: skip


def at_place(**items: str | None) -> Node:
    return old_plan().at("PlacementDetail", **{"URN": None, **items})


def test_setting_types_come_from_the_register_or_are_the_code():
    persons = [
        *(at_place(URN=f"10000{n}") for n in (1, 1, 2, 3, 5)),
        at_place(UKPRN="10000004"),
        at_place(SENsetting="EHE"),
        at_place(URN="999999"),
        at_place(),
        old_plan().drop("PlacementDetail"),
        old_plan().at("PlacementDetail", PlacementRank="2"),
    ]
    found = figures(*persons, register=REGISTER)["active_plans"]
    assert found["by_setting_type"] == {
        "not known": 4, "mainstream": 2, "special": 1, "alternative provision": 1, "other": 1,
        "post-16": 1, "EHE": 1,
    }  # fmt: skip
    assert sum(found["by_setting_type"].values()) == found["total"] == len(persons)


def test_with_no_register_schools_are_not_known_and_codes_still_are():
    found = figures(at_place(URN="100001"), at_place(SENsetting="EHE"))["active_plans"]
    assert found["by_setting_type"] == {"not known": 1, "EHE": 1}


def test_of_two_places_ranked_1_the_open_one_counts():
    moved = old_plan().at("PlacementDetail", LeavingDate="2025-08-31", URN="100002")
    moved.add("ActivePlans", placement(entry="2025-09-01"))
    other_order = old_plan()
    ended = placement(entry="2020-01-01", URN="100002").set(LeavingDate="2025-08-31")
    other_order.find("ActivePlans").children.insert(0, ended)
    found = figures(moved, other_order, register=REGISTER)["active_plans"]
    assert found["by_setting_type"] == {"mainstream": 2}


def reviewed(start: str | None, letter: str | None) -> Node:
    return old_plan().at("NamedPlan", StartDate=start).at("ActivePlans", LastReview=letter)


def test_reviews_overdue_on_the_survey_day():
    persons = [
        reviewed("2019-01-01", "2025-01-16"),  # last lawful day is the survey day: in time
        reviewed("2019-01-01", "2025-01-15"),  # the day before it: overdue
        reviewed("2025-01-15", None),  # never reviewed, counted from the start: overdue
        reviewed("2025-01-16", None),
        reviewed(None, None),  # cannot be said
    ]
    assert figures(*persons)["reviews_overdue"] == 2


def test_another_day_stands_beside_and_never_instead():
    persons = [reviewed("2019-01-01", "2025-01-16")]
    found = run(*persons, as_of=date(2026, 1, 16)).figures
    assert found["reviews_overdue"] == 0
    assert found["reviews_overdue_as_of"] == {"on": "2026-01-16", "count": 1}


def test_plans_that_ceased_in_the_year_by_reason():
    def ceased(day: str, reason: str | None) -> Node:
        return old_plan().drop("ActivePlans").at("NamedPlan", CeaseDate=day, CeaseReason=reason)

    found = figures(
        ceased("2025-01-01", "5"), ceased("2025-12-31", "5"), ceased("2025-06-01", "1"),
        ceased("2025-06-01", None), ceased("2024-12-31", "5"), ceased("2026-01-01", "5"),
    )["plans_ceased_in_year"]  # fmt: skip
    assert found == {"total": 4, "by_reason": {"1": 1, "5": 2, "not known": 1}}


# --- An oracle that shares no code with what it checks --------------------------------------


def oracle(xml: bytes, year: int, survey: date) -> dict:
    """Recount a return from its XML in the plainest way there is."""

    def day(element, name):
        text = element.findtext(name) if element is not None else None
        return date.fromisoformat(text) if text else None

    y = str(year - 1)
    root = ElementTree.fromstring(xml)
    received, made, in_six, issued_days, excluded, overdue = [], 0, 0, [], [], 0
    needs, reasons, active = {}, {}, 0
    for r in root.iter("Requests"):
        outcome, got = r.findtext("RequestOutcome"), day(r, "ReceivedDate")
        told = r.findtext("RequestOutcomeDate") or ""
        if got and got.year == year - 1 and outcome in "YNAW":
            received.append(outcome)
        if outcome in "YN" and told.startswith(y):
            made += 1
            in_six += (date.fromisoformat(told) - got).days < 43
        a, plan, live = r.find("Assessment"), r.find("Assessment/NamedPlan"), r.find("ActivePlans")
        when = day(a, "AssessmentOutcomeDate")
        moved = live is not None and live.findtext("TransferLA")
        if when and when.year == year - 1 and a.findtext("AssessmentOutcome") == "Y" and not moved:
            issued_days.append((when - got).days)
            if a.findtext("Week20") != "1":
                excluded.append((when - got).days)
        if plan is not None and (plan.findtext("CeaseDate") or "").startswith(y):
            reason = plan.findtext("CeaseReason")
            reasons[reason] = reasons.get(reason, 0) + 1
        if live is not None:
            active += 1
            first = [n.findtext("SENtype") for n in live.findall("SENneed")
                     if n.findtext("SENtypeRank") == "1"]  # fmt: skip
            needs[first[0]] = needs.get(first[0], 0) + 1
            since = day(live, "LastReview") or day(plan, "StartDate")
            overdue += (since.year + 1, since.month, since.day) <= (
                survey.year, survey.month, survey.day)  # fmt: skip
    return {
        "received": {o: received.count(o) for o in "YNAW"}, "made": made, "in_six": in_six,
        "issued": (len(issued_days), sum(d <= 140 for d in issued_days)),
        "excluded": (len(excluded), sum(d <= 140 for d in excluded)),
        "mean": sum(issued_days) / len(issued_days) / 7 if issued_days else None,
        "needs": needs, "active": active, "reasons": reasons, "overdue": overdue,
    }  # fmt: skip


def anyone(chance: random.Random) -> Node:
    """An invented person with dates around the edges of the year."""

    def near(low: str, high: str) -> str:
        first, last = date.fromisoformat(low).toordinal(), date.fromisoformat(high).toordinal()
        return date.fromordinal(chance.randint(first, last)).isoformat()

    kind = chance.choice(["request", "issued", "issued", "old", "old", "ceased", "moved"])
    if kind == "request":
        outcome = chance.choice("YNAW")
        told = near("2024-12-20", "2026-01-10") if outcome in "YN" else None
        return request(outcome, near("2024-10-01", "2026-01-10"), told)
    if kind in ("issued", "moved"):
        found = issued(
            near("2024-06-01", "2025-08-01"), near("2024-12-01", "2026-01-14"), chance.choice("01")
        )
        return found.at("ActivePlans", TransferLA="830") if kind == "moved" else found
    if kind == "ceased":
        found = old_plan().drop("ActivePlans")
        day = near("2024-12-15", "2026-01-10")
        return found.at("NamedPlan", CeaseDate=day, CeaseReason=chance.choice("123456789"))
    letter = chance.choice([None, near("2025-01-01", "2025-02-01")])
    found = reviewed(near("2024-12-15", "2025-12-15"), letter)
    return found.at("SENneed", SENtype=chance.choice(["ASD", "MLD", "DS"]))


@pytest.mark.parametrize("seed", range(12))
def test_agrees_with_a_plain_recount(seed):
    chance = random.Random(seed)
    xml = message(*(anyone(chance) for _ in range(120)))
    mine, other = dry_run(io.BytesIO(xml)).figures, oracle(xml, 2026, date(2026, 1, 15))
    received = mine["requests_received_in_year"]
    assert {o: received[o] for o in "YNAW"} == other["received"]
    assert received["total"] == sum(other["received"].values())
    assert mine["request_decisions_in_year"] == {
        "made": other["made"], "within_42_days": other["in_six"],
    }  # fmt: skip
    for basis, key in (("including_exceptions", "issued"), ("excluding_exceptions", "excluded")):
        found = mine["plans_issued_in_year"][basis]
        assert (found["issued"], found["within_140_days"]) == other[key]
    mean = mine["plans_issued_in_year"]["including_exceptions"]["mean_weeks"]
    assert mean == pytest.approx(other["mean"], abs=0.0051)
    assert mine["active_plans"]["by_primary_need"] == other["needs"]
    assert mine["active_plans"]["total"] == other["active"]
    assert mine["plans_ceased_in_year"]["by_reason"] == other["reasons"]
    assert mine["reviews_overdue"] == other["overdue"]
