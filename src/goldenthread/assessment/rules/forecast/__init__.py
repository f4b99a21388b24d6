"""The chance that an open case meets its next MUST date, from the area's own past. No Django.

A case stands in a stage, has spent some days there, and owes something by a day. Its comparables
are past cases of the same area that were still in that stage after as many days; what became of
each from that day on is counted. Withdrawal and refusal are competing ends, cases still open are
censored, and the share that got there in time is the cumulative incidence (Aalen and Johansen's
estimator, by scikit-survival). With too few comparables there is no forecast.
"""

from goldenthread.assessment.rules.forecast.estimates import (
    LEAST,
    MODEL,
    REACH_WORDS,
    Chance,
    Comparables,
    Goal,
    Question,
    Reach,
    TooThin,
    chances,
    comparables_of,
)
from goldenthread.assessment.rules.forecast.paths import (
    STEP_NAMES,
    History,
    Path,
    Step,
    history_of,
    known_by,
    path_of,
)
from goldenthread.assessment.rules.forecast.testing import Band, Calibration, back_test

__all__ = [
    "LEAST",
    "MODEL",
    "REACH_WORDS",
    "STEP_NAMES",
    "Band",
    "Calibration",
    "Chance",
    "Comparables",
    "Goal",
    "History",
    "Path",
    "Question",
    "Reach",
    "Step",
    "TooThin",
    "back_test",
    "chances",
    "comparables_of",
    "history_of",
    "known_by",
    "path_of",
]
