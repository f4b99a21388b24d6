"""Questions about loads: what was loaded, by whom, and what became of it."""

from __future__ import annotations

from goldenthread.exchange.models import Load


def area_of_load(load_id: int) -> int | None:
    """Return the area a load was for; None for the register, or for a load that is not there."""
    return Load.objects.filter(pk=load_id).values_list("area_id", flat=True).first()
