"""What the pages of waits show, as plain values for their templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker, Permission
from goldenthread.people.frame import frame
from goldenthread.people.models import Child
from goldenthread.timeline import queries as timeline
from goldenthread.timeline.promises import promise
from goldenthread.timeline.rules.words import event_words
from goldenthread.ui.charts import Chart, Series, bars, line, stacked_bar
from goldenthread.ui.words import count, plain_date, short_date
from goldenthread.waits import forms, queries
from goldenthread.waits.models import Referral, Scenario, Service
from goldenthread.waits.queries.child import OneReferral, Told, Truth, truth_for
from goldenthread.waits.queries.figures import ListFigures, monthly_queue
from goldenthread.waits.queries.lists import ListPage, ListRow
from goldenthread.waits.rules.formulas import Figure
from goldenthread.waits.rules.lists import WaitingList
from goldenthread.waits.rules.pathways import PATHWAYS
from goldenthread.waits.rules.stages import (
    ENDING_NAMES,
    LEVEL_NAMES,
    ON_LIST,
    PRIORITY_NAMES,
    STAGE_NAMES,
    Act,
    Ending,
    Level,
    Priority,
    Stage,
    acts_at,
)
from goldenthread.waits.rules.trials import held_against, month_ends

P = Permission
BACK_MONTHS = 24
DECISIONS = {"sooner": "To be seen sooner", "same": "Seen in turn"}


def priority_words(value: str) -> str:
    return PRIORITY_NAMES[Priority(value)]


def level_words(value: str) -> str:
    return LEVEL_NAMES[Level(value)] if value else ""


def number(figure: Figure, unit: str = "", places: int = 1) -> str:
    """Write a figure, or why there is none."""
    return (
        f"Cannot be worked out: {figure.reason}"
        if figure.value is None
        else f"{figure.value:,.{places}f}{unit}"
    )


# A service's list --------------------------------------------------------------------------------


def list_rows(page: ListPage) -> list[list[Any]]:
    """Return the rows of a list's table."""
    return [_list_row(row) for row in page.rows]


def _list_row(row: ListRow) -> list[Any]:
    others = f"also on {count(row.other_lists, 'other list')}" if row.other_lists else ""
    missed = f"not brought {count(row.missed, 'time')}" if row.missed else ""
    worse = level_words(row.worst) if row.worst != Level.NONE else ""
    return [
        {
            "text": row.name,
            "href": reverse("waits:referral", args=[row.id]),
            "quiet": "; ".join(filter(None, (others, missed))),
            "header": True,
        },
        {"text": worse or "-", "quiet": "nobody has decided yet" if worse else ""},
        priority_words(row.priority),
        {"text": f"{row.weeks}", "quiet": f"since {plain_date(row.received)}"},
        {
            "text": row.stage,
            "quiet": short_date(row.appointment) if row.appointment else "",
        },
        str(row.contacts),
    ]


LIST_COLUMNS = [
    {"text": "Child"},
    {"text": "Told to be worse"},
    {"text": "How soon"},
    {"text": "Weeks", "numeric": True},
    {"text": "Stands"},
    {"text": "Contacts", "numeric": True},
]


def list_heads(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the few figures at the top of a list, each opening the rows behind it."""
    return [
        {"number": counts["waiting"], "text": "waiting", "href": "?"},
        {
            "number": counts["worse"],
            "text": "told to be worse, to decide",
            "href": "?only=worse",
            "broken": counts["worse"] > 0,
        },
        {"number": counts["new"], "text": "new, to answer", "href": "?stage=RECEIVED"},
        {"number": counts["over_18"], "text": "over 18 weeks", "href": "?over=18"},
        {"number": counts["over_52"], "text": "over 52 weeks", "href": "?over=52"},
        {"number": counts["over_104"], "text": "over 104 weeks", "href": "?over=104"},
    ]


# Figures -----------------------------------------------------------------------------------------


def figure_rows(found: ListFigures) -> list[dict[str, str]]:
    """Return a list's figures in words, each with what it means."""
    weeks, week = " weeks", " a week"
    return [
        {"key": "Waiting", "value": f"{found.waiting:,}"},
        {"key": "Demand: referred", "value": number(found.demand, week)},
        {"key": "Capacity: taken off the list", "value": number(found.capacity, week)},
        {"key": "Load: demand over capacity", "value": number(found.load, places=2)},
        {"key": "Target", "value": f"{found.target_weeks:g} weeks"},
        {"key": "Target queue", "value": number(found.target_queue, places=0)},
        {"key": "Mean wait of those waiting", "value": number(found.mean_wait, weeks)},
        {"key": "Longest wait", "value": number(found.longest, weeks, 0)},
        {"key": "Inside 18 weeks", "value": number(found.within_18, "%", 0)},
        {"key": "Relief capacity, for 26 weeks", "value": number(found.relief, week)},
        {"key": "Capacity that holds the target", "value": number(found.hold, week)},
        {"key": "Pressure: over 1 is likely to miss", "value": number(found.pressure, places=2)},
        {
            "key": "Left in the year without being seen",
            "value": number(found.left_otherwise, "", 0),
        },
    ]


def band_chart(name: str, found: ListFigures) -> Chart:
    """Draw how long those waiting have waited."""
    over = sum(n for band, n in found.bands.items() if band.startswith(("52", "65", "78", "over")))
    sentence = f"{count(found.waiting, 'child', 'children')} wait; {over:,} over a year."
    return bars(
        f"{name}: how long they have waited",
        sentence,
        list(found.bands),
        list(found.bands.values()),
        measure="Children",
        first_column="Weeks waited",
    )


def queue_chart(rows: WaitingList, on: date) -> Chart:
    """Draw how many waited at the end of each month of two years."""
    start = on.replace(day=1) - timedelta(days=31 * BACK_MONTHS)
    ends = [end for end in month_ends(start, BACK_MONTHS + 2) if end <= on][-BACK_MONTHS:]
    counted = monthly_queue(rows, ends)
    values = tuple(counted[end] for end in ends)
    change = values[-1] - values[0] if values else 0
    word = "more" if change > 0 else "fewer"
    sentence = (
        f"{abs(change):,} {word} wait than {len(ends) - 1} months before."
        if change
        else "As many wait as at the start."
    )
    return line("Waiting at the end of each month", sentence, ends, [Series("Waiting", values)])


UNCHANGED = "Nothing changed"


def trial_chart(one: Scenario, counted: Mapping[date, int]) -> Chart:
    """Draw what a trial foretold, and what came to pass where that is known."""
    rows = held_against(one.foretold, counted)
    days = [date.fromisoformat(row["day"]) for row in rows]
    last = rows[-1]
    judged = [row["inside"] for row in rows if row["inside"] is not None]
    held = f" What was counted lies inside in {sum(judged)} of {len(judged)} months so far."
    if not judged:
        held = ""
    elif trial_words(one) != UNCHANGED:
        held += " It tells only if the change was made."
    series = [
        Series("Middle", tuple(row["middle"] for row in rows)),
        Series("Low", tuple(row["low"] for row in rows), "quiet"),
        Series("High", tuple(row["high"] for row in rows), "third"),
    ]
    if judged:
        series.append(Series("Counted", tuple(row["counted"] for row in rows), "second"))
    sentence = (
        f"By {plain_date(days[-1])} between {last['low']:,.0f} and {last['high']:,.0f} wait.{held}"
    )
    return line(f"{one.name}: foretold {plain_date(one.made_date)}", sentence, days, series)


def trial_words(one: Scenario) -> str:
    """Say what a trial tries."""
    s, said = one.settings, []
    if s.get("clinicians"):
        said.append(
            f"{s['clinicians']:+g} clinicians ({s['slots_a_clinician']:g} seen a week each)"
        )
    if s.get("more_demand"):
        said.append(f"{s['more_demand']:+g}% referrals")
    if s.get("diverted"):
        said.append(f"{s['diverted']:g}% sent to hubs at triage")
    if s.get("closed"):
        said.append("closed in August")
    return ", ".join(said) or UNCHANGED


def trial_rows(trials: list[Scenario]) -> list[list[Any]]:
    """Return trials side by side, to compare them."""
    return [
        [
            {"text": one.name, "quiet": trial_words(one), "header": True},
            plain_date(date.fromisoformat(one.foretold[-1]["day"])),
            f"{one.foretold[-1]['low']:,.0f} to {one.foretold[-1]['high']:,.0f}",
            f"{one.foretold[-1]['over_18']:,.0f}",
        ]
        for one in trials
        if one.foretold
    ]


# One referral ------------------------------------------------------------------------------------


def truth_words(truth: Truth) -> dict[str, str]:
    """Say to staff what is known of a wait, what is not, and how far to trust it."""
    if truth.low is None or truth.middle is None or truth.high is None:
        return {
            "known": "Nobody can say how much longer this child waits, and the family is told so.",
            "why": f"Why: {truth.reason}.",
            "trust": "",
        }
    held = (
        f"Of {truth.checked:,} past guesses for this list, {truth.coverage:.0f} in 100 were right."
        if truth.coverage is not None
        else "How good past guesses for this list were is not known yet."
    )
    low, high = _month(truth.low), _month(truth.high)
    return {
        "known": f"Half of children like this one are seen by {_month(truth.middle)}.",
        "why": f"8 in 10 are seen from {low} to {high}. The family is told the same.",
        "trust": f"A guess from how this list has moved, not a promise. {held}",
    }


def _month(day: date) -> str:
    return f"{day:%B %Y}"


def referral_page(found: OneReferral, child: Child, by: Asker, on: date) -> dict[str, Any]:
    """Return what a referral's own page shows."""
    row = found.row
    stage = Stage(row.stage)
    own = row.service.team_id in by.bodies_where(P.WAIT_WORK)
    clocks = timeline.clocks_of_child(child, by=by, today=on)
    mine = [promise(c, by) for c in clocks if c.case_type == "wait" and c.case_id == row.pk]
    on_list = row.gone_date is None and stage in ON_LIST
    return {
        **frame(by, child, "waits:child", on),
        "row": row,
        "service": row.service,
        "stage": STAGE_NAMES[stage],
        "weeks": ((row.gone_date or on) - row.received_date).days // 7,
        "facts": _facts(row, child),
        "now": sorted((p for p in mine if p.open), key=lambda p: p.pressing),
        "truth": truth_words(truth_for(row, on=on)) if on_list else None,
        "updates": [_update(each, child) for each in found.updates],
        "undecided": found.undecided,
        "contacts": _contacts(found, child),
        "equipment": _equipment(found),
        "transfers": _transfers(found),
        "own": own,
        "may_update": by.may(P.WAIT_UPDATE) and on_list,
        "acts": offered_acts(found, by) if own else [],
    }


def _facts(row: Referral, child: Child) -> list[dict[str, Any]]:
    shown = child.shows("upn")
    rows: list[tuple[str, Any]] = [
        ("Service", row.service.name),
        ("Received", plain_date(row.received_date)),
        ("Referred by", (row.referrer or "not recorded") if shown else "Not shown to your post"),
        ("Why", (row.reason or "not recorded") if shown else "Not shown to your post"),
        ("How soon", priority_words(row.priority)),
        *([("Why so soon", row.priority_reason)] if row.priority_reason else []),
        ("Next appointment", plain_date(row.appointment_date) if row.appointment_date else "none"),
        ("Not brought", count(row.missed_count, "time")),
    ]
    if row.missing:
        rows.append(("Missing", row.missing))
    if row.ending:
        rows.append(("Ended", ENDING_NAMES[Ending(row.ending)]))
    if row.next_holder:
        rows.append(("Held now by", row.next_holder))
    return [{"key": key, "value": value} for key, value in rows]


def _update(each: Told, child: Child) -> list[Any]:
    told = f"{level_words(each.distress)}; safety: {level_words(each.safety).lower()}"
    words = each.words if child.shows("upn") else ""
    decided = (
        {"text": DECISIONS[each.decision], "quiet": each.reason}
        if each.decided
        else "Nobody has decided yet"
    )
    return [
        {"text": plain_date(each.on), "header": True},
        each.by.capitalize(),
        {"text": told, "quiet": words},
        decided,
    ]


def _contacts(found: OneReferral, child: Child) -> list[list[Any]]:
    channels = dict(forms.CHANNELS)
    return [
        [
            {"text": plain_date(each.on), "header": True},
            {
                "text": channels.get(each.channel, each.channel),
                "quiet": "" if each.reached else "nobody reached",
            },
            each.note if child.shows("upn") else "",
            ", ".join(dict.fromkeys(each.offers)) or "none",
        ]
        for each in found.contacts
    ]


def _day(value: date | None) -> str:
    return plain_date(value) if value else "not yet"


def _equipment(found: OneReferral) -> list[list[Any]]:
    kinds = dict(forms.EQUIPMENT)
    return [
        [
            {"text": kinds.get(one.kind, one.kind), "header": True},
            _day(one.measured),
            _day(one.ordered),
            _day(one.delivered),
            {"text": _day(one.reviewed), "quiet": "it hurts" if one.pain else ""},
        ]
        for one in found.equipment
    ]


def _transfers(found: OneReferral) -> list[list[Any]]:
    answers = {None: "Has not answered yet", True: "Accepted", False: "Refused"}
    return [
        [
            {"text": plain_date(one.on), "header": True},
            one.to,
            {"text": answers[one.accepted], "quiet": one.reason},
        ]
        for one in found.transfers
    ]


CLINICAL = {Act.TRIAGE, Act.REVIEW}


def offered_acts(one: OneReferral, by: Asker) -> list[str]:
    """Return what this person may do with a referral now, in the order of a day's work."""
    row = one.row
    clinician = row.service.team_id in by.bodies_where(P.WAIT_TRIAGE)
    way = PATHWAYS[row.service.pathway]
    found: list[str] = []
    if clinician and one.undecided:
        found.append("decide")
    for act in acts_at(Stage(row.stage)):
        if act in CLINICAL and not clinician:
            continue
        if act is Act.EQUIP and not way.equipment:
            continue
        if act is Act.MONITOR and way.clock != "referral to treatment":
            continue
        if act is Act.NOT_BROUGHT and row.appointment_date is None:
            continue
        found.append(str(act))
    if clinician and row.stage == Stage.MONITORED:
        found.append("decide-to-treat")
    return found


# A child's waits ---------------------------------------------------------------------------------


def child_page(child: Child, by: Asker, on: date) -> dict[str, Any]:
    """Return a child's waits side by side, EHC advice among them, and help open today."""
    waits = queries.waits_of(child, on=on)
    clocks = timeline.clocks_of_child(child, by=by, today=on)
    advice = [
        promise(c, by) for c in clocks if c.rule == "ena-advice-due" and c.stopped is None
        and c.superseded is None
    ]  # fmt: skip
    needs = tuple(dict.fromkeys(need for one in waits for need in one.needs))
    return {
        **frame(by, child, "waits:child", on),
        "rows": [_wait_row(one) for one in waits],
        "lists": sum(one.on_list for one in waits),
        "advice": advice,
        "help": queries.help_open_now(child, needs, on=on),
        "events": event_words,
    }


def _wait_row(one: queries.WaitNow) -> list[Any]:
    return [
        {
            "text": one.service,
            "href": reverse("waits:referral", args=[one.id]),
            "quiet": one.clock,
            "header": True,
        },
        {"text": str(one.weeks), "quiet": f"since {plain_date(one.received)}"},
        {"text": one.stage_name, "quiet": short_date(one.appointment) if one.appointment else ""},
        priority_words(one.priority),
        " ".join(filter(None, (one.call, one.phone))) or "not recorded",
    ]


# An area -----------------------------------------------------------------------------------------


def area_rows(found: list[Any]) -> list[list[Any]]:
    """Return an area's lists, hardest pressed first."""
    return [_area_row(one.service, one.figures) for one in found]


def _area_row(service: Service, figures: ListFigures | None) -> list[Any]:
    name = {
        "text": service.name,
        "href": reverse("waits:figures", args=[service.pk]),
        "header": True,
    }
    if figures is None:
        return [name, "0", "-", "-", "-", "-", "Nobody is waiting."]

    def short(figure: Figure, places: int = 1) -> str:
        return "-" if figure.value is None else f"{figure.value:,.{places}f}"

    return [
        name,
        f"{figures.waiting:,}",
        short(figures.within_18, 0),
        short(figures.mean_wait, 0),
        short(figures.load, 2),
        short(figures.pressure, 2),
        figures.sentence,
    ]


def area_chart(found: list[Any]) -> Chart | None:
    """Draw each list inside 18 weeks, to a year, and over."""
    shown = [one for one in found if one.figures and one.figures.waiting]
    if not shown:
        return None

    def part(one: Any, *names: str) -> int:
        return sum(n for band, n in one.figures.bands.items() if band.startswith(names))

    over = sum(part(one, "52", "65", "78", "over") for one in shown)
    total = sum(one.figures.waiting for one in shown)
    return stacked_bar(
        "How long they have waited, by service",
        f"{total:,} wait in this area; {over:,} of them over a year.",
        [one.service.name for one in shown],
        [
            Series(
                "18 weeks or less",
                tuple(part(o, "0 ", "1 ", "2 ", "4 ", "12 ") for o in shown),
                "met",
            ),
            Series("18 to 52 weeks", tuple(part(one, "18 ") for one in shown), "third"),
            Series(
                "Over 52 weeks", tuple(part(o, "52", "65", "78", "over") for o in shown), "broken"
            ),
        ],
        first_column="Service",
    )


def fairness_rows(groups: list[Any]) -> list[list[Any]]:
    """Return groups with their share over 18 weeks, the limits of chance, and what may be said."""
    return [
        [
            {"text": one.name, "header": True},
            f"{one.waiting:,}",
            f"{100 * one.share:.0f}%",
            f"{100 * one.low:.0f} to {100 * one.high:.0f}%",
            f"{100 * one.shrunk:.0f}%",
            one.verdict,
        ]
        for one in groups
    ]
