"""The nightly check of who hears nothing, and why a child is rightly on its list for now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.contact.models import Explained, NightCheck, Silent
from goldenthread.contact.queries.silence import list_in_reach, night_counts
from goldenthread.contact.rules import QUIET_AFTER_DAYS, QUIET_PLAN_DAYS, Refused
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people

MOST_EXPLAINED_DAYS = 90
MOST_AT_ONCE = 25  # one page of the list: what is not shown is not explained


# A request, a message or a complaint is talked about while it runs; a plan alone, at its review.
PRESSING = ("assessment", "contact", "complaint", "appeal")
# What is done only by telling the family, meeting them, or hearing them.
TOLD = (
    *(K.ASSESSMENT_AGREED, K.ASSESSMENT_REFUSED, K.ISSUE_AGREED, K.ISSUE_REFUSED, K.DRAFT_SERVED),
    *(K.FAMILY_COMMENTED, K.PLAN_ISSUED, K.REASSESSMENT_AGREED, K.REASSESSMENT_REFUSED),
    *(K.REVIEW_INVITED, K.REVIEW_MET, K.REVIEW_DECIDED, K.AMENDMENT_NOTICED),
    *(K.AMENDMENT_FINALISED, K.PHASE_NAMED, K.MOVE_TOLD, K.NOTICE_SENT, K.MEDIATION_HELD),
    *(K.MEDIATION_AGREED, K.ASSESSMENT_TOLD, K.WAIT_CONTACTED, K.WAIT_CONTACTED_AT_18),
    *(K.WAIT_CONTACTED_AGAIN, K.FIRST_CONTACT),
)
FIND = """
INSERT INTO contact_silent
    (area_id, child_id, no_owner, no_next_step, quiet, pressing, last_date)
WITH open_case AS (
    SELECT area_id, child_id,
           bool_or(owner_post_id IS NULL) AS unowned,
           bool_or(due IS NOT NULL) AS dated,
           bool_or(case_type = ANY(%(pressing)s)) AS pressing,
           min(started) AS since
    FROM timeline_clock
    WHERE area_id = ANY(%(areas)s) AND known_to IS NULL AND stopped IS NULL
      AND superseded IS NULL AND NOT lapses AND case_type = ANY(%(cases)s)
      AND started <= %(on)s
    GROUP BY 1, 2
), word AS (
    SELECT area_id, child_id, (at AT TIME ZONE 'Europe/London')::date AS day
    FROM contact_message
    WHERE area_id = ANY(%(areas)s) AND child_id IS NOT NULL AND way <> 'NOTE'
    UNION ALL
    SELECT area_id, child_id, sent_date FROM letters_letter
    WHERE area_id = ANY(%(areas)s) AND sent_date IS NOT NULL
    UNION ALL
    SELECT area_id, child_id, "on" FROM timeline_event
    WHERE area_id = ANY(%(areas)s) AND kind = ANY(%(told)s) AND NOT withdraws
), heard AS (
    SELECT area_id, child_id, max(day) AS last FROM word WHERE day <= %(on)s GROUP BY 1, 2
), gap AS (
    SELECT o.*, h.last, coalesce(h.last, o.since)
           < CASE WHEN o.pressing THEN %(quiet)s::date ELSE %(quiet_plan)s::date END AS silent
    FROM open_case o LEFT JOIN heard h USING (area_id, child_id)
)
SELECT area_id, child_id, unowned, NOT dated, silent, pressing, last
FROM gap WHERE unowned OR NOT dated OR silent
"""


@transaction.atomic
def check_night(areas: Iterable[int], *, on: date, at: datetime) -> list[NightCheck]:
    """Make the list of who hears nothing again, and keep how long it was; the later run stands.

    What is late has a next step: it stands late on its owner's list and with a manager. No next
    step is nothing owed to the child by any day, though something is open. The caller has stated
    a service that reaches the areas.
    """
    wanted = sorted(areas)
    Silent.objects.filter(area_id__in=wanted).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            FIND,
            {
                "areas": wanted,
                "on": on,
                "quiet": on - timedelta(days=QUIET_AFTER_DAYS),
                "quiet_plan": on - timedelta(days=QUIET_PLAN_DAYS),
                "pressing": list(PRESSING),
                "cases": [*PRESSING, "plan"],
                "told": [str(kind) for kind in TOLD],
            },
        )
    return [
        NightCheck.objects.update_or_create(
            area_id=area, night=on, defaults={**counts, "checked_at": at}
        )[0]
        for area, counts in night_counts(wanted, on).items()
    ]


@transaction.atomic
def explain(*, child_id: int, reason: str, until: date, by: Asker, at: datetime) -> Explained:
    """Say why a child on the nightly list is rightly there, for no more than 90 days.

    :raises Refused: if no reason is given, or the day is past or too far off
    """
    on = timezone.localdate(at)
    child = people.get_child(child_id, by=by, to=Permission.CONTACT_ANSWER, on=on)
    _check(reason, until, on)
    return _keep([(child.area_id, child.pk)], reason, until, by, at)[0]


@transaction.atomic
def explain_several(
    child_ids: Iterable[int], *, reason: str, until: date, by: Asker, at: datetime
) -> int:
    """Say of several children on the nightly list, for one cause, why they are rightly there.

    Each is kept and audited by itself, as if each had been explained alone; return how many. All
    or none: one that is not on the list in reach of the asker stops the rest.

    :raises NotAllowed: if none of the asker's posts answers families
    :raises Refused: as `explain`; if nobody or more than a page of the list is chosen, or somebody
        chosen is on the list no longer
    """
    on = timezone.localdate(at)
    check_post(by, Permission.CONTACT_ANSWER)
    wanted = sorted(set(child_ids))
    if not wanted:
        raise Refused("Choose the children it is true of.")
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(f"Explain no more than {MOST_AT_ONCE} children at once.")
    _check(reason, until, on)
    rows = list_in_reach(by, on).filter(child_id__in=wanted)
    found = list(rows.values_list("area_id", "child_id"))
    if len(found) != len(wanted):
        raise Refused("Somebody you chose is no longer on the list. Open it again, then choose.")
    return len(_keep(found, reason, until, by, at))


def _check(reason: str, until: date, on: date) -> None:
    if not reason.strip():
        raise Refused("Say why.")
    if not 0 < (until - on).days <= MOST_EXPLAINED_DAYS:
        raise Refused(f"Choose a day within the next {MOST_EXPLAINED_DAYS} days.")


def _keep(
    children: Iterable[tuple[int, int]], reason: str, until: date, by: Asker, at: datetime
) -> list[Explained]:
    """Keep one reason for some children, by area and number, and an audit row for each."""
    made = []
    for area_id, child_id in children:
        audit.note(
            Note(
                action=Action.WRITE,
                child_id=child_id,
                area_id=area_id,
                classes=(FieldClass.PROFESSIONAL,),
                purpose="gap-explained",
            )
        )
        made.append(
            Explained(
                area_id=area_id,
                child_id=child_id,
                reason=reason.strip(),
                until_date=until,
                post_id=by.posts[0].id if by.posts else None,
                at=at,
            )
        )
    return Explained.objects.bulk_create(made)
