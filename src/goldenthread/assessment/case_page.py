"""What the page of a child's case shows, and what each act of it asks for and does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from goldenthread.access.rules import Asker, Permission
from goldenthread.assessment import commands, queries
from goldenthread.assessment.commands.panels import ASKED_AT
from goldenthread.assessment.forms import casework as forms
from goldenthread.assessment.models import (
    Assessment,
    Decision,
    LawfulReason,
    SilenceAccepted,
)
from goldenthread.assessment.queries.panels import waiting_items
from goldenthread.assessment.rules import (
    ENDED,
    STAGE_NAMES,
    WAITS_ON,
    Decided,
    Stage,
)
from goldenthread.assessment.rules.decisions import DECIDED_WORDS
from goldenthread.assessment.rules.exceptions import grounds_for
from goldenthread.assessment.rules.next_step import (
    ACT_WORDS,
    BUTTONS,
    Act,
    Standing,
    next_act,
    others,
)
from goldenthread.files.queries import files_of
from goldenthread.law import limits
from goldenthread.organisations.bulk import setting_ids
from goldenthread.people.frame import frame
from goldenthread.people.models import Child
from goldenthread.people.queries import display_name
from goldenthread.timeline.promises import promise
from goldenthread.timeline.queries import ClockRow
from goldenthread.timeline.rules.words import owner_words
from goldenthread.ui.words import long_date, plain_date

A = Act
PAPERS = ("PDF", "DOCX")


# The page ----------------------------------------------------------------------------------------


def page(by: Asker, child: Child, on: date) -> dict[str, Any]:
    """Return the case page: where it stands, whose turn, the one next step, what was decided."""
    case = queries.case_of(child)
    shown = frame(by, child, "assessment:case", on)
    if case is None:
        return {**shown, "case": None}
    clocks = queries.clocks_of(case, by=by, today=on)
    promises = [promise(row, by) for row in clocks]
    excused = any(row.lawful_reason or row.rule == "ex-recheck" for row in clocks)
    silences = queries.silences_of(case)
    silent = _silent(case, silences)
    running = sorted((each for each in promises if each.open), key=lambda one: one.pressing)
    standing = standing_of(case, clocks, silent, on)
    decides = by.may(Permission.ASSESSMENT_DECIDE, child.area_id)
    stage = Stage(case.stage)
    return {
        **shown,
        "case": case,
        "stage": STAGE_NAMES[stage],
        "ended": stage in ENDED,
        "turn": owner_words(WAITS_ON[stage]),
        "pressing": next((each for each in running if each.due and not each.lapses), None),
        "next": _next(child, standing) if decides else None,
        "others": [*_panel(child, stage), *_links(child, others(standing))] if decides else [],
        "asked_href": reverse("assessment:asked", args=[child.pk]) if decides else "",
        "now": running,
        "silent": [queries.adviser_words(each) for each in silent],
        "silences": silences,
        "reasons": [_reason(each, child, by) for each in queries.reasons_of(case)]
        if excused
        else [],
        "decisions": [
            _decision(each, by.may(Permission.LETTER_VIEW, child.area_id))
            for each in queries.decisions_of(case)
        ],
    }


def standing_of(
    case: Assessment, clocks: Sequence[ClockRow], silent: Sequence[str], on: date
) -> Standing:
    """Return what decides a case's next step."""
    stage = Stage(case.stage)
    waits = stage is Stage.DRAFT_WITH_FAMILY
    return Standing(
        stage=stage,
        silent=bool(silent) and stage in (Stage.ASSESSING, Stage.FINALISING),
        served=not waits or queries.draft_is_served(case),
        family_time=waits and any(_runs(row, on) for row in clocks),
    )


def _runs(row: ClockRow, on: date) -> bool:
    open_ = row.stopped is None and row.superseded is None
    return row.rule == "plan-draft-15d" and open_ and bool(row.due and row.due >= on)


def _silent(case: Assessment, silences: Sequence[SilenceAccepted]) -> list[str]:
    if Stage(case.stage) in ENDED | {Stage.REQUESTED, Stage.DECIDING_ASSESS}:
        return []
    accepted = {each.adviser for each in silences}
    return [each for each in queries.silent_advisers(case) if each not in accepted]


def _next(child: Child, standing: Standing) -> dict[str, str] | None:
    act = next_act(standing)
    if act is None:
        return None
    href = reverse("assessment:act", args=[child.pk, act.value])
    return {"title": ACT_WORDS[act], "button": BUTTONS[act], "href": href}


def _links(child: Child, acts: tuple[Act, ...]) -> list[dict[str, str]]:
    return [
        {"text": ACT_WORDS[act], "href": reverse("assessment:act", args=[child.pk, act.value])}
        for act in acts
    ]


def _panel(child: Child, stage: Stage) -> list[dict[str, str]]:
    """Return the way to a panel's agenda, at the stages at which a panel has something to say."""
    if stage not in ASKED_AT:
        return []
    href = reverse("assessment:before-panel", args=[child.pk])
    return [{"text": "Put the case before a panel", "href": href}]


def _decision(made: Decision, reads_letters: bool) -> dict[str, Any]:
    """Show a decision; its reasons only to who may read the family's letter that gives them.

    A setting and the services have what was learned, as in their own letter, so that they use it.
    """
    learned = f"What was learned that can help now: {made.learned}" if made.learned else ""
    return {
        "title": DECIDED_WORDS[Decided(made.kind)],
        "on": made.decided_date,
        "distance": "",
        "group": "",
        "words": " ".join(filter(None, (made.reasons if reads_letters else "", learned))),
        "by": made.decided_by_name,
    }


def _reason(reason: LawfulReason, child: Child, by: Asker) -> dict[str, Any]:
    open_ = reason.ended_date is None
    may = open_ and by.may(Permission.CASE_CHANGE, child.area_id)
    return {
        "title": limits.versions(reason.ground)[-1].title,
        "about": limits.versions(reason.rule)[-1].title,
        "why": reason.why,
        "approved": f"{reason.approved_by_name}, {plain_date(reason.recorded_date)}",
        "checks": [
            f"{plain_date(each.checked_date)}: {'it holds' if each.holds else 'it ended'}. "
            f"{each.done}"
            for each in reason.checks.all()
        ],
        "ended": reason.ended_date,
        "href": reverse("assessment:recheck", args=[child.pk, reason.pk]) if may else "",
    }


# Each act ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """An act under way: the case, its form, and how it is done."""

    title: str
    form: Any
    do: Callable[[Mapping[str, Any]], object]
    warning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What every act is prepared with."""

    case: Assessment
    data: QueryDict | None
    by: Asker
    on: date
    at: datetime

    @property
    def who(self) -> dict[str, Any]:
        """Who does it, and when, as commands take it."""
        return {"by": self.by, "at": self.at}


def prepare(act: Act, ready: Ready) -> Doing:
    """Return the form of an act, and what doing it means."""
    return PREPARE[act](ready)


def _simple(
    act: Act, command: Callable[..., object], *, dated: bool = True
) -> Callable[[Ready], Doing]:
    def prepared(ready: Ready) -> Doing:
        form = forms.Confirm(ready.data, today=ready.on, version=ready.case.version)

        def do(given: Mapping[str, Any]) -> object:
            more = {"decided_on": ready.on} if dated else {}
            return command(ready.case.pk, version=given["version"], **more, **ready.who)

        return Doing(title=ACT_WORDS[act], form=form, do=do)

    return prepared


def _items(ready: Ready) -> dict[str, Any]:
    """Return the panels a case stands before, and the one that has met or meets today."""
    waiting = list(waiting_items(ready.case))
    names = [
        (each.pk, f"{each.panel.name}, {long_date(each.panel.meeting_date)}") for each in waiting
    ]
    met = [each.pk for each in waiting if each.panel.meeting_date <= ready.on]
    return {"items": names, "panel_item": met[0] if met else ""}


ASSESS_OUTCOMES = (("agree", "Assess"), ("refuse", "Do not assess"))
ISSUE_OUTCOMES = (
    ("agree", "Issue a plan"),
    ("refuse", "Do not issue a plan"),
    ("more", "Ask for more advice first: no date moves"),
)


def _whether_to_assess(ready: Ready) -> Doing:
    form = forms.Decide(
        ready.data,
        outcomes=ASSESS_OUTCOMES,
        kind=Decided.AGREE_TO_ASSESS,
        **_items(ready),
        today=ready.on,
        version=ready.case.version,
    )
    return Doing(
        title=ACT_WORDS[A.WHETHER_TO_ASSESS],
        form=form,
        do=lambda given: _decide(
            ready, form, given, commands.agree_to_assess, commands.refuse_to_assess
        ),
    )


def _whether_to_issue(ready: Ready) -> Doing:
    stage = Stage(ready.case.stage)
    outcomes = {
        Stage.DECIDING_ISSUE: ISSUE_OUTCOMES,
        Stage.ASSESSING: ISSUE_OUTCOMES[:2],
    }.get(stage, ISSUE_OUTCOMES[1:2])
    form = forms.Decide(
        ready.data,
        outcomes=outcomes,
        kind=Decided.AGREE_TO_ISSUE,
        **_items(ready),
        today=ready.on,
        version=ready.case.version,
    )
    return Doing(
        title=ACT_WORDS[A.WHETHER_TO_ISSUE],
        form=form,
        do=lambda given: _decide(
            ready, form, given, commands.agree_to_issue, commands.refuse_to_issue
        ),
    )


def _decide(
    ready: Ready,
    form: forms.Decide,
    given: Mapping[str, Any],
    agree: Callable[..., object],
    refuse: Callable[..., object],
) -> object:
    common = {
        "decided_on": given["decided_on"],
        "reasons": given["reasons"],
        "version": given["version"],
        "panel_item_id": given.get("panel_item"),
        **ready.who,
    }
    if given["outcome"] == "more":
        return commands.ask_for_more(ready.case.pk, **common)
    more = {"tests": form.tests(), "outside_panel": given.get("outside_panel", "")}
    if given["outcome"] == "agree":
        return agree(ready.case.pk, **common, **more)
    return refuse(ready.case.pk, **common, **more, learned=given["learned"])


def _files(case: Assessment) -> list[tuple[int, str]]:
    return [
        (each.id, each.name)
        for each in files_of(case.child)
        if each.kind in PAPERS and each.can_open
    ]


def _paper(given: Mapping[str, Any], **more: Any) -> commands.PlanPaper:
    needs = [given["need"]] if given["need"] else []
    looked = bool(given.get("looked_through"))
    return commands.PlanPaper(file_id=given["file"], needs=needs, looked_through=looked, **more)


def _send(ready: Ready, act: Act) -> Doing:
    amended = act is A.SEND_AMENDED
    form = forms.Paper(
        ready.data,
        files=_files(ready.case),
        today=ready.on,
        amended=amended,
        version=ready.case.version,
    )
    command = commands.send_amended_draft if amended else commands.send_draft

    def do(given: Mapping[str, Any]) -> object:
        return command(
            ready.case.pk,
            paper=_paper(given),
            version=given["version"],
            reasons=given.get("reasons", ""),
            **ready.who,
        )

    return Doing(title=ACT_WORDS[act], form=form, do=do)


def _issue(ready: Ready) -> Doing:
    form = forms.Issue(
        ready.data, files=_files(ready.case), today=ready.on, version=ready.case.version
    )

    def do(given: Mapping[str, Any]) -> object:
        urn = given["setting_urn"].strip()
        place = setting_ids().get(urn) if urn else None
        if urn and place is None:
            raise commands.WrongPaper("No setting has that number. Check the URN, or leave it out.")
        paper = _paper(given, setting_id=place, why_setting=given["why_setting"])
        return commands.issue_plan(
            ready.case.pk, paper=paper, version=given["version"], **ready.who
        )

    return Doing(
        title=ACT_WORDS[A.ISSUE],
        form=form,
        do=do,
        warning="From today everything in the plan is owed, and the family's time to appeal runs.",
    )


def _left(act: Act, command: Callable[..., object]) -> Callable[[Ready], Doing]:
    def prepared(ready: Ready) -> Doing:
        form = forms.Left(ready.data, today=ready.on, version=ready.case.version)
        more = {"to_authority": ""} if act is A.MOVED_AWAY else {}

        def do(given: Mapping[str, Any]) -> object:
            return command(ready.case.pk, **given, **more, **ready.who)

        return Doing(
            title=ACT_WORDS[act], form=form, do=do, warning="This ends every date of the case."
        )

    return prepared


def _on_a_day(act: Act, name: str, command: Callable[..., object]) -> Callable[[Ready], Doing]:
    def prepared(ready: Ready) -> Doing:
        form = forms.OnADay(ready.data, today=ready.on, version=ready.case.version)

        def do(given: Mapping[str, Any]) -> object:
            return command(ready.case.pk, **{name: given["day"]}, **ready.who)

        return Doing(title=ACT_WORDS[act], form=form, do=do)

    return prepared


def _silence(ready: Ready) -> Doing:
    advisers = [
        (each, queries.adviser_words(each))
        for each in _silent(ready.case, queries.silences_of(ready.case))
    ]
    form = forms.Silence(ready.data, advisers=advisers, today=ready.on, version=ready.case.version)

    def do(given: Mapping[str, Any]) -> object:
        return commands.accept_silence(
            ready.case.pk,
            adviser=given["adviser"],
            reason=given["reason"],
            what_next=given["what_next"],
            **ready.who,
        )

    return Doing(title=ACT_WORDS[A.SILENCE], form=form, do=do)


def _reason_form(ready: Ready) -> Doing:
    open_rules = [
        row
        for row in queries.clocks_of(ready.case, by=ready.by, today=ready.on)
        if row.stopped is None and row.superseded is None and row.rule != "ex-recheck"
    ]
    rules: list[tuple[str, str]] = []
    grounds: dict[str, str] = {}
    for row in open_rules:
        found = grounds_for(row.rule, ready.on)
        if found:
            about = queries.adviser_words(row.about) if row.about else ""
            title = limits.time_limit(row.rule, row.version).title
            rules.append((f"{row.rule}|{row.about}", f"{title}: {about}" if about else title))
            grounds |= {each.id: each.title for each in found}
    form = forms.Reason(
        ready.data,
        rules=rules,
        grounds=list(grounds.items()),
        today=ready.on,
        version=ready.case.version,
    )

    def do(given: Mapping[str, Any]) -> object:
        rule, _, about = given["rule"].partition("|")
        names = ("ground", "from_date", "to_date", "why", "evidence", "target_date")
        said = {name: given[name] for name in names}
        return commands.record_exception(ready.case.pk, rule=rule, about=about, **said, **ready.who)

    return Doing(
        title=ACT_WORDS[A.REASON],
        form=form,
        do=do,
        warning="No date moves. A shortage of psychologists, staff or panel dates is no reason in "
        "law: the delay is recorded as late, and the family is told.",
    )


PREPARE: Mapping[Act, Callable[[Ready], Doing]] = {
    A.PUT_FORWARD: _simple(A.PUT_FORWARD, commands.put_forward),
    A.WHETHER_TO_ASSESS: _whether_to_assess,
    A.PUT_TO_ISSUE: _simple(A.PUT_TO_ISSUE, commands.put_to_issue),
    A.WHETHER_TO_ISSUE: _whether_to_issue,
    A.SEND_DRAFT: lambda ready: _send(ready, A.SEND_DRAFT),
    A.SEND_AMENDED: lambda ready: _send(ready, A.SEND_AMENDED),
    A.SERVED: _on_a_day(A.SERVED, "served", commands.record_served),
    A.COMMENTED: _on_a_day(A.COMMENTED, "said_on", commands.family_commented),
    A.CONSULT: _simple(A.CONSULT, commands.start_consultation, dated=False),
    A.FINALISE: _simple(A.FINALISE, commands.finalise, dated=False),
    A.SILENCE: _silence,
    A.ISSUE: _issue,
    A.BEGIN_ORDERED: _simple(A.BEGIN_ORDERED, commands.begin_ordered, dated=False),
    A.REASON: _reason_form,
    A.WITHDRAW: _left(A.WITHDRAW, commands.withdraw),
    A.MOVED_AWAY: _left(A.MOVED_AWAY, commands.moved_away),
}
MANAGERS = frozenset({A.SILENCE, A.REASON})


def needs(act: Act) -> Permission:
    """Return what somebody must be allowed, for an act to be offered to them."""
    return Permission.LATENESS_APPROVE if act in MANAGERS else Permission.ASSESSMENT_DECIDE


def facts(doing: Doing, case: Assessment) -> list[dict[str, Any]]:
    """Return the answers as they will be checked."""
    rows: list[dict[str, Any]] = [{"key": "Child", "value": display_name(case.child)}]
    for bound in doing.form.visible_fields():
        value = doing.form.cleaned_data.get(bound.name)
        if value in (None, "", []):
            continue
        rows.append({"key": str(bound.label), "value": _said(bound.field, value)})
    return rows


def _said(field: Any, value: Any) -> str:
    if isinstance(value, date):
        return long_date(value)
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(str(value), choices.get(value, value)))
