"""What holds of an assessment whatever table it stands in. Plain Python: no Django."""

from goldenthread.assessment.rules.stages import (
    ENDED,
    EVENTS,
    MOVES,
    NOTICES,
    OPEN,
    STAGE_NAMES,
    UNDECIDED,
    WAITS_ON,
    NoticeKind,
    Stage,
    WrongStage,
    check_move,
)

__all__ = [
    "ENDED",
    "EVENTS",
    "MOVES",
    "NOTICES",
    "OPEN",
    "STAGE_NAMES",
    "UNDECIDED",
    "WAITS_ON",
    "NoticeKind",
    "Stage",
    "WrongStage",
    "check_move",
]
