"""Changing a conversation: received, answered, taken on, given, matched to a child, closed."""

from __future__ import annotations

from goldenthread.contact.commands.answering import (
    close,
    give,
    give_form,
    match,
    note,
    reply,
    set_promise,
    struggling,
    take_on,
)
from goldenthread.contact.commands.arriving import receive_mail, receive_text
from goldenthread.contact.commands.complaining import (
    Unhappy,
    acknowledge,
    answer_complaint,
    complain,
    extend,
    gone_to_ombudsman,
    learn,
    learning_done,
    panel,
    take_further,
    withdraw,
)
from goldenthread.contact.commands.learning import carried_out_by
from goldenthread.contact.commands.owning import (
    move_from_the_absent,
    raise_the_late,
    raise_the_waiting,
)
from goldenthread.contact.commands.receiving import Incoming, receive
from goldenthread.contact.commands.silence import check_night, explain, explain_several

__all__ = [
    "Incoming",
    "Unhappy",
    "acknowledge",
    "answer_complaint",
    "carried_out_by",
    "check_night",
    "close",
    "complain",
    "explain",
    "explain_several",
    "extend",
    "give",
    "give_form",
    "gone_to_ombudsman",
    "learn",
    "learning_done",
    "match",
    "move_from_the_absent",
    "note",
    "panel",
    "raise_the_late",
    "raise_the_waiting",
    "receive",
    "receive_mail",
    "receive_text",
    "reply",
    "set_promise",
    "struggling",
    "take_further",
    "take_on",
    "withdraw",
]
