"""Why a promise is late, as a family is told. It excuses nothing, moves no date. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from goldenthread.law.events import DelayCause

CAUSES: Mapping[str, str] = {
    DelayCause.ADVICE: "We were waiting for advice.",
    DelayCause.PSYCHOLOGY: "There are too few psychologists. That does not make it right.",
    DelayCause.STAFF: "Too few people in our team were at work.",
    DelayCause.SETTING: "We were waiting for a school or college.",
    DelayCause.HEALTH: "We were waiting for health.",
    DelayCause.SOCIAL_CARE: "We were waiting for social care.",
    DelayCause.INFORMATION: "A paper we need has not come yet.",
    DelayCause.FAMILY_ASKED: "You asked for more time.",
    DelayCause.MISTAKE: "We made a mistake.",
}
# How far back a night looks for days missed, so that nights with no worker leave nobody untold.
LOOK_BACK = timedelta(days=14)
# How far ahead somebody may say that a day will be missed.
LOOK_AHEAD = timedelta(weeks=8)


class WrongDelay(ValueError):
    """What is said of a delay will not do; the message says what to change."""


def check_expected(expected: date, *, today: date, due: date) -> None:
    """Check the new day that a family is told.

    :raises WrongDelay: if it is past, or no later than the day the law gave
    """
    if expected < today:
        raise WrongDelay("That day has passed. Enter the day you will now do it by.")
    if expected <= due:
        raise WrongDelay("That is no later than the day the law gives, so nothing is late.")


def missed_words(silent: Sequence[str]) -> str:
    """Say, the morning after a day was missed, what is known of why: who has not answered."""
    if silent:
        return f"We still wait for advice from: {', '.join(silent)}. It is for us to get it."
    return "It is still with our team. We will tell you why, and by when we will do it."
