"""What is owed, to whom, by when: every list and count of the spine, told who asks.

Each question costs a fixed number of database calls, whatever the data. Lateness is decided here,
by comparing a due date with the day asked about; it is stored nowhere.
"""

from goldenthread.timeline.queries.area import (
    MonthRow,
    OverviewRow,
    area_overview,
    as_known_on,
    missed,
    monthly,
)
from goldenthread.timeline.queries.case import (
    EventRow,
    clocks_of_case,
    clocks_of_cases,
    clocks_of_child,
    clocks_of_own,
    events_of_case,
    events_of_child,
    standing_events,
)
from goldenthread.timeline.queries.owed import (
    AHEAD,
    Show,
    Worklist,
    WorklistCounts,
    WorklistFilters,
    worklist,
    worklist_counts,
)
from goldenthread.timeline.queries.own import OwnPromise, own_promises
from goldenthread.timeline.queries.posts import Caseload, Held, caseloads, held_by_posts
from goldenthread.timeline.queries.rows import ClockRow, Page, ReachedChild

__all__ = [
    "AHEAD",
    "Caseload",
    "ClockRow",
    "EventRow",
    "Held",
    "MonthRow",
    "OverviewRow",
    "OwnPromise",
    "Page",
    "ReachedChild",
    "Show",
    "Worklist",
    "WorklistCounts",
    "WorklistFilters",
    "area_overview",
    "as_known_on",
    "caseloads",
    "clocks_of_case",
    "clocks_of_cases",
    "clocks_of_child",
    "clocks_of_own",
    "events_of_case",
    "events_of_child",
    "held_by_posts",
    "missed",
    "monthly",
    "own_promises",
    "standing_events",
    "worklist",
    "worklist_counts",
]
