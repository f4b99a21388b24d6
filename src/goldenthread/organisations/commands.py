"""Changes to bodies: they open, they serve areas, and one takes over from another (S136)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from goldenthread.organisations.models import LocalArea, Organisation, Setting


class WrongBody(ValueError):
    """The body cannot be recorded or changed as asked."""


@transaction.atomic
def open_organisation(
    *,
    kind: str,
    name: str,
    area_ids: Iterable[int],
    ods_code: str = "",
    setting: Setting | None = None,
    opened_date: date | None = None,
) -> Organisation:
    """Record a body whose people may sign in, and the areas it serves.

    :raises WrongBody: if it is known already, serves no known area, or is a setting with no
        entry in the register
    """
    areas = list(LocalArea.objects.filter(pk__in=set(area_ids)))
    if not areas:
        raise WrongBody("Name at least one local area that is held here.")
    if (kind == "SETTING") != (setting is not None):
        raise WrongBody("A setting is in the register of settings; no other body is.")
    try:
        with transaction.atomic():
            made = Organisation.objects.create(
                kind=kind, name=name, ods_code=ods_code, setting=setting, opened_date=opened_date
            )
    except IntegrityError:
        raise WrongBody("A body of that kind and name, or for that setting, is known.") from None
    made.areas.set(areas)
    return made


@transaction.atomic
def close_organisation(*, organisation: Organisation, on: date) -> Organisation:
    """Record a body's last day. Its posts are ended one by one, so each caseload is handed on.

    :raises WrongBody: if it has closed already, or that day is before it opened
    """
    if organisation.closed_date:
        raise WrongBody("That body has closed already.")
    if organisation.opened_date and on < organisation.opened_date:
        raise WrongBody("A body cannot close before it opens.")
    organisation.closed_date = on
    organisation.save(update_fields=["closed_date"])
    return organisation
