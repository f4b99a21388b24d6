"""How whoever wrote needs to be answered (rule 66), and what is still to be given so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, JSONObject

from goldenthread.access.models import Tie
from goldenthread.access.rules import TieKind
from goldenthread.contact.models import Contact, Message
from goldenthread.contact.rules.needs import ABOUT
from goldenthread.letters.rules.forms import RULE
from goldenthread.letters.rules.recipients import Need
from goldenthread.people import queries as people
from goldenthread.timeline.models import Clock


def with_needs(rows: QuerySet[Contact], *, on: date) -> QuerySet[Contact]:
    """Have a question about conversations bring the needs recorded for their children too."""
    told = JSONObject(
        kind="kind",
        detail="detail",
        adult="adult_id",
        user="adult__user_id",
        name="adult__name",
    )
    needs = people.needs_on(on).filter(child_id=OuterRef("child_id")).values(told=told)
    themself = Tie.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gt=on),
        child_id=OuterRef("child_id"),
        user_id=OuterRef("sender_user_id"),
        kind=TieKind.YOUNG_PERSON,
        from_date__lte=on,
    )
    return rows.annotate(recorded_needs=ArraySubquery(needs), from_the_child=Exists(themself))


def needs_of_writer(contact: Contact, *, on: date) -> tuple[Need, ...]:
    """Return the recorded needs of whoever wrote, and of nobody else. One query.

    An adult of the child, known by their account, their address or the name a call was written
    down under; or the young person. None where it is not known who wrote.
    """
    found = with_needs(Contact.objects.filter(pk=contact.pk), on=on).first()
    return needs_brought(found) if found else ()


def needs_brought(contact: Contact) -> tuple[Need, ...]:
    """Return the needs of whoever wrote, of a conversation that `with_needs` brought. No query."""
    brought: dict[str, Any] = vars(contact)
    return tuple(
        Need(kind=each["kind"], detail=each["detail"])
        for each in brought["recorded_needs"]
        if (_is_writer(contact, each) if each["adult"] else brought["from_the_child"])
    )


def _is_writer(contact: Contact, told: Mapping[str, Any]) -> bool:
    """Say whether the adult whose need it is wrote."""
    if contact.sender_adult_id is not None:
        return bool(told["adult"] == contact.sender_adult_id)
    if contact.sender_user_id is not None:
        return bool(told["user"] == contact.sender_user_id)
    named = contact.sender_name.strip().casefold()
    return bool(named) and str(told["name"]).strip().casefold() == named


def with_forms(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Have a question about messages bring the day by which each is owed in another form."""
    about = Concat(Value(ABOUT), Cast(OuterRef("pk"), CharField()))
    clocks = _owed().filter(
        area_id=OuterRef("area_id"), case_id=OuterRef("contact_id"), about=about
    )
    return rows.annotate(form_due=Subquery(clocks.values("due")[:1]))


def answers_owed(contact: Contact) -> list[int]:
    """Return the answers of a conversation already reached that are owed in another form."""
    rows = _owed().filter(area_id=contact.area_id, case_id=contact.pk)
    return [int(about.removeprefix(ABOUT)) for about in rows.values_list("about", flat=True)]


def _owed() -> QuerySet[Clock]:
    return Clock.objects.filter(
        case_type="contact",
        rule=RULE,
        about__startswith=ABOUT,
        stopped__isnull=True,
        superseded__isnull=True,
        known_to__isnull=True,
    )
