"""Adults in a child's life: who they are, what is separately true of each link, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from goldenthread.access.models import Tie
from goldenthread.access.rules import Asker, TieKind
from goldenthread.law.calendar import add_months
from goldenthread.people import queries
from goldenthread.people.commands.shared import to_change
from goldenthread.people.known import earlier_restriction
from goldenthread.people.models import Adult, AdultLink, Answer, Child
from goldenthread.people.relations import CONTACTS
from goldenthread.people.standing import current


class WrongLink(ValueError):
    """The facts of a link between an adult and a child cannot be recorded as given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """What is true between one adult and one child. What nobody has said is not known."""

    parental_responsibility: Answer = Answer.UNKNOWN
    responsibility_evidence: str = ""
    lives_with: Answer = Answer.UNKNOWN
    contact_preference: str = ""
    court_order: str = ""
    court_order_to_date: date | None = None
    may_see_location: Answer = Answer.UNKNOWN
    may_see_plan: Answer = Answer.UNKNOWN
    gets_notices: Answer = Answer.UNKNOWN


def barred(facts: LinkFacts) -> LinkFacts:
    """Return facts as they are under a restriction: no notice, no plan and no place."""
    no = Answer.NO
    return replace(facts, may_see_location=no, may_see_plan=no, gets_notices=no)


def still_restricted(earlier: AdultLink | None, on: date) -> dict[str, Any]:
    """Return what a new link keeps of an earlier restriction: why, who answers for it, its review.

    A day of review that has passed, or is more than six months off, is set to six months from now.
    """
    if earlier is None:
        return {}
    latest, review = (
        add_months(on, settings.LOCATION_REVIEW_MONTHS),
        earlier.restriction_review_date,
    )
    return {
        "restriction_reason": earlier.restriction_reason,
        "restriction_owner_post_id": earlier.restriction_owner_post_id,
        "restriction_review_date": review if review and on < review <= latest else latest,
    }


def _check_facts(facts: LinkFacts, child: Child, on: date) -> None:
    """:raises WrongLink: if parental responsibility has no evidence, or an end no order
    :raises NamesAPlace: if the words would give a restricted child away (rule 18)
    """
    told = (facts.responsibility_evidence, facts.contact_preference, facts.court_order)
    queries.check_free_texts(told, child, on=on)
    if facts.parental_responsibility == Answer.YES and not facts.responsibility_evidence.strip():
        raise WrongLink("Say what shows that they have parental responsibility.")
    if facts.court_order_to_date and not facts.court_order.strip():
        raise WrongLink("Enter what the court order says.")


@transaction.atomic
def link_adult(
    *,
    child_id: int,
    relationship: str,
    by: Asker,
    on: date,
    facts: LinkFacts | None = None,
    adult_id: int | None = None,
    name: str = "",
    contacts: Mapping[str, str] | None = None,
    checked_by_post_id: int | None = None,
    once: bool = False,
) -> AdultLink:
    """Link an adult to a child from a day: one known already, or one newly named.

    An adult known in the area is named by number, after a person has checked that it is them
    (rule 15): two adults of one name are never joined by it. Somebody alike who was restricted in
    this child's life to the end of their link starts as restricted as they were (rule 12).

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongLink: if the adult is not known, not named, or linked already; or if how to reach
        them would tell where a restricted child is
    """
    child = to_change(child_id, by, on, "adult-linked")
    facts = facts or LinkFacts()
    _check_facts(facts, child, on)
    queries.check_free_text(name, child, on=on)
    _check_contacts(child, facts, contacts or {}, on)
    if once:
        same = linked_today(
            child, relationship=relationship, facts=facts, on=on, adult_id=adult_id, name=name
        )
        if same is not None:
            return same
    adult = _adult(child, adult_id, name, contacts or {})
    earlier = earlier_restriction(
        child, name=name or adult.name, email=adult.email, phone=adult.phone, adult_id=adult.pk
    )
    facts = facts if earlier is None else barred(facts)
    _check_home(child, facts, adult)
    if AdultLink.objects.filter(current(on), child=child, adult=adult).exists():
        raise WrongLink("They are linked to this child already.")
    return AdultLink.objects.create(
        area_id=child.area_id,
        child=child,
        adult=adult,
        relationship=relationship,
        from_date=on,
        checked_by_post_id=checked_by_post_id,
        **asdict(facts),
        **still_restricted(earlier, on),
    )


def _check_contacts(child: Child, facts: LinkFacts, contacts: Mapping[str, str], on: date) -> None:
    """:raises WrongLink: if contacts in plain could be where a restricted child is (rule 18)

    Of an adult who lives elsewhere only the address is compared: an answer about a postcode or a
    telephone, which are theirs to have, would tell a guesser when a guess was right.
    """
    apart = facts.lives_with == Answer.NO
    if child.location_restricted and not apart and any(contacts.values()):
        raise WrongLink(
            "Where this child is, is restricted. Leave out how to reach this adult, unless the"
            " child does not live with them: somebody named for the restricted location keeps it."
        )
    named = queries.names_a_restricted_place(contacts.get("address", ""), child, on=on)
    if "address" in named:
        raise WrongLink(
            "This address cannot be kept here. Leave it out: somebody named for the restricted"
            " location keeps it."
        )


def _check_home(child: Child, facts: LinkFacts, adult: Adult) -> None:
    """:raises WrongLink: if an address in plain would become where a restricted child lives"""
    plain = adult.address.strip() or adult.postcode.strip()
    if child.location_restricted and facts.lives_with == Answer.YES and plain:
        raise WrongLink(
            "Where this child is, is restricted, and an address is on record for this adult. Say"
            " that it is not known whether the child lives with them, and ask"
            f" {child.location_team or 'the privacy officer'} to move the address to the"
            " restricted location. Then say that they do."
        )


def linked_today(
    child: Child,
    *,
    relationship: str,
    facts: LinkFacts,
    on: date,
    adult_id: int | None = None,
    name: str = "",
) -> AdultLink | None:
    """Return the link that the same form made a moment ago, of a child already reached."""
    who = Q(adult_id=adult_id) if adult_id is not None else Q(adult__name__iexact=name.strip())
    rows = AdultLink.objects.filter(
        who, child=child, relationship=relationship, from_date=on, to_date=None
    )
    told = {False: facts, True: barred(facts)}
    return next(
        (link for link in rows if _facts_of(link) == told[bool(link.restriction_reason)]), None
    )


def _facts_of(link: AdultLink) -> LinkFacts:
    return LinkFacts(**{each.name: getattr(link, each.name) for each in fields(LinkFacts)})


def _adult(child: Child, adult_id: int | None, name: str, contacts: Mapping[str, str]) -> Adult:
    if adult_id is not None:
        found = Adult.objects.filter(pk=adult_id, area_id=child.area_id).first()
        if found is None:
            raise WrongLink("No such adult is known in this area.")
        return found
    if not name.strip():
        raise WrongLink("Enter the adult's name.")
    if unknown := sorted(set(contacts) - set(CONTACTS)):
        raise WrongLink(f"{unknown[0]} is not a way to reach somebody.")
    return Adult.objects.create(
        area_id=child.area_id, name=name.strip(), invented=child.invented, **contacts
    )


def _link(child: Child, link_id: int) -> AdultLink:
    found = AdultLink.objects.select_for_update().filter(pk=link_id, child=child).first()
    if found is None:
        raise WrongLink("There is no such link to this child.")
    return found


@transaction.atomic
def change_link(*, child_id: int, link_id: int, facts: LinkFacts, by: Asker, on: date) -> AdultLink:
    """Record every separate fact of a link anew; the former ones stay in the history.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongLink: if there is no such link, or the facts do not hold together
    """
    child = to_change(child_id, by, on, "link-changed")
    _check_facts(facts, child, on)
    found = _link(child, link_id)
    if found.lives_with != Answer.YES:
        _check_home(child, facts, found.adult)
    changed = asdict(facts)
    for name, value in changed.items():
        setattr(found, name, value)
    found.save(update_fields=list(changed))
    return found


@transaction.atomic
def restrict_link(
    *,
    child_id: int,
    link_id: int,
    reason: str,
    owner_post_id: int,
    by: Asker,
    on: date,
    review_date: date | None = None,
) -> AdultLink:
    """Restrict what one adult is told of one child: with a reason, an owner and a review (12).

    They stop getting notices and seeing plan and place until somebody decides otherwise.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongLink: if there is no reason, or the review is not in the months allowed
    """
    child = to_change(child_id, by, on, "link-restricted")
    latest = add_months(on, settings.LOCATION_REVIEW_MONTHS)
    review = review_date or latest
    if not reason.strip() or not on < review <= latest:
        raise WrongLink("Enter a reason, and a day within six months to judge it again.")
    queries.check_free_text(reason, child, on=on)
    found = _link(child, link_id)
    found.restriction_reason, found.restriction_owner_post_id = reason.strip(), owner_post_id
    found.restriction_review_date = review
    found.may_see_location = found.may_see_plan = found.gets_notices = Answer.NO
    found.save()
    return found


@transaction.atomic
def lift_link(*, child_id: int, link_id: int, facts: LinkFacts, by: Asker, on: date) -> AdultLink:
    """End a restriction: from now on they see what the facts say, fact by fact.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongLink: if the link is not restricted, the facts do not hold together, or `by` added
        somebody who was restricted before: then a second person lifts it
    """
    child = to_change(child_id, by, on, "link-restriction-lifted")
    _check_facts(facts, child, on)
    found = _link(child, link_id)
    if not found.restriction_reason:
        raise WrongLink("Nothing is restricted here.")
    if _kept_from_before(found) and found.checked_by_post_id in {post.id for post in by.posts}:
        raise WrongLink(
            "They were restricted before you added them. Ask a colleague who works with this child"
            " to look at why, and to lift it if that is right."
        )
    if found.lives_with != Answer.YES:
        _check_home(child, facts, found.adult)
    found.restriction_reason, found.restriction_owner_post_id = "", None
    found.restriction_review_date = None
    for name, value in asdict(facts).items():
        setattr(found, name, value)
    found.save()
    return found


def _kept_from_before(link: AdultLink) -> bool:
    """Say whether a restriction was there before the link was: under one that ended."""
    earlier = AdultLink.objects.filter(
        child_id=link.child_id,
        restriction_reason=link.restriction_reason,
        from_date__lte=link.from_date,
    )
    return earlier.exclude(pk=link.pk).exists()


@transaction.atomic
def end_link(
    *, child_id: int, link_id: int, by: Asker, on: date, last_day: date | None = None
) -> AdultLink:
    """End a link on its last day, today unless an earlier one is told; sent twice, once.

    With a last day in the past they see nothing from the next page on. Their account stays, and is
    no longer tied to this child.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongLink: if there is no such link, or the last day is before the first or to come
    """
    child = to_change(child_id, by, on, "link-ended")
    found, last = _link(child, link_id), last_day or on
    if found.to_date is not None and found.to_date <= on:
        return found
    if not found.from_date <= last <= on:
        raise WrongLink("Choose a last day from their first day here up to today.")
    found.to_date = last
    found.save(update_fields=["to_date"])
    if found.adult.user_id is not None:
        ties = Tie.objects.filter(child=child, kind=TieKind.PARENT, user_id=found.adult.user_id)
        ties.filter(to_date=None).update(to_date=last)
    return found
