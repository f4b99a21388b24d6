"""Changes to children's records, and what is kept hidden."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from goldenthread.access import asking
from goldenthread.access import commands as access
from goldenthread.access import queries as access_queries
from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.law.calendar import add_months
from goldenthread.people import queries, vault
from goldenthread.people.commands.shared import to_change
from goldenthread.people.models import (
    Adult,
    AdultLink,
    Answer,
    Child,
    CommunicationNeed,
    LocationHolder,
    RestrictedLocation,
    SealHolder,
)
from goldenthread.people.relations import CONTACTS
from goldenthread.people.rules import (
    NEEDS_DETAIL,
    UPN_FAULTS,
    CommunicationKind,
    nhs_number_is_valid,
    upn_fault,
)
from goldenthread.people.standing import current

MOST_SEAL_HOLDERS = 3
DETAILS = frozenset(
    {
        *("forename", "surname", "known_as", "pronouns", "birth_date", "sex", "ethnicity"),
        *("upn", "uln", "upn_unknown", "nhs_number", "nhs_number_checked_date"),
        *("address", "postcode", "disabled", "social_care_team", "pupil_premium"),
    }
)
PLACES = frozenset({"address", "postcode"})
LIVES_WITH = "They live with the child, or may"  # why how to reach an adult is hidden
# What follows a child to another area: who they are. Where they live is for the new area to
# record, and so are this area's teams and funding.
FOLLOWS = DETAILS - PLACES - {"social_care_team", "pupil_premium"}


class WrongDetail(ValueError):
    """A fact about a child cannot be recorded as given."""


class WrongRestriction(ValueError):
    """A location or a record cannot be restricted as asked."""


class WrongMove(ValueError):
    """The record cannot move as asked."""


def _wrote(child: Child, purpose: str, *classes: FieldClass) -> None:
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=child.pk,
            area_id=child.area_id,
            classes=classes,
            purpose=purpose,
        )
    )


# Children


def _check_details(details: Mapping[str, Any], on: date) -> None:
    """:raises WrongDetail: with a sentence about the first thing wrong"""
    if unknown := sorted(set(details) - DETAILS):
        raise WrongDetail(f"{unknown[0]} is not a fact that is recorded here.")
    born = details.get("birth_date")
    if born and born > on:
        raise WrongDetail("The date of birth is in the future.")
    upn = details.get("upn", "")
    if upn and (fault := upn_fault(upn)):
        raise WrongDetail(f"That is not a unique pupil number: {UPN_FAULTS.get(fault, fault)}")
    if (number := details.get("nhs_number", "")) and not nhs_number_is_valid(number):
        raise WrongDetail("That is not an NHS number: the check digit does not fit.")


def next_local_id(area_id: int) -> str:
    """Return a number for a new record that no other record of any area has had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('people_local_id')")
        (number,) = cursor.fetchone() or (0,)
    return f"{area_id}-{number:07d}"


@transaction.atomic
def create_child(
    *,
    area_id: int,
    details: Mapping[str, Any],
    by: Asker,
    on: date,
    local_id: str = "",
    invented: bool = False,
) -> Child:
    """Open a child's record in an area.

    :raises NotAllowed: if `by` may not work that area's cases
    :raises WrongDetail: if a fact cannot be right, or there is no name
    """
    if not (by.service and area_id in by.service_areas):
        check_post(by, Permission.CASE_CHANGE, area_id)
    _check_details(details, on)
    if not details.get("surname") or not details.get("forename"):
        raise WrongDetail("Enter the child's first name and surname.")
    made = Child.objects.create(
        area_id=area_id,
        local_id=local_id or next_local_id(area_id),
        invented=invented,
        **details,
    )
    _wrote(made, "child-created")
    return made


@transaction.atomic
def correct_details(*, child_id: int, changes: Mapping[str, Any], by: Asker, on: date) -> Child:
    """Correct what is recorded of a child; the former value stays in the history.

    An address, found anywhere, is never written over a restricted one (rule 21).

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongDetail: if a fact cannot be right, or the location is restricted
    """
    child = to_change(child_id, by, on, "details-corrected")
    _check_details(changes, on)
    if child.location_restricted and PLACES & set(changes):
        raise WrongDetail("Where this child is, is restricted: change the restricted location.")
    for name, value in changes.items():
        setattr(child, name, value)
    child.save(update_fields=list(changes))
    return child


# Restricted locations and sealed records (rules 16 to 18, 21)


@transaction.atomic
def restrict_location(
    *,
    child_id: int,
    places: Mapping[str, str],
    holders: Collection[int],
    team: str,
    reason: str,
    by: Asker,
    on: date,
    adult_id: int | None = None,
    review_date: date | None = None,
) -> RestrictedLocation:
    """Keep where a child, or one of their adults, is for named people only.

    What was recorded in plain is moved into the encrypted table and cleared; `places` adds to it
    (school, GP, transport). How to reach the adults whom the child lives with, or may, is moved
    too. Called again, it replaces the location that was there; nothing is sent anywhere.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongRestriction: if nobody is named, an account is closed, or the review is too late
    :raises vault.NoKey: if this installation has no key to encrypt with
    """
    child = to_change(child_id, by, on, "location-restricted")
    latest = add_months(on, settings.LOCATION_REVIEW_MONTHS)
    review = review_date or latest
    if not on < review <= latest:
        raise WrongRestriction("Judge it again within six months.")
    if not team.strip():
        raise WrongRestriction("Name the team whom others are to ask.")
    _check_holders(holders)
    known = _taken_from(child, adult_id)
    _close_location(child, adult_id, on)
    made = RestrictedLocation.objects.create(
        area_id=child.area_id,
        child=child,
        adult_id=adult_id,
        sealed_text=vault.encrypt({**known, **places}),
        reason=reason.strip(),
        from_date=on,
        review_date=review,
        owner_post_id=by.posts[0].id if by.posts else None,
    )
    child.location_restricted, child.location_team = True, team.strip()
    child.save(update_fields=["location_restricted", "location_team", "address", "postcode"])
    _seal_residents(made, on)
    _name(LocationHolder, child, holders, on)
    _wrote(child, "location-restricted", FieldClass.LOCATION)
    return made


def _check_holders(holders: Collection[int]) -> None:
    if not holders or not access_queries.are_active(holders):
        raise WrongRestriction("Name the people who may see it; each needs an open account.")


def _taken_from(child: Child, adult_id: int | None) -> dict[str, str]:
    """Clear what is recorded in plain of the child, or of the adult, and return it.

    The child's own fields are cleared whoever is restricted: where a hidden parent lives, the
    child does too.
    """
    known = {name: getattr(child, name) for name in sorted(PLACES) if getattr(child, name)}
    child.address = child.postcode = ""
    if adult_id is None:
        return known
    adult = Adult.objects.select_for_update().filter(pk=adult_id, child_links__child=child).first()
    if adult is None:
        raise WrongRestriction("No such adult is linked to this child.")
    return known | _sealed_before(child, adult.pk) | _contacts_taken(adult)


def _contacts_taken(adult: Adult) -> dict[str, str]:
    """Clear how an adult is reached, and return it."""
    known = {name: getattr(adult, name) for name in CONTACTS if getattr(adult, name)}
    Adult.objects.filter(pk=adult.pk).update(**dict.fromkeys(CONTACTS, ""))
    return known


def _sealed_before(child: Child, adult_id: int) -> dict[str, str]:
    """Return what was taken of an adult when the child they live with was restricted."""
    rows = RestrictedLocation.objects.filter(child=child, adult_id=adult_id, to_date=None)
    found = rows.filter(reason=LIVES_WITH).order_by("pk").last()
    return queries.decrypted(found) if found else {}


def _seal_residents(made: RestrictedLocation, on: date) -> None:
    """Move how to reach the adults a hidden child may live with out of plain sight.

    Their address is the child's; a telephone and an email lead there. Only somebody recorded as
    living elsewhere keeps theirs: not known is not elsewhere (rule 18).
    """
    child = made.child
    links = AdultLink.objects.filter(current(on), child=child).exclude(lives_with=Answer.NO)
    homes = Adult.objects.select_for_update().filter(pk__in=links.values("adult_id"))
    for adult in homes.exclude(pk=made.adult_id or 0).order_by("pk"):
        if taken := _contacts_taken(adult):
            _keep_with(made, adult, _sealed_before(child, adult.pk) | taken, on)


def _keep_with(made: RestrictedLocation, adult: Adult, known: Mapping[str, str], on: date) -> None:
    """Keep how to reach an adult with the restriction of the child they live with."""
    _close_location(made.child, adult.pk, on)
    RestrictedLocation.objects.create(
        area_id=made.area_id,
        child=made.child,
        adult=adult,
        sealed_text=vault.encrypt(known),
        reason=LIVES_WITH,
        from_date=on,
        review_date=made.review_date,
        owner_post_id=made.owner_post_id,
    )


def _give_back(child: Child, on: date) -> None:
    """Put back how to reach the adults who were hidden only because they live with a child.

    Not while they may live with another child who is hidden: then it is kept with that one.
    """
    rows = RestrictedLocation.objects.filter(child=child, reason=LIVES_WITH, to_date=None)
    for row in rows.select_related("adult"):
        if row.adult is None:
            continue
        others = AdultLink.objects.filter(current(on), adult=row.adult).exclude(
            lives_with=Answer.NO
        )
        hidden = RestrictedLocation.objects.filter(
            child_id__in=others.values("child_id"), adult=None, to_date=None
        ).exclude(child=child)
        known, other = queries.decrypted(row), hidden.select_related("child").first()
        if other is not None:
            _keep_with(other, row.adult, known, on)
        else:
            for name in CONTACTS:
                setattr(row.adult, name, getattr(row.adult, name) or known.get(name, ""))
            row.adult.save(update_fields=list(CONTACTS))


def _close_location(child: Child, adult_id: int | None, on: date) -> None:
    same = Q(adult_id=adult_id) if adult_id is not None else Q(adult__isnull=True)
    RestrictedLocation.objects.filter(same, child=child, to_date__isnull=True).update(to_date=on)


def _name(
    kind: type[LocationHolder] | type[SealHolder],
    child: Child,
    holders: Collection[int],
    on: date,
) -> None:
    """Name these people and no others from a day; those left out stop at once."""
    kind._default_manager.filter(child=child).filter(
        Q(to_date__isnull=True) | Q(to_date__gte=on)
    ).update(to_date=on - timedelta(days=1))
    for user_id in sorted(set(holders)):
        kind._default_manager.create(
            area_id=child.area_id, child=child, user_id=user_id, from_date=on
        )


@transaction.atomic
def lift_location(*, child_id: int, by: Asker, on: date) -> Child:
    """End a restriction. The child's address is not put back: it is entered anew if wanted.

    How to reach the adults who live with the child is, so that no notice is lost; unless they live
    with another child who is hidden still.

    :raises NotAllowed, NotFound: if `by` is not one of the named people, or may not change it
    """
    queries.location_of(child_id, by=by, on=on)
    child = to_change(child_id, by, on, "location-lifted")
    _give_back(child, on)
    RestrictedLocation.objects.filter(child=child, to_date__isnull=True).update(to_date=on)
    LocationHolder.objects.filter(child=child, to_date__isnull=True).update(to_date=on)
    child.location_restricted, child.location_team = False, ""
    child.save(update_fields=["location_restricted", "location_team"])
    _wrote(child, "location-lifted", FieldClass.LOCATION)
    return child


@transaction.atomic
def seal_record(*, child_id: int, holders: Collection[int], by: Asker, on: date) -> Child:
    """Seal a record: from now on nobody but a few named people can find or open it.

    Called again by one of them, it names others in their place.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongRestriction: if none or more than three are named, or an account is closed
    """
    child = to_change(child_id, by, on, "record-sealed")
    if len(set(holders)) > MOST_SEAL_HOLDERS:
        raise WrongRestriction(f"Name {MOST_SEAL_HOLDERS} people at most.")
    _check_holders(holders)
    child.sealed = True
    child.save(update_fields=["sealed"])
    _name(SealHolder, child, holders, on)
    _wrote(child, "record-sealed", FieldClass.RESTRICTED)
    return child


# Moving to another area


@transaction.atomic
def move_child(
    *, child_id: int, to_area_id: int, by: Asker, on: date, holders: Collection[int] = ()
) -> Child:
    """Close a child's record on the day they move, and open one in the new area, linked to it.

    Law: SEND Regulations 2014, reg 15: the plan is transferred on the day of the move; an
    authority told late has 15 working days from learning of it. Who the child is, how to speak to
    them, and who their adults are with every restriction on them follow; addresses do not. A
    restriction stays a restriction with nobody named until the new area names them. A sealed
    record needs holders of the new area, or stays with those it has.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongMove: if it is closed already, or the area is the same
    """
    child = to_change(child_id, by, on, "child-moved")
    if child.closed_date or child.area_id == to_area_id:
        raise WrongMove("This record is closed already, or is that area's own.")
    if child.sealed and len(set(holders)) > MOST_SEAL_HOLDERS:
        raise WrongMove(f"Name {MOST_SEAL_HOLDERS} people at most.")
    old_state = queries.state_of(child, on)
    with asking.widened([to_area_id]):
        made = Child.objects.create(
            area_id=to_area_id,
            local_id=next_local_id(to_area_id),
            moved_from=child,
            location_restricted=child.location_restricted,
            sealed=child.sealed,
            invented=child.invented,
            **{name: getattr(child, name) for name in FOLLOWS},
        )
        if child.sealed:
            _name(SealHolder, made, holders or old_state.seal_holders, on)
        _carry_adults(child, made, on)
        access.carry_ties(old=old_state, new=queries.state_of(made, on), on=on, by=by)
        child.closed_date = on
        child.save(update_fields=["closed_date"])
        _wrote(made, "child-moved")
    return made


def _carry_adults(old: Child, new: Child, on: date) -> None:
    """Copy each adult's name and every fact of the link; how to reach them is asked again."""
    adults: dict[int, Adult] = {}
    for link in queries.adults_of(old, on=on):
        adults[link.adult_id] = Adult.objects.create(
            area_id=new.area_id,
            name=link.adult.name,
            user_id=link.adult.user_id,
            invented=link.adult.invented,
        )
        link.pk, link.area_id, link.child = None, new.area_id, new
        link.adult, link.from_date, link._state.adding = adults[link.adult_id], on, True
        link.save()
    for need in queries.communication_needs(old, on=on):
        need.pk, need.area_id, need.child, need._state.adding = None, new.area_id, new, True
        need.adult = adults.get(need.adult_id) if need.adult_id else None
        need.save()


# Communication needs (rule 66)


@transaction.atomic
def record_communication_need(
    *,
    child_id: int,
    kind: CommunicationKind,
    by: Asker,
    on: date,
    detail: str = "",
    adult_id: int | None = None,
) -> CommunicationNeed:
    """Record how a child, or one of their adults, needs to be written or spoken to.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongDetail: if a language is not named, or the adult is not the child's
    """
    child = to_change(child_id, by, on, "communication-need")
    if kind in NEEDS_DETAIL and not detail.strip():
        raise WrongDetail("Say which language.")
    if adult_id and not AdultLink.objects.filter(child=child, adult_id=adult_id).exists():
        raise WrongDetail("No such adult is linked to this child.")
    return CommunicationNeed.objects.create(
        area_id=child.area_id,
        child=child,
        adult_id=adult_id,
        kind=kind,
        detail=detail.strip(),
        from_date=on,
    )


@transaction.atomic
def end_communication_need(*, child_id: int, need_id: int, by: Asker, on: date) -> None:
    """End a need: `on` is its last day.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongDetail: if the child has no such need
    """
    child = to_change(child_id, by, on, "communication-need-ended")
    ended = CommunicationNeed.objects.filter(pk=need_id, child=child).update(to_date=on)
    if not ended:
        raise WrongDetail("There is no such need.")
