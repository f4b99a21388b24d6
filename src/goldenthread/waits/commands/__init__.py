"""Changes to services' lists: each is one decision, one transaction, one event."""

from goldenthread.waits.commands.equipping import change_equipment, look_again
from goldenthread.waits.commands.handing import answer_transfer, ask_transfer
from goldenthread.waits.commands.keeping_up import (
    OfferNeedsDiagnosis,
    contact_family,
    say_how_it_went,
)
from goldenthread.waits.commands.planning import foretell, load_history
from goldenthread.waits.commands.reach import CannotDo, reached
from goldenthread.waits.commands.referring import NewReferral, open_service, refer, refer_unknown
from goldenthread.waits.commands.updating import decide_update, tell_update
from goldenthread.waits.commands.working import (
    accept,
    ask_for_more,
    check_list,
    complete,
    decide_to_treat,
    discharge,
    miss,
    monitor,
    offer,
    review_long_wait,
    see,
    treat,
    triage,
    withdraw,
)

__all__ = [
    "CannotDo",
    "NewReferral",
    "OfferNeedsDiagnosis",
    "accept",
    "answer_transfer",
    "ask_for_more",
    "ask_transfer",
    "change_equipment",
    "check_list",
    "complete",
    "contact_family",
    "decide_to_treat",
    "decide_update",
    "discharge",
    "foretell",
    "load_history",
    "look_again",
    "miss",
    "monitor",
    "offer",
    "open_service",
    "reached",
    "refer",
    "refer_unknown",
    "review_long_wait",
    "say_how_it_went",
    "see",
    "tell_update",
    "treat",
    "triage",
    "withdraw",
]
