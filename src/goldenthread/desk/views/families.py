"""The desk's side of the families' door: what they said, and why something is late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission
from goldenthread.access.today import now, today
from goldenthread.assessment.commands import explain_delay
from goldenthread.assessment.rules.delays import LOOK_AHEAD, WrongDelay
from goldenthread.desk import family_forms
from goldenthread.files.queries import SentFile, sent_files
from goldenthread.files.rules import SELDOM_PLAYED, SOUND_OR_FILM, Kind
from goldenthread.law.clocks import State
from goldenthread.law.events import DelayCause
from goldenthread.law.limits import versions
from goldenthread.letters.commands import NobodyToTell
from goldenthread.people import queries as people
from goldenthread.people.frame import frame
from goldenthread.plans.commands import delivery as commands
from goldenthread.plans.delivery_file import sheet_file
from goldenthread.plans.queries.delivery import Line, lines_of
from goldenthread.plans.rules.delivery import CannotConfirm, Source
from goldenthread.plans.rules.rhythm import RHYTHM_WORDS, Rhythm, start_of
from goldenthread.timeline import queries as clocks
from goldenthread.timeline.commands import KeyTaken
from goldenthread.timeline.rules.words import about_words
from goldenthread.ui.symbols import pack
from goldenthread.ui.words import plain_date
from goldenthread.voice.queries import private_of, sayings_of
from goldenthread.voice.rules import ASKED, PLAN_PART, How, Theme

P = Permission


HOW_WORDS: Mapping[str, str] = {
    How.SPOKE: "The child said it",
    How.SYMBOLS: "The child chose pictures",
    How.SIGNED: "The child signed it",
    How.DREW: "The child drew it",
    How.SHOWED: "The child showed it",
    How.WROTE: "The child wrote it",
    How.GUESSED: "Those who know the child well think so",
}


def _file(sent: SentFile) -> dict[str, Any]:
    kinds = {Kind.PNG: "Picture", Kind.JPEG: "Picture", **dict.fromkeys(SOUND_OR_FILM, "Sound")}
    films = dict.fromkeys((Kind.MP4, Kind.WEBM, Kind.THREE_GP), "Sound or film")
    note = "" if sent.can_open else "(being checked for viruses)"
    if sent.kind in SELDOM_PLAYED:
        note += f" ({sent.kind}: few computers play it; a free player such as VLC does)"
    return {"id": sent.id, "words": {**kinds, **films}.get(sent.kind, "File"), "note": note.strip()}


def voice(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show what a child and their family said, so far as it was shared with this reader."""
    child = people.get_child(child_id, by=request.asker, to=P.CHILD_VIEW, on=today())
    found = pack(settings.SYMBOL_PACK)
    said = sayings_of(child, by=request.asker)
    files = sent_files(child, {one for each in said for one in each.files}, by=request.asker)
    rows = [
        {
            "title": ASKED[Theme(each.theme)].title,
            "part": PLAN_PART[Theme(each.theme)],
            "said": each,
            "how": HOW_WORDS.get(each.how, ""),
            "files": [_file(files[one]) for one in each.files if one in files],
            "symbols": [s.label for key in each.symbols if (s := found.find(key))],
        }
        for each in said
    ]
    context = {
        **frame(request.asker, child, "desk:voice", today()),
        "rows": [row for row, each in zip(rows, said, strict=True) if not each.replaced],
        "earlier": [row for row, each in zip(rows, said, strict=True) if each.replaced],
        "private": private_of(child),
    }
    return render(request, "desk/voice.html", context)


def late(request: AskedRequest, child_id: int) -> HttpResponse:
    """Tell a family why something is late, and by when it will be done."""
    child = people.get_child(child_id, by=request.asker, to=P.CASE_CHANGE, on=today())
    rows = clocks.clocks_of_child(child, by=request.asker, today=today())
    owed = {
        f"{each.case_type}/{each.case_id}/{each.rule}/{each.about}": each
        for each in rows
        if _late_or_will_be(each, today())
    }
    choices = [(key, _owed_words(each)) for key, each in owed.items()]
    sent = request.POST if request.method == "POST" else None
    form = family_forms.WhyLate(sent, choices=choices, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            explain_delay(
                child_id,
                owed[form.cleaned_data["what"]],
                cause=DelayCause(form.cleaned_data["cause"]),
                expected=form.cleaned_data["expected"],
                by=request.asker,
                at=now(),
            )
        except (KeyTaken, WrongDelay, NobodyToTell) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("desk:thread", child_id)
    context = {
        **frame(request.asker, child, "desk:thread", today()),
        "form": form,
        "has_errors": bool(form.errors),
        "anything": bool(owed),
    }
    return render(request, "desk/late.html", context)


def _late_or_will_be(each: clocks.ClockRow, on: date) -> bool:
    """Say whether a family can be told that a promise is late, or that a duty will be."""
    if each.lapses or each.due is None:
        return False
    soon = each.force == "MUST" and each.due <= on + LOOK_AHEAD
    return each.state is State.LATE or (each.state is State.RUNNING and soon)


def _owed_words(each: clocks.ClockRow) -> str:
    about = about_words(each.about)
    title = versions(each.rule)[-1].title
    what = f"{title}: {about}" if about else title
    if each.state is State.RUNNING and each.due:
        return f"{what} (due {plain_date(each.due)}: it will be missed)"
    return what


def delivery(request: AskedRequest, child_id: int) -> HttpResponse:
    """Show what came of each line of the plan; a setting tells, the council puts right."""
    child = people.get_child(child_id, by=request.asker, to=P.CHILD_VIEW, on=today())
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _act_on_line(request, child_id)
        except (CannotConfirm, ValueError) as problem:
            told = str(problem) if isinstance(problem, CannotConfirm) else NOT_A_NUMBER
            errors.append({"text": told})
        else:
            return redirect("desk:delivery", child_id)
    lines = lines_of(child, today=today())
    context = {
        **frame(request.asker, child, "desk:delivery", today()),
        "child_id": child.pk,
        "rows": [_line_row(line) for line in lines],
        "may_see": child.shows("postcode") or not child.location_restricted,
        "may_confirm": request.asker.may(P.PROVISION_CONFIRM) and child_id in request.asker.ties,
        "may_change": request.asker.may(P.CASE_CHANGE, child.area_id),
        "errors": errors,
        "has_errors": bool(errors),
    }
    return render(request, "desk/delivery.html", context)


def delivery_sheet(request: AskedRequest, child_id: int, form: str) -> HttpResponse:
    """Give what came of each line of the plan as a file: evidence for a review or a complaint."""
    child = people.get_child(
        child_id, by=request.asker, to=P.CHILD_VIEW, on=today(), purpose="delivery-sheet"
    )
    seen = child.shows("postcode") or not child.location_restricted
    return sheet_file(child, form, sees_places=seen, on=today())


NOT_A_NUMBER = "Enter minutes as a whole number, and choose whether it happened."


def _act_on_line(request: AskedRequest, child_id: int) -> None:
    """Do what one of the forms of a line asks.

    :raises CannotConfirm, ValueError: if it cannot be done so
    """
    given, by = request.POST, request.asker
    act = given.get("act")
    if act == "promise":
        commands.promise_time(
            int(given["line"]), child_id=child_id, minutes=int(given["minutes"]), by=by, at=now(),
            rhythm=Rhythm(given["rhythm"]) if given.get("rhythm") else None,
        )  # fmt: skip
    elif act == "fix":
        commands.put_right(int(given["line"]), child_id=child_id, by=by, at=now())
    else:
        form = family_forms.TellWeek(given)
        if not form.is_valid():
            raise CannotConfirm(NOT_A_NUMBER)
        commands.tell(
            form.cleaned_data["line"], child_id=child_id, week=form.cleaned_data["week"],
            happened=form.cleaned_data["happened"], minutes=form.cleaned_data["minutes"],
            source=Source.SETTING, by=by, at=now(),
        )  # fmt: skip


def _line_row(line: Line) -> dict[str, object]:
    weeks = [
        {
            "week": each.week,
            "family": family_forms.TOLD[each.family.happened] if each.family else "",
            "setting": family_forms.TOLD[each.setting.happened] if each.setting else "",
            "owed": each.owed,
        }
        for each in reversed(line.shown)
    ]
    asked = RHYTHM_WORDS[line.rhythm]
    form = family_forms.TellWeek(
        auto_id=f"id_{line.id}_%s",
        initial={"line": line.id, "week": start_of(line.rhythm, today())},
        asked=asked,
    )
    return {"line": line, "weeks": weeks, "form": form, "asked": asked, "rhythms": RHYTHM_WORDS}
