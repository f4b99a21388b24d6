"""Whether social care offered an assessment, and what came of it (S09)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from goldenthread.access.rules import Asker
from goldenthread.assessment.commands.advice.answering import own
from goldenthread.assessment.commands.advice.shared import (
    REASON_LENGTH,
    check_words,
    day_of,
    wrote,
)
from goldenthread.assessment.models import (
    SocialCareRecord,
)
from goldenthread.assessment.rules.advice import (
    Adviser,
    FamilyAnswer,
    Offer,
    WrongAnswer,
)


@transaction.atomic
def record_social_care(
    request_id: int,
    *,
    offer: Offer,
    by: Asker,
    at: datetime,
    offered_date: date | None = None,
    offered_by: str = "",
    offered_how: str = "",
    why_not: str = "",
    answer: FamilyAnswer | None = None,
    answered_date: date | None = None,
    followed: str = "",
) -> SocialCareRecord:
    """Say whether an assessment of social care needs was offered, and what came of it (S09).

    :raises NotFound, NotAllowed: if the request is not theirs
    :raises WrongAnswer: if it is not about social care, or the record is not whole
    """
    request, child = own(request_id, by, at)
    if request.adviser != Adviser.SOCIAL_CARE:
        raise WrongAnswer("Only social care says whether it offered an assessment.")
    if offer is Offer.OFFERED and not (offered_date and offered_by.strip() and answer):
        raise WrongAnswer("Enter when it was offered, by whom, and what the family answered.")
    if offer is Offer.NOT_OFFERED and len(why_not.strip()) < REASON_LENGTH:
        raise WrongAnswer("Write why no assessment was offered. The family can read this.")
    days = [day for day in (offered_date, answered_date) if day]
    if any(day > day_of(at) for day in days) or days != sorted(days):
        raise WrongAnswer("The offer comes before its answer, and neither is later than today.")
    check_words([offered_by, offered_how, why_not, followed], child, at)
    offered = offer is Offer.OFFERED
    made, _ = SocialCareRecord.objects.update_or_create(
        request=request,
        defaults={
            "area_id": request.area_id,
            "child": child,
            "offer": offer,
            "offered_date": offered_date if offered else None,
            "offered_by": offered_by.strip() if offered else "",
            "offered_how": offered_how.strip() if offered else "",
            "why_not": "" if offered else why_not.strip(),
            "answer": answer or "" if offered else "",
            "answered_date": answered_date if offered else None,
            "followed": followed.strip(),
        },
    )
    wrote(request, "social-care-offer")
    return made
