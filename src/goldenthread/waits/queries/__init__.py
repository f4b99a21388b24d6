"""Questions about services' lists, each told who asks."""

from goldenthread.waits.queries.child import (
    FamilyWait,
    OneReferral,
    Truth,
    WaitNow,
    family_waits,
    find_referral,
    help_open_now,
    truth_for,
    waits_of,
)
from goldenthread.waits.queries.counts import area_lists, fairness, support_counts, typical
from goldenthread.waits.queries.figures import (
    figures_of,
    list_of,
    monthly_queue,
    own_services,
    scenarios_of,
)
from goldenthread.waits.queries.lists import ListFilters, list_page

__all__ = [
    "FamilyWait",
    "ListFilters",
    "OneReferral",
    "Truth",
    "WaitNow",
    "area_lists",
    "fairness",
    "family_waits",
    "figures_of",
    "find_referral",
    "help_open_now",
    "list_of",
    "list_page",
    "monthly_queue",
    "own_services",
    "scenarios_of",
    "support_counts",
    "truth_for",
    "typical",
    "waits_of",
]
