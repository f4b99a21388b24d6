"""What the pages of a plan show: rows, tabs and choices, made from what the queries return."""

from goldenthread.strategy.shown_pages.boards import (
    balance_rows,
    headline_figures,
    log,
    progress_rows,
)
from goldenthread.strategy.shown_pages.inspections import inspection_rows, item_rows, judged_rows
from goldenthread.strategy.shown_pages.lessons import lessons_page
from goldenthread.strategy.shown_pages.partners import (
    evaluation_page,
    evaluation_rows,
    meeting_page,
    meeting_rows,
)
from goldenthread.strategy.shown_pages.plans import ACTION_PAGE, action_page, plan_rows, stream_rows
from goldenthread.strategy.shown_pages.tabs import (
    SERVICE_WORDS,
    entered_choices,
    family_choices,
    frame,
    post_choices,
)

__all__ = [
    "ACTION_PAGE",
    "SERVICE_WORDS",
    "action_page",
    "balance_rows",
    "entered_choices",
    "evaluation_page",
    "evaluation_rows",
    "family_choices",
    "frame",
    "headline_figures",
    "inspection_rows",
    "item_rows",
    "judged_rows",
    "lessons_page",
    "log",
    "meeting_page",
    "meeting_rows",
    "plan_rows",
    "post_choices",
    "progress_rows",
    "stream_rows",
]
