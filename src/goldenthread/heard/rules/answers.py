"""What may be answered, and when an answer from an open address is kept aside to be looked at."""

from __future__ import annotations

from collections.abc import Mapping

from goldenthread.heard.rules.questions import QUESTIONS, Survey

MOST_WORDS = 2_000  # characters of free text
# From one place in one day: a family on one phone line, a school's computer room, but no machine.
MOST_FROM_ONE_PLACE = 12
# Past this nothing more is taken from there until the next day: a disk has an end.
MOST_KEPT_FROM_ONE_PLACE = 500
# For one area in one day by the open address; past it, answers wait for somebody to look at them.
MOST_IN_A_DAY = 400


class NotAnswered(ValueError):
    """This cannot be taken as it is; the message says what to do."""


def check_answers(survey: Survey, answers: Mapping[str, str], words: str) -> dict[str, str]:
    """Return the answers worth keeping: each to a question of this survey, from its own choices.

    A question may be left out; a survey with nothing in it may not.

    :raises NotAnswered: with a sentence for whoever answered
    """
    given = {key: choice for key, choice in answers.items() if choice}
    for key, choice in given.items():
        if key not in survey.asks or choice not in QUESTIONS[key].choices:
            raise NotAnswered("Choose an answer from the list.")
    if not given and not words.strip():
        raise NotAnswered("Answer one question or more.")
    if len(words) > MOST_WORDS:
        raise NotAnswered(f"This is too long. Use {MOST_WORDS} letters or fewer.")
    return given


def is_set_aside(*, from_here_today: int, for_area_today: int, too_fast: bool) -> bool:
    """Say whether an answer by the open address waits for a person before it counts.

    Nothing is thrown away: what is set aside is kept, and somebody named lets it in or not.
    """
    return too_fast or from_here_today > MOST_FROM_ONE_PLACE or for_area_today > MOST_IN_A_DAY
