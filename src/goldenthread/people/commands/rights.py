"""Whose the rights are, and who may see or speak in somebody's place (trust rules 24 to 28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from goldenthread.access import commands as access
from goldenthread.access import queries as access_queries
from goldenthread.access.models import Tie, User
from goldenthread.access.rules import FAMILY_TIES, Asker, NotAllowed, Permission, TieKind
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.law.calendar import add_months, working_days_after
from goldenthread.people import queries
from goldenthread.people.commands.shared import to_change
from goldenthread.people.models import (
    AdultLink,
    CapacityDecision,
    Child,
    Mandate,
    ParentAccess,
    ViewLimitRequest,
)
from goldenthread.people.rules import (
    LEAST_AGE_FOR_CAPACITY,
    LIMIT_DAYS,
    MOST_LIMIT_WORDS,
    MOST_MONTHS_UNREVIEWED,
    PLAN_SECTIONS,
    AccessAnswer,
    Decision,
    Representing,
    age_on,
)
from goldenthread.people.standing import current, rights_are_own

P = Permission
DAY = timedelta(days=1)


class WrongRight(ValueError):
    """A right, a mandate or a decision cannot be recorded so; the message says what to do."""


def _post(by: Asker) -> int | None:
    return by.posts[0].id if by.posts else None


def _wrote(child: Child, purpose: str) -> None:
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=child.pk,
            area_id=child.area_id,
            classes=(FieldClass.STAFF_ONLY,),
            purpose=purpose,
        )
    )


def _linked_adult(child: Child, adult_id: int | None, on: date) -> AdultLink:
    found = AdultLink.objects.filter(current(on), child=child, adult_id=adult_id or 0).first()
    if found is None:
        raise WrongRight("Choose an adult who is in this child's life now.")
    return found


# Capacity, decision by decision (rule 26)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCapacity:
    """What was found of one decision on one day, by whom, and how."""

    decision: Decision
    able: bool
    assessed_date: date
    assessor: str
    evidence: str
    review_date: date
    about: str = ""
    representative_id: int | None = None
    representing_as: str = ""


def _check_capacity(told: NewCapacity, child: Child, on: date) -> None:
    """:raises WrongRight: with a sentence about the first thing wrong"""
    born = child.birth_date
    if born is None or age_on(born, told.assessed_date) < LEAST_AGE_FOR_CAPACITY:
        raise WrongRight("This is for young people of 16 or more. Check the date of birth.")
    if told.assessed_date > on:
        raise WrongRight("The day of the assessment is still to come. Enter the day it was made.")
    if not told.assessor.strip() or not told.evidence.strip():
        raise WrongRight("Say who assessed it, and what was done to help them decide.")
    latest = add_months(told.assessed_date, MOST_MONTHS_UNREVIEWED)
    if not max(on, told.assessed_date) < told.review_date <= latest:
        raise WrongRight("Choose a day to look again: after today, within a year of this one.")
    if told.decision is Decision.ALL_OF_IT and not told.about.strip():
        raise WrongRight("Say which decisions were each asked about: capacity is never all in one.")
    if told.able == bool(told.representative_id) or told.able == bool(told.representing_as):
        raise WrongRight(
            "Leave out who represents them: they can decide this themselves."
            if told.able
            else "Choose who represents them, and in what right."
        )
    if told.representing_as and told.representing_as not in set(Representing):
        raise WrongRight("Choose whether they are a deputy, an attorney or a parent.")


@transaction.atomic
def record_capacity(*, child_id: int, told: NewCapacity, by: Asker, on: date) -> CapacityDecision:
    """Record whether a young person could make one decision; an earlier one on it ends.

    Law: Mental Capacity Act 2005, ss.1 to 4; SEND Regulations 2014, regs 63 and 64.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongRight: if it does not hold together
    """
    child = to_change(child_id, by, on, "capacity-recorded")
    _check_capacity(told, child, on)
    if not told.able:
        _linked_adult(child, told.representative_id, on)
    rows = CapacityDecision.objects.filter(child=child, decision=told.decision, to_date=None)
    same = rows.filter(
        able=told.able, assessed_date=told.assessed_date, assessor=told.assessor.strip(),
        representative_id=told.representative_id, evidence=told.evidence.strip(),
    ).first()  # fmt: skip
    if same is not None:
        return same  # sent twice
    rows.update(to_date=on - DAY)
    made = CapacityDecision.objects.create(
        area_id=child.area_id,
        child=child,
        decision=told.decision,
        about=told.about.strip()[:200],
        able=told.able,
        assessed_date=told.assessed_date,
        assessor=told.assessor.strip()[:120],
        evidence=told.evidence.strip(),
        review_date=told.review_date,
        representative_id=told.representative_id,
        representing_as=told.representing_as,
        recorded_by_post_id=_post(by),
    )
    _wrote(child, "capacity-recorded")
    return made


# What a young person says of a parent's access (rule 25)


@transaction.atomic
def answer_for_parent(
    *,
    child_id: int,
    adult_id: int,
    answer: AccessAnswer,
    sections: Sequence[str] = (),
    by: Asker,
    on: date,
) -> ParentAccess:
    """Record what a young person said of one adult's access; the latest word counts.

    The young person says it on their own page, or somebody who heard it from them records it.
    What an adult had before stays theirs.

    :raises NotAllowed, NotFound: to anybody but the young person and their caseworkers
    :raises WrongRight: before the rights are theirs, or where no section is chosen for a part
    """
    own = child_id in by.own_children
    child = queries.get_child(
        child_id,
        by=by,
        to=P.FAMILY_SPEAK if own else P.CASE_CHANGE,
        on=on,
        purpose="parent-access",
        lock=True,
    )
    if own and not child.standing.own:
        raise NotAllowed("Only the young person can say this.")
    if not rights_are_own(child, on):
        raise WrongRight("They have not yet reached the school leaving date.")
    _linked_adult(child, adult_id, on)
    chosen = [each for each in PLAN_SECTIONS if each in set(sections)]
    if answer is AccessAnswer.LIMITED and not chosen:
        raise WrongRight("Choose at least one part of the plan.")
    kept = chosen if answer is AccessAnswer.LIMITED else []
    before = ParentAccess.objects.filter(child=child, adult_id=adult_id, to_date=None).first()
    if before and (before.answer, before.sections) == (answer, kept):
        return before
    if before:
        before.to_date = on - DAY
        before.save(update_fields=["to_date"])
    made = ParentAccess.objects.create(
        area_id=child.area_id,
        child=child,
        adult_id=adult_id,
        answer=answer,
        sections=kept,
        told_by_user_id=by.user_id if own else None,
        recorded_by_post_id=None if own else _post(by),
        from_date=on,
    )
    _wrote(child, "parent-access")
    return made


# Mandates: somebody sees or speaks in a family's place, between two days


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMandate:
    """Who may act, for whom, how far, between which days, and on what paper."""

    email: str
    given_by_adult_id: int | None  # or the young person themself
    may_see_plan: bool
    may_speak: bool
    evidence: str
    from_date: date
    to_date: date


def _check_mandate(told: NewMandate, child: Child, on: date) -> User:
    """Return the account that is to act.

    :raises WrongRight: with a sentence about the first thing wrong
    """
    if told.given_by_adult_id is None and not rights_are_own(child, on):
        raise WrongRight("Choose who gives it: the young person can from the leaving date on.")
    if told.given_by_adult_id is not None:
        giver = _linked_adult(child, told.given_by_adult_id, on)
        if giver.restriction_reason:
            raise WrongRight("What they may see is restricted: they cannot give it to another.")
    if not told.evidence.strip():
        raise WrongRight("Say which signed paper shows it, and when it was seen.")
    if not told.from_date <= told.to_date or told.to_date < on:
        raise WrongRight("The last day comes too early. Choose a later one.")
    if told.to_date > add_months(told.from_date, MOST_MONTHS_UNREVIEWED):
        raise WrongRight("A mandate lasts a year at most. Choose an earlier last day.")
    user = access_queries.account_of(told.email)
    if user is None or not user.is_active:
        raise WrongRight("No account has that email. They need an account here first.")
    own = Tie.objects.filter(child=child, user=user, to_date=None, kind__in=list(FAMILY_TIES))
    if own.exclude(kind=TieKind.MANDATE).exists():
        raise WrongRight("They are of this family themselves.")
    return user


@transaction.atomic
def give_mandate(*, child_id: int, told: NewMandate, by: Asker, on: date) -> Mandate:
    """Record that somebody may see, and perhaps speak, in a family's place until a day.

    It reaches no further than whoever gave it, and never shows where the child is.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongRight: if it does not hold together, or they hold one for that time already
    """
    child = to_change(child_id, by, on, "mandate-given")
    user = _check_mandate(told, child, on)
    held = Mandate.objects.filter(
        child=child, user=user, from_date__lte=told.to_date, to_date__gte=told.from_date
    )
    if held.exists():
        raise WrongRight("They hold one for part of that time already. End it first.")
    tied = access.tie(
        child=queries.state_of(child, on),
        kind=TieKind.MANDATE,
        holder=user,
        from_date=told.from_date,
        to_date=told.to_date,
        by=by,
    )
    made = Mandate.objects.create(
        area_id=child.area_id,
        child=child,
        user=user,
        given_by_id=told.given_by_adult_id,
        may_see_plan=told.may_see_plan,
        may_speak=told.may_speak,
        tie_id=tied.pk,
        evidence=told.evidence.strip()[:120],
        from_date=told.from_date,
        to_date=told.to_date,
    )
    _wrote(child, "mandate-given")
    return made


@transaction.atomic
def end_mandate(*, child_id: int, mandate_id: int, by: Asker, on: date) -> None:
    """End a mandate at once: it opens nothing from the next page on.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongRight: if there is none, or it has ended
    """
    child = to_change(child_id, by, on, "mandate-ended")
    found = Mandate.objects.filter(pk=mandate_id, child=child, to_date__gte=on).first()
    if found is None:
        raise WrongRight("There is no such mandate now.")
    found.from_date = min(found.from_date, on - DAY)
    found.to_date = on - DAY
    found.save(update_fields=["from_date", "to_date"])
    Tie.objects.filter(pk=found.tie_id or 0, child=child).update(
        from_date=found.from_date, to_date=found.to_date
    )
    _wrote(child, "mandate-ended")


# A child asks that a parent sees less (rule 28)


@transaction.atomic
def ask_for_limit(*, child_id: int, words: str, by: Asker, on: date) -> ViewLimitRequest:
    """Keep a child's wish that a parent sees less: a person decides it, with reasons, in five days.

    Nothing switches by itself. Nobody but the child and the officers learns that it was asked.

    :raises NotAllowed: to anybody but the child
    :raises WrongRight: if nothing is said, or the young person can decide it alone
    """
    child = queries.get_child(
        child_id, by=by, to=P.FAMILY_SPEAK, on=on, purpose="limit-asked", lock=True
    )
    if not child.standing.own:
        raise NotAllowed("Only the child can ask this.")
    if rights_are_own(child, on):
        raise WrongRight("You can choose this yourself. You do not need to ask.")
    if not words.strip():
        raise WrongRight("Write what you want.")
    if len(words) > MOST_LIMIT_WORDS:
        raise WrongRight("This is too long. Make it shorter.")
    made, _ = ViewLimitRequest.objects.get_or_create(
        area_id=child.area_id,
        child=child,
        asked_by_user_id=by.user_id,
        words=words.strip(),
        decided_date=None,
        defaults={"asked_date": on, "due_date": working_days_after(on, LIMIT_DAYS)},
    )
    return made


@transaction.atomic
def decide_limit(
    *, child_id: int, request_id: int, granted: bool, reasons: str, by: Asker, on: date
) -> ViewLimitRequest:
    """Decide what a child asked, with reasons; what a parent then sees is another act.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises WrongRight: if it is not there, decided already, or without reasons
    """
    child = to_change(child_id, by, on, "limit-decided")
    found = ViewLimitRequest.objects.select_for_update().filter(pk=request_id, child=child).first()
    if found is None:
        raise WrongRight("Nothing like that was asked.")
    if found.decided_date is not None:
        if (found.granted, found.reasons) == (granted, reasons.strip()):
            return found
        raise WrongRight("This was decided already.")
    if not reasons.strip():
        raise WrongRight("Enter the reasons: what the child understands, and what is safe.")
    found.granted, found.reasons = granted, reasons.strip()
    found.decided_date, found.decided_by_post_id = on, _post(by)
    found.save(update_fields=["granted", "reasons", "decided_date", "decided_by_post_id"])
    _wrote(child, "limit-decided")
    return found
