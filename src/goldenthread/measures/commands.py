"""Keeping figures, and publishing them: proposed by one person, approved by another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from goldenthread.access import asking
from goldenthread.access.rules import (
    ROLES,
    Asker,
    HeldPost,
    NotAllowed,
    NotFound,
    Permission,
    check_post,
)
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.measures import queries
from goldenthread.measures.models import Decision, Draft, MeasureFigure, Reading, Release
from goldenthread.measures.queries.felt import felt_counts
from goldenthread.measures.queries.releases import get_release
from goldenthread.measures.queries.teams import team_counts
from goldenthread.measures.rules import felt, publishing, registry, teams
from goldenthread.measures.rules.measure import Measure, MeasureValue, NoSuchMeasure

KEEPER = "measures-keeper"
MONTHS_KEPT = 36
SHORTEST_NOTE = 10
LONGEST_NOTE = 2_000


class NotPublished(ValueError):
    """A release cannot be proposed or decided; the message says what to do."""


class BySamePerson(NotPublished):
    """The same person proposed it."""


# --- Keeping figures ----------------------------------------------------------------------------


def keep_readings(areas: Sequence[int], days: Sequence[date], *, at: datetime) -> int:
    """Keep every measure of some areas on some days, each as known then; return how many are new.

    What is kept already is left alone. Runs as a named service.
    """
    with asking.stated(asking.service(KEEPER, areas)):
        kept = set(
            Reading.objects.filter(area_id__in=areas, on__in=days)
            .values_list("area_id", "on")
            .distinct()
        )
        missing = [day for day in days if any((area, day) not in kept for area in areas)]
        if not missing:
            return 0
        values = queries.all_values(areas, missing)
        rows = [_reading(v, at) for v in values if (v.area_id, v.on) not in kept]
        Reading.objects.bulk_create(rows, batch_size=2_000, ignore_conflicts=True)
        return len(rows)


def keep_month_ends(
    areas: Sequence[int], *, today: date, at: datetime, months: int = MONTHS_KEPT
) -> int:
    """Keep the last month ends up to a day that are not kept yet; return how many are new."""
    return keep_readings(areas, queries.month_ends(day_before(today), months), at=at)


def _reading(found: MeasureValue, at: datetime) -> Reading:
    return Reading(
        area_id=found.area_id,
        key=found.key,
        version=found.definition_version,
        on=found.on,
        numerator=found.numerator,
        denominator=found.denominator,
        value=found.value,
        counted=found.counted,
        no_data=found.no_data,
        kept_at=at,
    )


def day_before(day: date) -> date:
    """Return the day before: the last one that is over."""
    return day - timedelta(days=1)


# --- Releases -----------------------------------------------------------------------------------


def propose_release(
    area_id: int, *, on: date, note: str, keys: Iterable[str], by: Asker, at: datetime
) -> Release:
    """Propose to publish some measures of an area at a month's end, suppressed as rule 46 says.

    What is kept is the released figures alone; the true ones are in no release.

    :raises NotAllowed: if no post of theirs proposes releases in that area
    :raises NotPublished: if the day is no month's end, nothing is chosen, or nothing is said of it
    """
    post = _post(by, Permission.RELEASE_PROPOSE, area_id)
    wanted = set(keys)
    chosen = _chosen(wanted, on)
    _check_month_end(on, at)
    note = _said(note, "what a reader should know of these figures")
    chosen, safe = _figures(
        area_id, on, chosen, with_teams=teams.CHOICE in wanted, with_felt=felt.CHOICE in wanted
    )
    try:
        with transaction.atomic():
            made = _keep_release(area_id, on, note, post, by, at)
    except IntegrityError:
        raise NotPublished(
            "Somebody has just proposed figures of that month. See theirs."
        ) from None
    MeasureFigure.objects.bulk_create(
        _figure(made, place, chosen[one.key], one) for place, one in enumerate(safe)
    )
    _noted(area_id, "release-proposed")
    return made


def _figures(
    area_id: int,
    on: date,
    chosen: dict[str, Measure],
    *,
    with_teams: bool,
    with_felt: bool = False,
) -> tuple[dict[str, Measure], list[publishing.Shown]]:
    """Return the measures of a release, their parts among them, and each as it may be published.

    All are weighed against each other, with what every reader knows of them.
    """
    values = {v.key: v for v in queries.all_values([area_id], [on], keys=chosen)}
    figures = {key: publishing.shown(chosen[key], values[key]) for key in chosen}
    known = publishing.KNOWN
    if with_teams:
        counts = team_counts(area_id, on)
        of_teams, told = teams.figures_of_teams(counts, area_id=area_id, on=on)
        chosen, figures = chosen | of_teams, figures | told
        known = (*known, *teams.they_add_up(counts))
    if with_felt:
        answers = felt_counts(area_id, on)
        of_parts, told = felt.figures_of(answers, area_id=area_id, on=on)
        chosen, figures = chosen | of_parts, figures | told
        known = (*known, *felt.they_add_up(answers))
    if not figures:
        missing = "message from a family was due an answer" if with_teams else "family answered"
        raise NotPublished(f"No {missing} in that year.")
    return chosen, publishing.safe_together(figures, chosen, known)


def draw_up(area_id: int, *, today: date, at: datetime) -> Draft:
    """Draw up how soon each team of an area answers, at the last month's end that is over.

    Each night again, over what was drawn up before. Runs as a named service, and publishes nothing.
    """
    (on,) = queries.month_ends(day_before(today), 1)
    with asking.stated(asking.service(KEEPER, [area_id])):
        try:
            chosen, safe = _figures(area_id, on, {}, with_teams=True)
        except NotPublished:
            chosen, safe = {}, []
        made, _ = Draft.objects.update_or_create(
            area_id=area_id,
            defaults={
                "on": on,
                "made_at": at,
                "figures": [_drawn(chosen[one.key], one) for one in safe],
            },
        )
    return made


def _drawn(measure: Measure, one: publishing.Shown) -> dict[str, Any]:
    return {
        "title": measure.title,
        "value": None if one.value is None else str(one.value),
        "unit": str(one.unit),
        "counted": one.numerator,
        "out_of": one.denominator,
        "hidden": str(one.hidden),
        "why": one.why,
    }


def _keep_release(
    area_id: int, on: date, note: str, post: HeldPost, by: Asker, at: datetime
) -> Release:
    before = Release.objects.filter(area_id=area_id, on=on).order_by("-edition")
    last = before.select_related("decision").first()
    if last is not None and last.decided is None:
        raise NotPublished("Figures of that month wait for approval. Decide on those first.")
    return Release.objects.create(
        area_id=area_id,
        on=on,
        edition=last.edition + 1 if last else 1,
        note=note,
        proposed_by_id=_person(by),
        proposed_post_id=post.id,
        proposed_at=at,
    )


def _figure(made: Release, place: int, measure: Measure, one: publishing.Shown) -> MeasureFigure:
    return MeasureFigure(
        release=made,
        place=place,
        key=measure.key,
        version=measure.version,
        title=measure.title,
        definition={
            "numerator": measure.numerator,
            "denominator": measure.denominator,
            "period": measure.period,
            "population": measure.population,
            "source": measure.source,
            "defined_by": measure.defined_by,
            "url": measure.url,
            "note": measure.note,
        },
        unit=str(one.unit),
        numerator=one.numerator,
        others=one.others,
        denominator=one.denominator,
        value=one.value,
        hidden=str(one.hidden),
        why=one.why,
    )


def approve_release(release_id: int, *, by: Asker, at: datetime) -> Decision:
    """Publish a release that somebody else proposed. Done twice by one person, it is done once.

    :raises NotFound: if there is no such release in reach
    :raises NotAllowed: if no post of theirs approves releases in its area
    :raises BySamePerson: if they proposed it themselves
    :raises NotPublished: if it was decided on otherwise
    """
    return _decide(release_id, approved=True, reason="", by=by, at=at)


def refuse_release(release_id: int, *, reason: str, by: Asker, at: datetime) -> Decision:
    """Say that a release is not to be published, and why.

    :raises NotFound, NotAllowed, BySamePerson, NotPublished: as for an approval
    """
    reason = _said(reason, "why these figures are not to be published")
    return _decide(release_id, approved=False, reason=reason, by=by, at=at)


def _decide(release_id: int, *, approved: bool, reason: str, by: Asker, at: datetime) -> Decision:
    found = get_release(release_id, by=by)
    post = _post(by, Permission.RELEASE_APPROVE, found.area_id)
    if found.proposed_by_id == by.user_id:
        raise BySamePerson("You proposed these figures: somebody else must decide on them.")
    made = Decision(
        release=found,
        approved=approved,
        reason=reason,
        proposed_by_id=found.proposed_by_id,
        decided_by_id=_person(by),
        decided_post_id=post.id,
        decided_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return _decided_before(found, approved=approved, by=by)
    _noted(found.area_id, "release-approved" if approved else "release-refused")
    return made


def _decided_before(found: Release, *, approved: bool, by: Asker) -> Decision:
    """Return the decision that stands, where the same person says the same again.

    :raises NotPublished: if it is another's, or says otherwise
    """
    stands = Decision.objects.get(release=found)
    if stands.approved == approved and stands.decided_by_id == by.user_id:
        return stands
    raise NotPublished("Somebody has decided on these figures already.")


def _post(by: Asker, permission: Permission, area_id: int) -> HeldPost:
    """Return the post in which somebody acts.

    :raises NotAllowed: if none of theirs allows it in that area
    """
    check_post(by, permission)
    for post in by.posts:
        if permission in ROLES[post.role].permissions and area_id in post.area_ids:
            return post
    raise NotFound("No such area.")


def _person(by: Asker) -> int:
    """Return who signs: a person, since no service publishes anything.

    :raises NotAllowed: for a service
    """
    if by.user_id is None:
        raise NotAllowed("Only a person publishes figures.")
    return by.user_id


def _chosen(keys: Collection[str], on: date) -> dict[str, Measure]:
    wanted, ordered = set(keys) - {teams.CHOICE, felt.CHOICE}, registry.keys()
    try:
        chosen = {key: registry.measure(key, on) for key in ordered if key in wanted}
    except NoSuchMeasure as problem:
        raise NotPublished(str(problem)) from None
    if not set(keys) or wanted - set(chosen):
        raise NotPublished("Choose at least one measure to publish.")
    return chosen


def _check_month_end(on: date, at: datetime) -> None:
    """Only whole months are published, so that no two releases overlap by days."""
    if (on + timedelta(days=1)).day != 1:
        raise NotPublished("Figures are published for the end of a month. Choose a month's end.")
    if on >= at.date():
        raise NotPublished("That month is not over yet. Choose an earlier one.")


def _said(text: str, what: str) -> str:
    text = " ".join(text.split())
    if not SHORTEST_NOTE <= len(text) <= LONGEST_NOTE:
        raise NotPublished(f"Say in {SHORTEST_NOTE} to {LONGEST_NOTE:,} characters {what}.")
    return text


def _noted(area_id: int, purpose: str) -> None:
    audit.note(
        Note(
            action=Action.WRITE,
            area_id=area_id,
            classes=(FieldClass.NOT_PERSONAL,),
            purpose=purpose,
        )
    )


__all__ = [
    "BySamePerson",
    "NotAllowed",
    "NotPublished",
    "approve_release",
    "draw_up",
    "keep_month_ends",
    "keep_readings",
    "propose_release",
    "refuse_release",
]
