"""Who gets a letter about a child: recorded people only (trust rules 11, 12, 24, 39)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from goldenthread.law.calendar import leaving_date
from goldenthread.letters.rules import recipients as rules
from goldenthread.letters.rules.recipients import Channel, Link, Need, Reader, Recipient, Shows
from goldenthread.people import queries as people
from goldenthread.people.models import AdultLink, Child


def link_facts(link: AdultLink) -> Link:
    """Return what a letter minds of a link, as plain facts."""
    return Link(
        adult_id=link.adult_id,
        name=link.adult.name,
        user_id=link.adult.user_id,
        parental_responsibility=link.parental_responsibility,
        lives_with=link.lives_with,
        gets_notices=link.gets_notices,
        may_see_location=link.may_see_location,
        preference=link.contact_preference,
        restricted=bool(link.restriction_reason),
    )


def has_the_rights(child: Child, on: date) -> bool:
    """Say whether the young person, not the parent, holds the rights on a day (rule 24).

    Law: Children and Families Act 2014 s.83(2); Education Act 1996 s.8.
    """
    return child.birth_date is not None and on > leaving_date(child.birth_date)


def readers_of(child: Child, *, on: date) -> tuple[Recipient, ...]:
    """Return everybody recorded for a child already reached to whom a letter may be addressed.

    Every adult linked on the day, with what their copy may show, and the young person. For a
    caller that lets somebody choose; `default_readers` is who gets a notice unasked. Two queries.
    """
    return _readers(child, people.adults_of(child, on=on), on)


def _readers(child: Child, links: Iterable[AdultLink], on: date) -> tuple[Recipient, ...]:
    needs: defaultdict[int | None, list[Need]] = defaultdict(list)
    for need in people.communication_needs(child, on=on):
        needs[need.adult_id].append(Need(kind=need.kind, detail=need.detail))
    adults = tuple(
        rules.adult(
            link_facts(link), needs[link.adult_id], restricted_child=child.location_restricted
        )
        for link in links
    )
    return (*adults, _young_person(child, tuple(needs[None])))


def default_readers(child: Child, *, on: date) -> tuple[Recipient, ...]:
    """Return who gets a statutory notice about a child already reached. Two queries at most.

    Every adult who gets notices (rule 12); from the day after the leaving date the young person
    alone, since a parent's copy needs their agreement or a decision about capacity first (24, 25).
    """
    links = people.adults_of(child, on=on)
    everyone = _readers(child, links, on)
    if has_the_rights(child, on):
        return everyone[-1:]
    getting = {link.adult_id for link in map(link_facts, links) if rules.gets_notices(link)}
    return tuple(each for each in everyone if each.adult_id in getting)


def _young_person(child: Child, needs: tuple[Need, ...]) -> Recipient:
    return Recipient(
        reader=Reader.YOUNG_PERSON,
        name=people.display_name(child),
        channel=Channel.POST,
        sees=frozenset({Shows.OPEN, Shows.LOCATION}),
        needs=needs,
    )


def setting(organisation_id: int, name: str) -> Recipient:
    """Return a setting as the reader of a letter: by its own staff, signed in."""
    return Recipient(
        reader=Reader.SETTING, name=name, channel=Channel.DESK, organisation_id=organisation_id
    )


def professional(user_id: int, name: str, *, by_email: bool = False) -> Recipient:
    """Return somebody with a post as the reader of a letter, signed in; told of it by email."""
    channel = Channel.EMAIL if by_email else Channel.DESK
    return Recipient(reader=Reader.PROFESSIONAL, name=name, channel=channel, user_id=user_id)
