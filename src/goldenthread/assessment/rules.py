"""Where a request for an assessment can stand, and whose turn it is. Plain Python.

The moves and notices come with casework; loaded and invented facts need the stages, which have
ended, and whom each waits on.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """Where the case stands."""

    REQUESTED = "REQUESTED"
    ASSESSING = "ASSESSING"
    DRAFTING = "DRAFTING"
    DRAFT_WITH_FAMILY = "DRAFT_WITH_FAMILY"
    NOT_ASSESSED = "NOT_ASSESSED"
    NO_PLAN = "NO_PLAN"
    PLAN_ISSUED = "PLAN_ISSUED"
    WITHDRAWN = "WITHDRAWN"
    MOVED_AWAY = "MOVED_AWAY"


ENDED = frozenset(
    {Stage.NOT_ASSESSED, Stage.NO_PLAN, Stage.PLAN_ISSUED, Stage.WITHDRAWN, Stage.MOVED_AWAY}
)

STAGE_NAMES: Mapping[Stage, str] = {
    Stage.REQUESTED: "Deciding whether to assess",
    Stage.ASSESSING: "Assessing",
    Stage.DRAFTING: "Writing the draft plan",
    Stage.DRAFT_WITH_FAMILY: "Draft with the family",
    Stage.NOT_ASSESSED: "Refused: no assessment",
    Stage.NO_PLAN: "Assessed: no plan",
    Stage.PLAN_ISSUED: "Plan issued",
    Stage.WITHDRAWN: "Request withdrawn",
    Stage.MOVED_AWAY: "Moved to another area",
}

WAITS_ON: Mapping[Stage, str] = {
    Stage.REQUESTED: "council",
    Stage.ASSESSING: "advisers",
    Stage.DRAFTING: "council",
    Stage.DRAFT_WITH_FAMILY: "family",
    Stage.NOT_ASSESSED: "",
    Stage.NO_PLAN: "",
    Stage.PLAN_ISSUED: "",
    Stage.WITHDRAWN: "",
    Stage.MOVED_AWAY: "",
}
