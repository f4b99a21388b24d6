"""What somebody of the family said of drafts, and how it was answered."""

from __future__ import annotations

from goldenthread.people.models import Child
from goldenthread.plans.models import DraftComment, DraftStage


def said_before(child: Child, user_id: int | None) -> list[dict[str, str]]:
    """Return what one person said of drafts that are with the family no more, the newest first.

    For a child that was reached: an answer can still be read when the plan is final. One query.
    """
    if user_id is None:
        return []
    rows = DraftComment.objects.filter(
        area_id=child.area_id, child=child, written_by_id=user_id
    ).exclude(draft__stage=DraftStage.SERVED)
    told = rows.order_by("-pk").values_list("text", "state", "answer")
    return [{"text": text, "state": state, "answer": answer} for text, state, answer in told]
