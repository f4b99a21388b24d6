"""Questions about consultations: a setting's own worklist, its copies, a case's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.organisations.models import Setting
from goldenthread.people.models import Child
from goldenthread.placements.models import Consultation, NamedSetting
from goldenthread.placements.rules.consulting import (
    ASKED_BY_WORDS,
    BASIS_WORDS,
    COPY_KEPT_DAYS,
    GROUND_WORDS,
    STATE_NAMES,
    Answer,
    AskedBy,
    Basis,
    ConsultState,
    Ground,
    Listed,
    last_day_of_copy,
    listed_as,
    must_be_named,
)
from goldenthread.ui.paging import SIZE

P = Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationRow:
    """One consultation, as a list shows it."""

    id: int
    child_id: int
    council: str
    name: str  # the child's, as the copy gives it
    setting: str
    setting_id: int
    asked_by: str
    listed: Listed | None
    state: ConsultState
    state_words: str
    sent: date
    due: date
    answered: date | None
    answer: Answer | None
    grounds: tuple[str, ...]
    reasons: str
    copy_until: date | None
    must_be_named: bool  # s.39(3), as things stand
    signs_in: bool  # whether the setting has an account here, and so its copy and its letter
    sections: tuple[Mapping[str, str], ...]  # the copy

    def days_late(self, on: date) -> int:
        """Return how many days past the fifteen, answered or not; 0 where it is not."""
        if self.state in (ConsultState.WITHDRAWN, ConsultState.CLOSED) and not self.answered:
            return 0
        return max(0, ((self.answered or on) - self.due).days)


def _row(one: Consultation) -> ConsultationRow:
    grounds = frozenset(Ground(each) for each in one.grounds)
    listed = Listed(one.listed) if one.listed else None
    state = ConsultState(one.state)
    return ConsultationRow(
        id=one.pk,
        child_id=one.child_id,
        council=one.area.name,
        name=one.copy[0]["words"] if one.copy else "",
        setting=one.setting.name,
        setting_id=one.setting_id,
        asked_by=ASKED_BY_WORDS[AskedBy(one.asked_by)],
        listed=listed,
        state=state,
        state_words=STATE_NAMES[state],
        sent=one.sent_date,
        due=one.due_date,
        answered=one.answered_date,
        answer=Answer(one.answer) if one.answer else None,
        grounds=tuple(GROUND_WORDS[each] for each in Ground if each in grounds),
        reasons=one.reasons,
        copy_until=last_day_of_copy(one.ended_date) if one.ended_date else None,
        must_be_named=must_be_named(AskedBy(one.asked_by), listed, grounds),
        signs_in=one.organisation_id is not None,
        sections=tuple(one.copy),
    )


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a setting's consultations."""

    rows: tuple[ConsultationRow, ...]
    total: int


def _readable(by: Asker, on: date) -> QuerySet[Consultation]:
    """Return the consultations whose copies somebody may read: of a body of theirs, and in time."""
    bodies = sorted(by.bodies_where(P.CONSULTATION_ANSWER))
    since = on.fromordinal(on.toordinal() - COPY_KEPT_DAYS)
    rows = Consultation.objects.filter(organisation_id__in=bodies)
    kept = Q(ended_date__isnull=True) | Q(state=ConsultState.CLOSED, ended_date__gte=since)
    return rows.filter(kept).select_related("area", "setting")


def to_answer(*, by: Asker, on: date, done: bool = False, page: int = 1) -> Listing:
    """Return the consultations of a setting, whichever council sent them; the oldest first.

    Three queries at most.

    :raises NotAllowed: if no post of theirs answers for a setting
    """
    check_post(by, P.CONSULTATION_ANSWER)
    rows = _readable(by, on)
    waiting = Q(state=ConsultState.SENT)
    rows = rows.exclude(waiting) if done else rows.filter(waiting)
    total = rows.count()
    start = min(page - 1, max(total - 1, 0) // SIZE) * SIZE
    found = tuple(_row(each) for each in rows.order_by("due_date", "pk")[start : start + SIZE])
    audit.note(
        Note(
            action=Action.LIST,
            classes=(FieldClass.OPEN_TO_FAMILY,),
            purpose="consultations",
            count=len(found),
        )
    )
    return Listing(found, total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What a setting consulted sees, and all it sees (trust rule 8)."""

    row: ConsultationRow
    sections: tuple[Mapping[str, str], ...]
    file_id: int | None
    typed: Mapping[str, Any]


def get_copy(consultation_id: int, *, by: Asker, on: date) -> Copy:
    """Return a consultation copy to the setting it was sent to, and write that it was read.

    :raises NotFound: to everybody else, and to the setting once its days are over
    """
    found = get_consultation(consultation_id, by=by, on=on)
    return Copy(
        row=_row(found),
        sections=tuple(found.copy),
        file_id=found.copy_file_id,
        typed=found.typed,
    )


def get_consultation(
    consultation_id: int, *, by: Asker, on: date, lock: bool = False
) -> Consultation:
    """Return one consultation of a setting somebody answers for, and write that they read it.

    :raises NotFound: to everybody else, and once the copy's days are over
    """
    rows = _readable(by, on)
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.filter(pk=consultation_id).first()
    if found is None:
        raise NotFound("No such record.")
    audit.note(
        Note(
            action=Action.WRITE if lock else Action.READ,
            child_id=found.child_id,
            area_id=found.area_id,
            classes=(FieldClass.OPEN_TO_FAMILY,),
            purpose="consultation-copy",
        )
    )
    return found


# A child already reached ---------------------------------------------------------------------


def consultations_of(child: Child) -> tuple[ConsultationRow, ...]:
    """Return the consultations about a child already reached, the latest first. One query."""
    rows = Consultation.objects.filter(area_id=child.area_id, child=child)
    return tuple(
        _row(each) for each in rows.select_related("area", "setting").order_by("-sent_date", "-pk")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRow:
    """Why a setting was named."""

    setting: str
    basis: str
    grounds: tuple[str, ...]
    reasons: str
    named: date


def named_of(child: Child) -> tuple[NamedRow, ...]:
    """Return which settings were named for a child already reached, and why. One query."""
    rows = NamedSetting.objects.filter(area_id=child.area_id, child=child).select_related("setting")
    return tuple(
        NamedRow(
            setting=row.setting.name if row.setting else row.setting_type,
            basis=BASIS_WORDS[Basis(row.basis)],
            grounds=tuple(GROUND_WORDS[Ground(each)] for each in row.grounds),
            reasons=row.reasons,
            named=row.named_date,
        )
        for row in rows.order_by("-named_date", "-pk")
    )


def settings_to_consult(words: str, *, by: Asker, on: date) -> Sequence[tuple[str, str]]:
    """Return settings by part of their name, for choosing whom to consult: number and name.

    One query; at most thirty.

    :raises NotAllowed: if no post of theirs consults settings
    """
    check_post(by, P.SETTING_CONSULT)
    rows = Setting.objects.filter(name__icontains=words.strip())
    still = rows.filter(Q(closed_date__isnull=True) | Q(closed_date__gte=on))
    return [
        (str(one.pk), f"{one.name}, {one.town}" if one.town else one.name)
        for one in still.order_by("name", "pk")[:30]
    ]


def listing_of(setting: Setting) -> Listed | None:
    """Return the paragraph of s.38(3) a setting falls under."""
    return listed_as(setting.type_code, setting.section_41)
