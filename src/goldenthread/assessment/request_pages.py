"""What staff see of requests that came in: the list that waits, the form, and the matching page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse

from goldenthread.access.rules import Asker, Permission, Role
from goldenthread.assessment import commands, queries
from goldenthread.assessment.forms.requests import YES_NO, Match, TakeIn
from goldenthread.assessment.models import Assessment, Request
from goldenthread.assessment.queries import Candidate
from goldenthread.assessment.queries.requests import DECIDE
from goldenthread.assessment.rules import (
    CHANNEL_WORDS,
    REQUESTER_WORDS,
    Channel,
    Requester,
    RequestState,
)
from goldenthread.organisations import queries as organisations
from goldenthread.people import queries as people
from goldenthread.people.commands import WrongDetail
from goldenthread.people.models import Answer
from goldenthread.ui.forms import field_of
from goldenthread.ui.paging import paginate, wanted
from goldenthread.ui.words import listed, long_date, plain_date

# What somebody's own request counts as, by the post they hold (SEN2 RequestSource).
OWN_REQUEST = {
    Role.SENCO: Requester.SETTING,
    Role.HEALTH_ADVISER: Requester.HEALTH,
    Role.DCO: Requester.HEALTH,
    Role.SOCIAL_WORKER: Requester.SOCIAL_CARE,
    Role.DSCO: Requester.SOCIAL_CARE,
}
KNOWS: Mapping[bool | None, str] = {True: "Yes", False: "No", None: ""}
NEW, OTHER, ASIDE, CHILD = "new", "other", "aside", "child-"


# The list -----------------------------------------------------------------------------------------


def waiting(by: Asker, query: dict[str, list[str]], today: date) -> dict[str, Any]:
    """Return the requests that nobody has matched yet, the oldest first."""
    found = queries.requests_waiting(by=by, page=wanted(query))
    return {
        "rows": [_row(each) for each in found.rows],
        "paging": paginate(found.total, query),
        "today": today,
        "may_enter": by.may(Permission.REQUEST_MAKE),
    }


def _row(request: Request) -> dict[str, Any]:
    return {
        "name": f"{request.forename} {request.surname}",
        "born": f"born {plain_date(request.birth_date)}" if request.birth_date else "",
        "href": reverse("assessment:match", args=[request.pk]),
        "received": request.received_date,
        "due": queries.days_of(request.received_date)[DECIDE],
        "who": REQUESTER_WORDS[Requester(request.requester)],
        "how": CHANNEL_WORDS[Channel(request.channel)],
        "area": request.area.name,
    }


# Taking one in ------------------------------------------------------------------------------------


def takes_in(by: Asker) -> bool:
    """Say whether somebody enters what reached the council, rather than sends their own."""
    return by.may(Permission.ASSESSMENT_DECIDE)


def take_in_form(by: Asker, data: Mapping[str, Any] | None, today: date, key: str) -> TakeIn:
    """Return the form on which staff enter a request, or send their own."""
    areas = [(each.pk, each.name) for each in organisations.areas_by_id(queries.areas_to_ask(by))]
    first: dict[str, Any] = {"key": key}
    if len(areas) == 1:
        first["area"] = areas[0][0]
    if takes_in(by):
        return TakeIn(data, areas=areas, requesters=tuple(Requester), today=today, **first)
    mine = [OWN_REQUEST.get(post.role, Requester.OTHER) for post in by.posts]
    requesters = tuple(dict.fromkeys(mine)) or (Requester.OTHER,)
    first |= {"asked_by": by.name, "requester": requesters[0]}
    return TakeIn(data, areas=areas, requesters=requesters, today=today, sends=True, **first)


def asked_for(given: Mapping[str, Any], today: date) -> commands.Asking:
    """Return what a form that was filled in asks for."""
    said = {name: value for name, value in given.items() if name not in ("key", "area")}
    said["family_knows"] = {"yes": True, "no": False}.get(said["family_knows"])
    said["requester"] = Requester(said["requester"])
    said["channel"] = Channel(said.get("channel") or Channel.PORTAL)
    said.setdefault("received_date", today)
    return commands.Asking(**said)


def facts_of(form: Any) -> list[dict[str, Any]]:
    """Return the answers of a form to be checked, without those left empty."""
    rows: list[dict[str, Any]] = []
    for bound in form.visible_fields():
        value = form.cleaned_data.get(bound.name)
        if value in (None, "", False):
            continue
        rows.append({"key": str(bound.label), "value": _said(bound.field, value)})
    return rows


def _said(field: Any, value: object) -> str:
    if isinstance(value, date):
        return long_date(value)
    if value is True:
        return "Yes"
    choices = {str(key): words for key, words in getattr(field, "choices", ())}
    return str(choices.get(str(value), value))


# Matching -----------------------------------------------------------------------------------------


def asked(request: Request) -> list[dict[str, Any]]:
    """Return what a request says, for those who decide which child it is about."""
    who = [request.asked_by, request.relationship]
    said = {
        "Received": f"{long_date(request.received_date)}. "
        f"{CHANNEL_WORDS[Channel(request.channel)]}.",
        "Decide whether to assess by": long_date(queries.days_of(request.received_date)[DECIDE]),
        "Asked by": f"{', '.join(filter(None, who))}. "
        f"{REQUESTER_WORDS[Requester(request.requester)]}.",
        "The family knows": KNOWS[request.family_knows],
        "Child": f"{request.forename} {request.surname}",
        "Date of birth": long_date(request.birth_date) if request.birth_date else "",
        "UPN": request.upn,
        "NHS number": request.nhs_number,
        "Address": ", ".join([*request.address.splitlines(), *spaced(request.postcode)]),
        "School or setting": request.setting_name,
        "Phone": request.phone,
        "Email": request.email,
        "What is hard": request.needs,
        "What was tried": request.tried,
        "Plan from another council": request.plan_elsewhere,
    }
    return [{"key": key, "value": value} for key, value in said.items() if value]


def spaced(postcode: str) -> list[str]:
    """Return a postcode as it is written on an envelope, if there is one."""
    return (
        [f"{postcode[:-3]} {postcode[-3:]}"] if len(postcode) > 4 else [postcode] * bool(postcode)
    )


def match_form(
    request: Request, found: Sequence[Candidate], data: Mapping[str, Any] | None
) -> Match:
    """Return the form on which a person decides which child a request is about."""
    choices = [(f"{CHILD}{each.child_id}", each.name) for each in found]
    choices += [
        (OTHER, "Another child on record: give the record number below"),
        (NEW, "None of these: open a new record"),
        (ASIDE, "No request for us to decide"),
    ]
    hints = {f"{CHILD}{each.child_id}": _hint(each) for each in found}
    form = Match(
        data,
        choices=choices,
        hints=hints,
        hide=request.hide_place,
        on_record="yes" if request.requester == Requester.PARENT else "no",
        responsibility="unknown",
    )
    field_of(form, "on_record", forms.ChoiceField).choices = YES_NO
    if request.requester != Requester.PARENT:
        for name in ("on_record", "responsibility", "evidence"):
            del form.fields[name]
    return form


def _hint(one: Candidate) -> str:
    parts = [
        f"Born {plain_date(one.birth_date)}" if one.birth_date else "",
        one.likeness.words,
        f"The same: {listed(list(one.likeness.same))}" if one.likeness.same else "",
        f"Different: {listed(list(one.likeness.different))}" if one.likeness.different else "",
        "Where this child is, is for named people only" if one.restricted else "",
        "A case is open: this joins it, and no clock starts again" if one.has_open_case else "",
    ]
    return " ".join(f"{part}." for part in parts if part)


def elsewhere(request: Request, what: str, *, by: Asker) -> tuple[str, ...]:
    """Name other areas that may hold this child's record, before a new one is opened here."""
    if what != NEW or not (request.upn or request.nhs_number):
        return ()
    return people.possible_matches(by=by, upn=request.upn, nhs_number=request.nhs_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a person decided about a request: how it is done, and whether a case opens."""

    do: Callable[[], object]
    opens: bool
    words: str


def chosen(
    request: Request,
    found: Sequence[Candidate],
    given: Mapping[str, Any],
    *,
    by: Asker,
    on: date,
    at: datetime,
) -> Chosen:
    """Return what is to be done with a request.

    :raises WrongDetail: if no child has the number given, or nobody says why it is set aside
    """
    what = given["what"]
    if what == ASIDE:
        return _settled(request, RequestState.SET_ASIDE, given, None, by=by, at=at)
    child_id = _child(request, what, given["local_id"], by=by, on=on)
    busy = {each.child_id for each in found if each.has_open_case}
    if child_id in busy:
        return _settled(request, RequestState.DUPLICATE, given, child_id, by=by, at=at)
    who = None
    if given.get("on_record") == "yes":
        answer = Answer((given["responsibility"] or "unknown").upper())
        who = commands.WhoAsked(responsibility=answer, evidence=given["evidence"])

    def opened() -> Assessment:
        return commands.link_request(
            request.pk,
            child_id=child_id,
            who_asked=who,
            hide=given["hide"],
            invented=settings.DEMO,
            by=by,
            at=at,
        )

    words = "Open a record and a case" if child_id is None else "Open a case for this child"
    return Chosen(do=opened, opens=True, words=words)


def _child(request: Request, what: str, local_id: str, *, by: Asker, on: date) -> int | None:
    if what == NEW:
        return None
    if what.startswith(CHILD):
        return int(what.removeprefix(CHILD))
    found = people.child_numbered(local_id, area_id=request.area_id, by=by, on=on)
    if found is None:
        raise WrongDetail(
            "No child of this area has that record number. Look it up under Find a child."
        )
    return found


def _settled(
    request: Request,
    state: RequestState,
    given: Mapping[str, Any],
    child_id: int | None,
    *,
    by: Asker,
    at: datetime,
) -> Chosen:
    if not given["why"].strip():
        raise WrongDetail("Enter why, as you would tell the person who asked.")

    def settled() -> Request:
        return commands.settle_otherwise(
            request.pk, state=state, why=given["why"], child_id=child_id, by=by, at=at
        )

    joins = state is RequestState.DUPLICATE
    return Chosen(do=settled, opens=False, words="Join the open case" if joins else "Set it aside")
