"""A plan as an uploaded file: what councils have until plans are written here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from goldenthread.files.queries import files_of
from goldenthread.people.models import Child
from goldenthread.people.rules import NEEDS
from goldenthread.plans.models import Plan, PlanState, PlanVersion, VersionStatus


class WrongPaper(ValueError):
    """The file cannot be the plan; the message says why and what to do."""


@transaction.atomic
def keep_draft_file(
    child: Child,
    *,
    plan_id: int | None,
    file_id: int,
    needs: Sequence[str],
    on: date,
    amended: bool,
) -> PlanVersion:
    """Keep an uploaded draft as a version of the plan being made. A draft names no setting.

    The caller has reached the child and holds its lock.

    :raises WrongPaper: if the file is not this child's, or has not passed its check
    """
    check_paper(child, file_id, needs)
    plan = _plan_being_made(child, plan_id)
    status = VersionStatus.AMENDED_DRAFT if amended else VersionStatus.DRAFT
    return _add_version(plan, status, file_id=file_id, needs=needs, on=on)


@transaction.atomic
def issue_file(
    child: Child,
    *,
    plan_id: int | None,
    file_id: int,
    needs: Sequence[str],
    setting_id: int | None,
    setting_code: str,
    on: date,
) -> PlanVersion:
    """Issue an uploaded final plan: it is in force from this day.

    The caller has reached the child and holds its lock.

    :raises WrongPaper: if the file is not this child's, has not passed its check, names no need,
        or another plan is in force
    """
    check_paper(child, file_id, needs)
    if not needs:
        raise WrongPaper("Choose the child's main need: the plan is known by it.")
    plan = _plan_being_made(child, plan_id)
    if plan.state != PlanState.DRAFT:
        raise WrongPaper("This plan is in force already. Change it by an amendment.")
    if Plan.objects.filter(child=child, state=PlanState.IN_FORCE).exists():
        raise WrongPaper("Another plan is in force for this child. End or amend that one.")
    version = _add_version(
        plan,
        VersionStatus.FINAL,
        file_id=file_id,
        needs=needs,
        on=on,
        setting_id=setting_id,
        setting_code=setting_code,
    )
    plan.state, plan.first_issued_date, plan.start_date = PlanState.IN_FORCE, on, on
    plan.save(update_fields=["state", "first_issued_date", "start_date"])
    return version


def check_paper(child: Child, file_id: int, needs: Sequence[str]) -> None:
    """Check that a file may be the plan of a child already reached.

    :raises WrongPaper: naming what is wrong with the file, or a need that is none
    """
    found = next((each for each in files_of(child) if each.id == file_id), None)
    if found is None:
        raise WrongPaper("Choose a document of this child. Add it under Documents first.")
    if found.kind not in ("PDF", "DOCX"):
        raise WrongPaper("A plan is a PDF or a Word document. Choose one of those.")
    if not found.can_open:
        raise WrongPaper(
            "That document is still being checked for viruses, or was refused. Wait for the "
            "check, or add it again."
        )
    if unknown := [code for code in needs if code not in NEEDS]:
        raise WrongPaper(f"{unknown[0]} is not a kind of need that is recorded here.")


def _plan_being_made(child: Child, plan_id: int | None) -> Plan:
    if plan_id is not None:
        return Plan.objects.select_for_update().get(pk=plan_id, child=child)
    return Plan.objects.create(area_id=child.area_id, child=child, state=PlanState.DRAFT)


def _add_version(
    plan: Plan,
    status: VersionStatus,
    *,
    file_id: int,
    needs: Sequence[str],
    on: date,
    setting_id: int | None = None,
    setting_code: str = "",
) -> PlanVersion:
    newest = plan.versions.aggregate(newest=Max("number"))["newest"] or 0
    return PlanVersion.objects.create(
        area_id=plan.area_id,
        child_id=plan.child_id,
        plan=plan,
        number=newest + 1,
        status=status,
        issued_date=on,
        needs=list(needs),
        setting_id=setting_id,
        setting_code=setting_code,
        file_id=file_id,
    )
